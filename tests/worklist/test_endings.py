"""Episodes that ended lately are told with how, why and on which grounds they stood."""

from datetime import UTC, datetime, timedelta

from tests.worklist.nights import AT_ONCE, FIRST, ROUTING, night, run
from worklist.endings import TOLD_FOR_DAYS, Ended, ended_lately
from worklist.recorded import Recording, record, undo

DAYS = [FIRST + timedelta(days=days) for days in range(40)]
AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
HELD = {("anna", "medicines"), ("bo", "visits")}


def recording(code, reason=None):
    return Recording("anna", FIRST, code, "nurse", "north", "test", reason)


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
