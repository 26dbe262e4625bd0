"""`herate record` and `import dispositions`: what people did about suggestions."""

import getpass
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel

from cli.options import Home, Json, day, today
from cli.printing import ERR, Exit, print_json, say


class Recorded(BaseModel):
    """What became of a recording: its id, and how the episode stands now."""

    disposition_id: str
    client_id: str
    opened_on: date
    state: str
    team: str


class RowRead(BaseModel):
    """What became of one row of a list that came back; `why` where it was refused."""

    row: int
    fate: str
    why: str | None


class ListRead(BaseModel):
    """What became of a list that came back; rows by their number in the sheet."""

    team: str
    as_of: date
    recorded: int
    already_recorded: int
    refused: int
    rows: tuple[RowRead, ...]


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
    from audit.log import Action, Entry, Source, append_within
    from night.merging import county_routing
    from schemas.settings import read_settings
    from worklist import recorded
    from worklist.states import newest_episode
    from worklist.store import open_store, writing

    if bool(code) == undo:
        raise ValueError("give either --code or --undo")
    settings = read_settings(home)
    store = open_store(settings.database_url, must_exist=True)
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
        seen = Entry(client, Action.RECORDED, one.actor, Source.COMMAND, one.team)
        with writing(store) as connection:
            if undo:
                key = recorded.undo_within(connection, one, now, today(), rules)
            else:
                routing = county_routing(settings)
                key = recorded.record_within(
                    connection, one, now, today(), routing, rules
                )
            append_within(connection, [seen], now)
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


def import_dispositions(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.xlsx", help="A list that a team filled in.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say the same and write nothing.")
    ] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Record what a team filled into its list; a list that comes again changes nothing.

    Every row that holds is recorded; of each other one it is said why not, and the
    command exits 5.
    """
    from delivery.return_file import read_return
    from delivery.returned import Fate, take_in
    from night.merging import county_routing
    from schemas.settings import read_settings
    from worklist.store import open_store

    settings = read_settings(home)
    returned = read_return(file)
    store = open_store(settings.database_url, must_exist=True)
    try:
        fates = take_in(
            store,
            returned,
            datetime.now(UTC),
            today(),
            settings.county.name,
            county_routing(settings),
            settings.county.worklist,
            dry_run,
        )
    finally:
        store.dispose()
    count = Counter(one.fate for one in fates)
    told = ListRead(
        team=returned.team,
        as_of=returned.as_of,
        recorded=count[Fate.RECORDED],
        already_recorded=count[Fate.ALREADY],
        refused=count[Fate.REFUSED],
        rows=tuple(RowRead(row=one.row, fate=one.fate, why=one.why) for one in fates),
    )
    if as_json:
        print_json(told)
    else:
        say(
            f"{told.recorded} recorded, {told.already_recorded} already recorded, "
            f"{told.refused} refused"
        )
        for row in told.rows:
            if row.why:
                _complain(f"{file.name}, row {row.row}: {row.why}")
    if dry_run:
        _complain("a dry run: nothing was written")
    if told.refused:
        raise typer.Exit(Exit.FOUND)


def _complain(sentence: str) -> None:
    ERR.print(f"herate: {sentence}", markup=False, highlight=False, soft_wrap=True)


def _standing(episode: dict) -> dict:
    return {name: episode[name] for name in ("opened_on", "state", "team")}
