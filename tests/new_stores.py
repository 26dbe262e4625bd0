"""A new store gets its tables by what the first one was told, not by Alembic again."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, event

Told = list[tuple[str, object]]


@contextmanager
def repeated() -> Iterator[None]:
    """The migrations of the first new store of each database are said to the next."""
    told: dict[str, Told] = {}

    def upgrade(config: Config, revision: str) -> None:
        connection = config.attributes["connection"]
        database = connection.dialect.name
        if MigrationContext.configure(connection).get_current_revision() is not None:
            command.upgrade(config, revision)
        elif database in told:
            for statement, given in told[database]:
                connection.exec_driver_sql(statement, given)
        else:
            told[database] = _told_by(config, revision, connection)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("worklist.store.command", SimpleNamespace(upgrade=upgrade))
        yield


def _told_by(config: Config, revision: str, connection: Connection) -> Told:
    told: Told = []

    def note(_connection, _cursor, statement, given, *_):
        if not statement.lstrip().upper().startswith(("SELECT", "PRAGMA")):
            told.append((statement, given))

    event.listen(connection, "before_cursor_execute", note)
    try:
        command.upgrade(config, revision)
    finally:
        event.remove(connection, "before_cursor_execute", note)
    return told
