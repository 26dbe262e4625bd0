"""How many open episodes each team has in each state, day by day.

Shown, taken, queued, snoozed and suppressed ones are all the open episodes there are.
"""

from datetime import date

import polars as pl
from sqlalchemy import Connection, Engine, insert, select

from worklist.balance import UnbalancedEpisodes
from worklist.reading import read
from worklist.states import State, is_open, standing_on
from worklist.tables import EPISODE, EPISODE_COUNT

OPEN = [
    State.LISTED,
    State.TAKEN,
    State.WAITING,
    State.SNOOZED,
    State.SUPPRESSED,
]
KEY = ["team", "state", "suppressed_by"]


def episode_counts(engine: Engine, as_of: date) -> pl.DataFrame:
    """`team`, `state`, `suppressed_by`, `episodes` after the night of a day.

    `suppressed_by` is empty but for suppressed episodes. Raises UnbalancedEpisodes.
    """
    with engine.connect() as connection:
        return count(read(connection, select(EPISODE).where(standing_on(as_of))))


def nights_counted(engine: Engine) -> pl.DataFrame:
    """`as_of` and the columns of `episode_counts`, of all nights, oldest first."""
    with engine.connect() as connection:
        rows = read(connection, select(EPISODE_COUNT))
    return rows.sort("as_of", *KEY)


def record_counts(
    now: pl.DataFrame, connection: Connection, as_of: date
) -> pl.DataFrame:
    """Store the counts of a night; returns the episodes as they are."""
    rows = count(now).with_columns(as_of=pl.lit(as_of))
    if not rows.is_empty():
        connection.execute(insert(EPISODE_COUNT), rows.to_dicts())
    return now


def count(episodes: pl.DataFrame) -> pl.DataFrame:
    """Count episodes as `episode_counts` does; closed ones are left out."""
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
