"""Reading: one extract from a landing, checked, typed and counted.

Nothing is repaired. The manifest must agree with the files, the files with the
contract's columns, and the rows are counted by other means than the ones that later
read them: from the bytes of a CSV file, from the footer of a Parquet file.
"""

from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import polars as pl
from pydantic import ValidationError

from extracts.casting import from_text, from_typed
from extracts.framing import Framing, frame_csv, refuse_compressed
from extracts.landing import LandedFile, Manifest, manifest_path, sha256_of
from schemas.contract import Contract
from schemas.reading import (
    ROW,
    UNPARSED,
    MissingExtract,
    UnreadableExtract,
    unparsed_bit,
)

MANIFEST_CAP = 1 << 20
FILE_CAP = 64 << 30
# Row numbers are UInt32.
ROW_CAP = (1 << 32) - 2
# Text that is not UTF-8 is recoded in memory where there is no folder to do it in.
RECODED_CAP = 1 << 30


WORDS: dict[type, str] = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    date: "a day",
    datetime: "a time",
}


@dataclass(frozen=True)
class ReadExtract:
    """One extract as read.

    `frame` has the contract's columns in their types, then `row` (UInt32, from 0 in
    the order of the files) and `unparsed` (UInt32, see `schemas.reading`); `rows` is
    counted independently of it. `notes` are sentences about what was let through.
    """

    extract: str
    manifest: Manifest
    frame: pl.LazyFrame
    rows: int
    notes: tuple[str, ...] = ()
    dropped_columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Scanned:
    """One file: its frame with the row number, its own columns and its count."""

    file: str
    frame: pl.LazyFrame
    columns: tuple[str, ...]
    row: str
    rows: int
    notes: tuple[str, ...] = ()


def read_extract(
    folder: Path, contract: type[Contract], scratch: Path | None = None
) -> ReadExtract:
    """Read one extract lazily, after every check that needs no row.

    Every column of the contract must be in every file, in any order, but those that it
    says may be left out; other columns are dropped first and named in `notes`. CSV text
    is trimmed, then parsed: dates ISO or d.m.yyyy, times with seconds or without, an
    offset brought to Europe/Helsinki, a decimal point or comma; empty, NULL, Puuttuu,
    TYHJÄ and _ are null. What cannot be parsed is null and has its bit in `unparsed`.
    Files of the manifest follow one another in its order. `scratch` is a folder for
    UTF-8 copies of files in other encodings; it must outlive the frame. Without it they
    are held in memory, up to 1 GiB.

    Raises MissingExtract where there is no manifest, and UnreadableExtract where the
    manifest, the files or their columns are not as they must be.
    """
    manifest = _read_manifest(folder, contract)
    frames, rows = [], 0
    notes: dict[str, None] = {}
    dropped: dict[str, None] = {}
    for landed in manifest.files:
        path = _landed_path(folder, landed)
        if manifest.format == "csv":
            scanned = _scan_csv(path, manifest, rows, scratch)
        else:
            scanned = _scan_parquet(path, rows)
        _check_count(landed, scanned.rows)
        rows += scanned.rows
        if rows > ROW_CAP:
            raise UnreadableExtract(
                "too_many_rows", "the extract has more rows than 2^32", landed.name
            )
        notes |= dict.fromkeys(scanned.notes)
        dropped |= dict.fromkeys(_unknown_columns(scanned, contract))
        frames.append(_typed(scanned, contract, manifest.format == "csv"))
    names = tuple(_printable(name) for name in dropped)
    if names:
        notes[
            f"{contract.extract}: columns not in the contract were dropped: "
            + ", ".join(names)
        ] = None
    return ReadExtract(
        extract=contract.extract,
        manifest=manifest,
        frame=pl.concat(frames) if len(frames) > 1 else frames[0],
        rows=rows,
        notes=tuple(notes),
        dropped_columns=names,
    )


def _read_manifest(folder: Path, contract: type[Contract]) -> Manifest:
    path = manifest_path(folder, contract.extract)
    if not path.is_file():
        raise MissingExtract(
            f"{contract.extract}: {path.name} has not landed; send the extract with "
            "its manifest"
        )

    def refuse(what: str) -> UnreadableExtract:
        return UnreadableExtract("bad_manifest", what, path.name)

    if path.stat().st_size > MANIFEST_CAP:
        raise refuse("the manifest is larger than 1 MiB")
    try:
        manifest = Manifest.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the whole"
        what = " ".join(str(first["msg"]).split())
        raise refuse(f"{_printable(place)}: {what}; write it as JSON") from None
    if manifest.extract != contract.extract:
        raise refuse(f"it does not describe the extract {contract.extract}")
    if not manifest.files:
        raise refuse("it lists no files; list every file of the extract")
    if len({landed.name for landed in manifest.files}) < len(manifest.files):
        raise refuse("it lists a file twice; list every file once")
    if manifest.period_from > manifest.period_to:
        raise refuse("period_from is after period_to")
    return manifest


