"""The correction recovers what is true of a population of which few were looked at."""

import numpy as np
import polars as pl
import pytest

from stewardship.verification import corrected

FIRED = np.array([True, False, False])
# Of all people how many are in each stratum, and how many of these are positive.
SHARE, RATE = np.array([0.04, 0.16, 0.8]), np.array([0.5, 0.1, 0.02])


def strata(people, looked, positive):
    return pl.DataFrame(
        {
            "fired": FIRED,
            "people": people,
            "positive": positive,
            "negative": looked - positive,
        }
    )


def sampled(chance, everybody=10_000, most=150):
    """What a county of so many happens to be, and a review of each of its strata."""
    people = chance.multinomial(everybody, SHARE)
    looked = np.minimum(people, most)
    return strata(people, looked, chance.binomial(looked, RATE))


@pytest.mark.parametrize(("everybody", "most"), [(10_000, 150), (500, 500)])
def test_the_intervals_hold_about_as_often_as_they_say(everybody, most):
    """Also where all are looked at: how many of them fire is chance too."""
    chance = np.random.default_rng(3)
    positive, negative = SHARE * RATE, SHARE * (1 - RATE)
    true = {
        "sensitivity": positive[0] / positive.sum(),
        "specificity": negative[1:].sum() / negative.sum(),
    }
    held = dict.fromkeys(true, 0)
    for _ in range(400):
        found = corrected(sampled(chance, everybody, most))
        for name, value in true.items():
            held[name] += found[name].low <= value <= found[name].high
    for times in held.values():
        # Where 95 in 100 hold, 1 draw of 400 in 1,000 is beyond these.
        assert 0.91 <= times / 400 <= 0.9825


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


def test_where_nobody_fires_it_is_not_sure_that_nobody_ever_would():
    rows = sampled(np.random.default_rng(1)).filter(~pl.col("fired"))
    found = corrected(rows)
    assert (found["sensitivity"].value, found["specificity"].value) == (0, 1)
    assert found["sensitivity"].high > 0.005
    assert found["specificity"].low < 0.9999
    others = corrected(rows.with_columns(fired=True))
    assert (others["sensitivity"].value, others["specificity"].value) == (1, 0)
    assert others["sensitivity"].low < 0.995
