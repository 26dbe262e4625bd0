"""Logs that a command is about to show clients: no row, no answer."""

import getpass
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from schemas.settings import Settings


def log_shown(
    store: "Engine",
    action: str,
    clients: Iterable[str],
    team: str | None = None,
    as_of: date | None = None,
    actor: str | None = None,
) -> None:
    """One row of the access log for each client; call it before anything is printed.

    `actor`: default is the user of this machine's account. Raises NotLogged where
    nothing may be printed.
    """
    from audit.log import Action, Entry, Source, append

    by, source = actor or getpass.getuser(), Source.COMMAND
    entries = [
        Entry(client, Action(action), by, source, team, as_of)
        for client in dict.fromkeys(clients)
    ]
    append(store, entries, datetime.now(UTC))


def log_shown_in(
    settings: "Settings",
    action: str,
    clients: Iterable[str],
    team: str | None = None,
    as_of: date | None = None,
) -> None:
    """The same where the store is not open."""
    from worklist.store import open_store

    store = open_store(settings.database_url)
    try:
        log_shown(store, action, clients, team, as_of)
    finally:
        store.dispose()
