"""Intervals by bootstrap: of people, and of whole teams.

A drawing of people with replacement changes only how many there are of each reach and
label, so that these counts are drawn, as a multinomial, and no people. Teams differ in
their clients and in how they label; drawing whole teams with replacement lets this
spread into the interval (Field and Welsh, J R Stat Soc B 2007;69:369). Intervals are
percentiles, of tails that are the farther out the fewer there are to draw from: plain
ones hold far too seldom for few teams (expanded percentiles; Hesterberg, Am Stat
2015;69:371). Where all who are labelled agree, every drawing does, and the interval is
a point: Wilson's tells more there.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl
from scipy.stats import norm, t

from stewardship.accuracy import COUNTS
from stewardship.intervals import LEVEL
from stewardship.net_benefit import EXCHANGE_RATES
from stewardship.sweep import counted, loosest_first
from triggers._decisions import Threshold

DRAWS, SEED = 2_000, 20_261_120
# Of fewer teams than these no interval can be trusted (ours).
FEW_CLUSTERS = 5
Arrays = dict[str, np.ndarray]


def bootstrap(
    reached: pl.DataFrame,
    labels: pl.DataFrame,
    threshold: Threshold,
    limits: Sequence[float],
    by: Sequence[str] = (),
    complete: bool = False,
    clusters: str | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    rates: Sequence[float] = EXCHANGE_RATES,
    level: float = LEVEL,
) -> pl.DataFrame:
    """One row for each group and limit, loosest first: intervals of what a sweep tells.

    Arguments as of `stewardship.sweep.sweep`; `clusters`: the column of `reached` whose
    groups are drawn as wholes, instead of people; not one of `by`. Gives `by`, `limit`,
    and `_low` and `_high` of `precision_people`, `sensitivity_people`,
    `specificity_people` and `net_benefit_RATE_people`, or by clusters the same with
    `_CLUSTERS` and `labelled_CLUSTERS`: how many of these have anybody who fires and
    has a label. Null: not known, of fewer than two such people or clusters, or not told
    if not `complete`.
    """
    ordered = loosest_first(limits, threshold)
    cells = counted(
        reached, labels, threshold, ordered, [*by, *([clusters] if clusters else [])]
    )
    if cells.is_empty():
        # Of nobody there is no row, but the columns are there.
        nobody = reached.clear(1).with_columns(reach=0.0, reach_at_most=0.0)
        told = bootstrap(
            nobody,
            labels,
            threshold,
            limits,
            by,
            clusters=clusters,
            draws=1,
            rates=rates,
        )
        return told.clear()
    cells = cells.sort(cells.columns)
    teams = sorted(reached[clusters].unique()) if clusters else []
    chance = np.random.default_rng(seed)
    # The same teams for every group, as one county would have drawn them.
    times = _drawn(np.ones(len(teams)), draws, chance) if teams else None
    frames = []
    for group, part in cells.group_by(by, maintain_order=True) if by else [((), cells)]:
        people = part["people"].to_numpy()
        each = _one_of_each(part, len(ordered))
        seen = {}
        if clusters and times is not None:
            belongs = part[clusters].to_numpy() == np.array(teams)[:, None]
            each = {name: belongs * people @ value for name, value in each.items()}
            weights = times
            labelled = each["true_positives"] + each["false_positives"]
            units = (labelled > 0).sum(axis=0)
            seen = {f"labelled_{clusters}": units}
        else:
            weights = _drawn(people, draws, chance)
            units = people @ (each["true_positives"] + each["false_positives"])
        counts = {name: weights @ value for name, value in each.items()}
        tails = _tails(units, level)
        ends = _ends(counts, complete, rates, tails, clusters or "people")
        names = {
            name: pl.lit(one, reached.schema[name])
            for name, one in zip(by, group, strict=True)
        }
        told = pl.DataFrame({"limit": ordered, **seen, **ends})
        frames.append(told.select(**names, **{name: name for name in told.columns}))
    return pl.concat(frames)


def _drawn(sizes: np.ndarray, draws: int, chance: np.random.Generator) -> np.ndarray:
    """As many as there are, drawn with replacement: draws by units."""
    total = int(sizes.sum())
    return chance.multinomial(total, sizes / total, draws)


def _one_of_each(cells: pl.DataFrame, limits: int) -> Arrays:
    """What one person of each cell counts for: `COUNTS`, `people`, cells by limits."""
    at = np.arange(limits)
    fired = cells["fires"].to_numpy()[:, None] > at
    quiet = cells["may"].to_numpy()[:, None] <= at
    positive, negative = (
        cells.select(said.fill_null(False)).to_numpy()
        for said in (pl.col("positive"), ~pl.col("positive"))
    )
    pairs = (fired, positive), (fired, negative), (quiet, positive), (quiet, negative)
    found = {
        name: (one & other).astype(float)
        for name, (one, other) in zip(COUNTS, pairs, strict=True)
    }
    return found | {"people": np.ones(fired.shape)}


def _tails(units: np.ndarray, level: float) -> np.ndarray:
    """The share of drawings beyond each end, by limit; NaN: of fewer than two units."""
    number = np.where(units > 1, units, np.nan)
    expanded = np.sqrt(number / (number - 1)) * t.ppf((1 + level) / 2, number - 1)
    tails: np.ndarray = norm.cdf(-expanded)
    return tails


def _ends(
    counts: Arrays,
    complete: bool,
    rates: Sequence[float],
    tails: np.ndarray,
    of: str,
) -> dict[str, pl.Series]:
    found, wrong, missed, left = (counts[name] for name in COUNTS)
    unknown = np.full_like(found, np.nan)
    with np.errstate(invalid="ignore"):  # A drawing without a label tells nothing.
        told = {
            "precision": found / (found + wrong),
            "sensitivity": found / (found + missed) if complete else unknown,
            "specificity": left / (left + wrong) if complete else unknown,
        } | {
            f"net_benefit_{rate:g}": 1000 * (found - wrong / rate) / counts["people"]
            for rate in rates
        }
    return {
        f"{name}_{of}_{end}": pl.Series(
            [
                None if np.isnan(tail) else of_limit.quantile(tail, "linear")
                for of_limit, tail in zip(
                    pl.DataFrame(values).fill_nan(None), beyond, strict=True
                )
            ],
            dtype=pl.Float64,
        )
        for name, values in told.items()
        for end, beyond in (("low", tails), ("high", 1 - tails))
    }
