"""Quick returns to a ward or an emergency department.

Somebody who soon comes back may have gone home without the support that home needs.
The suggestion is to go through, with the client, what the return was about and what
would help at home.

Counted: ward stays entered in urgency, or through an emergency department, soon after
the last day of an earlier ward stay, whatever the reason; emergency visits, and such
ward stays, very soon after an earlier emergency visit or ward stay had ended. An
emergency visit shortly before a ward stay, or during it, is part of the stay, so that
one return counts once; a visit or stay is a return once, however many it follows. When
diagnoses are recorded for both, a very soon return counts only if they have a problem
in common; where either has none, it counts. What is diagnosed after the as-of day is
not known yet.

Not counted: moves between wards and hospitals; planned ward stays; emergency visits
that were booked ahead or belong to a plan; deliveries, dialysis, radiotherapy and
chemotherapy; calls, visits with a child, and social emergency services. A stay whose
end is not recorded has no known return. A ward stay whose urgency is not recorded may
have been planned: it widens what is known to a range, and a person whose range spans
the limit is not assessable.

The data cannot see returns to hospitals of other counties, nor the home.
"""

from datetime import date

import polars as pl

from schemas.codes import CodeGroups, Codes
from schemas.days import days_between, in_window
from schemas.meetings import ward_stays, whole_emergency_visits
from schemas.problems import with_problems
from schemas.register import Register
from triggers import TriggerParameters


class Parameters(TriggerParameters):
    """The window, how soon is soon, and which diagnoses tell what."""

    window_days: int
    readmission_days: int
    return_hours: int
    hours_before_ward: int
    problem_groups: CodeGroups
    no_problem: Codes
    expected_admissions: Codes


def counted(
    contacts: pl.LazyFrame, diagnoses: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """The contacts of the returns."""
    return (
        _returns(contacts, diagnoses, as_of, p)
        .filter("unplanned")
        .select("client", "day", contact_id="contact_ids")
        .explode("contact_id")
    )


def measure(
    contacts: pl.LazyFrame, diagnoses: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """`returns`, the most they can be, and how many of them led to a ward."""
    return (
        _returns(contacts, diagnoses, as_of, p)
        .group_by("client")
        .agg(
            returns=pl.col("unplanned").sum(),
            returns_at_most=pl.len(),
            returns_to_ward=(pl.col("unplanned") & pl.col("on_ward")).sum(),
        )
    )


def _returns(
    contacts: pl.LazyFrame, diagnoses: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """The arrivals of the window that were a return; `unplanned` null: perhaps."""
    known = diagnoses.filter(pl.col("day") <= as_of)
    arrivals = _with_reasons(_arrivals(contacts, as_of, p), known, p)
    earlier = arrivals.filter(pl.col("left_at").is_not_null()).select(
        "client",
        before_at="at",
        before_left_at="left_at",
        before_on_ward="on_ward",
        before_problems="problems",
    )
    left_on = pl.col("before_left_at").cast(pl.Date)
    again_on_ward = (
        pl.col("on_ward")
        & pl.col("before_on_ward")
        & (days_between(left_on, pl.col("day")) <= p.readmission_days)
    )
    soon = pl.col("at") - pl.col("before_left_at") <= pl.duration(hours=p.return_hours)
    in_common = pl.col("problems").list.set_intersection("before_problems").list.len()
    untold = (pl.col("problems").list.len() == 0) | (
        pl.col("before_problems").list.len() == 0
    )
    return (
        arrivals.filter(
            in_window("day", as_of, p.window_days),
            pl.col("unplanned").ne_missing(False),
            ~pl.col("expected"),
        )
        .join(earlier, on="client")
        .filter(
            pl.col("before_at") < pl.col("at"),
            again_on_ward | (soon & (untold | (in_common > 0))),
        )
        .unique("arrival")
    )


def _with_reasons(
    arrivals: pl.LazyFrame, diagnoses: pl.LazyFrame, p: Parameters
) -> pl.LazyFrame:
    """Add `problems` (a list, perhaps empty) and whether it was `expected`."""
    of_contacts = arrivals.select("arrival", contact_id="contact_ids").explode(
        "contact_id"
    )
    recorded = diagnoses.join(of_contacts, on="contact_id")
    reasons = (
        with_problems(recorded, p.problem_groups, p.no_problem)
        .group_by("arrival")
        .agg(
            problems=pl.col("problem").drop_nulls().unique(),
            expected=p.expected_admissions.among(recorded, "code", "system").any(),
        )
    )
    return arrivals.join(reasons, on="arrival", how="left").with_columns(
        pl.col("problems").fill_null([]), pl.col("expected").fill_null(False)
    )


def _arrivals(contacts: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """Ward stays, and the emergency visits that are no part of one.

    `arrival` (the key of its first contact), `client`, `day`, `at`, `left_at` (null:
    still there, or not known), `on_ward`, `unplanned` and `contact_ids`.
    """
    in_health = contacts.filter(pl.col("source_register") == Register.HEALTH)
    stays = ward_stays(in_health, as_of).with_columns(
        arrival=pl.col("contact_ids").list.first()
    )
    by_now = in_health.filter(pl.col("day") <= as_of)
    visits = whole_emergency_visits(by_now).with_columns(
        arrival=pl.col("contact_ids").list.first()
    )
    not_long_before = pl.col("admitted_at") - pl.duration(hours=p.hours_before_ward)
    part_of_stay = (
        visits.select("client", "starts_at", visit="arrival", visit_left_at="left_at")
        .join(stays.select("client", "arrival", "admitted_at", "left_at"), on="client")
        .filter(
            pl.col("visit_left_at") >= not_long_before,
            pl.col("left_at").is_null() | (pl.col("starts_at") < pl.col("left_at")),
        )
    )
    through_emergency = (
        part_of_stay.filter(pl.col("starts_at") <= pl.col("admitted_at"))
        .group_by("arrival")
        .agg(came_at=pl.col("starts_at").min())
    )
    on_wards = stays.join(through_emergency, on="arrival", how="left").select(
        "arrival",
        "client",
        at=pl.coalesce("came_at", "admitted_at"),
        left_at="left_at",
        on_ward=pl.lit(True),
        unplanned=pl.col("unplanned") | pl.col("came_at").is_not_null(),
        contact_ids="contact_ids",
    )
    in_emergency = visits.join(
        part_of_stay, left_on="arrival", right_on="visit", how="anti"
    ).select(
        "arrival",
        "client",
        at="starts_at",
        left_at="left_at",
        on_ward=pl.lit(False),
        unplanned=~pl.col("agreed"),
        contact_ids="contact_ids",
    )
    return pl.concat([on_wards, in_emergency]).with_columns(
        day=pl.col("at").cast(pl.Date)
    )
