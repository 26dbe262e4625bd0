"""The specs decide every clause of every trigger both ways.

`python -m tests.rule_coverage` prints the same as a report.
"""

from pathlib import Path

import polars as pl
import pytest

from tests.rule_coverage import Seen, lacking_of, run_specs, watched_filters
from triggers._catalogue import definition, stems, trigger


@pytest.fixture(scope="module")
def covered():
    """What the examples of all specs showed, and the clauses that they decided."""
    return run_specs(stems())


def newest(stem):
    """A trigger by its newest decision."""
    return trigger(stem, next(iter(definition(stem).decisions)))


def test_every_limit_and_every_outcome_occurs(covered):
    """Met and not met, fired and quiet, and each way to be neither."""
    seen, _ = covered
    lacking = {stem: lacking_of(newest(stem), seen[stem]) for stem in stems()}
    assert {stem: gaps for stem, gaps in lacking.items() if gaps} == {}


def test_every_clause_has_decided_a_row_both_ways(covered):
    """One that never did could be taken out, or is not tested."""
    _, clauses = covered
    assert len(clauses) > 10 * len(stems())
    gaps = [f"{one.place}: {one.text}" for one in clauses.values() if not one.covered]
    assert gaps == []


ROWS = pl.LazyFrame({"a": [1, 2, None], "b": [True, True, True]})


@pytest.mark.parametrize(
    ("clause", "kept", "left_out"),
    [
        (pl.col("a") > 1, True, True),
        (pl.col("a") > 0, True, True),  # the null is left out by it
        (pl.col("a").is_null() | pl.col("b"), False, False),
        (~pl.col("b"), False, True),
        (pl.col("a") > 7, False, True),
        (pl.col("a").is_not_null() | (pl.col("a") > 1), True, True),
    ],
)
def test_the_report_tells_which_way_a_clause_decided(
    clause, kept, left_out, monkeypatch
):
    """Each way alone, and a null that is neither."""
    monkeypatch.setattr("tests.rule_coverage.WATCHED", (Path(__file__).parent,))
    clauses = {}
    with watched_filters(clauses):
        ROWS.filter(clause)
    first = next(iter(clauses.values()))
    assert (first.kept, first.left_out) == (kept, left_out)


def test_the_report_sees_what_an_outcome_lacks():
    """A spec without examples lacks all of it."""
    lacking = lacking_of(newest("uncontrolled_diabetes"), Seen())
    assert "no example is fired" in lacking
    assert "no example is not_applicable" in lacking
    assert "no example is not assessable by hba1c" in lacking
