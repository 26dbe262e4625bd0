"""Shares with their intervals."""

from statistics import NormalDist

import polars as pl

LEVEL = 0.95


def share(
    name: str, part: pl.Expr, whole: pl.Expr, level: float = LEVEL
) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """`NAME`, `NAME_low`, `NAME_high`: a share and its Wilson score interval.

    `part` of `whole`, both counts; null where there is nothing to be part of. It holds
    at the ends too: of 0 in 10 the interval begins at 0 and ends well above it.
    """
    z = NormalDist().inv_cdf((1 + level) / 2)
    total = pl.when(whole > 0).then(whole)
    centre = (part + z**2 / 2) / (total + z**2)
    # Rounding may bring it a hair below 0.
    spread = (part * (total - part) / total + z**2 / 4).sqrt() * z / (total + z**2)
    return (
        (part / total).alias(name),
        (centre - spread).clip(lower_bound=0).alias(f"{name}_low"),
        (centre + spread).clip(upper_bound=1).alias(f"{name}_high"),
    )


def with_silence(
    name: str, part: pl.Expr, answered: pl.Expr, asked: pl.Expr
) -> tuple[pl.Expr, pl.Expr]:
    """`NAME_if_none`, `NAME_if_all`: a share if none of the silent says yes, or all.

    `part` of those who `answered`, of those who were `asked`. No answer is never a no:
    what lies between the two is what nobody knows. Null where nobody was asked.
    """
    total = pl.when(asked > 0).then(asked)
    return (
        (part / total).alias(f"{name}_if_none"),
        ((part + asked - answered) / total).alias(f"{name}_if_all"),
    )
