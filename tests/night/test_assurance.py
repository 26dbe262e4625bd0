"""A persona that comes out otherwise than its story says stops the night."""

from datetime import date, timedelta

import pytest

from fixtures.personas import read_personas
from night.assurance import (
    PersonaFailed,
    check_personas,
    surprises,
    unlike_their_stories,
)
from tests.decision_room import LATER, STEM, propose, room  # noqa: F401
from triggers._approvals import Approval, Owner
from triggers._catalogue import decided
from triggers._proposals import approve

ON = date(2026, 11, 17)


@pytest.fixture(scope="module")
def taina():
    """One persona, with her first expectation alone."""
    found = next(one for one in read_personas() if one.name == "taina")
    return found.model_copy(update={"expect": found.expect[:1]})


def expecting(persona, **changed):
    """The persona, expected to come out otherwise."""
    expected = persona.expect[0].model_copy(update=changed)
    return persona.model_copy(update={"expect": (expected,)})


def test_nobody_surprises_who_comes_out_as_told(taina):
    assert surprises([taina], ON) == []


def test_each_outcome_that_is_not_as_told_is_named(taina):
    first = taina.expect[0]
    stem = first.quiet[0]
    wrong = expecting(
        taina, fires=(*first.fires, stem), quiet=tuple({*first.quiet} - {stem})
    )
    assert surprises([wrong], ON) == [
        f"taina on {first.on}: {stem} is quiet, not fired"
    ]


def test_who_should_have_been_excluded_is_named(taina):
    wrong = expecting(taina, excluded="objects")
    said = surprises([wrong], ON)
    assert said == [f"taina on {taina.expect[0].on}: excluded as nothing, not objects"]


def test_a_broken_trigger_stops_the_night(monkeypatch):
    from triggers import missed_appointments

    sound = missed_appointments.measure

    def broken(contacts, clients, as_of, p):
        return sound(contacts, clients, as_of, p).head(0)

    monkeypatch.setattr(missed_appointments, "measure", broken)
    with pytest.raises(PersonaFailed, match=r"missed_appointments is .*, not fired"):
        check_personas(ON)


def test_what_the_owners_accepted_is_expected_and_nothing_else(room):  # noqa: F811
    """Another limit brings some out otherwise; the night holds them to that."""
    propose(medicines="6")
    otherwise = unlike_their_stories(read_personas(), decided(STEM, LATER))
    assert otherwise["six-medicines"] == {date(2026, 11, 1): "fired"}
    day = LATER + timedelta(days=1)
    approve(STEM, LATER, Owner.CLINICAL, Approval(by="Aino", day=day), otherwise)
    approve(STEM, LATER, Owner.DATA, Approval(by="Eero", day=day), otherwise)
    assert check_personas(day) == check_personas(LATER)

    fewer = {name: days for name, days in otherwise.items() if name != "six-medicines"}
    propose(day, medicines="5")
    approve(STEM, day, Owner.CLINICAL, Approval(by="Aino", day=day), fewer)
    approve(STEM, day, Owner.DATA, Approval(by="Eero", day=day), fewer)
    with pytest.raises(PersonaFailed, match=r"six-medicines on .* is fired, not quiet"):
        check_personas(day)
