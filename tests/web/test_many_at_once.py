"""Eight professionals record of the same clients at once: nothing is lost, none twice.

Over real HTTP, on both databases; with HERATE_FAULTS set, 10,000 times.
"""

import os
import threading
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

import httpx
import pytest
import uvicorn
from sqlalchemy import select

from audit.verification import verify
from night import steps
from schemas.settings import read_settings
from tests.web.conftest import MORNING, ON, OURS
from tests.worklist.conftest import postgresql, store_url  # noqa: F401
from web.app import create_app
from web.cookies import SESSION
from web.sessions import User
from worklist.states import State, newest_episode
from worklist.tables import ACCESS, DISPOSITION, EPISODE

TEAM, HANDS = "care-leads", 8
ATTEMPTS, CLIENTS = (10_000, 5) if os.environ.get("HERATE_FAULTS") else (96, 2)
# What leaves an episode open, so that more can be recorded of it.
CHOICES = ("taken", "snoozed:agreed_later:7", "snoozed:agreed_later:30")
RECORDED, REFUSED = 303, 409


@dataclass(frozen=True)
class Attempt:
    """What one hand tried when so many recordings were seen, and what it was told."""

    ref: str
    seen: int
    actor: str
    what: str
    status: int


@contextmanager
def serving(app):
    """The address of the application on a server of its own."""
    config = uvicorn.Config(app, port=0, log_level="error", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        [socket] = server.servers[0].sockets
        yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def app(home, store_url, clock):  # noqa: F811
    settings = read_settings(home).model_copy(update={"database_url": store_url})
    steps.merge_results(settings, ON)
    app = create_app(settings, clock, demo_login=True)
    yield app
    app.state.store.dispose()


def attempts_of(hand, page, key, refs, tried):
    """One hand tries each number of each client once, whatever it was told before.

    What it was told says that somebody has recorded that number by now, so that the
    next one can be tried: nobody waits for anybody.
    """
    with httpx.Client(
        base_url=page, headers=OURS, cookies={SESSION: key}, timeout=120
    ) as client:
        for seen in range(ATTEMPTS // HANDS // len(refs)):
            for ref in refs:
                undoes = seen % 2 == 1 and hand % 2 == 0
                what = "undo" if undoes else CHOICES[(hand + seen) % len(CHOICES)]
                form = {"what": what, "seen": seen, "opened_on": ON.isoformat()}
                path = f"/teams/{TEAM}/clients/{ref}/{'undo' if undoes else 'record'}"
                answer = client.post(path, data=form)
                actor = f"nurse-{hand}"
                tried.append(Attempt(ref, seen, actor, what, answer.status_code))


def test_of_all_who_record_at_once_one_is_heard_and_nothing_is_lost(app, tmp_path):
    sessions, store = app.state.sessions, app.state.store
    users = [User(f"nurse-{hand}", "Nurse", (TEAM,)) for hand in range(HANDS)]
    keys = [sessions.begin(user, "fi") for user in users]
    with store.connect() as connection:
        theirs = select(EPISODE.c.client_id).where(EPISODE.c.team == TEAM)
        clients = connection.scalars(theirs.order_by(EPISODE.c.client_id)).all()
    reference = app.state.reader.reference
    before = {reference(one): newest_episode(store, one) for one in clients[:CLIENTS]}
    refs = [*before]
    assert len(refs) == CLIENTS
    if ATTEMPTS >= 10_000:
        # To read the list takes far longer than to record, and has its own tests.
        app.state.reader.find = cache(app.state.reader.find)
    tried, began = [], time.monotonic()
    with serving(app) as page:
        hands = [
            threading.Thread(target=attempts_of, args=(hand, page, key, refs, tried))
            for hand, key in enumerate(keys)
        ]
        for one in hands:
            one.start()
        for one in hands:
            one.join()
    each = ATTEMPTS // HANDS // CLIENTS
    told = Counter(one.status for one in tried)
    seconds = time.monotonic() - began
    print(f"{store.dialect.name}: {dict(told)} in {seconds:.0f} s")
    assert told.total() == HANDS * each * CLIENTS
    assert told == {RECORDED: each * CLIENTS, REFUSED: (HANDS - 1) * each * CLIENTS}
    heard = {
        (one.ref, one.seen + 1): (one.actor, one.what)
        for one in tried
        if one.status == RECORDED
    }
    assert len(heard) == each * CLIENTS
    with store.connect() as connection:
        rows = connection.execute(select(DISPOSITION)).mappings().all()
        accesses = connection.execute(select(ACCESS)).mappings().all()
        assert verify(connection, tmp_path / "none").findings == ()
    kept = {(reference(row["client_id"]), row["number"]): row for row in rows}
    assert len(rows) == len(kept) == len(heard)
    for which, (actor, what) in heard.items():
        row = kept[which]
        code, reason, days = [*what.split(":"), None, None][:3]
        assert (row["actor"], row["counts_on"]) == (actor, MORNING)
        assert row["code"] == ("undone" if what == "undo" else code)
        assert row["reason"] == reason
        until = MORNING + timedelta(days=int(days)) if days else None
        assert row["until"] == until
    logged = Counter((row["action"], row["actor"]) for row in accesses)
    for user in users:
        mine = Counter(one.status for one in tried if one.actor == user.actor)
        assert logged["recorded", user.actor] == mine[RECORDED]
        assert logged["opened", user.actor] == mine[REFUSED]
    for ref, was in before.items():
        stands = newest_episode(store, was["client_id"])
        rows = [kept[ref, number] for number in range(1, each + 1)]
        assert (stands["state"], stands["wakes_on"]) == after(was, rows)


def after(was, rows):
    """Where an episode stands after all that was recorded of it and not undone."""
    undone = {row["reverts"] for row in rows}
    valid = [
        row
        for row in rows
        if row["code"] != "undone" and row["disposition_id"] not in undone
    ]
    if not valid:
        return was["state"], was["wakes_on"]
    last = valid[-1]
    state = State.TAKEN if last["code"] == "taken" else State.SNOOZED
    return state, last["until"]
