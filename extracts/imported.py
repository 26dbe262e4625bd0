"""Imported landings: rows of outside sources put under the contracts and written."""

from datetime import date
from pathlib import Path

import polars as pl

from extracts.import_report import NotImportable
from extracts.landing import manifest_path, write_extract
from schemas.contract import Contract
from schemas.extracts import EXTRACTS

Rows = dict[str, pl.LazyFrame]


def conform(contract: type[Contract], rows: pl.LazyFrame) -> pl.LazyFrame:
    """The contract's columns with its types, absent ones null.

    A column that the contract does not have is left behind.
    """
    present = set(rows.collect_schema().names())
    return rows.select(
        (pl.col(name) if name in present else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in contract.polars_schema().items()
    )


def period(rows: Rows) -> tuple[date, date] | None:
    """First and last day of the events, None without any.

    Appointments count only where they were kept: others may be still to come.
    """
    days = []
    for name, frame in rows.items():
        contract = EXTRACTS[name]
        if contract.day is None:
            continue
        if "status" in frame.collect_schema():
            frame = frame.filter(pl.col("status") == "fulfilled")
        days.append(frame.select(day=pl.col(contract.day).cast(pl.Date)))
    if not days:
        return None
    first, last = (
        pl.concat(days)
        .select(pl.col("day").min().alias("first"), pl.col("day").max().alias("last"))
        .collect()
        .row(0)
    )
    return (first, last) if first else None


def land(
    out: Path, rows: Rows, period_from: date, period_to: date, source: str
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Write each extract that has rows; return rows per extract and what was empty.

    An extract without rows is not written: an empty file would claim that the source
    knows of no such event. Raises NotImportable when the folder still holds such an
    extract from an earlier import.
    """
    counts = {
        name: frame.select(pl.len()).collect().item() for name, frame in rows.items()
    }
    empty = tuple(name for name in EXTRACTS if not counts.get(name))
    left = [name for name in empty if manifest_path(out, name).exists()]
    if left:
        raise NotImportable(
            f"{out} still holds {', '.join(left)} of an earlier landing, "
            "which this source has no rows for; give an empty folder"
        )
    landed = {}
    for name, contract in EXTRACTS.items():
        if counts.get(name):
            # Sorted, so that the landing does not depend on the order of the source.
            ordered = rows[name].sort(contract.column_names())
            manifest = write_extract(
                out, contract, ordered, period_from, period_to, source
            )
            landed[name] = sum(file.rows for file in manifest.files)
    return landed, empty
