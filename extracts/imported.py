"""Imported landings: rows of outside sources put under the contracts and written."""

from datetime import date
from pathlib import Path

import polars as pl

from extracts.import_report import NotImportable, SourceCount, top_codes
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


def count(table: str, read: int, extract: str, frame: pl.LazyFrame) -> SourceCount:
    """Count a mapped table, of which `read` rows were counted apart, in its files.

    `frame` has `reason` (null: the row is used), `stopped_by` (the code that stood in
    the way), one boolean column per note, named `note:...`, and may have `folded`.
    """
    names = frame.collect_schema().names()
    notes = [name for name in names if name.startswith("note:")]
    folded = pl.col("folded") if "folded" in names else pl.lit(False)
    outcome = frame.with_columns(
        outcome=pl.when(folded).then(pl.lit("folded")).otherwise("reason")
    )
    totals = (
        outcome.group_by("outcome")
        .agg(pl.len().alias("rows"), *(pl.col(note).sum() for note in notes))
        .collect()
        .to_dicts()
    )
    by_outcome = {total["outcome"]: total["rows"] for total in totals}
    used = by_outcome.pop(None, 0)
    noted = next((total for total in totals if total["outcome"] is None), {})
    return SourceCount(
        source=table,
        read=read,
        used=used,
        folded=by_outcome.pop("folded", 0),
        unmapped=dict(sorted(by_outcome.items())),
        written={extract: used} if used else {},
        notes={
            note.removeprefix("note:"): noted[note] for note in notes if noted.get(note)
        },
        unmapped_codes=_codes(outcome, sorted(by_outcome), notes),
    )


def _codes(outcome: pl.LazyFrame, reasons: list[str], notes: list[str]) -> dict:
    """The commonest codes per reason; and where a note is about a missing code."""
    about_codes = [name for name in notes if name.endswith((" code", " known"))]
    frames = [outcome.filter(pl.col("outcome").is_in(reasons))] + [
        outcome.filter(pl.col("outcome").is_null() & pl.col(note)).with_columns(
            outcome=pl.lit(note.removeprefix("note:"))
        )
        for note in about_codes
    ]
    counted: dict[str, dict[str, int]] = {}
    for frame in frames:
        rows = (
            frame.filter(pl.col("stopped_by").is_not_null())
            .group_by("outcome", "stopped_by")
            .len()
            .collect()
        )
        for reason, code, number in rows.iter_rows():
            counted.setdefault(reason, {})[code] = number
    return {reason: top_codes(codes) for reason, codes in sorted(counted.items())}
