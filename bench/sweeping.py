"""Sweeps of 48 limits over the stored measures of a county of 200,000.

`python -m bench.sweeping HOME` repeats the people of the home's night, under pseudonyms
of their own, until there are so many. Then each trigger's first threshold is swept,
from files to numbers with their intervals, beside a bare read of the measures.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

from bench.county import AS_OF, settings_of
from night.calibrating import FIXTURE
from night.places import Places
from stewardship.labels import of_fixture
from stewardship.reach import reach, threshold_on
from stewardship.sweep import sweep
from triggers._catalogue import Trigger, triggers_on

MEASURED = "sweeping.json"
PEOPLE, LIMITS, TIMES = 200_000, 48, 5
FILES = ("measures", "outcomes", "labels")


def measure(home: Path) -> dict[str, float | str]:
    """Seconds of a sweep: of the median trigger and of the `slowest`, and of a read.

    Of each trigger the median of so many sweeps; `labelled`: people with a label.
    """
    folder = home / "sweeping"
    labelled = _write_people(Places.of(settings_of(home), AS_OF), folder)
    read = statistics.median(_seconds(lambda: _read(folder)) for _ in range(TIMES))
    triggers = triggers_on(AS_OF)
    took = {
        one.stem: statistics.median(
            _seconds(lambda one=one: _swept(folder, one)) for _ in range(TIMES)
        )
        for one in triggers
    }
    slowest = max(took, key=lambda stem: took[stem])
    return {
        "labelled": labelled,
        "triggers": len(triggers),
        "read": read,
        "median": statistics.median(took.values()),
        "most": took[slowest],
        "slowest": slowest,
    }


def _write_people(places: Places, folder: Path) -> int:
    """Write the files of so many people; how many of them have a label."""
    folder.mkdir(exist_ok=True)
    rows = {name: pl.read_parquet(places.result(name)) for name in FILES[:2]}
    rows["labels"] = of_fixture(pl.read_parquet(places.landing / FIXTURE))
    copies = -(-PEOPLE // rows["measures"].height)
    for name, of_county in rows.items():
        rows[name] = pl.concat(
            of_county.with_columns(client_id=pl.col("client_id") + f"-{copy}")
            for copy in range(copies)
        )
    people = rows["measures"].head(PEOPLE).select("client_id")
    for name, found in rows.items():
        there = found.join(people, on="client_id", how="semi").sort("client_id")
        there.write_parquet(folder / f"{name}.parquet")
        rows[name] = there
    return rows["labels"]["positive"].count()


def _swept(folder: Path, one: Trigger) -> None:
    threshold = threshold_on(one)
    # About the limit in force, from a quarter of it to three times as much.
    limits = [threshold.limit * (0.25 + step / 17) for step in range(LIMITS)]
    measures, outcomes, labels = (folder / f"{name}.parquet" for name in FILES)
    people = reach(
        pl.scan_parquet(measures), pl.scan_parquet(outcomes), one, threshold
    ).collect()
    sweep(people, pl.read_parquet(labels), threshold, limits, complete=True)


def _read(folder: Path) -> None:
    values = (~pl.selectors.string()).sum()
    lengths = pl.selectors.string().str.len_bytes().sum()
    pl.scan_parquet(folder / f"{FILES[0]}.parquet").select(values, lengths).collect()


def _seconds(step: Callable[[], None]) -> float:
    began = time.perf_counter()
    step()
    return time.perf_counter() - began


if __name__ == "__main__":
    place = Path(sys.argv[1])
    (place / MEASURED).write_text(json.dumps(measure(place), indent=2) + "\n")
