"""`herate params`: a threshold is proposed, compared and approved by the command."""

import json
from datetime import date

import pytest

from tests.cli.conftest import ON
from tests.decision_room import STEM, room

__all__ = ["room"]
TODAY = date(2026, 11, 21)
NAMED = f"{STEM}@{TODAY}"
REASONS = (
    *("--because", "six finds more", "--decided-by", "the medicines group"),
    *("--review-by", "2027-06-30"),
)


@pytest.fixture
def params(room, herate, night, monkeypatch):
    """`params(COMMAND, ARGUMENT, ...)` over the night, on the morning after it."""
    monkeypatch.setattr("cli.params.today", lambda: TODAY)
    monkeypatch.setenv("HERATE_LANDING", str(night.landing))
    return lambda *arguments: herate("params", *arguments)


def shown(params):
    told = params("show", STEM, "--as-of", TODAY, "--json")
    return {one["decision"]: one["stands"] for one in json.loads(told.out)["decisions"]}


def test_from_a_proposal_to_a_decision_in_force(params):
    assert params("propose", STEM, "--set", "medicines=6", *REASONS).code == 0
    assert shown(params) == {str(TODAY): "on trial", "2000-01-01": "in force"}
    told = params("diff", STEM, NAMED, "--labels", "fixture")
    assert told.code == 0
    assert "medicines at least 7" in told.out
    assert "new rows on the first morning" in told.out
    assert "six-medicines on 2026-11-01: quiet  ->  fired" in told.out

    role = ("--role", "clinical_owner", "--by", "Aino")
    refused = params("approve", NAMED, *role)
    assert refused.code == 2
    assert "4 weeks in shadow (it has been 0) and 50 people" in refused.err
    approved = params("approve", NAMED, *role, "--because", "an invented county")
    assert "in force once its data owner approves it too" in approved.out
    data = ("--role", "data_owner", "--by", "Eero", "--because", "an invented county")
    last = params("approve", NAMED, *data).out
    assert f"in force from the night of {TODAY}" in last
    assert "six-medicines is expected to be fired on 2026-11-01" in last
    assert params("validate").code == 0
    assert shown(params) == {str(TODAY): "in force", "2000-01-01": "earlier"}


def test_a_comparison_is_told_as_json_and_by_group(params, night):
    params("propose", STEM, "--set", "medicines=6", *REASONS)
    found = json.loads(params("diff", STEM, NAMED, "--json").out)
    assert (found["a"], found["b"]) == (f"{STEM}@2000-01-01", NAMED)
    assert found["as_of"] == str(ON)
    [of_night] = found["nights"]
    fired = night.result("fired").filter(trigger=STEM).height
    assert of_night["both"] == fired
    assert of_night["gained"] > 0 == of_night["lost"]
    assert sum(row["first_morning"] for row in found["per_team"]) > 0
    assert all(row["per_week_a"] is None for row in found["per_team"])
    by_sex = params("diff", STEM, NAMED, "--by", "sex").out
    assert "female" in by_sex
    assert "What changes for each team" not in by_sex


def test_a_dry_run_prints_the_change_and_writes_nothing(params, room):
    before = (room / f"{STEM}.yaml").read_bytes()
    told = params("propose", STEM, "--set", "medicines=6", *REASONS, "--dry-run")
    assert "+        - {measure: medicines, at_least: 6, source" in told.out
    assert (room / f"{STEM}.yaml").read_bytes() == before


def test_validate_names_what_is_not_approved_and_refuses_what_was_edited(params, room):
    told = params("validate")
    assert told.code == 0
    assert "runs in shadow alone" not in told.out
    params("propose", STEM, "--set", "medicines=6", *REASONS)
    assert f"{NAMED} is not approved by both owners" in params("validate").out
    file = room / f"{STEM}.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("at_least: 7,", "at_least: 8,"), encoding="utf-8")
    from triggers._catalogue import forget

    forget()
    told = params("validate")
    assert told.code == 2
    assert "the decision of 2000-01-01 is not what was approved" in told.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("show", "nothing"), "no trigger is called nothing"),
        (("propose", STEM, "--set", "medicines", *REASONS), "such as medicines=6"),
        (("propose", STEM, "--set", "dose=6", *REASONS), "write a measure with one"),
        (
            ("propose", STEM, "--set", "medicines=6", *REASONS[:-1], "2026-11-21"),
            "looked at again after its first day",
        ),
        (("diff", STEM, STEM), "are the same decision"),
        (("diff", STEM, "quick_returns"), "decisions of two triggers"),
        (("diff", STEM, f"{STEM}@2026-01-01"), "has those of 2000-01-01"),
        (
            ("approve", STEM, "--role", "data_owner", "--by", "Eero"),
            "name the decision with its first day",
        ),
        (
            ("approve", f"{STEM}@2000-01-01", "--role", "data_owner", "--by", "Eero"),
            "already approved by its data owner",
        ),
    ],
)
def test_what_is_not_right_is_said_in_one_sentence(params, arguments, sentence):
    told = params(*arguments)
    assert told.code == 2
    assert sentence in told.err
    assert "Traceback" not in told.err
