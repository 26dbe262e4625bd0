"""Plans: care, service and client plans, where the county has them."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import ClassVar

import polars as pl
from pydantic import Field

from schemas.contract import Contract
from schemas.register import Register


class PlanKind(StrEnum):
    """What the plan is for."""

    CARE = "care"
    SERVICE = "service"
    CLIENT = "client"
    MEDICATION = "medication"
    REHABILITATION = "rehabilitation"
    SUBSTANCE = "substance"
    PALLIATIVE = "palliative"


class Plan(Contract):
    """One plan made with a client (hoito-, palvelu- tai asiakassuunnitelma)."""

    extract: ClassVar[str] = "plans"
    key: ClassVar[tuple[str, ...]] = ("plan_id",)
    day: ClassVar[str | None] = "updated_on"

    plan_id: str = Field(max_length=64, description="Key of the row.")
    client_id: str = Field(max_length=64, description="Pseudonym of the client.")
    kind: PlanKind = Field(description="What the plan is for.")
    source_register: Register = Field(description="Register that holds the plan.")
    updated_on: date = Field(description="Day it was made or last reviewed.")
    ends_on: date | None = Field(
        default=None, description="Last day it is in force; null: open."
    )

    @classmethod
    def cross_column_rules(cls) -> dict[str, pl.Expr]:
        """A plan does not end before it was made."""
        return {"ends_before_it_starts": pl.col("ends_on") < pl.col("updated_on")}


def in_force(as_of: date, kinds: Sequence[PlanKind]) -> pl.Expr:
    """A plan of one of `kinds` that was made by the as-of day and has not ended.

    For the admitted form, whose `day` is the day it was made or last reviewed.
    """
    return (
        pl.col("kind").is_in(kinds)
        & (pl.col("day") <= as_of)
        & (pl.col("ends_on").is_null() | (pl.col("ends_on") >= as_of))
    )
