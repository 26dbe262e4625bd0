"""`herate import dispositions`: what a team filled in, and what is said of each row."""

import json
from functools import partial

import pytest
import yaml

from schemas.settings import INVENTED_COUNTY
from tests.delivery.returns import COUNTY, filled, listed, routing
from tests.worklist.nights import state

TAKEN = {"outcome": "Otan käsittelyyn", "actor": "hoitaja-1"}
NOT_RELEVANT = {"outcome": "Ei aiheellinen (valitse syy)", "actor": "hoitaja-1"}


@pytest.fixture(autouse=True)
def county(tmp_path, monkeypatch):
    """The settings of a county with two teams, where the command finds them."""
    teams = tmp_path / "routing.yaml"
    teams.write_text(yaml.safe_dump(routing().model_dump(mode="json", by_alias=True)))
    county = yaml.safe_load(INVENTED_COUNTY.read_text()) | {"name": COUNTY}
    (tmp_path / "county.yaml").write_text(
        yaml.safe_dump({**county, "routing": str(teams)})
    )
    monkeypatch.setenv("HERATE_COUNTY", str(tmp_path / "county.yaml"))


@pytest.fixture
def herate(herate):
    """`herate(ARGUMENT, ...)`: the command that imports dispositions."""
    return partial(herate, "import", "dispositions")


def test_rows_are_recorded_once(store, herate, tmp_path):
    content = listed(store, "anna", "bo")
    path = filled(content, tmp_path / "lista.xlsx", {"anna": TAKEN})
    assert herate(path) == (0, "1 recorded, 0 already recorded, 0 refused\n", "")
    assert herate(path) == (0, "0 recorded, 1 already recorded, 0 refused\n", "")


def test_each_refused_row_is_told_by_its_number(store, herate, tmp_path):
    content = listed(store, "anna", "bo")
    cells = {"anna": NOT_RELEVANT, "bo": TAKEN}
    path = filled(content, tmp_path / "lista.xlsx", cells)
    code, out, err = herate(path)
    assert (code, out) == (5, "1 recorded, 0 already recorded, 1 refused\n")
    assert err.startswith("herate: lista.xlsx, row 5: this outcome needs a reason")
    assert "Sukunimi" not in err


def test_a_dry_run_says_the_same_and_writes_nothing(store, herate, tmp_path):
    content = listed(store, "anna", "bo")
    cells = {"anna": NOT_RELEVANT, "bo": TAKEN}
    path = filled(content, tmp_path / "lista.xlsx", cells)
    before = state(store)
    rehearsed = herate(path, "--dry-run")
    assert state(store) == before
    code, out, err = herate(path)
    assert rehearsed == (code, out, err + "herate: a dry run: nothing was written\n")


def test_programs_read_what_became_of_each_row(store, herate, tmp_path):
    content = listed(store, "anna", "bo")
    path = filled(content, tmp_path / "lista.xlsx", {"bo": TAKEN})
    code, out, err = herate(path, "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "team": "north",
        "as_of": "2026-11-20",
        "recorded": 1,
        "already_recorded": 0,
        "refused": 0,
        "rows": [{"row": 6, "fate": "recorded", "why": None}],
    }


def test_a_file_that_is_no_list_is_refused_in_one_sentence(store, herate, tmp_path):
    path = tmp_path / "lista.xlsx"
    path.write_bytes(b"\x00")
    code, out, err = herate(path)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("herate: lista.xlsx is damaged or no workbook")
    assert herate(tmp_path / "none.xlsx")[0] == 2
