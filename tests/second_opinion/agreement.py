"""Puts many generated counties before both opinions, and compares what they say."""

from collections import defaultdict
from collections.abc import Callable, Hashable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

from fixtures.text_tables import complete_rows
from schemas.admitted import COUNTY, Frames, admit_in_memory, facts_of
from schemas.extracts import ADMITTED
from triggers._catalogue import trigger
from triggers._evaluation import evaluate

Rows = dict[str, list[dict[str, Any]]]
Said = dict[str, tuple[str, dict[str, float | None]]]
Opinion = Callable[..., tuple[Rows, Said]]

EXAMPLES = 200
SETTINGS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    # Explaining a failure takes minutes; the smallest example says enough.
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
REFERENCES = ("contact_id", "prescription_id")


def both_agree(
    stem: str, as_of: date, examples: int = EXAMPLES, **drawn: SearchStrategy[Any]
) -> Callable[[Opinion], Callable[[], None]]:
    """Make a test of a function that gives rows, and what is expected of them.

    The function gets one value of each strategy. It returns rows by extract, and
    client to outcome and measures; measures that it does not name are not compared,
    and whoever it does not name must not be measured.

    The engine judges many counties together, since a person's answer must not depend
    on strangers. Where they do depend on the county, as its facts tell, it judges
    each alone, and so it does to find the smallest that they disagree on.
    """

    def test_of(opinion: Opinion) -> Callable[[], None]:
        chosen = settings(SETTINGS, max_examples=examples)

        def test() -> None:
            gathered: list[tuple[Rows, Said]] = []
            chosen(given(**drawn)(lambda **one: gathered.append(opinion(**one))))()
            assert len(gathered) >= examples / 2, "Too few counties were drawn."
            disagreed = [
                county
                for counties in _alike(stem, gathered, as_of)
                if _differences(stem, _together(counties), as_of)
                for county in counties
            ]
            if not disagreed:
                return
            chosen(given(**drawn)(lambda **one: _check(stem, opinion(**one), as_of)))()
            for county in disagreed:
                _check(stem, county, as_of)
            pytest.fail("Counties that are judged together disagree, and none alone.")

        test.__name__, test.__doc__ = opinion.__name__, opinion.__doc__
        test.__module__ = opinion.__module__
        return test

    return test_of


def says(stem: str, rows: Rows, as_of: date) -> Said:
    """Client to the outcome and the measures that the engine gives."""
    admitted, numbers = admit_in_memory(_extracts(rows), as_of)
    one = trigger(stem, as_of)
    assert one is not None
    # Reading every column spares each county the search for those that are read.
    columns = {
        name: set(admitted[name].collect_schema()) for name in {*one.frames, "clients"}
    }
    said = evaluate(admitted, [one], as_of, columns=columns)
    names = dict(numbers.select("client", "client_id").iter_rows())
    outcomes = dict(said.outcomes.select("client", stem).iter_rows())
    return {
        names[row.pop("client")]: (
            outcome,
            {name.removeprefix(f"{stem}__"): value for name, value in row.items()},
        )
        for row, outcome in zip(
            said.measures.to_dicts(), outcomes.values(), strict=True
        )
    }


def _extracts(rows: Rows) -> Frames:
    return {
        name: complete_rows(ADMITTED[name], drawn).lazy()
        for name, drawn in rows.items()
    }


def _check(stem: str, county: tuple[Rows, Said], as_of: date) -> None:
    assert not _differences(stem, county, as_of)


def _differences(
    stem: str, county: tuple[Rows, Said], as_of: date
) -> dict[str, tuple[Any, Any]]:
    """Client to what the engine and the second opinion say, where they differ."""
    rows, expected = county
    said = says(stem, rows, as_of)
    return {
        client: (said.get(client), expected.get(client))
        for client in said.keys() | expected.keys()
        if not _same(said.get(client), expected.get(client))
    }


def _same(said: Any, expected: Any) -> bool:
    if said is None or expected is None:
        return False
    (outcome, values), (judged, measures) = said, expected
    compared = {name: values[name] for name in measures}
    return outcome == judged and compared == pytest.approx(
        measures, abs=1e-6, nan_ok=True
    )


def _alike(
    stem: str, counties: list[tuple[Rows, Said]], as_of: date
) -> list[list[tuple[Rows, Said]]]:
    """Counties in groups whose members can be judged together."""
    one = trigger(stem, as_of)
    assert one is not None
    if one.frames & COUNTY.keys():
        return [[county] for county in counties]
    groups = defaultdict(list)
    for county in counties:
        groups[_facts(county[0], as_of)].append(county)
    return [
        part
        for facts, alike in groups.items()
        for part in (
            [alike]
            if _facts(_together(alike)[0], as_of) == facts
            else [[county] for county in alike]
        )
    ]


def _facts(rows: Rows, as_of: date) -> Hashable:
    """What an answer may depend on besides the person's own rows."""
    facts = facts_of(_extracts(rows), as_of)
    return (
        frozenset(rows),
        facts.prescribed_only,
        facts.bookings_known,
        facts.renewals_known,
        frozenset(facts.closing_units.rows()),
    )


def _together(counties: list[tuple[Rows, Said]]) -> tuple[Rows, Said]:
    """Many counties as one: pseudonyms and references get the county's number."""
    rows: Rows = defaultdict(list)
    expected: Said = {}
    for number, (drawn, said) in enumerate(counties):
        for name, some in drawn.items():
            rows[name] += [_numbered(row, number) for row in some]
        expected |= {f"{number} {client}": one for client, one in said.items()}
    return dict(rows), expected


def _numbered(row: dict[str, Any], number: int) -> dict[str, Any]:
    named = {
        key: value and f"{number} {value}"
        for key, value in row.items()
        if key == "client_id" or key in REFERENCES
    }
    return row | named
