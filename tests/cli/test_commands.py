"""Every command as its user runs it: what it prints, what it writes, how it ends."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import create_engine, select

from fixtures.population import generate
from night.merging import labels_for_routing
from night.rerouting import reroute
from schemas.settings import REPOSITORY, read_settings
from triggers._catalogue import definition, triggers_on
from triggers._for_client import TOGETHER, WISH
from worklist.reading import read
from worklist.routing import DEFAULT as ROUTING
from worklist.routing import read_routing
from worklist.tables import EPISODE

ON = "2026-11-20"
DAY = date.fromisoformat(ON)
OMOP = REPOSITORY / "fixtures" / "external"


def herate(*arguments, home=None, **environment):
    """Run the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "cli.main", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        env=os.environ
        | (
            {"HERATE_HOME": str(home), "HERATE_DATABASE_URL": store(home)}
            if home
            else {}
        )
        | environment,
    )


def store(home):
    return f"sqlite:///{home}/store.sqlite"


@pytest.fixture(scope="module")
def landing(tmp_path_factory):
    folder = tmp_path_factory.mktemp("landing")
    generate(600, DAY, 7, folder)
    return folder


@pytest.fixture(scope="module")
def night(landing, tmp_path_factory):
    """A home in which one night was run by the command, and what it printed."""
    home = tmp_path_factory.mktemp("home")
    told = herate("night", "--as-of", ON, "--landing", landing, "--json", home=home)
    assert told.returncode == 0, told.stderr
    return home, json.loads(told.stdout)


def test_a_night_tells_its_outcomes_verdicts_lists_and_times(night):
    home, told = night
    assert told["night"]["as_of"] == ON
    outcomes = told["night"]["counts"]["outcomes"]
    population = told["night"]["counts"]["population"]
    assert all(sum(counts.values()) == population for counts in outcomes.values())
    assert {one["kind"] for one in told["lists"]} <= {"list", "empty"}
    for one in told["lists"]:
        assert Path(one["path"]).is_relative_to(home)
        assert Path(one["path"]).is_file()
    assert told["seconds"]["evaluate"] > 0


def test_the_next_night_is_the_day_after(night):
    home, _ = night
    told = herate("night", home=home)
    assert told.returncode == 3
    assert (home / "nights" / "2026-11-21" / "manifest.json").is_file()
    assert list((home / "lists" / "2026-11-21").glob("*/ei_listaa_*"))


def test_why_tells_the_limits_the_evidence_and_the_team(night):
    home, _ = night
    fired = pl.read_parquet(home / "nights" / ON / "results" / "fired.parquet")
    client, trigger, evidence = fired.select("client_id", "trigger", "evidence").row(0)
    told = herate("why", client, "--as-of", ON, "--json", home=home)
    said = json.loads(told.stdout)
    found = next(one for one in said["findings"] if one["trigger"] == trigger)
    assert found["outcome"] == "fired"
    assert found["evidence"] == evidence
    assert any(clause["met"] for clause in found["clauses"])
    assert said["place"] in {"listed", "waiting", "suppressed"}
    assert said["answers_for"]
    assert said["rule"]
    assert evidence[0] in herate("why", client, "--as-of", ON, home=home).stdout


def test_why_not_tells_the_distance_from_the_limit(night):
    home, _ = night
    measures = pl.read_parquet(home / "nights" / ON / "results" / "measures.parquet")
    client = measures.filter(pl.col("many_medicines__medicines") == 5)["client_id"][0]
    told = herate("why-not", client, "many_medicines", "--as-of", ON, home=home)
    assert "many_medicines (live): quiet; no limit is met" in told.stdout
    assert "2 from the limit" in told.stdout
    assert "On no list" in told.stdout or "since" in told.stdout


def test_why_not_tells_what_is_missing(night):
    home, _ = night
    lacking = pl.read_parquet(home / "nights" / ON / "results" / "unassessed.parquet")
    client, trigger, reason = lacking.row(0)
    arguments = ("why-not", client, trigger, "--as-of", ON, "--lang", "fi")
    told = herate(*arguments, home=home)
    assert "not_assessable" in told.stdout
    words = definition(trigger).not_assessable[reason]
    assert words.fi in told.stdout


