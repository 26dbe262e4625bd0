"""No contact person, or no plan that holds things together.

Somebody with much need is promised a named person who knows them, and a plan made
together. The suggestion is to name somebody, or to take up the thread again.

The rule is about people whose recorded segment means continuous need (co-operation or
care), with their consent to the segment. Where the county's plans are not known at
all, nobody can be assessed.

Counted: the named workers (omatyöntekijä, hoitovastaava); the care, service, client,
rehabilitation and substance plans in force, and the days since one of them was made or
reviewed; several plans while nobody is named; the days since the client was last in
touch with a named worker, in person, on the telephone or by message, for people in the
care segment against a closer limit. The days run at most from the day on which the
segment was recorded, since nobody may have been named before, and no further back than
the data are looked at.

Not counted: medication and palliative plans, plans that have ended, letters, and
contacts among professionals alone. A contact whose worker is not recorded may have been
with the named one: it widens what is known to a range, and a person whose range spans
the limit is not assessable.

The data cannot see since when somebody is named, whether the named worker has left, or
whether a plan is older than what has happened since.
"""

from datetime import date

import polars as pl

from schemas.contacts import Mode, VisitorRole
from schemas.days import days_between, in_window
from schemas.meetings import carried_out
from schemas.plans import PlanKind, in_force
from schemas.register import Register
from triggers import TriggerParameters


class Parameters(TriggerParameters):
    """The segments, the kinds of plan, how far back, and which contacts count."""

    segments: list[int]
    closer_segments: list[int]
    plan_kinds: list[PlanKind]
    looked_back_days: int
    modes: list[Mode]
    visitor_roles: list[VisitorRole]


def concerned(clients: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """People with a recorded segment of continuous need: `client`."""
    return clients.filter(
        pl.col("segment").is_in(p.segments),
        pl.col("segment_consent"),
        pl.col("segment_on").is_null() | (pl.col("segment_on") <= as_of),
    ).select("client")


def counted(
    clients: pl.LazyFrame,
    contacts: pl.LazyFrame,
    plans: pl.LazyFrame,
    as_of: date,
    p: Parameters,
) -> pl.LazyFrame:
    """The recorded segment, the plans in force, the latest with a named worker."""
    register = pl.col("source_register").cast(pl.String)
    segments = clients.select(
        "client",
        day=pl.col("segment_on").fill_null(as_of),
        evidence=pl.lit("segment"),
        source_register=pl.lit(Register.HEALTH.value),
    )
    in_use = plans.filter(in_force(as_of, p.plan_kinds)).select(
        "client", "day", evidence="plan_id", source_register=register
    )
    latest = (
        _in_touch(clients, contacts, as_of, p)
        .filter("by_named")
        .filter(pl.col("day") == pl.col("day").max().over("client"))
        .select("client", "day", evidence="contact_id", source_register=register)
    )
    return pl.concat([segments, in_use, latest])


def measure(
    clients: pl.LazyFrame,
    contacts: pl.LazyFrame,
    plans: pl.LazyFrame,
    as_of: date,
    p: Parameters,
) -> pl.LazyFrame:
    """Who is named, which plans hold, and how long ago the named one was in touch."""
    agreed = (
        plans.filter(in_force(as_of, p.plan_kinds))
        .group_by("client")
        .agg(plans_in_force=pl.len(), reviewed_on=pl.col("day").max())
    )
    in_touch = (
        _in_touch(clients, contacts, as_of, p)
        .group_by("client")
        .agg(
            known_on=pl.col("day").filter(pl.col("by_named")).max(),
            perhaps_on=pl.col("day").filter(pl.col("by_named").ne_missing(False)).max(),
        )
    )
    nobody = pl.col("social_worker").is_null() & pl.col("care_lead").is_null()
    in_force_now = pl.col("plans_in_force").fill_null(0)
    days = {
        "": _days_since("perhaps_on", as_of, p),
        "_at_most": _days_since("known_on", as_of, p),
    }
    closer = pl.col("segment").is_in(p.closer_segments)
    return (
        clients.join(agreed, on="client", how="left")
        .join(in_touch, on="client", how="left")
        .select(
            "client",
            named_workers=pl.col("social_worker").is_not_null().cast(pl.Int32)
            + pl.col("care_lead").is_not_null(),
            plans_in_force=in_force_now,
            plan_age_days=days_between(pl.col("reviewed_on"), pl.lit(as_of)),
            plans_without_named=pl.when(nobody).then(in_force_now).otherwise(0),
            **{
                f"days_without_named{which}": pl.when(~nobody).then(since).otherwise(0)
                for which, since in days.items()
            },
            **{
                f"days_without_named_closer{which}": pl.when(~nobody & closer)
                .then(since)
                .otherwise(0)
                for which, since in days.items()
            },
        )
    )


def _in_touch(
    clients: pl.LazyFrame, contacts: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """The contacts with the client, and whether `by_named`; null: nobody knows."""
    named = clients.filter(
        pl.col("social_worker").is_not_null() | pl.col("care_lead").is_not_null()
    ).select("client", "social_worker", "care_lead")
    worker = pl.col("worker_id").cast(pl.String)
    by_social_worker = (worker == pl.col("social_worker")).fill_null(False)
    by_care_lead = (worker == pl.col("care_lead")).fill_null(False)
    return (
        contacts.filter(
            in_window("day", as_of, p.looked_back_days),
            carried_out(p.modes, p.visitor_roles),
        )
        .join(named, on="client")
        .with_columns(
            by_named=pl.when(worker.is_not_null()).then(by_social_worker | by_care_lead)
        )
    )


def _days_since(last: str, as_of: date, p: Parameters) -> pl.Expr:
    """Days since `last`, since the segment, or all that was looked back on."""
    today = pl.lit(as_of)
    return pl.min_horizontal(
        days_between(pl.col(last), today),
        days_between(pl.col("segment_on"), today),
        pl.lit(p.looked_back_days),
    )
