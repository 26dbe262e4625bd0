"""Nights merge into one open episode per client, in any order and as often as run."""

from datetime import timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.examples import examples
from tests.worklist.nights import FIRST, LIVE, RULES, night, run, state
from worklist.episodes import take_back_night
from worklist.ordering import PAIR, in_order
from worklist.reading import read
from worklist.store import open_store
from worklist.tables import EPISODE


def episodes(engine):
    """Client, opened on, listed on, closed on, as episodes stand now."""
    with engine.connect() as connection:
        rows = read(
            connection,
            select(EPISODE)
            .where(EPISODE.c.until_on.is_(None))
            .order_by(*EPISODE.primary_key),
        )
    closed_on = pl.when(state="closed").then("from_on")
    return rows.select("client_id", "opened_on", "listed_on", closed_on).rows()


def test_the_first_night_lists_everyone_who_fires(store):
    run(store, {FIRST: night(FIRST, {("anna", "medicines")})}, FIRST)
    assert episodes(store) == [("anna", FIRST, FIRST, None)]


def test_a_trigger_that_goes_on_holding_opens_nothing_more(store):
    second = FIRST + timedelta(1)
    fired = {("anna", "medicines")}
    nights = {FIRST: night(FIRST, fired), second: night(second, fired)}
    run(store, nights, FIRST, second)
    assert episodes(store) == [("anna", FIRST, FIRST, None)]


def test_only_new_crossings_open_episodes_after_the_first_night(store):
    second = FIRST + timedelta(1)
    nights = {
        FIRST: night(FIRST, {("anna", "medicines")}),
        second: night(second, {("anna", "medicines"), ("bo", "visits")}),
    }
    run(store, nights, FIRST, second)
    assert episodes(store) == [
        ("anna", FIRST, FIRST, None),
        ("bo", second, second, None),
    ]


def test_a_second_trigger_joins_the_open_episode(store):
    second = FIRST + timedelta(1)
    nights = {
        FIRST: night(FIRST, {("anna", "medicines")}),
        second: night(second, {("anna", "medicines"), ("anna", "visits")}),
    }
    run(store, nights, FIRST, second)
    assert episodes(store) == [("anna", FIRST, FIRST, None)]
    assert len(state(store)["firing"]) == 2


def test_an_episode_closes_when_no_trigger_holds_any_more(store):
    days = [FIRST + timedelta(n) for n in range(3)]
    nights = {
        days[0]: night(days[0], {("anna", "medicines"), ("anna", "visits")}),
        days[1]: night(days[1], {("anna", "visits")}),
        days[2]: night(days[2], set()),
    }
    run(store, nights, days[0], days[1])
    assert episodes(store) == [("anna", days[0], days[0], None)]
    run(store, nights, days[2])
    assert episodes(store) == [("anna", days[0], days[0], days[2])]


def test_a_night_that_cannot_tell_neither_resolves_nor_reopens(store):
    days = [FIRST + timedelta(n) for n in range(3)]
    fired = {("anna", "medicines")}
    nights = {
        days[0]: night(days[0], fired),
        days[1]: night(days[1], set(), unassessable=fired),
        days[2]: night(days[2], fired),
    }
    run(store, nights, *days)
    assert episodes(store) == [("anna", days[0], days[0], None)]


def test_a_trigger_that_holds_again_opens_a_new_episode(store):
    days = [FIRST + timedelta(n) for n in range(3)]
    fired = {("anna", "medicines")}
    nights = {
        days[0]: night(days[0], fired),
        days[1]: night(days[1], set()),
        days[2]: night(days[2], fired),
    }
    run(store, nights, *days)
    assert episodes(store) == [
        ("anna", days[0], days[0], days[1]),
        ("anna", days[2], days[2], None),
    ]


def test_a_shadow_trigger_lists_nobody(store):
    shadow = night(FIRST, {("anna", "visits")}, live={"medicines": "medicines"})
    run(store, {FIRST: shadow}, FIRST)
    assert episodes(store) == []
    assert len(state(store)["firing"]) == 1


def test_what_stands_beside_another_family_lists_nobody_by_itself(store):
    second, third = FIRST + timedelta(1), FIRST + timedelta(2)
    both = {("anna", "visits"), ("anna", "medicines"), ("bo", "visits")}
    nights = {
        FIRST: night(FIRST, {("anna", "visits")}, beside={"visits"}),
        second: night(second, both, beside={"visits"}),
        third: night(third, {("anna", "visits")}, beside={"visits"}),
    }
    run(store, nights, FIRST, second, third)
    assert episodes(store) == [("anna", second, second, third)]


