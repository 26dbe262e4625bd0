"""Drug-use periods: from dispensings to the days on which a substance is in use.

A simple nightly rule, not PRE2DUP (which needs package parameters and every purchase):
each dispensing starts where the last one ends, what is carried over is capped, and a
grace period bridges small gaps. Of several dispensings on one day the smaller comes
first. A new dispensing replaces what was estimated before it: the supply and the
grace of the one before count until the new one starts, and the last one tells whether
the substance is in use.
"""

from datetime import date
from functools import partial

import polars as pl
from pydantic import BaseModel, ConfigDict

from schemas.days import first_day, in_window
from schemas.prescriptions import Event, SupplySource


class SupplyRule(BaseModel):
    """How long a dispensing lasts and how gaps and stocks are treated, in days.

    `grace_divisor`: the grace is this fraction of the supply, at least `least_grace`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    carry_cap: int
    least_grace: int
    grace_divisor: int


# The ladder of days of supply: a person's own interval is clipped to these, and the
# last rung is the longest supply that Kela reimburses at a time (three months).
OWN_INTERVAL = (14, 120)
ASSUMED_SUPPLY = 90
LONGEST_SUPPLY = 400


def with_days_supply(prescriptions: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """Fill `days_supply` and `days_supply_source` where the source left them empty.

    First the dose of the source; then the median of the person's own intervals
    between the days of dispensing of the substance, if there are two or more; then the
    dispensed DDDs at one a day; then 90 days. Only dispensings up to the as-of day are
    looked at. What was not dispensed stays without a supply.
    """
    dispensed = (pl.col("event") == Event.DISPENSED) & (pl.col("day") <= as_of)
    known = pl.col("days_supply").is_not_null()
    lacks = ~known & (pl.col("event") == Event.DISPENSED)
    lacking = prescriptions.filter(dispensed, lacks).select("client", "substance_code")
    own_interval = (
        prescriptions.filter(dispensed)
        .join(lacking.unique(), on=["client", "substance_code"], how="semi")
        .sort("client", "substance_code", "day")
        .group_by("client", "substance_code")
        .agg(gaps=pl.col("day").unique().sort().to_physical().diff().drop_nulls())
        .filter(pl.col("gaps").list.len() >= 2)
        .select(
            "client",
            "substance_code",
            own=pl.col("gaps").list.median().round().clip(*OWN_INTERVAL),
        )
    )
    by_ddd = pl.col("ddd").round().clip(1, LONGEST_SUPPLY)
    return (
        prescriptions.join(
            own_interval,
            on=["client", "substance_code"],
            how="left",
            maintain_order="left",
        )
        .with_columns(
            days_supply=pl.when(lacks)
            .then(pl.coalesce("own", by_ddd, pl.lit(ASSUMED_SUPPLY)))
            .otherwise("days_supply")
            .cast(pl.Int32),
            days_supply_source=pl.when(known)
            .then(pl.col("days_supply_source").fill_null(SupplySource.DOSE.value))
            .when(~lacks)
            .then(None)
            .when(pl.col("own").is_not_null())
            .then(pl.lit(SupplySource.INTERVAL.value))
            .when(pl.col("ddd").is_not_null())
            .then(pl.lit(SupplySource.DDD.value))
            .otherwise(pl.lit(SupplySource.ASSUMED.value))
            .cast(pl.Enum([source.value for source in SupplySource])),
        )
        .drop("own")
    )


def supplies(
    prescriptions: pl.LazyFrame, as_of: date, window_days: int, prescribed_days: int
) -> pl.LazyFrame:
    """The rows of the window that tell how long somebody has a substance.

    Those are the dispensings; where the whole source knows none, what was prescribed
    or renewed, which lasts `prescribed_days` where its own days are not known.
    """
    prescribed = pl.col("event").is_in([Event.PRESCRIBED, Event.RENEWED])
    return prescriptions.filter(
        in_window("day", as_of, window_days),
        (pl.col("event") == Event.DISPENSED) | (pl.col("prescribed_only") & prescribed),
    ).with_columns(pl.col("days_supply").fill_null(prescribed_days))


def use_of_substances(
    dispensings: pl.LazyFrame, as_of: date, window_days: int, rule: SupplyRule
) -> pl.LazyFrame:
    """One row per person and substance: whether it is in use, and for how long.

    `dispensings`: `client`, `substance`, `day`, `days_supply`, each row on or before
    `as_of`, without nulls. Returns `client`, `substance`, `in_use` (Boolean, on the
    as-of day), `covered_days` (days in use among the `window_days` that end with
    `as_of`), `used_since` (Date: the first day of the use that the last dispensing
    goes on, without a gap longer than the grace) and `supplied_until` (Date: the last
    day that the last dispensing lasts, without the grace).
    """
    today = pl.lit(as_of).to_physical()
    opens = pl.lit(first_day(as_of, window_days)).to_physical()
    starts = pl.col("supply_ends") - pl.col("days_supply")
    same_period = pl.col("period") == pl.col("period").shift(-1)
    next_starts = pl.when(same_period).then(starts.shift(-1))
    covered = pl.min_horizontal("lasts", next_starts, today + 1) - pl.max_horizontal(
        starts, opens
    )
    goes_on = (pl.col("period") == pl.col("period").shift()) & (
        starts <= pl.col("lasts").shift()
    )
    grace = (pl.col("days_supply") // rule.grace_divisor).clip(rule.least_grace)
    return (
        dispensings.select("client", "substance", "day", "days_supply")
        .sort("client", "substance", "day", "days_supply")
        .with_columns(
            pl.col("day").to_physical(),
            period=(_changes("client") | _changes("substance")).cum_sum(),
        )
        .with_columns(supply_ends=_end_with_all_carried())
        .map_batches(partial(_cap_what_is_carried, carry_cap=rule.carry_cap))
        .with_columns(lasts=pl.col("supply_ends") + grace)
        .with_columns(
            covered=covered.clip(0),
            begins=pl.when(~goes_on.fill_null(False)).then(starts),
        )
        .group_by("period")
        .agg(
            pl.col("client").first(),
            pl.col("substance").first(),
            in_use=pl.col("lasts").last() > today,
            covered_days=pl.col("covered").sum(),
            used_since=_as_date(pl.col("begins").drop_nulls().last()),
            supplied_until=_as_date(pl.col("supply_ends").last() - 1),
        )
        .drop("period")
    )


def _as_date(days: pl.Expr) -> pl.Expr:
    return days.cast(pl.Int32).cast(pl.Date)


def _changes(column: str) -> pl.Expr:
    return (pl.col(column) != pl.col(column).shift()).fill_null(True)


def _end_with_all_carried() -> pl.Expr:
    # end = max(day, end before) + supply, unrolled: with S the running sum of supply,
    # end = S + running max of (day - S before). Adding a growing offset per period
    # keeps one period's maximum out of the next.
    offset = pl.col("period").cast(pl.Int64) * 2**36
    supplied = pl.col("days_supply").cast(pl.Int64).cum_sum()
    behind = pl.col("day") - (supplied - pl.col("days_supply"))
    return supplied + (behind + offset).cum_max() - offset


def _cap_what_is_carried(rows: pl.DataFrame, carry_cap: int) -> pl.DataFrame:
    # The cap changes few people's periods: only theirs are counted the long way.
    carried = pl.col("supply_ends") - pl.col("days_supply") - pl.col("day")
    overstocked = rows.filter(carried > carry_cap)["period"].unique()
    if overstocked.is_empty():
        return rows
    capped = pl.col("period").is_in(overstocked.implode())
    return pl.concat(
        [
            rows.filter(~capped),
            _end_with_capped_carry(rows.filter(capped), carry_cap),
        ]
    )


def _end_with_capped_carry(rows: pl.DataFrame, carry_cap: int) -> pl.DataFrame:
    # Each dispensing maps the end before it to clip(end + supply, lowest, highest).
    # Such maps compose to a map of the same form, so doubling steps give all prefixes.
    supply, day = pl.col("days_supply").cast(pl.Int64), pl.col("day").cast(pl.Int64)
    maps = rows.with_columns(
        added=supply, lowest=day + supply, highest=day + supply + carry_cap
    )
    step = 1
    while step < rows.height:
        same = pl.col("period") == pl.col("period").shift(step)

        def after(earlier: pl.Expr) -> pl.Expr:
            moved = earlier + pl.col("added")
            return pl.max_horizontal(
                pl.min_horizontal(moved, "highest"), pl.col("lowest")
            )

        maps = maps.with_columns(
            added=pl.when(same)
            .then(pl.col("added") + pl.col("added").shift(step))
            .otherwise("added"),
            lowest=pl.when(same)
            .then(after(pl.col("lowest").shift(step)))
            .otherwise("lowest"),
            highest=pl.when(same)
            .then(after(pl.col("highest").shift(step)))
            .otherwise("highest"),
        )
        step *= 2
    return maps.with_columns(supply_ends="lowest").drop("added", "lowest", "highest")
