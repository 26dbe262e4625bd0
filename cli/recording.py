"""`herate record`: what somebody did about a suggestion, told by a command."""

import getpass
from datetime import UTC, date, datetime
from typing import Annotated

import typer
from pydantic import BaseModel

from cli.options import Home, Json, day, today
from cli.printing import print_json, say


class Recorded(BaseModel):
    """What became of a recording: its id, and how the episode stands now."""

    disposition_id: str
    client_id: str
    opened_on: date
    state: str
    team: str


def record(
    client: Annotated[str, typer.Argument(help="The client's pseudonym.")],
    code: Annotated[
        str,
        typer.Option("--code", help="What was done; see worklist/dispositions.yaml."),
    ] = "",
    reason: Annotated[
        str | None, typer.Option("--reason", help="Why, where the code asks for it.")
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(
            "--until",
            formats=["%Y-%m-%d"],
            help="The morning on which a snoozed client comes back.",
        ),
    ] = None,
    to_team: Annotated[
        str | None, typer.Option("--to-team", help="The team that takes over.")
    ] = None,
    actor: Annotated[
        str | None, typer.Option("--actor", help="Who records it. Default: you.")
    ] = None,
    undo: Annotated[
        bool, typer.Option("--undo", help="Undo what was recorded last.")
    ] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Record what was done about a client's open episode; it takes effect at once."""
    from night.merging import county_routing
    from schemas.settings import read_settings
    from worklist import recorded
    from worklist.states import newest_episode
    from worklist.store import open_store

    if bool(code) == undo:
        raise ValueError("give either --code or --undo")
    settings = read_settings(home)
    store = open_store(settings.database_url)
    try:
        episode = newest_episode(store, client)
        one = recorded.Recording(
            client_id=client,
            opened_on=episode["opened_on"],
            code=code or recorded.UNDONE,
            actor=actor or getpass.getuser(),
            team=episode["team"],
            source="command",
            reason=reason,
            until=day(until) if until else None,
            to_team=to_team,
        )
        now, rules = datetime.now(UTC), settings.county.worklist
        key = (
            recorded.undo(store, one, now, today(), rules)
            if undo
            else recorded.record(
                store, one, now, today(), county_routing(settings), rules
            )
        )
        stands = newest_episode(store, client)
    finally:
        store.dispose()
    told = Recorded(disposition_id=key, client_id=client, **_standing(stands))
    if as_json:
        print_json(told)
        return
    say(
        f"{'undone' if undo else 'recorded'}: the episode of {told.opened_on} is now "
        f"{told.state}, team {told.team}"
    )


def _standing(episode: dict) -> dict:
    return {name: episode[name] for name in ("opened_on", "state", "team")}
