"""Paired mornings, who begins, and intervals of what is to come."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from scipy.stats import nbinom

from stewardship.comparison import (
    begun,
    counted,
    paired,
    with_first_morning,
    with_precision,
    with_rate,
)

DAYS = [date(2026, 11, 20) + timedelta(days=number) for number in range(4)]


def listed(*nights):
    """Who may be listed on each night, all in one team."""
    return pl.DataFrame(
        [(day, c, "north") for day, on in zip(DAYS, nights, strict=False) for c in on],
        schema={"as_of": pl.Date, "client_id": pl.String, "team": pl.String},
        orient="row",
    )


def test_each_night_parts_its_people_by_both_decisions():
    rows = [
        (DAYS[0], "a", True, True),
        (DAYS[0], "b", True, False),
        (DAYS[0], "c", False, True),
        (DAYS[0], "d", False, None),
        (DAYS[1], "a", None, True),
    ]
    names = ["as_of", "client_id", "fired_a", "fired_b"]
    found = paired(pl.DataFrame(rows, schema=names, orient="row"))
    assert found.rows() == [(DAYS[0], 1, 1, 1, 1), (DAYS[1], 0, 1, 0, 0)]


def test_who_was_not_there_on_the_night_before_begins():
    rows = listed("ab", "abc", "", "b")
    assert begun(rows, DAYS).select("as_of", "client_id").rows() == [
        (DAYS[1], "c"),
        (DAYS[3], "b"),
    ]
    assert begun(rows, DAYS, ended=True).select("as_of", "client_id").rows() == [
        (DAYS[1], "a"),
        (DAYS[1], "b"),
        (DAYS[1], "c"),
    ]


def test_every_team_is_counted_also_with_nobody():
    assert counted(["south", "north"], listed("ab"), "new").rows() == [
        ("south", 0),
        ("north", 2),
    ]


def test_a_coming_week_is_wider_than_what_is_known_of_the_mean():
    counts = pl.DataFrame({"new": [0, 8, 80]})
    found = with_rate(counts, "new", weeks=4)
    assert found["new"].to_list() == [0, 2, 20]
    expected = [nbinom.ppf([0.025, 0.975], n + 0.5, 4 / 5) for n in (0, 8, 80)]
    assert found.select("new_low", "new_high").to_numpy() == pytest.approx(
        np.array(expected)
    )
    assert with_rate(counts, "new", weeks=0).row(1) == (None, None, None)


def test_the_interval_of_a_coming_week_holds_as_often_as_it_says():
    """Over 20,000 counties whose mean a week is known, exactly counted."""
    chance = np.random.default_rng(7)
    for mean in (0.3, 2.0, 15.0):
        known = chance.poisson(4 * mean, 20_000)
        coming = chance.poisson(mean, 20_000)
        told = with_rate(pl.DataFrame({"new": known}), "new", weeks=4)
        low, high = told["new_low"].to_numpy(), told["new_high"].to_numpy()
        assert ((low <= coming) & (coming <= high)).mean() > 0.94


def test_the_first_morning_moves_by_one_more_night():
    counts = pl.DataFrame({"first_morning": [60, 1], "entered": [0, 9], "left": [9, 9]})
    found = with_first_morning(counts, pairs=9)
    low, high = found.select("first_morning_low", "first_morning_high").get_columns()
    assert low.to_list()[1] == 0
    assert 55 <= low[0] < 60 <= high[0] <= 61
    assert high[1] > 1
    alone = with_first_morning(counts, pairs=0)
    assert alone["first_morning_low"][0] == pytest.approx(45.78, abs=0.01)
    assert alone["first_morning_high"][0] == pytest.approx(77.23, abs=0.01)


def test_what_nobody_said_is_no_negative():
    labels = pl.DataFrame(
        {"client_id": ["a", "b", "c"], "positive": [True, False, None]}
    )
    counts = pl.DataFrame({"team": ["north", "south"]})
    found = with_precision(counts, listed("abcd"), labels)
    assert found.select("team", "labelled", "precision").rows() == [
        ("north", 2, 0.5),
        ("south", 0, None),
    ]
