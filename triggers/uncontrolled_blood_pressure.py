"""High blood pressure whose treatment may need another look.

Guideline targets are information; the limits here are for reassessing the support as
a whole, since most people in treatment are above their target.

The rule is about people with a recorded diagnosis of hypertension. A suspicion is not
a diagnosis; a diagnosis that was later marked as over still is one, since many sources
end diagnoses with the visit.

Counted: the mean systolic and the mean diastolic pressure, each of its own latest
measuring days. Several readings of a day count as their mean, so that one tense hour
weighs no more than one calm one.

Not counted: readings at home (they have other limits), on a ward or in an emergency
department, results that are not final, and results without a number. Values that no
living person can have never pass the gate. With fewer measuring days than the mean
needs, that pressure is not known, and the rule cannot be assessed unless the other one
alone decides.
"""

from datetime import date

import polars as pl

from schemas.codes import Codes
from schemas.days import in_window
from schemas.diagnoses import established
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
            established(),
            p.hypertension.among(diagnoses, "code", "system"),
        )
        .select("client")
        .unique()
    )


def counted(measurements: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """The readings of the latest measuring days."""
    readings = _readings(measurements, as_of, p)
    latest = (
        readings.select("client", "analyte", "day")
        .unique()
        .sort("client", "analyte", "day")
        .group_by("client", "analyte")
        .tail(p.measuring_days)
    )
    return readings.join(latest, on=["client", "analyte", "day"], how="semi")


def measure(measurements: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """`systolic` and `diastolic` means, null with too few measuring days."""
    return (
        _readings(measurements, as_of, p)
        .group_by("client", "day", "analyte")
        .agg(pl.col("value").mean())
        .sort("client", "day")
        .group_by("client")
        .agg(
            systolic=_mean_of_latest(Analyte.SYSTOLIC, p),
            diastolic=_mean_of_latest(Analyte.DIASTOLIC, p),
        )
    )


def _mean_of_latest(analyte: Analyte, p: Parameters) -> pl.Expr:
    daily = pl.col("value").filter(pl.col("analyte") == analyte)
    enough = daily.len() >= p.measuring_days
    return pl.when(enough).then(daily.tail(p.measuring_days).mean())


def _readings(measurements: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    return measurements.filter(
        pl.col("analyte").is_in([Analyte.SYSTOLIC, Analyte.DIASTOLIC]),
        in_window("day", as_of, p.window_days),
        pl.col("setting").is_null() | ~pl.col("setting").is_in(p.left_out_settings),
        usable(),
    )
