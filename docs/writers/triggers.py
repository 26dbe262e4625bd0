"""Writes the page of one trigger, with every example of its spec."""

import inspect
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from textwrap import dedent
from types import ModuleType
from typing import Any

from docs.writers.markdown import generated_from, table
from triggers._approvals import Owner, key_of
from triggers._catalogue import approvals, definition
from triggers._decisions import (
    LANGUAGES,
    Condition,
    Decision,
    Definition,
    Sourced,
    Stands,
)

SPECS = Path(__file__).resolve().parents[2] / "tests" / "spec"
# Nobody reads more lines of a table; the spec has them all.
LONGEST_TABLE, SHOWN_OF_LONGER = 60, 40
EXPECTED = ("outcomes", "measures", "reasons", "evidence")


def trigger_page(stem: str) -> str:
    """One trigger: what it notices, exactly how, by whose decision, with examples."""
    defined = definition(stem)
    module = import_module(f"triggers.{stem}")
    heading, why, *exact = (inspect.getdoc(module) or "").split("\n\n")
    newest = next(iter(defined.decisions.values()))
    parts = [
        f"# {defined.name.en}",
        generated_from(
            f"triggers/{stem}.py, triggers/{stem}.yaml and tests/spec/test_{stem}.py"
        ),
        f"**{defined.id}** · family *{defined.family}* · registers: "
        f"{', '.join(defined.registers)} · evidence seen by: "
        f"{', '.join(defined.seen_by)}",
        f"> {newest.quote} ({', '.join(newest.seed_lines)})",
        heading,
        _words_table(defined),
        "## Why",
        why,
        "## Exact definition",
        *(_emphasised(paragraph) for paragraph in exact),
        "Only people of the population are measured: alive on the as-of day, adult, "
        "resident or with a contact in 24 months, not objecting.",
        "## Measures",
        _measures_table(defined),
        "## Decisions",
        "Newest first. A decision that both owners approved is never edited; one that "
        "they have not is measured in shadow from its first day, and lists nobody.",
        *(
            part
            for first, decision in defined.decisions.items()
            for part in _decision(stem, first, decision)
        ),
        "## Examples",
        "Each is a test. Only the columns that matter are drawn; the others come from "
        "the example rows in [contracts](../contracts.md). A dash is a null.",
        *(part for example in _examples(stem) for part in example),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _words_table(defined: Definition) -> str:
    said = {
        "name": defined.name,
        "explains": defined.explains,
        "asks": defined.asks,
        **({"said to the client": defined.to_client} if defined.to_client else {}),
        "counts": defined.counts,
        "leaves out": defined.leaves_out,
        **{
            f"not assessable: {reason}": words
            for reason, words in defined.not_assessable.items()
        },
    }
    if defined.not_applicable:
        said["not applicable"] = defined.not_applicable
    rows = [
        [name, *(getattr(words, language) for language in LANGUAGES)]
        for name, words in said.items()
    ]
    return table(["", "suomi", "svenska", "English"], rows)


def _measures_table(defined: Definition) -> str:
    return table(
        ["measure", "suomi", "svenska", "English", "unit", "window", "without rows"],
        [
            [
                f"`{name}`",
                words.label.fi,
                words.label.sv,
                words.label.en,
                words.unit or ("share" if words.decimals else "count"),
                f"`{words.window}`" if words.window else "as-of day",
                "not known" if words.absent is None else f"{words.absent:g}",
            ]
            for name, words in defined.measures.items()
        ],
    )


def _decision(stem: str, first: date, decision: Decision) -> Iterator[str]:
    of = approvals().get(key_of(stem, first))
    waits = "" if of and of.on else ", not approved"
    yield f"### From {first}: {decision.status}{waits}"
    yield decision.because
    if decision.stands == Stands.BESIDE:
        yield "Lists a person only beside a trigger of another family."
    yield _condition("Fires when", decision.fires_when)
    for remark in decision.remarks:
        yield (
            f"{_condition('Remarks, without firing, when', remark.when)}\n\n"
            f"  {remark.says.fi} · {remark.says.sv} · {remark.says.en}"
        )
    yield table(
        ["parameter", "value", "source"],
        [
            [f"`{name}`", _value(given), given.source]
            for name, given in decision.parameters.items()
        ],
    )
    yield f"Decided by: {decision.decided_by}. To be reviewed by {decision.review_by}."
    if of:
        given = [(owner, getattr(of, owner)) for owner in Owner]
        said = [
            f"{one.by} on {one.day} (as {owner.replace('_', ' ')})"
            for owner, one in given
            if one
        ]
        yield f"Approved by: {', '.join(said)}."


def _condition(lead: str, condition: Condition) -> str:
    several = len(condition.thresholds) > 1
    how = (" any of" if condition.any else " all of") if several else ""
    lines = [
        f"- `{threshold.measure}` {threshold.operator.replace('_', ' ')} "
        f"{threshold.limit:g} ({threshold.source})"
        for threshold in condition.thresholds
    ]
    return "\n".join([f"{lead}{how}:", "", *lines])


def _value(given: Sourced) -> str:
    if given.codelist:
        path = f"../../schemas/codelists/{given.codelist}.csv"
        return f"codelist [{given.codelist}]({path})"
    if isinstance(given.value, list):
        return ", ".join(map(str, given.value))
    if isinstance(given.value, dict):
        return ", ".join(f"{name}: {value}" for name, value in given.value.items())
    return str(given.value)


def _examples(stem: str) -> Iterator[list[str]]:
    module = _spec(stem)
    # A module keeps its names in the order in which they are written.
    for name, test in vars(module).items():
        if name.startswith("test_"):
            drawn: list[dict[str, Any]] = []
            test(lambda drawn=drawn, **given: drawn.append(given))
            yield [
                f"### {name.removeprefix('test_').replace('_', ' ').capitalize()}",
                inspect.getdoc(test) or "",
                *(part for given in drawn for part in _example(given)),
            ]


def _example(given: dict[str, Any]) -> Iterator[str]:
    yield f"As of {given['on']}:"
    for name, value in given.items():
        if name == "on" or name in EXPECTED:
            continue
        text = _shortened(dedent(value).strip("\n").rstrip())
        yield f"`{name}`" + (f"\n\n```text\n{text}\n```" if text else ": no rows")
    measures = given.get("measures") or {}
    reasons, evidence = given.get("reasons") or {}, given.get("evidence") or {}
    yield table(
        ["person", "outcome", "measures", "evidence"],
        [
            [
                who,
                outcome.replace("_", " ")
                + (f" ({reasons[who]})" if who in reasons else ""),
                ", ".join(
                    f"{name} {'not known' if value is None else f'{value:g}'}"
                    for name, value in measures.get(who, {}).items()
                ),
                ", ".join(evidence.get(who, [])),
            ]
            for who, outcome in given["outcomes"].items()
        ],
    )


def _shortened(text: str) -> str:
    lines = text.splitlines()
    if len(lines) <= LONGEST_TABLE:
        return text
    said = f"... and {len(lines) - SHOWN_OF_LONGER} more"
    return "\n".join([*lines[:SHOWN_OF_LONGER], said])


def _emphasised(paragraph: str) -> str:
    for lead in ("Counted:", "Not counted:"):
        if paragraph.startswith(lead):
            return f"**{lead}**{paragraph.removeprefix(lead)}"
    return paragraph


def _spec(stem: str) -> ModuleType:
    found = spec_from_file_location(f"spec_{stem}", SPECS / f"test_{stem}.py")
    assert found is not None
    assert found.loader is not None
    module = module_from_spec(found)
    found.loader.exec_module(module)
    return module
