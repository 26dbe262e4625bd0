"""Since when an episode waits for its team: in its queue, or on its list, untaken."""

from collections.abc import Collection
from datetime import date

import polars as pl
from sqlalchemy import Connection, select, tuple_

from worklist.reading import among, read
from worklist.states import KEY, State, standing_on
from worklist.tables import EPISODE

WAITING = [State.WAITING, State.LISTED]


def waiting_since(
    connection: Connection, as_of: date, clients: Collection[str] | None = None
) -> pl.DataFrame:
    """`client_id`, `opened_on`, `waits_since` of the episodes that wait after a night.

    The day on which it came to the team that has it: new, from another team, back from
    a snooze, from somebody's hands, or when the rule ended that kept it off. `clients`:
    who is asked about; null: everybody.
    """
    key = (EPISODE.c.client_id, EPISODE.c.opened_on)
    waits_now = select(*key).where(
        standing_on(as_of),
        EPISODE.c.state.in_(WAITING),
        among(EPISODE.c.client_id, clients),
    )
    states = read(
        connection,
        select(*key, EPISODE.c.from_on, EPISODE.c.state, EPISODE.c.team).where(
            EPISODE.c.from_on <= as_of, tuple_(*key).in_(waits_now)
        ),
    ).sort(*KEY, "from_on")
    elsewhere = ~pl.col("state").is_in(WAITING) | pl.col("team").ne(
        pl.col("team").last().over(KEY)
    )
    last_elsewhere = pl.col("from_on").filter(elsewhere).max()
    return (
        states.with_columns(last_elsewhere=last_elsewhere.over(KEY))
        .filter(
            pl.col("last_elsewhere").is_null()
            | (pl.col("from_on") > pl.col("last_elsewhere"))
        )
        .group_by(KEY)
        .agg(waits_since=pl.col("from_on").min())
    )
