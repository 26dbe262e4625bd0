"""Calendar days and windows, said once.

Days are calendar days in Europe/Helsinki. A window of N days is the N calendar days
that end with the as-of day, both ends included. Nothing after the as-of day counts.
"""

from datetime import date, timedelta

import polars as pl


def first_day(as_of: date, days: int) -> date:
    """The first day of the window of `days` days that ends with `as_of`."""
    return as_of - timedelta(days=days - 1)


def in_window(day: str, as_of: date, days: int) -> pl.Expr:
    """True where the date column `day` lies in the window; null stays null."""
    return pl.col(day).is_between(first_day(as_of, days), as_of)


def days_between(earlier: pl.Expr, later: pl.Expr) -> pl.Expr:
    """Whole days from one date to another as Int32; null where either is null."""
    return later.to_physical() - earlier.to_physical()
