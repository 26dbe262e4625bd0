"""One small county whose night is ready to be put together, and homes to strike."""

import fcntl
import os
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from sqlalchemy import create_engine, select

from schemas.deliveries import Deliveries
from schemas.settings import read_settings
from tests.delivery.servers import mail_server, sshd
from tests.worklist.conftest import postgresql  # noqa: F401
from worklist.tables import ACCESS, METADATA

from . import attempts

ROUTING = {
    "teams": {
        "north": {"name": {"fi": "Pohjoinen", "sv": "Norr"}, "sector": "health"},
        "south": {
            "name": {"fi": "Etelä", "sv": "Söder"},
            "sector": "health",
            "new_per_night": 3,
        },
    },
    "tree": {
        "rule": "all",
        "team": "north",
        "because": "a test",
        "routes": [
            {
                "rule": "medicines",
                "team": "south",
                "when": {"families": ["medicines"]},
                "because": "a test",
            }
        ],
    },
}
CSV = ("rfc4180",)
TRIES = {"attempts", "claim", "disposition_id"}
# What is sent again is logged again.
LEFT_OUT = {ACCESS: {"number", "at", "previous", "hash"}}


class Home:
    """An installation whose night of `TONIGHT` is evaluated and not yet merged."""

    def __init__(self, settings, mailbox, server=None):
        self.settings, self.mailbox, self.server = settings, mailbox, server
        self.folder = settings.home

    def store(self):
        """Every row of the store but how often a delivery was tried, and random ids.

        Of the access log it is each row once, wherever and how often it stands there.
        """
        engine = create_engine(self.settings.database_url)
        try:
            with engine.connect() as connection:
                rows = {
                    table.name: [
                        str([(name, row[name]) for name in row if name not in left_out])
                        for row in connection.execute(select(table)).mappings()
                    ]
                    for table in METADATA.sorted_tables
                    for left_out in [LEFT_OUT.get(table, TRIES)]
                }
                rows[ACCESS.name] = [*set(rows[ACCESS.name])]
                return {name: sorted(those) for name, those in rows.items()}
        finally:
            engine.dispose()

    def files(self, *days):
        """The files of some days that people or a later night read, by name."""
        days = days or (attempts.TONIGHT,)
        places = [
            path
            for day in map(str, days)
            for path in (
                *(self.folder / "lists" / day).rglob("*"),
                self.folder / "nights" / day / "delivered.json",
                self.folder / "nights" / day / "manifest.json",
            )
        ]
        here = str(self.folder).encode()
        sent = self.server.files() if self.server else {}
        return {
            f"sftp/{name}": content
            for name, content in sent.items()
            if not name.endswith(".part")
        } | {
            path.relative_to(self.folder).as_posix(): path.read_bytes().replace(
                here, b"HOME"
            )
            for path in sorted(places)
            if path.is_file() and not path.name.endswith(".part")
        }

    def parts(self):
        """What is not whole and lies about still."""
        places = (self.folder, *([self.server.folder] if self.server else []))
        return [part for place in places for part in place.rglob("*.part")]

    def mails(self):
        """The Message-ID of every mail that has arrived."""
        return [
            line
            for _, envelope in self.mailbox.mails
            for line in envelope.content.splitlines()
            if line.lower().startswith(b"message-id")
        ]


@pytest.fixture(scope="session")
def warm():
    """Start the fork server with few threads; the environment stays as it is."""
    changed = pytest.MonkeyPatch()
    changed.setenv("POLARS_MAX_THREADS", "1")
    changed.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    first = attempts.SPAWN.Process(target=int)
    first.start()
    first.join()
    changed.undo()


@pytest.fixture(scope="session")
def county(tmp_path_factory, warm):
    """The county's home, prepared once for all who test beside each other."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    done = shared / "faults-county"
    with open(shared / "faults-county.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            making = shared / "faults-making"
            making.mkdir()
            (making / "routing.yaml").write_text(yaml.safe_dump(ROUTING))
            settings = settings_of(making)
            assert attempts.run(settings, attempts.FIRST, ("prepare",)) == 0
            making.rename(done)
    return done


def settings_of(home, port=None, url=None, server=None):
    """Two teams; the second is mailed too, where there is somebody to take it.

    `server`: an SFTP server that takes the second's files as well.
    """
    mailed = port and {
        "channels": ["folder", "mail", *(["sftp"] if server else [])],
        "mail_to": "etela@hva.example",
        "formats": CSV,
    }
    by_mail = port and {
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "sender": "heratteet@hva.example",
        "page": "https://heratteet.hva.example/",
        "timeout": 5,
    }
    delivery = {
        "teams": {"north": {"formats": CSV}, "south": mailed or {"formats": CSV}},
        **({"mail": by_mail} if by_mail else {}),
        **({"sftp": server.settings} if server else {}),
    }
    settings = read_settings(home)
    county = settings.county.model_copy(
        update={
            "quality_pages": False,
            "routing": home / "routing.yaml",
            "delivery": Deliveries.model_validate(delivery),
        }
    )
    return settings.model_copy(
        update={
            "county": county,
            "database_url": url or f"sqlite:///{home / 'store.sqlite'}",
        }
    )


@pytest.fixture(scope="session")
def mail():
    """A real mail server: its mailbox and port."""
    with mail_server() as server:
        yield server


@pytest.fixture
def new_home(county, mail, tmp_path):
    """Makes homes, each with a copy of all that stands before the night's merge."""
    mailbox, port = mail

    @contextmanager
    def make(database=None, source=county, server=None):
        folder = tmp_path / "home"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(source, folder, copy_function=attempts.link_or_copy)
        mailbox.mails.clear()
        if server:
            shutil.rmtree(server.folder)
            server.folder.mkdir()
        settings = settings_of(folder, port, database, server)
        yield Home(settings, mailbox, server)

    return make


@pytest.fixture
def copy_of(tmp_path):
    """Keeps a home as it is now, for others to be made from."""

    def keep(home):
        kept = tmp_path / "kept"
        shutil.copytree(home.folder, kept, copy_function=attempts.link_or_copy)
        return kept

    return keep


@pytest.fixture
def landed(county, tmp_path):
    """A home in which the next night has landed, and nothing else."""
    folder = tmp_path / "landed"
    shutil.copytree(county, folder)
    shutil.rmtree(folder / "nights" / str(attempts.NEXT))
    return folder


@pytest.fixture(scope="session")
def sftp_server(tmp_path_factory):
    """A real SSH server."""
    with sshd(tmp_path_factory.mktemp("sshd")) as server:
        yield server


@pytest.fixture
def undisturbed(new_home):
    """What a night gives that nothing strikes: its store, files and mails."""
    with new_home() as home:
        assert attempts.run(home.settings, attempts.TONIGHT) == 0
        told = home.store(), home.files(), home.mails()
        assert len(told[2]) == 1
        assert not home.parts()
        return told
