"""`herate night`: what it tells, and that a night which was killed is made good."""

import json
import shutil
import signal
from pathlib import Path

import pytest

from cli.nights import page_of
from schemas.settings import read_settings
from schemas.sign_in import SignIn
from tests.private_files import open_to_others
from tests.schemas.test_sign_in import WHOLE

from .conftest import ON, herate_process


def test_a_night_tells_its_outcomes_verdicts_lists_and_times(finished_night):
    told = finished_night.told
    assert told["night"]["as_of"] == str(ON)
    outcomes = told["night"]["counts"]["outcomes"]
    population = told["night"]["counts"]["population"]
    assert all(sum(counts.values()) == population for counts in outcomes.values())
    assert {one["kind"] for one in told["lists"]} <= {"list", "empty"}
    for one in told["lists"]:
        assert Path(one["path"]).is_relative_to(finished_night.home)
        assert Path(one["path"]).is_file()
    assert told["seconds"]["evaluate"] > 0


def test_nobody_else_on_the_machine_may_read_what_a_night_wrote(finished_night):
    assert open_to_others(finished_night.home) == []


def test_the_next_night_is_the_day_after(herate, night, without_pages, tmp_path):
    home = shutil.copytree(night.home, tmp_path / "home")
    told = herate("night", "--home", home)
    assert told.code == 3
    assert (home / "nights" / "2026-11-21" / "manifest.json").is_file()
    assert list((home / "lists" / "2026-11-21").glob("*/ei_listaa_*"))
    assert "http://127.0.0.1:8000/" in told.out.splitlines()[-1]


@pytest.mark.parametrize(
    ("given", "page"),
    [
        ({"sign_in": SignIn.model_validate(WHOLE)}, WHOLE["page"]),
        ({"invented": False}, None),
    ],
)
def test_a_night_names_the_page_on_which_people_may_sign_in(given, page):
    settings = read_settings()
    county = settings.county.model_copy(update=given)
    assert page_of(settings.model_copy(update={"county": county})) == page


def test_a_night_killed_outright_is_made_good_by_running_it_again(
    herate, night, store, without_pages, tmp_path
):
    """Killed twice, each time a step further on."""
    command = ("night", "--as-of", ON, "--landing", night.landing)
    for step in ("admit contacts", "form buckets"):
        running = herate_process(*command, home=tmp_path)
        assert any(step in line for line in running.stderr)
        running.kill()
        assert running.wait() == -signal.SIGKILL
    assert herate(*command).code == 0
    whole = sorted((night.home / "lists" / str(ON)).rglob("*.*"))
    assert whole
    for path in whole:
        twin = tmp_path / path.relative_to(night.home)
        assert twin.read_bytes() == path.read_bytes()


def test_a_generated_night_lists_concerns(herate, store, without_pages):
    arguments = ("--generate", "--inhabitants", 300, "--as-of", ON, "--json")
    code, out, err = herate("night", *arguments)
    assert not code, err
    told = json.loads(out)
    assert told["night"]["extracts"]["concerns"]["admitted"] > 0
    assert told["night"]["counts"]["outcomes"]["concern_raised"]["fired"] > 0
