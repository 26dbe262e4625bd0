"""Rows are added whole, in order, by many at once, and by nobody changed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Event

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from audit.chain import START, digest
from audit.log import (
    LONGEST,
    Action,
    NotLogged,
    Source,
    UnfitEntry,
    append,
    append_within,
)
from audit.verification import verify
from worklist.store import writing
from worklist.tables import ACCESS

from .conftest import AT, ON, ROWS, rows_of, seen


def test_rows_are_numbered_and_each_follows_the_one_before(logged):
    with logged.connect() as connection:
        rows = rows_of(connection)
    assert [row["number"] for row in rows] == [*range(1, ROWS + 1)]
    assert [row["previous"] for row in rows] == [START, *(r["hash"] for r in rows[:-1])]
    assert all(row["hash"] == digest(row["previous"], row) for row in rows)
    told = ("at", "actor", "team", "action", "client_id", "source", "as_of")
    assert [rows[0][name] for name in told] == [
        datetime(2026, 11, 22, 6, 30),
        "nurse-0",
        "north",
        "opened",
        "client-0-0",
        "web",
        ON,
    ]


def test_who_logs_at_once_leaves_no_gap_and_no_fork(store, anchors):
    def act(number):
        entries = [seen(f"client-{row}", f"nurse-{number}") for row in range(4)]
        append(store, entries, AT)

    with ThreadPoolExecutor(6) as crowd:
        [*crowd.map(act, range(30))]
    with store.connect() as connection:
        rows = rows_of(connection)
        assert verify(connection, anchors).findings == ()
    assert [row["number"] for row in rows] == [*range(1, 121)]
    # What somebody saw at once stands together.
    actors = [row["actor"] for row in rows]
    assert all(len({*actors[at : at + 4]}) == 1 for at in range(0, 120, 4))


def test_a_long_merge_holds_up_nobody_who_opens_a_page(store):
    if store.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    logged = Event()

    def open_page():
        append(store, [seen()], AT)
        logged.set()

    with ThreadPoolExecutor(1) as other:
        with writing(store):
            page = other.submit(open_page)
            in_time = logged.wait(10)
        page.result()
    assert in_time


def test_a_recording_and_its_row_stand_or_fall_together(store):
    def record():
        with writing(store) as connection:
            append_within(connection, [seen()], AT)
            raise RuntimeError("the recording was refused")

    with pytest.raises(RuntimeError):
        record()
    with store.connect() as connection:
        assert rows_of(connection) == []


def test_where_nothing_was_shown_nothing_is_logged(store):
    append(store, [], AT)
    with writing(store) as connection:
        append_within(connection, [], AT)
        assert rows_of(connection) == []


def test_what_cannot_be_logged_is_said_so_that_nothing_is_shown(store):
    with writing(store) as connection:
        connection.execute(text("DROP TABLE access"))
    with pytest.raises(NotLogged, match="so that nothing is shown"):
        append(store, [seen()], AT)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access SET actor = 'nobody' WHERE number = 3",
        "DELETE FROM access WHERE number = 40",
        "REPLACE INTO access SELECT number, at, 'nobody', team, action, client_id, "
        "source, as_of, previous, hash FROM access WHERE number = 3",
        "TRUNCATE access",
    ],
)
def test_the_database_refuses_what_is_not_adding(logged, statement):
    only = {"REPLACE": "sqlite", "TRUNCATE": "postgresql"}.get(statement.split()[0])
    if only not in (None, logged.dialect.name):
        pytest.skip(f"a statement of {only}")
    with (
        logged.connect() as connection,
        pytest.raises(DatabaseError, match="the access log is only added to"),
    ):
        connection.execute(text(statement))
    with logged.connect() as connection:
        assert "nobody" not in {row["actor"] for row in rows_of(connection)}


UNSEEN = {
    "a new line": "anna\n2026-11-22 klo 8.14: user nurse-2",
    "a line of another system": "anna\u2028bo",
    "ANSI": "anna\x1b[2K\x1b[1A",
    "ANSI in one byte": "anna\x9b2K",
    "NUL": "anna\x00",
    "right to left": "anna\u202eanna",
    "no width": "an\u200bna",
    "half a character": "anna\udcff",
    "nothing": "  ",
    "too long": "a" * 65,
}


@pytest.mark.parametrize("name", UNSEEN)
@pytest.mark.parametrize("field", ["client", "actor", "team"])
def test_what_could_forge_a_line_is_refused_and_never_repeated(name, field):
    with pytest.raises(UnfitEntry, match="cannot be logged") as refused:
        seen(**{field: UNSEEN[name]})
    assert UNSEEN[name] not in str(refused.value)


@pytest.mark.parametrize("field", ["client", "actor", "team"])
def test_a_personal_identity_code_never_comes_into_the_log(field):
    with pytest.raises(UnfitEntry, match="give the pseudonym") as refused:
        seen(**{field: "010190-999R"})
    assert "010190" not in str(refused.value)


BROKEN = (
    'anna", "web"], ["',
    "anna'); DROP TABLE access; --",
    '{"number": 1}',
    "anna\\",
    "äöå 😀",
    "<b>anna</b>",
)


def test_what_breaks_out_of_quotes_is_kept_as_it_is(store, anchors):
    append(store, [seen(said, said[:60], team=said[:30]) for said in BROKEN], AT)
    with store.connect() as connection:
        rows = rows_of(connection)
        assert verify(connection, anchors).findings == ()
    assert [row["client_id"] for row in rows] == [*BROKEN]
    assert [row["actor"] for row in rows] == [said[:60] for said in BROKEN]


def test_no_action_or_source_is_longer_than_its_column():
    lengths = {name: ACCESS.c[name].type.length for name in LONGEST}
    assert lengths == LONGEST
    assert max(map(len, (*Action, *Source))) <= ACCESS.c.action.type.length
