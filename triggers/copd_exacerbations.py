"""Chronic obstructive pulmonary disease that flares again and again.

A flare takes strength and lung function, and each one makes the next more likely. The
suggestion is to look at treatment, inhaling, rehabilitation and everyday support
together.

The rule is about people with a recorded diagnosis of COPD, and about those who have no
recorded asthma but were lately dispensed an inhaled anticholinergic. A suspicion is not
a diagnosis; a diagnosis that was later marked as over still is one, since many sources
end diagnoses with the visit.

Counted: flares, that is short courses of cortisone tablets that began in the window,
with or without an antibiotic; and episodes of acute care for COPD that began in it: an
emergency visit or an unplanned ward stay whose main diagnosis, as far as is known, is
COPD. Cortisone dispensings, and visits and stays, that follow each other closely are
one flare or episode.

Not counted: antibiotics alone; prescriptions that were not dispensed; cortisone whose
supply lasts longer than a short course, and cortisone in machine-dispensed doses; stays
that are known to have been planned; visits and stays where COPD is only suspected, or
noted beside another main diagnosis.

Where the supply of a cortisone dispensing is only estimated and looks long, an
antibiotic dispensed within days of it tells that it was for a flare. Without one it may
have been: it widens what is known to a range, and a person whose range spans the limit
is not assessable. So is, unless acute care alone decides, everybody of a source that
knows prescriptions but no dispensings.

The data cannot see a flare treated at home with medicines from an earlier dispensing,
what the cortisone was for, or care outside the county.
"""

from datetime import date

import polars as pl

from schemas.acute_care import acute_care
from schemas.codes import Codes
from schemas.days import days_between, in_window
from schemas.diagnoses import people_with
from schemas.prescriptions import Event
from schemas.short_courses import begun_courses, count_courses, possible_courses
from triggers import TriggerParameters


class Parameters(TriggerParameters):
    """The windows, what a flare is, and the codes."""

    window_days: int
    medicine_window_days: int
    longest_course_days: int
    flares_apart_days: int
    antibiotic_within_days: int
    copd: Codes
    asthma: Codes
    inhaled_anticholinergic: Codes
    oral_cortisone: Codes
    antibiotic: Codes


def concerned(
    diagnoses: pl.LazyFrame, prescriptions: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """People with COPD, or with its medicine and no asthma: `client`."""
    treated = prescriptions.filter(
        pl.col("event") == Event.DISPENSED,
        in_window("day", as_of, p.medicine_window_days),
        p.inhaled_anticholinergic.among(
            prescriptions, "substance_code", "substance_system"
        ),
    ).join(people_with(diagnoses, p.asthma, as_of), on="client", how="anti")
    diagnosed = people_with(diagnoses, p.copd, as_of)
    return pl.concat([diagnosed, treated.select("client")]).unique()


def counted(
    contacts: pl.LazyFrame,
    diagnoses: pl.LazyFrame,
    prescriptions: pl.LazyFrame,
    as_of: date,
    p: Parameters,
) -> pl.LazyFrame:
    """The cortisone dispensings of the flares, and the acute contacts."""
    flares = _flares(prescriptions, as_of, p)
    acute = _acute(contacts, diagnoses, as_of, p)
    return pl.concat(
        [
            flares.select("client", "day", evidence="event_id"),
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
    """`flares`, the most that there can be, and `acute_episodes`."""
    flares = count_courses(_flares(prescriptions, as_of, p)).select(
        "client", flares="courses", flares_at_most="courses_at_most"
    )
    acute = (
        _acute(contacts, diagnoses, as_of, p)
        .group_by("client")
        .agg(acute_episodes=pl.col("began_on").n_unique())
    )
    # There could have been a dispensing on any day.
    unknown = clients.filter(~pl.col("dispensings_known")).select(
        "client", flares=0, flares_at_most=p.window_days
    )
    return pl.concat([flares, unknown], how="vertical_relaxed").join(
        acute, on="client", how="full", coalesce=True
    )


def _flares(prescriptions: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    possible = possible_courses(
        prescriptions, p.oral_cortisone, as_of, p.longest_course_days
    )
    antibiotics = prescriptions.filter(
        pl.col("event") == Event.DISPENSED,
        pl.col("day") <= as_of,
        p.antibiotic.among(prescriptions, "substance_code", "substance_system"),
    ).select("client", antibiotic_day="day")
    apart = days_between(pl.col("day"), pl.col("antibiotic_day")).abs()
    beside_antibiotic = (
        possible.join(antibiotics, on="client")
        .filter(apart <= p.antibiotic_within_days)
        .select("event_id", beside=True)
        .unique()
    )
    flares = possible.join(beside_antibiotic, on="event_id", how="left").with_columns(
        certain=pl.col("certain") | pl.col("beside").fill_null(False)
    )
    return begun_courses(flares, as_of, p.window_days, p.flares_apart_days)


def _acute(
    contacts: pl.LazyFrame, diagnoses: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    return acute_care(contacts, diagnoses, p.copd, as_of).filter(
        in_window("began_on", as_of, p.window_days)
    )
