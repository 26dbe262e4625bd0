"""`why` and `why-not` agree with the lists, the results, themselves and one another."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from random import Random

import pytest

from night.explaining import StoredNight, explain
from night.listing import lists_of
from night.merging import county_routing, hold_back, merge
from night.places import Places
from night.teamwork import read_teamwork, work
from tests.contradictions import contradictions, everybody
from tests.night.conftest import DAYS, FIRST
from worklist.recorded import Recording, record
from worklist.standing import Place
from worklist.store import open_store

LANGUAGES = ("en", "fi", "sv")


@pytest.fixture(scope="module")
def settings(undisturbed, tmp_path_factory):
    """The three nights with teams that worked their lists between them."""
    home = tmp_path_factory.mktemp("worked") / "home"
    made = moved(undisturbed, home)
    for day in reversed(DAYS[1:]):
        hold_back(made, day, ["contacts"])
    every_day = read_teamwork().model_copy(
        update={"working_days": frozenset(range(1, 8))}
    )
    for day in DAYS:
        if day != DAYS[0]:
            merge(made, day)
        store = open_store(made.database_url)
        work(store, made, county_routing(made), lists_of(made, day), every_day, 7)
        store.dispose()
    return made


def moved(settings, home):
    """A copy of an installation in another folder."""
    shutil.copytree(settings.home, home)
    return settings.model_copy(
        update={"home": home, "database_url": f"sqlite:///{home / 'store.sqlite'}"}
    )


@pytest.fixture(scope="module")
def night(settings):
    """The last night."""
    return StoredNight(settings, DAYS[-1])


def at(night, place):
    """Some client who stands there, and the team that answers."""
    rows = {
        Place.LISTED: lambda one: one.rows,
        Place.WAITING: lambda one: one.queue,
        Place.SNOOZED: lambda one: one.snoozed,
        Place.SUPPRESSED: lambda one: one.suppressed,
    }[place]
    return next(
        (row.client_id, one.code) for one in night.lists for row in rows(one) if row
    )


def test_no_answer_contradicts_the_lists_the_results_or_another_answer(night):
    listed = [
        row.client_id
        for one in night.lists
        for row in (*one.everybody, *one.suppressed)
    ]
    others = sorted({*everybody(night)} - {*listed})
    asked = Random(3).sample(sorted(listed), 30) + Random(3).sample(others, 50)
    found, places = contradictions(night, asked)
    assert not found
    assert {Place.LISTED, Place.NOTHING, Place.EXCLUDED, Place.RESTS} <= {*places}
    assert len(places) >= 7


def test_a_night_whose_rows_are_gone_answers_what_it_can(settings, tmp_path):
    trimmed = moved(settings, tmp_path / "home")
    day = DAYS[0]
    whole = StoredNight(settings, day)
    waiting, team = at(whole, Place.WAITING)
    excluded = next(
        one for one in everybody(whole) if explain(whole, one).place == Place.EXCLUDED
    )
    shutil.rmtree(Places.of(trimmed, day).folder / "buckets")
    shutil.rmtree(trimmed.landing_of(day))
    night = StoredNight(trimmed, day)
    before, after = explain(whole, waiting), explain(night, waiting)
    assert after.findings == before.findings
    assert (after.place, after.rule) == (before.place, before.rule)
    assert "Number" in str(before.where)
    assert "Number" not in str(after.where)
    assert after.notes == (
        "The rows of this night are no longer kept: a place in a queue cannot be told.",
    )
    assert explain(night, excluded).where[0].endswith("Why is no longer kept.")
    with pytest.raises(ValueError, match="are no longer kept"):
        explain(night, waiting, "en", team)


def test_a_night_that_was_not_run_says_so(settings):
    with pytest.raises(ValueError, match="no results of a night of 2030-01-01"):
        StoredNight(settings, FIRST.replace(year=2030, month=1, day=1))


def test_a_night_that_was_held_back_says_that_earlier_lists_stand(
    undisturbed, tmp_path
):
    alone = moved(undisturbed, tmp_path / "home")
    hold_back(alone, DAYS[-1], ["contacts"])
    night = StoredNight(alone, DAYS[-1])
    client, _ = at(StoredNight(undisturbed, DAYS[-2]), Place.LISTED)
    assert explain(night, client, "fi").notes == (
        "Tämä yö ei julkaissut listoja: aiempien päivien listat ovat voimassa.",
    )
    assert explain(StoredNight(undisturbed, DAYS[-2]), client).notes == ()


def test_a_client_whom_nobody_knows_is_refused(night):
    with pytest.raises(ValueError, match="knows no client nobody"):
        explain(night, "nobody")


def test_a_team_is_answered_of_its_own_clients_alone(night):
    client, team = at(night, Place.LISTED)
    other = next(one.code for one in night.lists if one.code != team)
    assert explain(night, client, "fi", team).team == team
    with pytest.raises(ValueError, match=f"is not on a list of team {other}"):
        explain(night, client, "fi", other)
    with pytest.raises(ValueError, match="there is no team x"):
        explain(night, client, "fi", "x")


def test_who_may_not_stand_on_the_teams_list_is_said_to_be_kept_from_it(settings):
    night = StoredNight(settings, DAYS[-1])
    client, team = at(night, Place.LISTED)
    said = "Tiimin listalla asiakasta ei näytetä"
    assert said not in str(explain(night, client, "fi").where)
    night.lists = [replace(one, rows=()) for one in night.lists]
    assert said in str(explain(night, client, "fi").where)
    with pytest.raises(ValueError, match="is not on a list of team"):
        explain(night, client, "fi", team)


def test_what_was_recorded_of_the_list_is_told_at_once(settings, night):
    client, team = at(night, Place.SNOOZED)
    opened_on = explain(night, client).opened_on
    morning = DAYS[-1] + timedelta(days=1)
    one = Recording(
        *(client, opened_on, "not_relevant", "somebody-9", team, "test"),
        reason="transient",
    )
    moment = datetime.combine(morning, time(9), UTC)
    record(night.store, one, moment, morning, county_routing(settings))
    for language, said in zip(
        LANGUAGES,
        (
            "Recorded after this list: Not relevant: transient situation",
            "Tämän listan jälkeen kirjattu: Ei aiheellinen: ohimenevä tilanne",
            "Antecknat efter denna lista: Inte relevant: tillfällig situation",
        ),
        strict=True,
    ):
        told = explain(night, client, language)
        assert said in told.where[-1]
        assert "somebody-9" not in told.model_dump_json()
