"""`herate deliver` and `herate deliveries`: the outbox, sent now or looked at."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Annotated

import typer
from pydantic import BaseModel

from cli.options import AsOf, Home, Json, day
from cli.printing import ERR, Exit, print_json, say, table
from schemas.settings import Settings, read_settings

HEADINGS = [
    "as of",
    "team",
    "channel",
    "kind",
    "state",
    "tries",
    "last error",
    "sent (UTC)",
]


class Delivery(BaseModel):
    """One row of the outbox; `sent_at` in UTC, null: not known to have arrived."""

    as_of: date
    team: str
    channel: str
    kind: str
    state: str
    attempts: int
    last_error: str | None
    sent_at: datetime | None


class Outbox(BaseModel):
    """Deliveries, oldest first."""

    deliveries: tuple[Delivery, ...]


def deliveries(as_of: AsOf = None, home: Home = None, as_json: Json = False) -> None:
    """List what teams are owed and what has arrived.

    Without --as-of: the newest night, and whatever is still owed.
    """
    settings = read_settings(home)
    told = Outbox(deliveries=_rows(settings, day(as_of) if as_of else None))
    if as_json:
        print_json(told)
        return
    table(
        "Deliveries",
        HEADINGS,
        (map(_cell, one.model_dump().values()) for one in told.deliveries),
    )


def deliver(
    as_of: Annotated[
        datetime | None,
        typer.Option(
            "--as-of", formats=["%Y-%m-%d"], help="One day alone. Default: all days."
        ),
    ] = None,
    home: Home = None,
) -> None:
    """Send what teams are still owed, now."""
    from night.delivering import deliver_waiting

    settings = read_settings(home)
    days = (day(as_of), day(as_of)) if as_of else (date.min, date.max)
    left = deliver_waiting(settings, datetime.now(UTC), *days)
    complain(left)
    if left:
        raise typer.Exit(Exit.NOT_DELIVERED)
    say("everything that was owed has been delivered")


def complain(left: Iterable[object]) -> None:
    """Say of each delivery that has not arrived what stopped it and what to do."""
    for said in dict.fromkeys(map(str, left)):
        ERR.print(
            f"herate: {said}",
            style="red",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return "" if value is None else value


def _rows(settings: Settings, as_of: date | None) -> tuple[Delivery, ...]:
    from worklist.deliveries import Progress, newest_day, owed_of
    from worklist.store import open_store

    engine = open_store(settings.database_url, must_exist=True)
    try:
        first, last = (as_of, as_of) if as_of else (date.min, date.max)
        newest = as_of or newest_day(engine)
        return tuple(
            Delivery.model_validate(one, from_attributes=True)
            for one in owed_of(engine, first, last)
            if one.as_of == newest or one.state == Progress.PENDING
        )
    finally:
        engine.dispose()
