"""A new sign of memory illness while the use of services changes.

When memory fails, times are forgotten and help is sought again for the same matter.
Early support keeps everyday life going. The suggestion is to ask, with the client and
those who are close, how everyday life works and what would help.

The rule is about people with a new sign of memory illness: a recorded diagnosis, or a
medicine for it prescribed or dispensed, whose first occurrence lies in the window. A
recorded memory disturbance stands for checks of memory too: without a diagnosis or
medicine it is a sign only when it is recorded on several days, the first of them in the
window. Suspicions are not signs.

Counted: signs in the use of services that come along with it. Missed appointments are
one: days on which a booked time went unused and uncancelled for no recorded reason, as
the trigger of missed appointments counts them, in a long or in a short window. Contacts
that have become more frequent, and stay so, are one, as the trigger of rising contacts
tells them. Which signs hold is told as context.

Not counted: what those two triggers leave out, such as explained absences, days in
hospital, visits that belong to a plan, and the contacts of others.

Whether a sign of memory illness is new cannot be told where the county has known the
client for too short a time before the window. Bookings that their unit left open may
have been missed, and a source without bookings cannot tell: the number of signs is then
a range, and a person whose range spans the limit is not assessable.

The data cannot see private memory clinics, nor how everyday life works. Overdue
monitoring of an illness is not among the signs: its own trigger tells it, as a reason
beside another family.
"""

from datetime import date

import polars as pl

from schemas.codes import Codes
from schemas.contacts import Mode, ServiceFamily, VisitorRole
from schemas.days import first_day, in_window
from schemas.diagnoses import established
from schemas.no_shows import Appointments, days_missed, unused_appointments
from schemas.prescriptions import Event
from schemas.register import Register
from schemas.rises import (
    Kinds,
    RiseRule,
    known_since,
    rises_of_contacts,
    sought_contacts,
)
from triggers import TriggerParameters

MISSED = "appointments_missed"
RISEN = "contacts_risen"
BEGUN = [Event.PRESCRIBED, Event.RENEWED, Event.DISPENSED]


class Parameters(TriggerParameters):
    """When a sign of memory illness is new, and when the other signs hold."""

    sign_days: int
    known_before_days: int
    check_days: int
    memory_signs: Codes
    memory_checks: Codes
    memory_medicines: Codes
    missed_window_days: int
    missed_days: int
    recent_missed_window_days: int
    recent_missed_days: int
    days_around_hospital: int
    appointment_modes: list[Mode]
    appointment_left_out_families: list[ServiceFamily]
    recent_days: int
    baseline_days: int
    evaluations: int
    days_apart: int
    least_county_contacts: int
    contact_days: int
    weeks: int
    rate_ratio: float
    chance: float
    contact_modes: list[Mode]
    contact_left_out_families: list[ServiceFamily]
    left_out_if_referred: list[ServiceFamily]
    visitor_roles: list[VisitorRole]


