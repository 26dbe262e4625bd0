"""Asthma whose treatment may need another look.

Much reliever medicine, repeated cortisone tablets or an emergency visit tell that the
airways are not calm, although most people with asthma could live with few symptoms.
The suggestion is to look at medicines, inhaling and circumstances together.

The rule is about people with a recorded asthma diagnosis. A suspicion is not a
diagnosis; a diagnosis that was later marked as over still is one, since many sources
end diagnoses with the visit.

Counted: packages of short-acting reliever dispensed in the window, where a dispensing
that does not tell how many counts as one; short courses of cortisone tablets that began
in the window; and episodes of acute care for asthma that began in it: an emergency
visit or an unplanned ward stay whose main diagnosis, as far as is known, is asthma.
Cortisone dispensings, and visits and stays, that follow each other closely are one
course or episode. The share of inhaled cortisone among the packages of it and of
reliever is told as context only.

Not counted: prescriptions that were not dispensed; cortisone whose supply lasts longer
than a short course, and cortisone in machine-dispensed doses; stays that are known to
have been planned; visits and stays where asthma is only suspected, or noted beside
another main diagnosis. For people with a recorded COPD the cortisone courses do not
count here: they count as flares of COPD, in the trigger for that.

Where the supply of a cortisone dispensing is only estimated and looks long, it may have
been a short course: it widens what is known to a range, and a person whose range spans
the limit is not assessable. So is, unless acute care alone decides, everybody of a
source that knows prescriptions but no dispensings.

The data cannot see how much is left in an inhaler, medicines given at a visit, or care
outside the county.
"""

from datetime import date

import polars as pl

from schemas.acute_care import acute_care
from schemas.codes import Codes
from schemas.days import in_window
from schemas.diagnoses import people_with
from schemas.prescriptions import Event
from schemas.short_courses import begun_courses, count_courses, possible_courses
from triggers import TriggerParameters


class Parameters(TriggerParameters):
    """The window, what a short course is, and the codes."""

    window_days: int
    longest_course_days: int
    courses_apart_days: int
    asthma: Codes
    copd: Codes
    reliever: Codes
    inhaled_cortisone: Codes
    oral_cortisone: Codes


def concerned(diagnoses: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """People with asthma: `client`."""
    return people_with(diagnoses, p.asthma, as_of)


def counted(
    contacts: pl.LazyFrame,
    diagnoses: pl.LazyFrame,
    prescriptions: pl.LazyFrame,
    as_of: date,
    p: Parameters,
) -> pl.LazyFrame:
    """The dispensings of reliever and cortisone courses, and the acute contacts."""
    relievers = _inhalers(prescriptions, as_of, p).filter("reliever")
    courses = _courses(diagnoses, prescriptions, as_of, p)
    acute = _acute(contacts, diagnoses, as_of, p)
    return pl.concat(
        [
            relievers.select("client", "day", evidence="event_id"),
            courses.select("client", "day", evidence="event_id"),
            acute.select("client", "day", evidence="contact_id"),
        ]
    )


def measure(
    clients: pl.LazyFrame,
    contacts: pl.LazyFrame,
    diagnoses: pl.LazyFrame,
    prescriptions: pl.LazyFrame,
    as_of: date,
    p: Parameters,
) -> pl.LazyFrame:
    """`reliever_packages`, `cortisone_courses`, `acute_episodes`, `cortisone_share`."""
    packages = pl.col("packages").fill_null(1)
    reliever = packages.filter("reliever").sum()
    inhalers = (
        _inhalers(prescriptions, as_of, p)
        .group_by("client")
        .agg(
            reliever_packages=reliever,
            cortisone_share=packages.filter(~pl.col("reliever")).sum() / packages.sum(),
        )
    )
    courses = count_courses(_courses(diagnoses, prescriptions, as_of, p)).rename(
        {
            "courses": "cortisone_courses",
            "courses_at_most": "cortisone_courses_at_most",
        }
    )
    acute = (
        _acute(contacts, diagnoses, as_of, p)
        .group_by("client")
        .agg(acute_episodes=pl.col("began_on").n_unique())
    )
    # There could have been a dispensing on any day.
    unknown = clients.filter(~pl.col("dispensings_known")).select(
        "client",
        reliever_packages=0,
        reliever_packages_at_most=p.window_days,
        cortisone_courses=0,
        cortisone_courses_at_most=p.window_days,
    )
    dispensed = inhalers.join(courses, on="client", how="full", coalesce=True)
    return pl.concat([dispensed, unknown], how="diagonal_relaxed").join(
        acute, on="client", how="full", coalesce=True
    )


def _inhalers(prescriptions: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    reliever, cortisone = (
        codes.among(prescriptions, "substance_code", "substance_system")
        for codes in (p.reliever, p.inhaled_cortisone)
    )
    return prescriptions.filter(
        pl.col("event") == Event.DISPENSED,
        in_window("day", as_of, p.window_days),
        reliever | cortisone,
    ).with_columns(reliever=reliever)


def _courses(
    diagnoses: pl.LazyFrame, prescriptions: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    possible = possible_courses(
        prescriptions, p.oral_cortisone, as_of, p.longest_course_days
    ).join(people_with(diagnoses, p.copd, as_of), on="client", how="anti")
    return begun_courses(possible, as_of, p.window_days, p.courses_apart_days)


def _acute(
    contacts: pl.LazyFrame, diagnoses: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    return acute_care(contacts, diagnoses, p.asthma, as_of).filter(
        in_window("began_on", as_of, p.window_days)
    )
