"""Time in range: each day between two results has its interpolated value."""

from datetime import date, timedelta

import polars as pl
import pytest

from schemas.time_in_range import Observation, time_in_range

DAY_0 = date(2026, 6, 1)
ALL = Observation(longest_gap_days=56, least_results=2, least_days=1)


def share(values, left_out=(), needed=ALL, lowest=2.0, highest=3.0):
    """Anna's time in range; `values`: days after the first of June to results."""
    results = pl.LazyFrame(
        {
            "client": pl.Series([0] * len(values), dtype=pl.UInt32),
            "day": [DAY_0 + timedelta(days=days) for days in values],
            "value": [float(value) for value in values.values()],
            "lowest": [lowest] * len(values),
            "highest": [highest] * len(values),
        }
    )
    away = pl.LazyFrame(
        {
            "client": pl.Series([0] * len(left_out), dtype=pl.UInt32),
            "day": pl.Series(
                [DAY_0 + timedelta(days=days) for days in left_out], dtype=pl.Date
            ),
        }
    )
    found = time_in_range(results, away, needed).collect()
    assert found["client"].to_list() == [0]
    return found["time_in_range"].item()


def test_the_days_after_the_first_result_up_to_the_last_are_observed():
    """From 1.0 to 3.0 in ten days: 1.2 to 3.0, of which 2.0 and on are in range."""
    assert share({0: 1.0, 10: 3.0}) == 60
    assert share({0: 3.0, 10: 1.0}) == 50


def test_both_ends_of_the_range_are_in_it():
    """Whatever the order of the steps; 2.0 + 1.5 * 2 / 3 is not above 3.0."""
    assert share({0: 3.0, 10: 3.0}) == 100
    assert share({0: 2.0, 10: 2.0}) == 100
    assert share({0: 2.8, 3: 3.1}) == pytest.approx(200 / 3)
    assert share({0: 2.0, 10: 3.01}) == 90
    assert share({0: 3.0, 10: 1.99}) == 90


def test_intervals_follow_each_other():
    """Ten days in range and thirty above it; the day of a result counts once."""
    assert share({0: 2.5, 10: 2.5, 40: 9.0}) == pytest.approx(100 * 12 / 40)


def test_results_need_no_order():
    """They are sorted by day."""
    assert share({10: 3.0, 0: 1.0}) == 60


def test_results_too_far_apart_tell_of_no_day():
    """56 days apart they do, 57 days apart they do not."""
    assert share({0: 2.5, 56: 2.5}) == 100
    assert share({0: 2.5, 57: 2.5}) is None
    assert share({0: 9.0, 57: 9.0, 60: 2.5, 62: 2.5}) == 60


def test_days_that_are_left_out_are_not_observed():
    """The value still changes over them."""
    assert share({0: 1.0, 10: 3.0}, left_out=[1, 2, 3, 4]) == 100
    assert share({0: 1.0, 10: 3.0}, left_out=[0, 11]) == 60
    assert share({0: 2.5, 2: 2.5}, left_out=[1, 2]) is None


def test_too_few_results_or_days_tell_nothing():
    """Each at its limit."""
    needed = Observation(longest_gap_days=56, least_results=3, least_days=20)
    assert share({0: 2.5, 10: 2.5, 20: 2.5}, needed=needed) == 100
    assert share({0: 2.5, 10: 2.5, 19: 2.5}, needed=needed) is None
    assert share({0: 2.5, 20: 2.5}, needed=needed) is None
    assert share({0: 2.5, 10: 2.5, 20: 2.5}, [5], needed) is None


def test_the_range_is_the_persons_own():
    """A higher range turns the same results round."""
    assert share({0: 2.2, 10: 2.2}) == 100
    assert share({0: 2.2, 10: 2.2}, lowest=2.5, highest=3.5) == 0
