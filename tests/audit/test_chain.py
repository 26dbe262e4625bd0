"""The canonical form: two rows that differ are never written alike."""

import hashlib
from datetime import date, datetime

import pytest

from audit.chain import HASHED, START, digest

ROW = {
    "at": datetime(2026, 11, 22, 6, 30),
    "actor": "nurse-1",
    "team": "north",
    "action": "opened",
    "client_id": "anna",
    "source": "web",
    "as_of": date(2026, 11, 21),
}


def test_a_moment_and_a_day_are_hashed_as_sqlite_stores_them():
    stored = ROW | {"at": "2026-11-22 06:30:00.000000", "as_of": "2026-11-21"}
    assert digest(START, ROW) == digest(START, stored)


def test_the_hash_is_that_of_a_json_array():
    """So that anybody can hash a row again without us."""
    told = (
        f'["{START}", "2026-11-22 06:30:00.000000", "nurse-1", "north", "opened", '
        '"anna", "web", "2026-11-21"]'
    )
    assert digest(START, ROW) == hashlib.sha256(told.encode()).hexdigest()


@pytest.mark.parametrize("name", HASHED)
@pytest.mark.parametrize("other", [None, "", "other", b"other", 7])
def test_each_field_counts(name, other):
    assert digest(START, ROW | {name: other}) != digest(START, ROW)


def test_what_is_no_text_is_told_from_text():
    told = {digest(START, ROW | {"team": odd}) for odd in (None, "None", b"x", "b'x'")}
    assert len(told) == 4


def test_the_row_before_counts():
    assert digest("1" * 64, ROW) != digest(START, ROW)


@pytest.mark.parametrize("between", ["", ",", ", ", '", "', '","', "\n", "\x1f", "\\"])
def test_no_field_can_pass_for_two(between):
    parts = ["a", "b", "c", "d"]
    rows = [
        ROW | {"actor": between.join(parts[:cut]), "team": between.join(parts[cut:])}
        for cut in (1, 2, 3)
    ]
    assert len({digest(START, row) for row in rows}) == 3
