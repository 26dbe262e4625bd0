"""What people record takes effect at once, is never lost, and can be undone."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select

from schemas.roles import Role
from schemas.worklist_rules import WorklistRules
from tests.worklist.nights import FIRST, ROUTING, RULES, night, run, state
from worklist.balance import balance
from worklist.effects import LostRecordings
from worklist.episodes import take_back_night
from worklist.reading import read
from worklist.recorded import (
    Recording,
    RefusedRecording,
    record,
    undo,
)
from worklist.states import newest_episode
from worklist.tables import DISPOSITION, EPISODE

MORNING = FIRST + timedelta(1)
ANNA = {("anna", "medicines")}


@pytest.fixture
def listed(store):
    """A store in which Anna is on the list of one team since the first night."""
    run(store, {FIRST: night(FIRST, ANNA)}, FIRST)
    return store


def recording(code, **more):
    return Recording(
        **{
            "client_id": "anna",
            "opened_on": FIRST,
            "code": code,
            "actor": "nurse-1",
            "team": "north",
            "source": "test",
        }
        | more
    )


def at(day=MORNING, hour=9):
    return datetime.combine(day, time(hour), UTC)


def put(store, code, day=MORNING, rules=None, **more):
    return record(store, recording(code, **more), at(day), day, ROUTING, rules)


def anna(store):
    """Anna's newest episode as it stands now."""
    with store.connect() as connection:
        rows = read(connection, select(EPISODE).where(EPISODE.c.until_on.is_(None)))
    return rows.filter(client_id="anna").sort("opened_on").row(-1, named=True)


def nights(*days, fired=ANNA, **more):
    return {day: night(day, fired, **more) for day in days}


def days(first, last):
    """The days from the first night's n-th day to its m-th."""
    return [FIRST + timedelta(n) for n in range(first, last + 1)]


def test_what_is_taken_is_in_somebodys_hands_at_once(listed):
    put(listed, "taken")
    assert anna(listed)["state"] == "taken"
    assert anna(listed)["from_on"] == MORNING


def test_what_is_assessed_closes_with_its_code(listed):
    put(listed, "assessed_3")
    assert (anna(listed)["state"], anna(listed)["outcome"]) == ("closed", "assessed_3")


def test_the_night_of_its_day_knows_of_it(listed):
    put(listed, "assessed_3")
    run(listed, nights(MORNING), MORNING)
    assert anna(listed)["state"] == "closed"


def test_a_recording_counts_after_the_last_night_whatever_the_clock_says(listed):
    run(listed, nights(*days(1, 3)), *days(1, 3))
    put(listed, "taken", day=MORNING)
    assert anna(listed)["from_on"] == FIRST + timedelta(4)


def test_a_snoozed_client_comes_back_on_the_morning_that_was_said(listed):
    until = FIRST + timedelta(6)
    put(listed, "snoozed", reason="agreed_later", until=until)
    run(listed, nights(*days(1, 4)), *days(1, 4))
    assert anna(listed)["state"] == "snoozed"
    # The night of the fifth day makes the list of the sixth morning.
    run(listed, nights(*days(5, 5)), *days(5, 5))
    assert (anna(listed)["state"], anna(listed)["wakes_on"]) == ("listed", until)


def test_who_is_not_reached_comes_back_and_closes_at_the_third_time(listed):
    rules = WorklistRules(tries_again_after=2)
    calendar = nights(*days(1, 9))
    mornings = [FIRST + timedelta(n) for n in (1, 3, 5)]
    told = []
    for day in days(1, 9):
        if day in mornings:
            put(listed, "not_reached", day=day, rules=rules)
            told.append((anna(listed)["state"], anna(listed)["tries"]))
        run(listed, calendar, day, rules=rules)
    assert told == [("snoozed", 1), ("snoozed", 2), ("closed", 2)]
    assert anna(listed)["outcome"] == "not_reached"


def test_who_is_transferred_is_on_the_other_list_and_waits_in_no_queue(listed):
    put(listed, "transferred", to_team="south")
    found = anna(listed)
    assert (found["team"], found["state"]) == ("south", "listed")
    assert found["listed_on"] == MORNING


