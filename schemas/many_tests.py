"""Many tests in one night: how many of the smallest chances can be kept.

Somebody who has not changed at all still has a small chance now and then, and a county
has many people. The procedure of Benjamini and Hochberg (1995) keeps so many of the
smallest chances that at most a chosen share of them is expected to be false. It is
recorded for those who watch the triggers; it never changes an outcome.
"""

import polars as pl

# Of what is kept, at most so large a share is expected to be false; ours.
FALSE_SHARE = 0.10


def kept_of(chances: pl.Series, false_share: float = FALSE_SHARE) -> int:
    """How many of the chances (0 to 1, nulls left out) the procedure keeps."""
    ordered = chances.drop_nulls().sort().alias("chance").to_frame().with_row_index()
    place = pl.col("index") + 1
    held = ordered.filter(pl.col("chance") <= false_share * place / pl.len())
    return 0 if held.is_empty() else int(held["index"].max()) + 1  # type: ignore[arg-type]
