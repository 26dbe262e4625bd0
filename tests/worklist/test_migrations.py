"""A store of an earlier version is brought up to date with what it knows."""

from contextlib import contextmanager
from datetime import date, datetime, timedelta

import polars as pl
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, insert, select, text

from worklist.reading import read
from worklist.store import MIGRATIONS, open_store
from worklist.tables import (
    CONCERN,
    DELIVERY,
    DISPOSITION,
    EPISODE,
    HEARD,
    NIGHT,
    RULE_THAT_HOLDS,
)

ON = date(2026, 11, 20)
NEXT = ON + timedelta(1)


def recorded(client, number, code, reverts=None):
    return {
        "disposition_id": f"{client}-{number}",
        "client_id": client,
        "opened_on": ON,
        "number": number,
        "code": code,
        "actor": "nurse-1",
        "team": "north",
        "source": "test",
        "counts_on": NEXT,
        "recorded_at": datetime(2026, 11, 21, 9),
        "reverts": reverts,
    }


def stretch(client, state, from_on, until_on=None):
    return {
        "client_id": client,
        "opened_on": ON,
        "from_on": from_on,
        "until_on": until_on,
        "state": state,
        "team": "north",
        "rule": "root",
    }


@contextmanager
def at_version(store_url, version):
    """A connection to a store as an earlier version left it."""
    engine = create_engine(store_url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        yield connection
    engine.dispose()


def test_lists_that_were_sent_are_known_to_have_arrived(store_url):
    with at_version(store_url, "0005") as connection:
        for kind, moment in (("list", "'2026-11-21 03:00:00'"), ("empty", "NULL")):
            for channel, told in (("folder", kind), ("mail", "failure")):
                connection.execute(
                    text(
                        "INSERT INTO delivery VALUES ('2026-11-20', :team, :channel, "
                        f":kind, '', 'sent', 1, NULL, NULL, {moment})"
                    ),
                    {"team": kind, "channel": channel, "kind": told},
                )
    store = open_store(store_url)
    with store.connect() as connection:
        rows = read(connection, select(DELIVERY)).filter(pl.col("listed_at").is_null())
    store.dispose()
    assert sorted(rows.select("team", "channel").rows()) == [
        ("empty", "folder"),
        ("empty", "mail"),
        ("list", "mail"),
    ]


def test_a_concern_that_the_last_night_knew_is_not_heard_again(store_url):
    with at_version(store_url, "0010") as connection:
        connection.execute(insert(NIGHT).values(as_of=ON, results="0" * 64))
        for concern_id, entered_on in (("known", ON), ("newer", NEXT)):
            connection.execute(
                insert(CONCERN).values(
                    concern_id=concern_id,
                    client_id="anna",
                    raised_on=ON,
                    raised_by="client",
                    kind="situation",
                    source_register="health",
                    entered_on=entered_on,
                )
            )
    store = open_store(store_url)
    with store.connect() as connection:
        rows = read(connection, select(HEARD))
    store.dispose()
    assert rows.rows() == [("known", "anna", ON)]


def test_a_rule_that_keeps_somebody_off_is_known_to_hold(store_url):
    kept_off = {"suppressed_by": "inpatient", "suppressed_on": ON}
    with at_version(store_url, "0009") as connection:
        connection.execute(
            insert(EPISODE),
            [
                stretch("anna", "suppressed", ON) | kept_off,
                stretch("bo", "suppressed", ON, NEXT) | kept_off,
                stretch("bo", "listed", NEXT)
                | dict.fromkeys(["suppressed_by", "suppressed_on"]),
            ],
        )
    store = open_store(store_url)
    with store.connect() as connection:
        rows = read(connection, select(RULE_THAT_HOLDS))
    store.dispose()
    assert rows.rows() == [("anna", "inpatient", ON, None, None, None)]


def test_what_people_recorded_stands_against_the_rules_that_come(store_url):
    """Of Anna something stands, of Bo it was undone, of Cia there is nothing."""
    with at_version(store_url, "0003") as connection:
        connection.execute(
            insert(EPISODE),
            [
                stretch("anna", "listed", ON, NEXT),
                stretch("anna", "taken", NEXT),
                stretch("bo", "listed", ON, NEXT),
                stretch("bo", "waiting", NEXT),
                stretch("cia", "listed", ON),
            ],
        )
        connection.execute(
            insert(DISPOSITION),
            [
                recorded("anna", 1, "taken"),
                recorded("bo", 1, "taken"),
                recorded("bo", 2, "undone", reverts="bo-1"),
            ],
        )
    store = open_store(store_url)
    with store.connect() as connection:
        rows = read(connection, select(EPISODE)).sort("client_id", "from_on")
    store.dispose()
    assert rows.select("client_id", "state", "touched").rows() == [
        ("anna", "listed", False),
        ("anna", "taken", True),
        ("bo", "listed", False),
        ("bo", "waiting", False),
        ("cia", "listed", False),
    ]
    assert rows["suppressed_by"].null_count() == 5
