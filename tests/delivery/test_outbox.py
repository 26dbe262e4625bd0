"""What is owed is sent at least once, and again only where it has changed."""

import asyncio
import os
import random
import stat
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from delivery import folder
from delivery.outbox import Sending, send_owed
from delivery.packages import failure_package, list_package
from schemas.deliveries import Format
from schemas.whole_files import alone
from tests.worklist.nights import FIRST, ROUTING, RULES, night
from worklist import deliveries
from worklist.deliveries import Kind, Owing, Progress
from worklist.episodes import merge_night, take_back_night
from worklist.store import open_store

from .servers import unclaimed

AT = datetime(2026, 11, 21, 2, 30, tzinfo=UTC)
CHANNELS = ("folder", "mail", "sftp")
OWING = Owing(dict.fromkeys(ROUTING.teams, CHANNELS))
DAYS = [FIRST + timedelta(days=days) for days in range(4)]
NIGHTS = {day: night(day, {("anna", "medicines")}) for day in DAYS}


@pytest.fixture
def store(tmp_path):
    engine = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    yield engine
    engine.dispose()


def merge(store, day=FIRST):
    merge_night(store, day, RULES, lambda day, _: NIGHTS[day], OWING)


@dataclass
class Receiver:
    """Takes content by (day, team, channel); `breaks` says when a channel does."""

    content: str = "first"
    took: list = field(default_factory=list)
    breaks: object = lambda one: None

    def making(self, one):
        kind = one.kind if one.kind == Kind.FAILURE else Kind.EMPTY

        def send(_check):
            before = self.breaks(one)
            if before is not None:
                raise before
            self.took.append((one.as_of, one.team, one.channel, kind, self.content))

        return Sending(kind, f"{kind} {self.content}", send)

    def round(self, store):
        send_owed(store, deliveries.pending(store), self.making, AT)


def kill_before_the_mark(receiver, store, monkeypatch):
    """Send one delivery, and end before it is marked."""

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(deliveries, "sent", killed)
        with pytest.raises(KeyboardInterrupt):
            receiver.round(store)


def rows(store, day=FIRST):
    return deliveries.owed_of(store, day, day)


def test_what_arrived_is_not_sent_again(store):
    merge(store)
    receiver = Receiver()
    receiver.round(store)
    receiver.round(store)
    assert Counter(receiver.took).total() == len(set(receiver.took)) == 6
    assert {(one.state, one.kind, one.attempts) for one in rows(store)} == {
        (Progress.SENT, Kind.EMPTY, 1)
    }


def test_a_night_run_again_sends_what_has_changed_and_nothing_else(store):
    merge(store)
    receiver = Receiver()
    receiver.round(store)
    merge(store)
    receiver.round(store)
    assert len(receiver.took) == 6
    merge(store)
    receiver.content = "second"
    receiver.round(store)
    assert len(receiver.took) == 12
    assert {one.state for one in rows(store)} == {Progress.SENT}


def test_a_channel_that_fails_holds_up_no_other_and_is_tried_again(store):
    merge(store)
    receiver = Receiver(
        breaks=lambda one: ConnectionError("no") if one.channel == "mail" else None
    )
    receiver.round(store)
    assert {took[2] for took in receiver.took} == {"folder", "sftp"}
    left = deliveries.pending(store)
    assert {(one.channel, one.last_error, one.attempts) for one in left} == {
        ("mail", "ConnectionError", 1)
    }
    receiver.breaks = lambda one: None
    receiver.round(store)
    assert {took[2] for took in receiver.took[4:]} == {"mail"}
    assert deliveries.pending(store) == []
    assert {one.last_error for one in rows(store)} == {None}


def test_an_error_is_kept_by_its_name_alone(store):
    merge(store)
    receiver = Receiver(breaks=lambda one: OSError("Virtanen Aino 010190-900X"))
    receiver.round(store)
    assert "Virtanen" not in str(rows(store))
    assert {one.last_error for one in rows(store)} == {"OSError", "FilesMissing"}


def test_mail_comes_last_and_waits_for_the_files_of_its_team(store):
    merge(store)
    receiver = Receiver(
        breaks=lambda one: (
            OSError("x") if (one.team, one.channel) == ("north", "sftp") else None
        )
    )
    receiver.round(store)
    assert [took[1:3] for took in receiver.took] == [
        ("north", "folder"),
        ("south", "folder"),
        ("south", "sftp"),
        ("south", "mail"),
    ]
    assert [(one.channel, one.last_error) for one in deliveries.pending(store)] == [
        ("mail", "FilesMissing"),
        ("sftp", "OSError"),
    ]
    receiver.breaks = lambda one: None
    receiver.round(store)
    assert [took[1:3] for took in receiver.took[4:]] == [
        ("north", "sftp"),
        ("north", "mail"),
    ]


def test_a_failure_is_mailed_whatever_becomes_of_its_files(store):
    deliveries.owe_failure(store, FIRST, OWING)
    receiver = Receiver(
        breaks=lambda one: None if one.channel == "mail" else OSError("full")
    )
    receiver.round(store)
    assert {took[1:4] for took in receiver.took} == {
        (team, "mail", Kind.FAILURE) for team in ROUTING.teams
    }


