"""Episodes that rules keep off the list: they enter, come back, and none is lost."""

from datetime import UTC, datetime, time, timedelta

import polars as pl
import pytest
from sqlalchemy import select

from schemas.worklist_rules import WorklistRules
from tests.worklist.nights import FIRST, LIVE, ROUTING, night, run, state
from worklist.reading import read
from worklist.recorded import Recording, record, undo
from worklist.store import open_store
from worklist.tables import EPISODE, EPISODE_COUNT

DAY = timedelta(1)
RULES = WorklistRules()
# Families as of the real triggers, so that covers mean what they mean.
FAMILIES = LIVE | {"concern": "human", "crisis": "crisis", "often": "volume"}
FAMILIES |= {"unresolved_matter": "volume"}
MEDICINES, VISITS = ("anna", "medicines"), ("anna", "visits")
CONCERN, CRISIS, OFTEN = ("anna", "concern"), ("anna", "crisis"), ("anna", "often")
UNRESOLVED = ("anna", "unresolved_matter")
SUPPORTED = ("anna", "already_supported")
REVIEWED, PLANNED = ("anna", "medication_reviewed"), ("anna", "recently_planned")
DECEASED, WARD = ("anna", "deceased"), ("anna", "inpatient")


@pytest.fixture
def store(tmp_path):
    """A store on SQLite: what differs between databases has tests of its own."""
    engine = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    yield engine
    engine.dispose()


def a_night(number, fired, suppressed=(), **more):
    day = FIRST + number * DAY
    return night(day, set(fired), live=FAMILIES, suppressed=suppressed, **more)


def walk(store, *nights, first=0):
    """Nights one after another; each gives who fires, and which rules hold."""
    for number, (fired, *rules) in enumerate(nights, start=first):
        one = a_night(number, fired, *rules)
        run(store, {one.as_of: one}, one.as_of, rules=RULES)


def put(store, code, on, **more):
    day = FIRST + on * DAY
    with store.connect() as connection:
        rows = read(connection, select(EPISODE).where(EPISODE.c.until_on.is_(None)))
    opened_on = rows.filter(client_id="anna")["opened_on"][-1]
    one = Recording("anna", opened_on, code, "nurse-1", "north", "test", **more)
    at = datetime.combine(day, time(9), UTC)
    if code == "undone":
        return undo(store, one, at, day)
    return record(store, one, at, day, ROUTING)


def stands(store):
    """Of Anna's episode now: its state, and the rule that keeps it off or its end."""
    with store.connect() as connection:
        rows = read(connection, select(EPISODE).where(EPISODE.c.until_on.is_(None)))
    row = rows.filter(client_id="anna").sort("opened_on").row(-1, named=True)
    return row["state"], row["suppressed_by"] or row["outcome"]


LISTED, SUPPRESSED = ("listed", None), ("suppressed", "already_supported")


def test_an_episode_opened_before_a_worker_was_named_is_kept_off_since_then(store):
    walk(store, ([MEDICINES],), ([MEDICINES], {SUPPORTED}))
    assert stands(store) == SUPPRESSED
    with store.connect() as connection:
        rows = read(connection, select(EPISODE)).sort("from_on").to_dicts()
    assert [row["state"] for row in rows] == ["listed", "suppressed"]
    assert rows[1]["suppressed_on"] == FIRST + DAY
    assert rows[1]["opened_on"] == rows[1]["listed_on"] == FIRST


def test_a_new_episode_may_be_kept_off_from_its_first_night(store):
    walk(store, ([MEDICINES], {SUPPORTED}))
    assert stands(store) == SUPPRESSED


def test_it_goes_to_the_queue_if_it_was_never_listed_and_up_from_there(store):
    other = {("bo", trigger) for trigger in LIVE}
    for number, fired, rules, stood in (
        (0, {MEDICINES}, {SUPPORTED}, SUPPRESSED),
        (1, {MEDICINES, *other}, (), ("waiting", None)),
        (2, {MEDICINES, *other}, (), LISTED),
    ):
        one = a_night(number, fired, rules, team="south")
        run(store, {one.as_of: one}, one.as_of, rules=RULES)
        assert stands(store) == stood


def test_who_had_been_listed_comes_back_without_waiting_again(store):
    other = {("bo", trigger) for trigger in LIVE}
    for number, fired, rules in (
        (0, {MEDICINES}, ()),
        (1, {MEDICINES}, {SUPPORTED}),
        (2, {MEDICINES, *other}, ()),
    ):
        one = a_night(number, fired, rules, team="south")
        run(store, {one.as_of: one}, one.as_of, rules=RULES)
    assert stands(store) == LISTED


