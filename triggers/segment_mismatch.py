"""The recorded segment and the use of services no longer agree.

A segment tells how much and how steadily somebody needs services, and it changes over
time. Where use has become another than the segment describes, or the entry is old, the
suggestion is to assess the segment again, with the client. Which segment would fit is
never proposed: that is for the client and the professional.

The rule is about people whose segment is recorded with their consent. Without the day
on which it was recorded nothing can be told of what came after, and the rule cannot be
assessed.

Counted: how old the entry is, for every segment; and, always after the day on which
the segment was recorded: for the self-reliant, days with a visit in the window; for
those in temporary support, the days since the segment was recorded, and the days with
a visit to one profession in health services; for co-operation, the days with a visit
in social services in each of some successive periods, of which the one with the fewest
tells. The care segment has no sign but its age, since much use belongs to it.

Not counted: calls, remote meetings and messages, which never count against anyone;
maternity and child clinics, screening, vaccination, occupational health, dental care,
laboratory, imaging, pharmacy, home care and home hospital; visits with a child or in a
group, ward days, and what was not carried out. Many meetings with a social worker
belong to temporary support. A visit whose profession is not recorded may have been to
any of them: it widens what is known to a range, and a person whose range spans the
limit is not assessable.

The data cannot see whether visits were about one matter or several, nor whether the
segment was assessed again and kept as it was without a new entry.
"""

from datetime import date

import polars as pl

from schemas.contacts import Mode, ServiceFamily, VisitorRole
from schemas.days import days_between, in_window
from schemas.meetings import countable
from schemas.register import Register
from triggers import TriggerParameters


class Parameters(TriggerParameters):
    """Which segment is which, the windows, and which contacts count."""

    self_reliant: int
    temporary_support: int
    co_operation: int
    window_days: int
    period_days: int
    periods: int
    modes: list[Mode]
    left_out_families: list[ServiceFamily]
    visitor_roles: list[VisitorRole]


def concerned(clients: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """People whose segment is recorded with consent: `client`."""
    return clients.filter(
        pl.col("segment").is_not_null(),
        pl.col("segment_consent"),
        pl.col("segment_on").is_null() | (pl.col("segment_on") <= as_of),
    ).select("client")


def counted(
    clients: pl.LazyFrame, contacts: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """The recorded segment, and the visits that count for it."""
    segments = clients.select(
        "client",
        day="segment_on",
        evidence=pl.lit("segment"),
        source_register=pl.lit(Register.HEALTH.value),
    )
    visits = _visits(clients, contacts, as_of, p).select(
        "client",
        "day",
        evidence="contact_id",
        source_register=pl.col("source_register").cast(pl.String),
    )
    return pl.concat([segments, visits])


def measure(
    clients: pl.LazyFrame, contacts: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """The age of the entry, and what each segment does not describe (0 elsewhere)."""
    visits = _visits(clients, contacts, as_of, p)
    visit_days = visits.group_by("client").agg(visit_days=pl.col("day").n_unique())
    to_one_profession = (
        visits.group_by("client", "profession")
        .agg(days=pl.col("day").n_unique())
        .group_by("client")
        .agg(
            told=pl.col("days").filter(pl.col("profession").is_not_null()).max(),
            untold=pl.col("days").filter(pl.col("profession").is_null()).sum(),
        )
    )
    fewest_in_a_period = (
        visits.group_by(
            "client",
            period=days_between(pl.col("day"), pl.lit(as_of)) // p.period_days,
        )
        .agg(days=pl.col("day").n_unique())
        .group_by("client")
        .agg(fewest=pl.when(pl.len() == p.periods).then(pl.col("days").min()))
    )
    age = days_between(pl.col("segment_on"), pl.lit(as_of))
    told, untold = (pl.col(name).fill_null(0) for name in ("told", "untold"))
    return (
        clients.join(visit_days, on="client", how="left")
        .join(to_one_profession, on="client", how="left")
        .join(fewest_in_a_period, on="client", how="left")
        .select(
            "client",
            segment_age_days=age,
            visit_days=_of(p.self_reliant, pl.col("visit_days").fill_null(0)),
            support_days=_of(p.temporary_support, age),
            support_visits=_of(p.temporary_support, told),
            support_visits_at_most=_of(p.temporary_support, told + untold),
            social_days=_of(p.co_operation, pl.col("fewest").fill_null(0)),
        )
    )


def _of(segment: int, value: pl.Expr) -> pl.Expr:
    """The value for one segment, 0 for the others; null: recorded on no known day."""
    of_it = pl.when(pl.col("segment") == segment).then(value).otherwise(0)
    return pl.when(pl.col("segment_on").is_not_null()).then(of_it)


def _visits(
    clients: pl.LazyFrame, contacts: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """The visits since the segment was recorded that count for it."""
    segment = pl.col("segment")
    recorded = clients.filter(segment.is_not_null()).select(
        "client", "segment", "segment_on"
    )
    successive = in_window("day", as_of, p.periods * p.period_days)
    in_health = pl.col("source_register") == Register.HEALTH
    return (
        contacts.filter(
            pl.col("day") <= as_of,
            countable(p.modes, p.left_out_families, p.visitor_roles),
        )
        .join(recorded, on="client")
        .filter(
            pl.col("day") > pl.col("segment_on"),
            ((segment == p.self_reliant) & in_window("day", as_of, p.window_days))
            | ((segment == p.temporary_support) & in_health)
            | ((segment == p.co_operation) & ~in_health & successive),
        )
    )
