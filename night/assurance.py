"""The night begins with invented people whose outcomes are known.

Each persona runs through the triggers as they are decided for tonight, on the days
that their stories name. One that comes out wrong stops the night before any real
extract is opened.
"""

from datetime import date

import polars as pl

from fixtures.personas import Expectation, Persona, persona_extracts, read_personas
from schemas.admitted import admit_in_memory
from schemas.outcome import Outcome
from triggers._catalogue import Trigger, accepted, triggers_on
from triggers._evaluation import evaluate


class PersonaFailed(ValueError):
    """A persona came out otherwise than its story says."""


def check_personas(decided_on: date) -> int:
    """Run all personas through the triggers decided for a day.

    Returns how many outcomes were checked.

    Raises PersonaFailed that names everyone who came out otherwise than expected.
    """
    personas = read_personas()
    wrong = surprises(personas, decided_on)
    if wrong:
        raise PersonaFailed(
            "the triggers give other outcomes than the personas expect, so the night "
            "stops: " + "; ".join(wrong)
        )
    measured = {one.stem for one in triggers_on(decided_on)}
    return sum(
        len(measured & set(_named(expected)))
        for one in personas
        for expected in one.expect
    )


def surprises(personas: list[Persona], decided_on: date) -> list[str]:
    """What came out otherwise than expected, one phrase each; empty: nothing did.

    What is expected is what the story says, or what was accepted when the decision in
    force was approved. Triggers that are not measured on the day are passed over.
    """
    triggers = triggers_on(decided_on)
    instead = {one.stem: accepted(one.stem, decided_on) for one in triggers}
    found = []
    for on in sorted({expected.on for one in personas for expected in one.expect}):
        expecting = {
            persona.name: expected
            for persona in personas
            for expected in persona.expect
            if expected.on == on
        }
        named = {stem for one in expecting.values() for stem in _named(one)}
        asked = [one for one in triggers if one.stem in named]
        of_day = [one for one in personas if one.name in expecting]
        for row in _outcomes(of_day, asked, on).iter_rows(named=True):
            name, expected = row["client_id"], expecting[row["client_id"]]
            if row["excluded"] != expected.excluded:
                found.append(
                    f"{name} on {on}: excluded as {row['excluded'] or 'nothing'}, "
                    f"not {expected.excluded or 'nothing'}"
                )
            found += [
                f"{name} on {on}: {stem} is {row[stem] or 'unmeasured'}, not {outcome}"
                for stem, told in _named(expected).items()
                if stem in instead
                and row[stem] != (outcome := instead[stem].get(name, {}).get(on, told))
            ]
    return found


def unlike_their_stories(
    personas: list[Persona], one: Trigger
) -> dict[str, dict[date, str]]:
    """Who comes out by a decision otherwise than in their story: on which day, how."""
    found: dict[str, dict[date, str]] = {}
    for persona in personas:
        for expected in persona.expect:
            told = _named(expected).get(one.stem)
            if told is None:
                continue
            [said] = _outcomes([persona], [one], expected.on)[one.stem]
            if said not in (None, told):
                found.setdefault(persona.name, {})[expected.on] = said
    return found


def flipped(personas: list[Persona], before: Trigger, after: Trigger) -> pl.DataFrame:
    """Of whom two decisions say otherwise on a day of their stories.

    `persona`, `on`, `before`, `after` (outcomes).
    """
    found: list[pl.DataFrame] = []
    for on in sorted({expected.on for one in personas for expected in one.expect}):
        of_day = [one for one in personas if on in {said.on for said in one.expect}]
        both = _outcomes(of_day, [before, after], on).select(
            pl.col("client_id").alias("persona"),
            pl.lit(on).alias("on"),
            pl.col(before.stem).cast(pl.String).alias("before"),
            pl.col(after.stem).cast(pl.String).alias("after"),
        )
        found.append(both.filter(pl.col("before") != pl.col("after")))
    return pl.concat(found).sort("persona", "on")


def _outcomes(
    personas: list[Persona], triggers: list[Trigger], on: date
) -> pl.DataFrame:
    """`client_id`, `excluded` and each trigger's outcome (null: excluded) on a day."""
    drawn = [persona_extracts(one) for one in personas]
    extracts = {name: pl.concat(one[name] for one in drawn).lazy() for name in drawn[0]}
    admitted, numbers = admit_in_memory(extracts, on)
    # Reading every column of so few people is cheaper than finding those needed.
    columns = {name: set(rows.collect_schema()) for name, rows in admitted.items()}
    outcomes = evaluate(admitted, triggers, on, columns=columns).outcomes
    return (
        numbers.lazy()
        .join(admitted["clients"].select("client", "excluded"), on="client")
        .join(outcomes.lazy(), on="client", how="left")
        .cast({"excluded": pl.String})
        .collect()
    )


def _named(expected: Expectation) -> dict[str, Outcome]:
    """The triggers that an expectation names, each with its outcome."""
    return {
        stem: outcome
        for outcome in Outcome
        for stem in getattr(expected, _field(outcome))
    }


def _field(outcome: Outcome) -> str:
    return "fires" if outcome == Outcome.FIRED else outcome.value
