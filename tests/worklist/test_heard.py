"""A concern is heard on the night that first knows of it, whatever day it bears."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select

from schemas.worklist_rules import WorklistRules
from tests.worklist.nights import FIRST, LIVE, ROUTING, night, raised, run, state
from worklist.reading import read
from worklist.recorded import Recording, record
from worklist.store import open_store
from worklist.tables import EPISODE, HEARD

RULES = WorklistRules()


@pytest.fixture
def store(tmp_path):
    """A store on SQLite: what differs between databases has tests of its own."""
    engine = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    yield engine
    engine.dispose()


def concern(on, *concerns):
    """A night that knows of some concerns about Anna, by id."""
    live, known = LIVE | {"concern": "human"}, raised(*concerns)
    day = FIRST + timedelta(on)
    return night(day, {("anna", "concern")}, live=live, concerns=known)


def walk(store, *nights):
    for one in nights:
        run(store, {one.as_of: one}, one.as_of, rules=RULES)


def put(store, code, on, **more):
    one = Recording("anna", FIRST, code, "nurse-1", "north", "test", **more)
    at = datetime.combine(FIRST + timedelta(on), time(9), UTC)
    record(store, one, at, at.date(), ROUTING)


def stands(store):
    """Of Anna's newest episode: the number of the day that opened it, and its state."""
    with store.connect() as connection:
        rows = read(connection, select(EPISODE).where(EPISODE.c.until_on.is_(None)))
    row = rows.sort("opened_on").row(-1, named=True)
    return (row["opened_on"] - FIRST).days, row["state"]


def test_a_concern_that_is_entered_late_wakes_who_sleeps(store):
    walk(store, concern(0, "one"))
    until = FIRST + timedelta(60)
    put(store, "snoozed", 1, until=until, reason="waiting_for_client")
    walk(store, concern(1, "one"))
    assert stands(store) == (0, "snoozed")
    walk(store, concern(2, "one", "other"))
    assert stands(store) == (0, "listed")


def test_a_concern_of_before_the_closing_lists_when_it_is_entered_after_it(store):
    walk(store, concern(0, "one"), concern(1, "one"))
    put(store, "assessed_1", 2)
    walk(store, concern(2, "one"))
    assert stands(store) == (0, "closed")
    walk(store, concern(3, "one", "other"))
    assert stands(store) == (3, "listed")


def test_a_concern_that_is_withdrawn_makes_no_older_one_new(store):
    walk(store, concern(0, "one"), concern(1, "one", "other"))
    put(store, "assessed_1", 2)
    walk(store, concern(2, "one"))
    assert stands(store) == (0, "closed")


def test_what_was_heard_is_forgotten_with_its_night(store):
    ids = ("one", "other", "third", "fourth")
    nights = {FIRST + timedelta(n): concern(n, *ids[: n // 2 + 1]) for n in range(4)}
    run(store, nights, *nights, rules=RULES)
    before = state(store)
    third = FIRST + timedelta(2)
    run(store, nights | {third: concern(2, "one")}, third, rules=RULES)
    with store.connect() as connection:
        heard = read(connection, select(HEARD.c.as_of))["as_of"].to_list()
    assert sorted(heard) == [FIRST, FIRST + timedelta(3)]
    run(store, nights, third, rules=RULES)
    assert state(store) == before
