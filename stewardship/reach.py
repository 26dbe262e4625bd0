"""How far each person reaches: the strictest limit of a measure at which they fire.

A trigger's other thresholds stay as decided, so that one number a person tells what
every limit of the one would do, and no limit is tried one by one.
"""

import polars as pl

from schemas.outcome import Outcome
from triggers._catalogue import Trigger
from triggers._decisions import Threshold

LOWER_IS_WORSE = ("at_most", "below")


class NothingToSweep(ValueError):
    """The trigger has no single threshold on such a measure."""


def threshold_on(one: Trigger, measure: str | None = None) -> Threshold:
    """The threshold of a trigger on a measure; null: the first.

    Raises NothingToSweep where there is none, or more than one on the same measure.
    """
    there = one.decision.fires_when.thresholds
    wanted = measure or there[0].measure
    found = [threshold for threshold in there if threshold.measure == wanted]
    if len(found) != 1:
        names = ", ".join(dict.fromkeys(threshold.measure for threshold in there))
        raise NothingToSweep(
            f"{one.stem} has {len(found)} thresholds on {wanted}, and one is needed; "
            f"it has thresholds on: {names}"
        )
    return found[0]


def reach(
    measures: pl.LazyFrame,
    outcomes: pl.LazyFrame,
    one: Trigger,
    threshold: Threshold,
) -> pl.LazyFrame:
    """`client_id`, `reach`, `reach_at_most` of everybody whom the trigger is about.

    `measures`, `outcomes`: as a night stores them. A person fires at each limit that
    `reach` meets, is quiet at each that `reach_at_most` does not meet, and is not
    assessable between the two. Infinite: whatever the limit is; the trigger's other
    thresholds decide, or too little is known.
    """
    lower = threshold.operator in LOWER_IS_WORSE
    always = float("-inf") if lower else float("inf")
    further = pl.min_horizontal if lower else pl.max_horizontal
    there = measures.collect_schema().names()

    def value(measure: str) -> pl.Expr:
        return pl.col(f"{one.stem}__{measure}")

    def most(measure: str) -> pl.Expr:
        name = f"{one.stem}__{measure}_at_most"
        return pl.col(name).fill_null(0) if name in there else value(measure)

    def holds(other: Threshold) -> pl.Expr:
        met, may = other.holds(value(other.measure)), other.holds(most(other.measure))
        return pl.when(met).then(True).when(~may).then(False)

    condition = one.decision.fires_when
    others = [holds(other) for other in condition.thresholds if other is not threshold]
    if condition.any:
        rest, decides = pl.any_horizontal(pl.lit(False), *others), True
    else:
        rest, decides = pl.all_horizontal(pl.lit(True), *others), False
    own = value(threshold.measure).fill_null(-always)
    # A value that is known for sure may be past the most that was told with it.
    own_most = further(own, most(threshold.measure).fill_null(always))
    decided = always if decides else -always
    applicable = pl.col(one.stem) != Outcome.NOT_APPLICABLE
    return (
        measures.join(
            outcomes.select("client_id", one.stem),
            on="client_id",
            maintain_order="left",
        )
        .filter(applicable)
        .select(
            "client_id",
            reach=pl.when(rest == decides)
            .then(decided)
            .when(rest.is_null() & (not decides))
            .then(-always)
            .otherwise(own),
            reach_at_most=pl.when(rest == decides)
            .then(decided)
            .when(rest.is_null() & decides)
            .then(always)
            .otherwise(own_most),
        )
    )
