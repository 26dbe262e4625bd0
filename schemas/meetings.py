"""Meetings: which contacts count as one use of a service, and which were planned.

Contacts of one person on one day at one service point with one profession are one
meeting. An emergency visit lasts the night: another that begins within hours of it is
the same visit. Ward stays that touch are one stay, since patients are moved.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from schemas.contacts import Mode, ServiceFamily, Status, Urgency, VisitorRole

# The columns that make contacts one meeting.
MEETING = ["client", "day", "site", "profession"]
# Who comes on the client's own matter (S1:129: a child's visit is not the parent's).
OWN_MATTER = [VisitorRole.CLIENT, VisitorRole.PROXY]
IN_PERSON = [Mode.VISIT, Mode.HOME, Mode.WORKPLACE, Mode.ELSEWHERE]

# Values that are ours: booked so few days ahead is unplanned, so many planned.
UNPLANNED_WITHIN_DAYS = 1
PLANNED_FROM_DAYS = 7
# An emergency visit that begins within this time of the one before is part of it.
SAME_VISIT_WITHIN = timedelta(hours=12)
# Leaving one ward and entering another within this time is a move, also over midnight.
SAME_STAY_WITHIN = timedelta(hours=6)


def countable(
    modes: Sequence[Mode],
    left_out_families: Sequence[ServiceFamily],
    visitor_roles: Sequence[VisitorRole] = OWN_MATTER,
) -> pl.Expr:
    """Carried out, in one of `modes`, in a family that counts, on the own matter."""
    return carried_out(modes, visitor_roles) & ~pl.col("service_family").is_in(
        left_out_families
    )


def carried_out(
    modes: Sequence[Mode], visitor_roles: Sequence[VisitorRole] = OWN_MATTER
) -> pl.Expr:
    """Carried out, in one of `modes`, on the own matter."""
    return (
        (pl.col("status") == Status.FULFILLED)
        & pl.col("mode").is_in(modes)
        & pl.col("visitor_role").is_in(visitor_roles)
    )


def planned() -> pl.Expr:
    """True: planned; false: unplanned; null: the record does not tell which.

    Planned: belongs to a plan or a referral, or was booked a week ahead. Otherwise
    unplanned when urgent, when booked at most a day ahead, or when not booked at all,
    which a source without bookings cannot tell.
    """
    lead = pl.col("booking_lead_days")
    urgent = pl.col("urgency").is_in([Urgency.URGENT, Urgency.EMERGENCY])
    return (
        pl.when(pl.col("in_plan") | pl.col("referred"))
        .then(True)
        .when(urgent.fill_null(False))
        .then(False)
        .when(lead >= PLANNED_FROM_DAYS)
        .then(True)
        .when(
            (lead.is_null() & pl.col("bookings_known"))
            | (lead <= UNPLANNED_WITHIN_DAYS)
        )
        .then(False)
    )


def emergency_contacts() -> pl.Expr:
    """Carried out in an emergency department, in person, on the own matter."""
    return (pl.col("service_family") == ServiceFamily.EMERGENCY) & carried_out(
        IN_PERSON
    )


def emergency_visits(contacts: pl.LazyFrame) -> pl.LazyFrame:
    """The contacts that begin an emergency visit, with all their columns.

    Sorted by client and start. A contact within 12 hours of the start of the one
    before belongs to the same visit, however many follow each other.
    """
    return (
        contacts.filter(emergency_contacts())
        .sort("client", "starts_at", "contact_id")
        .filter(begins_anew("starts_at", SAME_VISIT_WITHIN))
    )


def whole_emergency_visits(contacts: pl.LazyFrame) -> pl.LazyFrame:
    """One row per emergency visit, sorted by client and start.

    Returns `client`, `day` and `starts_at` of its first contact, `left_at` (Datetime;
    the latest end, or start where no end is recorded), `agreed` (Boolean: the first
    contact belongs to a plan or was booked at least a day ahead) and `contact_ids`
    (list).
    """
    agreed = pl.col("in_plan") | (pl.col("booking_lead_days") >= 1)
    return (
        contacts.filter(emergency_contacts())
        .sort("client", "starts_at", "contact_id")
        .with_columns(
            visit=begins_anew("starts_at", SAME_VISIT_WITHIN).cum_sum(),
            left_at=pl.coalesce("ends_at", "starts_at"),
            agreed=agreed.fill_null(False),
        )
        .group_by("visit", maintain_order=True)
        .agg(
            pl.col("client", "day", "starts_at", "agreed").first(),
            left_at=pl.col("left_at").max(),
            contact_ids=pl.col("contact_id"),
        )
        .drop("visit")
    )


def begins_anew(at: str, within: timedelta) -> pl.Expr:
    """True where a row of sorted rows begins an episode of its client.

    A row belongs to the episode of the row before when it comes at most `within` after
    it, so that an episode lasts while its rows follow each other so closely. Rows are
    sorted by `client` and `at` (Date or Datetime, no nulls).
    """
    apart = pl.col(at) - pl.col(at).shift()
    first = pl.col("client") != pl.col("client").shift()
    return (first | (apart > within)).fill_null(True)


def ward_stays(contacts: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """One row per stay on a ward that began by `as_of`, sorted by client and day.

    Returns `client`, `admitted_on`, `discharged_on` (Date; the as-of day for a stay
    that is still on), `unplanned` (Boolean: the first ward was entered in urgency;
    null: urgency not recorded), `site` (of the ward entered last), `left_on` (Date;
    null: still on, or some ward's end is not recorded), `admitted_at` and `left_at`
    (the same as Datetime) and `contact_ids` (list).
    Wards whose days touch are one stay; so are two within hours of each other, when
    a patient is moved over midnight.
    """
    has_ended = pl.col("ends_at").cast(pl.Date) <= as_of
    wards = (
        contacts.filter(
            pl.col("mode") == Mode.WARD,
            pl.col("status") == Status.FULFILLED,
            pl.col("day") <= as_of,
        )
        .sort("client", "starts_at", "contact_id")
        .with_columns(
            until=pl.min_horizontal(
                pl.col("last_day").cum_max().over("client"), pl.lit(as_of)
            ),
            until_at=pl.col("ends_at").cum_max().over("client"),
            unplanned=pl.col("urgency").is_in([Urgency.URGENT, Urgency.EMERGENCY]),
            left_at=pl.when(has_ended).then("ends_at"),
        )
    )
    apart = pl.col("day") > pl.col("until").shift()
    moved = pl.col("starts_at") - pl.col("until_at").shift() <= SAME_STAY_WITHIN
    first = pl.col("client") != pl.col("client").shift()
    return (
        wards.with_columns(
            stay=(first | (apart & moved.ne_missing(True))).fill_null(True).cum_sum()
        )
        .group_by("stay", maintain_order=True)
        .agg(
            pl.col("client").first(),
            admitted_on=pl.col("day").first(),
            discharged_on=pl.col("until").last(),
            unplanned=pl.col("unplanned").first(),
            site=pl.col("site").last(),
            admitted_at=pl.col("starts_at").first(),
            left_at=pl.when(pl.col("left_at").is_not_null().all()).then(
                pl.col("left_at").max()
            ),
            contact_ids=pl.col("contact_id"),
        )
        .with_columns(left_on=pl.col("left_at").cast(pl.Date))
        .drop("stay")
    )


def ward_days(contacts: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """`client` and `day` of each day on a ward, the first and the last included."""
    return (
        ward_stays(contacts, as_of)
        .select("client", day=pl.date_ranges("admitted_on", "discharged_on"))
        .explode("day")
    )
