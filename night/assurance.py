"""The night begins with invented people whose outcomes are known.

Each persona runs through the triggers as they are decided for tonight, on the days
that their stories name. One that comes out wrong stops the night before any real
extract is opened.
"""

from datetime import date

from fixtures.personas import Persona, persona_extracts, read_personas
from schemas.admitted import admit_in_memory
from schemas.outcome import Outcome
from triggers._catalogue import triggers_on
from triggers._evaluation import evaluate


class PersonaFailed(ValueError):
    """A persona came out otherwise than its story says."""


def check_personas(as_of: date) -> list[str]:
    """Run all personas through the triggers in force on a day.

    Returns one sentence for each that came out as it should. Raises PersonaFailed that
    names every one that did not.
    """
    wrong: list[str] = []
    right: list[str] = []
    for persona in read_personas():
        found = surprises(persona, as_of)
        wrong += found
        if not found:
            right.append(f"{persona.name}: as expected on {len(persona.expect)} days")
    if wrong:
        raise PersonaFailed(
            "the triggers give other outcomes than the personas expect, so the night "
            "stops: " + "; ".join(wrong)
        )
    return right


def surprises(persona: Persona, decided_on: date) -> list[str]:
    """What came out otherwise than expected, one phrase each; empty: nothing did."""
    found = []
    triggers = triggers_on(decided_on)
    measured = {one.stem for one in triggers}
    for expected in persona.expect:
        extracts = {
            name: rows.lazy() for name, rows in persona_extracts(persona).items()
        }
        admitted, _ = admit_in_memory(extracts, expected.on)
        outcomes = evaluate(admitted, triggers, expected.on).outcomes
        said = outcomes.row(0, named=True) if outcomes.height else {}
        for outcome in Outcome:
            for stem in getattr(expected, _field(outcome)):
                if stem in measured and said.get(stem) != outcome:
                    found.append(
                        f"{persona.name} on {expected.on}: {stem} is "
                        f"{said.get(stem, 'not in the population')}, not {outcome}"
                    )
    return found


def _field(outcome: Outcome) -> str:
    return "fires" if outcome == Outcome.FIRED else outcome.value
