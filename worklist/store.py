"""Opens the product's store and brings its tables up to date."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import ArgumentError, OperationalError, ProgrammingError

from worklist.row_security import is_forbidden, name_teams

MIGRATIONS = Path(__file__).parent / "migrations"
# Any numbers will do; they name the locks that let one night write at a time, and one
# reader at a time add to the access log and one sign in, whatever a night is writing.
WRITER_LOCK = 7_220_001
ACCESS_LOCK = 7_220_002
SESSION_LOCK = 7_220_003


class StoreNotOpened(ValueError):
    """The store cannot be reached, or does not let us in."""


def open_store(url: str, must_exist: bool = False) -> Engine:
    """An engine on the store, migrated to the newest tables.

    SQLite writes ahead and waits for the disk, so that what a night has committed
    survives a power cut. Raises ValueError where the address is not that of a database
    (StoreNotOpened: nothing answers there), and with `must_exist` where it holds no
    store yet; none is made then.
    """
    try:
        engine = create_engine(url)
    except ArgumentError:
        raise ValueError(
            "HERATE_DATABASE_URL is not the address of a database; write it like "
            "postgresql+psycopg://user@host/name or sqlite:////folder/store.sqlite"
        ) from None
    file = Path(engine.url.database or "") if engine.dialect.name == "sqlite" else None
    if file is not None:
        if must_exist and not file.is_file():
            raise _no_store(file)
        file.parent.mkdir(parents=True, exist_ok=True)
        event.listen(engine, "connect", _careful_sqlite)
        event.listen(engine, "begin", _begin)
    else:
        event.listen(engine, "begin", name_teams)
    place = file or f"{engine.url.database} at {engine.url.host or 'this machine'}"
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    try:
        with engine.connect() as connection:
            stands = MigrationContext.configure(connection).get_current_revision()
    except OperationalError:
        raise StoreNotOpened(
            f"the store {place} cannot be opened: see that it is there and lets you "
            "in, or mend HERATE_DATABASE_URL"
        ) from None
    if must_exist and stands is None:
        raise _no_store(place)
    # Who only reads need not wait for who writes.
    if stands != _newest():
        try:
            with writing(engine) as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        except ProgrammingError as error:
            if not is_forbidden(error):
                raise
            raise StoreNotOpened(
                f"the store {place} is of another version, and this user may not bring "
                "it up to date; run `herate night` or `herate web grant` as its owner"
            ) from None
    return engine


@cache
def _newest() -> str | None:
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def _no_store(place: object) -> ValueError:
    return ValueError(
        f"{place}: there is no store here; run `herate night` first, or mend --home or "
        "HERATE_DATABASE_URL"
    )


@contextmanager
def writing(engine: Engine, lock: int = WRITER_LOCK) -> Iterator[Connection]:
    """One transaction that nobody writes beside who asks for the same lock.

    On SQLite nobody writes beside it at all.
    """
    with (
        engine.connect().execution_options(writes=True) as connection,
        connection.begin(),
    ):
        hold(connection, lock)
        yield connection


def hold(connection: Connection, lock: int) -> None:
    """Wait till no other transaction holds a lock, and hold it to the end of this one.

    A transaction that holds both takes the writers' first. On SQLite nothing is to do:
    whoever writes is alone.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({lock})"))


def _careful_sqlite(connection: Any, _record: Any) -> None:
    # SQLAlchemy begins transactions itself, so that DDL takes part in them too.
    connection.isolation_level = None
    for setting in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=60000",
    ):
        connection.execute(f"PRAGMA {setting}")


def _begin(connection: Connection) -> None:
    # Who began to read cannot be sure to write later: another may have written since.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
