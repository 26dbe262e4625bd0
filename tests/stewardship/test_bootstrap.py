"""Drawing counts gives the intervals that drawing people, or teams, gives."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from scipy.stats import norm, t

from stewardship.bootstrap import bootstrap
from stewardship.reach import threshold_on
from triggers._catalogue import trigger

THRESHOLD = threshold_on(trigger("many_medicines", date(2026, 11, 20)))
AT = 5.0


def county(chance, people=400, teams=8, spread=0.0):
    """Who reaches how far, in which team, and who needs an assessment."""
    team = chance.integers(0, teams, people)
    reach = chance.poisson(4, people).astype(float)
    rate = np.clip(reach / 12 + spread * np.where(team % 2, 1, -1), 0, 1)
    positive = chance.random(people) < rate
    return pl.DataFrame(
        {
            "client_id": [f"c{at}" for at in range(people)],
            "reach": reach,
            "reach_at_most": reach,
            "team": [f"t{one}" for one in team],
            "positive": positive,
        }
    )


def told(people, **options):
    options = {"complete": True, "draws": 4_000} | options
    return bootstrap(people, people, THRESHOLD, [AT], **options).to_dicts()


def drawn_plainly(people, chance, units):
    """Each unit a list of rows of people; precision, sensitivity, net benefit at 10."""
    reach, positive = people["reach"].to_numpy() >= AT, people["positive"].to_numpy()
    values = []
    for _ in range(4_000):
        rows = np.concatenate(
            [units[at] for at in chance.integers(0, len(units), len(units))]
        )
        fires, right = reach[rows], positive[rows]
        found, wrong = (fires & right).sum(), (fires & ~right).sum()
        values.append(
            (
                found / (found + wrong),
                found / right.sum(),
                1000 * (found - wrong / 10) / len(rows),
            )
        )
    number = len(units)
    far = t.ppf(0.975, number - 1) * np.sqrt(number / (number - 1))
    return np.quantile(np.array(values), [norm.cdf(-far), norm.cdf(far)], axis=0)


@pytest.mark.parametrize("clusters", [None, "team"])
def test_it_says_what_drawing_them_one_by_one_says(clusters):
    chance = np.random.default_rng(5)
    people = county(chance, spread=0.2)
    units = (
        [[at] for at in range(people.height)]
        if clusters is None
        else [
            np.flatnonzero((people["team"] == name).to_numpy())
            for name in people["team"].unique()
        ]
    )
    low, high = drawn_plainly(people, chance, units)
    [row] = told(people, clusters=clusters)
    of = clusters or "people"
    for at, (name, near) in enumerate(
        [("precision", 0.02), ("sensitivity", 0.02), ("net_benefit_10", 4)]
    ):
        assert row[f"{name}_{of}_low"] == pytest.approx(low[at], abs=near)
        assert row[f"{name}_{of}_high"] == pytest.approx(high[at], abs=near)


def test_teams_that_differ_widen_the_interval_and_like_ones_leave_no_spread():
    people = county(np.random.default_rng(2), spread=0.3)
    [of_people], [of_teams] = told(people), told(people, clusters="team")
    width = {
        name: row[f"precision_{name}_high"] - row[f"precision_{name}_low"]
        for name, row in (("people", of_people), ("team", of_teams))
    }
    assert width["team"] > 1.3 * width["people"]
    alike = pl.concat(
        [people.with_columns(team=pl.lit(name)) for name in ("north", "south")]
    )
    [row] = told(alike, clusters="team")
    assert row["precision_team_low"] == pytest.approx(row["precision_team_high"])


def test_the_interval_holds_about_as_often_as_it_says():
    chance, held = np.random.default_rng(4), 0
    true = county(chance, 400_000).filter(pl.col("reach") >= AT)["positive"].mean()
    for _ in range(150):
        [row] = told(county(chance), draws=400)
        held += row["precision_people_low"] <= true <= row["precision_people_high"]
    assert held >= 0.89 * 150


@pytest.mark.parametrize("teams", [5, 12])
def test_the_interval_of_teams_that_differ_holds_about_as_often_as_it_says(teams):
    """Plain percentiles of 5 teams hold 83, of 12 teams 89 times of 100."""
    chance, held = np.random.default_rng(teams), 0
    for _ in range(200):
        team = np.repeat(np.arange(teams), chance.poisson(20, teams))
        rate = np.clip(0.3 + 0.1 * chance.standard_normal(teams), 0, 1)
        people = pl.DataFrame(
            {
                "client_id": np.arange(len(team)).astype(str),
                "reach": AT,
                "reach_at_most": AT,
                "team": team,
                "positive": chance.random(len(team)) < rate[team],
            }
        )
        [row] = told(people, clusters="team", draws=400)
        held += row["precision_team_low"] <= 0.3 <= row["precision_team_high"]
    assert 0.89 <= held / 200 <= 0.98


def test_one_team_tells_nothing_of_how_teams_differ():
    people = county(np.random.default_rng(1)).with_columns(team=pl.lit("t1"))
    [row] = told(people, clusters="team")
    assert (row["labelled_team"], row["precision_team_low"]) == (1, None)


def test_what_labels_do_not_tell_is_null():
    people = county(np.random.default_rng(1))
    [row] = told(people, complete=False)
    assert row["sensitivity_people_low"] is None
    assert row["specificity_people_high"] is None
    assert row["precision_people_low"] > 0
    unsaid = people.with_columns(positive=pl.lit(None, pl.Boolean))
    [row] = told(unsaid, clusters="team")
    assert (row["precision_team_low"], row["labelled_team"]) == (None, 0)


def test_groups_have_their_own_intervals_and_count_the_teams_that_tell():
    people = county(np.random.default_rng(1)).with_columns(
        sex=pl.when(pl.int_range(pl.len()) % 2 == 0)
        .then(pl.lit("male"))
        .otherwise(pl.lit("female")),
    )
    few = people.with_columns(
        positive=pl.when(
            (pl.col("sex") == "female") | pl.col("team").is_in(["t1"])
        ).then("positive")
    )
    rows = told(few, by=["sex"], clusters="team")
    assert [(row["sex"], row["labelled_team"]) for row in rows] == [
        ("female", 8),
        ("male", 1),
    ]
    assert rows[0]["precision_team_low"] != rows[1]["precision_team_low"]


def test_the_same_seed_tells_the_same():
    people = county(np.random.default_rng(1))
    assert told(people, draws=300) == told(people, draws=300)
    assert told(people, draws=300) != told(people, draws=300, seed=2)


@pytest.mark.parametrize(
    ("clusters", "by"), [(None, []), (None, ["team"]), ("team", [])]
)
def test_of_nobody_there_is_no_row_but_all_columns(clusters, by):
    people = county(np.random.default_rng(1))
    some = bootstrap(people, people, THRESHOLD, [AT], by, clusters=clusters, draws=200)
    none = bootstrap(people.clear(), people, THRESHOLD, [AT], by, clusters=clusters)
    assert (none.height, none.schema) == (0, some.schema)
