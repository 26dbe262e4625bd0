"""Waiting is counted from the day on which an episode came to its team."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import insert

from worklist.tables import EPISODE
from worklist.waiting import waiting_since

OPENED = date(2026, 11, 1)


def day(number):
    return OPENED + timedelta(number)


@pytest.fixture
def since(store, episode):
    """`since(as_of, *states)`: each of a day's number, a state and a team."""

    def told(as_of, *states):
        ends = [*(after for (_, (after, *_)) in pairwise(states)), None]
        rows = [
            episode
            | {"opened_on": OPENED, "from_on": day(number), "state": state}
            | {"team": team, "until_on": None if end is None else day(end)}
            for (number, state, team), end in zip(states, ends, strict=True)
        ]
        with store.begin() as connection:
            connection.execute(insert(EPISODE), rows)
            found = waiting_since(connection, day(as_of))
        return [(waits - OPENED).days for waits in found["waits_since"]]

    return told


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([(0, "waiting", "a"), (3, "listed", "a")], [0]),
        ([(0, "waiting", "a"), (3, "listed", "b"), (5, "listed", "b")], [3]),
        ([(0, "listed", "a"), (3, "listed", "b"), (5, "waiting", "a")], [5]),
        ([(0, "listed", "a"), (3, "snoozed", "a"), (5, "listed", "a")], [5]),
        ([(0, "listed", "a"), (3, "taken", "a"), (5, "listed", "a")], [5]),
        ([(0, "waiting", "a"), (3, "suppressed", "a"), (5, "waiting", "a")], [5]),
        ([(0, "listed", "a"), (3, "snoozed", "a")], []),
        ([(0, "listed", "a"), (3, "closed", "a")], []),
    ],
)
def test_waiting_begins_when_an_episode_comes_to_its_team(since, states, expected):
    assert since(9, *states) == expected


def test_a_past_day_tells_what_was_known_then(since):
    states = [(0, "listed", "a"), (3, "snoozed", "a"), (5, "listed", "a")]
    assert since(2, *states) == [0]


def test_who_is_not_asked_about_is_not_told(store, episode):
    stands = {"opened_on": OPENED, "from_on": OPENED, "until_on": None}
    stands |= {"state": "listed", "team": "a"}
    rows = [episode | stands | {"client_id": who} for who in ("anna", "bo")]
    with store.begin() as connection:
        connection.execute(insert(EPISODE), rows)
        for asked in (["bo"], ["anna", "bo"], []):
            found = waiting_since(connection, OPENED, asked)
            assert sorted(found["client_id"]) == asked
