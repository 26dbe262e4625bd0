"""An episode's life, walked day by day: when it lapses, expires, rests and returns."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from schemas.worklist_rules import WorklistRules
from tests.examples import examples
from tests.worklist.nights import FIRST, LIVE, ROUTING, night, raised, run, state
from worklist.balance import count
from worklist.effects import LostRecordings
from worklist.episodes import merge_night
from worklist.reading import read
from worklist.recorded import (
    Recording,
    RefusedRecording,
    record,
    undo,
)
from worklist.rule_sets import RuleSet
from worklist.store import open_store
from worklist.tables import EPISODE
from worklist.vocabulary import vocabulary

HUMAN = LIVE | {"concern": "human", "illness": "medicines"}
DEFAULTS = WorklistRules()
DAY = timedelta(1)
MEDICINES = ("anna", "medicines")
VISITS, CONCERN = ("anna", "visits"), ("anna", "concern")


def put(store, code, on, **more):
    """Record something of Anna's open episode on the morning of a day."""
    opened_on = walked(store)[-1][0]
    one = Recording(
        client_id="anna",
        opened_on=opened_on,
        code=code,
        actor="nurse-1",
        team="north",
        source="test",
        **more,
    )
    at = datetime.combine(FIRST + timedelta(on), time(9), UTC)
    record(store, one, at, at.date(), ROUTING)


def walk(store, last, holds, recorded=None, first=0, team="north", **more):
    """Walk the clock: `holds(n)` gives who fires on day n; null: nobody can tell.

    `recorded`: day to the code, and more, that is recorded on its morning. `more`: as
    nights take it.
    """
    for number in range(first, last + 1):
        day = FIRST + timedelta(number)
        if number in (recorded or {}):
            code, with_it = recorded[number]
            put(store, code, number, **with_it)
        fired = holds(number)
        one = (
            night(day, fired, live=HUMAN, team=team, **more)
            if fired is not None
            else night(day, (), {MEDICINES, VISITS}, live=HUMAN, team=team)
        )
        run(store, {day: one}, day, rules=DEFAULTS)


def walked(store):
    """Of Anna: opened on, number of the day of each state, the state or outcome."""
    with store.connect() as connection:
        rows = read(connection, select(EPISODE).order_by(EPISODE.c.from_on))
    return [
        (
            row["opened_on"],
            (row["from_on"] - FIRST).days,
            row["outcome"] or row["state"],
        )
        for row in rows.filter(client_id="anna").iter_rows(named=True)
        if row["gone_on"] is None or row["state"] == "closed"
    ]


def told(store):
    """Number of the day and state, without the days on which nothing showed."""
    return [(number, what) for _, number, what in walked(store)]


def always(*pairs):
    return lambda _: set(pairs)


@pytest.fixture
def store(tmp_path):
    """A store on SQLite: what differs between databases has tests of its own."""
    engine = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    yield engine
    engine.dispose()


def test_it_lapses_after_fourteen_nights_without_its_trigger(store):
    walk(store, 18, lambda n: {MEDICINES} if n < 3 else set())
    assert told(store) == [(0, "listed"), (17, "lapsed")]


def test_a_trigger_that_holds_again_in_time_keeps_it(store):
    walk(store, 40, lambda n: set() if 3 <= n < 16 else {MEDICINES})
    assert (17, "lapsed") not in told(store)


def test_nights_that_cannot_tell_do_not_make_it_lapse(store):
    walk(store, 25, lambda n: {MEDICINES} if n < 3 else None)
    assert told(store) == [(0, "listed")]


def test_what_somebody_took_neither_lapses_nor_expires(store):
    walk(store, 60, lambda n: {MEDICINES} if n < 3 else set(), {1: ("taken", {})})
    assert told(store) == [(0, "listed"), (1, "taken")]


def test_it_expires_after_thirty_nights_on_the_list_with_nothing_recorded(store):
    walk(store, 31, always(MEDICINES))
    assert told(store) == [(0, "listed"), (30, "expired")]


def test_what_waits_in_the_queue_does_not_expire(store):
    others = {(f"other-{n}", trigger) for n in range(60) for trigger in LIVE}
    walk(store, 35, lambda _: others | {MEDICINES}, team="south")
    with store.connect() as connection:
        rows = read(connection, select(EPISODE).where(EPISODE.c.client_id == "anna"))
    assert rows["state"].to_list() == ["waiting"]


def test_a_snooze_starts_the_clock_again(store):
    until = FIRST + timedelta(20)
    snooze = ("snoozed", {"reason": "agreed_later", "until": until})
    walk(store, 50, always(MEDICINES), {5: snooze})
    assert told(store)[1:] == [(5, "snoozed"), (19, "listed"), (49, "expired")]


