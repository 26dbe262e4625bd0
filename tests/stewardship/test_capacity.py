"""The loosest limit that a team's hands can bear, and what is missed there."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2

from stewardship.capacity import common, fitting, together

WEEKS = 2.0


def told(team, *rows):
    """Each row: limit, fired, found, wrong, began in two weeks."""
    return [
        {
            "team": team,
            "limit": float(limit),
            "fired": fired,
            "true_positives": found,
            "false_positives": wrong,
            "began": began,
            "weeks": WEEKS,
            "per_week": began / WEEKS,
            "per_week_low": float(chi2.ppf(0.025, 2 * began)) / 2 / WEEKS
            if began
            else 0.0,
            "per_week_high": float(chi2.ppf(0.975, 2 * began + 2)) / 2 / WEEKS,
        }
        for limit, fired, found, wrong, began in rows
    ]


def hands(**capacity):
    return pl.DataFrame(
        [*capacity.items()],
        schema={"team": pl.String, "capacity": pl.Float64},
        orient="row",
    )


TOLD = pl.DataFrame(
    [
        *told("north", (3, 90, 20, 30, 24), (4, 50, 16, 14, 10), (5, 20, 9, 3, 2)),
        *told("south", (3, 40, 5, 5, 6), (4, 22, 4, 1, 4), (5, 8, 2, 0, 0)),
    ]
)


def test_each_team_has_the_loosest_limit_that_it_can_bear():
    north, south = fitting(TOLD, hands(north=5, south=4)).to_dicts()
    assert (north["limit"], north["per_week"], north["fired"]) == (4, 5, 50)
    assert (south["limit"], south["per_week"]) == (3, 3)
    # 2 in 2 weeks may be 7.2 in them, 3.6 a week; 10 may be 18.4, 9.2 a week
    assert (north["limit_surely"], south["limit_surely"]) == (5, 5)


def test_what_is_missed_is_told_beside_the_loosest_limit_with_its_denominator():
    north, south = fitting(TOLD, hands(north=5, south=4)).to_dicts()
    assert (north["missed"], north["missed_labelled"], north["missed_positive"]) == (
        40,
        20,
        4,
    )
    assert north["missed_share"] == pytest.approx(0.2)
    assert north["missed_share_low"] < 0.2 < north["missed_share_high"]
    assert (south["missed"], south["missed_share"]) == (0, None)


def test_no_limit_and_no_hands_are_two_things():
    north, south = fitting(TOLD, hands(north=0.5)).to_dicts()
    assert (north["capacity"], north["limit"], north["missed"]) == (0.5, None, None)
    assert (south["capacity"], south["limit"], south["limit_surely"]) == (
        None,
        None,
        None,
    )


def test_all_together_are_the_sums_and_their_interval_is_of_the_sum():
    fitted = fitting(TOLD, hands(north=5, south=4))
    [row] = together(fitted).to_dicts()
    assert (row["teams"], row["without_limit"]) == (2, 0)
    assert (row["capacity"], row["began"], row["per_week"]) == (9, 16, 8)
    assert row["per_week_high"] == pytest.approx(chi2.ppf(0.975, 34) / 2 / WEEKS)
    assert (row["fired"], row["missed"], row["missed_positive"]) == (90, 40, 4)
    [row] = together(fitting(TOLD, hands(north=0.5, south=4))).to_dicts()
    assert (row["teams"], row["without_limit"], row["began"]) == (1, 1, 6)


def test_the_common_limit_is_one_that_every_team_can_bear():
    [row] = common(TOLD, hands(north=20, south=2)).to_dicts()
    assert (row["limit"], row["limit_surely"]) == (4, 5)
    assert (row["capacity"], row["per_week"], row["fired"]) == (22, 7, 72)
    assert (row["missed"], row["missed_labelled"]) == (58, 25)
    [row] = common(TOLD, hands(north=0.5, south=9)).to_dicts()
    assert (row["limit"], row["limit_surely"], row["teams"]) == (None, None, 2)
    assert (row["capacity"], row["per_week"], row["missed"]) == (9.5, None, None)


def test_whose_hands_are_not_told_does_not_choose_the_common_limit():
    [row] = common(TOLD, hands(south=3)).to_dicts()
    assert (row["limit"], row["teams"], row["capacity"]) == (3, 1, 3)


@given(
    st.lists(st.integers(0, 30), min_size=1, max_size=6),
    st.floats(0, 20, allow_nan=False),
)
def test_no_looser_limit_tried_would_be_borne(began, capacity):
    rows = [(limit, 100 - limit, 0, 0, began[limit]) for limit in range(len(began))]
    frame = pl.DataFrame(told("north", *rows))
    [row] = fitting(frame, hands(north=capacity)).to_dicts()
    fits = [at for at, count in enumerate(began) if count / WEEKS <= capacity]
    assert row["limit"] == (fits[0] if fits else None)
    [at_one] = common(frame, hands(north=capacity)).to_dicts()
    assert at_one["limit"] == row["limit"]
    assert at_one["limit_surely"] == row["limit_surely"]
