"""A decision is in force once both owners approved it, and then stays as it is."""

from datetime import date, timedelta

import pytest

from tests.decision_room import LATER, REASON, STEM, approve_both, propose, room
from triggers._approvals import Approval, EditedDecision, Owner, hash_of
from triggers._catalogue import (
    approvals,
    check_all,
    definition,
    forget,
    in_force,
    stems,
    trials,
    trigger,
    triggers_on,
)
from triggers._proposals import approve

__all__ = ["room"]
FIRST = date(2000, 1, 1)
DAY = timedelta(days=1)


@pytest.mark.parametrize("stem", stems())
def test_what_is_in_force_is_as_both_owners_approved_it(stem):
    """Whoever edits a decision in force makes this red, and stops the night."""
    for first, decision in definition(stem).decisions.items():
        of = approvals().get(f"{stem}@{first}")
        assert of is None or of.sha256 == hash_of(decision)
    assert in_force(stem, date.max) is not None


def test_every_approval_is_of_a_decision():
    assert check_all()[0] >= len(stems())


def test_until_both_have_approved_it_a_decision_is_on_trial(room):
    propose()
    assert in_force(STEM, LATER) == FIRST
    assert (trials(STEM, LATER - DAY), trials(STEM, LATER)) == ([], [LATER])
    approve(STEM, LATER, Owner.CLINICAL, Approval(by="Aino", day=LATER))
    assert (in_force(STEM, date.max), trials(STEM, date.max)) == (FIRST, [LATER])
    approve(STEM, LATER, Owner.DATA, Approval(by="Eero", day=LATER + 30 * DAY))
    assert in_force(STEM, LATER + 29 * DAY) == FIRST
    assert trials(STEM, LATER + 29 * DAY) == [LATER]
    assert in_force(STEM, LATER + 30 * DAY) == LATER
    assert trials(STEM, LATER + 30 * DAY) == []


def test_what_was_approved_early_waits_for_its_first_day(room):
    propose()
    approve_both(LATER - 9 * DAY)
    assert in_force(STEM, LATER - DAY) == FIRST
    assert in_force(STEM, LATER) == LATER


def test_a_trial_is_measured_beside_what_is_in_force_and_never_live(room):
    propose()
    found = {one.stem: one for one in triggers_on(LATER, (STEM,))}
    beside = found[f"{STEM}@{LATER}"]
    assert [*found] == [STEM, beside.stem]
    assert (found[STEM].live, beside.live, beside.on_trial) == (True, False, True)
    limits = [one.decision.fires_when.thresholds[0].limit for one in found.values()]
    assert limits == [7, 6]
    assert definition(STEM).decisions[LATER].status == "live"
    assert [one.stem for one in triggers_on(LATER - DAY, (STEM,))] == [STEM]


@pytest.mark.parametrize("status", ["off", "retired"])
def test_a_proposal_to_measure_no_more_is_no_trial(room, status):
    propose(status=status)
    assert trials(STEM, LATER) == []
    assert trigger(STEM, LATER).live
    approve_both(LATER)
    assert trigger(STEM, LATER) is None


def test_what_a_newer_decision_overtook_is_no_trial_any_more(room):
    newer = LATER + 30 * DAY
    propose()
    propose(newer, medicines="8")
    assert trials(STEM, newer) == [newer, LATER]
    approve_both(newer, newer)
    assert (in_force(STEM, newer), trials(STEM, newer)) == (newer, [])


def rewritten(room, before, after):
    file = room / f"{STEM}.yaml"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    forget()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{measure: medicines, at_least: 7,", "{measure: medicines, at_least: 8,"),
        ("look_back_days: {value: 365,", "look_back_days: {value: 364,"),
        ("review_by: 2027-06-30", "review_by: 2028-06-30"),
        ("  2000-01-01:\n", "  2000-01-02:\n"),
    ],
)
def test_a_decision_in_force_that_was_edited_stops_everything(room, before, after):
    rewritten(room, before, after)
    with pytest.raises(EditedDecision, match=r"many_medicines\.yaml: the decision of"):
        triggers_on(LATER)


def test_how_a_decision_is_laid_out_does_not_matter(room):
    rewritten(room, "review_by: 2027-06-30", "review_by: 2027-06-30  # in the spring")
    assert trigger(STEM, LATER).live


def test_an_edited_proposal_loses_the_approval_that_it_had(room):
    propose()
    approve(STEM, LATER, Owner.CLINICAL, Approval(by="Aino", day=LATER))
    rewritten(room, "medicines, at_least: 6", "medicines, at_least: 5")
    approve(STEM, LATER, Owner.DATA, Approval(by="Eero", day=LATER))
    assert in_force(STEM, LATER) == FIRST
    approve(STEM, LATER, Owner.CLINICAL, Approval(by="Aino", day=LATER))
    assert in_force(STEM, LATER) == LATER


def test_nobody_approves_twice_or_as_both(room):
    propose()
    approve(STEM, LATER, Owner.CLINICAL, Approval(by="Aino", day=LATER))
    with pytest.raises(ValueError, match="already approved by its clinical owner"):
        approve(STEM, LATER, Owner.CLINICAL, Approval(by="Eero", day=LATER))
    with pytest.raises(ValueError, match="another person approves as its data owner"):
        approve(STEM, LATER, Owner.DATA, Approval(by="aino", day=LATER))
    with pytest.raises(ValueError, match="no decision of 2026-11-02"):
        approve(STEM, LATER + DAY, Owner.DATA, Approval(by="Eero", day=LATER))


def test_an_approval_of_nothing_is_found(room):
    with (room / "_approvals.yaml").open("a") as file:
        file.write(f"{STEM}@2001-01-01:\n  sha256: {'a' * 64}\n")
    forget()
    with pytest.raises(ValueError, match="there is no such decision"):
        check_all()


def test_reasons_are_kept_with_the_decision(room):
    propose()
    made = definition(STEM).decisions[LATER]
    assert (made.because, made.decided_by) == (REASON["because"], REASON["decided_by"])
