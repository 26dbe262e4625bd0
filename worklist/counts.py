"""How many open episodes each team has in each state, day by day.

Shown, taken, queued, snoozed and suppressed ones are all the open episodes there are.
"""

from datetime import date

import polars as pl
from sqlalchemy import Connection, insert

from worklist.balance import UnbalancedEpisodes
from worklist.states import State, is_open
from worklist.tables import EPISODE_COUNT

OPEN = [
    State.LISTED,
    State.TAKEN,
    State.WAITING,
    State.SNOOZED,
    State.SUPPRESSED,
]
KEY = ["team", "state", "suppressed_by"]


def record_counts(
    now: pl.DataFrame, connection: Connection, as_of: date
) -> pl.DataFrame:
    """Store the counts of a night; returns the episodes as they are."""
    rows = count(now).with_columns(as_of=pl.lit(as_of))
    if not rows.is_empty():
        connection.execute(insert(EPISODE_COUNT), rows.to_dicts())
    return now


def count(episodes: pl.DataFrame) -> pl.DataFrame:
    """`team`, `state`, `suppressed_by`, `episodes`; closed ones are left out.

    `suppressed_by` is empty but for suppressed episodes. Raises UnbalancedEpisodes.
    """
    by = pl.col("suppressed_by")
    told = pl.col("state").is_in(OPEN)
    by_rule = (pl.col("state") == State.SUPPRESSED) == by.is_not_null()
    counts = (
        episodes.filter(told & by_rule)
        .group_by("team", "state", by.fill_null(""))
        .agg(episodes=pl.len().cast(pl.Int64))
        .sort(KEY)
    )
    total = episodes.filter(is_open()).height
    if counts["episodes"].sum() != total:
        raise UnbalancedEpisodes(
            f"shown, taken, queued, snoozed and suppressed add up to "
            f"{counts['episodes'].sum()}, but {total} episodes are open; nothing may "
            "be listed"
        )
    return counts