def test_two_families_that_stand_beside_another_list_together(store):
    live = LIVE | {"illness": "medicines"}
    fired = {
        ("anna", "visits"),
        ("anna", "medicines"),
        ("bo", "medicines"),
        ("bo", "illness"),
    }
    run(store, {FIRST: night(FIRST, fired, live=live, beside=live)}, FIRST)
    assert episodes(store) == [("anna", FIRST, FIRST, None)]


def test_a_trigger_that_goes_live_lists_those_for_whom_it_holds_as_a_backlog(store):
    second = FIRST + timedelta(1)
    nights = {
        FIRST: night(FIRST, {("anna", "visits")}, live={}, team="south"),
        second: night(second, {("anna", "visits"), ("bo", "visits")}, team="south"),
    }
    run(store, nights, FIRST, second)
    # Both are opened; the new crossing goes first.
    assert episodes(store) == [
        ("anna", second, None, None),
        ("bo", second, second, None),
    ]


def test_the_newest_night_that_is_taken_back_leaves_what_was_before_it(store):
    second = FIRST + timedelta(1)
    nights = {
        FIRST: night(FIRST, {("anna", "medicines")}),
        second: night(second, {("anna", "medicines"), ("bo", "visits")}),
    }
    run(store, nights, FIRST)
    without = state(store)
    run(store, nights, second)
    assert state(store) != without
    for _ in range(2):
        assert take_back_night(store, second, RULES, lambda day, _: nights[day])
        assert state(store) == without


def test_a_night_on_which_later_ones_rest_is_not_taken_back(store):
    second = FIRST + timedelta(1)
    nights = {day: night(day, {("anna", "medicines")}) for day in (FIRST, second)}
    run(store, nights, FIRST, second)
    before = state(store)
    assert not take_back_night(store, FIRST, RULES, lambda day, _: nights[day])
    assert state(store) == before
    third = second + timedelta(1)
    assert take_back_night(store, third, RULES, lambda day, _: nights[day])
    assert state(store) == before


def test_whom_a_night_does_not_know_waits_on_in_the_queue(store):
    days = [FIRST + timedelta(n) for n in range(4)]
    fired = {("anna", "medicines"), ("bo", "medicines")}

    def without_bo(clients):
        return {client: ("south", "root") for client in clients if client != "bo"}

    nights = {day: night(day, fired, team="south") for day in days}
    gone = night(days[1], {}, fired, team="south", teams=without_bo)
    run(store, nights | {days[1]: gone}, *days[:2])
    waits = ("bo", FIRST, None, None)
    assert episodes(store) == [("anna", FIRST, FIRST, None), waits]
    run(store, nights, days[2])
    assert episodes(store)[1] == ("bo", FIRST, days[2], None)


def test_what_a_team_cannot_take_waits_and_is_listed_later(store):
    second = FIRST + timedelta(1)
    fired = {("anna", "medicines"), ("bo", "medicines"), ("bo", "visits")}
    nights = {day: night(day, fired, team="south") for day in (FIRST, second)}
    run(store, nights, FIRST)
    # More families go first.
    assert episodes(store) == [("anna", FIRST, None, None), ("bo", FIRST, FIRST, None)]
    run(store, nights, second)
    assert episodes(store) == [
        ("anna", FIRST, second, None),
        ("bo", FIRST, FIRST, None),
    ]


def test_what_is_new_goes_before_the_backlog_of_the_first_night(store):
    second, third = FIRST + timedelta(1), FIRST + timedelta(2)
    backlog = {("anna", "medicines"), ("bo", "medicines"), ("bo", "visits")}
    backlog |= {("cia", "medicines"), ("cia", "visits")}
    crossed = backlog | {("dan", "medicines")}
    nights = {
        FIRST: night(FIRST, backlog, team="south"),
        second: night(second, crossed, team="south"),
        third: night(third, crossed, team="south"),
    }
    run(store, nights, FIRST, second, third)
    assert episodes(store) == [
        ("anna", FIRST, None, None),
        ("bo", FIRST, FIRST, None),
        ("cia", FIRST, third, None),
        ("dan", second, second, None),
    ]


HUMAN = LIVE | {"concern": "human"}


def test_a_human_concern_goes_before_more_families_and_newer_events(store):
    fired = {("anna", "medicines"), ("anna", "visits"), ("bo", "concern")}
    run(store, {FIRST: night(FIRST, fired, live=HUMAN, team="south")}, FIRST)
    assert episodes(store) == [("anna", FIRST, None, None), ("bo", FIRST, FIRST, None)]


