"""The episodes of a day add up, or the night's merge is taken back."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from schemas.worklist_rules import WorklistRules
from tests.worklist.nights import FIRST, ROUTING, night, run, state
from worklist.balance import UnbalancedEpisodes, balance
from worklist.reading import read
from worklist.recorded import Recording, record
from worklist.states import State
from worklist.tables import EPISODE

DAYS = [FIRST + timedelta(n) for n in range(3)]
RULES = WorklistRules(lapses_after=1, expires_after=1)
CLIENTS = ("anna", "bo", "cia", "dan", "eva")
FIRED = {(client, "medicines") for client in CLIENTS}


@pytest.fixture
def two_nights(store):
    nights = {
        DAYS[0]: night(DAYS[0], FIRED, team="south"),
        DAYS[1]: night(DAYS[1], FIRED | {("fia", "visits")}, team="south"),
    }
    run(store, nights, DAYS[0], rules=RULES)
    one = Recording("bo", FIRST, "assessed_1", "nurse-1", "south", "test")
    record(store, one, datetime.combine(DAYS[1], time(9), UTC), DAYS[1], ROUTING)
    run(store, nights, DAYS[1], rules=RULES)
    return store


def counted(store, day):
    with store.connect() as connection:
        return balance(connection, day)


def test_what_opened_and_was_carried_is_what_closed_and_is_open(two_nights):
    first, second = counted(two_nights, DAYS[0]), counted(two_nights, DAYS[1])
    assert (first.carried, first.opened, first.open) == (0, 5, 5)
    # One a night for this team: Anna was listed first, and nobody answered.
    assert (second.carried, second.opened) == (5, 1)
    assert (second.recorded, second.ended) == (1, {"lapsed": 0, "expired": 1})
    assert second.open == 4
    assert second.counts.rows() == [
        ("south", "listed", "", 1),
        ("south", "waiting", "", 3),
    ]
    assert second.in_state(State.LISTED, State.WAITING) == 4


def lose_today(connection):
    """Anna's closing is not written, and her open state has ended."""
    connection.execute(
        delete(EPISODE).where(
            EPISODE.c.client_id == "anna", EPISODE.c.from_on == DAYS[1]
        )
    )


def open_twice(connection):
    [row] = read(connection, select(EPISODE).where(EPISODE.c.client_id == "cia")).rows(
        named=True
    )
    connection.execute(insert(EPISODE).values(row | {"opened_on": DAYS[1]}))


def come_from_nowhere(connection):
    connection.execute(
        update(EPISODE)
        .where(EPISODE.c.client_id == "fia")
        .values(opened_on=DAYS[0] - timedelta(9))
    )


@pytest.mark.parametrize("fault", [lose_today, open_twice, come_from_nowhere])
def test_a_fault_is_told(two_nights, fault):
    with two_nights.begin() as connection:
        fault(connection)
    with pytest.raises(UnbalancedEpisodes, match=str(DAYS[1])):
        counted(two_nights, DAYS[1])


def test_a_merge_that_does_not_add_up_is_taken_back(two_nights, monkeypatch):
    before = state(two_nights)
    third = night(DAYS[2], FIRED)

    def wrong(connection, earlier, now, day):
        connection.execute(
            update(EPISODE)
            .where(EPISODE.c.until_on.is_(None), EPISODE.c.state == "waiting")
            .values(until_on=day)
        )

    monkeypatch.setattr("worklist.episodes.write_states", wrong)
    with pytest.raises(UnbalancedEpisodes):
        run(two_nights, {DAYS[2]: third}, DAYS[2], rules=RULES)
    assert state(two_nights) == before
