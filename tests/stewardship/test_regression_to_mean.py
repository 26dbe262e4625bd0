"""Of those found at a peak, many fall by themselves; who was handled is not counted."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from scipy.stats import binomtest

from stewardship.reach import threshold_on
from stewardship.regression_to_mean import fallen
from triggers._catalogue import trigger

THRESHOLD = threshold_on(trigger("many_medicines", date(2026, 11, 20)))
NOBODY = pl.Series([], dtype=pl.String)


def night(**reach):
    """Each client's value, or its lowest and highest."""
    rows = [
        (name, *(map(float, value) if isinstance(value, tuple) else [float(value)] * 2))
        for name, value in reach.items()
    ]
    schema = {"client_id": pl.String, "reach": pl.Float64, "reach_at_most": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_who_fell_is_told_of_those_who_were_followed():
    first = night(anna=9, eero=8, olli=8, ulla=7, arvo=7, kalle=6, liisa=2)
    later = night(anna=9, eero=3, olli=3, arvo=(5, 8), kalle=2, liisa=8)
    loose, strict = fallen(
        first, later, pl.Series(["olli"]), THRESHOLD, [8, 7]
    ).to_dicts()
    assert [loose["limit"], strict["limit"]] == [7, 8]
    counts = ("fired", "handled", "gone", "unclear", "followed", "fell")
    assert [loose[name] for name in counts] == [5, 1, 1, 1, 2, 1]
    assert [strict[name] for name in counts] == [3, 1, 0, 0, 2, 1]
    assert (loose["median_first"], loose["median_later"]) == (8.5, 6)
    wilson = binomtest(1, 2).proportion_ci(method="wilson")
    assert loose["fell_share"] == 0.5
    assert loose["fell_share_high"] == pytest.approx(wilson.high)
    # anna, eero, arvo, kalle and liisa are there twice and nobody handled them
    assert [loose[name] for name in ("everybody", "everybody_first")] == [5, 7]
    assert loose["everybody_later"] == 5


def test_where_nobody_fires_nothing_is_known():
    [row] = fallen(night(anna=3), night(anna=3), NOBODY, THRESHOLD, [7]).to_dicts()
    assert (row["fired"], row["fell_share"], row["median_first"]) == (0, None, None)


def test_whose_value_does_not_decide_is_in_no_median():
    always = float("inf")
    first, later = night(anna=always, eero=8), night(anna=always, eero=6)
    [row] = fallen(first, later, NOBODY, THRESHOLD, [7]).to_dicts()
    assert (row["followed"], row["fell"]) == (2, 1)
    assert (row["median_first"], row["median_later"]) == (8, 6)


def test_counts_that_vary_by_chance_alone_fall_as_often_as_chance_says():
    """Everybody's count is drawn anew: who was high is as likely to be as anybody."""
    chance = np.random.default_rng(7)
    nights = [
        night(**{f"c{at}": value for at, value in enumerate(chance.poisson(4, 4_000))})
        for _ in range(2)
    ]
    [row] = fallen(*nights, NOBODY, THRESHOLD, [7]).to_dicts()
    below = (chance.poisson(4, 100_000) < 7).mean()
    assert row["fell_share_low"] <= below <= row["fell_share_high"]
    assert row["median_later"] == row["everybody_first"] == row["everybody_later"] == 4
    assert row["median_first"] >= 7
