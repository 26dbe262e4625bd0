"""What the triggers' YAML decides, as the values that the SQL asks for."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from bench.peer import EVIDENCE, FIRST, SQL, TRIGGERS
from schemas.codes import GROUPED_BY_PREFIX, CodeGroups, Codes
from schemas.days import first_day
from schemas.outcome import Outcome
from triggers._catalogue import Trigger, triggers_on

CODE_COLUMNS = {"prescriptions": "substance_code", "diagnoses": "code"}
OPERATORS = {"at_least": ">=", "more_than": ">", "at_most": "<=", "below": "<"}


def write_decided(files: dict[str, list[Path]], as_of: date, out: Path) -> None:
    """Write the values that each SQL text asks for: files, days, limits and codes.

    For the table of outcomes, also what each trigger says of people without rows.
    Raises ValueError for a decision that the SQL does not follow.
    """
    given: dict[str, Any] = {
        "as_of": as_of.isoformat(),
        "today": (as_of - date(1970, 1, 1)).days,
    }
    given |= {name: [str(path) for path in paths] for name, paths in files.items()}
    codes = [
        code
        for extract, column in CODE_COLUMNS.items()
        for code in _codes_that_occur(files[extract][0], column)
    ]
    asked: dict[str, Any] = {}
    without_rows = {}
    for one in triggers_on(as_of, TRIGGERS):
        values = given | _values(one, codes, as_of) | _limits(one)
        tables = (*FIRST.get(one.stem, ()), one.stem, EVIDENCE[one.stem])
        asked |= {name: _asked(name, values) for name in tables}
        without_rows[one.stem] = _without_rows(one)
    asked["outcomes"] = {"clients": given["clients"], "without_rows": without_rows}
    out.write_text(json.dumps(asked, indent=1) + "\n")


def _codes_that_occur(file: Path, column: str) -> list[str]:
    dtype = pl.read_parquet_schema(file)[column]
    assert isinstance(dtype, pl.Enum)
    return dtype.categories.to_list()


def _values(one: Trigger, codes: list[str], as_of: date) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in one.parameters:
        if isinstance(value, Codes):
            values |= _code_lists(name, value, codes)
        elif isinstance(value, CodeGroups):
            values[name] = list(_grouped(value, codes))
        elif name == "supply":
            values |= value.model_dump()
        elif name == "same_substance":
            for place, (old, new) in enumerate(sorted(value.items()), start=1):
                values |= {f"old_code_{place}": old, f"new_code_{place}": new}
        else:
            values[name] = value
        if name.endswith("_days") and isinstance(value, int):
            window = name.removesuffix("_days")
            values[f"{window}_from"] = first_day(as_of, value).isoformat()
    return values


def _code_lists(name: str, wanted: Codes, codes: list[str]) -> dict[str, list[str]]:
    return {
        f"{name}_{system}": [
            code
            for code in codes
            if (
                code.startswith(prefixes)
                if system in GROUPED_BY_PREFIX
                else code in prefixes
            )
        ]
        for system, prefixes in wanted.prefixes.items()
    }


def _grouped(wanted: CodeGroups, codes: list[str]) -> Iterator[dict[str, str | None]]:
    """Each code that occurs in a group, with the group of its longest prefix."""
    listed = [
        (system, prefix, group)
        for group, of_group in wanted.groups.items()
        for system, prefixes in of_group.prefixes.items()
        for prefix in prefixes
    ]
    for system in sorted({system for system, _, _ in listed}):
        for code in sorted(set(codes)):
            found = [
                (len(prefix), group)
                for of_system, prefix, group in listed
                if of_system == system
                and (
                    code.startswith(prefix)
                    if system in GROUPED_BY_PREFIX
                    else code == prefix
                )
            ]
            if found:
                _, group = max(found)
                chapter = wanted.chapters.get(group)
                yield {
                    "system": system,
                    "code": code,
                    "group": group,
                    "chapter": chapter,
                }


def _limits(one: Trigger) -> dict[str, float]:
    """The limits; raises ValueError where the SQL compares with them otherwise."""
    query = (SQL / f"{one.stem}.sql").read_text()
    compared = set(re.findall(r"([<>]=?)\s*\$limit_(\w+)", query))
    thresholds = one.decision.fires_when.thresholds
    decided = {(OPERATORS[each.operator], each.measure) for each in thresholds}
    if compared != decided:
        raise ValueError(
            f"{one.stem}.sql compares otherwise than decided: "
            f"{sorted(compared ^ decided)}"
        )
    return {f"limit_{each.measure}": each.limit for each in thresholds}


def _without_rows(one: Trigger) -> dict[str, Any]:
    """The measures and the outcome of people of whom a trigger's SQL has no row."""
    concerns_some = one.concerned is not None
    absent = {
        name: None if concerns_some else words.absent
        for name, words in one.definition.measures.items()
    }
    if concerns_some:
        return {"measures": absent, "outcome": Outcome.NOT_APPLICABLE}
    condition = one.decision.fires_when
    values = [(each, absent[each.measure]) for each in condition.thresholds]
    met = [value is None or each.met_by(value) for each, value in values]
    if any(met) if condition.any else all(met):
        raise ValueError(f"{one.stem}: somebody without any rows would not be quiet")
    return {"measures": absent, "outcome": Outcome.QUIET}


def _asked(name: str, values: dict[str, Any]) -> dict[str, Any]:
    query = (SQL / f"{name}.sql").read_text()
    return {key: values[key] for key in sorted(set(re.findall(r"\$(\w+)", query)))}
