"""Writes the pages that follow from the contracts, the triggers and their specs.

    python docs/write_pages.py            write docs/contracts.md and docs/triggers/*.md
    python docs/write_pages.py --check    say which pages are not current, and fail

The pages are committed, so that a change of a rule is read as prose in its review.
"""

import argparse
import inspect
import sys
from collections.abc import Iterator
from datetime import date, datetime
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from textwrap import dedent
from types import ModuleType
from typing import Any

# As a script this folder comes first, and docs/triggers would hide the room triggers.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fixtures.text_tables import complete_rows
from schemas.contract import Column, Contract
from schemas.extracts import ADMITTED, ENTERED, IDENTITIES
from triggers._catalogue import definition, stems
from triggers._decisions import (
    LANGUAGES,
    Condition,
    Decision,
    Definition,
    Sourced,
    Stands,
)

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
SPECS = ROOT / "tests" / "spec"
KINDS = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "yes or no",
    date: "day",
    datetime: "moment",
}
EXPECTED = ("outcomes", "measures", "reasons", "evidence")


def pages() -> dict[Path, str]:
    """Every generated page: its path under `docs/` and its whole text."""
    return {
        Path("contracts.md"): contracts_page(),
        **{Path("triggers") / f"{stem}.md": trigger_page(stem) for stem in stems()},
    }


def stale() -> list[Path]:
    """The pages that are missing, differ from what they should say, or are orphans."""
    wanted = pages()
    found = {
        path.relative_to(DOCS): path.read_text(encoding="utf-8")
        for path in [DOCS / "contracts.md", *(DOCS / "triggers").glob("*.md")]
        if path.is_file()
    }
    return sorted(
        path for path in {*wanted, *found} if wanted.get(path) != found.get(path)
    )


def contracts_page() -> str:
    """The extracts: their columns, rules and an example row."""
    parts = [
        "# Contracts of the extracts",
        _generated_from("schemas/"),
        "An extract is one table of one night. Every row that breaks a rule below goes "
        "into quarantine with the rule's name as its reason. Moments are Helsinki time "
        "without a zone.",
    ]
    for contract in (*ADMITTED.values(), IDENTITIES):
        parts += [f"## `{contract.extract}`", *_contract(contract)]
    return "\n\n".join(parts) + "\n"


def _contract(contract: type[Contract]) -> Iterator[str]:
    yield inspect.getdoc(contract) or ""
    facts = [f"One row per {_ticked(contract.key)}."]
    if contract.day:
        facts.append(f"Dated by {_ticked([contract.day])}.")
    if contract is IDENTITIES:
        facts.append("Kept apart: never read by quality, triggers or worklist.")
    elif contract.extract in ENTERED:
        facts.append("Entered by people into the product; never lands, may be empty.")
    elif contract.required:
        facts.append("No list is published without it.")
    else:
        facts.append("May be missing; what needs it is then not assessable.")
    yield " ".join(facts)
    example = complete_rows(contract, [{"client_id": "anna"}]).row(0, named=True)
    yield _table(
        ["column", "type", "null?", "rule", "meaning", "example"],
        [
            [
                f"`{column.name}`",
                "one of" if column.vocabulary else KINDS[column.kind],
                "yes" if column.nullable else "no",
                _rule(column),
                column.description,
                _cell(example[column.name]),
            ]
            for column in contract.columns()
        ],
    )
    if rules := contract.cross_column_rules():
        yield (
            f"{inspect.getdoc(contract.cross_column_rules)} Reasons: {_ticked(rules)}."
        )


def _rule(column: Column) -> str:
    if column.vocabulary:
        return _ticked(column.vocabulary)
    return column.rule


def trigger_page(stem: str) -> str:
    """One trigger: what it notices, exactly how, by whose decision, with examples."""
    defined = definition(stem)
    module = import_module(f"triggers.{stem}")
    heading, why, *exact = (inspect.getdoc(module) or "").split("\n\n")
    newest = next(iter(defined.decisions.values()))
    parts = [
        f"# {defined.name.en}",
        _generated_from(
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
        "Newest first. A decision is never edited once its first day has come.",
        *(
            part
            for first, decision in defined.decisions.items()
            for part in _decision(first, decision)
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
    return _table(["", "suomi", "svenska", "English"], rows)


def _measures_table(defined: Definition) -> str:
    return _table(
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


def _decision(first: date, decision: Decision) -> Iterator[str]:
    yield f"### From {first}: {decision.status}"
    yield decision.because
    if decision.stands == Stands.BESIDE:
        yield "Lists a person only beside a trigger of another family."
    yield _condition("Fires when", decision.fires_when)
    for remark in decision.remarks:
        yield (
            f"{_condition('Remarks, without firing, when', remark.when)}\n\n"
            f"  {remark.says.fi} · {remark.says.sv} · {remark.says.en}"
        )
    yield _table(
        ["parameter", "value", "source"],
        [
            [f"`{name}`", _value(given), given.source]
            for name, given in decision.parameters.items()
        ],
    )
    yield f"Decided by: {decision.decided_by}. To be reviewed by {decision.review_by}."


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
        text = dedent(value).strip("\n").rstrip()
        yield f"`{name}`" + (f"\n\n```text\n{text}\n```" if text else ": no rows")
    measures = given.get("measures") or {}
    reasons, evidence = given.get("reasons") or {}, given.get("evidence") or {}
    yield _table(
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


def _table(headings: list[str], rows: list[list[str]]) -> str:
    def line(cells: list[str]) -> str:
        return " ".join(
            ["|", " | ".join(cell.replace("|", "\\|") for cell in cells), "|"]
        )

    return "\n".join([line(headings), line(["---"] * len(headings)), *map(line, rows)])


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _ticked(names: Any) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _generated_from(source: str) -> str:
    return f"<!-- Written by docs/write_pages.py from {source}. Do not edit. -->"


def main(arguments: list[str]) -> int:
    """Write the pages, or with `--check` name the stale ones; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args(arguments).check
    outdated = stale()
    if check:
        for path in outdated:
            print(f"docs/{path} is not current: run python docs/write_pages.py")
        return 1 if outdated else 0
    wanted = pages()
    for path in outdated:
        target = DOCS / path
        if path in wanted:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(wanted[path], encoding="utf-8")
        else:
            target.unlink()
        print(f"docs/{path}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