@pytest.mark.parametrize("known_on", [1, 2])
def test_what_somebody_took_comes_back_to_them(store, known_on):
    walk(store, ([MEDICINES],))
    put(store, "taken", 1)
    if known_on == 2:
        walk(store, ([MEDICINES],), first=1)
    walk(store, ([], {DECEASED}), first=known_on)
    assert stands(store) == ("suppressed", "deceased")
    walk(store, ([MEDICINES],), first=known_on + 1)
    assert stands(store) == ("taken", None)


def test_what_was_recorded_while_a_rule_kept_it_off_counts_when_it_comes_back(store):
    walk(store, ([MEDICINES],))
    put(store, "taken", 1)
    walk(store, ([MEDICINES], {DECEASED}), first=1)
    until = FIRST + 4 * DAY
    put(store, "snoozed", 2, until=until, reason="agreed_later")
    with store.connect() as connection:
        rows = read(connection, select(EPISODE).where(EPISODE.c.until_on.is_(None)))
    assert rows["found_in"].to_list() == [None]
    walk(store, ([MEDICINES], {DECEASED}), ([MEDICINES],), first=2)
    assert stands(store) == LISTED


def test_it_comes_back_to_the_list_and_its_time_there_begins_again(store):
    walk(store, ([MEDICINES],), ([MEDICINES], {SUPPORTED}))
    walk(store, ([MEDICINES], {SUPPORTED}), first=60)
    assert stands(store) == SUPPRESSED
    walk(store, ([MEDICINES],), first=61)
    assert stands(store) == LISTED
    with store.connect() as connection:
        rows = read(connection, select(EPISODE)).filter(pl.col("until_on").is_null())
    back = FIRST + 62 * DAY
    assert rows.select("listed_on", "wakes_on").row(0) == (FIRST, back)
    walk(store, ([MEDICINES],), first=90)
    assert stands(store) == LISTED
    walk(store, ([MEDICINES],), first=91)
    assert stands(store) == ("closed", "expired")


def test_it_does_not_expire_but_lapses_like_others(store):
    walk(store, ([MEDICINES],), ([MEDICINES], {SUPPORTED}))
    walk(store, ([MEDICINES], {SUPPORTED}), first=200)
    assert stands(store) == SUPPRESSED
    walk(store, ([], {SUPPORTED}), ([], ()), first=201)
    assert stands(store) == SUPPRESSED
    walk(store, ([], {SUPPORTED}), first=215)
    assert stands(store) == ("closed", "lapsed")


@pytest.mark.parametrize(
    ("reason", "kept_off"), [(VISITS, True), (CONCERN, False), (CRISIS, False)]
)
def test_a_reason_that_the_rule_does_not_cover_brings_it_back(store, reason, kept_off):
    walk(store, ([MEDICINES],), ([MEDICINES], {SUPPORTED}))
    walk(store, ([MEDICINES, reason], {SUPPORTED}), first=2)
    assert stands(store) == (SUPPRESSED if kept_off else LISTED)


def test_several_rules_cover_together_and_the_first_in_order_is_told(store):
    walk(store, ([MEDICINES, OFTEN], {REVIEWED}))
    assert stands(store) == LISTED
    walk(store, ([MEDICINES, VISITS], {REVIEWED, PLANNED}), first=1)
    assert stands(store) == LISTED
    walk(store, ([MEDICINES, OFTEN], {REVIEWED, PLANNED}), first=2)
    assert stands(store) == ("suppressed", "recently_planned")
    walk(store, ([MEDICINES], {REVIEWED}), first=3)
    assert stands(store) == ("suppressed", "medication_reviewed")


def test_what_a_person_took_stays_with_that_person(store):
    walk(store, ([MEDICINES],))
    put(store, "taken", 1)
    walk(store, ([MEDICINES], {SUPPORTED, WARD}), first=1)
    assert stands(store) == ("taken", None)


@pytest.mark.parametrize(
    ("code", "more"), [("taken", {}), ("transferred", {"to_team": "south"})]
)
def test_a_person_takes_or_sends_on_what_a_rule_kept_off(store, code, more):
    walk(store, ([MEDICINES], {SUPPORTED}))
    put(store, code, 1, **more)
    stood = stands(store)
    assert stood == ("taken" if code == "taken" else "listed", None)
    walk(store, ([MEDICINES], {SUPPORTED}), first=1)
    assert stands(store) == stood


def test_a_recording_that_was_undone_leaves_it_to_the_rule(store):
    walk(store, ([MEDICINES], {SUPPORTED}))
    put(store, "taken", 1)
    put(store, "undone", 1)
    assert stands(store) == SUPPRESSED
    walk(store, ([MEDICINES], {SUPPORTED}), first=1)
    assert stands(store) == SUPPRESSED


def test_it_can_be_closed_like_any_other(store):
    walk(store, ([MEDICINES], {SUPPORTED}))
    put(store, "already_supported", 1)
    assert stands(store) == ("closed", "already_supported")
    with store.connect() as connection:
        rows = read(connection, select(EPISODE))
    assert rows.filter(state="closed")["suppressed_by"].to_list() == [None]


