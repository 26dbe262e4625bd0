"""How many a night puts on a team's list, and what becomes of a backlog."""

from datetime import timedelta

import pytest

from schemas.worklist_rules import Backlog, WorklistRules
from tests.worklist.nights import FIRST, LIVE, ROUTING, night, run
from tests.worklist.test_episodes import episodes
from worklist.states import State, open_states

HUMAN = LIVE | {"concern": "human"}
DAYS = [FIRST + timedelta(n) for n in range(6)]
MANY = {(f"client-{n}", "medicines") for n in range(9)}


def routing(new_per_night, most_shown=None):
    north = ROUTING.teams["north"].model_copy(
        update={"new_per_night": new_per_night, "most_shown": most_shown}
    )
    return ROUTING.model_copy(update={"teams": ROUTING.teams | {"north": north}})


def walk(store, fired, teams, **rules):
    """How many of the first team are on its list after each night."""
    shown = []
    for day, pairs in zip(DAYS, fired, strict=False):
        one = night(day, pairs, live=HUMAN)
        run(store, {day: one}, day, routing=teams, rules=WorklistRules(**rules))
        with store.connect() as connection:
            states = open_states(connection)["state"].to_list()
        shown.append(states.count(State.LISTED))
    return shown


@pytest.mark.parametrize(
    ("most_shown", "shown"),
    [(None, [2, 4, 6, 8]), (8, [2, 4, 6, 8]), (5, [2, 4, 5, 5]), (1, [1, 1, 1, 1])],
)
def test_a_team_takes_so_many_a_night_while_its_list_has_room(store, most_shown, shown):
    assert walk(store, [MANY] * 4, routing(2, most_shown)) == shown


def test_a_concern_is_listed_though_the_list_is_full_and_takes_its_room(store):
    concern = {("client-8", "concern")}
    fired = [MANY, MANY | concern, MANY | concern]
    assert walk(store, fired, routing(2, 2)) == [2, 3, 3]


def test_what_holds_no_more_is_not_put_on_a_list(store):
    fewer = MANY - {("client-8", "medicines")}
    assert walk(store, [MANY, fewer, MANY], routing(8)) == [8, 8, 9]


@pytest.mark.parametrize(
    ("rules", "shown"),
    [
        ({"backlog": Backlog.ALL}, [9, 11]),
        ({"backlog": Backlog.NEW_ONLY}, [0, 2]),
        ({"backlog": Backlog.N_PER_NIGHT}, [4, 8]),
        ({"backlog": Backlog.N_PER_NIGHT, "backlog_per_night": 1}, [1, 4]),
    ],
)
def test_the_first_nights_backlog_is_released_as_the_county_says(store, rules, shown):
    new = {("dan", "medicines"), ("eva", "visits")}
    assert walk(store, [MANY, MANY | new], routing(4), **rules) == shown


def test_of_a_backlog_that_is_not_listed_something_new_lists(store):
    fired = [MANY, MANY, MANY | {("client-3", "visits")}, MANY | {("bo", "concern")}]
    assert walk(store, fired, routing(4), backlog=Backlog.NEW_ONLY) == [0, 0, 1, 2]


def test_a_concern_on_the_first_night_is_no_backlog(store):
    fired = [MANY | {("client-3", "concern")}]
    assert walk(store, fired, routing(4), backlog=Backlog.NEW_ONLY) == [1]


def test_what_another_decision_finds_is_a_backlog_too(store):
    """Its limit is new, and nothing about those whom it finds at first."""
    nights = [
        night(day, fired, decided_on={"medicines": decided, "visits": DAYS[0]})
        for day, fired, decided in [
            (DAYS[0], {("dan", "medicines")}, DAYS[0]),
            (DAYS[1], MANY | {("eva", "visits")}, DAYS[1]),
            (DAYS[2], MANY | {("fia", "medicines")}, DAYS[1]),
        ]
    ]
    for one in nights:
        run(store, {one.as_of: one}, one.as_of, routing=routing(1))
    listed = [client for client, _, listed_on, _ in episodes(store) if listed_on]
    assert sorted(listed) == ["dan", "eva", "fia"]


def test_a_feed_that_comes_later_brings_a_backlog_too(store):
    """Nobody could be assessed before: no night saw these begin."""
    second = DAYS[1]
    first = night(DAYS[0], set(), live={"visits": "spread"})
    late = night(second, MANY | {("dan", "visits")})
    teams = routing(1)
    rules = WorklistRules()
    run(store, {DAYS[0]: first}, DAYS[0], routing=teams, rules=rules)
    run(store, {second: late}, second, routing=teams, rules=rules)
    listed = [client for client, _, listed_on, _ in episodes(store) if listed_on]
    assert listed == ["dan"]
