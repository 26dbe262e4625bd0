"""A store for each test, on SQLite and on a PostgreSQL that the tests start."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from worklist.store import open_store


def _postgresql_programs() -> Path | None:
    if found := shutil.which("initdb"):
        return Path(found).parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return versions[-1].parent if versions else None


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a fresh PostgreSQL server; skips where there is none.

    With HERATE_REQUIRE_POSTGRESQL set, its absence fails instead.
    """
    programs = _postgresql_programs()
    if programs is None:
        if os.environ.get("HERATE_REQUIRE_POSTGRESQL"):
            pytest.fail("PostgreSQL is required here, but its initdb was not found")
        pytest.skip("no PostgreSQL server is installed")
    # PostgreSQL refuses to run as root.
    other_user = {"user": "postgres"} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="herate-postgresql-"))
    if other_user:
        shutil.chown(folder, "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [str(programs / program), *arguments],
            check=True,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            **other_user,
        )

    data = folder / "data"
    run("initdb", "-D", str(data), "-U", "herate", "-A", "trust", "--no-sync")
    settings = f"-p {port} -k {folder} -h 127.0.0.1 -c fsync=off"
    log = str(folder / "log")
    run("pg_ctl", "-D", str(data), "-l", log, "-w", "-o", settings, "start")
    try:
        yield f"postgresql+psycopg://herate@127.0.0.1:{port}"
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty store."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'store.sqlite'}"
        return
    server = request.getfixturevalue("postgresql")
    with database(server, request.node.nodeid) as url:
        yield url


@contextmanager
def database(server: str, named_for: str) -> Iterator[str]:
    """The address of an empty database that goes again."""
    name = f"store_{os.getpid()}_{abs(hash(named_for))}"
    admin = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield f"{server}/{name}"
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(scope="session")
def page_role(postgresql: str) -> str:
    """A role of the server that may do nothing but sign in."""
    admin = create_engine(f"{postgresql}/postgres")
    with admin.begin() as connection:
        connection.execute(text("CREATE ROLE herate_page LOGIN"))
    admin.dispose()
    return "herate_page"


@pytest.fixture
def store(store_url: str) -> Iterator[Engine]:
    """An empty store with its tables."""
    engine = open_store(store_url)
    yield engine
    engine.dispose()


@pytest.fixture
def episode() -> dict[str, object]:
    """One row for the table of episodes."""
    from datetime import date

    return {
        "client_id": "anna",
        "opened_on": date(2026, 11, 20),
        "from_on": date(2026, 11, 20),
        "state": "waiting",
        "team": "north",
        "rule": "root",
    }
