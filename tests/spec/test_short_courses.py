"""Short courses: dispensings of a medicine that is taken for days, not for good."""

from datetime import date

import pytest

from schemas.codes import Codes
from schemas.short_courses import begun_courses, count_courses, possible_courses

ON = "2026-11-01"
CORTISONE = Codes(prefixes={"atc": ("H02AB",)})


@pytest.fixture
def counts(admitted):
    """`counts(rows)`: anna's (courses, the most there can be) in 365 days."""

    def find(rows):
        frames, _ = admitted(ON, prescriptions=rows)
        as_of = date.fromisoformat(ON)
        possible = possible_courses(frames["prescriptions"], CORTISONE, as_of, 21)
        found = count_courses(begun_courses(possible, as_of, 365, 28))
        return found.select("courses", "courses_at_most").collect().rows()

    return find


def test_what_follows_closely_is_one_course(counts):
    """However long the chain is, it is counted by the day on which it began."""
    assert counts(
        """
              | occurred_on | substance_code | days_supply
        ------+-------------+----------------+------------
        anna  | 2026-05-01  | H02AB06        | 10
        anna  | 2026-05-20  | H02AB06        | 10
        anna  | 2026-06-10  | H02AB04        | 10
        anna  | 2026-07-08  | H02AB06        | 10
        """
    ) == [(2, 2)]


def test_a_chain_that_began_earlier_is_no_course_of_the_window(counts):
    """Refills of three weeks that began before the window are not counted."""
    assert counts(
        """
              | occurred_on | substance_code | days_supply
        ------+-------------+----------------+------------
        anna  | 2025-10-20  | H02AB06        | 20
        anna  | 2025-11-10  | H02AB06        | 20
        anna  | 2025-12-01  | H02AB06        | 20
        anna  | 2026-09-01  | H02AB06        | 20
        """
    ) == [(1, 1)]


def test_each_uncertain_day_may_be_a_course(counts):
    """Two dispensings of one day are one; a permanent medicine is none."""
    assert counts(
        """
              | occurred_on | substance_code | days_supply | ddd | permanent
        ------+-------------+----------------+-------------+-----+----------
        anna  | 2026-05-01  | H02AB06        | 10          | -   | no
        anna  | 2026-08-01  | H02AB06        | -           | 60  | no
        anna  | 2026-08-01  | H02AB04        | -           | 60  | no
        anna  | 2026-08-10  | H02AB06        | -           | 60  | -
        anna  | 2026-10-01  | H02AB01        | -           | 60  | yes
        """
    ) == [(1, 3)]


def test_only_uncertain_dispensings_give_no_course(counts):
    """The least is none, the most is all of them."""
    assert counts(
        """
              | occurred_on | substance_code | days_supply | ddd | permanent
        ------+-------------+----------------+-------------+-----+----------
        anna  | 2026-08-01  | H02AB06        | -           | 60  | no
        anna  | 2026-10-01  | H02AB06        | -           | 60  | no
        """
    ) == [(0, 2)]


def test_an_uncertain_dispensing_beside_a_certain_one_adds_none(counts):
    """Neither before nor after it, nor beside one that began before the window."""
    assert counts(
        """
              | occurred_on | substance_code | days_supply | ddd | permanent
        ------+-------------+----------------+-------------+-----+----------
        anna  | 2025-10-20  | H02AB06        | 10          | -   | no
        anna  | 2025-11-10  | H02AB06        | -           | 60  | no
        anna  | 2026-08-05  | H02AB04        | -           | 60  | no
        anna  | 2026-09-01  | H02AB06        | 10          | -   | no
        anna  | 2026-09-28  | H02AB04        | -           | 60  | no
        """
    ) == [(1, 1)]
