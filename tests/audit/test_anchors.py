"""Heads are written down whole, once each, and what is no anchor is told."""

import errno
import os

import pytest

from audit.anchors import anchor, read_anchors
from audit.log import append
from audit.verification import verify
from night import steps
from schemas.settings import read_settings
from worklist.store import open_store

from .conftest import ANCHORED, AT, ON, rows_of, seen

HEAD = b'{"number":1,"hash":"'


def test_an_anchor_is_the_head_of_the_log(logged, anchors):
    found, odd = read_anchors(anchors)
    assert odd == []
    with logged.connect() as connection:
        rows = {row["number"]: row for row in rows_of(connection)}
    assert [one.number for one in found] == [*ANCHORED]
    for one in found:
        assert one.hash == rows[one.number]["hash"]
        assert one.at.replace(tzinfo=None) == rows[one.number]["at"]
        assert one.at.utcoffset().total_seconds() == 0


def test_a_log_without_rows_has_none(store, anchors):
    assert anchor(store, anchors) is None
    assert not anchors.exists()


@pytest.fixture
def small(tmp_path):
    """A log of one row, on SQLite: the file is the same beside any store."""
    engine = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    append(engine, [seen()], AT)
    yield engine
    engine.dispose()


def test_the_same_head_is_written_once(small, anchors):
    first, again = anchor(small, anchors), anchor(small, anchors)
    assert first == again
    assert anchors.read_bytes().count(b"\n") == 1
    append(small, [seen()], AT)
    anchor(small, anchors)
    assert [one.number for one in read_anchors(anchors)[0]] == [1, 2]


def test_a_night_that_closes_anchors_the_log(small, tmp_path, monkeypatch):
    monkeypatch.setattr(steps, "reports_of", lambda _: {})
    settings = read_settings(tmp_path).model_copy(
        update={"database_url": str(small.url)}
    )
    steps.close(settings, ON)
    found, _ = read_anchors(tmp_path / "anchors" / "access.jsonl")
    assert [one.number for one in found] == [1]


@pytest.mark.parametrize("stands", [HEAD, b"", b"not JSON\n", b"\xff\x00\n"])
def test_what_is_no_anchor_spoils_no_other_and_is_told(small, anchors, stands):
    anchors.parent.mkdir()
    anchors.write_bytes(stands)
    anchor(small, anchors)
    assert anchors.read_bytes().startswith(stands)
    found, odd = read_anchors(anchors)
    assert ([one.number for one in found], odd) == ([1], [1] if stands else [])
    with small.connect() as connection:
        told = verify(connection, anchors).findings
    assert [one.kind for one in told] == (["unreadable"] if stands else [])


def test_a_full_disk_leaves_the_anchors_as_they_were(small, anchors, monkeypatch):
    anchor(small, anchors)
    before = anchors.read_bytes()
    append(small, [seen()], AT)

    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr("audit.anchors.os.fsync", full)
        with pytest.raises(OSError, match="No space left on device") as told:
            anchor(small, anchors)
    assert told.value.filename == str(anchors)
    assert anchors.read_bytes() == before
    anchor(small, anchors)
    assert [one.number for one in read_anchors(anchors)[0]] == [1, 2]