def test_why_tells_what_the_client_may_be_told(night):
    home, _ = night
    with create_engine(store(home)).connect() as connection:
        query = select(EPISODE.c.client_id).where(EPISODE.c.state == "listed")
        client = connection.scalars(query.order_by(EPISODE.c.client_id)).first()
    arguments = ("why", client, "--as-of", ON, "--lang", "sv", "--for-client")
    told = herate(*arguments, home=home).stdout.splitlines()
    assert told[0] == WISH["sv"]
    assert told[-1] == TOGETHER["sv"]
    assert client not in "".join(told)


def test_why_not_of_no_trigger_is_refused(night):
    home, _ = night
    fired = pl.read_parquet(home / "nights" / ON / "results" / "fired.parquet")
    told = herate("why-not", fired["client_id"][0], "x", "--as-of", ON, home=home)
    assert told.returncode == 2
    assert "no trigger is called x; there are: addiction_signs" in told.stderr


def test_routes_test_names_the_team_of_a_client_and_of_labels(night):
    home, _ = night
    fired = pl.read_parquet(home / "nights" / ON / "results" / "fired.parquet")
    arguments = ("routes", "test", "--client", fired["client_id"][0], "--as-of", ON)
    told = json.loads(herate(*arguments, "--json", home=home).stdout)
    assert told["team"]
    assert told["labels"]["triggers"]
    by_labels = herate("routes", "test", "--label", "segment=4", "--json")
    assert json.loads(by_labels.stdout)["team"] == "adult-social-work"


def test_why_tells_a_team_only_what_it_may_see_of_its_own_client(night, landing):
    home, _ = night
    with create_engine(store(home)).connect() as connection:
        query = select(EPISODE.c.client_id, EPISODE.c.team)
        teams = dict(read(connection, query).rows())
    fired = pl.read_parquet(home / "nights" / ON / "results" / "fired.parquet")
    clients = pl.read_parquet(landing / "clients.parquet")
    refusing = clients.filter(pl.col("health_to_social_consent").ne_missing(True))
    held = fired.filter(
        pl.col("registers").list.contains("health"),
        pl.col("client_id").is_in(refusing["client_id"].implode()),
        pl.col("trigger").is_in([one.stem for one in triggers_on(DAY) if one.live]),
    )
    # Own workers are social services, and read no evidence of health without consent.
    client, secret = next(
        pair
        for pair in held.select("client_id", "trigger").rows()
        if teams.get(pair[0]) == "own-workers"
    )
    told = herate("why", client, "--as-of", ON, "--team", "own-workers", home=home)
    assert told.returncode == 0, told.stderr
    assert "A request for contact" in told.stdout
    assert secret not in told.stdout
    assert "Routed by" not in told.stdout
    assert "for the data team alone" not in told.stdout
    assert "crisis_or_violence" not in told.stdout
    refused = herate("why", client, "--as-of", ON, "--team", "restricted", home=home)
    assert refused.returncode == 2
    assert refused.stdout == ""


def test_why_names_the_rule_that_covers_a_trigger(night):
    home, _ = night
    fired = pl.read_parquet(home / "nights" / ON / "results" / "fired.parquet")
    pair = ["missed_appointments", "slipping_from_care"]
    both = fired.filter(pl.col("trigger").is_in(pair)).group_by("client_id").len()
    client = both.filter(pl.col("len") == 2).sort("client_id")["client_id"][0]
    told = herate("why", client, "--as-of", ON, home=home).stdout
    assert told.count("covered by missed times while slipping from care") == 1
    settings = read_settings(home)
    labels = labels_for_routing(settings, read_routing(), DAY, client)
    assert "missed_appointments" not in labels["triggers"]


