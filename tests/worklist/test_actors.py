"""Whatever way it comes, what is recorded bears a user name and nothing else."""

from datetime import UTC, datetime, time

import pytest

from schemas.reviews import Need
from tests.worklist.nights import FIRST, ROUTING, night, run, state
from worklist.actors import LONGEST_ACTOR, UnfitActor
from worklist.recorded import Recording, record, undo
from worklist.review import answer, answers, draw
from worklist.store import open_store

AT = datetime.combine(FIRST, time(9), UTC)


@pytest.fixture
def store(tmp_path):
    """A store on SQLite with Anna on a list, and drawn for a review."""
    engine = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    run(engine, {FIRST: night(FIRST, {("anna", "visits")})}, FIRST)
    draw(engine, "X", "2026-11", FIRST, {"quiet": ["anna"]})
    yield engine
    engine.dispose()


def recording(actor, code="taken"):
    return Recording("anna", FIRST, code, actor, "north", "test")


DOORS = {
    "record": lambda store, actor: record(store, recording(actor), AT, FIRST, ROUTING),
    "undo": lambda store, actor: undo(store, recording(actor), AT, FIRST),
    "answer": lambda store, actor: answer(store, "anna", Need.NO, actor, AT),
}
UNFIT = {
    "": "missing who recorded it",
    " ": "missing who recorded it",
    "n" * (LONGEST_ACTOR + 1): "over 64 characters",
    "131052-308T": "a personal identity code",
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("actor", UNFIT)
def test_who_is_no_user_name_records_nothing(store, door, actor):
    record(store, recording("nurse-1"), AT, FIRST, ROUTING)
    before = state(store)
    with pytest.raises(UnfitActor, match=UNFIT[actor]) as refused:
        DOORS[door](store, actor)
    assert "131052" not in str(refused.value)
    assert state(store) == before
    assert answers(store)["need"].to_list() == [None]


@pytest.mark.parametrize("door", DOORS)
def test_the_longest_user_name_is_taken(store, door):
    record(store, recording("nurse-1"), AT, FIRST, ROUTING)
    DOORS[door](store, "n" * LONGEST_ACTOR)
