"""What a row tells of a reason that is no longer in use."""

from datetime import date, timedelta

import polars as pl
import pytest

from schemas.worklist_rules import WorklistRules
from tests.worklist.nights import ROUTING, known, night, run
from triggers._catalogue import trigger
from worklist.lists import team_lists
from worklist.store import open_store

# Real triggers: their decisions tell since when they are live.
ON = date(2026, 11, 20)
RETIRED, OTHER, SHADOW = (
    "many_medicines",
    "uncontrolled_diabetes",
    "uncontrolled_asthma",
)
FIRED = pl.DataFrame(
    schema={
        "client_id": pl.String,
        "trigger": pl.String,
        "measures": pl.Null,
        "limits": pl.Null,
        "registers": pl.List(pl.String),
        "newest_on": pl.Date,
    }
)


@pytest.fixture
def told(tmp_path):
    """`told(before, after)`: what Anna's row tells; pairs of those fired and live."""
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")

    def tell(*nights):
        for number, (fired, live) in enumerate(nights):
            day = ON + timedelta(number)
            families = {stem: trigger(stem, ON).definition.family for stem in live}
            pairs = {("anna", stem) for stem in fired}
            one = night(day, pairs, live=families)
            run(store, {day: one}, day, rules=WorklistRules())
        in_use = {stem: trigger(stem, day) for stem in nights[-1][1]}
        lists = team_lists(store, ROUTING, in_use, FIRED, known("anna"), day, {})
        [row] = [row for one in lists for row in one.everybody]
        return [(reason.trigger, *reason.facts) for reason in row.reasons]

    yield tell
    store.dispose()


BOTH = {RETIRED, OTHER}
NOT_IN_USE = (RETIRED, "ei ole enää käytössä: tätä ei enää tarkisteta")


@pytest.mark.parametrize("fired", [{RETIRED}, set()], ids=["on trial", "unmeasured"])
def test_a_row_tells_the_last_reason_that_is_no_longer_in_use(told, fired):
    assert told(({RETIRED}, BOTH), (fired, {OTHER})) == [NOT_IN_USE]


def test_what_holds_is_told_instead(told):
    [(stem, *_)] = told((BOTH, BOTH), (BOTH, {OTHER}))
    assert stem == OTHER


def test_what_listed_nobody_is_not_told(told, monkeypatch):
    monkeypatch.setattr(
        "worklist.reasons.trigger",
        lambda stem, day: None if stem == SHADOW else trigger(stem, day),
    )
    fired = {RETIRED, SHADOW}
    assert told((fired, BOTH), (fired, {OTHER})) == [NOT_IN_USE]
