"""High blood pressure whose treatment may need another look.

Guideline targets are information; the limits here are for reassessing the support as
a whole, since most people in treatment are above their target.

The rule is about people with a recorded diagnosis of hypertension.

Counted: the mean systolic and the mean diastolic pressure of the latest measuring
days. Several readings of a day count as their mean, so that one tense hour weighs no
more than one calm one.

Not counted: readings at home (they have other limits), on a ward or in an emergency
department, results that are not final, and values that no living person can have.
With fewer measuring days than the mean needs, the rule cannot be assessed.
"""

from datetime import date

import polars as pl

from schemas.codes import Codes
from schemas.days import in_window
from schemas.measurements import Analyte, Setting, usable
from triggers import TriggerParameters


class Parameters(TriggerParameters):
    """The window, how many measuring days the mean takes, and the codes."""

    window_days: int
    measuring_days: int
    left_out_settings: list[Setting]
    hypertension: Codes


def concerned(diagnoses: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """People with hypertension: `client`."""
    return (
        diagnoses.filter(
            pl.col("day") <= as_of,
            pl.col("confirmed").is_null() | pl.col("confirmed"),
            p.hypertension.among(diagnoses, "code", "system"),
        )
        .select("client")
        .unique()
    )


def counted(measurements: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """The readings of the latest measuring days."""
    readings = _readings(measurements, as_of, p)
    return readings.join(_latest_days(readings, p), on=["client", "day"], how="semi")


def measure(measurements: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """`systolic` and `diastolic` means, null with too few measuring days."""
    by_day = (
        _readings(measurements, as_of, p)
        .group_by("client", "day")
        .agg(systolic=_mean_of(Analyte.SYSTOLIC), diastolic=_mean_of(Analyte.DIASTOLIC))
    )
    return (
        by_day.sort("client", "day")
        .group_by("client")
        .agg(
            days=pl.len(),
            systolic=pl.col("systolic").tail(p.measuring_days).mean(),
            diastolic=pl.col("diastolic").tail(p.measuring_days).mean(),
        )
        .select(
            "client",
            *(
                pl.when(pl.col("days") >= p.measuring_days).then(name).alias(name)
                for name in ("systolic", "diastolic")
            ),
        )
    )


def _mean_of(analyte: Analyte) -> pl.Expr:
    return pl.col("value").filter(pl.col("analyte") == analyte).mean()


def _readings(measurements: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    return measurements.filter(
        pl.col("analyte").is_in([Analyte.SYSTOLIC, Analyte.DIASTOLIC]),
        in_window("day", as_of, p.window_days),
        pl.col("setting").is_null() | ~pl.col("setting").is_in(p.left_out_settings),
        usable(),
    )


def _latest_days(readings: pl.LazyFrame, p: Parameters) -> pl.LazyFrame:
    return (
        readings.select("client", "day")
        .unique()
        .sort("client", "day")
        .group_by("client")
        .tail(p.measuring_days)
    )
