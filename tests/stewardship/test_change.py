"""What it changes to move one limit: counted person by person."""

import polars as pl
import pytest

from night.calibrating import decided
from stewardship import change
from stewardship.comparison import paired
from stewardship.sweep import new_per_week, sweep
from tests.stewardship.reporting import CAPACITY, LIMITS, NIGHTS, labels, people

NOW = 7


@pytest.fixture
def threshold():
    return decided("many_medicines", NIGHTS[-1], None)[1]


@pytest.fixture
def told(threshold):
    """By team, what the sweep of a few hundred people tells."""
    reached = people()
    by_team = sweep(
        reached.filter(as_of=NIGHTS[-1]), labels(), threshold, LIMITS, ["team"]
    )
    weekly = new_per_week(reached, threshold, LIMITS, ["team"])
    return by_team.join(weekly, on=["team", "limit"])


@pytest.mark.parametrize("then", [5, 6, 8])
def test_who_comes_and_goes_in_each_team_is_counted_person_by_person(told, then):
    rows = change.per_team(told, CAPACITY, NOW, then)
    known = dict(labels().iter_rows())
    for row in rows.iter_rows(named=True):
        team = people().filter(as_of=NIGHTS[-1], team=row["team"])
        now = {
            one
            for one, reach in team.select("client_id", "reach").iter_rows()
            if reach >= NOW
        }
        after = {
            one
            for one, reach in team.select("client_id", "reach").iter_rows()
            if reach >= then
        }
        for people_, count, labelled, precision in (
            (after - now, "first_morning", "labelled", "precision"),
            (now - after, "lost", "lost_labelled", "lost_precision"),
        ):
            said = [known[one] for one in people_ if known[one] is not None]
            assert row[count] == len(people_)
            assert row[labelled] == len(said)
            assert row[precision] == (sum(said) / len(said) if said else None)
        assert row["first_morning_low"] <= row["first_morning"]
        assert row["first_morning"] < row["first_morning_high"]


def test_loads_and_capacity_stand_beside_each_other(told):
    rows = change.per_team(told, CAPACITY, NOW, 5)
    assert rows["capacity_per_week"].to_list() == [3.0, None]
    for which, limit in (("a", NOW), ("b", 5)):
        at = told.filter(pl.col("limit") == limit)
        for end in ("", "_low", "_high"):
            name = f"per_week_{which}{end}"
            assert rows[name].to_list() == at[f"per_week{end}"].to_list()


def test_pairs_of_a_night_are_all_its_people(threshold):
    both = change.fired_by_limits(people(), threshold, 6)
    rows = paired(both)
    assert rows["as_of"].to_list() == [*NIGHTS]
    assert rows.select(
        pl.sum_horizontal(pl.exclude("as_of"))
    ).to_series().to_list() == [300, 300]
    assert rows["lost"].to_list() == [0, 0]
    last = people().filter(pl.col("reach") == 6, as_of=NIGHTS[-1])
    assert rows["gained"][-1] == last.height


def test_an_overlap_is_told_of_the_triggers_own_people():
    others = pl.DataFrame(
        [("anna", "x"), ("anna", "y"), ("eero", "x"), ("olli", "y")],
        schema=["client_id", "trigger"],
        orient="row",
    )
    now = pl.DataFrame({"client_id": ["anna", "ulla"]})
    then = pl.DataFrame({"client_id": ["anna", "eero", "ulla", "urho"]})
    assert change.overlap(others, now, then).rows() == [
        (None, 1, 0.5, 2, 0.5),
        ("x", 1, 0.5, 2, 0.5),
        ("y", 1, 0.5, 1, 0.25),
    ]


def test_an_overlap_of_nobody_is_empty_or_nought():
    others = pl.DataFrame({"client_id": ["anna"], "trigger": ["x"]})
    nobody = pl.DataFrame({"client_id": []}, schema={"client_id": pl.String})
    assert change.overlap(others, nobody, nobody).is_empty()
    then = pl.DataFrame({"client_id": ["anna"]})
    assert change.overlap(others, nobody, then).rows() == [
        (None, 0, 0, 0, 0),
        ("x", 0, 0, 1, 1),
    ]
