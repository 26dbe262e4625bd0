"""`herate routes`: who would go where, who would move, and what is wrong in a tree."""

import json
from collections import Counter

from sqlalchemy import create_engine, select

from night.rerouting import reroute
from schemas.settings import read_settings
from worklist.reading import read
from worklist.routing import DEFAULT as ROUTING
from worklist.routing import read_routing
from worklist.tables import EPISODE

from .conftest import ON


def test_routes_test_names_the_team_of_a_client_and_of_labels(herate, night):
    fired = night.result("fired")
    arguments = ("routes", "test", "--client", fired["client_id"][0], "--as-of", ON)
    told = json.loads(herate(*arguments, "--json").out)
    assert told["team"]
    assert told["labels"]["triggers"]
    by_labels = herate("routes", "test", "--label", "segment=4", "--json")
    assert json.loads(by_labels.out)["team"] == "adult-social-work"


def changed(tmp_path, *changes):
    text = ROUTING.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "routing.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_routes_diff_tells_who_would_move_and_each_teams_load(herate, night, tmp_path):
    new = changed(
        tmp_path,
        (
            "  home-care:\n",
            "  elsewhere: {name: {fi: M, sv: A}, sector: health}\n  home-care:\n",
        ),
        ("  station-harju: station-harju", "  station-harju: elsewhere"),
    )
    said = reroute(read_settings(), read_routing(), read_routing(new), ON)
    assert said.unrouted == said.unknown == said.other_rule == 0
    # Nobody who has an open episode changes the team; the next ones would.
    assert said.moves_now == ()
    assert said.new_elsewhere
    for move in said.new_elsewhere:
        assert (move.old_team, move.new_team) == ("station-harju", "elsewhere")
        assert move.old_rule == move.new_rule
    with create_engine(read_settings().database_url).connect() as connection:
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
    fired = night.result("fired")
    assert said.clients == fired["client_id"].n_unique()
    told = herate("routes", "diff", ROUTING, new, "--as-of", ON)
    assert told.code == 0, told.err
    assert f"that move now: 0 of {said.open}" in told.out
    assert f"if they were new: {len(said.new_elsewhere)} of {said.clients}" in told.out
    assert not any(move.client_id in told.out for move in said.new_elsewhere)


def test_routes_diff_tells_a_rule_of_another_name_from_another_team(night, tmp_path):
    new = changed(tmp_path, ("rule: R5 home station", "rule: R5 own station"))
    said = reroute(read_settings(), read_routing(), read_routing(new), ON)
    assert said.new_elsewhere == said.moves_now == ()
    assert said.other_rule > 0


def test_routes_diff_hands_over_the_open_episodes_of_a_team_that_is_gone(
    herate, night, tmp_path
):
    text = ROUTING.read_text(encoding="utf-8")
    team = text[text.index("  station-harju:\n") : text.index("  station-lehto:\n")]
    gone = changed(tmp_path, (team, ""), ("  station-harju: station-harju\n", ""))
    told = herate("routes", "diff", ROUTING, gone, "--as-of", ON, "--json")
    said = json.loads(told.out)
    load = next(one for one in said["loads"] if one["team"] == "station-harju")
    assert load["open_new"] is None
    assert len(said["moves_now"]) == load["open_old"] > 0
    assert {one["old_team"] for one in said["moves_now"]} == {"station-harju"}


def test_routes_lint_tells_each_finding_on_its_line(herate, tmp_path):
    wrong = changed(tmp_path, ('segment: ["4"]', 'segment: ["5"]'))
    told = herate("routes", "lint", wrong)
    assert told.code == 5
    assert told.err == ""
    assert told.out.splitlines() == [
        "rule R2 segment 4: there is no segment 5",
        "rule R2 segment 4: nobody can meet all its conditions",
    ]
    told = herate("routes", "lint", "--json")
    assert told.code == 0
    assert json.loads(told.out)["findings"] == []
