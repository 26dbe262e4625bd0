"""Drug use: from dispensings to the days on which a substance is in use."""

from datetime import date

import polars as pl
import pytest

from schemas.drug_use import SupplyRule, supplies, use_of_substances

ON = "2026-11-01"
RULE = SupplyRule(carry_cap=90, least_grace=14, grace_divisor=4)


@pytest.fixture
def supply(admitted):
    """`supply(rows)`: (days of supply, how they were found) of each row, in order."""

    def find(rows):
        frames, _ = admitted(ON, prescriptions=rows)
        found = frames["prescriptions"].collect().sort("event_id")
        return found.select("days_supply", "days_supply_source").rows()

    return find


@pytest.fixture
def use(admitted):
    """`use(rows)`: anna's (in use, covered days of 180) of one substance."""

    def find(rows, on=ON):
        frames, _ = admitted(on, prescriptions=rows)
        dispensings = frames["prescriptions"].with_columns(
            substance=pl.lit(1, pl.UInt32)
        )
        found = use_of_substances(dispensings, date.fromisoformat(on), 180, RULE)
        return found.select("in_use", "covered_days").collect().row(0)

    return find


@pytest.fixture
def course(admitted):
    """`course(rows)`: from which day anna's use goes on, and its last supplied day."""

    def find(rows):
        frames, _ = admitted(ON, prescriptions=rows)
        dispensings = frames["prescriptions"].with_columns(
            substance=pl.lit(1, pl.UInt32)
        )
        found = use_of_substances(dispensings, date.fromisoformat(ON), 180, RULE)
        [row] = found.select("used_since", "supplied_until").collect().rows()
        return tuple(day.isoformat() for day in row)

    return find


@pytest.fixture
def kept(admitted):
    """`kept(rows)`: key and days of supply of the rows that tell of a supply."""

    def find(rows):
        frames, _ = admitted(ON, prescriptions=rows)
        found = supplies(frames["prescriptions"], date.fromisoformat(ON), 365, 180)
        return found.select("event_id", "days_supply").collect().rows()

    return find


def test_the_dose_of_the_source_comes_first(supply):
    """What the source knows is kept, with its own word on how it was found."""
    assert supply(
        """
              | occurred_on | days_supply | ddd | days_supply_source
        ------+-------------+-------------+-----+-------------------
        anna  | 2026-08-01  | 28          | 60  | ddd
        anna  | 2026-09-01  | 30          | 60  | -
        """
    ) == [(28, "ddd"), (30, "dose")]


def test_then_the_own_interval_of_the_person(supply):
    """The median of two intervals or more, of the same person and substance."""
    assert (
        supply(
            """
              | occurred_on | days_supply | ddd | substance_code
        ------+-------------+-------------+-----+---------------
        anna  | 2026-07-01  | -           | 60  | A10BA02
        anna  | 2026-08-01  | -           | 60  | A10BA02
        anna  | 2026-09-15  | -           | 60  | A10BA02
        """
        )
        == [(38, "interval")] * 3
    )


def test_several_on_one_day_make_no_interval(supply):
    """Two packs fetched together are one day of dispensing: one interval is too few."""
    assert (
        supply(
            """
              | occurred_on | days_supply | ddd
        ------+-------------+-------------+-----
        anna  | 2026-07-01  | -           | 60
        anna  | 2026-07-01  | -           | 60
        anna  | 2026-08-01  | -           | 60
        """
        )
        == [(60, "ddd")] * 3
    )


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (["2026-09-01", "2026-09-14", "2026-09-27"], 14),
        (["2026-09-01", "2026-09-15", "2026-09-29"], 14),
        (["2026-09-01", "2026-09-16", "2026-10-01"], 15),
        (["2026-03-01", "2026-06-29", "2026-10-27"], 120),
        (["2026-03-01", "2026-06-30", "2026-10-29"], 120),
    ],
)
def test_the_own_interval_is_kept_within_limits(supply, days, expected):
    """Between two weeks and four months."""
    rows = "".join(f"anna | {day} | -\n" for day in days)
    assert (
        supply("| occurred_on | days_supply\n" + rows) == [(expected, "interval")] * 3
    )


def test_intervals_after_the_as_of_day_are_not_known(supply):
    """A dispensing after the as-of day makes no interval."""
    assert (
        supply(
            """
              | occurred_on | days_supply
        ------+-------------+------------
        anna  | 2026-09-01  | -
        anna  | 2026-10-01  | -
        anna  | 2026-11-02  | -
        """
        )[:2]
        == [(90, "assumed")] * 2
    )


def test_then_the_defined_daily_doses_then_three_months(supply):
    """One dose a day, at least one day and at most 400; without doses 90 days."""
    assert supply(
        """
              | substance_code | days_supply | ddd
        ------+----------------+-------------+-----
        anna  | A10BA02        | -           | 29.6
        anna  | C03CA01        | -           | 0
        anna  | C07AB02        | -           | 800
        anna  | C09AA05        | -           | -
        """
    ) == [(30, "ddd"), (1, "ddd"), (400, "ddd"), (90, "assumed")]


