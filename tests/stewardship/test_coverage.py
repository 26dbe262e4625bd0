"""On the invented county, whose truth is known, intervals hold as often as they say.

Each draw is a county. What is known of it is what a county may know: by the fixture's
labels everything; for precision, what teams record of some of those who fire; for the
corrected shares also what a review of a few says of those whom nothing lists. Who is
looked at is chance within a stratum. The truth is that of all whom such a county could
have had. Draws are of one evaluated county, with replacement; `make soak` takes more of
them, and whole counties of 200 seeds, each held against all others together.
"""

import os
import shutil

import numpy as np
import polars as pl
import pytest
from scipy.stats import binom, binomtest, norm

from fixtures.population import LABELS, generate
from stewardship.accuracy import COUNTS, with_accuracy
from stewardship.intervals import LEVEL
from stewardship.labels import of_fixture
from stewardship.verification import corrected
from tests.admitted_county import admitted_county
from tests.fixtures.conftest import AS_OF, county  # noqa: F401
from triggers._catalogue import stems, triggers_on
from triggers._evaluation import evaluate

SOAK = bool(os.environ.get("HERATE_FAULTS"))
DRAWS = 400 if SOAK else 40
COUNTIES, INHABITANTS = 200, 5_000
# Of those who are listed, of how many teams record; and how many others are reviewed.
ANSWERED, REVIEWED = 0.6, 200
# How often chance alone may fail a test here, all triggers and shares together.
CHANCE = 0.01
# The strata of a trigger: it fires; it is quiet, and another lists them; nothing does.
# Whoever is not assessable, or whom it is not about, is in none.
STRATA = ("fires", "listed", "unlisted")
ALL = "all of them"


def people_of(landing):
    """People by trigger, stratum and label (positive, negative), and all people."""
    frames, numbers = admitted_county(landing, AS_OF)
    said = evaluate(frames, triggers_on(AS_OF), AS_OF).outcomes
    truth = of_fixture(pl.read_parquet(landing / LABELS))
    people = said.join(numbers, on="client").join(truth, on="client_id")
    said = people.select(pl.col(stems()).cast(pl.String)).to_numpy()
    fires, quiet = said == "fired", said == "quiet"
    listed = fires.any(axis=1)[:, None]
    positive = people["positive"].to_numpy()[:, None]
    counts = [
        [(stratum & label).sum(axis=0) for label in (positive, ~positive)]
        for stratum in (fires, quiet & listed, quiet & ~listed)
    ]
    return np.moveaxis(np.array(counts), -1, 0), people.height


def looked_at(people, chance):
    """Of `people` (rows, strata, labels) those of whom somebody tells."""
    looked = chance.binomial(people, ANSWERED)
    positive, negative = people[:, -1].T
    size = np.minimum(REVIEWED, positive + negative)
    found = chance.hypergeometric(positive, negative, size)
    looked[:, -1] = np.stack([found, size - found], axis=-1)
    return looked


def accuracy(people):
    """What the counts of each row tell, with Wilson intervals."""
    (found, wrong), (missed, left) = people[:, 0].T, people[:, 1:].sum(axis=1).T
    counts = (found, wrong, missed, left)
    return with_accuracy(pl.DataFrame(dict(zip(COUNTS, counts, strict=True))))


def mended(people, looked):
    """The corrected shares of each row."""
    fires = np.arange(len(STRATA)) == 0
    for of_stratum, (positive, negative) in zip(
        people.sum(axis=-1), np.moveaxis(looked, -1, 1), strict=True
    ):
        yield corrected(
            pl.DataFrame(
                {
                    "fired": fires,
                    "people": of_stratum,
                    "positive": positive,
                    "negative": negative,
                }
            )
        )


