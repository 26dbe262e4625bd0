"""What the triggers' YAML decides, as the values that the SQL asks for."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from bench.peer import EVIDENCE, SQL, TABLES, TRIGGERS
from schemas.codes import GROUPED_BY_PREFIX, Codes
from schemas.days import first_day
from triggers._catalogue import Trigger, triggers_on

CODE_COLUMNS = {"prescriptions": "substance_code", "diagnoses": "code"}


def write_decided(files: dict[str, list[Path]], as_of: date, out: Path) -> None:
    """Write the values that each SQL text asks for: files, days, limits and codes.

    Raises ValueError for a decision that the SQL does not know how to follow.
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
    decided, limits = {}, {}
    for one in triggers_on(as_of, TRIGGERS):
        decided[one.stem] = given | _values(one, codes, as_of)
        for threshold in one.decision.fires_when.thresholds:
            if threshold.operator != "at_least":
                raise ValueError(f"{one.stem}: outcomes.sql knows only `at_least`")
            limits[f"limit_{threshold.measure}"] = threshold.limit
    decided |= {
        "regular_medicines": decided["many_medicines"],
        "missed_days": decided["missed_appointments"],
        "outcomes": given | limits,
    }
    asked = {
        name: _asked(name, decided[name.removesuffix("_evidence")])
        for name in (*TABLES, *EVIDENCE)
    }
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


def _asked(name: str, values: dict[str, Any]) -> dict[str, Any]:
    query = (SQL / f"{name}.sql").read_text()
    return {key: values[key] for key in sorted(set(re.findall(r"\$(\w+)", query)))}
