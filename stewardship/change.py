"""What it changes to move one limit, from what sweeps tell of the old and the new.

The frames have the shape of those of a comparison of two decisions, `a` (now) and `b`,
so that both are told in the same way. They tell of the one trigger alone: what other
triggers list, and whom a rule keeps off a list, is not in them.
"""

import re

import polars as pl

from stewardship.intervals import LEVEL, share
from stewardship.overlap import alone, shared
from stewardship.sweep import poisson_interval
from triggers._decisions import COMPARE, Threshold

GROUP = {"team", "group", "value"}
LOAD = ("per_week", "per_week_low", "per_week_high")


def per_team(
    told: pl.DataFrame,
    capacity: pl.DataFrame,
    now: float,
    then: float,
    level: float = LEVEL,
) -> pl.DataFrame:
    """One row for each team: its load now and then, and who comes or goes.

    `told`: by `team` and `limit`, what `sweep` and, if there are two nights or more,
    `new_per_week` tell; else loads are null. `capacity`:
    `team`, `capacity` (new rows a week).

    Gives `team`, `capacity_per_week` (null: not told), `per_week_a`, `per_week_b` with
    `_low`, `_high`; `first_morning` (who fires then and not now) with the interval of a
    count that chance made (Garwood); `lost` (who fires now and not then); and of the
    ones who come `labelled` and `precision`, of those who go `lost_labelled` and
    `lost_precision`, with Wilson intervals. People of a looser limit are all there
    are of a stricter one, so that differences of counts are counts of people.
    """
    found, wrong = (pl.col(name) for name in ("true_positives", "false_positives"))
    unknown = [pl.lit(None, pl.Float64).alias(name) for name in LOAD]
    rows = told.with_columns(
        *(() if "per_week" in told.columns else unknown), known=found + wrong
    ).rename({"true_positives": "right"})
    key, counted = "team", ["fired", "known", "right"]
    both = _at(rows, now, [key, *LOAD, *counted], "a").join(
        _at(rows, then, [key, *LOAD, *counted], "b"), on=key, maintain_order="left"
    )
    more = [_beyond(f"{one}_b", f"{one}_a", f"more_{one}") for one in counted]
    less = [_beyond(f"{one}_a", f"{one}_b", f"less_{one}") for one in counted]
    both = both.with_columns(*more, *less)
    low, high = poisson_interval(both["more_fired"], level)
    return (
        both.join(capacity, on=key, how="left", maintain_order="left")
        .with_columns(
            *share("precision", pl.col("more_right"), pl.col("more_known"), level),
            *share("lost_precision", pl.col("less_right"), pl.col("less_known"), level),
            first_morning_low=low,
            first_morning_high=high,
        )
        .select(
            key,
            pl.col("capacity").alias("capacity_per_week"),
            *(_of(name, which) for which in ("a", "b") for name in LOAD),
            pl.col("more_fired").alias("first_morning"),
            "first_morning_low",
            "first_morning_high",
            pl.col("less_fired").alias("lost"),
            pl.col("more_known").alias("labelled"),
            *("precision", "precision_low", "precision_high"),
            pl.col("less_known").alias("lost_labelled"),
            *("lost_precision", "lost_precision_low", "lost_precision_high"),
        )
    )


def groups(told: pl.DataFrame, now: float, then: float) -> pl.DataFrame:
    """`group`, `value`, `people`, `fired_a`, `fired_b`, in the order of `told`.

    `told`: the same two, `limit`, `people` and `fired` of a sweep.
    """
    key = ["group", "value"]
    after = _at(told, then, [*key, "fired"], "b")
    return (
        _at(told, now, [*key, "people", "fired"], "a")
        .join(after, on=key, maintain_order="left")
        .rename({"people_a": "people"})
    )


def fired_by_limits(
    reached: pl.DataFrame, threshold: Threshold, then: float
) -> pl.DataFrame:
    """`reached` with `fired_a` (at the limit in force) and `fired_b` (at another)."""
    meets, reach = COMPARE[threshold.operator], pl.col("reach")
    return reached.with_columns(
        fired_a=meets(reach, threshold.limit), fired_b=meets(reach, then)
    )


def overlap(others: pl.DataFrame, a: pl.DataFrame, b: pl.DataFrame) -> pl.DataFrame:
    """`other`, `both_a`, `share_a`, `both_b`, `share_b`: with whom the trigger shares.

    `others`: `client_id`, `trigger` of all other triggers that fired; `a`, `b`:
    `client_id` of those for whom this one fires now, and then. A share is of its own
    people. The first row, whose `other` is null: those for whom nothing else fires.
    """
    own = "\0"

    def told(people: pl.DataFrame, which: str) -> pl.DataFrame:
        fired = pl.concat(
            [others, people.select("client_id", trigger=pl.lit(own))], how="vertical"
        )
        only = alone(fired, fired.select("client_id", positive=None)).filter(
            trigger=own
        )
        none = only.select(
            other=pl.lit(None, pl.String),
            both=pl.col("people_alone"),
            share=pl.col("people_alone") / pl.col("people"),
        )
        with_others = shared(fired).filter(trigger=own).drop("trigger")
        return pl.concat([none, with_others], how="vertical_relaxed").rename(
            {"both": f"both_{which}", "share": f"share_{which}"}
        )

    return (
        told(a, "a")
        .join(told(b, "b"), on="other", how="full", coalesce=True, nulls_equal=True)
        .with_columns(pl.col("both_a", "both_b").fill_null(0).cast(pl.Int64))
        .with_columns(pl.col("share_a", "share_b").fill_null(0))
        .sort(
            pl.col("other").is_not_null(),
            -pl.max_horizontal("both_a", "both_b"),
            "other",
        )
        .select("other", "both_a", "share_a", "both_b", "share_b")
    )


def _at(rows: pl.DataFrame, limit: float, names: list[str], which: str) -> pl.DataFrame:
    """The rows of one limit; all but the group's columns are named after it."""
    there = rows.filter(pl.col("limit") == float(limit)).select(names)
    return there.rename({name: _of(name, which) for name in {*names} - GROUP})


def _of(name: str, which: str) -> str:
    """`per_week_low` of `a`: `per_week_a_low`."""
    return re.sub(r"(_low|_high)?$", rf"_{which}\1", name, count=1)


def _beyond(one: str, other: str, name: str) -> pl.Expr:
    difference = pl.col(one).cast(pl.Int64) - pl.col(other).cast(pl.Int64)
    return difference.clip(lower_bound=0).alias(name)
