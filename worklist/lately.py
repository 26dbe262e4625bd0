"""What was recorded lately, as a team sees it beside its list, and all that was."""

from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import Connection, select

from worklist.reading import read
from worklist.recorded import valid
from worklist.tables import DISPOSITION


def recorded_by(connection: Connection, team: str, since: date) -> list[dict[str, Any]]:
    """What a team recorded last of each client and counts from a day on, newest first.

    Rows of the table; what was undone is not among them.
    """
    rows = read(
        connection,
        select(DISPOSITION)
        .where(DISPOSITION.c.team == team, DISPOSITION.c.counts_on >= since)
        .order_by(DISPOSITION.c.recorded_at, DISPOSITION.c.number),
    )
    last = {row["client_id"]: row for row in valid(rows.to_dicts())}
    return sorted(last.values(), key=lambda row: row["recorded_at"], reverse=True)


def last_recorded(connection: Connection, day: date) -> dict[str, dict[str, Any]]:
    """Client to what was recorded last of them, if it counts from a day and stands."""
    rows = read(
        connection,
        select(DISPOSITION)
        .where(DISPOSITION.c.counts_on == day)
        .order_by(DISPOSITION.c.number),
    )
    return {row["client_id"]: row for row in valid(rows.to_dicts())}


def recorded_until(connection: Connection, as_of: date) -> pl.DataFrame:
    """All that was recorded and that the night of a day knew of, as rows of the table.

    What was undone is not among them, nor is what undid it.
    """
    rows = read(connection, select(DISPOSITION).where(DISPOSITION.c.counts_on <= as_of))
    undone = rows.select(disposition_id="reverts").drop_nulls()
    return rows.filter(pl.col("reverts").is_null()).join(
        undone, on="disposition_id", how="anti"
    )
