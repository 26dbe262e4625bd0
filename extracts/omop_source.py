"""OMOP source: finds the tables of a Common Data Model in a folder or a zip.

Tables may be CSV (comma, semicolon or tab) or Parquet, in upper or lower case, nested
in folders, one file or several files per table.
"""

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from extracts.import_report import NotImportable

USED = (
    "person",
    "death",
    "observation_period",
    "visit_occurrence",
    "condition_occurrence",
    "drug_exposure",
    "measurement",
    "observation",
    "care_site",
    "provider",
    "concept",
    "concept_relationship",
    "cdm_source",
)
# Tables of CDM 5.3 and 5.4 that hold nothing for the contracts; their rows are counted.
NOT_USED = (
    "visit_detail",
    "procedure_occurrence",
    "device_exposure",
    "specimen",
    "note",
    "note_nlp",
    "fact_relationship",
    "location",
    "payer_plan_period",
    "cost",
    "drug_era",
    "dose_era",
    "condition_era",
    "episode",
    "episode_event",
    "metadata",
    "vocabulary",
    "domain",
    "concept_class",
    "relationship",
    "concept_synonym",
    "concept_ancestor",
    "source_to_concept_map",
    "drug_strength",
    "cohort",
    "cohort_definition",
    "attribute_definition",
)
ENDINGS = (".csv", ".tsv", ".csv.gz", ".parquet")
WHEN = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True)
class Source:
    """The files of each table, and the files that belong to no table."""

    files: dict[str, tuple[Path, ...]]
    ignored: tuple[str, ...]

    def rows(self, table: str) -> int:
        """How many rows the table's files hold."""
        return sum(
            _scan(path).select(pl.len()).collect().item()
            for path in self.files.get(table, ())
        )

    def read(self, table: str, **columns: pl.DataType) -> pl.LazyFrame:
        """The table with just these columns; an absent column or table reads as null.

        Numbers and days that cannot be read become null. A time with a zone becomes
        Helsinki time; one without is taken as local. Empty text is null.
        """
        frames = [
            _typed(_scan(path), columns) for path in self.files.get(table, ())
        ] or [pl.LazyFrame(schema=columns)]
        return pl.concat(frames)


@contextmanager
def open_source(source: Path) -> Iterator[Source]:
    """The tables under a folder or in a zip; a zip is unpacked until the end.

    A folder that holds zips and no table is the first of them, Parquet before CSV; the
    others are noted as ignored: they are the same database in another form.

    Raises NotImportable when the source is neither, or has no PERSON table.
    """
    packed = _packed(source) if source.is_dir() else []
    if packed:
        chosen, *others = packed
        with open_source(chosen) as found:
            ignored = (*found.ignored, *(other.name for other in others))
            yield replace(found, ignored=tuple(sorted(ignored)))
    elif source.is_dir():
        yield _find(source)
    elif zipfile.is_zipfile(source):
        with tempfile.TemporaryDirectory(prefix="omop-") as folder:
            _unpack(source, Path(folder))
            yield _find(Path(folder))
    else:
        raise NotImportable(
            f"{source} is neither a folder nor a zip of OMOP tables; "
            "give the place where PERSON.csv or person.parquet lies"
        )


def _packed(folder: Path) -> list[Path]:
    """The zips of a folder without loose tables, Parquet first."""
    loose = any(_is_data(path) for path in folder.rglob("*") if path.is_file())
    zips = [] if loose else list(folder.glob("*.zip"))
    return sorted(zips, key=lambda one: ("parquet" not in one.name.lower(), one.name))


def _unpack(source: Path, folder: Path) -> None:
    """Unpack under names of our own, so that no name in the zip chooses a place."""
    try:
        with zipfile.ZipFile(source) as packed:
            for number, member in enumerate(packed.infolist()):
                name = Path(member.filename)
                if member.is_dir() or not _is_data(name):
                    continue
                place = folder / str(number) / name.parent.name.lower().strip(".")
                place.mkdir(parents=True)
                target = place / name.name
                with packed.open(member) as inside, target.open("wb") as outside:
                    shutil.copyfileobj(inside, outside)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as broken:
        raise NotImportable(
            f"{source.name} cannot be unpacked; fetch the file again"
        ) from broken


