"""Episodes as they stand: read on any day, and written where they changed.

A state holds from the day that made it until the day that changed it. What a person
records counts from its own day, and the night of that day knows of it.
"""

from datetime import date
from enum import StrEnum
from typing import Any

import polars as pl
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    and_,
    bindparam,
    delete,
    insert,
    or_,
    select,
    update,
)

from worklist.reading import read
from worklist.tables import EPISODE


class State(StrEnum):
    """Where an episode stands.

    It waits in the queue, is on the list, is in somebody's hands, sleeps until a day,
    is kept off the list by a rule, or is closed.
    """

    WAITING = "waiting"
    LISTED = "listed"
    TAKEN = "taken"
    SNOOZED = "snoozed"
    SUPPRESSED = "suppressed"
    CLOSED = "closed"


KEY = ["client_id", "opened_on"]
DATES = ["from_on", "until_on"]


def is_open() -> pl.Expr:
    """True for episodes that are not closed."""
    return pl.col("state") != State.CLOSED


def now_if(which: pl.Expr, state: State) -> pl.Expr:
    """A new state for some episodes; the others keep theirs."""
    which = which.fill_null(False)
    return pl.when(which).then(pl.lit(state.value)).otherwise("state")


def standing_on(day: date) -> ColumnElement[bool]:
    """True for the states in which episodes stood after the night of a day."""
    until = EPISODE.c.until_on
    return and_(EPISODE.c.from_on <= day, or_(until.is_(None), until > day))


def open_states(connection: Connection) -> pl.DataFrame:
    """The states of all open episodes, as they stand now."""
    return read(
        connection,
        select(EPISODE).where(
            EPISODE.c.until_on.is_(None), EPISODE.c.state != State.CLOSED
        ),
    )


def closings(connection: Connection) -> pl.DataFrame:
    """`client_id`, `opened_on`, `closed_on` and `outcome` of all closed episodes."""
    told = (
        EPISODE.c.client_id,
        EPISODE.c.opened_on,
        EPISODE.c.from_on,
        EPISODE.c.outcome,
    )
    closed = (EPISODE.c.until_on.is_(None), EPISODE.c.state == State.CLOSED)
    return read(connection, select(*told).where(*closed)).rename(
        {"from_on": "closed_on"}
    )


def newest_episode(engine: Engine, client_id: str) -> dict[str, Any]:
    """A client's newest episode as it stands now.

    Raises ValueError where the client never had one.
    """
    query = select(EPISODE).where(
        EPISODE.c.client_id == client_id, EPISODE.c.until_on.is_(None)
    )
    with engine.connect() as connection:
        rows = read(connection, query).sort("opened_on")
    if rows.is_empty():
        raise ValueError(
            f"{client_id} has no episode: this client was never suggested to a team"
        )
    return rows.row(-1, named=True)


def write_states(
    connection: Connection, before: pl.DataFrame, now: pl.DataFrame, day: date
) -> None:
    """Write what changed on a day.

    `before`: the open episodes with the dates of their states; `now`: without dates,
    and also what closed or opened.
    """
    columns = [name for name in before.columns if name not in DATES]
    changed = now.select(columns).join(
        before, on=columns, how="anti", nulls_equal=True, maintain_order="left"
    )
    earlier = changed.select(KEY).join(before.select(*KEY, "from_on"), on=KEY)
    same_day = pl.col("from_on") == day
    _each(
        connection,
        delete(EPISODE).where(*_named(), EPISODE.c.from_on == day),
        earlier.filter(same_day),
    )
    _each(
        connection,
        update(EPISODE)
        .where(*_named(), EPISODE.c.until_on.is_(None))
        .values(until_on=day),
        earlier.filter(~same_day),
    )
    rows = changed.with_columns(from_on=pl.lit(day), until_on=pl.lit(None, pl.Date))
    if not rows.is_empty():
        connection.execute(insert(EPISODE), rows.to_dicts())


def take_back(connection: Connection, day: date, *which: ColumnElement[bool]) -> None:
    """Make the episodes, or some of them, stand as they did before a day."""
    connection.execute(delete(EPISODE).where(EPISODE.c.from_on >= day, *which))
    connection.execute(
        update(EPISODE).where(EPISODE.c.until_on >= day, *which).values(until_on=None)
    )


def _named() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return (
        EPISODE.c.client_id == bindparam("of_client"),
        EPISODE.c.opened_on == bindparam("since"),
    )


def _each(connection: Connection, statement, rows: pl.DataFrame) -> None:
    named = rows.select(of_client="client_id", since="opened_on").to_dicts()
    if named:
        connection.execute(statement, named)
