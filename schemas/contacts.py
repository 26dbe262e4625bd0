"""Contacts: every booked or carried-out meeting of a client with a service."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

import polars as pl
from pydantic import Field

from schemas.contract import DICTIONARY, Contract
from schemas.register import Register


class Status(StrEnum):
    """What became of an appointment (national code set 1.2.246.537.6.881)."""

    BOOKED = "booked"
    FULFILLED = "fulfilled"
    NO_SHOW = "no_show"
    CANCELLED_BY_CLIENT = "cancelled_by_client"
    CANCELLED_BY_SERVICE = "cancelled_by_service"
    MOVED = "moved"
    UNKNOWN = "unknown"


class StatusRung(StrEnum):
    """How the status was found, strongest first (notes on no-shows, rungs 1 to 4)."""

    RECORDED = "recorded"
    CANCELLATION_REASON = "cancellation_reason"
    FEE = "fee"
    INFERRED = "inferred"


class Mode(StrEnum):
    """How client and professional met (THL yhteystapa; `contact_modes.csv`)."""

    VISIT = "visit"
    HOME = "home"
    WORKPLACE = "workplace"
    ELSEWHERE = "elsewhere"
    REMOTE = "remote"
    TELEPHONE = "telephone"
    DIGITAL = "digital"
    LETTER = "letter"
    CONSULTATION = "consultation"
    RECORD_ENTRY = "record_entry"
    NEGOTIATION = "negotiation"
    HANDLING = "handling"
    WARD = "ward"
    OTHER = "other"


class ServiceFamily(StrEnum):
    """The kind of service (THL palvelumuoto, grouped; `service_families.csv`)."""

    PRIMARY_CARE = "primary_care"
    EMERGENCY = "emergency"
    SPECIALISED = "specialised"
    MENTAL_HEALTH = "mental_health"
    SUBSTANCE_USE = "substance_use"
    MATERNITY_CHILD = "maternity_child"
    OCCUPATIONAL = "occupational"
    HOME_CARE = "home_care"
    HOME_HOSPITAL = "home_hospital"
    REHABILITATION = "rehabilitation"
    DENTAL = "dental"
    LABORATORY = "laboratory"
    IMAGING = "imaging"
    PHARMACY = "pharmacy"
    VACCINATION = "vaccination"
    SCREENING = "screening"
    ADULT_SOCIAL_WORK = "adult_social_work"
    FAMILY_SOCIAL_WORK = "family_social_work"
    OLDER_PEOPLE = "older_people"
    DISABILITY = "disability"
    OTHER = "other"


class Profession(StrEnum):
    """Who met the client (`professions.csv`)."""

    PHYSICIAN = "physician"
    NURSE = "nurse"
    PUBLIC_HEALTH_NURSE = "public_health_nurse"
    PRACTICAL_NURSE = "practical_nurse"
    SOCIAL_WORKER = "social_worker"
    SOCIAL_COUNSELLOR = "social_counsellor"
    PSYCHOLOGIST = "psychologist"
    PHYSIOTHERAPIST = "physiotherapist"
    OCCUPATIONAL_THERAPIST = "occupational_therapist"
    SPEECH_THERAPIST = "speech_therapist"
    DENTIST = "dentist"
    PHARMACIST = "pharmacist"
    LABORATORY = "laboratory"
    OTHER = "other"


class Urgency(StrEnum):
    """How soon the client had to be met (Hilmo kiireellisyys)."""

    NON_URGENT = "non_urgent"
    URGENT = "urgent"
    EMERGENCY = "emergency"


class VisitorRole(StrEnum):
    """For whom the visitor came (THL kävijäryhmä)."""

    CLIENT = "client"
    PROXY = "proxy"
    FOR_CHILD = "for_child"
    GROUP = "group"
    OTHER = "other"


class Contact(Contract):
    """One contact or appointment (palvelutapahtuma, ajanvaraus)."""

    extract: ClassVar[str] = "contacts"
    key: ClassVar[tuple[str, ...]] = ("contact_id",)
    day: ClassVar[str | None] = "starts_at"
    required: ClassVar[bool] = True
    booked_ahead: ClassVar[bool] = True

    contact_id: str = Field(max_length=64, description="Key of the row in its source.")
    client_id: str = Field(
        max_length=64, description="Pseudonym of the client, without meaning."
    )
    starts_at: datetime = Field(
        description="When the contact began, or was due to; Helsinki time, no zone."
    )
    ends_at: datetime | None = Field(
        default=None, description="When it ended; null: not recorded, or still on."
    )
    booked_at: datetime | None = Field(
        default=None, description="When it was booked; null: it was not booked ahead."
    )
    cancelled_at: datetime | None = Field(
        default=None, description="When it was cancelled; null: it was not."
    )
    status: Status = Field(description="What became of it.")
    status_rung: StatusRung | None = Field(
        default=None, description="How the status was found; null: not known how."
    )
    absence_explained: bool | None = Field(
        default=None,
        description="A no-show has a recorded reason; null: nobody recorded one.",
    )
    mode: Mode = Field(description="How client and professional met.")
    service_family: ServiceFamily = Field(description="The kind of service.")
    unit: str | None = Field(
        default=None,
        json_schema_extra=DICTIONARY,
        max_length=80,
        description="Unit as recorded, often an OID at room level.",
    )
    site: str = Field(
        json_schema_extra=DICTIONARY,
        max_length=80,
        description="Service point (toimipiste) that the unit belongs to.",
    )
    profession: Profession | None = Field(
        default=None, description="Profession of the worker; null: not recorded."
    )
    worker_id: str | None = Field(
        default=None,
        json_schema_extra=DICTIONARY,
        max_length=64,
        description="Key of the worker who met the client; null: not recorded.",
    )
    urgency: Urgency | None = Field(
        default=None, description="Urgency; null: not recorded."
    )
    source_register: Register = Field(description="Register that holds the contact.")
    visitor_role: VisitorRole = Field(description="For whom the visitor came.")
    referral_id: str | None = Field(
        default=None, max_length=64, description="Referral that led here; null: none."
    )
    plan_id: str | None = Field(
        default=None, max_length=64, description="Plan that it belongs to; null: none."
    )
    redirected: bool | None = Field(
        default=None,
        description="The client was directed elsewhere; null: not recorded.",
    )

    @classmethod
    def cross_column_rules(cls) -> dict[str, pl.Expr]:
        """The contact ends after it starts; a no-show was not also cancelled."""
        return {
            "ends_before_it_starts": pl.col("ends_at") < pl.col("starts_at"),
            "no_show_and_cancelled": (pl.col("status") == Status.NO_SHOW)
            & pl.col("cancelled_at").is_not_null(),
        }


CLIENT_PRESENT = [
    Mode.VISIT,
    Mode.HOME,
    Mode.WORKPLACE,
    Mode.ELSEWHERE,
    Mode.REMOTE,
    Mode.TELEPHONE,
    Mode.WARD,
]


def client_was_present() -> pl.Expr:
    """Carried out with the client there, in person, on the telephone or on a ward.

    Letters, messages, record entries and talks among professionals take place without
    the client, so they do not tell that the client came.
    """
    return (pl.col("status") == Status.FULFILLED) & pl.col("mode").is_in(CLIENT_PRESENT)
