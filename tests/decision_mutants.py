"""`python -m tests.decision_mutants [STEM ...]`: what if a decision were different?

Each limit, operator and parameter of a trigger's newest decision is changed a little,
one at a time, and the examples of its spec are held against the changed trigger. A
change that no example notices is printed. Not part of the tests, for its time; the
modules themselves are mutated with mutmut.
"""

import inspect
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any
from unittest.mock import patch

import polars as pl
from pydantic import BaseModel

from schemas.codes import CodeGroups, Codes
from tests.rule_coverage import examples
from tests.spec.conftest import check
from triggers._catalogue import Trigger, definition, stems, trigger
from triggers._decisions import Condition, Threshold

OTHER_OPERATOR = {
    "at_least": "more_than",
    "more_than": "at_least",
    "below": "at_most",
    "at_most": "below",
}


def mutants(one: Trigger) -> Iterator[tuple[str, Trigger]]:
    """Every changed trigger, with what was changed."""
    condition = one.decision.fires_when
    how = "any" if condition.any else "all"
    for place, threshold in enumerate(condition.thresholds):
        for said, changed in _thresholds(one, threshold):
            others = list(condition.thresholds)
            others[place] = changed
            yield said, _deciding(one, **{how: tuple(others)})
        if len(condition.thresholds) > 1:
            others = list(condition.thresholds)
            del others[place]
            yield f"without {threshold.measure}", _deciding(one, **{how: tuple(others)})
    if len(condition.thresholds) > 1:
        other = "all" if how == "any" else "any"
        yield f"{other} for {how}", _deciding(one, **{other: condition.thresholds})
    for name, value in one.parameters:
        for said, changed in _values(name, value, _asks_for_chapters(one)):
            parameters = one.parameters.model_copy(update={name: changed})
            yield said, replace(one, parameters=parameters)


def _thresholds(one: Trigger, threshold: Threshold) -> Iterator[tuple[str, Threshold]]:
    step = 10.0 ** -one.definition.measures[threshold.measure].decimals
    for change in (step, -step):
        limit = round(threshold.limit + change, 6)
        yield (
            f"{threshold.measure} {threshold.operator} {limit:g}",
            threshold.model_copy(update={threshold.operator: limit}),
        )
    operator = OTHER_OPERATOR[threshold.operator]
    if operator in Threshold.model_fields:
        update = {threshold.operator: None, operator: threshold.limit}
        yield (
            f"{threshold.measure} {operator} {threshold.limit:g}",
            threshold.model_copy(update=update),
        )


def _deciding(one: Trigger, **thresholds: tuple[Threshold, ...]) -> Trigger:
    condition = Condition(**thresholds)
    decision = one.decision.model_copy(update={"fires_when": condition})
    return replace(one, decision=decision)


def _asks_for_chapters(one: Trigger) -> bool:
    source = inspect.getsource(one.module)
    return ".chapter(" in source or '"symptom"' in source


def _values(name: str, value: Any, chapters: bool) -> Iterator[tuple[str, Any]]:
    if isinstance(value, bool):
        yield f"{name} {not value}", not value
    elif isinstance(value, int | float):
        for changed in (value + 1, value - 1):
            yield f"{name} {changed:g}", changed
    elif isinstance(value, list):
        for left_out in value:
            yield f"{name} without {left_out}", [v for v in value if v != left_out]
    elif isinstance(value, Codes):
        for system in value.prefixes:
            kept = {s: codes for s, codes in value.prefixes.items() if s != system}
            yield f"{name} without {system}", Codes(prefixes=kept)
    elif isinstance(value, CodeGroups):
        yield from _groups(name, value, chapters)
    elif isinstance(value, dict):
        for left_out in value:
            yield (
                f"{name} without {left_out}",
                {key: kept for key, kept in value.items() if key != left_out},
            )
    elif isinstance(value, BaseModel):
        for inner, found in value:
            for said, changed in _values(f"{name}.{inner}", found, chapters):
                yield said, value.model_copy(update={inner: changed})


def _groups(
    name: str, value: CodeGroups, chapters: bool
) -> Iterator[tuple[str, CodeGroups]]:
    """Without one group; and with one of them in the next chapter."""

    def kept(mapped: dict[str, Any], left_out: str) -> dict[str, Any]:
        return {group: found for group, found in mapped.items() if group != left_out}

    for group in value.groups:
        groups, others = kept(value.groups, group), kept(value.chapters, group)
        yield f"{name} without {group}", CodeGroups(groups=groups, chapters=others)
    in_order = list(dict.fromkeys(value.chapters.values())) if chapters else []
    if len(in_order) > 1:
        for group, chapter in value.chapters.items():
            other = in_order[in_order.index(chapter) - 1]
            moved = value.chapters | {group: other}
            yield (
                f"{name} with {group} in {other}",
                value.model_copy(update={"chapters": moved}),
            )


@cache
def _in_order(stem: str) -> list[dict[str, Any]]:
    return list(examples(stem))


def survives(stem: str, changed: Trigger) -> bool:
    """Whether no example of the spec notices the change.

    What noticed a change last is asked first, since changes come beside each other.
    """
    in_order = _in_order(stem)
    with patch("tests.spec.conftest.trigger", lambda *_: changed):
        for place, given in enumerate(in_order):
            told = {"measures": {}, "reasons": {}, "evidence": {}} | given
            tables = {
                name: told.pop(name)
                for name in list(told)
                if name not in {"on", "outcomes", "measures", "reasons", "evidence"}
            }
            try:
                check(stem, tables=tables, **told)
            except (Exception, pl.exceptions.PanicException):
                in_order.insert(0, in_order.pop(place))
                return False
    return True


def main(names: Sequence[str]) -> int:
    """Print every change that no example notices; 1 when there is one."""
    killed = total = 0
    for stem in names or stems():
        one = trigger(stem, next(iter(definition(stem).decisions)))
        assert one is not None
        assert survives(stem, one), f"{stem}: its spec is red"
        assert not survives(stem, _never(one))
        for said, changed in mutants(one):
            total += 1
            if survives(stem, changed):
                print(f"{stem}: {said}", flush=True)
            else:
                killed += 1
    print(f"{killed} of {total} changed decisions were noticed")
    return 1 if killed < total else 0


def _never(one: Trigger) -> Trigger:
    """With a decision that nobody meets: unnoticed, nothing would be noticed."""
    thresholds = tuple(
        Threshold(measure=t.measure, more_than=1e12, source="a test")
        for t in one.decision.fires_when.thresholds
    )
    return _deciding(one, all=thresholds)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
