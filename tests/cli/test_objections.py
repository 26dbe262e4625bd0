"""`herate objection`: entered at once, logged, and said in one sentence."""

import json
from contextlib import contextmanager
from functools import partial

import pytest
from sqlalchemy import select

from schemas.settings import read_settings
from worklist.objections import objecting
from worklist.store import open_store
from worklist.tables import ACCESS


@pytest.fixture
def herate(herate, night, monkeypatch):
    """`herate(ARGUMENT, ...)`: `herate objection` after a night."""
    monkeypatch.setattr("getpass.getuser", lambda: "registrar")
    return partial(herate, "objection")


@pytest.fixture
def client(night):
    """Somebody whom the night knows."""
    return night.result("fired")["client_id"].sort()[0]


@contextmanager
def store_here():
    store = open_store(read_settings().database_url)
    with store.connect() as connection:
        yield connection
    store.dispose()


def objectors():
    with store_here() as connection:
        return objecting(connection)["client_id"].to_list()


def test_an_objection_is_entered_once_and_withdrawn(herate, client):
    assert herate("add", client).out == f"{client} objects\n"
    assert herate("add", client).out == f"{client} objects, as entered before\n"
    assert objectors() == [client]
    with store_here() as connection:
        query = select(ACCESS.c.actor, ACCESS.c.client_id)
        rows = connection.execute(query.where(ACCESS.c.action == "recorded")).all()
    assert {tuple(row) for row in rows} == {("registrar", client)}
    told = json.loads(herate("withdraw", client, "--json").out)
    assert told == {"client_id": client, "objects": False, "new": True}
    assert objectors() == []


def test_a_stranger_is_entered_all_the_same_and_told_to_be_one(herate):
    told = herate("add", "stranger")
    assert told.code == 0
    assert "knows no client of this pseudonym" in told.out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("add", "131052-308T"), "looks like a personal identity code"),
        (("add", "anna", "--on", "2999-01-01"), "is ahead"),
    ],
)
def test_what_cannot_be_entered_is_told_in_one_sentence(herate, arguments, sentence):
    told = herate(*arguments)
    assert (told.code, told.out) == (2, "")
    assert sentence in told.err