def concerned(
    diagnoses: pl.LazyFrame, prescriptions: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """People with a new sign of memory illness: `client`."""
    begins = first_day(as_of, p.sign_days)
    rows = _memory_rows(diagnoses, prescriptions, as_of, p)
    firsts = rows.group_by("client").agg(
        sign=pl.col("day").filter(~pl.col("check")).min(),
        check=pl.col("day").filter("check").min(),
        check_days=pl.col("day").filter("check").n_unique(),
    )
    return firsts.filter(
        (pl.col("sign") >= begins)
        | (
            pl.col("sign").is_null()
            & (pl.col("check") >= begins)
            & (pl.col("check_days") >= p.check_days)
        )
    ).select("client")


def counted(
    clients: pl.LazyFrame,
    contacts: pl.LazyFrame,
    county_days: pl.LazyFrame,
    diagnoses: pl.LazyFrame,
    prescriptions: pl.LazyFrame,
    as_of: date,
    p: Parameters,
) -> pl.LazyFrame:
    """The signs of memory illness, and the contacts of the other signs that hold."""
    held = measure(clients, contacts, county_days, diagnoses, prescriptions, as_of, p)
    memory = _memory_rows(diagnoses, prescriptions, as_of, p).select(
        "client", "day", "evidence", source_register=pl.lit(Register.HEALTH.value)
    )
    missed = unused_appointments(contacts, clients, as_of, _appointments(p)).filter(
        "missed"
    )
    sought = sought_contacts(contacts, _kinds(p)).filter(
        in_window("day", as_of, _rule(p).recent_days_of_all)
    )
    others = [
        rows.join(held.filter(pl.col(sign) > 0), on="client", how="semi").select(
            "client",
            "day",
            pl.col("source_register").cast(pl.String),
            evidence="contact_id",
        )
        for sign, rows in ((MISSED, missed), (RISEN, sought))
    ]
    return pl.concat([memory, *others], how="diagonal")


def measure(
    clients: pl.LazyFrame,
    contacts: pl.LazyFrame,
    county_days: pl.LazyFrame,
    diagnoses: pl.LazyFrame,
    prescriptions: pl.LazyFrame,
    as_of: date,
    p: Parameters,
) -> pl.LazyFrame:
    """`signs`, the most there can be, and of each sign whether it holds (1 or 0)."""
    few = concerned(diagnoses, prescriptions, as_of, p)
    clients, contacts = (
        rows.join(few, on="client", how="semi") for rows in (clients, contacts)
    )
    missed = days_missed(
        contacts, clients, as_of, _appointments(p), p.recent_missed_window_days
    ).select(
        "client",
        _missed("", p).cast(pl.Int32).alias(MISSED),
        perhaps_missed=_missed("_at_most", p).cast(pl.Int32),
    )
    risen = rises_of_contacts(
        clients, contacts, county_days, _kinds(p), as_of, _rule(p)
    ).select("client", _risen(p).cast(pl.Int32).alias(RISEN))
    new = pl.col("known_since") <= first_day(as_of, p.sign_days + p.known_before_days)
    held = pl.sum_horizontal(MISSED, RISEN)
    perhaps = pl.sum_horizontal("perhaps_missed", pl.col(RISEN).fill_null(1))
    return (
        known_since(clients, county_days)
        .join(missed, on="client", how="left")
        .join(risen, on="client", how="left")
        .select(
            "client",
            MISSED,
            RISEN,
            signs=pl.when(new).then(held).otherwise(0),
            signs_at_most=pl.when(new).then(perhaps).otherwise(len([MISSED, RISEN])),
        )
    )


def _memory_rows(
    diagnoses: pl.LazyFrame, prescriptions: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """`client`, `day`, `evidence`, and `check`: only a memory disturbance."""
    check = p.memory_checks.among(diagnoses, "code", "system")
    recorded = diagnoses.filter(
        pl.col("day") <= as_of,
        established(),
        check | p.memory_signs.among(diagnoses, "code", "system"),
    ).select("client", "day", evidence="diagnosis_id", check=check)
    medicines = prescriptions.filter(
        pl.col("day") <= as_of,
        pl.col("event").is_in(BEGUN),
        p.memory_medicines.among(prescriptions, "substance_code", "substance_system"),
    ).select("client", "day", evidence="event_id", check=pl.lit(False))
    return pl.concat([recorded, medicines])


def _missed(bound: str, p: Parameters) -> pl.Expr:
    return (pl.col(f"no_show_days{bound}") >= p.missed_days) | (
        pl.col(f"recent_no_show_days{bound}") >= p.recent_missed_days
    )


def _risen(p: Parameters) -> pl.Expr:
    return (
        (pl.col("recent") >= p.contact_days)
        & (pl.col("weeks") >= p.weeks)
        & (pl.col("rate_ratio") >= p.rate_ratio)
        & (pl.col("chance") <= p.chance)
    )


def _appointments(p: Parameters) -> Appointments:
    return Appointments(
        window_days=p.missed_window_days,
        days_around_hospital=p.days_around_hospital,
        modes=p.appointment_modes,
        left_out_families=p.appointment_left_out_families,
        visitor_roles=p.visitor_roles,
    )


def _kinds(p: Parameters) -> Kinds:
    return Kinds(
        p.contact_modes,
        p.contact_left_out_families,
        p.left_out_if_referred,
        p.visitor_roles,
    )


def _rule(p: Parameters) -> RiseRule:
    return RiseRule(
        p.recent_days,
        p.baseline_days,
        p.least_county_contacts,
        p.evaluations,
        p.days_apart,
    )
