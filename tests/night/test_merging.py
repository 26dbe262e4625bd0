"""A night that is put in again is the same, whatever the county's files say by then."""

import shutil

import pytest
import yaml

from night.explaining import StoredNight, explain
from night.listing import lists_of
from night.merging import merge
from tests.night.conftest import DAYS, FIRST
from tests.night.test_nights import store_of
from worklist.routing import DEFAULT
from worklist.standing import Place

FEW = ("client-guidance", "restricted")
GUIDED = {"rule": "guidance", "team": "client-guidance", "because": "a new tree"}


@pytest.fixture
def changed(undisturbed, tmp_path):
    """Three nights, after which the county has changed its tree and its rules.

    Two teams are left, and nobody may see what only named roles may.
    """
    home = tmp_path / "home"
    shutil.copytree(undisturbed.home, home)
    content = yaml.safe_load(DEFAULT.read_text(encoding="utf-8"))
    teams = {code: content["teams"][code] | {"new_per_night": 1} for code in FEW}
    teams["restricted"]["roles"] = []
    routing = tmp_path / "routing.yaml"
    routing.write_text(yaml.safe_dump({"teams": teams, "tree": GUIDED}))
    worklist = undisturbed.county.worklist.model_copy(
        update={"lapses_after": 1, "overdue_after": 1, "urgent_overdue_after": 1}
    )
    told = {"routing": routing, "worklist": worklist}
    return undisturbed.model_copy(
        update={
            "home": home,
            "database_url": f"sqlite:///{home / 'store.sqlite'}",
            "county": undisturbed.county.model_copy(update=told),
        }
    )


def by_team(settings, day):
    return {one.code: one for one in lists_of(settings, day)}


def test_a_past_night_keeps_its_lists_and_all_that_followed(changed, undisturbed):
    stood = store_of(changed)
    merge(changed, FIRST)
    assert store_of(changed) == stood
    now, then = by_team(changed, FIRST), by_team(undisturbed, FIRST)
    assert [*now] == [*then]
    for code, one in then.items():
        if code != "restricted":
            assert (now[code].rows, now[code].queue) == (one.rows, one.queue)


def test_what_a_team_may_see_follows_the_files_of_today(changed, undisturbed):
    team = "restricted"
    shown, then = by_team(changed, FIRST)[team], by_team(undisturbed, FIRST)[team]
    assert then.everybody
    assert {row.client_id for row in shown.everybody} < {
        row.client_id for row in then.everybody
    }
    assert not any(row.restricted for row in shown.everybody)


def test_the_newest_night_that_is_run_again_takes_the_files_of_today(changed):
    merge(changed, DAYS[-1])
    lists = by_team(changed, DAYS[-1])
    assert {*lists} == {*FEW}
    assert lists["client-guidance"].queue


def test_why_answers_of_a_past_night_as_it_did_then(changed, undisturbed):
    merge(changed, DAYS[-1])
    then, now = StoredNight(undisturbed, FIRST), StoredNight(changed, FIRST)
    client, team = next(
        (row.client_id, one.code)
        for one in then.lists
        for row in one.queue
        if one.code not in FEW
    )
    for as_team in (None, team):
        told = explain(then, client, "fi", as_team)
        assert told.place == Place.WAITING
        assert explain(now, client, "fi", as_team) == told
    tonight = explain(StoredNight(changed, DAYS[-1]), client)
    assert (tonight.answers_for, tonight.rule) == ("client-guidance", "guidance")
