"""Merges a night's outcomes into firings and episodes, one open episode per client.

A firing lasts while its trigger holds or cannot be assessed. A client for whom a live
trigger holds has an open episode, unless the trigger stands only beside another family
and none is there; a new firing adds a reason to it. An episode is resolved when no live
trigger holds any more. Each team takes so many episodes a night;
the rest wait in its queue, and what was found all at once gives way to what is new.
A human concern waits for nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Select,
    Table,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from worklist.routing import Routing
from worklist.store import writing
from worklist.tables import EPISODE, FIRING, NIGHT, OUTCOME_COUNT


@dataclass(frozen=True)
class NightResults:
    """What a merge needs to know of one night.

    `digest`: hash of the results. `counts`: trigger to outcome to people. `fired`:
    `client_id`, `trigger`, `newest_on`, and `unassessable` gives those of some
    `client_id`, `trigger` that the night could not assess, also because it knows
    nothing of the client. `live`: stems of the live triggers with their families, and
    `beside` those of them that list nobody without another family.
    `teams` gives each of some clients whom the night knows a (team, rule).
    """

    as_of: date
    digest: str
    counts: dict[str, dict[str, int]]
    fired: pl.DataFrame
    unassessable: Callable[[pl.DataFrame], pl.DataFrame]
    live: dict[str, str]
    teams: Callable[[list[str]], dict[str, tuple[str, str]]]
    beside: frozenset[str] = frozenset()


PAIR = ["client_id", "trigger"]
# The family of what people said themselves.
HUMAN = "human"
FIRED_PAIRS = pl.Schema({"client_id": pl.String, "trigger": pl.String})


def merge_night(
    engine: Engine,
    results: NightResults,
    routing: Routing,
    results_of: Callable[[date], NightResults],
) -> None:
    """Put one night into the store, in one transaction.

    A night that is in already is taken out first, with all that follow it, and they are
    put in again in order: a night run twice changes nothing, and a night that was
    missing gives what it would have given in its time. `results_of` reads a later
    night's results.
    """
    with writing(engine) as connection:
        later = _later_nights(connection, results.as_of)
        _take_back(connection, results.as_of)
        _apply(connection, results, routing)
        for day in later:
            _apply(connection, results_of(day), routing)


def take_back_night(
    engine: Engine,
    as_of: date,
    routing: Routing,
    results_of: Callable[[date], NightResults],
) -> None:
    """Take one night out of the store, if it is in, and replay those that follow."""
    with writing(engine) as connection:
        if connection.scalar(select(NIGHT.c.as_of).where(NIGHT.c.as_of == as_of)):
            later = _later_nights(connection, as_of)
            _take_back(connection, as_of)
            for day in later:
                _apply(connection, results_of(day), routing)


def _later_nights(connection: Connection, as_of: date) -> list[date]:
    nights = select(NIGHT.c.as_of).where(NIGHT.c.as_of > as_of).order_by(NIGHT.c.as_of)
    return list(connection.scalars(nights))


def _take_back(connection: Connection, as_of: date) -> None:
    connection.execute(delete(OUTCOME_COUNT).where(OUTCOME_COUNT.c.as_of >= as_of))
    connection.execute(delete(NIGHT).where(NIGHT.c.as_of >= as_of))
    connection.execute(delete(FIRING).where(FIRING.c.first_on >= as_of))
    connection.execute(delete(EPISODE).where(EPISODE.c.opened_on >= as_of))
    for table, dated in (
        (FIRING, FIRING.c.ended_on),
        (EPISODE, EPISODE.c.listed_on),
        (EPISODE, EPISODE.c.resolved_on),
    ):
        connection.execute(update(table).where(dated >= as_of).values({dated: None}))


def _apply(connection: Connection, results: NightResults, routing: Routing) -> None:
    as_of = results.as_of
    _record(connection, results)
    holding = read(connection, select(FIRING).where(FIRING.c.ended_on.is_(None)))
    fired = results.fired.select(PAIR)
    new = fired.join(holding, on=PAIR, how="anti").sort(PAIR)
    gone = holding.join(fired, on=PAIR, how="anti").join(
        results.unassessable(holding.select(PAIR)), on=PAIR, how="anti"
    )
    _write(
        connection,
        FIRING,
        [
            {"client_id": client, "trigger": trigger, "first_on": as_of}
            for client, trigger in new.rows()
        ],
    )
    for client, trigger, first_on in gone.select(*PAIR, "first_on").rows():
        connection.execute(
            update(FIRING)
            .where(
                FIRING.c.client_id == client,
                FIRING.c.trigger == trigger,
                FIRING.c.first_on == first_on,
            )
            .values(ended_on=as_of)
        )
    held = pl.concat(
        [
            new.with_columns(first_on=pl.lit(as_of)),
            holding.join(gone, on=PAIR, how="anti").select(*PAIR, "first_on"),
        ]
    ).pipe(_listing, results)
    _resolve(connection, held, as_of)
    _hand_over(connection, results, routing)
    _open(connection, held, results)
    _release(connection, held, results, routing)


def _listing(held: pl.DataFrame, results: NightResults) -> pl.DataFrame:
    """The firings of live triggers, of those clients whom they list together."""
    family = pl.col("trigger").replace_strict(results.live, return_dtype=pl.String)
    alone = ~pl.col("trigger").is_in(list(results.beside))
    return held.filter(pl.col("trigger").is_in(list(results.live))).filter(
        (alone.any() | (family.n_unique() > 1)).over("client_id")
    )


def _record(connection: Connection, results: NightResults) -> None:
    connection.execute(
        insert(NIGHT).values(as_of=results.as_of, results=results.digest)
    )
    _write(
        connection,
        OUTCOME_COUNT,
        [
            {
                "as_of": results.as_of,
                "trigger": trigger,
                "outcome": outcome,
                "people": people,
            }
            for trigger, counts in sorted(results.counts.items())
            for outcome, people in sorted(counts.items())
        ],
    )


def _resolve(connection: Connection, held: pl.DataFrame, as_of: date) -> None:
    standing = _open_episodes(connection)
    over = standing.join(held, on="client_id", how="anti")
    for client, opened_on in over.select("client_id", "opened_on").rows():
        connection.execute(
            update(EPISODE)
            .where(EPISODE.c.client_id == client, EPISODE.c.opened_on == opened_on)
            .values(resolved_on=as_of)
        )


def _hand_over(connection: Connection, results: NightResults, routing: Routing) -> None:
    """Move episodes whose team is gone, or whom only a named role may see now.

    The episode ends and goes on as a new one, so that every night's dates stay true.
    """
    standing = _open_episodes(connection)
    teams = results.teams(standing["client_id"].to_list())
    for client, opened_on, team in standing.select(
        "client_id", "opened_on", "team"
    ).rows():
        target, rule = teams.get(client, (team, ""))
        gone = team not in routing.teams
        if client not in teams and gone:
            target, rule = str(routing.tree.team), routing.tree.rule
        if target == team or not (gone or routing.teams[target].named_role):
            continue
        same = (EPISODE.c.client_id == client, EPISODE.c.opened_on == opened_on)
        if opened_on == results.as_of:
            connection.execute(
                update(EPISODE).where(*same).values(team=target, rule=rule)
            )
            continue
        connection.execute(
            update(EPISODE).where(*same).values(resolved_on=results.as_of)
        )
        row = {"client_id": client, "opened_on": results.as_of}
        _write(connection, EPISODE, [row | {"team": target, "rule": rule}])


def _open(connection: Connection, held: pl.DataFrame, results: NightResults) -> None:
    # Usually those whose firing is new; also those of a trigger that has gone live.
    opening = held.join(_open_episodes(connection), on="client_id", how="anti")
    clients = opening["client_id"].unique().sort().to_list()
    teams = results.teams(clients)
    _write(
        connection,
        EPISODE,
        [
            {
                "client_id": client,
                "opened_on": results.as_of,
                "team": teams[client][0],
                "rule": teams[client][1],
            }
            for client in clients
            if client in teams
        ],
    )


def _release(
    connection: Connection, held: pl.DataFrame, results: NightResults, routing: Routing
) -> None:
    waiting = _open_episodes(connection).filter(pl.col("listed_on").is_null())
    hands = pl.DataFrame(
        {
            "team": list(routing.teams),
            "hands": [team.new_per_night for team in routing.teams.values()],
        }
    )
    released = (
        in_order(waiting, held.select(PAIR), results.fired, results.live)
        .pipe(backlog_last, held, first_night(connection))
        .with_columns(place=pl.int_range(pl.len()).over("team"))
        .join(hands, on="team", how="left")
        .filter(pl.col("human") | (pl.col("place") < pl.col("hands").fill_null(0)))
    )
    for client, opened_on in released.select("client_id", "opened_on").rows():
        connection.execute(
            update(EPISODE)
            .where(EPISODE.c.client_id == client, EPISODE.c.opened_on == opened_on)
            .values(listed_on=results.as_of)
        )


def in_order(
    episodes: pl.DataFrame,
    held: pl.DataFrame,
    fired: pl.DataFrame,
    families: Mapping[str, str],
) -> pl.DataFrame:
    """Episodes in the order that the page states in words.

    A human concern first, then most distinct families, then the newest event, then the
    one open longest; what is left equal goes by pseudonym, which means nothing. Adds
    `human`, `families` (count) and `newest_on` (null: nothing was assessed tonight).
    """
    family = pl.DataFrame(
        {"trigger": list(families), "family": list(families.values())},
        schema={"trigger": pl.String, "family": pl.String},
    )
    of_client = (
        held.join(family, on="trigger")
        .join(fired, on=PAIR, how="left")
        .group_by("client_id")
        .agg(
            human=(pl.col("family") == HUMAN).any(),
            families=pl.col("family").n_unique(),
            newest_on=pl.col("newest_on").max(),
        )
    )
    return (
        episodes.join(of_client, on="client_id", how="left")
        .with_columns(pl.col("human").fill_null(False))
        .sort(
            "human",
            "families",
            "newest_on",
            "opened_on",
            "client_id",
            descending=[True, True, True, False, False],
            nulls_last=True,
        )
    )


def backlog_last(
    episodes: pl.DataFrame, held: pl.DataFrame, first: date | None
) -> pl.DataFrame:
    """The same order, but what was found all at once comes after what is new.

    That is what the first night opened, and what held already (`held`: `client_id`,
    `first_on`) before its trigger went live and opened the episode. A human concern is
    never found all at once.
    """
    since = held.group_by("client_id").agg(_since=pl.col("first_on").min())
    backlog = (pl.col("opened_on") == first) | (pl.col("_since") < pl.col("opened_on"))
    return (
        episodes.join(since, on="client_id", how="left", maintain_order="left")
        .sort(backlog.fill_null(False) & ~pl.col("human"), maintain_order=True)
        .drop("_since")
    )


def first_night(connection: Connection) -> date | None:
    """The first night in the store; None: there is none yet."""
    return connection.scalar(select(func.min(NIGHT.c.as_of)))


def open_clients(engine: Engine, as_of: date) -> list[str]:
    """The pseudonyms of those with an open episode after the night of `as_of`."""
    with engine.connect() as connection:
        return list(
            connection.scalars(select(EPISODE.c.client_id).where(open_on(as_of)))
        )


def open_on(as_of: date) -> ColumnElement[bool]:
    """True for the episodes that were open after the night of `as_of`."""
    resolved = EPISODE.c.resolved_on
    return and_(EPISODE.c.opened_on <= as_of, or_(resolved.is_(None), resolved > as_of))


def read(connection: Connection, query: Select[Any]) -> pl.DataFrame:
    """Rows of a query as a frame with the types of its columns, also when empty."""
    columns = query.selected_columns
    types = {str: pl.String, int: pl.Int64, date: pl.Date, bool: pl.Boolean}
    schema = {column.name: types[column.type.python_type] for column in columns}
    rows = [tuple(row) for row in connection.execute(query)]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _open_episodes(connection: Connection) -> pl.DataFrame:
    return read(connection, select(EPISODE).where(EPISODE.c.resolved_on.is_(None)))


def _write(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)
