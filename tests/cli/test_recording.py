"""`herate record`: what it takes, what it refuses, and how it says so."""

import json
from functools import partial

import pytest

from tests.audit.conftest import rows_of
from tests.worklist.nights import FIRST, night, run


@pytest.fixture
def herate(herate, store):
    """`herate(ARGUMENT, ...)`: the command that records, where Anna is listed."""
    run(store, {FIRST: night(FIRST, {("anna", "medicines")})}, FIRST)
    return partial(herate, "record")


def test_what_was_recorded_is_told_with_how_the_episode_stands(herate):
    code, out, _ = herate("anna", "--code", "taken", "--json")
    assert code == 0
    told = json.loads(out)
    assert (told["client_id"], told["state"], told["team"]) == (
        "anna",
        "taken",
        "north",
    )


def test_it_is_undone_by_the_same_command(herate):
    assert herate("anna", "--code", "assessed_4")[1].count("is now closed") == 1
    assert "is now listed, team north" in herate("anna", "--undo")[1]


def test_what_was_recorded_is_logged_with_it_and_what_was_refused_is_not(herate, store):
    herate("anna", "--code", "cured")
    herate("anna", "--code", "taken", "--actor", "nurse-1")
    herate("anna", "--undo", "--actor", "nurse-2")
    with store.connect() as connection:
        rows = rows_of(connection)
    assert [
        (row["actor"], row["action"], row["client_id"], row["source"], row["team"])
        for row in rows
    ] == [
        ("nurse-1", "recorded", "anna", "command", "north"),
        ("nurse-2", "recorded", "anna", "command", "north"),
    ]


def test_a_transfer_names_a_team_of_the_county(herate):
    code, out, _ = herate("anna", "--code", "transferred", "--to-team", "mental-health")
    assert code == 0
    assert "team mental-health" in out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("bo", "--code", "taken"), "bo has no episode"),
        (("anna", "--code", "cured"), "there is no code cured"),
        (("anna", "--code", "not_relevant"), "not_relevant needs a reason out of"),
        (("anna", "--undo"), "there is nothing to undo"),
        (("anna",), "give either --code or --undo"),
        (("anna", "--undo", "--code", "taken"), "give either --code or --undo"),
        (("anna", "--code", "transferred", "--to-team", "x"), "can't be transferred"),
    ],
)
def test_what_cannot_be_recorded_is_refused_in_one_sentence(
    herate, arguments, sentence
):
    code, out, err = herate(*arguments)
    assert code == 2
    assert out == ""
    assert err.startswith("herate: ")
    assert sentence in err
