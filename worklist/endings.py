"""Episodes that ended lately, so that whoever was told of them can be told of that."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
from sqlalchemy import Engine, select

from worklist.reading import read
from worklist.recorded import reasons_given
from worklist.states import State, standing_on
from worklist.tables import EPISODE, FIRING

# Ours: long enough for a receiver that missed some days to hear of every ending.
TOLD_FOR_DAYS = 31


@dataclass(frozen=True)
class Ended:
    """A closed episode: with which team it stood, when and how it ended, and why.

    `triggers`: those that held at some time within it, also those that no team saw.
    """

    client_id: str
    opened_on: date
    team: str
    ended_on: date
    outcome: str
    reason: str | None
    triggers: frozenset[str] = frozenset()


def ended_lately(engine: Engine, as_of: date) -> list[Ended]:
    """The episodes that ended within a month of a night, as they stood after it."""
    first = as_of - timedelta(days=TOLD_FOR_DAYS - 1)
    query = select(EPISODE).where(
        standing_on(as_of),
        EPISODE.c.state == State.CLOSED,
        EPISODE.c.from_on >= first,
    )
    with engine.connect() as connection:
        rows = read(connection, query).rename({"from_on": "ended_on"})
        firings = read(connection, select(FIRING).where(FIRING.c.first_on <= as_of))
        reasons = reasons_given(connection, first, as_of).rename(
            {"counts_on": "ended_on", "code": "outcome"}
        )
    key = ["client_id", "opened_on"]
    over = firings.select("client_id", "trigger", "first_on", over_on="ended_on")
    triggers = (
        rows.select(*key, "ended_on")
        .join(over, on="client_id")
        .filter(
            pl.col("first_on") <= pl.col("ended_on"),
            pl.col("over_on").is_null() | (pl.col("over_on") > pl.col("opened_on")),
        )
        .group_by(key)
        .agg(triggers=pl.col("trigger").unique())
    )
    found = (
        rows.join(reasons, on=["client_id", "ended_on", "outcome"], how="left")
        .join(triggers, on=key, how="left")
        .select(list(Ended.__dataclass_fields__))
        .sort(key)
    )
    return [
        Ended(**row | {"triggers": frozenset(row["triggers"] or ())})
        for row in found.iter_rows(named=True)
    ]