def test_a_server_that_does_not_answer_is_waited_for_once_a_round(store):
    for day in DAYS[:2]:
        merge(store, day)
    asked = []

    def slow(one):
        if one.channel == "sftp":
            asked.append(one.team)
            # As asyncio raises it.
            error = TimeoutError("slow")
            error.__cause__ = asyncio.CancelledError()
            return error
        return None

    receiver = Receiver(breaks=slow)
    receiver.round(store)
    assert len(asked) == 1
    left = [one for one in deliveries.pending(store) if one.channel == "sftp"]
    assert [one.last_error for one in left] == ["TimeoutError"] * 4
    receiver.round(store)
    assert len(asked) == 2


@pytest.mark.parametrize("error", [ValueError("x"), RuntimeError("x")])
def test_what_cannot_be_made_or_sent_holds_up_nobody(store, error):
    merge(store)
    receiver = Receiver(
        breaks=lambda one: (
            error if (one.team, one.channel) == ("south", "sftp") else None
        )
    )

    def making(one):
        if (one.team, one.channel) == ("north", "folder"):
            raise error
        return receiver.making(one)

    unmade = send_owed(store, deliveries.pending(store), making, AT)
    assert [one.__cause__ for one in unmade] == [error]
    kind = type(error).__name__
    assert {
        (one.team, one.channel): one.last_error for one in deliveries.pending(store)
    } == {
        ("north", "folder"): f"NotMade: {kind}",
        ("north", "mail"): "FilesMissing",
        ("south", "sftp"): kind,
        ("south", "mail"): "FilesMissing",
    }


def test_what_vanished_is_sent_again(store):
    merge(store)
    receiver = Receiver()
    receiver.round(store)
    merge(store)
    gone = ("north", "folder")

    def making(one):
        there = (one.team, one.channel) != gone
        return replace(receiver.making(one), stands=lambda: there)

    send_owed(store, deliveries.pending(store), making, AT)
    assert [took[1:3] for took in receiver.took[6:]] == [gone]


def test_a_list_that_lacks_something_stays_owed_and_replaces_none(store):
    merge(store)
    receiver = Receiver()
    lacking = lambda one: replace(receiver.making(one), lacks="NamesMissing")  # noqa: E731
    for _ in range(2):
        send_owed(store, deliveries.pending(store), lacking, AT)
        assert len(receiver.took) == 6
        assert {one.last_error for one in deliveries.pending(store)} == {"NamesMissing"}
    receiver.content = "with names"
    receiver.round(store)
    assert {took[-1] for took in receiver.took[6:]} == {"with names"}
    assert deliveries.pending(store) == []
    merge(store)
    receiver.content = "nameless again"
    send_owed(store, deliveries.pending(store), lacking, AT)
    assert len(receiver.took) == 12
    assert len(deliveries.pending(store)) == 6


def test_killed_between_sending_and_marking_it_is_sent_again(store, monkeypatch):
    merge(store)
    receiver = Receiver()

    kill_before_the_mark(receiver, store, monkeypatch)
    assert len(receiver.took) == 1
    receiver.round(store)
    twice = Counter(receiver.took)
    assert sorted(twice.values()) == [1, 1, 1, 1, 1, 2]


def test_what_may_have_arrived_does_not_pass_for_what_is_owed(store, monkeypatch):
    # Sent first; then second may have arrived; then first is right again.
    merge(store)
    receiver = Receiver()
    receiver.round(store)
    merge(store)
    receiver.content = "second"

    kill_before_the_mark(receiver, store, monkeypatch)
    (half,) = [took for took in receiver.took if took[-1] == "second"]
    merge(store)
    receiver.content = "first"
    receiver.round(store)
    assert receiver.took[-1] == (*half[:-1], "first")


def test_nothing_to_tell_is_marked_as_such(store):
    merge(store)
    send_owed(
        store, deliveries.pending(store), lambda one: Sending(one.kind, "", None), AT
    )
    assert {(one.state, one.sent_at) for one in rows(store)} == {
        (Progress.NOT_NEEDED, None)
    }


@pytest.mark.parametrize("seed", range(4))
def test_every_team_and_day_has_one_of_list_note_and_failure(store, seed):
    """Whatever fails, and however often, while it heals in the end."""
    chance = random.Random(seed)
    errors = (OSError, TimeoutError, ConnectionResetError)
    receiver = Receiver(
        breaks=lambda one: chance.choice(errors)("x") if chance.random() < 0.4 else None
    )
    for day in chance.choices(DAYS, k=8) + DAYS:
        if chance.random() < 0.3:
            take_back_night(store, day, RULES, lambda day, _: NIGHTS[day], OWING)
        else:
            merge(store, day)
        receiver.round(store)
        if chance.random() < 0.3:
            deliveries.owe_failure(store, day, OWING)
            receiver.round(store)
    for _ in range(30):
        receiver.round(store)
    assert deliveries.pending(store) == []
    for day in DAYS:
        kept = rows(store, day)
        told = Counter((one.team, one.channel) for one in kept)
        assert told == {(t, c): 1 for t in ROUTING.teams for c in CHANNELS}
        for one in kept:
            last = [
                took[3]
                for took in receiver.took
                if took[:3] == (day, one.team, one.channel)
            ][-1]
            assert last == one.kind


