"""Many tests in one night: how many of the smallest chances can be kept."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from schemas.many_tests import kept_of
from tests.examples import examples


@settings(max_examples=examples(300))
@given(
    chances=st.lists(
        st.one_of(st.floats(0, 1), st.floats(0, 0.05), st.sampled_from([0.0, 1.0])),
        min_size=1,
        max_size=60,
    ),
    false_share=st.sampled_from([0.05, 0.10, 0.5]),
)
def test_as_many_are_kept_as_scipy_keeps(chances, false_share):
    """SciPy adjusts the chances; those at most at the share are kept."""
    adjusted = false_discovery_control(chances, method="bh")
    sure = (adjusted <= false_share * (1 - 1e-12)).sum()
    perhaps = (adjusted <= false_share * (1 + 1e-12)).sum()
    assert sure <= kept_of(pl.Series(chances), false_share) <= perhaps


@pytest.mark.parametrize(
    ("chances", "kept"),
    [
        ([], 0),
        ([None], 0),
        ([0.11], 0),
        ([0.1], 1),
        ([0.05, 0.1], 2),
        ([0.051, 0.2], 0),
        # The second one alone would be too large for its place: the third carries it.
        ([0.01, 0.06, 0.07, 0.9], 3),
        ([0.9, 0.07, None, 0.01, 0.06], 3),
        ([1.0] * 50 + [0.001], 1),
        ([1.0] * 150 + [0.001], 0),
    ],
)
def test_known_answers(chances, kept):
    """Nulls are no tests, and the order does not matter."""
    assert kept_of(pl.Series(chances, dtype=pl.Float64)) == kept
