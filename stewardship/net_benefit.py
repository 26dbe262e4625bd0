"""What a trigger is worth when a found client is worth so many needless reviews."""

import polars as pl

# How many needless reviews one found client is worth: for a county to choose.
EXCHANGE_RATES = (5, 10, 20)


def with_net_benefit(
    counts: pl.DataFrame, rates: tuple[float, ...] = EXCHANGE_RATES
) -> pl.DataFrame:
    """Add `net_benefit_RATE` for each rate: found clients of 1,000, less their price.

    `counts`: `true_positives`, `false_positives` and `people`. A rate of 10 says that
    ten needless reviews weigh as much as one client found. Nobody reviewed is worth 0,
    so that less than 0 is worse than no trigger. In the terms of decision curves
    (Vickers 2006) a rate is the odds against at the threshold probability.
    """
    found, wrong = pl.col("true_positives"), pl.col("false_positives")
    return counts.with_columns(
        (1000 * (found - wrong / rate) / pl.col("people")).alias(
            f"net_benefit_{rate:g}"
        )
        for rate in rates
    )