def test_what_a_person_put_off_comes_back_on_its_day_whatever_rules_say(store):
    until = FIRST + 4 * DAY
    walk(store, ([MEDICINES], {SUPPORTED}))
    put(store, "snoozed", 1, reason="agreed_later", until=until)
    walk(store, *[([MEDICINES], {SUPPORTED})] * 2, first=1)
    assert stands(store) == ("snoozed", None)
    walk(store, ([MEDICINES], {SUPPORTED}), first=3)
    assert stands(store) == LISTED


@pytest.mark.parametrize("rule", ["deceased", "minor", "objects", "moved_away"])
@pytest.mark.parametrize("code", [None, "taken", "snoozed"])
def test_who_leaves_the_population_goes_at_once_whoever_took_them(store, rule, code):
    walk(store, ([MEDICINES],))
    until = {"until": FIRST + 30 * DAY, "reason": "agreed_later"}
    if code:
        put(store, code, 1, **(until if code == "snoozed" else {}))
    walk(store, ([], {("anna", rule)}), first=1)
    assert stands(store) == ("suppressed", rule)
    walk(store, ([MEDICINES],), first=2)
    assert stands(store) == (code or "listed", None)


def test_the_population_is_told_before_other_rules(store):
    walk(store, ([MEDICINES],), ([MEDICINES], {SUPPORTED, DECEASED}))
    assert stands(store) == ("suppressed", "deceased")


def test_a_night_that_cannot_tell_leaves_it_as_it_was(store):
    walk(store, ([MEDICINES], {SUPPORTED}))
    one = a_night(1, {MEDICINES}, untold={SUPPORTED, WARD})
    run(store, {one.as_of: one}, one.as_of, rules=RULES)
    assert stands(store) == SUPPRESSED
    walk(store, ([MEDICINES],), first=2)
    assert stands(store) == LISTED
    one = a_night(3, {MEDICINES}, untold={SUPPORTED, WARD})
    run(store, {one.as_of: one}, one.as_of, rules=RULES)
    assert stands(store) == LISTED


@pytest.mark.parametrize("untold", [SUPPORTED, PLANNED])
def test_rules_that_cover_together_stay_while_a_night_cannot_tell_one(store, untold):
    fired, both = {VISITS, UNRESOLVED}, {SUPPORTED, PLANNED}
    walk(store, (fired, both))
    for number, known, stood in (
        (1, False, SUPPRESSED),
        (2, True, LISTED),
        (3, False, LISTED),
    ):
        more = {} if known else {"untold": {untold}}
        one = a_night(number, fired, both - {untold}, **more)
        run(store, {one.as_of: one}, one.as_of, rules=RULES)
        assert stands(store) == stood


def test_a_rule_that_covers_alone_stays_untold_though_the_one_told_before_it_ends(
    store,
):
    walk(store, ([MEDICINES], {PLANNED, REVIEWED}))
    one = a_night(1, {MEDICINES}, untold={REVIEWED})
    run(store, {one.as_of: one}, one.as_of, rules=RULES)
    assert stands(store) == ("suppressed", "medication_reviewed")


def test_a_client_kept_off_takes_nobodys_place(store):
    """The southern team takes one a night."""
    both = {("anna", "medicines"), ("anna", "visits"), ("bo", "medicines")}
    one = a_night(0, both, {SUPPORTED}, team="south")
    run(store, {one.as_of: one}, one.as_of, rules=RULES)
    assert stands(store) == SUPPRESSED
    with store.connect() as connection:
        rows = read(connection, select(EPISODE))
    assert rows.filter(client_id="bo")["state"].to_list() == ["listed"]


def test_shown_queued_taken_snoozed_and_suppressed_are_all_that_is_open(store):
    fired = {(f"client-{n}", "medicines") for n in range(4)}
    one = a_night(
        0, {MEDICINES, *fired}, {("client-1", "inpatient"), SUPPORTED}, team="south"
    )
    run(store, {one.as_of: one}, one.as_of, rules=RULES)
    with store.connect() as connection:
        counts = read(connection, select(EPISODE_COUNT)).drop("as_of")
    assert counts.sort("state", "suppressed_by").rows() == [
        ("south", "listed", "", 1),
        ("south", "suppressed", "already_supported", 1),
        ("south", "suppressed", "inpatient", 1),
        ("south", "waiting", "", 2),
    ]


def test_nights_run_again_or_late_give_what_they_would_have_given(store):
    nights = {
        FIRST + n * DAY: a_night(n, {MEDICINES}, {SUPPORTED} if n in (1, 2) else ())
        for n in range(5)
    }
    run(store, nights, *nights, rules=RULES)
    whole = state(store)
    run(store, nights, FIRST + DAY, FIRST, rules=RULES)
    assert state(store) == whole
    run(store, nights, *reversed(nights), rules=RULES)
    assert state(store) == whole
