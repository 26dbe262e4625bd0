"""Episodes that ended for a team lately, so that whoever was told of them hears of it.

They were closed, another team has taken them over, or a rule has taken them out of the
queue.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
from sqlalchemy import Connection, Engine, and_, or_, select

from worklist.reading import read
from worklist.recorded import TRANSFERRED, reasons_given
from worklist.states import State, standing_on
from worklist.tables import EPISODE, FIRING

# Ours: long enough for a receiver that missed some days to hear of every ending.
TOLD_FOR_DAYS = 31


@dataclass(frozen=True)
class Ended:
    """An episode that ended for a team: when and how, and why.

    `outcome`: how it was closed; `transferred` where another team answers for it since;
    `suppressed` where a rule keeps it out of the queue. `triggers`: those that held at
    some time within it, also those that no team saw.
    """

    client_id: str
    opened_on: date
    team: str
    ended_on: date
    outcome: str
    reason: str | None
    triggers: frozenset[str] = frozenset()


def ended_lately(engine: Engine, as_of: date) -> list[Ended]:
    """What ended for a team within a month of a night, as it stood after the night."""
    first = as_of - timedelta(days=TOLD_FOR_DAYS - 1)
    query = select(EPISODE).where(
        standing_on(as_of),
        EPISODE.c.state == State.CLOSED,
        EPISODE.c.from_on >= first,
    )
    with engine.connect() as connection:
        closed = read(connection, query).rename({"from_on": "ended_on"})
        left = _left_since(connection, first, as_of)
        firings = read(connection, select(FIRING).where(FIRING.c.first_on <= as_of))
        reasons = reasons_given(connection, first, as_of).rename(
            {"counts_on": "ended_on", "code": "outcome"}
        )
    rows = pl.concat([closed.select(left.columns), left])
    key = ["client_id", "opened_on"]
    over = firings.select("client_id", "trigger", "first_on", over_on="ended_on")
    triggers = (
        rows.select(*key, "ended_on")
        .unique()
        .join(over, on="client_id")
        .filter(
            pl.col("first_on") <= pl.col("ended_on"),
            pl.col("over_on").is_null() | (pl.col("over_on") > pl.col("opened_on")),
        )
        .group_by(*key, "ended_on")
        .agg(triggers=pl.col("trigger").unique())
    )
    found = (
        rows.join(reasons, on=["client_id", "ended_on", "outcome"], how="left")
        .join(triggers, on=[*key, "ended_on"], how="left")
        .select(list(Ended.__dataclass_fields__))
        .sort(*key, "team")
    )
    return [
        Ended(**row | {"triggers": frozenset(row["triggers"] or ())})
        for row in found.iter_rows(named=True)
    ]


def _left_since(connection: Connection, first: date, as_of: date) -> pl.DataFrame:
    """Episodes that left a team, or its queue, without closing, and have not come back.

    `client_id`, `opened_on`, `team`, `ended_on`, `outcome`; one row for each team.
    """
    before, after = EPISODE.alias("before"), EPISODE.alias("after")
    moves = (
        select(before.c.client_id, before.c.opened_on, before.c.team)
        .add_columns(after.c.from_on.label("ended_on"), after.c.team.label("next"))
        .join(
            after,
            and_(
                after.c.client_id == before.c.client_id,
                after.c.opened_on == before.c.opened_on,
                after.c.from_on == before.c.until_on,
            ),
        )
        .where(
            after.c.from_on.between(first, as_of),
            # What was kept off before anybody listed it was never told.
            or_(before.c.state != State.SUPPRESSED, before.c.listed_on.is_not(None)),
            or_(after.c.team != before.c.team, after.c.state == State.SUPPRESSED),
        )
    )
    key = ["client_id", "opened_on"]
    stands = read(connection, select(EPISODE).where(standing_on(as_of))).select(
        *key, "state", "listed_on", now="team"
    )
    elsewhere = pl.col("team") != pl.col("now")
    unlisted = (pl.col("state") == State.SUPPRESSED) & pl.col("listed_on").is_null()
    moved = pl.col("team") != pl.col("next")
    return (
        read(connection, moves)
        .join(stands, on=key)
        .filter((elsewhere & moved) | (~elsewhere & ~moved & unlisted))
        .with_columns(
            outcome=pl.when(moved)
            .then(pl.lit(TRANSFERRED))
            .otherwise(pl.lit(State.SUPPRESSED.value))
        )
        .sort("ended_on")
        .unique([*key, "team"], keep="last", maintain_order=True)
        .select(*key, "team", "ended_on", "outcome")
    )
