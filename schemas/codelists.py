"""Codelists: CSV files that hold several code systems side by side, with the terms."""

from functools import cache
from pathlib import Path

import polars as pl

from schemas.codes import Codes

FOLDER = Path(__file__).parent / "codelists"


@cache
def read_codelist(name: str) -> pl.DataFrame:
    """One codelist: `code`, `system`, `term`, `source`, `valid_from` and more, as text.

    Raises ValueError when there is no such codelist.
    """
    path = FOLDER / f"{name}.csv"
    if not path.is_file():
        raise ValueError(f"there is no codelist {name}: {path.name} is not in {FOLDER}")
    return pl.read_csv(path, infer_schema=False)


@cache
def codes_of(name: str) -> Codes:
    """The codes of a codelist as prefixes by system."""
    by_system = (
        read_codelist(name)
        .group_by("system", maintain_order=True)
        .agg(pl.col("code").unique().sort())
    )
    return Codes(prefixes={system: tuple(codes) for system, codes in by_system.rows()})
