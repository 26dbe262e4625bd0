"""Evaluates a landing outside any night: no store, no lists."""

import shutil
import tempfile
from datetime import date
from pathlib import Path

import polars as pl

from night.admission import admit_extract, reports_of
from night.buckets import form_buckets
from night.concerns import admit_concerns
from night.evaluation import RESULTS, Counts, evaluate_group, gather
from night.places import Places
from schemas.concerns import Concern
from schemas.extracts import ADMITTED, EXTRACTS
from schemas.settings import Settings, read_settings
from schemas.whole_files import rename_durably
from triggers._catalogue import triggers_on


def evaluate_landing(
    landing: Path, as_of: date, out: Path, only: tuple[str, ...] = ()
) -> Counts:
    """Admit, evaluate and write the results of one landing to `out`.

    Writes `measures`, `outcomes`, `unassessed` and `fired` as Parquet, the counts and
    each extract's report as JSON. Raises ValueError when the landing is not there, when
    its clients cannot be used, or when `only` names an unknown trigger.
    """
    if not landing.is_dir():
        raise ValueError(f"{landing}: there is no landing here; name its folder")
    triggers_on(as_of, only)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".night-") as home:
        settings = _without_pages(read_settings(Path(home), landing))
        places = Places.of(settings, as_of)
        for extract in EXTRACTS:
            admit_extract(settings, as_of, extract)
        # Concerns live in the store, which is not asked here.
        nothing = pl.DataFrame(schema=Concern.polars_schema())
        admit_concerns(settings, as_of, nothing)
        count = form_buckets(settings, as_of)
        if not count:
            raise ValueError(reports_of(places)["clients"].sentence)
        evaluate_group(settings, as_of, list(range(count)), only)
        counts = gather(settings, as_of, only)
        for name in RESULTS:
            rename_durably(_beside(places.result(name), out), out / f"{name}.parquet")
        rename_durably(_beside(places.counts, out), out / "counts.json")
        for extract in ADMITTED:
            report = _beside(places.extract(extract) / "report.json", out)
            rename_durably(report, out / f"{extract}.report.json")
    return counts


def _without_pages(settings: Settings) -> Settings:
    # Pages about the extracts would be gone with the folder that the night is in.
    county = settings.county.model_copy(update={"quality_pages": False})
    return settings.model_copy(update={"county": county})


def _beside(path: Path, out: Path) -> Path:
    return Path(shutil.move(path, out / f"{path.parent.name}-{path.name}.part"))