def test_only_a_named_role_takes_over_from_a_named_role(store):
    named = ROUTING.teams["south"].model_copy(update={"roles": (Role.NAMED_ROLE,)})
    routing = ROUTING.model_copy(update={"teams": ROUTING.teams | {"few": named}})
    run(store, {FIRST: night(FIRST, ANNA, team="few")}, FIRST, routing=routing)
    one = recording("transferred", to_team="north")
    with pytest.raises(RefusedRecording, match="named role"):
        record(store, one, at(), MORNING, routing)


def test_undoing_leaves_what_was_before_and_keeps_both_rows(listed):
    before = anna(listed)
    put(listed, "assessed_1")
    undo(listed, recording("undone"), at(hour=10), MORNING)
    assert anna(listed) == before
    with listed.connect() as connection:
        rows = read(connection, select(DISPOSITION).order_by(DISPOSITION.c.number))
    assert rows["code"].to_list() == ["assessed_1", "undone"]
    assert rows["reverts"].to_list() == [None, rows["disposition_id"][0]]


def test_undoing_takes_back_the_last_and_no_more(listed):
    put(listed, "taken")
    put(listed, "assessed_1")
    undo(listed, recording("undone"), at(), MORNING)
    assert anna(listed)["state"] == "taken"
    undo(listed, recording("undone"), at(), MORNING)
    assert anna(listed)["state"] == "listed"
    with pytest.raises(RefusedRecording, match="nothing to undo"):
        undo(listed, recording("undone"), at(), MORNING)


def test_what_a_night_has_known_cannot_be_undone(listed):
    put(listed, "assessed_1")
    run(listed, nights(MORNING), MORNING)
    with pytest.raises(RefusedRecording, match="nothing to undo"):
        undo(listed, recording("undone"), at(), FIRST + timedelta(2))


def test_the_second_of_two_people_sees_what_the_first_recorded(listed):
    put(listed, "taken", seen=0, actor="nurse-1")
    with pytest.raises(RefusedRecording, match="nurse-1 recorded taken"):
        put(listed, "assessed_1", seen=0, actor="nurse-2")
    assert anna(listed)["state"] == "taken"
    put(listed, "assessed_1", seen=1, actor="nurse-2")
    assert anna(listed)["state"] == "closed"


def test_a_list_from_elsewhere_is_refused(listed):
    with pytest.raises(RefusedRecording, match="take a new list"):
        put(listed, "taken", seen=3)


@pytest.mark.parametrize(
    ("code", "more", "sentence"),
    [
        ("cured", {}, "there is no code cured"),
        ("not_relevant", {}, "needs a reason out of: planned, transient"),
        ("not_relevant", {"reason": "moved"}, "needs a reason out of: planned"),
        ("taken", {"reason": "other"}, "needs a reason out of: none"),
        ("snoozed", {"reason": "agreed_later"}, "needs the day"),
        ("taken", {"until": MORNING + timedelta(7)}, "needs the day"),
        (
            "snoozed",
            {"reason": "agreed_later", "until": MORNING},
            "ends after today and by",
        ),
        (
            "snoozed",
            {"reason": "agreed_later", "until": MORNING + timedelta(181)},
            "ends after today and by",
        ),
        ("transferred", {}, "needs the team"),
        ("taken", {"to_team": "south"}, "needs the team"),
        ("transferred", {"to_team": "west"}, "can't be transferred to west"),
        ("transferred", {"to_team": "north"}, "can't be transferred to north"),
        ("taken", {"client_id": "bo"}, "there is no episode"),
    ],
)
def test_what_is_incomplete_is_refused_in_one_sentence(listed, code, more, sentence):
    before = state(listed)
    with pytest.raises(RefusedRecording, match=sentence):
        put(listed, code, **more)
    assert state(listed) == before


def test_a_snooze_may_last_from_a_day_to_the_longest(listed):
    for days_on in (1, 180):
        until = MORNING + timedelta(days_on)
        put(listed, "snoozed", reason="agreed_later", until=until)
        assert anna(listed)["wakes_on"] == until


