"""A persona that comes out otherwise than its story says stops the night."""

from datetime import date

import pytest

from fixtures.personas import read_personas
from night.assurance import PersonaFailed, check_personas, surprises

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