def test_a_human_concern_waits_in_no_queue_however_little_a_team_can_take(store):
    second = FIRST + timedelta(1)
    concerns = {("bo", "concern"), ("cia", "concern")}
    nights = {
        FIRST: night(FIRST, concerns, live=HUMAN, team="south"),
        second: night(
            second,
            concerns | {("anna", "medicines"), ("dan", "concern")},
            live=HUMAN,
            team="south",
        ),
    }
    run(store, nights, FIRST, second)
    assert episodes(store) == [
        ("anna", second, None, None),
        ("bo", FIRST, FIRST, None),
        ("cia", FIRST, FIRST, None),
        ("dan", second, second, None),
    ]


def test_a_concern_takes_a_client_out_of_the_first_nights_queue(store):
    second = FIRST + timedelta(1)
    backlog = {("anna", "medicines"), ("bo", "medicines"), ("bo", "visits")}
    nights = {
        FIRST: night(FIRST, backlog, live=HUMAN, team="south"),
        second: night(
            second,
            backlog | {("anna", "concern"), ("cia", "medicines"), ("cia", "visits")},
            live=HUMAN,
            team="south",
        ),
    }
    run(store, nights, FIRST, second)
    # Anna's concern takes the only place, before what is new.
    assert episodes(store) == [
        ("anna", FIRST, second, None),
        ("bo", FIRST, FIRST, None),
        ("cia", second, None, None),
    ]


def test_the_order_is_human_first_then_families_then_newest_then_oldest():
    days = [FIRST - timedelta(n) for n in range(3)]
    waiting = pl.DataFrame(
        {
            "client_id": ["anna", "bo", "cia", "dan", "eva", "fia", "gus"],
            "opened_on": [FIRST, FIRST, FIRST, FIRST, days[2], days[1], FIRST],
        }
    )
    rows = [
        ("anna", "concern", days[2]),
        ("bo", "concern", days[1]),
        ("cia", "concern", days[2]),
        ("cia", "visits", days[2]),
        ("dan", "medicines", days[0]),
        ("dan", "visits", days[0]),
        ("eva", "visits", days[1]),
        ("fia", "visits", days[1]),
        ("gus", "visits", days[0]),
    ]
    fired = pl.DataFrame(
        rows, schema=["client_id", "trigger", "newest_on"], orient="row"
    )
    ordered = in_order(waiting, fired.select(PAIR), fired, HUMAN)
    assert "".join(one[0] for one in ordered["client_id"]) == "cbadgef"
    assert ordered["human"].to_list() == [True] * 3 + [False] * 4


def test_who_holds_nothing_tonight_comes_last():
    waiting = pl.DataFrame(
        {"client_id": ["anna", "bo"], "opened_on": [FIRST - timedelta(9), FIRST]}
    )
    fired = night(FIRST, {("bo", "medicines")}).fired
    ordered = in_order(waiting, fired.select(PAIR), fired, HUMAN)
    assert ordered["client_id"].to_list() == ["bo", "anna"]
    assert ordered["human"].to_list() == [False, False]


PAIRS = [(client, trigger) for client in ("anna", "bo", "cia") for trigger in LIVE]
DAYS = [FIRST + timedelta(n) for n in range(5)]
COUNTY = st.fixed_dictionaries(
    {
        day: st.tuples(st.sets(st.sampled_from(PAIRS)), st.sets(st.sampled_from(PAIRS)))
        for day in DAYS
    }
)


@settings(max_examples=examples(8))
@given(county=COUNTY, order=st.lists(st.sampled_from(DAYS), max_size=4), data=st.data())
def test_any_order_and_any_repeats_give_the_same_state(
    tmp_path_factory, county, order, data
):
    nights = {
        day: night(day, fired, unknown - fired, team="south")
        for day, (fired, unknown) in county.items()
    }
    folder = tmp_path_factory.mktemp("stores")
    in_time = open_store(f"sqlite:///{folder / 'in_time.sqlite'}")
    run(in_time, nights, *DAYS)
    otherwise = open_store(f"sqlite:///{folder / 'otherwise.sqlite'}")
    run(otherwise, nights, *data.draw(st.permutations(DAYS)), *order)
    assert state(otherwise) == state(in_time)
    in_time.dispose()
    otherwise.dispose()


@pytest.mark.parametrize(
    "killed_at", ["_record", "_ended", "_opened", "_released", "write_states"]
)
def test_a_merge_killed_at_any_point_leaves_the_night_before(
    store, monkeypatch, killed_at
):
    second = FIRST + timedelta(1)
    nights = {
        FIRST: night(FIRST, {("anna", "medicines")}),
        second: night(second, {("bo", "visits")}),
    }
    run(store, nights, FIRST)
    before = state(store)

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(f"worklist.episodes.{killed_at}", killed)
        with pytest.raises(KeyboardInterrupt):
            run(store, nights, second)
    assert state(store) == before
    run(store, nights, second)
    assert len(episodes(store)) == 2
