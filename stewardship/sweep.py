"""What each limit of a trigger would do: whom it finds, and how many it asks to review.

Everything is counted once, by how many of the limits a person fires at; each limit's
own numbers are sums of those counts.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl
from scipy.stats import chi2

from stewardship.accuracy import COUNTS, with_accuracy
from stewardship.intervals import LEVEL, with_silence
from stewardship.reach import LOWER_IS_WORSE
from triggers._decisions import COMPARE, Threshold


def sweep(
    reached: pl.DataFrame,
    labels: pl.DataFrame,
    threshold: Threshold,
    limits: Sequence[float],
    by: Sequence[str] = (),
    complete: bool = False,
) -> pl.DataFrame:
    """One row for each group and limit, loosest first: what the limit would do.

    `reached`: `client_id`, `reach`, `reach_at_most` and the columns `by`. `labels`:
    `client_id`, `positive` (null, or no row: not known, which is never a negative).
    `complete`: labels are as likely for those who do not fire; else what needs these is
    null, such as sensitivity.

    Gives `by`, `limit`, `people`, `fired`, `gained` (more who fire than at the limit in
    force; negative: fewer), `quiet`, `not_assessable`, the four counts of those with a
    label, what `with_accuracy` tells of these, `labelled` and `labelled_share` of those
    who fire, and as bounds on what nobody knows `precision_if_none`,
    `precision_if_all`: the precision if none, or all, of the others who fire are
    positive.
    """
    ordered = loosest_first([*limits, threshold.limit], threshold)
    counts = counted(reached, labels, threshold, ordered, by)
    at = pl.DataFrame({"limit": ordered}, schema={"limit": pl.Float64}).with_row_index()
    people = pl.col("people")
    fired, quiet = pl.col("fires") > pl.col("index"), pl.col("may") <= pl.col("index")
    positive = pl.col("positive")
    of = dict(
        zip(
            COUNTS,
            (fired & positive, fired & ~positive, quiet & positive, quiet & ~positive),
            strict=True,
        )
    )
    found = (
        counts.join(at, how="cross")
        .group_by(*by, "index", "limit")
        .agg(
            people=people.sum(),
            fired=people.filter(fired).sum(),
            quiet=people.filter(quiet).sum(),
            not_assessable=people.filter(~fired & ~quiet).sum(),
            **{
                name: people.filter(rows.fill_null(False)).sum()
                for name, rows in of.items()
            },
        )
        .sort(*by, "index")
    )
    in_force = pl.col("fired").filter(pl.col("limit") == threshold.limit).first()
    found = found.with_columns(
        gained=pl.col("fired").cast(pl.Int64)
        - (in_force.over(by) if by else in_force).cast(pl.Int64)
    ).filter(pl.col("limit").is_in([float(limit) for limit in limits]))
    if not complete:
        unseen = [pl.lit(None, pl.UInt32).alias(name) for name in COUNTS[2:]]
        found = found.with_columns(unseen)
    names = ("people", "fired", "gained", "quiet", "not_assessable", *COUNTS)
    told = with_accuracy(found.select(*by, "limit", *names))
    right, fires = pl.col("true_positives"), pl.col("fired")
    return told.with_columns(labelled=right + pl.col("false_positives")).with_columns(
        *with_silence("precision", right, pl.col("labelled"), fires),
        labelled_share=pl.col("labelled") / pl.when(fires > 0).then(fires),
    )


def new_per_week(
    reached: pl.DataFrame,
    threshold: Threshold,
    limits: Sequence[float],
    by: Sequence[str] = (),
    level: float = LEVEL,
) -> pl.DataFrame:
    """How many people a week begin to fire at each limit, by group, loosest first.

    `reached`: `as_of`, `client_id`, `reach` and the columns `by`, of two nights or
    more; whoever fires on a night and did not, or was not there, on the one before it
    begins.
    Gives `by`, `limit`, `began` (all nights), `weeks` (from the first night to the
    last), `per_week` and its exact Poisson interval `per_week_low`, `per_week_high`:
    the spread of chance alone, as if people did not depend on each other.
    """
    ordered = loosest_first(limits, threshold)
    nights: list[date] = sorted(reached["as_of"].unique())
    before = dict(zip(nights[1:], nights, strict=False))
    counted = reached.select(
        "as_of", "client_id", *by, fires=met(pl.col("reach"), ordered, threshold)
    )
    pairs = (
        counted.filter(pl.col("as_of") > nights[0])
        .with_columns(last=pl.col("as_of").replace_strict(before, return_dtype=pl.Date))
        .join(
            counted.select("client_id", last="as_of", did="fires"),
            on=["client_id", "last"],
            how="left",
        )
        .with_columns(pl.col("did").fill_null(0))
        .group_by(*by, "fires", "did")
        .len("people")
    )
    at = pl.DataFrame({"limit": ordered}, schema={"limit": pl.Float64}).with_row_index()
    weeks = (nights[-1] - nights[0]).days / 7
    begins = (pl.col("fires") > pl.col("index")) & (pl.col("did") <= pl.col("index"))
    found = (
        pairs.join(at, how="cross")
        .group_by(*by, "index", "limit")
        .agg(began=pl.col("people").filter(begins).sum())
        .sort(*by, "index")
        .drop("index")
    )
    low, high = poisson_interval(found["began"], level)
    return found.with_columns(
        weeks=pl.lit(weeks),
        per_week=pl.col("began") / weeks,
        per_week_low=low / weeks,
        per_week_high=high / weeks,
    )


def poisson_interval(
    counts: pl.Series, level: float = LEVEL
) -> tuple[pl.Series, pl.Series]:
    """The exact (Garwood) interval of the mean behind each count."""
    tail = (1 - level) / 2
    low = chi2.ppf(tail, 2 * counts.to_numpy()) / 2
    high = chi2.ppf(1 - tail, 2 * counts.to_numpy() + 2) / 2
    return pl.Series(low).fill_nan(0), pl.Series(high)


def counted(
    reached: pl.DataFrame,
    labels: pl.DataFrame,
    threshold: Threshold,
    ordered: list[float],
    by: Sequence[str] = (),
) -> pl.DataFrame:
    """`people` by group, label, and at how many limits they fire and may fire.

    `by`, `positive`, `fires`, `may`, `people`: all that a sweep needs to know of them.
    `ordered`: the limits, as `loosest_first` has them.
    """
    return (
        reached.join(labels.select("client_id", "positive"), on="client_id", how="left")
        .select(
            *by,
            "positive",
            fires=met(pl.col("reach"), ordered, threshold),
            may=met(pl.col("reach_at_most"), ordered, threshold),
        )
        .group_by(*by, "positive", "fires", "may")
        .len("people")
    )


def loosest_first(limits: Sequence[float], threshold: Threshold) -> list[float]:
    """The limits, each at which more people fire before those at which fewer do."""
    lower = threshold.operator in LOWER_IS_WORSE
    return sorted({float(limit) for limit in limits}, reverse=lower)


def met(value: pl.Expr, limits: list[float], threshold: Threshold) -> pl.Expr:
    """At how many of the limits, loosest first, a value meets the threshold."""
    meets = COMPARE[threshold.operator]
    return pl.sum_horizontal(meets(value, limit) for limit in limits)