def test_who_was_put_off_is_seen_once_more_before_it_lapses(store):
    until = FIRST + timedelta(30)
    snooze = ("snoozed", {"reason": "agreed_later", "until": until})
    walk(store, 44, lambda n: {MEDICINES} if n < 6 else set(), {5: snooze})
    assert told(store)[1:] == [(5, "snoozed"), (43, "lapsed")]
    with store.connect() as connection:
        rows = read(connection, select(EPISODE).where(EPISODE.c.from_on == until - DAY))
    assert rows["state"].to_list() == ["listed"]


def test_a_concern_wakes_who_sleeps(store):
    until = FIRST + timedelta(30)
    snooze = ("snoozed", {"reason": "agreed_later", "until": until})
    walk(store, 6, always(MEDICINES), {5: snooze})
    walk(store, 7, always(MEDICINES, CONCERN), first=7)
    assert told(store)[-1] == (7, "listed")


def test_a_second_concern_lists_while_the_first_still_counts(store):
    first = {"concerns": raised("one")}
    walk(store, 5, always(CONCERN), {5: ("assessed_1", {})}, **first)
    walk(store, 6, always(CONCERN), first=6, **first)
    assert told(store)[-1] == (5, "assessed_1")
    walk(store, 7, always(CONCERN), first=7, concerns=raised("one", "other"))
    assert told(store)[-1] == (7, "listed")


def test_a_concern_does_not_expire_while_it_counts(store):
    walk(store, 45, always(CONCERN))
    assert told(store) == [(0, "listed")]


def test_what_only_a_concern_listed_lapses_as_soon_as_it_is_withdrawn(store):
    walk(store, 2, always(CONCERN))
    walk(store, 5, always(), first=3, withdrawn=frozenset({"anna"}))
    assert told(store)[-1] == (3, "lapsed")


def test_a_concern_whose_time_runs_out_unanswered_expires(store):
    walk(store, 5, lambda n: {CONCERN} if n < 3 else set())
    assert told(store) == [(0, "listed"), (3, "expired")]


def test_a_concern_that_somebody_answered_does_not_expire_as_its_time_runs_out(store):
    snooze = ("snoozed", {"reason": "agreed_later", "until": FIRST + timedelta(3)})
    walk(store, 20, lambda n: {CONCERN} if n < 5 else set(), {1: snooze})
    assert told(store)[1:] == [(1, "snoozed"), (2, "listed"), (19, "lapsed")]


def test_what_something_else_lists_too_outlives_its_concern(store):
    walk(store, 5, lambda n: {CONCERN, MEDICINES} if n < 3 else {MEDICINES})
    assert told(store) == [(0, "listed")]


def test_a_family_that_comes_and_goes_does_not_break_the_rest(store):
    walk(store, 3, lambda n: {MEDICINES} if n < 3 else {VISITS})
    walk(store, 5, always(VISITS), {5: ("assessed_1", {})}, first=4)
    walk(store, 7, always(VISITS), first=6)
    walk(store, 8, always(VISITS, MEDICINES), first=8)
    assert told(store)[-1] == (5, "assessed_1")


def test_who_comes_back_for_something_new_is_no_backlog(store):
    walk(store, 5, always(MEDICINES), {5: ("assessed_1", {})}, team="south")
    others = {(f"other-{n}", "medicines") for n in range(5)}
    walk(store, 6, lambda _: others | {MEDICINES, VISITS}, first=6, team="south")
    assert told(store)[-1] == (6, "listed")


def test_a_night_put_in_late_before_the_opening_keeps_what_was_recorded(store):
    nights = {
        FIRST + timedelta(n): night(FIRST + timedelta(n), {MEDICINES}, live=HUMAN)
        for n in (1, 2, 3)
    }
    early, middle, late = nights
    run(store, nights, middle, rules=DEFAULTS)
    put(store, "declined", 3)
    run(store, nights, late, rules=DEFAULTS)
    run(store, nights, early, rules=DEFAULTS)
    assert told(store)[-1] == (3, "declined")


@pytest.mark.parametrize(
    ("code", "more", "rests"),
    [
        ("assessed_1", {}, 90),
        ("assessed_4", {}, 90),
        ("not_relevant", {"reason": "transient"}, 90),
        ("declined", {}, 180),
    ],
)
def test_the_same_kind_of_reason_rests_for_its_time(store, code, more, rests):
    """It stops and begins again: on the last day of the rest, and on the day after."""
    walk(store, 5, always(MEDICINES), {5: (code, more)})
    early, late = 5 + rests - 1, 5 + rests
    walk(store, early, lambda n: {MEDICINES} if n == early else set(), first=6)
    assert told(store)[-1] == (5, code)
    walk(store, late, always(), first=late)
    walk(store, late + 1, always(MEDICINES), first=late + 1)
    assert told(store)[-1] == (late + 1, "listed")