def told_of(people, population, chance):
    """What is told of each row of `people`, and is true of those of `population`.

    `share`, `trigger`, `true`, `low`, `high` (null: it is not told), and `theory`: how
    often the interval should hold.
    """
    looked = looked_at(people, chance)
    some, all_known, true = map(accuracy, (looked, people, population))
    rows = pl.DataFrame({"trigger": stems() * (len(people) // len(stems()))})
    shares = []
    for name, known, of in (
        ("precision", some, looked[:, 0].sum(axis=-1)),
        ("sensitivity", all_known, people[:, :, 0].sum(axis=-1)),
        ("specificity", all_known, people[:, :, 1].sum(axis=-1)),
    ):
        shares.append(
            rows.with_columns(
                share=pl.lit(name),
                true=true[name],
                low=known[f"{name}_low"],
                high=known[f"{name}_high"],
                theory=score_coverage(of, true[name].to_numpy()),
            )
        )
    found = list(mended(people, looked))
    for name in ("sensitivity", "specificity"):
        shares.append(
            rows.with_columns(
                share=pl.lit(f"{name}, corrected"),
                true=true[name],
                low=pl.Series([one[name].low for one in found], dtype=pl.Float64),
                high=pl.Series([one[name].high for one in found], dtype=pl.Float64),
                theory=pl.lit(LEVEL),
            )
        )
    return pl.concat(shares)


def score_coverage(of, true):
    """How often a score interval (Wilson 1927) holds `true` of a binomial count."""
    sd = np.sqrt(of * true * (1 - true))
    far = norm.ppf((1 + LEVEL) / 2) * sd
    least, most = np.ceil(of * true - far), np.floor(of * true + far)
    return binom.cdf(most, of, true) - binom.cdf(least - 1, of, true)


def coverage(told):
    """How often intervals hold: a row for each share and trigger, and for all of them.

    `told`: how many were told, `held` and `coverage`: how many and how often they held.
    """
    low, high = pl.col("low"), pl.col("high")
    told = told.drop_nulls()
    return (
        pl.concat([told, told.with_columns(trigger=pl.lit(ALL))])
        .group_by("share", "trigger", maintain_order=True)
        .agg(
            true=pl.col("true").mean(),
            width=(high - low).mean(),
            told=pl.len(),
            held=pl.col("true").is_between(low, high).sum(),
            theory=pl.col("theory").mean(),
        )
        .with_columns(coverage=pl.col("held") / pl.col("told"))
        .sort("share", pl.col("trigger") == ALL, "trigger")
    )


def failing(told):
    """Print how often intervals hold; those which chance alone does not explain.

    Of a score interval theory says how often it holds; of the corrected shares the
    interval need only hold no less often than it promises.
    """
    found = coverage(told)
    with pl.Config(
        tbl_rows=-1, tbl_width_chars=120, fmt_str_lengths=40, float_precision=3
    ):
        print(found)
    return [
        row
        for row in found.to_dicts()
        if binomtest(
            row["held"],
            row["told"],
            row["theory"],
            alternative="less" if row["theory"] == LEVEL else "two-sided",
        ).pvalue
        < CHANCE / found.height
    ]


def test_intervals_hold_as_often_as_they_promise(county):  # noqa: F811
    people, everybody = people_of(county)
    chance = np.random.default_rng(1)
    cells = people.reshape(len(people), -1)
    others = everybody - cells.sum(axis=1, keepdims=True)
    drawn = chance.multinomial(
        everybody,
        np.hstack([cells, others]) / everybody,
        size=(DRAWS, len(people)),
    )
    rows = drawn[..., :-1].reshape(-1, *people.shape[1:])
    assert not failing(told_of(rows, np.tile(people, (DRAWS, 1, 1)), chance))


@pytest.mark.skipif(not SOAK, reason="whole counties of 200 seeds take minutes")
def test_intervals_of_whole_counties_hold_as_often_as_they_promise(tmp_path):
    counted = []
    for seed in range(COUNTIES):
        landing = tmp_path / "county"
        generate(INHABITANTS, AS_OF, 1_000 + seed, landing, planted=False)
        counted.append(people_of(landing)[0])
        shutil.rmtree(landing)
    drawn = np.array(counted)
    others = drawn.sum(axis=0) - drawn
    shape = (-1, *drawn.shape[2:])
    chance = np.random.default_rng(2)
    assert not failing(told_of(drawn.reshape(shape), others.reshape(shape), chance))
