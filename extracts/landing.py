"""A landing: the folder in which a county leaves one night's extracts.

Each extract is one or more files, Parquet or CSV, and one manifest
`EXTRACT.manifest.json` that says how many rows and which bytes to expect.
"""

import hashlib
from datetime import date
from pathlib import Path
from typing import Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from schemas.contract import Contract


class LandedFile(BaseModel):
    """One file of an extract."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,120}$")
    rows: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Manifest(BaseModel):
    """What the sender says of one extract.

    `period_from` and `period_to` are the first and last day whose events the extract
    claims to hold. `encoding` and `separator` concern CSV alone.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    extract: str
    format: Literal["parquet", "csv"]
    period_from: date
    period_to: date
    files: tuple[LandedFile, ...]
    encoding: Literal["utf-8", "latin-1", "utf-16"] = "utf-8"
    separator: Literal[",", ";", "\t", "|"] = ";"
    source: str = ""


def manifest_path(folder: Path, extract: str) -> Path:
    """Where the manifest of an extract stands in a landing."""
    return folder / f"{extract}.manifest.json"


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_extract(
    folder: Path,
    contract: type[Contract],
    rows: pl.DataFrame | pl.LazyFrame,
    period_from: date,
    period_to: date,
    source: str = "",
) -> Manifest:
    """Write one extract as Parquet with its manifest; the manifest comes last.

    `rows` must have the contract's columns, but those that may be left out; they are
    cast to its types.
    """
    there = rows.lazy().collect_schema()
    columns = [c for c in contract.columns() if c.name in there or not c.optional]
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{contract.extract}.parquet"
    part = folder / f"{name}.part"
    rows.lazy().select(
        pl.col(column.name).cast(column.dtype) for column in columns
    ).sink_parquet(part)
    part.replace(folder / name)
    count = pl.scan_parquet(folder / name).select(pl.len()).collect().item()
    manifest = Manifest(
        extract=contract.extract,
        format="parquet",
        period_from=period_from,
        period_to=period_to,
        files=(LandedFile(name=name, rows=count, sha256=sha256_of(folder / name)),),
        source=source,
    )
    manifest_path(folder, contract.extract).write_text(
        manifest.model_dump_json(indent=2) + "\n", encoding="utf-8"
    )
    return manifest
