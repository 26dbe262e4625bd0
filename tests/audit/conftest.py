"""A log of forty rows, and hands that may do with it what nobody may."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text

from audit.anchors import anchor
from audit.log import Action, Entry, Source, append
from tests.worklist.conftest import (  # noqa: F401
    postgresql,
    store,
    store_url,
)
from worklist.tables import ACCESS

AT = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
ON = date(2026, 11, 21)
ROWS = 40
ANCHORED = (20, 40)


def seen(client="anna", actor="nurse-1", action=Action.OPENED, team="north", as_of=ON):
    """An entry of somebody who looked at a page."""
    return Entry(client, action, actor, Source.WEB, team, as_of)


def rows_of(connection):
    """Every row of the log."""
    query = select(ACCESS).order_by(ACCESS.c.number)
    return [dict(row) for row in connection.execute(query).mappings()]


def free(connection):
    """Take away what the database itself refuses, as its owner can."""
    if connection.dialect.name == "sqlite":
        for name in ("access_update", "access_delete", "access_replace"):
            connection.execute(text(f"DROP TRIGGER {name}"))
    else:
        connection.execute(text("ALTER TABLE access DISABLE TRIGGER USER"))


@pytest.fixture
def anchors(tmp_path):
    """The file of anchors; it is made by the first of them."""
    return tmp_path / "elsewhere" / "access.jsonl"


@pytest.fixture
def logged(store, anchors):  # noqa: F811
    """A log of forty rows in eight acts, anchored in the middle and at its end."""
    for act in range(8):
        append(
            store,
            [seen(f"client-{act}-{number}", f"nurse-{act}") for number in range(5)],
            AT + timedelta(minutes=act),
        )
        if (act + 1) * 5 in ANCHORED:
            anchor(store, anchors)
    return store
