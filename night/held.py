"""A night's results held in memory, for whoever asks for them again and again."""

from functools import lru_cache
from pathlib import Path

import polars as pl

# Two results of a night, and of the one before while its lists are the newest.
FILES = 4
Stamp = tuple[int, int, int]


def held(path: Path, *columns: str) -> pl.DataFrame:
    """Some columns of a Parquet file (none named: all), read once while it is the same.

    Raises FileNotFoundError where it is not there.
    """
    return _read(path, stamp_of(path), columns)


def stamp_of(path: Path) -> Stamp:
    """What is another as soon as the file is; raises FileNotFoundError."""
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


@lru_cache(maxsize=FILES)
def _read(path: Path, stamp: Stamp, columns: tuple[str, ...]) -> pl.DataFrame:
    return pl.read_parquet(path, columns=list(columns) or None)