def _landed_path(folder: Path, landed: LandedFile) -> Path:
    path = folder / landed.name
    if path.is_symlink() or not path.is_file():
        raise UnreadableExtract(
            "no_file",
            "the manifest lists this file, but no such file has landed (links do not "
            "count)",
            landed.name,
        )
    if path.stat().st_size > FILE_CAP:
        raise UnreadableExtract(
            "too_large", f"the file is larger than {FILE_CAP >> 30} GiB", landed.name
        )
    if sha256_of(path) != landed.sha256:
        raise UnreadableExtract(
            "wrong_sha256",
            "the bytes are not those that the manifest promises; send file and "
            "manifest again",
            landed.name,
        )
    refuse_compressed(path)
    return path


def _check_count(landed: LandedFile, count: int) -> None:
    if count != landed.rows:
        raise UnreadableExtract(
            "wrong_row_count",
            f"the file has {count} rows and the manifest promises {landed.rows}; send "
            "both again",
            landed.name,
        )


def _scan_csv(
    path: Path, manifest: Manifest, offset: int, scratch: Path | None
) -> _Scanned:
    source: Path | bytes = path
    if manifest.encoding == "utf-8":
        framing = frame_csv(path, manifest.separator)
    elif scratch is None:
        framing, source = _recode_in_memory(path, manifest)
    else:
        scratch.mkdir(parents=True, exist_ok=True)
        source = scratch / f"{path.name}.utf-8"
        with source.open("wb") as recoded:
            framing = frame_csv(path, manifest.separator, manifest.encoding, recoded)
    row = _free_name(framing.header)
    frame = pl.scan_csv(
        source,
        separator=manifest.separator,
        schema=dict.fromkeys(framing.header, pl.String()),
        infer_schema=False,
        glob=False,
        row_index_name=row,
        row_index_offset=offset,
    )
    return _Scanned(path.name, frame, framing.header, row, framing.rows, framing.notes)


def _recode_in_memory(path: Path, manifest: Manifest) -> tuple[Framing, bytes]:
    if path.stat().st_size > RECODED_CAP:
        raise UnreadableExtract(
            "too_large_to_recode",
            f"only UTF-8 may be larger than {RECODED_CAP >> 30} GiB; export the file "
            "as UTF-8",
            path.name,
        )
    recoded = BytesIO()
    framing = frame_csv(path, manifest.separator, manifest.encoding, recoded)
    return framing, recoded.getvalue()


def _scan_parquet(path: Path, offset: int) -> _Scanned:
    try:
        bare = pl.scan_parquet(path, glob=False, hive_partitioning=False)
        columns = tuple(bare.collect_schema())
        rows = bare.select(pl.len()).collect().item()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        raise UnreadableExtract(
            "bad_parquet", "the file is not whole Parquet; send it again", path.name
        ) from None
    row = _free_name(columns)
    frame = pl.scan_parquet(
        path,
        glob=False,
        hive_partitioning=False,
        row_index_name=row,
        row_index_offset=offset,
    )
    return _Scanned(path.name, frame, columns, row, rows)


def _free_name(columns: tuple[str, ...]) -> str:
    """A name for the row number that no column of the file has."""
    name = ROW
    while name in columns:
        name += "_"
    return name


def _unknown_columns(scanned: _Scanned, contract: type[Contract]) -> list[str]:
    """The columns outside the contract, once all the contract's are found.

    Where some are missing the heading may be a row of people's data, so the error
    names none of the file's own.
    """
    wanted = contract.column_names()
    missing = [
        column.name
        for column in contract.columns()
        if column.name not in scanned.columns and not column.optional
    ]
    if missing:
        raise UnreadableExtract(
            "missing_column",
            f"the heading lacks {', '.join(missing)}; send every column of the "
            "contract, empty where there is nothing to tell",
            scanned.file,
        )
    return [name for name in scanned.columns if name not in wanted]


def _typed(scanned: _Scanned, contract: type[Contract], text: bool) -> pl.LazyFrame:
    schema = scanned.frame.collect_schema()
    values, unread = [], []
    for column in contract.columns():
        if column.name not in schema:
            values.append(pl.lit(None, column.dtype).alias(column.name))
            continue
        source = schema[column.name]
        reading = (
            from_text(column, contract.extract) if text else from_typed(column, source)
        )
        if reading is None:
            raise UnreadableExtract(
                "wrong_type",
                f"{column.name} is {source.base_type().__name__}, which cannot become "
                f"{WORDS.get(column.kind, 'a code')} "
                "without loss",
                scanned.file,
            )
        value, unreadable = reading
        values.append(value.alias(column.name))
        if unreadable is not None:
            bit = pl.lit(unparsed_bit(contract, column.name), pl.UInt32)
            unread.append(pl.when(unreadable).then(bit).otherwise(0))
    unparsed = pl.sum_horizontal(unread) if unread else pl.lit(0)
    return scanned.frame.select(
        *values,
        pl.col(scanned.row).alias(ROW),
        unparsed.cast(pl.UInt32).alias(UNPARSED),
    )


def _printable(name: str) -> str:
    """A name from outside, short and without anything that a terminal obeys."""
    kept = "".join(c if c.isalnum() or c in "_-. " else "?" for c in name[:40])
    return kept or "(no name)"
