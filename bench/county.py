"""Brings an invented county to admitted buckets once, for all measurements."""

import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bench.child import Used, run
from night.buckets import bucket_count, form_buckets, scan_bucket
from night.places import Places
from schemas.admitted import COUNTY
from schemas.settings import REPOSITORY, County, OperatingMode, Settings

AS_OF = date(2026, 11, 20)
SEED = 1
HOMES = REPOSITORY / "var" / "bench"
PREPARED = "prepared.json"
ADMITTED = (
    "clients",
    "contacts",
    "diagnoses",
    "prescriptions",
    "measurements",
    "plans",
    "concerns",
)
STEPS = ("generate", *(f"admit {extract}" for extract in ADMITTED), "buckets")


def home_of(inhabitants: int) -> Path:
    """The folder of the county with so many inhabitants."""
    return HOMES / str(inhabitants)


def settings_of(home: Path) -> Settings:
    """The settings of an invented county in `home`, with the default bucket size."""
    county = County(name="Invented county", invented=True, mode=OperatingMode.SHADOW)
    return Settings(
        county=county, home=home.resolve(), database_url=f"sqlite:///{home}/store"
    )


def prepare(home: Path, inhabitants: int, told: Callable[[str], None] = print) -> None:
    """Generate, admit and cut a county into buckets, unless it has been done before.

    Each step runs in a process of its own; what it took is kept in `prepared.json`.
    Remove the folder to begin again, as after a change of the form of the buckets.
    """
    record = home / PREPARED
    used = json.loads(record.read_text()) if record.is_file() else {}
    home.mkdir(parents=True, exist_ok=True)
    for step in STEPS:
        if step in used:
            continue
        used[step] = run(
            [sys.executable, "-m", "bench.county", str(home), str(inhabitants), step]
        )
        told(f"  {step:22} {used[step]}")
        record.write_text(json.dumps(used, indent=2) + "\n")


def files_of(places: Places) -> dict[str, list[Path]]:
    """The files of each frame's buckets, in the order of the buckets."""
    count = bucket_count(places)
    return {
        name: [places.bucket(name, number) for number in range(count)]
        for name in (*ADMITTED, *COUNTY)
    }


def columns_of(
    places: Places, only: tuple[str, ...] = ()
) -> dict[str, dict[str, list[str]]]:
    """Per extract the `files` and the `columns` that the triggers read, all or some."""
    from triggers._catalogue import triggers_on
    from triggers._evaluation import columns_read

    read = columns_read(triggers_on(AS_OF, only), scan_bucket(places, 0))
    files = files_of(places)
    return {
        name: {"files": [str(path) for path in files[name]], "columns": sorted(found)}
        for name, found in read.items()
    }


def preparation(home: Path) -> dict[str, Used]:
    """What each step of the preparation took."""
    used = json.loads((home / PREPARED).read_text())
    return {step: Used(*found) for step, found in used.items()}


def take_step(home: Path, inhabitants: int, step: str) -> None:
    """One step of the preparation."""
    settings = settings_of(home)
    if step == "generate":
        from fixtures.population import generate

        generate(inhabitants, AS_OF, SEED, Places.of(settings, AS_OF).landing)
    elif step == "buckets":
        form_buckets(settings, AS_OF)
    else:
        from night import steps
        from night.admission import read_report

        extract = step.removeprefix("admit ")
        steps.admit(settings, AS_OF, extract)
        report = read_report(Places.of(settings, AS_OF), extract)
        if not report.usable:
            raise ValueError(f"{step}: {report.sentence}")


if __name__ == "__main__":
    take_step(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
