"""Warfarin whose effect does not stay where it should.

Warfarin protects only while the INR is in its range; too low and clots form, too high
and bleedings come. When the value keeps leaving the range, the dose, the follow-up, or
the choice of medicine may need another look, and so may what stands behind it: other
illness, other medicines, food, or trouble with remembering.

The rule is about people who have used warfarin without a break for long enough by the
as-of day, told by what was dispensed, or, where the whole source knows no dispensings,
by what was prescribed or renewed.

Counted: the share of days with an INR in range, by Rosendaal's method: between two
results the value is taken to change evenly, and each day after the first result up to
the second has a value of its own; both ends of the range are in it. Also the days whose
INR was too high, and the highest INR. Several results of one day are their mean. With a
recorded mechanical heart valve the range is higher.

Not counted: results of the first weeks of the treatment, when the dose is sought; days
between results that lie too far apart; days on a ward, as days in or out of range (a
result taken there counts); results that are not final, or without a number; warfarin of
which every prescription was ended or annulled by the as-of day.

With too few results, or too few days between them, the share cannot be told, and then
only high values decide. The data cannot see a target that was agreed otherwise, a pause
for an operation outside a ward, or results measured at home that were not recorded.
"""

from datetime import date

import polars as pl

from schemas.codes import Codes
from schemas.days import days_between, in_window
from schemas.diagnoses import established
from schemas.drug_use import SupplyRule, supplies, use_of_substances
from schemas.measurements import Analyte, usable
from schemas.meetings import ward_days
from schemas.prescriptions import in_force
from schemas.time_in_range import Observation, Range, time_in_range
from triggers import TriggerParameters


class Parameters(TriggerParameters):
    """The windows, the ranges of the INR, and when the share can be told."""

    window_days: int
    use_days: int
    first_days: int
    history_days: int
    prescribed_days: int
    supply: SupplyRule
    usual_range: Range
    valve_range: Range
    needed: Observation
    high_inr: float
    warfarin: Codes
    mechanical_valve: Codes


def concerned(prescriptions: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """People who have used warfarin for long enough: `client`."""
    return _users(prescriptions, as_of, p).select("client")


def counted(
    measurements: pl.LazyFrame,
    prescriptions: pl.LazyFrame,
    as_of: date,
    p: Parameters,
) -> pl.LazyFrame:
    """The INR results of the window that come after the first weeks."""
    return _results(measurements, prescriptions, as_of, p)


def measure(
    measurements: pl.LazyFrame,
    prescriptions: pl.LazyFrame,
    contacts: pl.LazyFrame,
    diagnoses: pl.LazyFrame,
    as_of: date,
    p: Parameters,
) -> pl.LazyFrame:
    """`time_in_range` (per cent), `high_inr_days` and `highest_inr`."""
    with_valve = (
        diagnoses.filter(
            pl.col("day") <= as_of,
            established(),
            p.mechanical_valve.among(diagnoses, "code", "system"),
        )
        .select("client", valve=True)
        .unique()
    )
    daily = (
        _results(measurements, prescriptions, as_of, p)
        .group_by("client", "day")
        .agg(pl.col("value").mean())
        .join(with_valve, on="client", how="left")
        .with_columns(
            lowest=pl.when("valve")
            .then(p.valve_range.lowest)
            .otherwise(p.usual_range.lowest),
            highest=pl.when("valve")
            .then(p.valve_range.highest)
            .otherwise(p.usual_range.highest),
        )
    )
    high = daily.group_by("client").agg(
        high_inr_days=(pl.col("value") > p.high_inr).sum(),
        highest_inr=pl.col("value").max(),
    )
    return time_in_range(daily, ward_days(contacts, as_of), p.needed).join(
        high, on="client"
    )


def _users(prescriptions: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """`client` and `used_since`: whose use of warfarin has gone on for long enough."""
    packs = (
        supplies(prescriptions, as_of, p.history_days, p.prescribed_days)
        .filter(p.warfarin.among(prescriptions, "substance_code", "substance_system"))
        .with_columns(substance=pl.lit(0))
    )
    return (
        use_of_substances(packs, as_of, p.history_days, p.supply)
        .filter(
            "in_use",
            days_between(pl.col("used_since"), pl.lit(as_of)) >= p.use_days,
        )
        .join(packs.filter(in_force(as_of)), on="client", how="semi")
        .select("client", "used_since")
    )


def _results(
    measurements: pl.LazyFrame,
    prescriptions: pl.LazyFrame,
    as_of: date,
    p: Parameters,
) -> pl.LazyFrame:
    return (
        measurements.filter(
            pl.col("analyte") == Analyte.INR,
            in_window("day", as_of, p.window_days),
            usable(),
        )
        .join(_users(prescriptions, as_of, p), on="client")
        .filter(days_between(pl.col("used_since"), pl.col("day")) >= p.first_days)
    )
