"""Opens the product's store and brings its tables up to date."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import ArgumentError

MIGRATIONS = Path(__file__).parent / "migrations"
# Any number will do; it names the lock that lets one night write at a time.
WRITER_LOCK = 7_220_001


def open_store(url: str) -> Engine:
    """An engine on the store, migrated to the newest tables.

    SQLite writes ahead and waits for the disk, so that what a night has committed
    survives a power cut.
    """
    try:
        engine = create_engine(url)
    except ArgumentError:
        raise ValueError(
            "HERATE_DATABASE_URL is not the address of a database; write it like "
            "postgresql+psycopg://user@host/name or sqlite:////folder/store.sqlite"
        ) from None
    if engine.dialect.name == "sqlite":
        if engine.url.database:
            Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
        event.listen(engine, "connect", _careful_sqlite)
        event.listen(engine, "begin", _begin_immediate)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that no other night writes beside."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})"))
        yield connection


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


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
