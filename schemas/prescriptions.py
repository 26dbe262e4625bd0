"""Prescriptions: what was prescribed, asked to be renewed, renewed and dispensed."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

import polars as pl
from pydantic import Field

from schemas.contract import DICTIONARY, Contract


class Event(StrEnum):
    """What happened to a prescription on the day of the row."""

    PRESCRIBED = "prescribed"
    RENEWAL_REQUESTED = "renewal_requested"
    RENEWAL_REFUSED = "renewal_refused"
    RENEWED = "renewed"
    DISPENSED = "dispensed"


class SubstanceSystem(StrEnum):
    """The code system of a substance."""

    ATC = "atc"
    RXNORM = "rxnorm"


class SupplySource(StrEnum):
    """How the days of supply were found, best first."""

    DOSE = "dose"
    INTERVAL = "interval"
    DDD = "ddd"
    ASSUMED = "assumed"


class Prescription(Contract):
    """One event in the life of a prescription (lääkemääräys, uusiminen, toimitus)."""

    extract: ClassVar[str] = "prescriptions"
    key: ClassVar[tuple[str, ...]] = ("event_id",)
    day: ClassVar[str | None] = "occurred_on"

    event_id: str = Field(max_length=64, description="Key of the row.")
    client_id: str = Field(max_length=64, description="Pseudonym of the client.")
    event: Event = Field(description="What happened.")
    occurred_on: date = Field(description="Day it happened.")
    prescription_id: str = Field(
        max_length=64, description="The prescription that the event belongs to."
    )
    renews_id: str | None = Field(
        default=None,
        max_length=64,
        description="Earlier prescription that this one renews; null: none.",
    )
    substance_code: str | None = Field(
        default=None,
        json_schema_extra=DICTIONARY,
        max_length=12,
        pattern=r"^[0-9A-Z]+$",
        description="Substance; null: ex tempore product or device.",
    )
    substance_system: SubstanceSystem | None = Field(
        default=None, description="Code system of the substance."
    )
    substance_name: str | None = Field(
        default=None,
        json_schema_extra=DICTIONARY,
        max_length=200,
        description="Name of the substance.",
    )
    days_supply: int | None = Field(
        default=None,
        ge=1,
        le=400,
        description="Days that the dispensed amount lasts; null: not known.",
    )
    days_supply_source: SupplySource | None = Field(
        default=None, description="How the days of supply were found."
    )
    ddd: float | None = Field(
        default=None,
        ge=0,
        le=4000,
        description="Dispensed amount in defined daily doses; null: not known.",
    )
    packages: int | None = Field(
        default=None,
        ge=1,
        le=100,
        description="Packages dispensed; null: not known, counts as one.",
    )
    depot: bool | None = Field(
        default=None,
        description="Long-acting injection (depotinjektio); null counts as no.",
    )
    as_needed: bool | None = Field(
        default=None, description="Taken only when needed (tarvittaessa)."
    )
    permanent: bool | None = Field(
        default=None, description="Marked as permanent medication."
    )
    dose_dispensing: bool | None = Field(
        default=None, description="Dispensed in daily doses (annosjakelu)."
    )
    ended_on: date | None = Field(
        default=None,
        description="Day the prescription was ended or annulled; null: it was not.",
    )
    prescriber_organisation: str | None = Field(
        default=None,
        json_schema_extra=DICTIONARY,
        max_length=80,
        description="Organisation of the prescriber; null: not recorded.",
    )
    pharmacy: str | None = Field(
        default=None,
        json_schema_extra=DICTIONARY,
        max_length=80,
        description="Pharmacy that dispensed; null: not recorded.",
    )

    @classmethod
    def cross_column_rules(cls) -> dict[str, pl.Expr]:
        """An ATC code names a substance; a code has a system."""
        code, system = pl.col("substance_code"), pl.col("substance_system")
        return {
            "bad_format:substance_code": (system == SubstanceSystem.ATC)
            & ~code.str.contains(r"^[A-Z]\d{2}[A-Z]{2}\d{2}$"),
            "code_without_system": code.is_not_null() & system.is_null(),
        }


def in_force(as_of: date) -> pl.Expr:
    """Not ended or annulled by the as-of day, as far as its source tells."""
    return (pl.col("ended_on") <= as_of).ne_missing(True)


def tells_of_renewals(as_of: date) -> pl.Expr:
    """Whether prescriptions, as landed, tell of renewals at all; true for no rows.

    A source that knows only what was prescribed or dispensed (OMOP, say) does not know
    what was renewed: nobody can be told to have renewed nothing.
    """
    renewal = pl.col("event").is_in(
        [Event.RENEWAL_REQUESTED, Event.RENEWAL_REFUSED, Event.RENEWED]
    )
    due = pl.col("occurred_on") <= as_of
    return (renewal & due).any() | ~due.any()


def tells_of_dispensings(as_of: date) -> pl.Expr:
    """Whether prescriptions, as landed, tell of dispensings at all; true for no rows.

    A source that does not know what the pharmacy gave out (most electronic records)
    cannot tell that somebody fetched little, or nothing.
    """
    due = pl.col("occurred_on") <= as_of
    return ((pl.col("event") == Event.DISPENSED) & due).any() | ~due.any()