def test_what_was_not_dispensed_has_no_supply(supply):
    """A prescription or a renewal is not a pack; what its source knows is kept."""
    assert supply(
        """
              | event      | days_supply | ddd
        ------+------------+-------------+-----
        anna  | prescribed | -           | 60
        anna  | renewed    | 30          | 60
        """
    ) == [(None, None), (30, "dose")]


def test_a_dispensing_starts_where_the_last_one_ends(use):
    """Thirty and thirty days fetched together last for sixty, and the grace."""
    rows = """
              | occurred_on | days_supply
        ------+-------------+------------
        anna  | 2026-06-01  | 30
        anna  | 2026-06-01  | 30
        """
    assert use(rows, "2026-08-13") == (True, 74)
    assert use(rows, "2026-08-14") == (False, 74)


def test_no_more_than_the_cap_is_carried_over(use):
    """Of two hundred days left over, ninety are carried: no endless stock."""
    rows = """
              | occurred_on | days_supply
        ------+-------------+------------
        anna  | 2026-03-01  | 100
        anna  | 2026-03-02  | 100
        anna  | 2026-03-03  | 100
        """
    # 3 March, 90 days carried over, 100 days of supply, 25 days of grace.
    assert use(rows, "2026-10-03")[0] is True
    assert use(rows, "2026-10-04")[0] is False


def test_of_one_day_the_smaller_pack_comes_first(use):
    """So that the cap takes least, whatever the order of the rows."""
    rows = """
              | occurred_on | days_supply
        ------+-------------+------------
        anna  | 2026-03-01  | 200
        anna  | 2026-03-01  | 30
        """
    # 1 March, 30 days, 200 days, 50 days of grace.
    assert use(rows, "2026-12-05")[0] is True
    assert use(rows, "2026-12-06")[0] is False


def test_the_grace_bridges_small_gaps_only(use):
    """Days between two dispensings count as used as far as the grace reaches."""
    bridged = """
              | occurred_on | days_supply
        ------+-------------+------------
        anna  | 2026-08-01  | 30
        anna  | 2026-09-14  | 30
        """
    gap = bridged.replace("2026-09-14", "2026-09-24")
    assert use(bridged) == (False, 44 + 44)
    assert use(gap) == (True, 44 + 39)


def test_only_days_in_the_window_are_covered(use):
    """The window of 180 days begins on 6 May; days up to the as-of day count."""
    assert use("| occurred_on | days_supply\nanna | 2026-05-05 | 60\n")[1] == 74
    assert use("| occurred_on | days_supply\nanna | 2026-05-06 | 60\n")[1] == 75
    assert use("| occurred_on | days_supply\nanna | 2026-11-01 | 60\n")[1] == 1


def test_the_last_dispensing_tells_whether_it_is_in_use(use):
    """A new, smaller pack replaces what was estimated before it."""
    rows = """
              | occurred_on | days_supply
        ------+-------------+------------
        anna  | 2026-01-01  | 250
        anna  | 2026-09-10  | 14
        """
    # The first pack's grace alone would reach to November.
    assert use(rows, "2026-10-07")[0] is True
    assert use(rows, "2026-10-08")[0] is False


def test_a_gap_longer_than_the_grace_begins_the_use_anew(course):
    """Thirty days and fourteen of grace reach to 13 September, and no further."""
    rows = """
              | occurred_on | days_supply
        ------+-------------+------------
        anna  | 2026-08-01  | 30
        anna  | 2026-09-14  | 30
        """
    assert course(rows) == ("2026-08-01", "2026-10-13")
    gap = rows.replace("2026-09-14", "2026-09-15")
    assert course(gap) == ("2026-09-15", "2026-10-14")


def test_a_use_that_began_anew_goes_on(course):
    """Of several gaps the last one counts; a stock shifts what comes after it."""
    assert course(
        """
              | occurred_on | days_supply
        ------+-------------+------------
        anna  | 2026-01-01  | 30
        anna  | 2026-04-01  | 30
        anna  | 2026-07-01  | 60
        anna  | 2026-08-01  | 60
        """
    ) == ("2026-07-01", "2026-10-28")


def test_dispensings_of_the_window_tell_of_a_supply(kept):
    """Where a dispensing is known, what was only prescribed tells of none."""
    assert kept(
        """
              | event             | occurred_on | days_supply
        ------+-------------------+-------------+------------
        anna  | dispensed         | 2025-11-01  | 30
        anna  | dispensed         | 2025-11-02  | 30
        anna  | dispensed         | 2026-11-01  | 60
        anna  | dispensed         | 2026-11-02  | 60
        anna  | prescribed        | 2026-10-01  | -
        anna  | renewed           | 2026-10-01  | 90
        """
    ) == [("event-2", 30), ("event-3", 60)]


def test_where_nothing_is_dispensed_prescriptions_tell_of_a_supply(kept):
    """They last for their own days, or for the days that are given."""
    assert kept(
        """
              | event             | occurred_on | days_supply
        ------+-------------------+-------------+------------
        anna  | prescribed        | 2026-10-01  | -
        anna  | renewed           | 2026-10-02  | 90
        anna  | renewal_requested | 2026-10-03  | -
        anna  | renewal_refused   | 2026-10-04  | -
        """
    ) == [("event-1", 180), ("event-2", 90)]
