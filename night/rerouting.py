"""Who would go where if the routing file were another one."""

from collections import Counter
from datetime import date

import polars as pl
from pydantic import BaseModel, ConfigDict

from night.merging import live_triggers, routing_labels_of
from night.places import Places
from schemas.settings import Settings
from worklist.episodes import open_clients
from worklist.routing import Labels, Routing
from worklist.store import open_store


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Move(_Told):
    """One client whom another team would get, and the rule of each file."""

    client_id: str
    old_team: str
    old_rule: str
    new_team: str
    new_rule: str


class Load(_Told):
    """How many clients a team gets by each file; null: the file has no such team."""

    team: str
    old: int | None
    new: int | None


class Rerouting(_Told):
    """What would change for the clients of one night.

    `clients`: those who fired or have an open episode. `other_rule`: those who stay
    with their team, by another rule. `unknown`: those with an open episode of whom the
    night's extracts say nothing; they are not routed. `unrouted`: how many would reach
    no team of the new file; none, as long as its root takes everybody.
    """

    as_of: date
    clients: int
    unknown: int
    unrouted: int
    other_rule: int
    moves: tuple[Move, ...]
    loads: tuple[Load, ...]


def reroute(settings: Settings, old: Routing, new: Routing, as_of: date) -> Rerouting:
    """Route everybody who fired or has an open episode by two files.

    An episode that is open stays with its team unless that team is gone or the client
    may be seen by a named role alone: the new file decides where new ones go. Raises
    ValueError where the night was not run.
    """
    places = Places.of(settings, as_of)
    if not places.result("fired").is_file():
        raise ValueError(f"the night of {as_of} was not run; run it, or name another")
    live = live_triggers(as_of)
    fired = pl.read_parquet(
        places.result("fired"), columns=["client_id", "trigger", "registers"]
    )
    listed = fired.filter(pl.col("trigger").is_in(list(live)))["client_id"]
    standing = open_clients(open_store(settings.database_url), as_of)
    clients = sorted({*listed, *standing})
    before, after = (
        _routes(routing, routing_labels_of(places, clients, fired, live, routing))
        for routing in (old, new)
    )
    moves = [
        Move(
            client_id=client,
            old_team=before[client][0],
            old_rule=before[client][1],
            new_team=after[client][0],
            new_rule=after[client][1],
        )
        for client in sorted(before)
        if before[client][0] != after[client][0]
    ]
    other_rule = sum(before[client] != after[client] for client in before) - len(moves)
    return Rerouting(
        as_of=as_of,
        clients=len(clients),
        unknown=len(clients) - len(before),
        unrouted=sum(team not in new.teams for team, _ in after.values()),
        other_rule=other_rule,
        moves=tuple(moves),
        loads=_loads(old, new, before, after),
    )


def _routes(routing: Routing, labels: dict[str, Labels]) -> dict[str, tuple[str, str]]:
    routes = {client: routing.route(theirs) for client, theirs in labels.items()}
    return {client: (route.team, route.rule) for client, route in routes.items()}


def _loads(
    old: Routing,
    new: Routing,
    before: dict[str, tuple[str, str]],
    after: dict[str, tuple[str, str]],
) -> tuple[Load, ...]:
    was = Counter(team for team, _ in before.values())
    will_be = Counter(team for team, _ in after.values())
    return tuple(
        Load(
            team=team,
            old=was[team] if team in old.teams else None,
            new=will_be[team] if team in new.teams else None,
        )
        for team in dict.fromkeys([*old.teams, *new.teams])
    )