def _is_data(name: Path) -> bool:
    return name.name.lower().endswith(ENDINGS) and not name.name.startswith(".")


def _find(folder: Path) -> Source:
    tables: dict[str, list[Path]] = {}
    ignored = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.name.startswith("."):
            continue
        # part-000.parquet inside measurement/ belongs to measurement.
        names = (path.name.split(".")[0].lower(), path.parent.name.lower())
        table = next((name for name in names if name in USED + NOT_USED), None)
        if table is None or not _is_data(path):
            ignored.append(path.name)
        else:
            tables.setdefault(table, []).append(path)
    if "person" not in tables:
        raise NotImportable(
            f"{folder.name} holds no PERSON table; give the folder or the zip where "
            "PERSON.csv or person.parquet lies"
        )
    return Source(
        files={table: tuple(paths) for table, paths in tables.items()},
        ignored=tuple(sorted(ignored)),
    )


def _scan(path: Path) -> pl.LazyFrame:
    """One file with its column names in lower case; CSV columns are all text."""
    try:
        if path.suffix.lower() == ".parquet":
            frame = pl.scan_parquet(path)
        else:
            frame = pl.scan_csv(
                path, separator=_separator(path), infer_schema=False, low_memory=True
            )
        names = frame.collect_schema().names()
    except (pl.exceptions.PolarsError, OSError) as broken:
        raise NotImportable(
            f"{path.name} cannot be read as a table; export it again"
        ) from broken
    return frame.rename({name: name.lower() for name in names})


def _separator(path: Path) -> str:
    if path.suffix == ".gz":
        return ","
    with path.open("r", encoding="utf-8", errors="replace") as file:
        header = file.readline()
    return max(",\t;", key=header.count)


def _typed(frame: pl.LazyFrame, columns: dict[str, pl.DataType]) -> pl.LazyFrame:
    schema = frame.collect_schema()
    return frame.select(
        (
            _cast(pl.col(name), schema[name], dtype)
            if name in schema
            else pl.lit(None, dtype=dtype)
        ).alias(name)
        for name, dtype in columns.items()
    )


def _cast(value: pl.Expr, given: pl.DataType, wanted: pl.DataType) -> pl.Expr:
    if given == pl.String:
        value = value.str.strip_chars()
        value = pl.when(value != "").then(value)
        if wanted == pl.Date:
            return value.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
        if wanted == pl.Datetime:
            return _when(value)
        if wanted == pl.Int64:
            # Some exports write whole numbers as 9202.0.
            return value.cast(pl.Float64, strict=False).cast(pl.Int64, strict=False)
        return value.cast(wanted, strict=False)
    if isinstance(given, pl.Datetime) and given.time_zone is not None:
        value = value.dt.convert_time_zone("Europe/Helsinki").dt.replace_time_zone(None)
    if wanted == pl.String and given.is_float():
        value = value.cast(pl.Int64, strict=False)
    return value.cast(wanted, strict=False)


def _when(value: pl.Expr) -> pl.Expr:
    """2024-05-31, 2024-05-31 10:00:00 or 2024-05-31T10:00:00+02:00, as local time."""
    local = value.str.replace("T", " ").str.slice(0, 19)
    zoned = value.str.contains(r"^\d{4}-\d\d-\d\d[T ].*(Z|[+-]\d\d:?\d\d)$")
    return (
        pl.when(zoned)
        .then(
            value.str.replace(" ", "T")
            .str.to_datetime("%+", time_zone="UTC", strict=False)
            .dt.convert_time_zone("Europe/Helsinki")
            .dt.replace_time_zone(None)
        )
        .otherwise(
            pl.coalesce(
                local.str.to_datetime(WHEN, strict=False),
                local.str.to_datetime("%Y-%m-%d %H:%M", strict=False),
                local.str.slice(0, 10).str.to_datetime("%Y-%m-%d", strict=False),
            )
        )
        .cast(pl.Datetime("us"))
    )
