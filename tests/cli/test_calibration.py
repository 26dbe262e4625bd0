"""`herate calibrate sweep`: what each limit would do, in a table or as JSON."""

import json

import pytest

from tests.cli.conftest import ON


@pytest.fixture
def sweep(herate, night, monkeypatch):
    """`sweep(TRIGGER, OPTION, ...)` over the night."""
    monkeypatch.setenv("HERATE_LANDING", str(night.landing))
    return lambda *arguments: herate("calibrate", "sweep", *arguments)


def test_each_limit_is_a_row_and_the_one_in_force_says_what_the_night_said(
    sweep, night
):
    told = sweep("many_medicines", "--limits", "5..9", "--labels", "fixture", "--json")
    assert told.code == 0
    found = json.loads(told.out)
    assert (found["measure"], found["operator"]) == ("medicines", "at_least")
    assert (found["limit"], found["as_of"]) == (7, str(ON))
    assert [row["limit"] for row in found["rows"]] == [5, 6, 7, 8, 9]
    fired = [row["fired"] for row in found["rows"]]
    assert fired == sorted(fired, reverse=True)
    in_force = found["rows"][2]
    said = night.result("fired").filter(trigger="many_medicines").height
    assert (in_force["fired"], in_force["gained"]) == (said, 0)
    assert in_force["precision_low"] <= in_force["precision"] <= 1
    assert in_force["sensitivity"] is not None
    assert found["labelled"] > 100


def test_what_teams_recorded_tells_nothing_of_those_who_do_not_fire(sweep):
    told = sweep("many_medicines", "--limits", "7", "--json")
    [row] = json.loads(told.out)["rows"]
    assert row["sensitivity"] is None
    assert row["false_negatives"] is None


def test_a_table_for_people_marks_the_limit_in_force(sweep):
    told = sweep("missed_appointments", "--limits", "2..4", "--by", "sex")
    assert told.code == 0
    assert "now 3" in told.out
    assert "3 *" in told.out
    assert "female" in told.out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nothing", "--limits", "3"), "no trigger is called nothing"),
        (("many_medicines", "--limits", "many"), "write 3..12, 1..3:0.5 or 4,7,9"),
        (("many_medicines", "--limits", "9..3"), "write 3..12"),
        (("many_medicines", "--limits", "1..2:0"), "write 3..12"),
        (("many_medicines", "--limits", "1..9999"), "at most 200"),
        (("many_medicines", "--limits", "7", "--by", "wealth"), "give one of team"),
        (("many_medicines", "--limits", "7", "--measure", "x"), "on: medicines, presc"),
        (("many_medicines", "--limits", "7", "--as-of", "2020-01-01"), "no night from"),
    ],
)
def test_what_cannot_be_swept_is_told_in_one_sentence(sweep, arguments, sentence):
    told = sweep(*arguments)
    assert told.code == 2
    assert sentence in told.err
    assert "Traceback" not in told.err
    assert told.out == ""


def test_half_steps_are_limits_too(sweep):
    told = sweep("uncontrolled_diabetes", "--limits", "1..3:0.5", "--json")
    limits = [row["limit"] for row in json.loads(told.out)["rows"]]
    assert limits == [1, 1.5, 2, 2.5, 3] or limits == [3, 2.5, 2, 1.5, 1]
