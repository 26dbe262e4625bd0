"""The correction recovers what is true of a population of which few were looked at."""

import numpy as np
import polars as pl
import pytest

from stewardship.verification import corrected

STRATA = {"fired": (True, 400, 0.5, 150), "near": (False, 1_600, 0.1, 150)}
FAR = (False, 8_000, 0.02, 200)


def sampled(chance):
    """What a review of each stratum happens to say."""
    rows = []
    for fired, people, rate, looked in (*STRATA.values(), FAR):
        positive = int(
            chance.hypergeometric(
                round(people * rate), people - round(people * rate), looked
            )
        )
        rows.append((fired, people, positive, looked - positive))
    columns = ["fired", "people", "positive", "negative"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def test_the_intervals_hold_about_as_often_as_they_say():
    chance = np.random.default_rng(3)
    true = {"sensitivity": 200 / 520, "specificity": 9_280 / 9_480}
    held = dict.fromkeys(true, 0)
    for _ in range(300):
        found = corrected(sampled(chance))
        for name, value in true.items():
            held[name] += found[name].low <= value <= found[name].high
    for times in held.values():
        assert times >= 0.91 * 300


def test_a_stratum_at_which_nobody_looked_leaves_all_unknown():
    rows = sampled(np.random.default_rng(1)).with_columns(
        positive=pl.when("fired").then("positive").otherwise(0),
        negative=pl.when("fired").then("negative").otherwise(0),
    )
    found = corrected(rows)
    assert found["sensitivity"].value is None
    assert found["specificity"].low is None


def test_an_empty_stratum_changes_nothing():
    rows = sampled(np.random.default_rng(1))
    empty = rows.head(1).with_columns(people=pl.lit(0, pl.Int64))
    assert corrected(pl.concat([rows, empty])) == corrected(rows)


def test_where_everybody_was_looked_at_it_is_what_was_counted():
    rows = pl.DataFrame(
        [(True, 50, 20, 30), (False, 100, 10, 90)],
        schema=["fired", "people", "positive", "negative"],
        orient="row",
    )
    found = corrected(rows)
    assert found["sensitivity"].value == pytest.approx(20 / 30)
    assert found["specificity"].value == pytest.approx(90 / 120)


def test_a_share_of_nobody_is_not_known():
    rows = pl.DataFrame(
        [(True, 5, 0, 5), (False, 100, 0, 20)],
        schema=["fired", "people", "positive", "negative"],
        orient="row",
    )
    found = corrected(rows)
    assert (found["sensitivity"].value, found["sensitivity"].high) == (None, None)
    assert found["specificity"].value == pytest.approx(100 / 105)