def changed(tmp_path, *changes):
    text = ROUTING.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "routing.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_routes_diff_tells_who_would_move_and_each_teams_load(night, tmp_path):
    home, _ = night
    new = changed(
        tmp_path,
        (
            "  home-care:\n",
            "  elsewhere: {name: {fi: M, sv: A}, sector: health}\n  home-care:\n",
        ),
        ("  station-harju: station-harju", "  station-harju: elsewhere"),
    )
    said = reroute(
        read_settings(home).model_copy(update={"database_url": store(home)}),
        read_routing(),
        read_routing(new),
        DAY,
    )
    assert said.unrouted == said.unknown == said.other_rule == 0
    # Nobody who has an open episode changes the team; the next ones would.
    assert said.moves_now == ()
    assert said.new_elsewhere
    for move in said.new_elsewhere:
        assert (move.old_team, move.new_team) == ("station-harju", "elsewhere")
        assert move.old_rule == move.new_rule
    with create_engine(store(home)).connect() as connection:
        query = select(EPISODE.c.team).where(EPISODE.c.until_on.is_(None))
        teams = Counter(read(connection, query)["team"])
    loads = {one.team: one for one in said.loads}
    for team in read_routing().teams:
        assert loads[team].open_old == loads[team].open_new == teams[team]
    assert (loads["elsewhere"].open_old, loads["elsewhere"].open_new) == (None, 0)
    elsewhere, harju = loads["elsewhere"], loads["station-harju"]
    assert (elsewhere.new_old, elsewhere.new_new) == (None, len(said.new_elsewhere))
    assert (harju.new_old, harju.new_new) == (len(said.new_elsewhere), 0)
    for load in ("new_old", "new_new"):
        assert sum(getattr(one, load) or 0 for one in said.loads) == said.clients
    fired = pl.read_parquet(home / "nights" / ON / "results" / "fired.parquet")
    assert said.clients == fired["client_id"].n_unique()
    told = herate("routes", "diff", ROUTING, new, "--as-of", ON, home=home)
    assert told.returncode == 0, told.stderr
    assert f"that move now: 0 of {said.open}" in told.stdout
    assert (
        f"if they were new: {len(said.new_elsewhere)} of {said.clients}" in told.stdout
    )
    assert not any(move.client_id in told.stdout for move in said.new_elsewhere)


def test_routes_diff_hands_over_the_open_episodes_of_a_team_that_is_gone(
    night, tmp_path
):
    home, _ = night
    text = ROUTING.read_text(encoding="utf-8")
    team = text[text.index("  station-harju:\n") : text.index("  station-lehto:\n")]
    gone = changed(tmp_path, (team, ""), ("  station-harju: station-harju\n", ""))
    told = herate("routes", "diff", ROUTING, gone, "--as-of", ON, "--json", home=home)
    said = json.loads(told.stdout)
    load = next(one for one in said["loads"] if one["team"] == "station-harju")
    assert load["open_new"] is None
    assert len(said["moves_now"]) == load["open_old"] > 0
    assert {one["old_team"] for one in said["moves_now"]} == {"station-harju"}


def test_routes_lint_tells_each_finding_on_its_line(tmp_path):
    wrong = changed(tmp_path, ('segment: ["4"]', 'segment: ["5"]'))
    told = herate("routes", "lint", wrong)
    assert told.returncode == 5
    assert told.stderr == ""
    assert told.stdout.splitlines() == [
        "rule R2 segment 4: there is no segment 5",
        "rule R2 segment 4: nobody can meet all its conditions",
    ]
    told = herate("routes", "lint", "--json")
    assert told.returncode == 0
    assert json.loads(told.stdout)["findings"] == []


def test_evaluate_writes_one_row_per_person(landing, tmp_path):
    out = tmp_path / "results"
    told = herate("evaluate", landing, "--as-of", ON, "--out", out, "--json")
    assert told.returncode == 0, told.stderr
    counts = json.loads(told.stdout)
    outcomes = pl.read_parquet(out / "outcomes.parquet")
    measures = pl.read_parquet(out / "measures.parquet")
    fired = pl.read_parquet(out / "fired.parquet")
    assert outcomes.height == measures.height == counts["population"]
    assert {"client_id", "many_medicines", "scattered_contacts"} <= set(
        outcomes.columns
    )
    assert "many_medicines__medicines" in measures.columns
    assert {"client_id", "trigger", "measures", "limits", "evidence"} <= set(
        fired.columns
    )
    listed = {path.name for path in out.iterdir()}
    assert not {name for name in listed if name.startswith(".")}


def test_evaluate_can_be_narrowed_to_one_trigger(landing, tmp_path):
    arguments = ("--as-of", ON, "--out", tmp_path, "--trigger", "many_medicines")
    assert herate("evaluate", landing, *arguments).returncode == 0
    outcomes = pl.read_parquet(tmp_path / "outcomes.parquet")
    assert outcomes.columns == ["client_id", "many_medicines"]


