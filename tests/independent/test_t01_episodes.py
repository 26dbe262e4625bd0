"""Episodes: days that follow each other closely are one.

Source: OpenSAFELY ehrQL, tests/spec/date_series_ops/test_date_aggregations.py at
350a1ccd. Licence: GPL-3.0; the facts are used, no code.
Theirs: each patient's days, and how many episodes `count_episodes_for_patient(days(3))`
finds in them.
Ours: `begins_anew` marks the row that begins an episode. Our contracts let no null day
through, so that the null days have no rows here; patient 3 has none at all.
"""

from datetime import date, timedelta

import polars as pl

from schemas.meetings import begins_anew

DAYS = {
    1: ["2020-01-01", "2020-01-04", "2020-01-06", "2020-01-10", "2020-01-12"],
    2: ["2020-01-01"],
    3: [None],
    4: ["2020-01-10", None, None, "2020-01-01"],
}
EPISODES = {1: 2, 2: 1, 3: 0, 4: 2}


def test_episodes_are_counted_as_ehrql_counts_them():
    """Three days apart is together, four days apart begins another."""
    rows = [
        {"client": client, "day": date.fromisoformat(day)}
        for client, days in DAYS.items()
        for day in days
        if day is not None
    ]
    begun = (
        pl.LazyFrame(rows)
        .sort("client", "day")
        .filter(begins_anew("day", timedelta(days=3)))
        .group_by("client")
        .len()
        .collect()
    )
    assert dict.fromkeys(DAYS, 0) | dict(begun.iter_rows()) == EPISODES
