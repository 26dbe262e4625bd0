"""How well a trigger tells apart those whose needs should be assessed."""

import polars as pl

from stewardship.intervals import LEVEL, share

COUNTS = ("true_positives", "false_positives", "false_negatives", "true_negatives")


def with_accuracy(counts: pl.DataFrame, level: float = LEVEL) -> pl.DataFrame:
    """Add to each row of counts what they tell, with Wilson intervals.

    `counts`: the four of `COUNTS`, null: not known. Adds, each with `_low` and `_high`,
    `sensitivity`, `specificity`, `precision` and `negative_predictive_value`, and then
    `likelihood_ratio_positive`, `likelihood_ratio_negative` and
    `number_needed_to_review` (reviews for one true positive; infinite: none is found).
    Null: too little is known to tell.
    """
    found, wrong, missed, left = map(pl.col, COUNTS)
    shares = (
        *share("sensitivity", found, found + missed, level),
        *share("specificity", left, left + wrong, level),
        *share("precision", found, found + wrong, level),
        *share("negative_predictive_value", left, left + missed, level),
    )
    sensitivity, specificity = pl.col("sensitivity"), pl.col("specificity")
    return counts.with_columns(*shares).with_columns(
        likelihood_ratio_positive=sensitivity / (1 - specificity),
        likelihood_ratio_negative=(1 - sensitivity) / specificity,
        number_needed_to_review=1 / pl.col("precision"),
    )
