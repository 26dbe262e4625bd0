"""Who would go where if the routing file were another one."""

from collections import Counter
from datetime import date

import polars as pl
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from night.merging import live_triggers, ways_of
from night.places import Places
from schemas.settings import Settings
from worklist.reading import read
from worklist.routing import Routing
from worklist.states import is_open, standing_on
from worklist.store import open_store
from worklist.tables import EPISODE


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Move(_Told):
    """One client whom another team would get, and by which rules."""

    client_id: str
    old_team: str
    old_rule: str
    new_team: str
    new_rule: str


class Load(_Told):
    """A team's load by each file; null: the file has no such team.

    `open_old`, `open_new`: open episodes, now and after the next night. `new_old`,
    `new_new`: how many of the clients of the night it would get if all were new.
    """

    team: str
    open_old: int | None
    open_new: int | None
    new_old: int | None
    new_new: int | None


class Rerouting(_Told):
    """What would change, for the clients of one night.

    `clients`: those who fired or have an open episode. `moves_now`: the open episodes
    that the next night would hand over, with the team and rule that they have.
    `new_elsewhere`: clients who would go to another team if they were new, as the next
    ones like them; `other_rule`: those who would go to the same by another rule.
    `unknown`: those with an open episode of whom the night's extracts say nothing: they
    move only where their team is gone. `unrouted`: how many would reach no team of the
    new file; none, as long as its root takes everybody.
    """

    as_of: date
    clients: int
    open: int
    unknown: int
    unrouted: int
    other_rule: int
    moves_now: tuple[Move, ...]
    new_elsewhere: tuple[Move, ...]
    loads: tuple[Load, ...]


Ways = dict[str, tuple[str, str]]


def reroute(settings: Settings, old: Routing, new: Routing, as_of: date) -> Rerouting:
    """Tell which open episodes another file moves, and where it sends new ones.

    Raises ValueError where the night was not run.
    """
    places = Places.of(settings, as_of)
    if not places.result("fired").is_file():
        raise ValueError(f"the night of {as_of} was not run; run it, or name another")
    live = live_triggers(as_of)
    fired = pl.read_parquet(
        places.result("fired"), columns=["client_id", "trigger", "registers"]
    )
    listed = fired.filter(pl.col("trigger").is_in(list(live)))["client_id"]
    standing = _standing(settings, as_of)
    clients = sorted({*listed, *standing})
    before, after = (
        ways_of(places, clients, fired, live, routing) for routing in (old, new)
    )
    then = {
        client: new.handed_over(way[0], after.get(client)) or way
        for client, way in standing.items()
    }
    elsewhere = _moves(before, after)
    other_rule = sum(before[client] != after[client] for client in before)
    return Rerouting(
        as_of=as_of,
        clients=len(clients),
        open=len(standing),
        unknown=len(clients) - len(before),
        unrouted=sum(
            team not in new.teams for team, _ in (*after.values(), *then.values())
        ),
        other_rule=other_rule - len(elsewhere),
        moves_now=_moves(standing, then),
        new_elsewhere=elsewhere,
        loads=_loads(old, new, (standing, then), (before, after)),
    )


def _standing(settings: Settings, as_of: date) -> Ways:
    """The team and the rule of every open episode."""
    engine = open_store(settings.database_url)
    with engine.connect() as connection:
        episodes = read(connection, select(EPISODE).where(standing_on(as_of)))
    engine.dispose()
    told = episodes.filter(is_open()).select("client_id", "team", "rule")
    return {client: (team, rule) for client, team, rule in told.rows()}


def _moves(was: Ways, will_be: Ways) -> tuple[Move, ...]:
    return tuple(
        Move(
            client_id=client,
            old_team=was[client][0],
            old_rule=was[client][1],
            new_team=will_be[client][0],
            new_rule=will_be[client][1],
        )
        for client in sorted(was)
        if was[client][0] != will_be[client][0]
    )


def _loads(
    old: Routing, new: Routing, of_open: tuple[Ways, Ways], of_new: tuple[Ways, Ways]
) -> tuple[Load, ...]:
    (open_old, new_old), (open_new, new_new) = (
        [Counter(team for team, _ in ways.values()) for ways in both]
        for both in zip(of_open, of_new, strict=True)
    )
    return tuple(
        Load(
            team=team,
            open_old=open_old[team] if team in old.teams else None,
            open_new=open_new[team] if team in new.teams else None,
            new_old=new_old[team] if team in old.teams else None,
            new_new=new_new[team] if team in new.teams else None,
        )
        for team in dict.fromkeys([*old.teams, *new.teams])
    )
