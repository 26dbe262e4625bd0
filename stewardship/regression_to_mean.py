"""How many would have fallen anyway: regression to the mean.

Who is found because a count is high now is often found at a peak, and falls by
themselves. A trigger of volume that lists people, or whatever is then done for them,
must not take the credit for that (Barnett and others, Int J Epidemiol 2005;34:215).
"""

from collections.abc import Sequence

import polars as pl

from stewardship.intervals import LEVEL, share
from stewardship.sweep import loosest_first, met
from triggers._decisions import Threshold


def fallen(
    first: pl.DataFrame,
    later: pl.DataFrame,
    handled: pl.Series,
    threshold: Threshold,
    limits: Sequence[float],
    level: float = LEVEL,
) -> pl.DataFrame:
    """One row for each limit, loosest first: who fired once and no more does later.

    `first`, `later`: `client_id`, `reach`, `reach_at_most` of two nights; `handled`:
    the clients of whom anybody recorded anything in between.

    Gives `limit`, `fired` (on the first night), of these `handled`, and of the others
    `gone` (not there later), `unclear` (not assessable later), and the rest as
    `followed`; of whom `fell` and `fell_share` with its Wilson interval.
    `median_first`, `median_later`: of the values of the followed; `everybody`,
    `everybody_first`, `everybody_later`: of all who are there both times and were not
    handled, how many they are, and their medians: what changed for all. Medians leave
    out whose value does not decide, or is not known. Who was handled may have been the
    most in need, so that the others' fall is not what theirs would have been.
    """
    ordered = loosest_first(limits, threshold)
    both = first.join(
        later.select("client_id", after="reach", after_at_most="reach_at_most"),
        on="client_id",
        how="left",
    ).select(
        handled=pl.col("client_id").is_in(handled.implode()),
        gone=pl.col("after").is_null(),
        before="reach",
        after="after",
        fires=met(pl.col("reach"), ordered, threshold),
        still=met(pl.col("after"), ordered, threshold),
        may=met(pl.col("after_at_most"), ordered, threshold),
    )
    left = ~pl.col("handled") & ~pl.col("gone")
    all_of = both.filter(left)
    told = pl.concat(
        _at_limit(both, index, limit) for index, limit in enumerate(ordered)
    )
    return told.with_columns(
        *share("fell_share", pl.col("fell"), pl.col("followed"), level),
        everybody=pl.lit(all_of.height),
        everybody_first=pl.lit(_median(all_of, "before"), pl.Float64),
        everybody_later=pl.lit(_median(all_of, "after"), pl.Float64),
    )


def _at_limit(both: pl.DataFrame, index: int, limit: float) -> pl.DataFrame:
    fired = both.filter(pl.col("fires") > index)
    untouched = fired.filter(~pl.col("handled"))
    there = untouched.filter(~pl.col("gone"))
    still, may = pl.col("still") > index, pl.col("may") > index
    followed = there.filter(still | ~may)
    return pl.DataFrame(
        {
            "limit": limit,
            "fired": fired.height,
            "handled": fired.height - untouched.height,
            "gone": untouched.height - there.height,
            "unclear": there.height - followed.height,
            "followed": followed.height,
            "fell": followed.filter(~still).height,
            "median_first": _median(followed, "before"),
            "median_later": _median(followed, "after"),
        },
        schema_overrides={"median_first": pl.Float64, "median_later": pl.Float64},
    )


def _median(people: pl.DataFrame, name: str) -> float | None:
    known = people.filter(pl.col("before").is_finite() & pl.col("after").is_finite())
    found = known[name].median()
    return None if found is None else float(found)  # type: ignore[arg-type]
