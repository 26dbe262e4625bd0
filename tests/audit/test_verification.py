"""Each way of tampering is told by its kind and its first row."""

from contextlib import contextmanager

import pytest
from sqlalchemy import delete, insert, text, update

from audit import verification
from audit.anchors import anchor
from audit.chain import START, digest
from audit.log import append
from audit.verification import verify
from worklist.store import writing
from worklist.tables import ACCESS

from .conftest import AT, free, rows_of, seen

NUMBER = ACCESS.c.number
VALUES = {
    "at": AT.replace(tzinfo=None),
    "actor": "nobody",
    "team": None,
    "action": "listed",
    "client_id": "nobody",
    "source": "command",
    "as_of": None,
    "previous": START,
    "hash": START,
}


def edit(**values):
    return lambda connection: connection.execute(
        update(ACCESS).where(NUMBER == 17).values(values)
    )


def remove(*where):
    return lambda connection: connection.execute(delete(ACCESS).where(*where))


def move(connection, by, first):
    """Number the rows from one on anew."""
    for shift in (1_000, by - 1_000):
        connection.execute(
            update(ACCESS)
            .where((first if shift == 1_000 else 1_000) <= NUMBER)
            .values(number=NUMBER + shift)
        )


def remove_and_close_up(connection):
    remove(NUMBER == 17)(connection)
    move(connection, -1, 18)


def forged(connection, number, previous):
    row = rows_of(connection)[0] | {
        "number": number,
        "previous": previous,
        "client_id": "nobody",
    }
    row["hash"] = digest(previous, row)
    return row


def insert_at(number, follow=True):
    """Put a row in, whose own hash is right; it follows the row before it, or none."""

    def tamper(connection):
        before = rows_of(connection)[number - 2]["hash"]
        move(connection, 1, number)
        row = forged(connection, number, before if follow else "f" * 64)
        connection.execute(insert(ACCESS), [row])

    return tamper


def copy_to_the_end(connection):
    row = rows_of(connection)[4] | {"number": 41}
    connection.execute(insert(ACCESS), [row])


def swap(one, other):
    def tamper(connection):
        for now, then in ((one, 999), (other, one), (999, other)):
            connection.execute(update(ACCESS).where(now == NUMBER).values(number=then))

    return tamper


def write_anew(first, last=40):
    """Change a row and give all after it, up to one, right hashes."""

    def tamper(connection):
        rows = rows_of(connection)
        previous = rows[first - 2]["hash"]
        for row in rows[first - 1 : last]:
            row |= {"previous": previous, "actor": "nobody"}
            previous = row["hash"] = digest(previous, row)
            connection.execute(
                update(ACCESS).where(row["number"] == NUMBER).values(row)
            )

    return tamper


TAMPERINGS = {
    **{
        f"{name} was edited": (edit(**{name: value}), {"changed": 17})
        for name, value in VALUES.items()
    },
    "a number was edited": (edit(number=400), {"reordered": 18}),
    "the last number was edited": (
        lambda c: c.execute(update(ACCESS).where(NUMBER == 40).values(number=41)),
        {"changed": 41},
    ),
    "a row was deleted": (remove(NUMBER == 17), {"missing": 17}),
    "the first row was deleted": (remove(NUMBER == 1), {"missing": 1}),
    "rows were deleted": (remove(NUMBER.between(11, 19)), {"missing": 11}),
    "a row was deleted and the rest numbered anew": (
        remove_and_close_up,
        {"changed": 16, "rewritten": 20, "cut": 40},
    ),
    "a row was put in": (insert_at(17), {"inserted": 17, "rewritten": 20}),
    "a row was put in that follows none": (
        insert_at(17, follow=False),
        {"inserted": 17, "rewritten": 20},
    ),
    "a row was copied to the end": (copy_to_the_end, {"inserted": 41}),
    "rows changed places": (swap(17, 33), {"reordered": 17}),
    "neighbours changed places": (swap(17, 18), {"reordered": 17}),
    "the first and the last changed places": (
        swap(1, 40),
        {"reordered": 1, "rewritten": 40},
    ),
    "the end was cut off": (remove(NUMBER > 35), {"cut": 40}),
    "everything was deleted": (remove(), {"cut": 20}),
    "one row was written anew": (write_anew(17, 17), {"changed": 17}),
    "all was written anew from a row on": (write_anew(17), {"rewritten": 20}),
    "all was written anew after an anchor": (write_anew(30), {"rewritten": 40}),
}


@contextmanager
def hands_on(engine):
    """A connection that may do anything, and leaves nothing of it behind."""
    with engine.connect() as connection:
        free(connection)
        yield connection
        connection.rollback()


def told_of(connection, anchors):
    found = verify(connection, anchors).findings
    return {one.kind.value: one.number for one in found}


def test_a_log_that_nobody_touched_has_no_findings(logged, anchors):
    with logged.connect() as connection:
        told = verify(connection, anchors)
    assert (told.rows, told.anchored.number, told.findings) == (40, 40, ())


def test_every_tampering_is_found_and_told_by_its_first_row(logged, anchors):
    found = {}
    for name, (tamper, _) in TAMPERINGS.items():
        with hands_on(logged) as connection:
            tamper(connection)
            found[name] = told_of(connection, anchors)
    assert found == {name: kinds for name, (_, kinds) in TAMPERINGS.items()}


def test_two_tamperings_are_both_told(logged, anchors):
    with hands_on(logged) as connection:
        remove(NUMBER.between(5, 6))(connection)
        edit(actor="nobody")(connection)
        swap(30, 31)(connection)
        told = told_of(connection, anchors)
    assert told == {"missing": 5, "changed": 17, "reordered": 30}


def test_a_row_that_holds_no_moment_is_told_as_changed(logged, anchors):
    if logged.dialect.name != "sqlite":
        pytest.skip("PostgreSQL holds moments alone")
    with hands_on(logged) as connection:
        for column, value in (("at", "'soon'"), ("as_of", "5"), ("actor", "x'ff'")):
            connection.execute(
                text(f"UPDATE access SET {column} = {value} WHERE number = 17")
            )
            assert told_of(connection, anchors) == {"changed": 17}


def test_a_cut_after_the_newest_anchor_cannot_be_seen(logged, anchors):
    """That is what the anchors are for, and what the command says."""
    append(logged, [seen()], AT)
    with hands_on(logged) as connection:
        remove(NUMBER == 41)(connection)
        told = verify(connection, anchors)
    assert (told.rows, told.anchored.number, told.findings) == (40, 40, ())


def test_a_log_that_grew_again_after_a_cut_is_told(logged, anchors):
    with writing(logged) as connection:
        free(connection)
        remove(NUMBER > 35)(connection)
    append(logged, [seen(f"client-{number}") for number in range(9)], AT)
    anchor(logged, anchors)
    with logged.connect() as connection:
        assert told_of(connection, anchors) == {"rewritten": 40}


def test_more_breaks_than_are_looked_into_are_found_by_the_first(
    logged, anchors, monkeypatch
):
    monkeypatch.setattr(verification, "LOOKED_INTO", 2)
    with hands_on(logged) as connection:
        remove(NUMBER.in_([5, 9, 13, 17, 21]))(connection)
        assert told_of(connection, anchors) == {"missing": 5}
