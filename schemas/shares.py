"""Shares, told as per cent."""

import polars as pl


def percent(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """`part` of `whole` in per cent; null where there is nothing to be part of."""
    return pl.when(whole > 0).then(100 * part / whole)
