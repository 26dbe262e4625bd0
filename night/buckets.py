"""Cuts the admitted extracts into buckets of clients, as triggers read them."""

import json
import shutil
from datetime import date
from pathlib import Path

import polars as pl

from night.admission import reports_of
from night.places import Places
from schemas.admitted import (
    Frames,
    NightFacts,
    client_numbers,
    derive,
    encode,
    facts_of,
)
from schemas.settings import Settings
from schemas.whole_files import GROUP_OF_FEW, no_room_told, sink_whole, write_whole
from worklist.objections import objecting
from worklist.store import open_store


def form_buckets(settings: Settings, as_of: date) -> int:
    """Write every usable extract as buckets of clients; returns how many there are.

    A bucket holds `clients_per_bucket` clients in the order of their pseudonyms, and
    all that the county knows of them. Without usable clients there is none.
    """
    places = Places.of(settings, as_of)
    usable = [name for name, report in reports_of(places).items() if report.usable]
    extracts = {
        name: pl.scan_parquet(places.extract(name) / "admitted.parquet", glob=False)
        for name in usable
    }
    if "clients" not in extracts:
        _note(places, 0)
        return 0
    extracts["clients"] = _with_objections(settings, as_of, extracts["clients"])
    facts = facts_of(extracts, as_of)
    numbers = client_numbers(extracts["clients"])
    sink_whole({places.numbers: numbers.lazy()}, GROUP_OF_FEW)
    size = settings.county.clients_per_bucket
    count = -(-numbers.height // size)
    cut = places.folder / "cut"
    try:
        for name, rows in extracts.items():
            _cut(encode(name, rows, numbers.lazy(), facts), size, cut / name)
        for number in range(count):
            _form(places, cut, usable, facts, number)
    finally:
        shutil.rmtree(cut, ignore_errors=True)
    _remove_beyond(places, count)
    _note(places, count)
    return count


def _with_objections(
    settings: Settings, as_of: date, clients: pl.LazyFrame
) -> pl.LazyFrame:
    """Clients who object also where the extract does not know of it yet."""
    engine = open_store(settings.database_url)
    with engine.connect() as connection:
        found = objecting(connection, as_of)["client_id"]
    engine.dispose()
    entered = pl.col("client_id").is_in(found.implode())
    return clients.with_columns(objects=pl.col("objects").fill_null(False) | entered)


def _note(places: Places, count: int) -> None:
    write_whole(places.facts, json.dumps({"buckets": count}) + "\n")


def bucket_count(places: Places) -> int:
    """How many buckets a night has."""
    return int(json.loads(places.facts.read_text())["buckets"])


def scan_bucket(places: Places, number: int) -> Frames:
    """One bucket of all extracts, lazily."""
    return {
        folder.name: pl.scan_parquet(places.bucket(folder.name, number), glob=False)
        for folder in sorted((places.folder / "buckets").iterdir())
    }


def groups_of(count: int, most: int) -> list[list[int]]:
    """Bucket numbers in at most `most` groups of neighbours, for mapped tasks."""
    size = max(1, -(-count // most))
    return [
        list(range(first, min(first + size, count))) for first in range(0, count, size)
    ]


def _remove_beyond(places: Places, count: int) -> None:
    """An earlier run of the night may have had more clients, so more buckets."""
    kept = {places.bucket("", number).name for number in range(count)}
    for path in (places.folder / "buckets").glob("*/*.parquet"):
        if path.name not in kept:
            path.unlink()


def _cut(rows: pl.LazyFrame, size: int, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with no_room_told(folder):
        rows.with_columns(_bucket=pl.col("client") // size).sink_parquet(
            pl.PartitionBy(folder, key="_bucket", include_key=False), mkdir=True
        )


def _form(
    places: Places, cut: Path, usable: list[str], facts: NightFacts, number: int
) -> None:
    bucket = {
        name: pl.scan_parquet(found)
        for name in usable
        if (found := sorted((cut / name / f"_bucket={number}").glob("*.parquet")))
    }
    formed = derive(bucket, places.as_of, facts)
    sink_whole({places.bucket(name, number): rows for name, rows in formed.items()})
