"""A value that has become clearly worse since the closing ends the rest."""

from datetime import UTC, datetime, time, timedelta

import pytest

from schemas.worklist_rules import WorklistRules
from tests.worklist.nights import FIRST, ROUTING, night, run, state
from worklist.recorded import Recording, record
from worklist.states import newest_episode

PAIR = ("anna", "medicines")
CLOSED = 2


def close(store, code="assessed_1"):
    day = FIRST + timedelta(CLOSED)
    one = Recording("anna", FIRST, code, "nurse-1", "north", "test")
    record(store, one, datetime.combine(day, time(9), UTC), day, ROUTING)


def nights_of(values):
    """Nights on which Anna's value is as given; null: her trigger does not hold."""
    return {
        FIRST + timedelta(number): night(
            FIRST + timedelta(number),
            {PAIR} if value is not None else set(),
            values={PAIR: value} if value is not None else {},
        )
        for number, value in values.items()
    }


def walk(store, values):
    nights = nights_of(values)
    for number, day in enumerate(nights):
        if number == CLOSED:
            close(store)
        run(store, nights, day, rules=WorklistRules())
    return newest_episode(store, "anna")["opened_on"]


@pytest.mark.parametrize(
    ("values", "back"),
    [
        ([8, 8, 8, 11.9], False),
        ([8, 8, 8, 12], True),
        # Against what it was at the closing, not what it was when it was listed.
        ([8, 8, 12, 12], False),
        ([8, 8, 12, 17.9], False),
        ([8, 8, 12, 18], True),
        # Below a limit, less is worse.
        ([-60, -60, -60, -41], False),
        ([-60, -60, -60, -40], True),
        ([-60, -60, -60, -90], False),
        # What cannot be compared is not worse.
        ([0, 0, 0, 5], False),
        # Where it held no more at the closing, against the first value after it.
        ([8, 8, None, 20, 29], False),
        ([8, 8, None, 20, 30], True),
    ],
)
def test_it_ends_the_rest_at_one_and_a_half_times(store, values, back):
    opened_on = walk(store, dict(enumerate(values)))
    assert opened_on == (FIRST + timedelta(len(values) - 1) if back else FIRST)


def test_a_county_may_ask_for_more(store):
    nights = nights_of({0: 8, 1: 8, 2: 8, 3: 12, 4: 16})
    rules = WorklistRules(clearly_worse=2)
    for number, day in enumerate(nights):
        if number == CLOSED:
            close(store)
        run(store, nights, day, rules=rules)
        if number == 3:
            assert newest_episode(store, "anna")["opened_on"] == FIRST
    assert newest_episode(store, "anna")["opened_on"] == FIRST + timedelta(4)


def test_nights_run_again_compare_with_the_same_value(store):
    values = {0: 8, 1: 8, 2: 8, 3: 9, 4: 12}
    walk(store, values)
    before = state(store)
    assert len(before["closing_value"]) == 1
    nights = nights_of(values)
    run(store, nights, *list(nights)[2:], rules=WorklistRules())
    assert state(store) == before


def test_the_first_value_after_the_closing_is_forgotten_with_its_night(store):
    walk(store, {0: 8, 1: 8, 2: 8})
    nights = nights_of({2: 10})
    run(store, nights, *nights, rules=WorklistRules())
    [kept] = state(store)["closing_value"]
    assert 10.0 in kept