def test_the_catalogue_and_one_trigger_in_words():
    told = json.loads(herate("triggers", "list", "--json").stdout)
    assert "many_medicines" in [one["trigger"] for one in told["triggers"]]
    explained = herate("triggers", "explain", "many_medicines").stdout
    assert "vähintään 7" in explained
    assert "Ei lasketa: " in explained
    assert "S3:20" in explained


def test_the_personas_come_out_as_their_stories_say():
    told = herate("personas", "check")
    assert told.returncode == 0, told.stderr
    assert "as their stories say" in told.stdout


WRONG = {
    "no such landing": ("evaluate", "nowhere", "--as-of", ON, "--out", "{out}"),
    "no such trigger": (
        "evaluate",
        "{landing}",
        "--as-of",
        ON,
        "--out",
        "{out}",
        "--trigger",
        "mood",
    ),
    "no such client": ("why", "nobody", "--home", "{home}", "--as-of", ON),
    "no night yet": ("why", "nobody", "--home", "{out}"),
    "no such label": ("routes", "test", "--label", "mood=sad"),
    "no such value of a label": ("routes", "test", "--label", "segment=9"),
    "no such routing file": ("routes", "test", "--routing", "nowhere.yaml"),
    "no file to check": ("routes", "lint", "nowhere.yaml"),
    "no night to compare": (
        "routes",
        "diff",
        str(ROUTING),
        str(ROUTING),
        "--as-of",
        "2020-01-01",
        "--home",
        "{home}",
    ),
    "no such OMOP source": ("import", "omop", "nowhere", "--out", "{out}"),
    "no such FHIR source": ("import", "fhir", "nowhere", "--out", "{out}"),
    "no such command": ("predict",),
    "no day": ("generate", "--out", "{out}"),
    "not a day": ("generate", "--out", "{out}", "--as-of", "yesterday"),
}


@pytest.mark.parametrize("what", WRONG)
def test_bad_input_is_one_sentence_and_exit_code_two(what, landing, night, tmp_path):
    arguments = [
        argument.format(landing=landing, home=night[0], out=tmp_path / "out")
        for argument in WRONG[what]
    ]
    told = herate(*arguments)
    assert told.returncode == 2, told.stderr
    assert told.stderr.strip()
    assert "Traceback" not in told.stderr
    assert told.stdout == ""


def test_imports_report_what_they_could_not_map_and_can_be_evaluated(tmp_path):
    for kind in ("omop", "fhir"):
        source = next(path for path in sorted(OMOP.iterdir()) if kind in path.name)
        out = tmp_path / kind
        told = herate("import", kind, source, "--out", out, "--json")
        assert told.returncode == 0, told.stderr
        assert json.loads(told.stdout)["sources"]
        results = tmp_path / f"{kind}-results"
        day = json.loads((out / "clients.manifest.json").read_text())["period_to"]
        done = herate("evaluate", out, "--as-of", day, "--out", results)
        assert done.returncode == 0, done.stderr
        assert (results / "outcomes.parquet").is_file()


@pytest.mark.parametrize("after", ["admit contacts", "form buckets", "merge"])
def test_a_night_killed_outright_is_made_good_by_running_it_again(
    landing, night, tmp_path, after
):
    home, _ = night
    environment = os.environ | {
        "HERATE_HOME": str(tmp_path),
        "HERATE_DATABASE_URL": store(tmp_path),
        "HERATE_PROGRESS": "1",
    }
    command = [sys.executable, "-m", "cli.main", "night", "--as-of", ON]
    running = subprocess.Popen(
        [*command, "--landing", str(landing)],
        cwd=REPOSITORY,
        env=environment,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    for line in running.stderr:
        if after in line:
            time.sleep(0.05)
            running.send_signal(signal.SIGKILL)
            break
    assert running.wait() == -signal.SIGKILL
    again = herate("night", "--as-of", ON, "--landing", landing, home=tmp_path)
    assert again.returncode == 0, again.stderr
    whole = sorted((home / "lists" / ON).rglob("*.*"))
    assert whole
    for path in whole:
        twin = tmp_path / path.relative_to(home)
        assert twin.read_bytes() == path.read_bytes()
