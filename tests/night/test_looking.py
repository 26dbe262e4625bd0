"""Who was looked at: by a team that recorded of them, or in a stored review."""

import shutil
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert

from night.calibrating import decided
from night.looking import looked_at
from night.reviewing import strata_of
from schemas.reviews import Need
from schemas.settings import read_settings
from stewardship.reviewed import LISTED
from tests.web.conftest import ON, finished_night  # noqa: F401
from worklist.review import QUIET, answer, draw, drawn
from worklist.store import open_store
from worklist.tables import DISPOSITION

AT = datetime(2026, 12, 1, 9)


@pytest.fixture
def settings(finished_night, tmp_path, monkeypatch):  # noqa: F811
    """The finished night, with a store of its own."""
    copy = shutil.copy2(finished_night / "store.sqlite", tmp_path / "store.sqlite")
    monkeypatch.setenv("HERATE_DATABASE_URL", f"sqlite:///{copy}")
    return read_settings(finished_night)


@pytest.fixture
def store(settings):
    engine = open_store(settings.database_url)
    yield engine
    engine.dispose()


def looked(settings, by=()):
    return looked_at(settings, ON, *decided("many_medicines", ON, None), by)


def reviewed(store, month, as_of, clients):
    """A review in which all of these were drawn, and need an assessment."""
    draw(store, "Invented", month, as_of, {QUIET: clients}, len(clients))
    for client in clients:
        answer(store, client, Need.YES, "anna", AT)


def recorded(store, client, code, counts_on):
    row = {
        "disposition_id": client[:36],
        "client_id": client,
        "number": 1,
        "opened_on": counts_on,
        "code": code,
        "actor": "anna",
        "team": "care-leads",
        "source": "page",
        "counts_on": counts_on,
        "recorded_at": AT,
    }
    with store.begin() as connection:
        connection.execute(insert(DISPOSITION), [row])


def test_everybody_is_in_the_stratum_of_a_review_or_listed(settings):
    strata = strata_of(settings, ON)
    told = looked(settings, ["sex"])
    sizes = dict(told.people["stratum"].value_counts().rows())
    assert sizes[LISTED] > 20
    assert {*sizes} - {LISTED} <= {*strata}
    assert all(sizes[name] <= len(strata[name]) for name in {*sizes} - {LISTED})
    assert told.people["sex"].null_count() == 0
    assert (told.looked.height, told.months, told.answered) == (0, (), 0)


def test_answers_stand_in_the_stratum_that_they_were_drawn_from(settings, store):
    quiet = strata_of(settings, ON)[QUIET][:5]
    reviewed(store, "2026-11", ON, quiet)
    told = looked(settings)
    assert (told.months, told.answered, told.gone) == (("2026-11",), 5, ())
    assert {*told.looked["client_id"]} == {*quiet}
    assert {*told.looked["stratum"]} == {QUIET}
    assert told.looked["positive"].all()


def test_of_whom_a_team_has_recorded_the_recording_tells_and_no_review(settings, store):
    first, second = strata_of(settings, ON)[QUIET][:2]
    recorded(store, first, "assessed_1", ON)
    reviewed(store, "2026-11", ON, [first, second])
    told = looked(settings)
    assert told.answered == 1
    both = told.looked.sort("stratum").select("client_id", "stratum", "positive")
    assert both.rows() == [(first, LISTED, False), (second, QUIET, True)]
    assert told.people.filter(client_id=first)["stratum"].item() == LISTED


def test_who_is_recorded_after_a_night_is_not_known_on_it(settings, store):
    quiet = strata_of(settings, ON)[QUIET][0]
    recorded(store, quiet, "assessed_1", ON + timedelta(days=1))
    assert looked(settings).people.filter(client_id=quiet)["stratum"].item() == QUIET


def test_a_review_of_a_night_that_is_not_stored_is_left_out_and_told(settings, store):
    first, second, third = strata_of(settings, ON)[QUIET][:3]
    reviewed(store, "2026-10", ON - timedelta(days=30), [first])
    reviewed(store, "2026-11", ON, [second])
    reviewed(store, "2026-12", ON + timedelta(days=30), [third])
    assert len(drawn(store)) == 3
    told = looked(settings)
    assert (told.months, told.gone, told.answered) == (("2026-11",), ("2026-10",), 1)
    assert told.looked["client_id"].to_list() == [second]
