"""Episodes that ended lately are told with how, why and on which grounds they stood."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.worklist.nights import AT_ONCE, FIRST, ROUTING, night, run
from worklist.endings import TOLD_FOR_DAYS, Ended, ended_lately
from worklist.recorded import Recording, record, undo

DAYS = [FIRST + timedelta(days=days) for days in range(40)]
AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
HELD = {("anna", "medicines"), ("bo", "visits")}


def recording(code, reason=None):
    return Recording("anna", FIRST, code, "nurse", "north", "test", reason)


def transfer(store, to_team, day):
    told = replace(recording("transferred"), to_team=to_team)
    record(store, told, AT, day, ROUTING, AT_ONCE)


def left(store, day):
    return [(one.team, one.ended_on, one.outcome) for one in ended_lately(store, day)]


def test_a_transfer_ends_it_for_the_team_that_it_left_for_a_month(store):
    merge(store, DAYS[0])
    transfer(store, "south", DAYS[1])
    merge(store, DAYS[1])
    assert left(store, DAYS[0]) == []
    (told,) = ended_lately(store, DAYS[1])
    assert told == Ended(
        "anna",
        FIRST,
        "north",
        DAYS[1],
        "transferred",
        None,
        frozenset({"medicines"}),
    )
    last = DAYS[TOLD_FOR_DAYS]
    assert left(store, last) == [("north", DAYS[1], "transferred")]
    assert left(store, last + timedelta(days=1)) == []


def test_what_came_back_has_not_ended(store):
    merge(store, DAYS[0])
    for day, team in ((DAYS[1], "south"), (DAYS[2], "north")):
        transfer(store, team, day)
        merge(store, day)
    assert left(store, DAYS[1]) == [("north", DAYS[1], "transferred")]
    assert left(store, DAYS[2]) == [("south", DAYS[2], "transferred")]


def test_what_ends_elsewhere_ends_there_and_was_transferred_here(store):
    merge(store, DAYS[0])
    transfer(store, "south", DAYS[1])
    merge(store, DAYS[1])
    merge(store, DAYS[2])
    record(store, recording("assessed_2"), AT, DAYS[3], ROUTING, AT_ONCE)
    merge(store, DAYS[3])
    assert left(store, DAYS[3]) == [
        ("north", DAYS[1], "transferred"),
        ("south", DAYS[3], "assessed_2"),
    ]


def test_a_rule_that_takes_it_out_of_the_queue_ends_it_till_it_is_back(store):
    # South takes one a night: the other one waits.
    fired = {("anna", "medicines"), ("bo", "visits")}
    kept_off = [(client, "palliative") for client in ("anna", "bo")]
    nights = {
        day: night(day, fired, team="south", suppressed=kept_off if day == off else ())
        for day, off in zip(DAYS[:3], [DAYS[1]] * 3, strict=True)
    }
    run(store, nights, *DAYS[:2])
    assert left(store, DAYS[0]) == []
    ((team, day, outcome),) = left(store, DAYS[1])
    assert (team, day, outcome) == ("south", DAYS[1], "suppressed")
    run(store, nights, DAYS[2])
    assert left(store, DAYS[2]) == []


def merge(store, *days, fired=HELD):
    run(store, {day: night(day, fired) for day in DAYS}, *days)


def test_an_ending_is_told_with_the_reason_that_stands(store):
    merge(store, DAYS[0])
    told = [("not_relevant", "planned"), ("not_relevant", "wrong_data")]
    for code, reason in told:
        record(store, recording(code, reason), AT, DAYS[1], ROUTING, AT_ONCE)
        if reason == "planned":
            undo(store, recording("undone"), AT, DAYS[1], AT_ONCE)
    assert ended_lately(store, DAYS[0]) == []
    merge(store, DAYS[1])
    assert ended_lately(store, DAYS[1]) == [
        Ended(
            "anna",
            FIRST,
            "north",
            DAYS[1],
            "not_relevant",
            "wrong_data",
            frozenset({"medicines"}),
        )
    ]


def test_what_ends_by_itself_has_no_reason(store):
    merge(store, DAYS[0])
    merge(store, DAYS[1], fired={("bo", "visits")})
    (ended,) = ended_lately(store, DAYS[1])
    assert (ended.client_id, ended.outcome, ended.reason) == ("anna", "lapsed", None)
    assert ended.triggers == {"medicines"}


def test_an_ending_is_told_for_a_month(store):
    merge(store, DAYS[0])
    merge(store, DAYS[1], fired={("bo", "visits")})
    last = DAYS[TOLD_FOR_DAYS]
    assert [one.client_id for one in ended_lately(store, last)] == ["anna"]
    assert ended_lately(store, last + timedelta(days=1)) == []


def test_what_held_before_the_episode_is_not_among_its_grounds(store):
    merge(store, DAYS[0], fired={("anna", "visits")})
    merge(store, DAYS[1], fired=set())
    merge(store, DAYS[2], fired={("anna", "medicines")})
    merge(store, DAYS[3], fired=set())
    ended = ended_lately(store, DAYS[3])
    assert [(one.opened_on, one.triggers) for one in ended] == [
        (DAYS[0], {"visits"}),
        (DAYS[2], {"medicines"}),
    ]
