"""Nulls and intervals: what is not known, and what touches.

Source: cqframework/cql-tests, CqlLogicalOperatorsTest, CqlAggregateFunctionsTest and
CqlIntervalOperatorsTest (all under tests/cql) at 06670833. Licence: Apache-2.0.
Theirs: the truth tables of `and` and `or` with nulls, a count that passes over a null,
and intervals of whole numbers collapsed.
Ours: true is a measure that meets its limit, null a measure that is not known; `all` is
their `and`, `any` their `or`; true is fired, false quiet, null not assessable. What is
counted are usable results. An interval is a ward stay, its numbers days. A documented
difference: to them an interval that ends the day before another begins meets it, and
the two are one. To us a patient who went home at noon and came back the next morning
has had two stays; only wards whose days touch are one, or that lie hours apart, since
patients are moved.
"""

from datetime import date
from types import SimpleNamespace

import polars as pl
import pytest

from fixtures.text_tables import text_table
from schemas.measurements import Measurement, usable
from schemas.meetings import ward_stays
from triggers._catalogue import Trigger
from triggers._decisions import Definition, TriggerParameters
from triggers._evaluation import evaluate

ON = date(2026, 1, 31)
AND = {
    (True, True): True,
    (True, False): False,
    (True, None): None,
    (False, True): False,
    (False, False): False,
    (False, None): False,
    (None, True): None,
    (None, False): False,
    (None, None): None,
}
OR = {
    (True, True): True,
    (True, False): True,
    (True, None): True,
    (False, True): True,
    (False, False): False,
    (False, None): None,
    (None, True): True,
    (None, False): None,
    (None, None): None,
}
OUTCOMES = {True: "fired", False: "quiet", None: "not_assessable"}


@pytest.fixture
def combined(admitted):
    """`combined("any" or "all", pairs)`: the outcome of each pair of truths."""

    def combine(how, pairs):
        people = "".join(f"p{number} | yes\n" for number in range(len(pairs)))
        frames, _ = admitted(ON.isoformat(), clients="| resident\n" + people)
        told = pl.LazyFrame(
            {
                "client": range(len(pairs)),
                "first": [first for first, _ in pairs],
                "second": [second for _, second in pairs],
            },
            schema={"client": pl.UInt32, "first": pl.Boolean, "second": pl.Boolean},
        )
        stub = SimpleNamespace(
            measure=lambda clients, as_of, p: clients.select("client").join(
                told, on="client"
            ),
            counted=lambda clients, as_of, p: clients.select(
                "client", day=pl.lit(as_of), evidence=pl.lit("row")
            ),
        )
        said = evaluate(frames, [two_measures(how, stub)], ON)
        return said.outcomes.sort("client")["two_measures"].to_list()

    return combine


def two_measures(how, module):
    """A trigger of two measures that are combined one way."""
    words = {"fi": "a", "sv": "b", "en": "c"}
    definition = Definition.model_validate(
        {
            "id": "T99",
            "family": "volume",
            "registers": ["health"],
            "measures": {name: {"label": words} for name in ("first", "second")},
            **dict.fromkeys(
                ("name", "explains", "asks", "counts", "leaves_out"), words
            ),
            "decisions": {
                ON: {
                    "status": "live",
                    "fires_when": {
                        how: [
                            {"measure": name, "at_least": 1, "source": "theirs"}
                            for name in ("first", "second")
                        ]
                    },
                    "parameters": {},
                    "because": "a case of somebody else's",
                    "quote": "none",
                    "seed_lines": [],
                    "decided_by": "nobody",
                    "review_by": ON,
                }
            },
        }
    )
    return Trigger(
        "two_measures",
        module,
        definition,
        definition.decisions[ON],
        TriggerParameters(),
        ON,
    )


@pytest.mark.parametrize(("how", "table"), [("all", AND), ("any", OR)])
def test_limits_combine_as_truths_do(combined, how, table):
    """An unknown measure leaves open what the other one does not decide."""
    expected = [OUTCOMES[answer] for answer in table.values()]
    assert combined(how, list(table)) == expected


def test_a_null_is_not_counted():
    """CQL: Count({15, 5, 99, null, 1}) is 4."""
    results = text_table(
        Measurement, "| value\n" + "".join(f"anna | {v}\n" for v in (15, 5, 99, "-", 1))
    )
    assert results.filter(usable()).height == 4


@pytest.mark.parametrize(
    ("intervals", "theirs", "ours"),
    [
        (
            [(1, 5), (3, 7), (12, 19), (7, 10)],
            [(1, 10), (12, 19)],
            [(1, 10), (12, 19)],
        ),
        (
            [(1, 2), (3, 7), (10, 19), (7, 10)],
            [(1, 19)],
            [(1, 2), (3, 19)],
        ),
        ([(4, 6), (7, 8)], [(4, 8)], [(4, 6), (7, 8)]),
    ],
)
def test_stays_are_merged_when_their_days_touch(admitted, intervals, theirs, ours):
    """Ours beside theirs: home one day and back the next is two stays."""
    rows = "".join(
        f"anna | 2026-01-{first:02} 08:00 | 2026-01-{last:02} 12:00 | ward\n"
        for first, last in intervals
    )
    frames, _ = admitted(
        ON.isoformat(), contacts="| starts_at | ends_at | mode\n" + rows
    )
    stays = ward_stays(frames["contacts"], ON).select("admitted_on", "discharged_on")
    found = [(first.day, last.day) for first, last in stays.collect().iter_rows()]
    assert found == ours
    # Where the two differ, theirs has bridged a night between two days.
    bridged = {n for a, b in theirs for n in range(a, b + 1)}
    assert bridged == {n for a, b in ours for n in range(a, b + 1)}
