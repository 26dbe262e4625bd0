"""Time in range, counted a second time day by day, in fractions."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from schemas.time_in_range import Observation, time_in_range
from tests.second_opinion.agreement import SETTINGS

DAY_0 = date(2026, 6, 1)
RANGES = {0: (20, 30), 1: (25, 35)}
NEEDED = Observation(longest_gap_days=14, least_results=3, least_days=10)


def second_opinion(client, results, left_out):
    """Per cent of days in range, or None where the results tell too little.

    Values and ranges are in tenths, so that no number is rounded.
    """
    lowest, highest = RANGES[client]
    days = within = 0
    for (first, before), (last, after) in pairwise(sorted(results.items())):
        if last - first > 14:
            continue
        for day in range(first + 1, last + 1):
            value = before + Fraction((after - before) * (day - first), last - first)
            if day not in left_out:
                days += 1
                within += lowest <= value <= highest
    if len(results) < 3 or days < 10:
        return None
    return 100 * within / days


values = st.one_of(st.integers(8, 90), st.sampled_from([20, 25, 30, 35]))
people = st.dictionaries(
    st.integers(0, 1),
    st.tuples(
        st.dictionaries(st.integers(0, 60), values, min_size=1, max_size=12),
        st.sets(st.integers(0, 60), max_size=8),
    ),
    min_size=1,
)


@SETTINGS
@given(people)
def test_both_count_the_same_days(people):
    """Two people with a range of their own, gaps, days left out and too few results."""
    results = pl.LazyFrame(
        [
            (client, DAY_0 + timedelta(days=day), value / 10, *_tenths(client))
            for client, (found, _) in people.items()
            for day, value in found.items()
        ],
        schema={
            "client": pl.UInt32,
            "day": pl.Date,
            "value": pl.Float64,
            "lowest": pl.Float64,
            "highest": pl.Float64,
        },
        orient="row",
    )
    left_out = pl.LazyFrame(
        [
            (client, DAY_0 + timedelta(days=day))
            for client, (_, away) in people.items()
            for day in away
        ],
        schema={"client": pl.UInt32, "day": pl.Date},
        orient="row",
    )
    said = dict(time_in_range(results, left_out, NEEDED).collect().iter_rows())
    assert said == {
        client: second_opinion(client, found, away)
        for client, (found, away) in people.items()
    }


def _tenths(client):
    lowest, highest = RANGES[client]
    return lowest / 10, highest / 10