def test_on_the_first_day_after_its_rest_a_new_crossing_lists(store):
    walk(store, 5, always(MEDICINES), {5: ("assessed_1", {})})
    # One night stands for many on which nothing changes.
    walk(store, 6, always(), first=6)
    walk(store, 95, always(MEDICINES), first=95)
    assert told(store)[-1] == (95, "listed")


def test_another_family_breaks_the_rest_and_one_of_the_same_family_does_not(store):
    walk(store, 5, always(MEDICINES), {5: ("assessed_1", {})})
    walk(store, 10, always(MEDICINES, ("anna", "illness")), first=6)
    assert told(store)[-1] == (5, "assessed_1")
    walk(store, 11, always(MEDICINES, VISITS), first=11)
    assert told(store)[-1] == (11, "listed")


def test_a_human_concern_breaks_every_rest(store):
    walk(store, 5, always(CONCERN), {5: ("declined", {})})
    walk(store, 7, always(), first=6)
    walk(store, 8, always(CONCERN), first=8)
    assert told(store)[-1] == (8, "listed")


@pytest.mark.parametrize(("code", "returns"), [("assessed_1", 365), ("declined", None)])
def test_what_has_held_ever_since_returns_after_its_time(store, code, returns):
    walk(store, 5, always(MEDICINES), {5: (code, {})})
    # One night stands for many on which nothing changes.
    for number in (100, 200, 300, 369, 370, 371):
        walk(store, number, always(MEDICINES), first=number)
    listed = [number for number, what in told(store) if what == "listed"]
    assert listed == ([0, 370] if returns else [0])


def test_what_nobody_answered_returns_sooner(store):
    walk(store, 31, always(MEDICINES))
    for number in (119, 120):
        walk(store, number, always(MEDICINES), first=number)
    assert told(store) == [(0, "listed"), (30, "expired"), (120, "listed")]


CLIENTS = ("anna", "bo")
DAYS = [FIRST + timedelta(n) for n in range(7)]
PAIRS = [(client, trigger) for client in CLIENTS for trigger in HUMAN]
KEEP_OFF = ("objects", "already_supported", "medication_reviewed")
RULED = [(client, rule) for client in CLIENTS for rule in KEEP_OFF]
QUICK = WorklistRules(lapses_after=1, expires_after=3, tries_again_after=1, tries=2)
SLOW = WorklistRules(lapses_after=3, expires_after=5, tries_again_after=2, tries=3)
TURNED = ROUTING.model_copy(
    update={
        "tree": ROUTING.tree.model_copy(update={"team": "south"}),
        "teams": ROUTING.teams | {"east": ROUTING.teams["north"]},
    }
)
# What a county's files say, and what they say after it has changed them.
FILES = [
    RuleSet(routing=ROUTING, worklist=QUICK),
    RuleSet(routing=TURNED, worklist=SLOW),
]
CODES = [
    *(("taken", {}), ("assessed_1", {}), ("declined", {}), ("not_reached", {})),
    *(("transferred", {"to_team": team}) for team in ("south", "east")),
    ("undone", {}),
    ("snoozed", {"reason": "agreed_later", "until": 2}),
]
COUNTY = st.fixed_dictionaries(
    {
        day: st.tuples(
            st.sets(st.sampled_from(PAIRS)),
            st.sets(st.sampled_from(PAIRS)),
            st.sets(st.sampled_from(RULED)),
            st.sets(st.sampled_from(RULED)),
        )
        for day in DAYS
    }
)
RECORDED = st.lists(
    st.tuples(
        st.integers(1, len(DAYS)), st.sampled_from(CLIENTS), st.sampled_from(CODES)
    ),
    max_size=10,
)


def record_quietly(store, files, day, client, code, more):
    """Record something of a client's newest episode, where the store takes it."""
    with store.connect() as connection:
        rows = read(connection, select(EPISODE).where(EPISODE.c.until_on.is_(None)))
    theirs = rows.filter(client_id=client).sort("opened_on")
    if theirs.is_empty():
        return
    if "until" in more:
        more = more | {"until": day + timedelta(more["until"])}
    opened_on = theirs["opened_on"][-1]
    one = Recording(client, opened_on, code, "nurse-1", "north", "test", **more)
    at = datetime.combine(day, time(9), UTC)
    try:
        if code == "undone":
            undo(store, one, at, day, files.worklist)
        else:
            record(store, one, at, day, files.routing, files.worklist)
    except RefusedRecording:
        pass


