"""A night may be killed at any instant: run again, it ends as if nothing had been."""

import os
import random
import signal
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, text

from .attempts import FIRST, TONIGHT, after_seconds, at_instant, counted, counting, run

# How many times as much as usual is tried: `make soak`.
MANY = int(os.environ.get("HERATE_FAULTS", "1"))
HOMES, KILLS = 6, 6
KILLED = {-signal.SIGKILL, -signal.SIGPROF}
# After one is before the next, but for a name whose file is written only then.
STRUCK = {
    *("before commit", "before replace", "after replace", "before put", "before send"),
    *("before send_message", "after send_message", "after put"),
}
OUTSIDE = {"commit", "fsync", "replace", "put", "send", "send_message"}


@pytest.fixture
def known(new_home, tmp_path):
    """The instants of a night, and how long it takes."""
    told = tmp_path / "instants"
    with new_home() as home:
        assert run(home.settings, TONIGHT, fault=counting(told)) == 0
    return counted(told)


def kill(home, undisturbed, fault):
    """Strike once; whatever has its name already is as it should be in the end."""
    how = run(home.settings, TONIGHT, fault=fault)
    assert how in {0, *KILLED}
    assert home.files().items() <= undisturbed[1].items()
    return how in KILLED


def check_ended(home, undisturbed, kills):
    store, files, mails = undisturbed
    assert run(home.settings, TONIGHT) == 0
    assert home.store() == store
    assert home.files() == files
    assert home.parts() == []
    # What was sent and not marked goes again, and says that it is the same.
    assert set(home.mails()) == set(mails)
    assert 1 <= len(home.mails()) <= 1 + kills


def test_killed_at_every_labelled_instant(new_home, undisturbed, known):
    labels, _ = known
    assert {label.split()[1] for label in labels} >= OUTSIDE
    for number, label in enumerate(labels):
        # A kill alone loses nothing of what was not synced: that is for a soak.
        if MANY > 1 or label in STRUCK:
            with new_home() as home:
                fault = at_instant(number, signal.SIGKILL)
                assert kill(home, undisturbed, fault), (number, label)
                check_ended(home, undisturbed, 1)


@pytest.mark.parametrize("seed", range(MANY))
def test_killed_at_any_instant_again_and_again(new_home, undisturbed, known, seed):
    chance, lasts, killed = random.Random(seed), known[1], 0
    for _ in range(HOMES):
        with new_home() as home:
            faults = [after_seconds(chance.uniform(0, lasts)) for _ in range(KILLS)]
            kills = sum(kill(home, undisturbed, fault) for fault in faults)
            check_ended(home, undisturbed, kills)
            killed += kills
    assert killed > HOMES * KILLS / 2


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


def test_killed_in_postgresql_it_is_the_same(new_home, database, known):
    with database("first_night") as first, new_home(first) as home:
        assert run(home.settings, FIRST) == 0
        with database("whole", "first_night") as url, new_home(url) as home:
            assert run(home.settings, TONIGHT) == 0
            whole = home.store(), home.files(), home.mails()
        chance = random.Random("postgresql")
        for _ in range(2 * MANY):
            with database("struck", "first_night") as url, new_home(url) as home:
                faults = [after_seconds(chance.uniform(0, known[1])) for _ in range(5)]
                kills = sum(kill(home, whole, fault) for fault in faults)
                check_ended(home, whole, kills)
