"""Two attempts at a night, at once or long after one another, end as one does."""

import os
import signal

import pytest

from .attempts import (
    ENDING,
    NEXT,
    TONIGHT,
    at_instant,
    begin,
    counted,
    counting,
    end,
    run,
    wait_asleep,
)

MANY = int(os.environ.get("HERATE_FAULTS", "1"))
# What gives a file its name, or takes it away, and what sends.
NAMED = {"put", "replace", "posix_rename", "remove", "send", "send_message"}
BY_SERVER = {"posix_rename", "remove"}
SENDING = (*ENDING[1:], "deliver rest")
WHOLE = (ENDING[0], *SENDING)
EVALUATED = ("evaluate", *WHOLE)


def test_the_same_night_run_twice_at_once_is_one_night(new_home, undisturbed):
    store, files, mails = undisturbed
    for _ in range(4 * MANY):
        with new_home() as home:
            both = [begin(home.settings, TONIGHT, WHOLE) for _ in range(2)]
            assert [end(one) for one in both] == [0, 0]
            assert (home.store(), home.files()) == (store, files)
            assert home.parts() == []
            assert home.mails() == mails


def test_two_who_deliver_at_once_mail_nothing_twice(new_home, undisturbed):
    for _ in range(6 * MANY):
        with new_home() as home:
            assert run(home.settings, TONIGHT, ("merge",)) == 0
            both = [begin(home.settings, TONIGHT, ("deliver rest",)) for _ in range(2)]
            assert [end(one) for one in both] == [0, 0]
            assert home.mails() == undisturbed[2]


def test_a_night_evaluated_twice_at_once_leaves_no_torn_file(new_home):
    with new_home() as home:
        assert run(home.settings, NEXT, EVALUATED) == 0
        once = home.store(), home.files(NEXT)
    with new_home() as home:
        both = [begin(home.settings, NEXT, EVALUATED) for _ in range(2)]
        assert [end(one) for one in both] == [0, 0]
        assert (home.store(), home.files(NEXT)) == once
        assert home.parts() == []


@pytest.fixture
def orders(new_home):
    """How the store stands when a recording comes before the merge, or after it."""
    told = []
    for order in (("record", "merge"), ("merge", "record")):
        with new_home() as home:
            assert run(home.settings, TONIGHT, order) == 0
            told.append(home.store())
    assert told[0] != told[1]
    return told


def test_a_recording_beside_a_merge_is_before_it_or_after_it(new_home, orders):
    for _ in range(5 * MANY):
        with new_home() as home:
            names = ("merge",), ("record",)
            both = [begin(home.settings, TONIGHT, name) for name in names]
            assert [end(one) for one in both] == [0, 0]
            assert home.store() in orders


@pytest.fixture
def corrected(new_home, sftp_server):
    """Tonight run again with other results."""
    with new_home(server=sftp_server) as home:
        assert run(home.settings, TONIGHT, WHOLE) == 0
        first = home.files()
        assert run(home.settings, TONIGHT, ("correct", *WHOLE)) == 0
        told = home.store(), home.files()
    lists = [name for name in first if "lista" in name]
    assert lists
    assert all(first[name] != told[1][name] for name in lists)
    return told


def test_an_attempt_that_was_asleep_leaves_the_newest_list(
    new_home, corrected, sftp_server, tmp_path
):
    told = tmp_path / "instants"
    with new_home(server=sftp_server) as home:
        assert run(home.settings, TONIGHT, WHOLE, counting(told)) == 0
    labels, _ = counted(told)
    puts = [number for number, label in enumerate(labels) if label == "before put"]
    last = labels.index("after send")
    for number in range(puts[0] if MANY > 1 else puts[1], last + 1):
        label = labels[number].split()[1]
        # Whoever sleeps within a transaction is waited for.
        if labels[number] == "before commit" or (MANY == 1 and label not in NAMED):
            continue
        with new_home(server=sftp_server) as home:
            asleep = begin(
                home.settings, TONIGHT, WHOLE, at_instant(number, signal.SIGSTOP)
            )
            wait_asleep(asleep)
            assert run(home.settings, TONIGHT, ("correct", *WHOLE)) == 0
            os.kill(asleep.pid, signal.SIGCONT)
            assert end(asleep) == 0, (number, labels[number])
            assert home.store() == corrected[0], (number, labels[number])
            assert home.files() == corrected[1], (number, labels[number])
            assert home.parts() == []
            assert len(home.mails()) == 1


def test_an_attempt_that_was_asleep_undoes_nothing_of_the_same(
    new_home, copy_of, corrected, sftp_server, tmp_path
):
    told = tmp_path / "instants"
    with new_home(server=sftp_server) as home:
        assert run(home.settings, TONIGHT, WHOLE) == 0
        assert run(home.settings, TONIGHT, ("correct", "merge")) == 0
        merged, sent = copy_of(home), sftp_server.files()
        assert run(home.settings, TONIGHT, SENDING, counting(told)) == 0
    labels, _ = counted(told)
    by_server = [i for i, label in enumerate(labels) if label.split()[1] in BY_SERVER]
    assert by_server
    for number in by_server:
        with new_home(source=merged, server=sftp_server) as home:
            for name, content in sent.items():
                (sftp_server.folder / name).parent.mkdir(exist_ok=True)
                (sftp_server.folder / name).write_bytes(content)
            asleep = begin(
                home.settings, TONIGHT, SENDING, at_instant(number, signal.SIGSTOP)
            )
            wait_asleep(asleep)
            assert run(home.settings, TONIGHT, SENDING) == 0
            os.kill(asleep.pid, signal.SIGCONT)
            assert end(asleep) == 0, (number, labels[number])
            assert home.store() == corrected[0], (number, labels[number])
            assert home.files() == corrected[1], (number, labels[number])
            assert home.parts() == []
