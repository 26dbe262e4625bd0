"""Another team answers for an open episode only where it must."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select

from schemas.roles import Role
from schemas.worklist_rules import WorklistRules
from tests.worklist.nights import FIRST, LIVE, ROUTING, night, run
from worklist.reading import read
from worklist.recorded import Recording, record
from worklist.tables import EPISODE

ADDICTION = LIVE | {"addiction": "addiction", "abuse": "addiction"}
TREATING = {"addiction": (Role.SUBSTANCE_USE,), "abuse": (Role.TREATING,)}


def with_roles(**roles):
    """Beside the teams of the tests, some that may see restricted evidence."""
    teams = {
        team: ROUTING.teams["north"].model_copy(
            update={"roles": tuple(map(Role, of_team))}
        )
        for team, of_team in roles.items()
    }
    return ROUTING.model_copy(update={"teams": ROUTING.teams | teams})


def record_of(store, code, on, routing, **more):
    one = Recording("anna", FIRST, code, "nurse-1", "north", "test", **more)
    at = datetime.combine(FIRST + timedelta(on), time(9), UTC)
    record(store, one, at, at.date(), routing)


def anna(store):
    """Anna's episode as it stands now."""
    with store.connect() as connection:
        rows = read(connection, select(EPISODE).where(EPISODE.c.until_on.is_(None)))
    return rows.filter(client_id="anna").row(0, named=True)


def stands(store):
    return anna(store)["team"], anna(store)["state"]


def test_an_episode_goes_on_elsewhere_when_its_team_is_gone(store):
    second = FIRST + timedelta(1)
    fired = {("anna", "medicines")}
    fewer = ROUTING.model_copy(update={"teams": {"north": ROUTING.teams["north"]}})
    nights = {
        FIRST: night(FIRST, fired, team="south"),
        second: night(second, fired, team="north"),
    }
    run(store, nights, FIRST)
    run(store, nights, second, routing=fewer)
    with store.connect() as connection:
        rows = read(connection, select(EPISODE).order_by(EPISODE.c.from_on))
    assert rows.select("opened_on", "team", "listed_on", "until_on").rows() == [
        (FIRST, "south", FIRST, second),
        (FIRST, "north", second, None),
    ]


def test_only_a_named_role_takes_over_an_open_episode(store):
    second, third = FIRST + timedelta(1), FIRST + timedelta(2)
    restricted = ROUTING.teams["north"].model_copy(update={"roles": (Role.NAMED_ROLE,)})
    routing = ROUTING.model_copy(
        update={"teams": ROUTING.teams | {"restricted": restricted}}
    )
    fired = {("anna", "medicines")}
    nights = {
        FIRST: night(FIRST, fired, team="south"),
        second: night(second, fired, team="north"),
        third: night(third, fired, team="restricted"),
    }
    run(store, nights, FIRST, second, third, routing=routing)
    with store.connect() as connection:
        rows = read(connection, select(EPISODE).order_by(EPISODE.c.from_on))
    assert rows.select("opened_on", "team", "until_on").rows() == [
        (FIRST, "south", third),
        (FIRST, "restricted", None),
    ]


CLINIC = with_roles(clinic=("substance_use",), doctor=("treating",))


def addiction(number, team, *triggers):
    return night(
        FIRST + timedelta(number),
        {("anna", trigger) for trigger in triggers},
        live=ADDICTION,
        team=team,
        restricted=TREATING,
    )


def walk(store, *nights, routing=CLINIC):
    for one in nights:
        run(store, {one.as_of: one}, one.as_of, routing=routing)


@pytest.mark.parametrize("taken", [False, True])
def test_a_restricted_reason_moves_it_to_who_may_see_it(store, taken):
    walk(store, addiction(0, "north", "visits"))
    if taken:
        record_of(store, "taken", 1, CLINIC)
    walk(store, addiction(1, "clinic", "visits", "addiction"))
    assert stands(store) == ("clinic", "listed")


def with_full_clinic(number, team, *triggers, **more):
    """A night on which Bo fills the clinic's list, and Anna would go to a team."""
    fired = {("anna", trigger) for trigger in triggers} | {("bo", "visits")}
    teams = {"anna": (team, "root"), "bo": ("clinic", "root")}
    told = {"live": ADDICTION, "restricted": TREATING, "teams": lambda _: teams} | more
    return night(FIRST + timedelta(number), fired, **told)


FULL = CLINIC.model_copy(
    update={
        "teams": CLINIC.teams
        | {"clinic": CLINIC.teams["clinic"].model_copy(update={"most_shown": 1})}
    }
)


