"""Visits outside the plan that was agreed on.

A plan that fits the need makes most visits planned ones. When the client often has to
come otherwise, the plan may no longer fit: the suggestion is to look at it together.

The rule is about people with a care, service, client, rehabilitation or substance plan
that was made or reviewed by the as-of day and has not ended. Where the county's plans
are not known at all, nobody can be assessed; urgency alone says nothing of a plan.

Counted: visits in person since the day after the plan was made or last reviewed (with
several plans, the one reviewed longest ago), within the window. Contacts of one day at
one service point are one visit. A visit is planned when it belongs to a plan or a
referral or was booked well ahead, and unplanned when it was urgent, hardly booked ahead
or not booked at all; one planned contact makes the whole visit planned. The share is
that of unplanned visits among those that are one or the other.

Not counted: visits booked some days ahead, which are neither; calls, remote meetings
and messages, which never count against anyone; maternity and child clinics, screening,
vaccination, occupational health, dental care, laboratory, imaging, pharmacy, home care
and home hospital; visits with a child or in a group, ward days, and what was not
carried out. Where the source tells of no bookings at all, a visit that was not booked
may have been planned: it widens what is known to a range, and a person whose range
spans a limit is not assessable.

The data cannot see what the plan says, nor private services.
"""

from datetime import date

import polars as pl

from schemas.contacts import Mode, ServiceFamily, VisitorRole
from schemas.days import in_window
from schemas.meetings import countable, planned
from schemas.plans import PlanKind, in_force
from schemas.shares import percent
from triggers import TriggerParameters

# The columns that make contacts one visit.
VISIT = ["client", "day", "site"]


class Parameters(TriggerParameters):
    """The window, the kinds of plan, and which contacts count."""

    window_days: int
    plan_kinds: list[PlanKind]
    modes: list[Mode]
    left_out_families: list[ServiceFamily]
    visitor_roles: list[VisitorRole]


def concerned(plans: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """People with a plan in force: `client`."""
    return plans.filter(in_force(as_of, p.plan_kinds)).select("client").unique()


def counted(
    contacts: pl.LazyFrame, plans: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """The contacts of unplanned visits."""
    return (
        _contacts(contacts, plans, as_of, p)
        .with_columns(planned=_planned_visit().over(VISIT))
        .filter(~pl.col("planned"))
    )


def measure(
    contacts: pl.LazyFrame, plans: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """`unplanned_visits`, their share (per cent), and the most that both can be."""
    visits = (
        _contacts(contacts, plans, as_of, p)
        .group_by(VISIT)
        .agg(planned=_planned_visit(), known=pl.col("bookings_known").first())
    )
    unplanned = (~pl.col("planned")).sum()
    # In a source that knows bookings the others are neither; elsewhere either.
    untold = (pl.col("planned").is_null() & ~pl.col("known")).sum()
    told = pl.col("planned").is_not_null().sum() + untold
    return visits.group_by("client").agg(
        unplanned_visits=unplanned,
        unplanned_visits_at_most=unplanned + untold,
        unplanned_share=percent(unplanned, told),
        unplanned_share_at_most=percent(unplanned + untold, told),
    )


def _planned_visit() -> pl.Expr:
    """Any planned contact: true; all unplanned: false; else null."""
    return pl.col("planned").any(ignore_nulls=False)


def _contacts(
    contacts: pl.LazyFrame, plans: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """The contacts since the plan, with `planned`."""
    since = (
        plans.filter(in_force(as_of, p.plan_kinds))
        .group_by("client")
        .agg(plan_since=pl.col("day").min())
    )
    return (
        contacts.filter(
            in_window("day", as_of, p.window_days),
            countable(p.modes, p.left_out_families, p.visitor_roles),
        )
        .join(since, on="client")
        .filter(pl.col("day") > pl.col("plan_since"))
        .with_columns(planned=planned())
    )
