"""Whom a team is given is in the access log before the team has it."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text

from audit.log import Action, Source
from delivery.outbox import US, Sending, send_owed
from tests.worklist.conftest import postgresql, store, store_url  # noqa: F401
from tests.worklist.nights import FIRST, ROUTING, RULES, night
from worklist import deliveries
from worklist.deliveries import Kind, Owing, Progress
from worklist.episodes import merge_night
from worklist.reading import read
from worklist.tables import ACCESS

AT = datetime(2026, 11, 21, 2, 30, tzinfo=UTC)
CLIENTS = ("anna", "bo")


def merge(store):  # noqa: F811
    owing = Owing({next(iter(ROUTING.teams)): ("folder",)})
    merge_night(store, FIRST, RULES, lambda day, _: night(day, set()), owing)


def logged(store):  # noqa: F811
    """What the log holds, without its chain."""
    names = ("client_id", "action", "actor", "source", "team", "as_of", "at")
    query = select(*(ACCESS.c[name] for name in names)).order_by(ACCESS.c.number)
    with store.connect() as connection:
        return read(connection, query).rows()


def told(clients=CLIENTS, team=None):
    team = team or next(iter(ROUTING.teams))
    act = (Action.EXPORTED, US, Source.DELIVERY, team, FIRST, AT.replace(tzinfo=None))
    return [(client, *act) for client in clients]


def send(store, does, content="a list"):  # noqa: F811
    def making(_):
        return Sending(Kind.LIST, content, does, clients={*CLIENTS})

    return send_owed(store, deliveries.pending(store), making, AT)


def test_each_client_is_logged_before_the_list_goes(store):  # noqa: F811
    merge(store)
    seen = []
    send(store, lambda _: seen.extend(logged(store)))
    assert seen == told() == logged(store)


def test_what_is_sent_again_is_logged_again_and_what_stands_is_not(store):  # noqa: F811
    def fails(_):
        raise ConnectionError

    merge(store)
    send(store, fails)
    assert logged(store) == told()
    send(store, lambda _: None)
    assert logged(store) == told() * 2
    merge(store)
    send(store, lambda _: None)
    assert logged(store) == told() * 2
    merge(store)
    send(store, lambda _: None, "another list")
    assert logged(store) == told() * 3


def test_where_nothing_can_be_logged_nothing_is_sent(store):  # noqa: F811
    merge(store)
    with store.begin() as connection:
        connection.execute(text("ALTER TABLE access RENAME TO elsewhere"))
    sent = []
    send(store, sent.append)
    (owed,) = deliveries.owed_of(store, date.min, date.max)
    assert (sent, owed.state, owed.last_error) == ([], Progress.PENDING, "NotLogged")


@pytest.mark.parametrize("kind", [Kind.EMPTY, Kind.FAILURE])
def test_a_note_that_names_nobody_logs_nobody(store, kind):  # noqa: F811
    merge(store)
    sent = []
    send_owed(
        store,
        deliveries.pending(store),
        lambda _: Sending(kind, "a note", sent.append),
        AT,
    )
    assert len(sent) == 1
    assert logged(store) == []
