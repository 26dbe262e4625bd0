"""Intervals of shares agree with SciPy's, and silence is never a no."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from stewardship.intervals import share, with_silence


@given(st.integers(1, 400), st.floats(0, 1), st.sampled_from([0.8, 0.95, 0.99]))
def test_a_share_has_the_wilson_interval(whole, of, level):
    part = round(whole * of)
    counts = pl.DataFrame({"part": [part], "whole": [whole]})
    told = counts.select(share("it", pl.col("part"), pl.col("whole"), level)).row(0)
    theirs = binomtest(part, whole).proportion_ci(level, method="wilson")
    assert told == pytest.approx((part / whole, theirs.low, theirs.high), abs=1e-12)


def test_a_share_of_nothing_is_not_known():
    counts = pl.DataFrame({"part": [0], "whole": [0]})
    told = counts.select(share("it", pl.col("part"), pl.col("whole")))
    assert told.row(0) == (None, None, None)


def test_the_silent_widen_what_is_known():
    counts = pl.DataFrame({"yes": [6, 0], "said": [10, 0], "asked": [20, 0]})
    told = counts.select(
        with_silence("it", pl.col("yes"), pl.col("said"), pl.col("asked"))
    )
    assert told.rows() == [(0.3, 0.8), (None, None)]
