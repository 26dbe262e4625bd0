"""Short courses: dispensings of a medicine that is taken for days, not for good.

Cortisone tablets for some days tell of a flare of asthma or of COPD; the same tablets
taken for months do not. A course is told by its days of supply. Where these are only
estimated and look long, the dispensing may have been a course all the same.
"""

from datetime import date, timedelta

import polars as pl

from schemas.codes import Codes
from schemas.days import days_between, in_window
from schemas.meetings import begins_anew
from schemas.prescriptions import Event, SupplySource


def possible_courses(
    prescriptions: pl.LazyFrame, codes: Codes, as_of: date, longest_supply_days: int
) -> pl.LazyFrame:
    """Dispensings of `codes` up to `as_of` that are, or may be, of a short course.

    Returns `client`, `day`, `event_id` and `certain` (Boolean): the supply lasts at
    most `longest_supply_days`. It is uncertain when a longer supply is only estimated
    and the medicine is not marked as permanent. Machine-dispensed doses, which come a
    fortnight at a time however long they are taken, are left out.
    """
    certain = pl.col("days_supply") <= longest_supply_days
    estimated = pl.col("days_supply_source") != SupplySource.DOSE
    return prescriptions.filter(
        pl.col("event") == Event.DISPENSED,
        pl.col("day") <= as_of,
        codes.among(prescriptions, "substance_code", "substance_system"),
        pl.col("dose_dispensing").ne_missing(True),
        certain | (estimated & pl.col("permanent").ne_missing(True)),
    ).select("client", "day", "event_id", certain=certain)


def begun_courses(
    possible: pl.LazyFrame, as_of: date, window_days: int, apart_days: int
) -> pl.LazyFrame:
    """The dispensings of courses that began in the window, and of those that may have.

    Adds `began_on` (Date; null: it may be a course). A certain dispensing that comes
    less than `apart_days` after the one before belongs to the same course. An
    uncertain one less than `apart_days` from a certain one adds no course and is left
    out.
    """
    certain = (
        possible.filter("certain")
        .sort("client", "day", "event_id")
        .with_columns(
            began_on=pl.when(begins_anew("day", timedelta(days=apart_days - 1)))
            .then("day")
            .forward_fill()
        )
    )
    uncertain = possible.filter(
        ~pl.col("certain"), in_window("day", as_of, window_days)
    )
    apart = days_between(pl.col("day"), pl.col("day_certain")).abs()
    beside = (
        uncertain.join(certain, on="client", suffix="_certain")
        .filter(apart < apart_days)
        .select("event_id")
    )
    return pl.concat(
        [
            certain.filter(in_window("began_on", as_of, window_days)),
            uncertain.join(beside, on="event_id", how="anti"),
        ],
        how="diagonal",
    )


def count_courses(begun: pl.LazyFrame) -> pl.LazyFrame:
    """`client`, `courses`, and `courses_at_most` if each uncertain day were one."""
    courses = pl.col("began_on").drop_nulls().n_unique()
    uncertain = pl.col("day").filter(pl.col("began_on").is_null()).n_unique()
    return begun.group_by("client").agg(
        courses=courses, courses_at_most=courses + uncertain
    )
