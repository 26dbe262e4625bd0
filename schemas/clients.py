"""Clients: who the county answers for, and what is known of their support."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

import polars as pl
from pydantic import Field

from schemas.concerns import standing
from schemas.contacts import client_was_present
from schemas.contract import DICTIONARY, Contract
from schemas.days import in_window


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
    moved_in_on: date | None = Field(
        default=None,
        description="Day the client moved into the county; null: long ago or unknown.",
    )
    resident: bool | None = Field(
        default=None, description="Lives in the county; null: not known."
    )
    municipality: str | None = Field(
        default=None,
        json_schema_extra=DICTIONARY,
        max_length=3,
        pattern=r"^\d{3}$",
        description="Municipality, three digits; null: not known or not disclosed.",
    )
    home_site: str | None = Field(
        default=None,
        json_schema_extra=DICTIONARY,
        max_length=80,
        description="Own health station.",
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


class Exclusion(StrEnum):
    """Why a client is not in the population, first reason that holds."""

    DECEASED = "deceased"
    MINOR = "minor"
    OBJECTS = "objects"
    MOVED_AWAY = "moved_away"
    NO_CONTACT = "no_contact"


ADULT_FROM = 18
CONTACT_WITHIN_DAYS = 730


def lives_here(as_of: date) -> pl.Expr:
    """True for clients who have not moved away by a day, never null.

    Who moved away is cared for elsewhere: that nothing is recorded here tells nothing.
    """
    return pl.col("moved_out_on").is_null() | (pl.col("moved_out_on") > as_of)


def population_status(
    clients: pl.LazyFrame,
    contacts: pl.LazyFrame,
    concerns: pl.LazyFrame,
    as_of: date,
) -> pl.LazyFrame:
    """Add `age` (whole years, UInt8) and `excluded` (Exclusion; null: in population).

    The population is alive on the as-of day, at least 18, resident or in contact, and
    does not object. In contact is who was present at a contact in 24 months, or about
    whom a concern was raised in them: registers need not know such a person. Somebody
    who moved away is no resident any more, but is measured while in contact; without a
    contact the reason is having moved away.
    """
    born = pl.col("born_on")
    birthday_ahead = (born.dt.month() > as_of.month) | (
        (born.dt.month() == as_of.month) & (born.dt.day() > as_of.day)
    )
    age = (as_of.year - born.dt.year() - birthday_ahead.cast(pl.Int32)).clip(0)
    lately = in_window("day", as_of, CONTACT_WITHIN_DAYS)
    in_contact = (
        pl.concat(
            [
                contacts.filter(lately, client_was_present()).select("client"),
                concerns.filter(lately, standing(as_of)).select("client"),
            ]
        )
        .unique()
        .with_columns(in_contact=True)
    )
    moved = pl.col("moved_out_on") <= as_of
    resident = pl.col("resident").fill_null(False) & moved.ne_missing(True)
    reasons = pl.Enum([reason.value for reason in Exclusion])
    return (
        clients.with_columns(age=age.cast(pl.UInt8))
        .join(in_contact, on="client", how="left")
        .with_columns(
            excluded=pl.when(pl.col("died_on") <= as_of)
            .then(pl.lit(Exclusion.DECEASED.value, reasons))
            .when(pl.col("age") < ADULT_FROM)
            .then(pl.lit(Exclusion.MINOR.value, reasons))
            .when("objects")
            .then(pl.lit(Exclusion.OBJECTS.value, reasons))
            .when(resident | pl.col("in_contact"))
            .then(pl.lit(None, reasons))
            .when(moved)
            .then(pl.lit(Exclusion.MOVED_AWAY.value, reasons))
            .otherwise(pl.lit(Exclusion.NO_CONTACT.value, reasons))
        )
        .drop("in_contact")
    )
