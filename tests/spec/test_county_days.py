"""The county's days: the contacts against which one person's are held."""

from datetime import date

import pytest

ON = "2026-11-01"


@pytest.fixture
def days(admitted):
    """`days(rows)`: (day, mode, family, contacts) of the county, in order."""

    def find(rows):
        return admitted(ON, contacts=rows)[0]["county_days"].collect().rows()

    return find


def test_contacts_are_counted_by_day_mode_and_family(days):
    """Of everybody together; sorted, and a day without contacts has no row."""
    assert days(
        """
              | starts_at        | mode      | service_family
        ------+------------------+-----------+---------------
        anna  | 2026-10-05 23:59 | visit     | emergency
        bo    | 2026-10-05 00:00 | visit     | emergency
        anna  | 2026-10-05       | telephone | emergency
        anna  | 2026-10-05       | visit     | primary_care
        cia   | 2024-01-31       | digital   | dental
        """
    ) == [
        (date(2024, 1, 31), "digital", "dental", 1),
        (date(2026, 10, 5), "visit", "primary_care", 1),
        (date(2026, 10, 5), "visit", "emergency", 2),
        (date(2026, 10, 5), "telephone", "emergency", 1),
    ]


def test_only_what_took_place_on_the_own_matter_counts(days):
    """Neither bookings nor a child's visits are the county's days."""
    assert days(
        """
              | starts_at  | status    | visitor_role
        ------+------------+-----------+-------------
        anna  | 2026-10-01 | booked    | client
        anna  | 2026-10-02 | no_show   | client
        anna  | 2026-10-03 | fulfilled | for_child
        anna  | 2026-10-04 | fulfilled | group
        anna  | 2026-10-05 | fulfilled | proxy
        """
    ) == [(date(2026, 10, 5), "visit", "primary_care", 1)]


def test_nothing_after_the_as_of_day_counts(days):
    """The as-of day is the last one."""
    found = days(
        """
              | starts_at        | ends_at
        ------+------------------+--------
        anna  | 2026-11-01 23:59 | -
        anna  | 2026-11-02 00:00 | -
        """
    )
    assert [day for day, *_ in found] == [date(2026, 11, 1)]


def test_every_bucket_and_a_county_without_contacts_has_them(admitted):
    """An empty county has no days; the frame is there all the same."""
    frames, _ = admitted(ON, contacts="")
    assert frames["county_days"].collect().is_empty()
