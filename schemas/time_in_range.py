"""Time in range: the share of days on which a value lay where it should.

Rosendaal's method (Rosendaal 1993): between two successive results the value is taken
to change by the same amount each day. Two results on days d1 and d2 tell of the days
after d1 up to and including d2, each with its own interpolated value; a day is in range
when its value is, both ends included. So n days between two results are n days, and a
result tells of its own day once. Results too far apart tell of no day between them.
"""

import polars as pl
from pydantic import BaseModel, ConfigDict

from schemas.days import days_between

# Interpolated values are told this exactly, so that 2.0 + 1.5 * 2 / 3 is 3.0.
DECIMALS = 6
PER_CENT = 100


class Range(BaseModel):
    """The values that are in range, both ends included."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lowest: float
    highest: float


class Observation(BaseModel):
    """When results tell enough: how far apart, how many, of how many days."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    longest_gap_days: int
    least_results: int
    least_days: int


def time_in_range(
    results: pl.LazyFrame, left_out: pl.LazyFrame, needed: Observation
) -> pl.LazyFrame:
    """The share of observed days that were in range, of each person with a result.

    `results`: `client`, `day`, `value`, `lowest`, `highest`, one row per person and
    day, without nulls; the range is the same in all rows of a person. `left_out`:
    `client` and `day` of the days that do not count, each once. Returns `client` and
    `time_in_range` (per cent; null: fewer results or observed days than needed).
    """
    gap = days_between(pl.col("day").shift(), pl.col("day")).over("client")
    between = (
        results.sort("client", "day")
        .with_columns(gap=gap, before=pl.col("value").shift().over("client"))
        .filter(pl.col("gap") <= needed.longest_gap_days)
    )
    steps = pl.col("value") - pl.col("before")
    days = (
        between.with_columns(left=pl.int_ranges(0, "gap"))
        .explode("left")
        .with_columns(
            day=pl.col("day") - pl.duration(days="left"),
            value=(pl.col("value") - steps * pl.col("left") / pl.col("gap")).round(
                DECIMALS
            ),
        )
        .join(left_out, on=["client", "day"], how="anti")
    )
    observed = days.group_by("client").agg(
        days=pl.len(), within=pl.col("value").is_between("lowest", "highest").sum()
    )
    enough = (pl.col("results") >= needed.least_results) & (
        pl.col("days") >= needed.least_days
    )
    return (
        results.group_by("client")
        .agg(results=pl.len())
        .join(observed, on="client", how="left")
        .select(
            "client",
            time_in_range=pl.when(enough).then(
                pl.col("within") * PER_CENT / pl.col("days")
            ),
        )
    )
