"""Windows: why they are counted in days, not in months or years.

Sources: OpenSAFELY ehrQL, tests/spec/date_series_ops/test_date_series_ops.py at
350a1ccd (GPL-3.0; the facts are used, no code), and cqframework/cql-tests,
tests/cql/CqlDateTimeOperatorsTest.xml at 06670833 (Apache-2.0).
Theirs: what a month or a year after a day is, where the two disagree; how many whole
months and years lie between two days, where they agree.
Ours: a window is a number of days that ends with the as-of day, so that the question
where a month ends never comes up. An age is the one thing that we count in years; born
on 29 February, a person turns a year older on 1 March, as in ehrQL.
"""

from datetime import date, timedelta

import polars as pl
import pytest

from schemas.days import first_day, in_window

# ehrQL moves on to the next month, CQL stays within the month.
A_YEAR_AFTER_29_FEBRUARY = {
    "ehrQL": (date(2004, 2, 29), date(2005, 3, 1)),
    "CQL": (date(2012, 2, 29), date(2013, 2, 28)),
}
# Only ehrQL publishes this one.
A_MONTH_AFTER_31_JANUARY = (date(2003, 1, 31), date(2003, 3, 1))


def test_the_two_disagree_on_what_a_year_is():
    """A year after 29 February is 366 days in one and 365 in the other."""
    lengths = {
        who: (to - of).days for who, (of, to) in A_YEAR_AFTER_29_FEBRUARY.items()
    }
    assert lengths == {"ehrQL": 366, "CQL": 365}
    of, to = A_MONTH_AFTER_31_JANUARY
    assert (to - of).days == 29


@pytest.mark.parametrize("days", [28, 90, 180, 365, 730])
def test_our_window_has_as_many_days_as_it_says(days):
    """On every as-of day of five years, two leap days among them."""
    began = date(2003, 1, 1)
    calendar = pl.DataFrame(
        {"day": [began + timedelta(days=n) for n in range(5 * 366 + 800)]}
    )
    for n in range(800, 800 + 5 * 365, 13):
        as_of = began + timedelta(days=n)
        held = calendar.filter(in_window("day", as_of, days))["day"]
        assert held.len() == days
        assert (held.min(), held.max()) == (first_day(as_of, days), as_of)


@pytest.mark.parametrize("of", [of for of, _ in A_YEAR_AFTER_29_FEBRUARY.values()])
def test_our_year_leaves_a_day_after_365_days_in_either_case(of):
    """Ours beside theirs: the last day that still sees 29 February is 27 February."""
    seen = pl.DataFrame({"day": [of]})
    last = date(of.year + 1, 2, 27)
    assert seen.select(in_window("day", last, 365)).item()
    assert not seen.select(in_window("day", last + timedelta(days=1), 365)).item()


@pytest.mark.parametrize(
    ("born_on", "on", "years"),
    [
        # CQL: years between 2005-05 and 2010-04, whichever the days of those months.
        ("2005-05-01", "2010-04-30", 4),
        ("2005-05-31", "2010-04-01", 4),
        # ehrQL: those born on 29 February turn a year older on 1 March.
        ("2020-02-29", "2021-02-28", 0),
        ("2020-02-28", "2021-02-28", 1),
        ("2019-01-01", "2021-02-28", 2),
    ],
)
def test_our_age_is_the_number_of_whole_years(people, born_on, on, years):
    """Where they agree with each other, and where ehrQL alone says what happens."""
    assert people(on, f"| born_on\nanna | {born_on}")["anna"]["age"] == years


def test_months_are_nowhere_counted():
    """CQL: no month lies between 31 January and 1 February 2014; for us it is a day."""
    held = pl.DataFrame({"day": [date(2014, 1, 31)]})
    assert held.select(in_window("day", date(2014, 2, 1), 2)).item()
    assert not held.select(in_window("day", date(2014, 2, 1), 1)).item()
