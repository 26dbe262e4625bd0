"""Sensitivity and specificity of each limit, from recordings and reviews together.

Teams record of those on their lists, and the monthly reviews look at a few of the
others. Whom a limit fires on cuts across the strata that reviews are drawn from; each
part, of those who fire and of those who do not in a stratum, has its own number of
people, and those looked at stand for these alone (post-stratification).
"""

from collections.abc import Sequence

import polars as pl

from stewardship.intervals import LEVEL
from stewardship.sweep import loosest_first, met
from stewardship.verification import corrected
from triggers._decisions import Threshold

# Those on a team's list, or of whom a team has recorded; all others are in the stratum
# from which a review draws them.
LISTED = "listed"
TOLD = ("sensitivity", "specificity")
PARTS = {"": "value", "_low": "low", "_high": "high", "_one_more": "one_more"}


def corrected_by_limit(
    people: pl.DataFrame,
    looked: pl.DataFrame,
    threshold: Threshold,
    limits: Sequence[float],
    by: Sequence[str] = (),
    level: float = LEVEL,
) -> pl.DataFrame:
    """`by`, `limit` and what `stewardship.verification.corrected` tells, loosest first.

    `people`: `reach`, `reach_at_most`, `stratum` and the columns `by`, one row a person
    of the night. `looked`: the same with `positive`, of those who were looked at, as
    they stood when they were drawn, or are listed. Who is not assessable at a limit is
    not in its numbers.

    Gives `sensitivity`, `specificity`, each with `_low`, `_high` and `_one_more`,
    `looked_fired` and `looked_quiet` (how many were looked at), and `unseen`: the parts
    with people at whom nobody looked, such as `fires, unlisted`, for which all is null.
    """
    ordered = loosest_first(limits, threshold)
    key = [*by, "limit", "fired", "stratum"]
    sizes = _parts(people, ordered, threshold, by)
    said = _parts(looked, ordered, threshold, [*by, "positive"])
    positive = pl.col("people").filter(pl.col("positive")).sum()
    negative = pl.col("people").filter(~pl.col("positive")).sum()
    answers = said.group_by(key).agg(positive=positive, negative=negative)
    strata = (
        sizes.join(answers, on=key, how="left", maintain_order="left")
        .with_columns(pl.col("positive", "negative").fill_null(0))
        .sort(*by, "fired", "stratum")
    )
    rows = [
        dict(zip([*by, "limit"], group, strict=True)) | _told(part, level)
        for group, part in strata.group_by([*by, "limit"], maintain_order=True)
    ]
    types = {name: people.schema[name] for name in by} | {"limit": pl.Float64}
    floats = {f"{name}{end}": pl.Float64 for name in TOLD for end in PARTS}
    counts = {"looked_fired": pl.Int64, "looked_quiet": pl.Int64}
    schema = types | floats | counts | {"unseen": pl.List(pl.String)}
    order = pl.DataFrame({"limit": ordered}, schema={"limit": pl.Float64})
    return (
        pl.DataFrame(rows, schema=schema)
        .join(order.with_row_index(), on="limit")
        .sort(*by, "index")
        .drop("index")
    )


def _parts(
    people: pl.DataFrame,
    ordered: list[float],
    threshold: Threshold,
    by: Sequence[str],
) -> pl.DataFrame:
    """`people` by group, limit, whether they fire there, and stratum."""
    at = pl.DataFrame({"limit": ordered}, schema={"limit": pl.Float64}).with_row_index()
    fired, quiet = pl.col("fires") > pl.col("index"), pl.col("may") <= pl.col("index")
    return (
        people.select(
            *by,
            "stratum",
            fires=met(pl.col("reach"), ordered, threshold),
            may=met(pl.col("reach_at_most"), ordered, threshold),
        )
        .group_by(*by, "stratum", "fires", "may")
        .len("people")
        .join(at, how="cross")
        .filter(fired | quiet)
        .group_by(*by, "limit", "stratum", fired=fired)
        .agg(pl.col("people").sum())
    )


def _told(strata: pl.DataFrame, level: float) -> dict[str, object]:
    found = corrected(strata, level)
    looked = strata.select("fired", count=pl.col("positive") + pl.col("negative"))
    unseen = strata.filter(looked["count"] == 0)
    return {
        **{
            f"{name}{end}": getattr(found[name], part)
            for name in TOLD
            for end, part in PARTS.items()
        },
        "looked_fired": looked.filter("fired")["count"].sum(),
        "looked_quiet": looked.filter(~pl.col("fired"))["count"].sum(),
        "unseen": [
            f"{'fires' if fired else 'does not fire'}, {stratum}"
            for fired, stratum in unseen.select("fired", "stratum").rows()
        ],
    }
