"""`herate concern`: somebody's own worry about a client goes on the list too."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import BaseModel

from cli.accesses import log_shown
from cli.options import Home, Json, day, today
from cli.printing import ERR, Exit, print_json, say
from schemas.concerns import ClientWish, Concern, ConcernForm, ConcernKind, RaisedBy
from schemas.register import Register

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from schemas.settings import Settings

app = typer.Typer(
    help="Concerns that people enter. No urgent channel: in danger call 112.",
    no_args_is_help=True,
)
On = Annotated[
    datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="Default: today.")
]


class Noted(BaseModel):
    """What became of one concern: its id, whether it is new, the nights it counts."""

    concern_id: str
    new: bool
    first_night: date
    last_night: date


class Imported(BaseModel):
    """What became of a file: how many were new, there already, or withdrawn before."""

    rows: int
    new: int
    there_already: int
    withdrawn_before: int


class Listed(BaseModel):
    """The concerns of the store."""

    concerns: tuple[Concern, ...]


@app.command()
def add(
    client: Annotated[str, typer.Argument(help="The client's pseudonym.")],
    kind: Annotated[ConcernKind, typer.Option("--kind", help="What it is about.")],
    raised_by: Annotated[RaisedBy, typer.Option("--raised-by", help="Who noticed.")],
    register: Annotated[
        Register, typer.Option("--register", help="In whose service it was raised.")
    ] = Register.HEALTH,
    on: On = None,
    told: Annotated[
        bool | None,
        typer.Option("--told/--not-told", help="Whether the client has been told."),
    ] = None,
    wish: Annotated[
        ClientWish | None, typer.Option("--wish", help="What the client wishes.")
    ] = None,
    consent: Annotated[
        bool | None,
        typer.Option(
            "--consent/--no-consent",
            help="Whether the client consents to a relative's concern.",
        ),
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Enter one concern; entered twice it is one."""
    from extracts.concern_forms import broken_rules
    from night.concerns import counts_until, open_door
    from schemas.settings import read_settings
    from worklist.concerns import enter_concerns

    settings = read_settings(home)
    raised_on = day(on) if on else today()
    refused = [*open_door(settings, [client], today()).refusals(client, raised_on)]
    if refused:
        raise ValueError("; ".join(refused))
    form = ConcernForm(
        client_id=client,
        raised_on=raised_on,
        raised_by=raised_by,
        kind=kind,
        source_register=register,
        client_told=told,
        client_wish=wish,
        client_consent=consent,
    )
    if broken := broken_rules(form):
        raise ValueError("; ".join(broken))
    with _store(settings) as store:
        [entered] = enter_concerns(store, [form], today(), revive=True)
    noted = Noted(
        concern_id=entered.concern_id,
        new=entered.new,
        first_night=raised_on,
        last_night=counts_until(raised_on),
    )
    if as_json:
        print_json(noted)
        return
    say(
        f"{'noted' if noted.new else 'was noted already'} as {noted.concern_id}: it "
        f"counts on the nights of {noted.first_night} to {noted.last_night}, unless "
        "it is withdrawn"
    )


@app.command("import")
def import_file(file: Path, home: Home = None, as_json: Json = False) -> None:
    """Enter a CSV file of concerns, the whole of it or nothing.

    Its columns: client_id, raised_on, raised_by, kind, source_register, and if told
    client_told, client_wish and client_consent. The same file can come again: what is
    there already stays as it is, also what was withdrawn.
    """
    from extracts.concern_forms import read_concern_forms
    from night.concerns import open_door
    from schemas.settings import read_settings
    from worklist.concerns import enter_concerns, key_of, keys_stored

    settings = read_settings(home)
    read = read_concern_forms(file)
    forms = [form for _, form in read.forms]
    door = open_door(settings, [form.client_id for form in forms], today())
    with _store(settings) as store:
        there = keys_stored(store)
    troubles = [
        *read.troubles,
        *(
            (line, sentence)
            for line, form in read.forms
            if key_of(form) not in there
            for sentence in door.refusals(form.client_id, form.raised_on)
        ),
    ]
    if troubles:
        for line, sentence in sorted(troubles, key=lambda found: found[0]):
            _complain(f"{file.name}, line {line}: {sentence}")
        _complain("nothing of the file was entered")
        raise typer.Exit(Exit.USAGE)
    with _store(settings) as store:
        entered = enter_concerns(store, forms, today())
    fates = Counter(
        "new" if one.new else "withdrawn" if one.withdrawn_on else "there"
        for one in entered
    )
    imported = Imported(
        rows=len(entered),
        new=fates["new"],
        there_already=fates["there"],
        withdrawn_before=fates["withdrawn"],
    )
    if as_json:
        print_json(imported)
        return
    say(
        f"{imported.rows} rows: {imported.new} new, {imported.there_already} there "
        f"already, {imported.withdrawn_before} withdrawn before and left so"
    )


@app.command("list")
def list_concerns(
    client: Annotated[
        str | None, typer.Option("--client", help="Of one client alone.")
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """The concerns in the store, the newest first; the withdrawn ones too."""
    from schemas.settings import read_settings
    from worklist.concerns import stored_concerns

    with _store(read_settings(home)) as store:
        found = stored_concerns(store)
        if client is not None:
            found = found.filter(client_id=client)
        log_shown(store, "listed", found["client_id"])
    rows = found.sort("raised_on", "concern_id", descending=[True, False]).iter_rows(
        named=True
    )
    listed = Listed(concerns=tuple(Concern.model_validate(row) for row in rows))
    if as_json:
        print_json(listed)
        return
    # No table: a narrow one would cut the ids, which `withdraw` needs whole.
    for one in listed.concerns:
        withdrawn = f", withdrawn on {one.withdrawn_on}" if one.withdrawn_on else ""
        say(
            f"{one.concern_id}  {one.raised_on}  {one.client_id}: {one.kind}, by "
            f"{one.raised_by}, {one.source_register}{withdrawn}"
        )


@app.command()
def withdraw(
    concern_id: Annotated[
        str, typer.Argument(metavar="ID", help="As `herate concern list` tells it.")
    ],
    on: On = None,
    home: Home = None,
) -> None:
    """Withdraw a concern: nights from that day on do not count it. It stays stored."""
    from schemas.settings import read_settings
    from worklist.concerns import withdraw_concern

    with _store(read_settings(home)) as store:
        since = withdraw_concern(store, concern_id, day(on) if on else today())
    say(f"withdrawn: the nights from {since} on do not count it")


@contextmanager
def _store(settings: "Settings") -> Iterator["Engine"]:
    from worklist.store import open_store

    store = open_store(settings.database_url)
    try:
        yield store
    finally:
        store.dispose()


def _complain(sentence: str) -> None:
    ERR.print(f"herate: {sentence}", markup=False, highlight=False, soft_wrap=True)
