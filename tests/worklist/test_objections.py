"""Who objects is off every list at once, and a night knows what was so on its day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from worklist.actors import UnfitActor
from worklist.objections import enter_objection, objecting
from worklist.store import writing

MONDAY = date(2026, 11, 16)
DAY = timedelta(days=1)
AT = datetime(2026, 11, 20, 7, tzinfo=UTC)


@pytest.fixture
def enter(store):
    """`enter(client, objects, day)`: what somebody enters; whether it was new."""

    def entered(client, objects, counts_on, actor="registrar"):
        with writing(store) as connection:
            return enter_objection(connection, client, objects, counts_on, actor, AT)

    return entered


def objectors(store, by=None):
    with store.connect() as connection:
        return objecting(connection, by).rows()


def test_the_last_that_was_entered_stands(store, enter):
    assert enter("anna", True, MONDAY)
    assert enter("bo", True, MONDAY)
    assert not enter("anna", True, MONDAY + DAY)
    assert enter("bo", False, MONDAY + DAY)
    assert not enter("bo", False, MONDAY + DAY)
    assert not enter("cecilia", False, MONDAY)
    assert objectors(store) == [("anna", MONDAY)]
    assert enter("bo", True, MONDAY + 3 * DAY)
    assert objectors(store) == [("anna", MONDAY), ("bo", MONDAY + 3 * DAY)]


def test_a_past_day_is_as_it_was(store, enter):
    for number, objects in enumerate((True, False, True)):
        enter("anna", objects, MONDAY + number * DAY)
    days = [MONDAY + number * DAY for number in range(-1, 4)]
    found = [[day for _, day in objectors(store, by)] for by in days]
    assert found == [[], [MONDAY], [], [MONDAY + 2 * DAY], [MONDAY + 2 * DAY]]


def test_what_is_entered_comes_after_what_stands(store, enter):
    enter("anna", True, MONDAY)
    with pytest.raises(ValueError, match=f"from {MONDAY} on"):
        enter("anna", False, MONDAY - DAY)
    with pytest.raises(UnfitActor):
        enter("bo", True, MONDAY, actor="")
    assert objectors(store) == [("anna", MONDAY)]
