"""Weekly counts: whether a week stands out from the seven before it.

Source: R package surveillance, `earsC` with method C1, alpha 0.05 and a baseline of 7,
on its data set `salmNewport`; cran/surveillance at 75d7e2a. Licence: GPL-2; the numbers
are used, no code.
Theirs: the upper bounds of four weeks (mean of the seven weeks before and 1.6448536 of
their standard deviations), and that no week exceeds its bound.
Ours: nothing of ours has a bound of this kind; a detector for the volume of a whole
extract may have one. What we have is `rises`, an exact test for one person, so a week's
cases are somebody's visits: the recent week against the seven before it, at their five
per cent. Both say that no week stands out. A documented difference: their bound needs
no more than the spread of seven weeks and is passed by four visits in each week; the
exact test asks for five or six, because a person's few visits swing by chance alone.
"""

from datetime import date, timedelta
from statistics import mean, stdev

import polars as pl
import pytest

from schemas.rises import RiseRule, rises

BEFORE = [1, 1, 1, 3, 3, 1, 2]
WEEKS = [1, 0, 3, 3]
BOUNDS = [3.278854, 3.278854, 3.436517, 3.855617]
ALPHA = 5
RULE = RiseRule(recent_days=7, baseline_days=49, least_county_contacts=10**9)
SUNDAY = date(2026, 11, 1)


def chance_in_week(counts):
    """Our chance, in per cent, of the last of eight weekly counts."""
    days = [
        SUNDAY - timedelta(weeks=weeks_ago)
        for weeks_ago, count in enumerate(reversed(counts))
        for _ in range(count)
    ]
    came = pl.LazyFrame(
        {"client": [1] * len(days), "day": days},
        schema={"client": pl.UInt32, "day": pl.Date},
    )
    clients = pl.LazyFrame(
        {"client": [1], "moved_in_on": [None]},
        schema={"client": pl.UInt32, "moved_in_on": pl.Date},
    )
    county = pl.LazyFrame({"day": [SUNDAY - timedelta(days=900)], "contacts": [1]})
    found = rises(clients, came, county, pl.lit(True), SUNDAY, RULE).collect()
    return found["chance"].item()


@pytest.mark.parametrize(("week", "bound"), list(enumerate(BOUNDS)))
def test_the_case_is_put_as_they_put_it(week, bound):
    """Their bound follows from the counts that we hold."""
    baseline = [*BEFORE, *WEEKS][week : week + 7]
    assert mean(baseline) + 1.6448536 * stdev(baseline) == pytest.approx(
        bound, abs=1e-6
    )


@pytest.mark.parametrize(("week", "bound"), list(enumerate(BOUNDS)))
def test_no_week_stands_out(week, bound):
    """By their bound and by our chance alike."""
    counts = [*BEFORE, *WEEKS][week : week + 8]
    assert counts[-1] <= bound
    assert chance_in_week(counts) > ALPHA


@pytest.mark.parametrize(
    ("week", "theirs", "ours"), [(0, 4, 6), (1, 4, 6), (2, 4, 5), (3, 4, 6)]
)
def test_ours_beside_theirs_on_how_many_would(week, theirs, ours):
    """The first count above their bound, and the first that we would call a rise."""
    baseline = [*BEFORE, *WEEKS][week : week + 7]
    assert theirs == int(BOUNDS[week]) + 1
    stand_out = [n for n in range(12) if chance_in_week([*baseline, n]) <= ALPHA]
    assert stand_out[0] == ours
