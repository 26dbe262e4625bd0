"""Nights over summer time's days, a leap day and a year's end are nights as any."""

from datetime import UTC, date, datetime, timedelta

import pytest

from schemas.worklist_rules import WorklistRules
from worklist.recorded import Recording, record
from worklist.store import open_store

from .nights import ROUTING, night, run, state

ORDINARY = date(2026, 5, 13)
# The second day of each is the one that matters.
SPECIAL = [
    date(2026, 3, 28),
    date(2026, 10, 24),
    date(2028, 2, 28),
    date(2027, 2, 27),
    date(2026, 12, 30),
]
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


@pytest.mark.parametrize("first", SPECIAL, ids=str)
def test_a_special_day_is_a_day(tmp_path, first):
    told = []
    for day in (ORDINARY, first):
        store = open_store(f"sqlite:///{tmp_path / str(day)}")
        told.append(lived(store, day))
        store.dispose()
    assert told[0]["episode"]
    assert told[0] == told[1]
