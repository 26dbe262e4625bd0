"""A new decision is the newest one with what was asked, and all else to the letter."""

import stat
from datetime import date

import pytest

from tests.decision_room import LATER, REASON, STEM, propose, room
from triggers._catalogue import ROOM, definition
from triggers._proposals import proposed

__all__ = ["room"]


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("medicines", "6", "medicines at least 6 or prescribed_medicines at least 9"),
        (
            "medicines.more_than",
            "6",
            "medicines more than 6 or prescribed_medicines at least 9",
        ),
        (
            "prescribed_medicines",
            "10",
            "medicines at least 7 or prescribed_medicines at least 10",
        ),
    ],
)
def test_a_limit_is_changed_with_or_without_its_operator(room, path, value, said):
    propose(**{path: value})
    new, old = definition(STEM).decisions.values()
    assert new.fires_when.in_words() == said
    others = {"fires_when", "because", "decided_by", "review_by"}
    assert new.model_dump(exclude=others) == old.model_dump(exclude=others)


def test_what_was_there_stays_to_the_letter(room):
    file = room / f"{STEM}.yaml"
    before = file.read_text(encoding="utf-8").splitlines()
    mode = stat.S_IMODE(file.stat().st_mode)
    propose()
    after = file.read_text(encoding="utf-8").splitlines()
    at = after.index("  2000-01-01:")
    assert [*after[: after.index("  2026-11-01:")], *after[at:]] == before
    assert stat.S_IMODE(file.stat().st_mode) == mode


def test_a_parameter_is_changed_with_its_source(room):
    propose(**{"parameters.look_back_days": "180", "status": "shadow"})
    made = definition(STEM).decisions[LATER]
    assert made.parameters["look_back_days"].value == 180
    assert made.parameters["look_back_days"].source == "ours"
    assert made.status == "shadow"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"medicine": "6"}, "write a measure with one limit"),
        ({"medicines.over": "6"}, "write a measure with one limit"),
        ({"parameters.days": "6"}, "has no parameter days"),
        ({"medicines": "7"}, "would change"),
        ({"medicines": "many"}, "valid number"),
        ({"status": "on"}, "'off', 'shadow', 'live' or 'retired'"),
        ({"parameters.look_back_days": "long"}, r"many_medicines\.yaml"),
    ],
)
def test_what_is_not_right_is_said_and_nothing_is_written(room, changes, said):
    if changes == {"medicines": "7"}:
        changes = {"medicines": "7", "prescribed_medicines": "9"}
    with pytest.raises(ValueError, match=said):
        propose(**changes)
    assert (room / f"{STEM}.yaml").read_bytes() == (ROOM / f"{STEM}.yaml").read_bytes()


def test_a_decision_begins_after_the_newest(room):
    propose()
    with pytest.raises(ValueError, match="a new one begins after it"):
        proposed(STEM, LATER, {"medicines": "5"}, REASON)
    with pytest.raises(ValueError, match="has a decision of 2026-11-01"):
        proposed(STEM, date(2000, 1, 1), {"medicines": "5"}, REASON)
