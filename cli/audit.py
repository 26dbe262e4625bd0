"""`herate audit`: who saw which client, and whether the log still says so."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from pydantic import BaseModel

from cli.accesses import log_shown
from cli.options import Home, Json, day, today
from cli.printing import Exit, print_json, say
from schemas.local_day import ZONE

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from audit.anchors import Anchor
    from schemas.settings import Settings

app = typer.Typer(
    help="The access log. Each look into it is logged as well.", no_args_is_help=True
)
FIRST_DAY = date(2000, 1, 1)
TURN_ROUND = "--since {first} is after --until {last}: turn them round"
ASKED = {
    "many_clients": "{actor} asked for {count} clients on {day}; usual is {usual:g}",
    "at_night": "{actor} asked for {count} clients at night on {day}",
    "same_client": "{actor} asked for {client_id} on {count} days and recorded nothing",
    "many_users": "{count} users asked for {client_id}",
    "nothing_recorded": "{actor} asked for {count} clients and recorded nothing",
}
Since = Annotated[
    datetime | None,
    typer.Option("--since", formats=["%Y-%m-%d"], help="Default: the whole log."),
]
Until = Annotated[
    datetime | None,
    typer.Option("--until", formats=["%Y-%m-%d"], help="Default: today."),
]
Actor = Annotated[
    str | None, typer.Option("--actor", help="Who looks it up. Default: you.")
]


class Access(BaseModel):
    """One row of the log; `at` in UTC. `team`: as which team; `as_of`: of which night.

    Both null: as none, of none.
    """

    number: int
    at: datetime
    actor: str
    team: str | None
    action: str
    client_id: str
    source: str
    as_of: date | None


class ClientAccesses(BaseModel):
    """Who saw a client; `in_words`: the same for the person who asks.

    `why`: what the person may be told of why a list suggests them; empty: not asked
    for, or the last night does not know them.
    """

    client_id: str
    why: tuple[str, ...] = ()
    since: date
    until: date
    in_words: list[str]
    accesses: list[Access]


class UserAccesses(BaseModel):
    """Whom a user saw."""

    actor: str
    since: date
    until: date
    clients: int
    accesses: list[Access]


class Unusual(BaseModel):
    """One finding of `audit.unusual`."""

    kind: str
    actor: str | None
    client_id: str | None
    day: date | None
    count: int
    usual: float | None


class UnusualAccesses(BaseModel):
    """What somebody may want to ask about."""

    since: date
    until: date
    findings: list[Unusual]


class Anchored(BaseModel):
    """The head of the log that was written down; `number` null: the log is empty."""

    path: str
    number: int | None
    hash: str | None


@app.callback()
def audit() -> None:
    """The access log. Each look into it is logged as well."""


@app.command()
def client(
    client: Annotated[str, typer.Argument(help="The client's pseudonym.")],
    since: Since = None,
    until: Until = None,
    language: Annotated[
        Literal["fi", "sv", "en"],
        typer.Option("--language", help="Of the person who asks."),
    ] = "fi",
    why: Annotated[
        bool, typer.Option("--why", help="Tell first why a list suggests the client.")
    ] = False,
    actor: Actor = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Who saw a client, when, in which team and what for, for the person who asks."""
    from audit import words
    from night.merging import county_routing

    first, last = _days(since, until)
    settings = _settings(home)
    with _store(settings) as store:
        rows = _accesses(store, first, last, client_id=client)
        log_shown(store, "audited", [client], actor=actor)
    names = {
        code: team.name["sv" if language == "sv" else "fi"]
        for code, team in county_routing(settings).teams.items()
    }
    here = (one.model_dump() | {"at": one.at.astimezone(ZONE)} for one in rows)
    days = [one.at.astimezone(ZONE).date() for one in rows]
    told = ClientAccesses(
        client_id=client,
        why=_why(settings, client, language) if why else (),
        since=first if since else min(days, default=last),
        until=last,
        in_words=words.in_words(here, language, names),
        accesses=rows,
    )
    if as_json:
        print_json(told)
        return
    for line in told.why:
        say(line)
    say(words.heading(told.since, told.until, language))
    for line in told.in_words or [words.NOBODY[language]]:
        say(f"  {line}")
    say(words.ELSEWHERE[language])


