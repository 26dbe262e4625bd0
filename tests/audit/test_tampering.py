"""Random tampering, hundreds of times; `make soak` does it ten thousand times."""

import os
from random import Random

from sqlalchemy import delete, insert, update

from audit.chain import HASHED, digest
from audit.verification import verify
from worklist.store import writing
from worklist.tables import ACCESS

from .conftest import ROWS, free, rows_of
from .test_verification import NUMBER, move, swap

TIMES = 350 * int(os.environ.get("HERATE_FAULTS", "1"))
TEXTS = ("actor", "team", "action", "client_id", "source")


def edited(connection, luck, number):
    values = {
        name: "".join(luck.choices('ab",[]\\', k=3))
        for name in luck.sample(TEXTS, luck.randint(1, 3))
    }
    connection.execute(update(ACCESS).where(number == NUMBER).values(values))


def deleted(connection, luck, number):
    last = number + luck.choice([0, 0, 1, 7])
    connection.execute(delete(ACCESS).where(NUMBER.between(number, last)))


def closed_up(connection, luck, number):
    connection.execute(delete(ACCESS).where(number == NUMBER))
    move(connection, -1, number + 1)


def put_in(connection, luck, number):
    """A copy of some row, with its hash or with a right one, and not at the end."""
    rows = rows_of(connection)
    if not rows:
        return
    row = luck.choice(rows) | {"number": number}
    if luck.random() < 0.5:
        row["previous"] = rows[max(luck.randrange(len(rows)) - 1, 0)]["hash"]
        row["hash"] = digest(row["previous"], row)
    move(connection, 1, number)
    connection.execute(insert(ACCESS), [row])


def swapped(connection, luck, number):
    swap(number, luck.choice([one for one in range(1, ROWS + 1) if one != number]))(
        connection
    )


def cut(connection, luck, number):
    connection.execute(delete(ACCESS).where(number <= NUMBER))


def written_anew(connection, luck, number):
    """Right hashes from a row on, to the end or not."""
    rows = [row for row in rows_of(connection) if row["number"] >= number]
    if not rows:
        return
    previous = rows[0]["previous"]
    for row in rows[: luck.choice([1, 3, ROWS])]:
        row |= {"previous": previous, "actor": "nobody"}
        previous = row["hash"] = digest(previous, row)
        connection.execute(update(ACCESS).where(row["number"] == NUMBER).values(row))


WAYS = (edited, deleted, closed_up, put_in, swapped, cut, written_anew)


def content(rows):
    return [[row[name] for name in ("number", *HASHED, "hash")] for row in rows]


def test_whatever_was_done_is_found(logged, anchors):
    with writing(logged) as connection:
        free(connection)
        before = content(rows_of(connection))
    unseen, tampered = [], 0
    with logged.connect() as connection:
        for seed in range(TIMES):
            luck = Random(seed)
            ways = luck.choices(WAYS, k=luck.choice([1, 1, 2, 3]))
            for way in ways:
                way(connection, luck, luck.randint(1, ROWS))
            if content(rows_of(connection)) != before:
                tampered += 1
                if not verify(connection, anchors).findings:
                    unseen.append((seed, [way.__name__ for way in ways]))
            connection.rollback()
    assert tampered > 0.9 * TIMES
    assert unseen == []
