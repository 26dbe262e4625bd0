"""Nights in a row with teams that work their lists."""

from datetime import date

import pytest
from sqlalchemy import select

from night.simulation import simulate
from night.teamwork import DEFAULT, Teamwork, read_teamwork
from schemas.settings import read_settings
from worklist.reading import read
from worklist.states import State
from worklist.store import open_store
from worklist.tables import DISPOSITION

from .conftest import admitted

FRIDAY = date(2026, 11, 20)
DAYS = 4
INHABITANTS = 700


def simulated(home):
    model = read_teamwork()
    return list(simulate(read_settings(home), FRIDAY, DAYS, INHABITANTS, model, 1))


@pytest.fixture(scope="module")
def days(tmp_path_factory):
    home = tmp_path_factory.mktemp("simulation")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("night.admission.judge", admitted)
        return home, simulated(home)


def test_every_day_adds_up_and_no_list_outgrows_its_team(days):
    _, told = days
    open_before = 0
    for one in told:
        found = one.balance
        assert found.carried == open_before
        closed = found.recorded + sum(found.ended.values())
        assert found.carried + found.opened == closed + found.open
        assert one.longest <= 60
        open_before = found.open
    assert told[0].balance.opened > 20


def test_teams_rest_at_the_weekend_and_work_on_monday(days):
    home, told = days
    # The list of Friday's night is of Saturday morning, that of Sunday's of Monday.
    assert [one.recordings > 0 for one in told] == [False, False, True, True]
    assert told[3].balance.recorded > 0
    assert told[3].balance.in_state(State.TAKEN, State.SNOOZED) > 0
    store = open_store(read_settings(home).database_url)
    with store.connect() as connection:
        rows = read(connection, select(DISPOSITION))
    store.dispose()
    assert rows.height == sum(one.recordings for one in told)
    assert set(rows["team"]).isdisjoint(read_teamwork().silent_teams)


def test_a_home_with_nights_is_refused(days):
    home, _ = days
    with pytest.raises(ValueError, match="simulate in an empty folder"):
        simulated(home)


def test_a_county_without_lists_is_refused(tmp_path):
    settings = read_settings(tmp_path)
    county = settings.county.model_copy(update={"legal_basis": None})
    settings = settings.model_copy(update={"county": county})
    with pytest.raises(ValueError, match="may not list people"):
        next(simulate(settings, FRIDAY, 1, INHABITANTS, read_teamwork(), 1))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"outcomes": {"taken": 0.5}}, "add up to one"),
        ({"outcomes": {"vanished": 1.0}}, "nobody can record vanished"),
        ({"undone": 2}, "less than or equal to 1"),
    ],
)
def test_a_model_that_cannot_be_is_refused(change, said):
    with pytest.raises(ValueError, match=said):
        Teamwork.model_validate(read_teamwork(DEFAULT).model_dump() | change)


def test_a_model_file_that_is_not_there_is_told_in_one_sentence(tmp_path):
    with pytest.raises(ValueError, match="no model of teamwork"):
        read_teamwork(tmp_path / "none.yaml")


def test_a_simulation_stays_at_home_whatever_the_settings_name(
    tmp_path, monkeypatch, without_suites, few_triggers
):
    few_triggers("concern_raised", "many_medicines")
    monkeypatch.setattr("night.steps.check_personas", lambda _: 0)
    landing, store = tmp_path / "landing", tmp_path / "real.sqlite"
    landing.mkdir()
    (landing / "clients.manifest.json").write_text("{}")
    settings = read_settings(tmp_path / "home", landing).model_copy(
        update={"database_url": f"sqlite:///{store}"}
    )
    list(simulate(settings, FRIDAY, 1, 150, read_teamwork(), 1))
    assert [file.name for file in landing.iterdir()] == ["clients.manifest.json"]
    assert not store.exists()
    assert (settings.home / "store.sqlite").is_file()
