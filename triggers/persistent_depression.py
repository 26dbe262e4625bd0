"""Depression that has not eased.

Scales that clients fill in themselves tell how heavy life is, and whether the help has
helped. The suggestion is to look at treatment and support again, together with the
client; it is no diagnosis. The list is no urgent channel either: answers to single
questions, such as those about harming oneself, are not in the data, and whoever reads
them on the form acts at once.

The rule is about people with a depression recorded in a recent window, and about
anybody with a result of one of the scales, since a scale is filled in where depression
is thought of. A suspicion is not a diagnosis; a diagnosis that was marked as over still
is one, since many sources end diagnoses with the visit. Antidepressants alone do not
make the rule applicable: they are used for pain and sleep as well.

Counted: the latest result of each depression scale (PHQ, BDI, EPDS) in the window, each
scale by itself; and for PHQ the lowest result from the last one that lies far enough
before the latest, up to the latest, so that it is high only when nothing lower came
between. Results of one day count as their mean. A scale that was not used counts as
zero when another one was, and so does the lowest PHQ when no earlier result lies far
enough back.

Not counted: results that are not final, and results without a number. Results that the
scale cannot give never pass the gate. Without a result of any scale in the window the
rule cannot be assessed.

The data cannot see scales on paper, or how the client is beyond what a scale asks.
"""

from datetime import date

import polars as pl

from schemas.codes import Codes
from schemas.days import in_window
from schemas.diagnoses import established
from schemas.measurements import Analyte, usable
from triggers import TriggerParameters

SCALES = [Analyte.PHQ9, Analyte.BDI, Analyte.EPDS]


class Parameters(TriggerParameters):
    """The windows, how far apart two results must lie, and the codes."""

    window_days: int
    apart_days: int
    diagnosis_window_days: int
    depression: Codes


def concerned(
    diagnoses: pl.LazyFrame, measurements: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """People with a recent depression or with a result of a scale: `client`."""
    diagnosed = diagnoses.filter(
        in_window("day", as_of, p.diagnosis_window_days),
        established(),
        p.depression.among(diagnoses, "code", "system"),
    )
    filled_in = counted(measurements, as_of, p)
    return pl.concat(rows.select("client") for rows in (diagnosed, filled_in)).unique()


def counted(measurements: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """The results of the scales in the window."""
    return measurements.filter(
        pl.col("analyte").is_in(SCALES),
        in_window("day", as_of, p.window_days),
        usable(),
    )


def measure(measurements: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """The latest `phq9`, `bdi` and `epds`, and `lasting_phq9`; 0 for what is not used.

    `lasting_phq9`: the lowest since the last result `apart_days` or more before the
    latest one.
    """
    return (
        counted(measurements, as_of, p)
        .group_by("client", "analyte", "day")
        .agg(pl.col("value").mean())
        .sort("client", "day")
        .group_by("client")
        .agg(
            phq9=_latest(Analyte.PHQ9),
            lasting_phq9=_lowest_since_earlier(Analyte.PHQ9, p),
            bdi=_latest(Analyte.BDI),
            epds=_latest(Analyte.EPDS),
        )
        .with_columns(pl.exclude("client").fill_null(0))
    )


def _latest(scale: Analyte) -> pl.Expr:
    return pl.col("value").filter(pl.col("analyte") == scale).last()


def _lowest_since_earlier(scale: Analyte, p: Parameters) -> pl.Expr:
    of_scale = pl.col("analyte") == scale
    day, value = pl.col("day").filter(of_scale), pl.col("value").filter(of_scale)
    earlier = day.filter(day <= day.max() - pl.duration(days=p.apart_days)).max()
    return value.filter(day >= earlier).min()
