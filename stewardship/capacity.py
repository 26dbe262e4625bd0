"""Capacity in, limit out: the limit at which a team's new rows meet its hands."""

import polars as pl

from stewardship.intervals import LEVEL, share
from stewardship.sweep import poisson_interval

SUMS = (
    *("capacity", "fired", "began"),
    *("missed", "missed_labelled", "missed_positive"),
)


def fitting(
    told: pl.DataFrame, capacity: pl.DataFrame, level: float = LEVEL
) -> pl.DataFrame:
    """One row for each team of `told`: the loosest limit whose load meets its hands.

    `told`: by `team`, loosest limit first, what `sweep` and `new_per_week` tell.
    `capacity`: `team`, `capacity` (new rows a week, for this trigger alone).

    Gives `team`, `capacity` (null: not told), `limit` (the loosest whose `per_week` is
    no more; null: none is), `limit_surely` (the loosest whose `per_week_high` is no
    more), and at `limit`: `fired`, `began`, `weeks`, `per_week` with its interval, and
    what it misses beside the loosest limit tried: `missed` (people who fire there and
    not here), of them `missed_labelled`, `missed_positive`, and `missed_share` of these
    two with its Wilson interval. The load of a stricter limit may be the higher one:
    who has long been far past a limit does not begin to be. Chosen by the same nights,
    the load at a limit tends to be told a little too low, which `limit_surely` allows
    for.
    """
    rows = _rows(told, capacity)
    first = rows.group_by("team", maintain_order=True)
    found = (
        first.agg(pl.col("capacity").first())
        .join(_loosest(rows, "per_week"), on="team", how="left", maintain_order="left")
        .join(
            _loosest(rows, "per_week_high").select("team", limit_surely="limit"),
            on="team",
            how="left",
            maintain_order="left",
        )
    )
    return _with_shares(found, level)


def together(fitted: pl.DataFrame, level: float = LEVEL) -> pl.DataFrame:
    """All teams together, each at its own limit: one row of sums over `fitting`'s.

    `teams`: those that have a limit and are in the sums; `without_limit`: the others.
    Null: no team has one.
    """
    has = fitted.filter(pl.col("limit").is_not_null())
    return _summed(has, level).with_columns(
        teams=pl.lit(has.height), without_limit=pl.lit(fitted.height - has.height)
    )


def common(
    told: pl.DataFrame, capacity: pl.DataFrame, level: float = LEVEL
) -> pl.DataFrame:
    """The loosest limit that every team with told hands can bear, as one row.

    As `fitting` tells of a team, of all of these together: their loads, hands and what
    is missed are summed; `teams` counts them. Null `limit`: no limit tried is borne by
    all; `limit_surely`: every team's upper end is.
    """
    rows = _rows(told, capacity).filter(pl.col("capacity").is_not_null())
    borne = {
        load: rows.group_by("limit", maintain_order=True)
        .agg((pl.col(load) <= pl.col("capacity")).all().alias("borne"))
        .filter("borne")["limit"]
        for load in ("per_week", "per_week_high")
    }
    limit = next(iter(borne["per_week"]), None)
    at_limit = rows.filter(pl.col("limit") == pl.lit(limit, pl.Float64))
    return _summed(at_limit, level).with_columns(
        pl.lit(limit, pl.Float64).alias("limit"),
        pl.lit(next(iter(borne["per_week_high"]), None), pl.Float64).alias(
            "limit_surely"
        ),
        capacity=pl.lit(rows.unique("team")["capacity"].sum()),
        teams=pl.lit(rows["team"].n_unique()),
    )


def _rows(told: pl.DataFrame, capacity: pl.DataFrame) -> pl.DataFrame:
    """`told` with `capacity` and what each limit misses beside the team's loosest."""

    def beside_loosest(counted: pl.Expr) -> pl.Expr:
        counted = counted.cast(pl.Int64)
        return counted.first().over("team") - counted

    found, wrong = pl.col("true_positives"), pl.col("false_positives")
    return (
        told.join(capacity, on="team", how="left", maintain_order="left")
        .with_columns(
            missed=beside_loosest(pl.col("fired")),
            missed_labelled=beside_loosest(found + wrong),
            missed_positive=beside_loosest(found),
        )
        .select(
            "team",
            "limit",
            *SUMS,
            *("weeks", "per_week", "per_week_low", "per_week_high"),
        )
    )


def _loosest(rows: pl.DataFrame, load: str) -> pl.DataFrame:
    fits = rows.filter(pl.col(load) <= pl.col("capacity")).drop("capacity")
    return fits.group_by("team", maintain_order=True).first()


def _summed(rows: pl.DataFrame, level: float) -> pl.DataFrame:
    sums = pl.when(pl.len() > 0).then(pl.col(SUMS).sum())
    summed = rows.select(sums, pl.col("weeks").max())
    low, high = poisson_interval(summed["began"], level)
    weeks = pl.col("weeks")
    loads = summed.with_columns(
        per_week=pl.col("began") / weeks,
        per_week_low=low / weeks,
        per_week_high=high / weeks,
    )
    return _with_shares(loads, level)


def _with_shares(rows: pl.DataFrame, level: float) -> pl.DataFrame:
    part, whole = pl.col("missed_positive"), pl.col("missed_labelled")
    return rows.with_columns(share("missed_share", part, whole, level))
