"""`herate calibrate sweep`: what each limit would do, in a table or as JSON."""

import json
import os
from datetime import datetime, timedelta

import polars as pl
import pytest

from schemas.reviews import Need
from tests.cli.conftest import ON
from worklist.review import answer, answers
from worklist.store import open_store


@pytest.fixture
def sweep(herate, night, monkeypatch):
    """`sweep(TRIGGER, OPTION, ...)` over the night."""
    monkeypatch.setenv("HERATE_LANDING", str(night.landing))
    return lambda *arguments: herate("calibrate", "sweep", *arguments)


EARLIER = ON - timedelta(days=14)


@pytest.fixture
def two_nights(night, sweep, tmp_path, monkeypatch):
    """`sweep` over the night and one two weeks before, with fewer medicines."""
    home = tmp_path / "home"
    finished = night.home / "nights" / str(ON)
    results = home / "nights" / str(EARLIER) / "results"
    results.mkdir(parents=True)
    os.symlink(finished, home / "nights" / str(ON))
    for place in finished.iterdir():
        if place.name != "results":
            os.symlink(place, results.parent / place.name)
    for name in ("outcomes", "fired", "labels"):
        file = f"{name}.parquet"
        os.symlink(finished / "results" / file, results / file)
    measures = pl.read_parquet(finished / "results" / "measures.parquet")
    fewer = pl.col("many_medicines__medicines") - pl.int_range(pl.len()) % 3
    measures.with_columns(fewer).write_parquet(results / "measures.parquet")
    monkeypatch.setenv("HERATE_HOME", str(home))
    return lambda *arguments: sweep(
        "many_medicines", "--limits", "5..9", "--since", str(EARLIER), *arguments
    )


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
    assert row["labelled"] == 0 < row["fired"]
    assert (row["precision_if_none"], row["precision_if_all"]) == (0, 1)


def test_a_bootstrap_tells_its_seed_and_intervals_of_people_and_teams(sweep):
    arguments = ("many_medicines", "--limits", "7", "--labels", "fixture")
    told = sweep(*arguments, "--bootstrap", "300", "--by", "sex")
    assert told.code == 0
    assert "(300 drawings, seed 20261120)" in told.out
    assert "sens. by team" in told.out
    assert "1 is worth 10 reviews" in told.out
    assert "…" not in told.out
    found = json.loads(sweep(*arguments, "--bootstrap", "300", "--json").out)
    assert found["bootstrap"] == {"draws": 300, "seed": 20261120}
    [row] = found["rows"]
    assert row["precision_people_low"] < row["precision"] < row["precision_team_high"]
    by_team = sweep(*arguments, "--bootstrap", "300", "--by", "team", "--json")
    assert "precision_team_low" not in json.loads(by_team.out)["rows"][0]


def test_few_teams_are_not_trusted(sweep):
    told = sweep(
        "many_medicines", "--limits", "15", "--labels", "fixture", "--bootstrap", 200
    )
    assert "in 1 of 1 rows fewer than 5 teams have a label" in told.out


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


def test_capacity_goes_in_and_each_team_has_its_limit(two_nights, tmp_path):
    teams = tmp_path / "teams.yaml"
    teams.write_text("station-koivula: 0.5\nstation-harju: 40\n")
    told = two_nights("--capacity", teams, "--labels", "fixture", "--json")
    assert told.code == 0
    found = json.loads(told.out)
    by_team = {row["team"]: row for row in found["capacity"]["teams"]}
    assert {row["team"] for row in found["rows"]} == set(by_team)
    assert by_team["station-harju"]["limit"] == 5
    koivula = by_team["station-koivula"]
    loads = {
        row["limit"]: row["per_week"]
        for row in found["rows"]
        if row["team"] == "station-koivula"
    }
    assert loads[5] > 0.5
    assert koivula["limit"] == min(at for at, load in loads.items() if load <= 0.5)
    assert koivula["missed_labelled"] >= koivula["missed_positive"] > 0
    assert by_team["station-rantala"]["capacity"] is None
    assert found["capacity"]["common"]["limit"] == koivula["limit"]
    assert found["capacity"]["together"]["teams"] == 2


def test_the_hands_of_the_routing_are_told_in_a_table_that_fits(two_nights):
    told = two_nights("--capacity", "routing")
    assert told.code == 0
    assert "The loosest limit that each team can bear (hands: routing)" in told.out
    assert "substance-clinic" in told.out
    assert "all, at one limit" in told.out
    assert "…" not in told.out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--capacity", "nowhere.yaml"), "nowhere.yaml: there is no such file"),
        (("--capacity", "routing"), "--capacity needs two nights or more"),
        (("--capacity", "routing", "--by", "sex"), "told by team; leave --by sex out"),
    ],
)
def test_a_capacity_that_cannot_be_met_with_is_told(sweep, arguments, sentence):
    told = sweep("many_medicines", "--limits", "7", *arguments)
    assert (told.code, told.out) == (2, "")
    assert sentence in told.err