@app.command()
def user(
    user: Annotated[str, typer.Argument(help="A user name, as the log holds it.")],
    since: Since = None,
    until: Until = None,
    actor: Actor = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Whom a user saw, when and how. Times are Finland's."""
    from audit.words import visible

    first, last = _days(since, until)
    with _store(_settings(home)) as store:
        rows = _accesses(store, first, last, actor=user)
        clients = {one.client_id for one in rows}
        # What the log would not take, somebody else put there: it is no client.
        told = sorted(client for client in clients if client.isprintable())
        log_shown(store, "audited", told, actor=actor)
    if as_json:
        print_json(
            UserAccesses(
                actor=user, since=first, until=last, clients=len(clients), accesses=rows
            )
        )
        return
    say(f"{visible(user)}: rows {len(rows):,}, clients {len(clients):,}, to {last}")
    for one in rows:
        at = one.at.astimezone(ZONE)
        team, night = one.team or "-", one.as_of or "-"
        said = (one.client_id, one.action, team, one.source)
        say(f"  {at:%Y-%m-%d %H:%M:%S}  {'  '.join(map(visible, said))}  {night}")


@app.command()
def unusual(
    since: Annotated[
        datetime | None,
        typer.Option("--since", formats=["%Y-%m-%d"], help="Default: six days before."),
    ] = None,
    until: Until = None,
    actor: Actor = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """What somebody may want to ask about a week of the log. Times are Finland's.

    It says nothing against anybody: each line is a question for a supervisor.
    """
    from audit.unusual import unusual as find
    from audit.words import visible

    last = day(until) if until else today()
    first = day(since) if since else last - timedelta(days=6)
    if first > last:
        raise ValueError(TURN_ROUND.format(first=first, last=last))
    with _store(_settings(home)) as store:
        rows = [*find(store, *_moments(first, last)).iter_rows(named=True)]
        clients = sorted({one["client_id"] for one in rows} - {None})
        told = [client for client in clients if client.isprintable()]
        log_shown(store, "audited", told, actor=actor)
    findings = [Unusual.model_validate(one) for one in rows]
    if as_json:
        print_json(UnusualAccesses(since=first, until=last, findings=findings))
        return
    for one in findings:
        values = one.model_dump()
        names = {name: visible(values[name] or "") for name in ("actor", "client_id")}
        say(f"{one.kind}: {ASKED[one.kind].format(**values | names)}")
    say(f"{len(findings)} to ask about, {first} to {last}")


@app.command()
def verify(home: Home = None, as_json: Json = False) -> None:
    """Whether the log is as it was written; exit code 5 and a sentence for what isn't.

    What nobody can see: rows cut off after the newest anchor, and well-formed rows that
    somebody with a hand in the database added at the end.
    """
    from audit.verification import verify as walk

    settings = _settings(home)
    with _store(settings) as store, store.connect() as connection:
        told = walk(connection, settings.anchor)
    if as_json:
        print_json(told)
    else:
        for found in told.findings:
            say(f"{found.kind}: {found.sentence}")
        say(f"{told.rows:,} rows; {_since_anchor(told.anchored)}")
    if told.findings:
        raise typer.Exit(Exit.FOUND)


@app.command()
def anchor(home: Home = None, as_json: Json = False) -> None:
    """Write the log's head down outside the store; each night does so too."""
    from audit.anchors import anchor as write_down

    settings = _settings(home)
    with _store(settings) as store:
        head = write_down(store, settings.anchor)
    told = Anchored(
        path=str(settings.anchor),
        number=head.number if head else None,
        hash=head.hash if head else None,
    )
    if as_json:
        print_json(told)
    elif head is None:
        say("nothing has been logged yet: there is nothing to anchor")
    else:
        say(f"row {told.number} is anchored in {told.path}")


def _why(settings: "Settings", client: str, language: str) -> tuple[str, ...]:
    """What the client may be told; nothing where no night knows them."""
    from night.explaining import StoredNight, explain, last_night

    try:
        night = StoredNight(settings, last_night(settings))
        return explain(night, client, language).for_client
    except ValueError:
        return ()


def _since_anchor(anchored: "Anchor | None") -> str:
    if anchored is None:
        return "none is anchored, so that a cut end could not be seen"
    return (
        f"row {anchored.number} of {anchored.at:%Y-%m-%d %H:%M} UTC is anchored, and "
        "whether any after it were cut off could not be seen"
    )


def _days(since: datetime | None, until: datetime | None) -> tuple[date, date]:
    first = day(since) if since else FIRST_DAY
    last = day(until) if until else today()
    if first > last:
        raise ValueError(TURN_ROUND.format(first=first, last=last))
    return first, last


def _accesses(
    store: "Engine",
    first: date,
    last: date,
    client_id: str | None = None,
    actor: str | None = None,
) -> list[Access]:
    from audit.seen import accesses

    since, until = _moments(first, last)
    rows = accesses(store, since, until, client_id, actor).iter_rows(named=True)
    return [Access(**row | {"at": row["at"].replace(tzinfo=UTC)}) for row in rows]


def _moments(first: date, last: date) -> tuple[datetime, datetime]:
    """From the beginning of a day here to the end of another."""
    midnight = datetime.combine(last + timedelta(days=1), time(), ZONE)
    return datetime.combine(first, time(), ZONE), midnight


def _settings(home: Path | None) -> "Settings":
    from schemas.settings import read_settings

    return read_settings(home)


@contextmanager
def _store(settings: "Settings") -> Iterator["Engine"]:
    from worklist.store import open_store

    store = open_store(settings.database_url, must_exist=True)
    try:
        yield store
    finally:
        store.dispose()