@pytest.mark.parametrize(("taken", "state"), [(False, "waiting"), (True, "listed")])
def test_what_somebody_had_taken_waits_in_no_queue_of_another_team(store, taken, state):
    walk(store, with_full_clinic(0, "north", "visits"), routing=FULL)
    if taken:
        record_of(store, "taken", 1, FULL)
    moved = with_full_clinic(1, "clinic", "visits", "addiction")
    walk(store, moved, routing=FULL)
    assert stands(store) == ("clinic", state)
    assert anna(store)["listed_on"] == (moved.as_of if taken else None)


def test_what_was_taken_and_a_rule_keeps_off_comes_back_on_the_new_teams_list(store):
    died = [("anna", "deceased")]
    walk(store, with_full_clinic(0, "north", "visits"), routing=FULL)
    record_of(store, "taken", 1, FULL)
    kept_off = with_full_clinic(1, "north", "visits", suppressed=died)
    moved = with_full_clinic(2, "clinic", "visits", "addiction", suppressed=died)
    walk(store, kept_off, moved, routing=FULL)
    assert (*stands(store), anna(store)["listed_on"]) == ("clinic", "suppressed", None)
    back = with_full_clinic(3, "clinic", "visits", "addiction")
    walk(store, back, routing=FULL)
    assert (*stands(store), anna(store)["listed_on"]) == (
        *("clinic", "listed"),
        back.as_of,
    )


def gone(number, team="south", **more):
    """A night on which nothing holds for Anna."""
    return night(FIRST + timedelta(number), (), team=team, **more)


def only(one):
    return {one.as_of: one}, one.as_of


ONE_LEFT = ROUTING.model_copy(update={"teams": {"north": ROUTING.teams["north"]}})
QUICK = WorklistRules(lapses_after=3)


def test_what_was_taken_and_gone_for_long_lapses_in_its_time_at_the_new_team(store):
    walk(store, night(FIRST, {("anna", "visits")}, team="south"), routing=ROUTING)
    record_of(store, "taken", 1, ROUTING)
    for number in (1, 8):
        run(store, *only(gone(number)), rules=QUICK)
    for number in range(9, 13):
        run(store, *only(gone(number, "north")), routing=ONE_LEFT, rules=QUICK)
        assert stands(store) == ("north", "listed")
    run(store, *only(gone(13, "north")), routing=ONE_LEFT, rules=QUICK)
    assert stands(store) == ("north", "closed")


def test_what_comes_back_after_its_reason_has_gone_lapses_in_its_time(store):
    died = [("anna", "deceased")]
    walk(store, night(FIRST, {("anna", "visits")}, team="south"), routing=ROUTING)
    record_of(store, "taken", 1, ROUTING)
    run(store, *only(gone(1, suppressed=died)), rules=QUICK)
    for number in (2, 3):
        one = gone(number, "north", suppressed=died)
        run(store, *only(one), routing=ONE_LEFT, rules=QUICK)
        assert stands(store) == ("north", "suppressed")
    for number in range(3, 6):
        run(store, *only(gone(number, "north")), routing=ONE_LEFT, rules=QUICK)
        assert stands(store) == ("north", "listed")
    for number in (6, 7):
        run(store, *only(gone(number, "north")), routing=ONE_LEFT, rules=QUICK)
    assert stands(store) == ("north", "closed")


def test_who_may_see_one_of_the_restricted_reasons_keeps_it(store):
    walk(store, addiction(0, "doctor", "visits"))
    record_of(store, "taken", 1, CLINIC)
    walk(store, addiction(1, "clinic", "visits", "addiction", "abuse"))
    assert stands(store) == ("doctor", "taken")


def test_it_does_not_move_to_who_may_not_see_the_reason_either(store):
    walk(store, addiction(0, "north", "visits"))
    walk(store, addiction(1, "south", "visits", "addiction"))
    assert stands(store) == ("north", "listed")


def test_who_was_sent_on_after_the_reason_began_stays_there(store):
    walk(store, addiction(0, "clinic", "addiction"))
    record_of(store, "transferred", 1, CLINIC, to_team="north")
    walk(store, addiction(1, "clinic", "addiction"))
    assert stands(store) == ("north", "listed")


def test_a_transfer_between_named_roles_stands(store):
    routing = with_roles(few=("named_role",), others=("named_role",))
    walk(store, addiction(0, "few", "visits"), routing=routing)
    record_of(store, "transferred", 1, routing, to_team="others")
    walk(store, addiction(1, "few", "visits"), routing=routing)
    assert stands(store) == ("others", "listed")
