"""What a list tells of an earlier episode, and to whom."""

from datetime import UTC, datetime, time, timedelta

import polars as pl
import pytest

from schemas.register import Register
from schemas.roles import Role
from tests.worklist.nights import FIRST, ROUTING, known, night, run
from worklist.handled import Handled, last_handled, shown_to
from worklist.lists import team_lists
from worklist.recorded import Recording, record
from worklist.routing import Team

DAY = timedelta(1)
MEDICINES, VISITS = {("anna", "medicines")}, {("anna", "visits")}
FIRED = pl.DataFrame(
    schema={
        "client_id": pl.String,
        "trigger": pl.String,
        "measures": pl.Null,
        "limits": pl.Null,
        "newest_on": pl.Date,
    }
)


@pytest.fixture
def again(store):
    """`again(code)`: Anna was closed with a code, and a new family lists her again.

    A null code: her first episode lapsed. Returns what her row tells of it.
    """

    def listed(code):
        nights = {
            FIRST: night(FIRST, MEDICINES),
            FIRST + DAY: night(FIRST + DAY, ()),
            FIRST + 2 * DAY: night(FIRST + 2 * DAY, VISITS),
        }
        run(store, nights, FIRST)
        if code:
            put(store, code)
        run(store, nights, *[*nights][1:])
        return rows(store, FIRST + 2 * DAY)

    return listed


def put(store, code):
    at = datetime.combine(FIRST + DAY, time(9), UTC)
    one = Recording("anna", FIRST, code, "nurse-1", "north", "test")
    record(store, one, at, at.date(), ROUTING)


def rows(store, as_of):
    lists = team_lists(store, ROUTING, {}, FIRED, known("anna"), as_of, {})
    return [row for one in lists for row in one.everybody]


def test_a_row_tells_how_an_earlier_episode_was_handled(again):
    [row] = again("assessed_2")
    assert row.opened_on == FIRST + 2 * DAY
    assert row.earlier == Handled(FIRST + DAY, "assessed_2", "north")


def test_what_lapsed_was_handled_by_nobody(again):
    [row] = again(None)
    assert row.opened_on == FIRST + 2 * DAY
    assert row.earlier is None


def test_a_past_day_does_not_know_of_what_came_later(store, again):
    again("assessed_2")
    with store.connect() as connection:
        assert last_handled(connection, FIRST) == {}
        assert set(last_handled(connection, FIRST + DAY)) == {"anna"}


@pytest.mark.parametrize(
    ("sector", "roles", "theirs", "shown"),
    [
        ("health", (), (), True),
        ("health", (), (Role.MENTAL_HEALTH,), False),
        ("health", (Role.MENTAL_HEALTH, Role.TREATING), (Role.MENTAL_HEALTH,), True),
        ("social", (), (), False),
    ],
)
def test_another_team_sees_it_only_if_it_could_see_the_evidence(
    sector, roles, theirs, shown
):
    def team(sector, roles):
        name = {"fi": "T", "sv": "T"}
        return Team(name=name, sector=Register(sector), roles=roles)

    teams = {"here": team(sector, roles), "there": team("health", theirs)}
    assert shown_to("there", "here", teams) is shown
    assert shown_to("there", "there", teams)
    assert not shown_to("gone", "here", teams)
