"""Two decisions on the same mornings: who is gained and lost, and what to expect."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl
from scipy.stats import nbinom

from stewardship.intervals import LEVEL, share
from stewardship.sweep import poisson_interval

# Jeffreys' prior of a Poisson mean.
PRIOR = 0.5


def paired(outcomes: pl.DataFrame) -> pl.DataFrame:
    """`as_of`, `both`, `gained`, `lost`, `neither`: people of each night, by both.

    `outcomes`: `as_of`, `client_id`, `fired_a`, `fired_b` (null: not known).
    """
    a, b = (pl.col(name).fill_null(False) for name in ("fired_a", "fired_b"))
    return (
        outcomes.group_by("as_of")
        .agg(
            both=(a & b).sum(),
            gained=(b & ~a).sum(),
            lost=(a & ~b).sum(),
            neither=(~a & ~b).sum(),
        )
        .sort("as_of")
    )


def begun(
    listed: pl.DataFrame, nights: Sequence[date], ended: bool = False
) -> pl.DataFrame:
    """`as_of`, `client_id`, `team` of those who were not listed on the night before.

    `listed`: the same of everybody who may be listed on each of the `nights`, whose
    first, with none before it, is left out. `ended`: of those who were not listed on
    the night after instead.
    """
    days = sorted(nights, reverse=ended)
    before = dict(zip(days[1:], days, strict=False))
    return (
        listed.filter(pl.col("as_of").is_in(list(before)))
        .with_columns(last=pl.col("as_of").replace_strict(before, return_dtype=pl.Date))
        .join(
            listed.select("client_id", last="as_of"),
            on=["client_id", "last"],
            how="anti",
        )
        .drop("last")
    )


def with_rate(
    counts: pl.DataFrame, name: str, weeks: float, level: float = LEVEL
) -> pl.DataFrame:
    """Add `NAME` a week, and between what a coming week lies: `NAME_low`, `NAME_high`.

    `counts` has `NAME`, how many began in all the `weeks`. The interval is of the count
    of one week to come: negative binomial, which knows of the chance of that week and
    of the few weeks that tell the rate (Gamma-Poisson with Jeffreys' prior). Null where
    there are no weeks.
    """
    if weeks <= 0:
        unknown = pl.lit(None, pl.Float64)
        ends = (name, f"{name}_low", f"{name}_high")
        return counts.with_columns(**dict.fromkeys(ends, unknown))
    low, high = (
        pl.Series(_coming(counts[name].to_numpy(), weeks, 1, tail), dtype=pl.Float64)
        for tail in ((1 - level) / 2, (1 + level) / 2)
    )
    return counts.with_columns(
        pl.col(name) / weeks, **{f"{name}_low": low, f"{name}_high": high}
    )


def with_first_morning(
    counts: pl.DataFrame, pairs: int, level: float = LEVEL
) -> pl.DataFrame:
    """Add between what the first morning lies: `first_morning_low`, `.._high`.

    `counts`: `first_morning`, how many it would have been on the last night, and over
    `pairs` of a night and the next one `entered`, how many began to be listed, and
    `left`, how many of those of the first morning ceased to. One more such pair passes
    until it comes. Without any nothing is known of that, and the interval is that of a
    count that chance made (Garwood).
    """
    first, high_tail = counts["first_morning"], (1 + level) / 2
    if not pairs:
        low, high = poisson_interval(first, level)
        return counts.with_columns(first_morning_low=low, first_morning_high=high)
    left, entered = (
        pl.Series(_coming(counts[name].to_numpy(), pairs, 1, high_tail))
        for name in ("left", "entered")
    )
    return counts.with_columns(
        first_morning_low=(first - left).clip(lower_bound=0).cast(pl.Float64),
        first_morning_high=(first + entered).cast(pl.Float64),
    )


def with_precision(
    counts: pl.DataFrame, gained: pl.DataFrame, labels: pl.DataFrame
) -> pl.DataFrame:
    """Add `labelled` and `precision` with its Wilson interval, of those gained.

    `gained`: `client_id`, `team`. `labels`: `client_id`, `positive`; no label counts
    for neither. Null where nobody has one.
    """
    known = (
        gained.join(labels.select("client_id", "positive"), on="client_id")
        .drop_nulls("positive")
        .group_by("team")
        .agg(labelled=pl.len(), positive=pl.col("positive").sum())
    )
    whole = pl.col("labelled")
    return (
        counts.join(known, on="team", how="left", maintain_order="left")
        .with_columns(pl.col("labelled", "positive").fill_null(0))
        .with_columns(*share("precision", pl.col("positive"), whole))
        .drop("positive")
    )


def counted(names: Sequence[str], frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """`team` of all `names`, and in `column` how many rows of `frame` each has."""
    each = frame.group_by("team").agg(pl.len().cast(pl.Int64).alias(column))
    teams = pl.DataFrame({"team": list(names)}, schema={"team": pl.String})
    return teams.join(each, on="team", how="left", maintain_order="left").with_columns(
        pl.col(column).fill_null(0)
    )


def _coming(counts: np.ndarray, known: float, coming: float, tail: float) -> np.ndarray:
    """The quantile of the count of a coming time, by the counts of a known one."""
    found: np.ndarray = nbinom.ppf(tail, counts + PRIOR, known / (known + coming))
    return found
