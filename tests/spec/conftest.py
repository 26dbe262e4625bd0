"""Specs of triggers: small text tables in, outcomes out.

Each file speaks of the trigger that it is named after; the trigger's page prints it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
import pytest

from fixtures.text_tables import complete_rows, text_table
from schemas.admitted import Frames, admit_in_memory
from schemas.extracts import ADMITTED
from triggers._catalogue import trigger
from triggers._evaluation import evaluate

People = Mapping[str, Any]


def drawn(tables: Mapping[str, str], names: Sequence[str] = ()) -> Frames:
    """The extracts that `tables` draw; everybody who occurs in them is a client."""
    extracts = {name: text_table(ADMITTED[name], text) for name, text in tables.items()}
    occurring = {*names, *(who for rows in extracts.values() for who in _people(rows))}
    known = extracts.get("clients", complete_rows(ADMITTED["clients"], []))
    others = [{"client_id": who} for who in sorted(occurring - set(_people(known)))]
    extracts["clients"] = pl.concat([known, complete_rows(ADMITTED["clients"], others)])
    return {name: rows.lazy() for name, rows in extracts.items()}


def check(
    stem: str,
    on: str,
    outcomes: People,
    measures: People,
    reasons: People,
    evidence: People,
    tables: Mapping[str, str],
) -> None:
    """Hold the trigger of `stem` against what is expected of the drawn people."""
    day = date.fromisoformat(on)
    admitted, numbers = admit_in_memory(drawn(tables, list(outcomes)), day)
    one = trigger(stem, day)
    assert one is not None, f"{stem} is not measured on {on}"
    said = evaluate(admitted, [one], day)

    def of_people(frame: pl.DataFrame) -> dict[str, dict[str, Any]]:
        named = frame.join(numbers, on="client")
        return {row["client_id"]: row for row in named.to_dicts()}

    found = {who: row[stem] for who, row in of_people(said.outcomes).items()}
    assert found == dict(outcomes)
    measured = of_people(said.measures)
    for who, values in measures.items():
        found = {name: measured[who][f"{stem}__{name}"] for name in values}
        assert found == pytest.approx(values), who
    unassessed = of_people(said.unassessed)
    assert {who: unassessed[who]["reason"] for who in reasons} == dict(reasons)
    fired = of_people(said.fired)
    assert {who: fired[who]["evidence"] for who in evidence} == dict(evidence)


@pytest.fixture
def spec(request: pytest.FixtureRequest) -> Callable[..., None]:
    """`spec(on=..., EXTRACT=table, ..., outcomes=..., measures=..., ...)`.

    `outcomes` names everybody of the population. `measures`, `reasons` (why somebody is
    not assessable) and `evidence` (keys of rows) may name some people only.
    """
    stem = request.path.stem.removeprefix("test_")

    def hold(
        *,
        on: str,
        outcomes: People,
        measures: People | None = None,
        reasons: People | None = None,
        evidence: People | None = None,
        **tables: str,
    ) -> None:
        check(stem, on, outcomes, measures or {}, reasons or {}, evidence or {}, tables)

    return hold


@pytest.fixture
def admitted() -> Callable[..., tuple[Frames, pl.DataFrame]]:
    """`admitted(on, EXTRACT=table, ...)`: the admitted form and the numbers."""

    def admit(on: str, **tables: str) -> tuple[Frames, pl.DataFrame]:
        return admit_in_memory(drawn(tables), date.fromisoformat(on))

    return admit


def _people(rows: pl.DataFrame) -> list[str]:
    return rows["client_id"].to_list()