def test_reviews_tell_of_those_whom_no_list_shows(herate, sweep, night):
    drawn = herate("review", "draw", "--month", "2026-11", "--per-stratum", 40)
    assert drawn.code == 0
    store = open_store(os.environ["HERATE_DATABASE_URL"])
    clients = answers(store)["client_id"].to_list()
    for at, client in enumerate(clients):
        if need := ("no", "yes", "no", "unsure", "")[at % 5]:
            answer(store, client, Need(need), "anna", datetime(2026, 12, 1, 9))
    store.dispose()
    told = sweep("many_medicines", "--limits", "6..7", "--labels", "reviews", "--json")
    found = json.loads(told.out)
    said = [at % 5 < 3 for at in range(len(clients))]
    assert found["reviews"] == {
        "months": ["2026-11"],
        "answered": sum(said),
        "gone": [],
    }
    _, in_force = found["rows"]
    # Nobody has recorded anything of those on the lists.
    assert {"fires, listed", "does not fire, listed"} <= {*in_force["unseen"]}
    assert "fires, quiet" not in in_force["unseen"]
    assert (in_force["sensitivity"], in_force["labelled"]) == (None, 0)
    assert in_force["looked_fired"] + in_force["looked_quiet"] == sum(said)
    told = sweep("many_medicines", "--limits", "7", "--labels", "reviews")
    assert "fires, listed (1 rows)" in told.out


def test_who_had_fallen_by_themselves_is_told_between_two_nights(two_nights, herate):
    arguments = (
        "calibrate",
        "regression-to-mean",
        "many_medicines",
        "--limits",
        "5..9",
    )
    found = json.loads(herate(*arguments, "--after", 10, "--json").out)
    assert (found["first"], found["later"], found["days"]) == (
        str(EARLIER),
        str(ON),
        14,
    )
    row = found["rows"][2]
    assert row["limit"] == found["limit"] == 7
    # On the later night nobody has fewer medicines, and nobody was handled.
    assert row["followed"] == row["fired"] > 10
    assert (row["fell"], row["fell_share"], row["handled"]) == (0, 0, 0)
    told = herate(*arguments, "--after", 10)
    assert "median of everybody" in told.out
    too_far = herate(*arguments, "--after", 90)
    assert (too_far.code, too_far.out) == (2, "")
    assert "no night until 2026-08-22 holds medicines" in too_far.err


def test_overlap_tells_what_each_finds_and_no_other_does(herate, night, sweep):
    found = json.loads(
        herate("calibrate", "overlap", "--labels", "fixture", "--json").out
    )
    fired = night.result("fired")
    by_name = {row["trigger"]: row for row in found["alone"]}
    medicines = by_name["many_medicines"]
    assert medicines["people"] == fired.filter(trigger="many_medicines").height
    assert (
        medicines["people"] > medicines["people_alone"] >= medicines["labelled_alone"]
    )
    pair = found["pairs"][0]
    assert pair["people"] == by_name[pair["trigger"]]["people"]
    assert pair["share"] == pair["both"] / pair["people"]
    told = herate(
        "calibrate", "overlap", "--triggers", "many_medicines,frequent_visits"
    )
    assert "many_medicines" in told.out
    assert "missed_appointments" not in told.out
    assert "…" not in told.out


def test_the_best_set_keeps_to_the_capacity_and_says_how_it_was_found(
    herate, sweep, night
):
    arguments = ("calibrate", "best-set", "--labels", "fixture")
    found = json.loads(herate(*arguments, "--capacity", 60, "--json").out)
    assert 0 < found["people"] <= 60
    assert found["people"] >= found["labelled"] >= found["positive"] > 0
    assert found["solution"] == "exact"
    assert (
        found["precision_low"]
        < found["precision"]
        == (found["positive"] / found["labelled"])
    )
    always = found["left_out"][0]
    told = herate(*arguments, "--capacity", 500, "--always", always)
    assert always in told.out.splitlines()[0]
    assert "exact: integer program" in told.out
    few = herate(*arguments, "--capacity", 1, "--always", "many_medicines")
    assert (few.code, few.out) == (2, "")
    assert "many_medicines list more people than 1" in few.err
    aside = herate(
        *arguments, "--capacity", 9, "--always", always, "--triggers", "many_medicines"
    )
    assert aside.code == 2
    assert "add it to --triggers" in aside.err
