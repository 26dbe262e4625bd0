"""What teams are owed stands beside the episodes: with them or not at all."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.worklist.nights import FIRST, RULES, night
from worklist import deliveries
from worklist.deliveries import Kind, Overtaken, Owing, Progress
from worklist.episodes import merge_night, open_clients, take_back_night

SECOND, THIRD = FIRST + timedelta(days=1), FIRST + timedelta(days=2)
AT = datetime(2026, 11, 21, 2, 30, tzinfo=UTC)
OLD, NEW = "a" * 64, "b" * 64
NAIVE = AT.replace(tzinfo=None)
OWING = Owing({"north": ("folder", "mail"), "south": ("folder",)})
ALL = [("north", "folder"), ("north", "mail"), ("south", "folder")]
NIGHTS = {day: night(day, {("anna", "medicines")}) for day in (FIRST, SECOND, THIRD)}


def merge(store, *days, owing=OWING):
    for day in days:
        merge_night(store, day, RULES, lambda day, _: NIGHTS[day], owing)


def take_back(store, day, owing=OWING):
    take_back_night(store, day, RULES, lambda day, _: NIGHTS[day], owing)


def owed(store, day):
    return [(one.team, one.channel) for one in deliveries.pending(store, day, day)]


def send_all(store, content_key="a" * 64):
    for one in deliveries.pending(store):
        begun = deliveries.begin(store, one, one.kind, content_key)
        deliveries.sent(store, begun, one.kind, AT)


def rows(store, day=FIRST):
    return deliveries.owed_of(store, day, day)


def test_a_night_owes_every_team_each_of_its_channels(store):
    merge(store, FIRST)
    assert owed(store, FIRST) == ALL
    assert {one.kind for one in rows(store)} == {Kind.LIST}


def test_a_night_that_breaks_owes_nothing(store):
    def broken(clients):
        raise RuntimeError("the night was killed here")

    with pytest.raises(RuntimeError, match="killed"):
        merge_night(
            store,
            FIRST,
            RULES,
            lambda day, _: replace(NIGHTS[day], teams=broken),
            OWING,
        )
    assert rows(store) == []


def test_episodes_of_which_nobody_would_be_told_are_not_kept(store, monkeypatch):
    def broken(*_):
        raise RuntimeError("the night was killed here")

    monkeypatch.setattr("worklist.episodes.owe", broken)
    with pytest.raises(RuntimeError, match="killed"):
        merge(store, FIRST)
    assert open_clients(store, FIRST) == []


def test_a_night_held_back_owes_a_failure_that_says_what_was_missing(store):
    take_back(store, FIRST, replace(OWING, lacking=("clients", "contacts")))
    assert {one.kind for one in rows(store)} == {Kind.FAILURE}
    assert {one.lacking for one in rows(store)} == {("clients", "contacts")}
    merge(store, FIRST)
    assert {(one.kind, one.lacking) for one in rows(store)} == {(Kind.LIST, ())}


def test_a_night_run_again_owes_again_and_remembers_what_was_sent(store):
    merge(store, FIRST)
    send_all(store)
    assert owed(store, FIRST) == []
    merge(store, FIRST)
    assert owed(store, FIRST) == ALL
    assert {(one.content_key, one.sent_at) for one in rows(store)} == {
        ("a" * 64, NAIVE)
    }


def test_a_late_night_owes_its_own_list_alone(store):
    merge(store, FIRST, THIRD)
    send_all(store)
    before = rows(store, THIRD)
    merge(store, SECOND)
    assert owed(store, SECOND) == ALL
    assert rows(store, THIRD) == before
    take_back(store, FIRST)
    assert rows(store, THIRD) == before


def test_what_was_begun_and_not_marked_is_still_owed_with_its_key(store):
    merge(store, FIRST)
    first = deliveries.pending(store)[0]
    deliveries.begin(store, first, Kind.EMPTY, "b" * 64)
    (begun, *_) = deliveries.pending(store)
    assert (begun.kind, begun.content_key, begun.sent_at, begun.attempts) == (
        Kind.EMPTY,
        "b" * 64,
        None,
        1,
    )


def test_a_failure_is_owed_to_those_to_whom_nothing_was_sent(store):
    merge(store, FIRST)
    first = deliveries.pending(store)[0]
    begun = deliveries.begin(store, first, first.kind, "c" * 64)
    deliveries.sent(store, begun, first.kind, AT)
    deliveries.owe_failure(store, FIRST, OWING)
    assert [(one.kind, one.state) for one in rows(store)] == [
        (Kind.LIST, Progress.SENT),
        (Kind.FAILURE, Progress.PENDING),
        (Kind.FAILURE, Progress.PENDING),
    ]


def test_a_team_that_left_the_settings_is_owed_nothing_new(store):
    merge(store, FIRST)
    merge(store, FIRST, owing=Owing({"south": ("folder",)}))
    assert owed(store, FIRST) == [("south", "folder")]


def last_list(store, day, team="north"):
    return deliveries.last_list_before(store, day, team)


def test_the_last_list_is_one_that_was_sent(store):
    merge(store, FIRST, SECOND)
    assert last_list(store, THIRD) is None
    send_all(store)
    assert last_list(store, THIRD) == SECOND
    assert last_list(store, FIRST) is None
    take_back(store, SECOND)
    send_all(store)
    assert last_list(store, THIRD) == FIRST


def test_the_last_list_is_one_that_was_sent_to_the_team(store):
    merge(store, FIRST)
    send_all(store)
    merge(store, SECOND, owing=Owing({"south": ("folder",)}))
    send_all(store)
    assert last_list(store, THIRD, "south") == SECOND
    assert last_list(store, THIRD, "north") == FIRST
    assert last_list(store, THIRD, "east") is None


def test_a_list_that_arrived_is_known_whatever_was_tried_since(store):
    merge(store, FIRST)
    send_all(store)
    merge(store, FIRST)
    (first, *_) = deliveries.pending(store)
    deliveries.begin(store, first, Kind.LIST, "d" * 64)
    (begun, *_) = rows(store)
    assert (begun.sent_at, begun.listed_at) == (None, NAIVE)
    deliveries.owe_failure(store, FIRST, OWING)
    assert {one.kind for one in rows(store)} == {Kind.LIST}
    merge(store, FIRST)
    assert {one.listed_at for one in rows(store)} == {NAIVE}


def test_a_note_of_failure_is_no_list(store):
    take_back(store, FIRST)
    send_all(store)
    assert {(one.sent_at, one.listed_at) for one in rows(store)} == {(NAIVE, None)}
    merge(store, FIRST)
    assert last_list(store, SECOND) is None


def test_the_list_of_a_night_that_stands_is_owed_over_a_failure(store):
    merge(store, FIRST)
    deliveries.owe_failure(store, FIRST, OWING)
    take_back(store, SECOND, replace(OWING, lacking=("clients",)))
    send_all(store)
    for day in (FIRST, SECOND):
        deliveries.owe_list_again(store, day)
    assert owed(store, FIRST) == ALL
    assert {one.kind for one in rows(store)} == {Kind.LIST}
    assert {(one.kind, one.state) for one in rows(store, SECOND)} == {
        (Kind.FAILURE, Progress.SENT)
    }


def test_what_was_sent_may_lack_something_and_stays_owed(store):
    merge(store, FIRST)
    (first, *_) = deliveries.pending(store)
    begun = deliveries.begin(store, first, Kind.LIST, "e" * 64)
    deliveries.sent(store, begun, Kind.LIST, AT, "NamesMissing")
    (one, *_) = deliveries.pending(store)
    assert (one.sent_at, one.listed_at, one.last_error) == (
        NAIVE,
        NAIVE,
        "NamesMissing",
    )


def test_moments_are_kept_in_utc(store):
    merge(store, FIRST)
    (one, *_) = deliveries.pending(store)
    helsinki = AT.astimezone(ZoneInfo("Europe/Helsinki"))
    deliveries.sent(store, one, Kind.LIST, helsinki)
    assert rows(store)[0].sent_at == NAIVE


@pytest.fixture
def owed_one(store):
    """A delivery as two attempts have read it."""
    merge(store, FIRST)
    return deliveries.pending(store)[0]


def begin(store, one, content_key):
    return deliveries.begin(store, one, Kind.LIST, content_key)


def test_of_two_attempts_that_read_the_same_one_may_send(store, owed_one):
    begin(store, owed_one, OLD)
    with pytest.raises(Overtaken):
        begin(store, owed_one, NEW)
    assert rows(store)[0].content_key == OLD


def test_the_claim_of_whoever_may_be_dead_is_taken_over(store, owed_one):
    dead = begin(store, owed_one, OLD)
    deliveries.check_claim(store, dead)
    newer = begin(store, rows(store)[0], NEW)
    deliveries.check_claim(store, newer)
    with pytest.raises(Overtaken):
        deliveries.check_claim(store, dead)


def test_what_is_owed_anew_is_nobodys(store, owed_one):
    asleep = begin(store, owed_one, OLD)
    merge(store, FIRST)
    with pytest.raises(Overtaken):
        deliveries.check_claim(store, asleep)
    with pytest.raises(Overtaken):
        begin(store, asleep, OLD)


def test_whoever_was_overtaken_marks_nothing(store, owed_one):
    asleep = begin(store, owed_one, OLD)
    newer = begin(store, rows(store)[0], NEW)
    deliveries.failed(store, asleep, "OSError")
    deliveries.not_needed(store, asleep, Kind.EMPTY)
    deliveries.unchanged(store, asleep, Kind.EMPTY)
    one = rows(store)[0]
    assert (one.state, one.kind, one.last_error) == (Progress.PENDING, Kind.LIST, None)
    deliveries.sent(store, newer, Kind.LIST, AT)
    assert rows(store)[0].state == Progress.SENT


@pytest.mark.parametrize("same", [False, True])
def test_the_same_content_is_owed_again_where_it_may_be_harmed(store, owed_one, same):
    asleep = begin(store, owed_one, OLD)
    deliveries.sent(store, begin(store, rows(store)[0], OLD), Kind.LIST, AT)
    deliveries.owe_over(store, asleep, same)
    one = rows(store)[0]
    assert (one.state == Progress.PENDING, one.sent_at is None) == (same, same)


@pytest.mark.parametrize("mark", ["sent", "owe_over"])
def test_what_older_content_may_lie_over_is_owed_again(store, owed_one, mark):
    asleep = begin(store, owed_one, OLD)
    deliveries.sent(store, begin(store, rows(store)[0], NEW), Kind.LIST, AT)
    if mark == "sent":
        deliveries.sent(store, asleep, Kind.LIST, AT)
    else:
        deliveries.owe_over(store, asleep)
    one = rows(store)[0]
    assert (one.state, one.content_key, one.sent_at) == (Progress.PENDING, NEW, None)


def test_the_same_content_from_an_overtaken_attempt_has_arrived(store, owed_one):
    slow = begin(store, owed_one, OLD)
    merge(store, FIRST)
    read = rows(store)[0]
    deliveries.sent(store, slow, Kind.LIST, AT)
    one = rows(store)[0]
    assert (one.state, one.content_key, one.sent_at) == (Progress.PENDING, OLD, NAIVE)
    # Whoever had read before that need not send it a second time.
    with pytest.raises(Overtaken):
        begin(store, read, OLD)


def test_what_somebody_else_has_begun_has_not_arrived(store, owed_one):
    slow = begin(store, owed_one, OLD)
    begin(store, rows(store)[0], OLD)
    deliveries.sent(store, slow, Kind.LIST, AT)
    # The second may have died when it had taken the first's checksums away.
    one = rows(store)[0]
    assert (one.state, one.sent_at) == (Progress.PENDING, None)


def test_a_night_is_not_taken_back_where_a_check_within_forbids_it(store):
    def check():
        raise RuntimeError("the extracts have come")

    merge(store, FIRST)
    with pytest.raises(RuntimeError, match="come"):
        take_back_night(store, FIRST, RULES, lambda day, _: NIGHTS[day], OWING, check)
    with pytest.raises(RuntimeError, match="come"):
        merge_night(store, SECOND, RULES, lambda day, _: NIGHTS[day], OWING, check)
    assert {one.kind for one in rows(store)} == {Kind.LIST}
    assert rows(store, SECOND) == []
