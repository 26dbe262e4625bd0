"""Emergency visits that have become more frequent.

Whoever turns to emergency care more than before may not have found help with what lies
behind it. The suggestion is to ask what has changed, and what would help earlier.

Counted: emergency visits of the recent window, held against those of the longer window
right before it. Contacts that follow each other within hours are one visit. There must
be enough visits, they must come clearly more often than before, and it must be unlikely
that so many fell in the recent window by chance. What is expected of somebody whose
visits have not changed is the county's own share of emergency contacts in the two
windows, so that a season does not count as anybody's rise; where the county has too few
contacts, it is the share of the days. Nobody's earlier visits are taken as fewer than
one. Whether somebody already has a named worker, or a recorded segment with much
support, is told beside it.

Not counted: visits that were booked well ahead or belong to a plan, such as a planned
control; visits with a recorded delivery, dialysis, radiotherapy or chemotherapy;
telephone calls and digital messages; visits with a child.

Not assessable is whoever the county has not known for both windows: its first contact,
or the day of moving in, comes later than that.

The data cannot see emergency care of other counties, and not whether several visits
come from one accident. Whether a visit was for a delivery or dialysis is told by the
diagnoses recorded for it alone.
"""

from datetime import date

import polars as pl

from schemas.codes import Codes
from schemas.contacts import ServiceFamily
from schemas.days import in_window
from schemas.meetings import IN_PERSON, emergency_visits, whole_emergency_visits
from schemas.rises import RiseRule, rises
from triggers import TriggerParameters


class Parameters(TriggerParameters):
    """The two windows, and when the county's own trend is known."""

    recent_days: int
    baseline_days: int
    least_county_contacts: int
    planned_from_days: int
    expected_admissions: Codes
    supported_segments: list[int]


def counted(
    contacts: pl.LazyFrame, diagnoses: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """The contacts that begin an emergency visit of the recent window."""
    return _visits(contacts, diagnoses, as_of, p).filter(
        in_window("day", as_of, p.recent_days)
    )


def measure(
    clients: pl.LazyFrame,
    contacts: pl.LazyFrame,
    diagnoses: pl.LazyFrame,
    county_days: pl.LazyFrame,
    as_of: date,
    p: Parameters,
) -> pl.LazyFrame:
    """`emergency_visits`, `rate_ratio`, `chance` and `supported` (0 or 1)."""
    emergency = pl.col("service_family") == ServiceFamily.EMERGENCY
    alike = emergency & pl.col("mode").is_in(IN_PERSON)
    visits = _visits(contacts, diagnoses, as_of, p)
    rule = RiseRule(p.recent_days, p.baseline_days, p.least_county_contacts)
    supported = pl.any_horizontal(
        pl.col("social_worker").is_not_null(),
        pl.col("care_lead").is_not_null(),
        pl.col("segment_consent") & pl.col("segment").is_in(p.supported_segments),
    )
    return (
        rises(clients, visits, county_days, alike, as_of, rule)
        .join(clients.select("client", supported=supported), on="client", how="left")
        .select(
            "client",
            "rate_ratio",
            "chance",
            emergency_visits="recent",
            supported=pl.col("supported").fill_null(False).cast(pl.Int32),
        )
    )


def _visits(
    contacts: pl.LazyFrame, diagnoses: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    visits = emergency_visits(contacts).filter(
        ~pl.col("in_plan"),
        (pl.col("booking_lead_days") >= p.planned_from_days).ne_missing(True),
    )
    expected = _expected_visits(contacts, diagnoses, as_of, p)
    return visits.join(expected, on="contact_id", how="anti")


def _expected_visits(
    contacts: pl.LazyFrame, diagnoses: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """`contact_id` of the first contact of each visit for a delivery or treatment."""
    recorded = diagnoses.filter(
        pl.col("day") <= as_of,
        p.expected_admissions.among(diagnoses, "code", "system"),
    ).select("client", part="contact_id")
    theirs = contacts.join(recorded, on="client", how="semi")
    return (
        whole_emergency_visits(theirs)
        .select(contact_id=pl.col("contact_ids").list.first(), part="contact_ids")
        .explode("part")
        .join(recorded, on="part", how="semi")
    )