def test_nothing_is_recorded_of_a_closed_episode(listed):
    put(listed, "assessed_1")
    with pytest.raises(RefusedRecording, match="is closed already"):
        put(listed, "taken")


def test_a_night_put_in_late_keeps_what_was_recorded(listed):
    put(listed, "assessed_1", day=FIRST + timedelta(3))
    run(listed, nights(*days(3, 4)), *days(3, 4))
    expected = anna(listed)
    run(listed, nights(*days(1, 4)), *days(1, 2))
    assert anna(listed) == expected
    assert expected["outcome"] == "assessed_1"


def test_a_list_still_finds_an_episode_that_a_late_night_opened_earlier(store):
    early, late = FIRST, FIRST + timedelta(1)
    nights = {day: night(day, {("anna", "medicines")}) for day in (early, late)}
    run(store, nights, late)
    run(store, nights, early)
    one = Recording("anna", late, "taken", "nurse-1", "north", "test", seen=0)
    at = datetime.combine(late + timedelta(1), time(9), UTC)
    record(store, one, at, at.date(), ROUTING)
    stands = newest_episode(store, "anna")
    assert (stands["opened_on"], stands["state"]) == (early, "taken")


def test_a_night_after_which_something_was_recorded_is_not_taken_back(listed):
    put(listed, "assessed_3")
    before = state(listed)
    assert not take_back_night(listed, FIRST, RULES, lambda day, _: nights()[day])
    assert state(listed) == before


def test_what_was_recorded_before_a_night_outlives_its_taking_back(listed):
    put(listed, "assessed_3")
    before = state(listed)
    run(listed, nights(MORNING), MORNING)
    assert take_back_night(listed, MORNING, RULES, lambda day, _: nights()[day])
    assert state(listed) == before


def test_a_merge_that_would_lose_a_recording_is_refused_and_writes_nothing(listed):
    run(listed, nights(MORNING), MORNING)
    put(listed, "assessed_3", day=FIRST + timedelta(2))
    before = state(listed)
    corrected = nights(FIRST, MORNING, fired=())
    with pytest.raises(LostRecordings, match="1 recordings that count from 2026-11-22"):
        run(listed, corrected, FIRST)
    assert state(listed) == before


def test_every_day_that_is_put_in_again_adds_up(listed, monkeypatch):
    run(listed, nights(*days(1, 2)), *days(1, 2))
    checked = []
    monkeypatch.setattr(
        "worklist.episodes.balance",
        lambda connection, day: checked.append(day) or balance(connection, day),
    )
    run(listed, nights(*days(0, 2)), FIRST)
    assert checked == days(0, 2)


def test_who_was_named_is_added_to_what_closed_the_episode(listed):
    put(listed, "assessed_3")
    put(listed, "contact_person", reason="both")
    assert (anna(listed)["state"], anna(listed)["outcome"]) == ("closed", "assessed_3")
    calendar = nights(*days(1, 2))
    run(listed, calendar, *days(1, 2))
    assert anna(listed)["outcome"] == "assessed_3"
    # Read again by a night that is put in anew, it is no recording that was lost.
    run(listed, calendar, MORNING)
    assert (anna(listed)["state"], anna(listed)["outcome"]) == ("closed", "assessed_3")


@pytest.mark.parametrize("closing", ["assessed_2", "contact_person", "declined"])
def test_nothing_is_added_to_another_closing(listed, closing):
    put(listed, closing, **{"reason": "both"} if closing == "contact_person" else {})
    with pytest.raises(RefusedRecording, match="closed already"):
        put(listed, "contact_person", reason="both")


def test_nothing_is_added_once_a_night_knows_of_the_closing(listed):
    put(listed, "assessed_4")
    run(listed, nights(MORNING, fired=set()), MORNING)
    with pytest.raises(RefusedRecording, match="closed already"):
        put(listed, "contact_person", reason="both", day=MORNING + timedelta(1))


def test_what_was_added_is_undone_before_what_it_was_added_to(listed):
    put(listed, "assessed_4")
    put(listed, "contact_person", reason="care_lead")
    for state_then in ("closed", "listed"):
        undo(listed, recording("undone"), at(), MORNING)
        assert anna(listed)["state"] == state_then
