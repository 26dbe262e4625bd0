"""Each closing asks for its own rest, also when another episode has closed since."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select

from schemas.worklist_rules import WorklistRules
from tests.worklist.nights import FIRST, ROUTING, night, run
from worklist.reading import read
from worklist.recorded import Recording, record
from worklist.store import open_store
from worklist.tables import EPISODE

VISITS, MEDICINES = ("anna", "visits"), ("anna", "medicines")


@pytest.fixture
def store(tmp_path):
    """A store on SQLite: what differs between databases has tests of its own."""
    engine = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    yield engine
    engine.dispose()


def on(store, number, *fired, recorded=None, reason=None):
    """Record something of Anna's open episode in the morning, and merge the night."""
    day = FIRST + timedelta(number)
    if recorded:
        with store.connect() as connection:
            rows = read(connection, select(EPISODE).where(EPISODE.c.until_on.is_(None)))
        opened_on = rows["opened_on"].max()
        one = Recording(
            "anna", opened_on, recorded, "nurse-1", "north", "test", reason=reason
        )
        record(store, one, datetime.combine(day, time(9), UTC), day, ROUTING)
    run(store, {day: night(day, fired)}, day, rules=WorklistRules())


def opened(store):
    """The numbers of the days that opened Anna's episodes."""
    with store.connect() as connection:
        rows = read(connection, select(EPISODE.c.opened_on).distinct())
    return sorted((day - FIRST).days for day in rows["opened_on"])


def test_what_was_declined_rests_on_after_another_episode_has_closed(store):
    on(store, 0, VISITS)
    on(store, 1, VISITS, recorded="declined")
    on(store, 2)
    on(store, 3, MEDICINES)
    on(store, 4, MEDICINES, recorded="not_relevant", reason="transient")
    on(store, 5, MEDICINES, VISITS)
    assert opened(store) == [0, 3]
    on(store, 180)
    on(store, 181, VISITS)
    assert opened(store) == [0, 3, 181]


def test_what_has_held_since_it_was_declined_does_not_return_by_a_later_closing(store):
    on(store, 0, VISITS)
    on(store, 1, VISITS, recorded="declined")
    on(store, 2, VISITS, MEDICINES)
    on(store, 3, VISITS, recorded="assessed_1")
    on(store, 368, VISITS)
    assert opened(store) == [0, 2]
