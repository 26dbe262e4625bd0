"""Days on a ward: every day of each stay."""

from datetime import date

import pytest

from schemas.meetings import ward_days

ON = "2026-11-01"


@pytest.fixture
def days(admitted):
    """`days(rows)`: anna's days on a ward, as of 1 November 2026."""

    def find(rows):
        frames, _ = admitted(ON, contacts=rows)
        found = ward_days(frames["contacts"], date.fromisoformat(ON))
        found = found.sort("day").collect()
        return [day.isoformat() for day in found["day"]]

    return find


def test_the_first_and_the_last_day_are_days_on_the_ward(days):
    """Three calendar days from the evening of the first to the morning of the last."""
    assert days(
        """
              | starts_at        | ends_at          | mode
        ------+------------------+------------------+-----
        anna  | 2026-10-01 21:00 | 2026-10-03 09:00 | ward
        """
    ) == ["2026-10-01", "2026-10-02", "2026-10-03"]


def test_a_day_on_two_wards_is_one_day(days):
    """A transfer does not double the day."""
    assert days(
        """
              | starts_at        | ends_at          | mode
        ------+------------------+------------------+-----
        anna  | 2026-10-01 21:00 | 2026-10-02 09:00 | ward
        anna  | 2026-10-02 09:00 | 2026-10-03 09:00 | ward
        """
    ) == ["2026-10-01", "2026-10-02", "2026-10-03"]


def test_a_stay_without_an_end_lasts_until_the_as_of_day(days):
    """And a visit is no stay."""
    assert days(
        """
              | starts_at        | ends_at          | mode
        ------+------------------+------------------+------
        anna  | 2026-10-31 21:00 | -                | ward
        anna  | 2026-10-10 21:00 | 2026-10-10 22:00 | visit
        anna  | 2026-11-02 21:00 | 2026-11-05 22:00 | ward
        """
    ) == ["2026-10-31", "2026-11-01"]
