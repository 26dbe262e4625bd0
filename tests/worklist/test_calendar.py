"""Nights over summer time's days, a leap day and a year's end are nights as any."""

from datetime import UTC, date, datetime, timedelta

import pytest

from schemas.worklist_rules import WorklistRules
from worklist.recorded import Recording, record
from worklist.store import open_store

from .nights import ROUTING, night, run, state

ORDINARY = date(2026, 5, 13)
SPECIAL = [
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2028, 2, 29),
    date(2027, 2, 28),
    date(2026, 12, 31),
]
# It is the day that is run again late, the last day of a snooze, or one of those that
# an episode waits before it lapses.
PLACES = (1, 4, 6)
RULES = WorklistRules(lapses_after=3, expires_after=6)
LENGTH = 9


def lived(store, first):
    """A few days of worklist that begin on one, told by the number of each day."""
    days = [first + timedelta(days=number) for number in range(LENGTH)]
    nights = {
        day: night(
            day,
            {("anna", "medicines")}
            | ({("bertta", "visits")} if number < 3 else set())
            | ({("cecilia", "medicines")} if number > 0 else set()),
        )
        for number, day in enumerate(days)
    }
    run(store, nights, *days[:2], rules=RULES)
    snoozed = Recording(
        *("bertta", days[0], "snoozed", "sirpa", "north", "test"),
        reason="waiting_for_client",
        until=days[5],
    )
    at = datetime(2029, 1, 1, tzinfo=UTC)
    record(store, snoozed, at, days[2], ROUTING, RULES)
    run(store, nights, *days[2:], rules=RULES)
    # The night of the day that matters is run again, late.
    run(store, nights, days[1], rules=RULES)
    return {
        name: sorted(str([numbered(first, cell) for cell in row]) for row in rows)
        for name, rows in state(store).items()
        if name != "disposition"
    }


def numbered(first, cell):
    return (cell - first).days if type(cell) is date else cell


@pytest.fixture(scope="module")
def ordinary(tmp_path_factory):
    """What ordinary days give."""
    return told_of(tmp_path_factory.mktemp("ordinary"), ORDINARY)


def told_of(folder, first):
    store = open_store(f"sqlite:///{folder / 'store'}")
    try:
        return lived(store, first)
    finally:
        store.dispose()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("day", SPECIAL, ids=str)
def test_a_special_day_is_a_day(tmp_path, ordinary, day, place):
    assert ordinary["episode"]
    assert told_of(tmp_path, day - timedelta(days=place)) == ordinary
