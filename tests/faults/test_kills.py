"""A night may be killed at any instant: run again, it ends as if nothing had been."""

import os
import random
import signal
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, text

from .attempts import (
    ENDING,
    EVALUATED,
    FIRST,
    NEXT,
    TONIGHT,
    after_seconds,
    at_instant,
    counted,
    counting,
    run,
)

# How many times as much as usual is tried: `make soak`.
MANY = int(os.environ.get("HERATE_FAULTS", "1"))
KILLS = 10
# A night that is run again has less to do.
AGAIN = 0.75
# Of the instants at which an evaluated night may be struck, every so many.
EACH = 12
KILLED = {-signal.SIGKILL, -signal.SIGPROF}
SENDING = ENDING[1:]
OUTSIDE = {"commit", "fsync", "replace", "put", "send", "send_message"}
BY_SFTP = {"write", "posix_rename"}
SYNCED = ("fsync",) if MANY > 1 else ()


class Ordeal:
    """What a night gives that nothing strikes, and the blows to which it is put."""

    def __init__(self, home):
        assert run(home.settings, TONIGHT) == 0
        self.told = home.store(), home.files(), home.mails()
        assert len(self.told[2]) == 1
        assert not home.parts()
        self.kills = 0

    def strike(self, home, fault, names=ENDING):
        """Strike once; whatever has its name already is as it should be in the end."""
        how = run(home.settings, TONIGHT, names, fault)
        assert how in {0, *KILLED}
        assert home.files().items() <= self.told[1].items()
        self.kills += how in KILLED
        return how in KILLED

    def check_ended(self, home, kills, names=ENDING):
        """Run what was struck again: nothing is lost, nothing there twice or torn."""
        store, files, mails = self.told
        assert run(home.settings, TONIGHT, names) == 0
        assert home.store() == store
        assert home.files() == files
        assert home.parts() == []
        # What was sent and not marked goes again, and says that it is the same.
        assert set(home.mails()) == set(mails)
        assert 1 <= len(home.mails()) <= 1 + kills


@pytest.fixture
def known(tmp_path):
    """Counts the instants of some steps, and how long they take."""

    def count(home, names=ENDING, day=TONIGHT):
        told = tmp_path / "instants"
        told.unlink(missing_ok=True)
        assert run(home.settings, day, names, counting(told)) == 0
        return counted(told)

    return count


@pytest.fixture(params=["folders and mail", "sftp"])
def server(request):
    """An SFTP server that takes files as well, or none."""
    sent = request.param == "sftp"
    return request.getfixturevalue("sftp_server") if sent else None


def test_killed_at_every_labelled_instant(new_home, copy_of, known, server):
    with new_home(server=server) as home:
        ordeal = Ordeal(home)
    with new_home(server=server) as home:
        labels, _ = known(home, ("merge",))
        merged = copy_of(home)
    with new_home(source=merged, server=server) as home:
        sending, _ = known(home, SENDING)
    seen = {label.split()[1] for label in labels + sending}
    assert seen >= OUTSIDE | (BY_SFTP if server else set())
    # All else is the same as without the server. A kill loses nothing of what was not
    # synced, so that one beside an fsync is as one beside the next call.
    told = BY_SFTP | {"put", "remove"} if server else seen - {"fsync"} | {*SYNCED}
    struck = [i for i, label in enumerate(sending) if label.split()[1] in told]
    instants = [] if server else [(None, number) for number in range(len(labels))]
    for source, number in instants + [(merged, number) for number in struck]:
        with new_home(**({"source": source} if source else {}), server=server) as home:
            fault = at_instant(number, signal.SIGKILL)
            names = SENDING if source else ENDING
            assert ordeal.strike(home, fault, names), (names, number)
            # A task is tried again alone; a person runs the night again.
            ordeal.check_ended(home, 1, names if number % 4 else ENDING)
    print(f"{ordeal.kills} kills")


def test_killed_while_it_is_evaluated(new_home, landed, known):
    with new_home(source=landed) as home:
        assert run(home.settings, NEXT, EVALUATED) == 0
        whole = home.store(), home.files(NEXT)
    with new_home(source=landed) as home:
        labels, _ = known(home, ("evaluate",), NEXT)
    before = [i for i, label in enumerate(labels) if label.startswith("before")]
    struck = before if MANY > 1 else before[::EACH]
    homes = len(struck) // 4
    for some in (struck[first::homes] for first in range(homes)):
        with new_home(source=landed) as home:
            # What an attempt finds made already, it passes over: the later come first.
            for number in reversed(some):
                fault = at_instant(number, signal.SIGKILL)
                how = run(home.settings, NEXT, ("evaluate",), fault)
                assert how == -signal.SIGKILL, (number, labels[number])
            assert run(home.settings, NEXT, EVALUATED) == 0
            assert (home.store(), home.files(NEXT)) == whole, some
            assert home.parts() == []
    print(f"{len(struck)} kills")


@pytest.mark.parametrize("seed", range(MANY))
def test_killed_at_any_instant_again_and_again(new_home, known, server, seed):
    with new_home(server=server) as home:
        ordeal = Ordeal(home)
    with new_home(server=server) as home:
        _, lasts = known(home)
    homes, chance = 6 if server else 12, random.Random(seed)
    for _ in range(homes):
        with new_home(server=server) as home:
            before = ordeal.kills
            for _ in range(KILLS):
                ordeal.strike(home, after_seconds(chance.uniform(0, AGAIN * lasts)))
            ordeal.check_ended(home, ordeal.kills - before)
    assert ordeal.kills > homes * KILLS / 2
    print(f"{ordeal.kills} kills")


@pytest.fixture
def database(postgresql):
    """Makes databases, each with a store that knows the first night."""
    admin = create_engine(f"{postgresql}/postgres", isolation_level="AUTOCOMMIT")

    @contextmanager
    def make(name, template="template1"):
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        yield f"{postgresql}/{name}"
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))

    yield make
    admin.dispose()


@pytest.mark.parametrize("seed", range(MANY))
def test_killed_in_postgresql_it_is_the_same(new_home, database, known, seed):
    with database("first_night") as first, new_home(first) as home:
        assert run(home.settings, FIRST) == 0
        with database("whole", "first_night") as url, new_home(url) as home:
            ordeal = Ordeal(home)
        with database("timed", "first_night") as url, new_home(url) as home:
            _, lasts = known(home)
        homes, chance = 2, random.Random(f"postgresql {seed}")
        for _ in range(homes):
            with database("struck", "first_night") as url, new_home(url) as home:
                before = ordeal.kills
                for _ in range(KILLS):
                    ordeal.strike(home, after_seconds(chance.uniform(0, AGAIN * lasts)))
                ordeal.check_ended(home, ordeal.kills - before)
    assert ordeal.kills > homes * KILLS / 2
    print(f"{ordeal.kills} kills")
