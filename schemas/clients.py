"""Clients: who the county answers for, and what is known of their support."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

import polars as pl
from pydantic import Field

from schemas.contract import Contract, open_code


class Sex(StrEnum):
    """Legal sex."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class Language(StrEnum):
    """Language of service (asiointikieli)."""

    FI = "fi"
    SV = "sv"
    OTHER = "other"


class Client(Contract):
    """One client, under a pseudonym."""

    extract: ClassVar[str] = "clients"
    key: ClassVar[tuple[str, ...]] = ("client_id",)
    required: ClassVar[bool] = True

    client_id: str = Field(
        max_length=64, description="Pseudonym of the client, without meaning."
    )
    born_on: date = Field(
        ge=date(1900, 1, 1), description="Day of birth; sources may round to a year."
    )
    sex: Sex | None = Field(default=None, description="Legal sex; null: not known.")
    language: Language | None = Field(
        default=None, description="Language of service; null: not known."
    )
    died_on: date | None = Field(default=None, description="Day of death.")
    moved_out_on: date | None = Field(
        default=None, description="Day the client moved out of the county."
    )
    resident: bool | None = Field(
        default=None, description="Lives in the county; null: not known."
    )
    municipality: str | None = Field(
        default=None,
        **open_code(max_length=3, pattern=r"^\d{3}$"),
        description="Municipality, three digits; null: not known or not disclosed.",
    )
    home_site: str | None = Field(
        default=None, **open_code(max_length=80), description="Own health station."
    )
    segment: int | None = Field(
        default=None,
        ge=1,
        le=4,
        description="Recorded client segment 1 to 4; null: none recorded.",
    )
    segment_on: date | None = Field(
        default=None, description="Day the segment was recorded."
    )
    segment_consent: bool | None = Field(
        default=None,
        description="The client consented to the segment; null or false: not used.",
    )
    social_worker: str | None = Field(
        default=None,
        max_length=64,
        description="Key of the named omatyöntekijä; null: none is named.",
    )
    care_lead: str | None = Field(
        default=None,
        max_length=64,
        description="Key of the named hoitovastaava; null: none is named.",
    )
    non_disclosure: bool | None = Field(
        default=None,
        description="Non-disclosure order (turvakielto); null counts as set.",
    )
    objects: bool | None = Field(
        default=None,
        description="The client objects to being measured; null counts as no.",
    )
    health_to_social_consent: bool | None = Field(
        default=None,
        description="Health data may be shown in social services; null: no.",
    )
    social_to_health_consent: bool | None = Field(
        default=None,
        description="Social data may be shown in health services; null: no.",
    )

    @classmethod
    def cross_column_rules(cls) -> dict[str, pl.Expr]:
        """Nobody dies before being born."""
        return {"dies_before_birth": pl.col("died_on") < pl.col("born_on")}