def ways(store):
    """The team and the rule of each open episode, by client and first day."""
    with store.connect() as connection:
        rows = read(connection, select(EPISODE).where(EPISODE.c.until_on.is_(None)))
    theirs = rows.filter(pl.col("state") != "closed")
    told = theirs.select("client_id", "opened_on", "team", "rule")
    return {(client, on): way for client, on, *way in told.rows()}


def check_whole(store):
    """No client has two open episodes, no day is told twice, and none is left out.

    What is kept off has its rule, and the counts are all that is open.
    """
    with store.connect() as connection:
        rows = read(connection, select(EPISODE))
    now = rows.filter(pl.col("until_on").is_null())
    assert now.select("client_id", "opened_on").is_unique().all()
    still_open = now.filter(pl.col("state") != "closed")
    assert still_open["client_id"].is_unique().all()
    count(now)
    ordered = rows.sort("client_id", "opened_on", "from_on")
    after = pl.col("from_on").shift(-1).over("client_id", "opened_on")
    assert ordered.select(pl.col("until_on").eq_missing(after).all()).item()
    first = pl.col("from_on").first().over("client_id", "opened_on")
    assert ordered.select((first == pl.col("opened_on")).all()).item()


@settings(max_examples=examples(10))
@given(
    county=COUNTY,
    recorded=RECORDED,
    again=st.lists(st.sampled_from(DAYS), max_size=3),
    missing=st.sets(st.sampled_from(DAYS[:-1]), max_size=2),
    changed=st.sets(st.integers(0, len(DAYS))),
)
# Few draws send somebody to the team that is new while a night is missing.
@example(
    county=dict.fromkeys(DAYS, ({MEDICINES}, set(), set(), set())),
    recorded=[
        (2, "anna", ("transferred", {"to_team": "east"})),
        (3, "anna", ("taken", {})),
    ],
    again=[],
    missing={DAYS[1]},
    changed={2},
)
def test_nights_run_again_or_put_in_late_change_nothing_that_people_recorded(
    tmp_path_factory, county, recorded, again, missing, changed
):
    """Also where the county changes its files: on some mornings, before some nights."""
    nights = {
        day: night(
            day,
            fired,
            unknown - fired,
            live=HUMAN,
            suppressed=rules,
            untold=untold - rules,
            concerns=pl.concat(
                # The same concern counts on some nights, and then another.
                raised(f"{client}-{(day - FIRST).days // 3}", client=client)
                for client in CLIENTS
                if (client, "concern") in fired
            )
            if any(trigger == "concern" for _, trigger in fired)
            else raised(),
        )
        for day, (fired, unknown, rules, untold) in county.items()
    }
    folder = tmp_path_factory.mktemp("stores")
    store = open_store(f"sqlite:///{folder / 'store.sqlite'}")

    def results(day, rules):
        way = (rules.routing.tree.team, rules.routing.tree.rule)
        return replace(nights[day], teams=lambda clients: dict.fromkeys(clients, way))

    def merge(number, *days):
        for day in days:
            merge_night(store, day, files_on(number), results)

    def files_on(number):
        return FILES[len([one for one in changed if one <= number]) % 2]

    last = len(DAYS) - 1
    for number, day in enumerate(DAYS):
        for on, client, (code, more) in recorded:
            if on == number:
                record_quietly(store, files_on(number), day, client, code, more)
        if day not in missing:
            merge(number, day)
        check_whole(store)
    before, then = state(store), ways(store)
    for day in again:
        if day not in missing:
            merge(last if day == DAYS[-1] else last + 1, day)
    assert state(store) == before
    merged = [day for day in DAYS[:-1] if day not in missing]
    for day in sorted(missing):
        stood = state(store)
        try:
            merge(last + 1, day)
            merged.append(day)
        except LostRecordings:
            assert state(store) == stood
    check_whole(store)
    whole, now = state(store), ways(store)
    sent_on = {key: way for key, way in then.items() if way[1] == "transferred"}
    assert all(now.get(key, way) == way for key, way in sent_on.items())
    # With the first, all are put in again.
    merge(last + 1, min(merged))
    merge(last, DAYS[-1])
    assert state(store) == whole
    assert whole["disposition"] == before["disposition"]
    store.dispose()


def test_every_code_that_people_record_says_what_it_says_of_the_suggestion():
    words = vocabulary()
    assert {one.label for one in words.dispositions.values()} >= {
        "positive",
        "negative",
        "known",
        "unknown",
        "excluded",
    }
    assert words.automatic["expired"].label == "no_answer"
    assert words.dispositions["not_relevant"].reasons["wrong_data"].label == "data"
