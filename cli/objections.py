"""`herate objection`: a client who objects is off every list and page at once."""

import getpass
from datetime import UTC, datetime
from typing import Annotated

import typer
from pydantic import BaseModel

from cli.options import Home, Json, day, today
from cli.printing import print_json, say

app = typer.Typer(
    help="Clients who object to the use of their data (GDPR, article 21).",
    no_args_is_help=True,
)
Client = Annotated[str, typer.Argument(help="The client's pseudonym.")]
On = Annotated[
    datetime | None,
    typer.Option("--on", formats=["%Y-%m-%d"], help="From which day. Default: today."),
]
Actor = Annotated[
    str | None, typer.Option("--actor", help="Who enters it. Default: you.")
]


class Entered(BaseModel):
    """What stands now; `new` false: it stood so before."""

    client_id: str
    objects: bool
    new: bool


@app.command()
def add(
    client: Client,
    on: On = None,
    actor: Actor = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Enter that a client objects: no list or page shows them from now on.

    Nights from that day on do not measure them. Nothing that is stored is deleted.
    """
    _enter(client, True, on, actor, home, as_json)


@app.command()
def withdraw(
    client: Client,
    on: On = None,
    actor: Actor = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Enter that a client objects no more: nights from that day on measure them."""
    _enter(client, False, on, actor, home, as_json)


def _enter(
    client: str,
    objects: bool,
    on: datetime | None,
    actor: str | None,
    home: Home,
    as_json: bool,
) -> None:
    from audit.log import Action, Entry, Source, append_within
    from night.concerns import open_door
    from schemas.identity_codes import IDENTITY_CODE
    from schemas.settings import read_settings
    from worklist.objections import enter_objection
    from worklist.store import open_store, writing

    if IDENTITY_CODE.search(client):
        raise ValueError(
            "this looks like a personal identity code; give the client's pseudonym"
        )
    settings, by, now = (
        read_settings(home),
        actor or getpass.getuser(),
        datetime.now(UTC),
    )
    counts_on = day(on) if on else today()
    if counts_on > today():
        raise ValueError(f"--on {counts_on} is ahead; give today or a day before")
    try:
        known = client in open_door(settings, [client], today()).excluded
    except ValueError:
        known = True  # Before the first night nobody can tell.
    store = open_store(settings.database_url)
    try:
        with writing(store) as connection:
            new = enter_objection(connection, client, objects, counts_on, by, now)
            entry = Entry(client, Action.RECORDED, by, Source.COMMAND)
            append_within(connection, [entry], now)
    finally:
        store.dispose()
    if as_json:
        print_json(Entered(client_id=client, objects=objects, new=new))
        return
    said = "objects" if objects else "does not object"
    say(f"{client} {said}{'' if new else ', as entered before'}")
    if not known:
        say("the last night knows no client of this pseudonym: see that it is right")
