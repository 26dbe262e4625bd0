"""Concerns: somebody's own worry about a client, entered by people and never derived.

Registers cannot see it. A short closed form takes it, without free text: who notices,
what it is about, whether the client has been told, what the client wishes, and, for a
relative's, whether the client consents. It is no urgent channel.
"""

from datetime import date
from enum import StrEnum
from typing import ClassVar

import polars as pl
from pydantic import Field

from schemas.contract import Contract
from schemas.register import Register


class RaisedBy(StrEnum):
    """Who noticed."""

    PROFESSIONAL = "professional"
    CLIENT = "client"
    RELATIVE = "relative"


class ConcernKind(StrEnum):
    """What the concern is about: Soite's six lines, and means that have run out.

    Each is as wide as its line, so that none tells of violence or substance use alone.
    """

    SITUATION = "situation"
    CRISIS_OR_STUCK = "crisis_or_stuck"
    DEPENDENCE_OR_MEDICINES = "dependence_or_medicines"
    LIFE_SITUATION = "life_situation"
    CONTACTS_OR_APPOINTMENTS = "contacts_or_appointments"
    MIND_OR_ILLNESS = "mind_or_illness"
    MEANS_RUN_OUT = "means_run_out"


class ClientWish(StrEnum):
    """What the client wishes, where it is known."""

    CONTACT = "contact"
    CONTACT_PERSON = "contact_person"
    NO_CONTACT_NOW = "no_contact_now"


class ConcernForm(Contract):
    """One concern as it is entered."""

    extract: ClassVar[str] = "concern_forms"
    key: ClassVar[tuple[str, ...]] = ("client_id", "raised_on", "raised_by", "kind")
    day: ClassVar[str | None] = "raised_on"

    client_id: str = Field(max_length=64, description="Pseudonym of the client.")
    raised_on: date = Field(description="Day the concern was raised.")
    raised_by: RaisedBy = Field(description="Who noticed.")
    kind: ConcernKind = Field(description="What it is about.")
    source_register: Register = Field(
        description="Register in whose service it was raised."
    )
    client_told: bool | None = Field(
        default=None,
        description="The client has been told of the concern; null: not known.",
    )
    client_wish: ClientWish | None = Field(
        default=None, description="What the client wishes; null: not known."
    )
    client_consent: bool | None = Field(
        default=None, description="The client consents to a relative's concern."
    )

    @classmethod
    def cross_column_rules(cls) -> dict[str, pl.Expr]:
        """A relative's concern needs the client's consent."""
        of_relative = pl.col("raised_by") == RaisedBy.RELATIVE
        consents = pl.col("client_consent").fill_null(False)
        return {"relative_without_consent": of_relative & ~consents}


class Concern(ConcernForm):
    """One concern as the store keeps it; withdrawing it leaves it there."""

    extract: ClassVar[str] = "concerns"
    key: ClassVar[tuple[str, ...]] = ("concern_id",)

    concern_id: str = Field(max_length=64, description="Key of the row.")
    withdrawn_on: date | None = Field(
        default=None, description="Day it was withdrawn; null: it stands."
    )

    @classmethod
    def cross_column_rules(cls) -> dict[str, pl.Expr]:
        """A relative's needs the client's consent; none is withdrawn unraised."""
        return super().cross_column_rules() | {
            "withdrawn_before_raised": pl.col("withdrawn_on") < pl.col("raised_on")
        }


def standing(as_of: date) -> pl.Expr:
    """True for concerns that were not withdrawn by a day, never null."""
    return pl.col("withdrawn_on").is_null() | (pl.col("withdrawn_on") > as_of)
