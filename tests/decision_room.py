"""A room of triggers whose decisions a test may write."""

import shutil
from datetime import date

import pytest

from triggers import _catalogue
from triggers._approvals import Approval, Owner
from triggers._catalogue import forget
from triggers._proposals import approve, proposed, write_proposal

STEM, LATER = "many_medicines", date(2026, 11, 1)
REASON = {
    "because": "six finds more",
    "decided_by": "the medicines group",
    "review_by": date(2027, 6, 30),
    "source": "ours",
}


@pytest.fixture
def room(tmp_path, monkeypatch):
    """A copy of the triggers' room, where the catalogue looks."""
    copy = tmp_path / "triggers"
    copy.mkdir()
    for file in _catalogue.ROOM.glob("*.yaml"):
        shutil.copy(file, copy)
    for file in _catalogue.ROOM.glob("[!_]*.py"):
        (copy / file.name).touch()
    monkeypatch.setattr(_catalogue, "ROOM", copy)
    forget()
    yield copy
    forget()


def propose(first_day=LATER, stem=STEM, **changes):
    """Propose a decision with `MEASURE=limit` and other changes."""
    write_proposal(
        stem, proposed(stem, first_day, changes or {"medicines": "6"}, REASON)
    )


def approve_both(day, first_day=LATER, stem=STEM):
    """Both owners approve a decision on a day."""
    for owner in Owner:
        approve(stem, first_day, owner, Approval(by=f"the {owner}", day=day))