def test_nothing_is_marked_before_it_is_on_the_disk(
    store, tmp_path, team_list, row, run, as_of, monkeypatch
):
    done = []
    fsync, replace, sent = os.fsync, os.replace, deliveries.sent

    def noted_fsync(handle):
        is_folder = stat.S_ISDIR(os.fstat(handle).st_mode)
        fsync(handle)
        done.append("folder" if is_folder else "file")

    def noted_replace(made, name):
        replace(made, name)
        done.append("name")

    def noted_sent(*told):
        sent(*told)
        done.append("marked")

    one = team_list([row()])
    package = list_package(one, {}, run, (Format.XLSX, Format.EXCEL_FI), bytes)
    merge(store)
    (owed, *_) = deliveries.pending(store)
    # The folders stand, so that each name is one file's.
    folder.put(
        failure_package(one.code, one.team, as_of, None, []),
        tmp_path / "out",
        unclaimed,
    )
    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(os, "replace", noted_replace)
    monkeypatch.setattr(deliveries, "sent", noted_sent)
    sending = Sending(
        package.kind,
        package.content_key,
        lambda check: folder.put(package, tmp_path / "out", check),
    )
    send_owed(store, [owed], lambda _: sending, AT)
    assert done == [*["file", "name", "folder"] * 2, "folder", "marked"]


def test_whoever_was_overtaken_leaves_off_and_the_newer_stays_owed(store):
    merge(store)
    newer, older = Receiver("newer"), Receiver("older")

    def asleep(one):
        def send(check):
            if not newer.took:
                merge(store)
                newer.round(store)
            check()
            older.took.append(one)

        return Sending(one.kind, "older", send)

    send_owed(store, deliveries.pending(store), asleep, AT)
    assert older.took == []
    assert len(newer.took) == 6
    # It may have given its first file a name, or taken one away.
    left = [(one.team, one.channel) for one in deliveries.pending(store)]
    assert left == [("north", "folder")]
    newer.round(store)
    assert deliveries.pending(store) == []
    assert newer.took[-1] == (FIRST, "north", "folder", Kind.EMPTY, "newer")


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("error", [OSError, deliveries.Overtaken])
def test_what_failed_late_may_have_harmed_the_same_on_a_server(store, channel, error):
    owing = Owing({"north": [channel]})
    merge_night(store, FIRST, RULES, lambda day, _: NIGHTS[day], owing)
    other = Receiver()

    def asleep(one):
        def send(_check):
            other.round(store)
            raise error

        return replace(other.making(one), send=send)

    send_owed(store, deliveries.pending(store), asleep, AT)
    assert len(other.took) == 1
    harmed = (channel, error) == ("sftp", OSError)
    assert [one.channel for one in deliveries.pending(store)] == ["sftp"] * harmed
    other.round(store)
    assert len(other.took) == 1 + harmed


def test_no_mail_goes_for_a_claim_that_was_lost(store):
    merge(store)
    Receiver(breaks=lambda one: None).round(store)
    take_back_night(store, FIRST, RULES, lambda day, _: NIGHTS[day], OWING)
    mails = [one for one in deliveries.pending(store) if one.channel == "mail"]
    newer, older = Receiver("newer"), []

    def asleep(one):
        def send(check):
            if not newer.took:
                merge(store)
                newer.round(store)
            check()
            older.append(one)

        return Sending(one.kind, "failure", send)

    send_owed(store, mails, asleep, AT)
    assert older == []
    assert Counter(took[2] for took in newer.took)["mail"] == 2
    assert deliveries.pending(store) == []


def test_what_somebody_sends_at_this_moment_is_not_sent_beside_them(store, tmp_path):
    merge(store)
    receiver, lock = Receiver(), tmp_path / "lock"
    locked = lambda one: replace(receiver.making(one), lock=lock)  # noqa: E731
    for one in deliveries.pending(store):
        deliveries.begin(store, one, one.kind, f"{Kind.EMPTY} first")
    with alone(lock):
        send_owed(store, deliveries.pending(store), locked, AT)
        assert receiver.took == []
        assert {one.last_error for one in deliveries.pending(store)} == {
            "Underway",
            "FilesMissing",
        }
        # Theirs is out of date.
        receiver.content = "second"
        send_owed(store, deliveries.pending(store), locked, AT)
    assert len(receiver.took) == 6
    # The dead hold no lock.
    merge(store)
    for one in deliveries.pending(store):
        deliveries.begin(store, one, one.kind, f"{Kind.EMPTY} first")
    receiver.content = "first"
    send_owed(store, deliveries.pending(store), locked, AT)
    assert len(receiver.took) == 12
