"""Brings one extract through the entrance and the gate."""

import shutil
from datetime import date
from pathlib import Path

import polars as pl
from pydantic import BaseModel, ConfigDict

from extracts.landing import Manifest, manifest_path, sha256_of
from extracts.reading import ReadExtract, read_extract
from night.places import Places, earlier_nights
from quality.gate import judge
from quality.quarantine import Split, split
from schemas.extracts import ADMITTED, EXTRACTS
from schemas.facts import Facts
from schemas.reading import MissingExtract, UnreadableExtract
from schemas.settings import Settings
from schemas.verdict import Finding, Verdict
from schemas.whole_files import write_whole

# Eight weeks of nights are enough to know what is usual.
NIGHTS_COMPARED = 56
NO_CLIENTS = (
    "the clients extract was not admitted, so nobody's rows can be told apart; send "
    "the clients again"
)


class ExtractReport(BaseModel):
    """What became of one extract on one night.

    `landed` is false for an extract that did not come; `sentence` says why it was
    refused, or is empty. `digest` is the hash of its manifest, which holds the hashes
    of its files. `judged` counts the rows up to the as-of day.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    extract: str
    landed: bool
    verdict: Verdict
    sentence: str = ""
    digest: str = ""
    rows: int = 0
    judged: int = 0
    admitted: int = 0
    quarantined: int = 0
    exact_duplicates: int = 0
    reasons: dict[str, int] = {}
    notes: tuple[str, ...] = ()
    failures: tuple[Finding, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether triggers may read it."""
        return self.landed and self.verdict != Verdict.REFUSED


def admit_extract(settings: Settings, as_of: date, extract: str) -> ExtractReport:
    """Read, quarantine and judge one extract; write its admitted rows and its report.

    The clients must have been through already: the others are checked against them.
    """
    places = Places.of(settings, as_of)
    folder = places.extract(extract)
    scratch = folder / "scratch"
    try:
        scratch.mkdir(parents=True, exist_ok=True)
        pages = places.data_docs if settings.county.quality_pages else None
        report = _admit(places, extract, scratch, pages)
    except MissingExtract as error:
        report = _refused(extract, str(error), landed=False)
    except UnreadableExtract as error:
        report = _refused(extract, str(error), landed=True)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    write_whole(folder / "report.json", report.model_dump_json(indent=2) + "\n")
    return report


def read_report(places: Places, extract: str) -> ExtractReport:
    """The report that `admit_extract` wrote."""
    path = places.extract(extract) / "report.json"
    return ExtractReport.model_validate_json(path.read_bytes())


def reports_of(places: Places) -> dict[str, ExtractReport]:
    """The reports of all extracts of a night."""
    return {extract: read_report(places, extract) for extract in ADMITTED}


def without_clients(extract: str) -> ExtractReport:
    """The report on rows that came but whose people cannot be told apart."""
    return _refused(extract, f"{extract}: {NO_CLIENTS}", landed=True)


def _admit(
    places: Places, extract: str, scratch: Path, pages: Path | None
) -> ExtractReport:
    contract = EXTRACTS[extract]
    read = read_extract(places.landing, contract, scratch)
    known_clients = None
    if extract != "clients":
        if not read_report(places, "clients").usable:
            raise UnreadableExtract("no_clients", NO_CLIENTS, extract)
        known_clients = pl.scan_parquet(places.extract("clients") / "admitted.parquet")
    done = split(
        read.frame,
        contract,
        read.rows,
        known_clients,
        read.manifest.period_to,
        places.extract(extract),
    )
    judgement = judge(
        contract,
        _until(read, places.as_of),
        _facts(places, read.manifest, done),
        pages,
    )
    refused = [found for found in judgement.failures if found.severity == "critical"]
    return ExtractReport(
        extract=extract,
        landed=True,
        verdict=judgement.verdict,
        sentence=refused[0].sentence if refused else "",
        digest=sha256_of(manifest_path(places.landing, extract)),
        rows=done.rows,
        judged=judgement.rows,
        admitted=done.admitted,
        quarantined=done.quarantined,
        exact_duplicates=done.exact_duplicates,
        reasons=done.reasons,
        notes=read.notes,
        failures=judgement.failures,
    )


def _until(read: ReadExtract, as_of: date) -> pl.LazyFrame:
    """The rows up to the as-of day: later ones must not change a verdict."""
    day = EXTRACTS[read.extract].day
    if day is None:
        return read.frame
    return read.frame.filter(
        pl.col(day).is_null() | (pl.col(day).cast(pl.Date) <= as_of)
    )


def _facts(places: Places, manifest: Manifest, done: Split) -> Facts:
    nights = earlier_nights(places.home, places.as_of)[-NIGHTS_COMPARED:]
    earlier = [
        Places(places.home, places.landing, night).extract(done.extract) / "report.json"
        for night in nights
    ]
    reports = [
        ExtractReport.model_validate_json(path.read_bytes())
        for path in earlier
        if path.is_file()
    ]
    return Facts(
        as_of=places.as_of,
        period_to=min(manifest.period_to, places.as_of),
        rows_in=done.rows,
        quarantined=done.quarantined,
        exact_duplicates=done.exact_duplicates,
        unknown_clients=done.reasons.get("unknown_client", 0),
        earlier_rows=tuple(report.judged for report in reports if report.usable),
    )


def _refused(extract: str, sentence: str, landed: bool) -> ExtractReport:
    return ExtractReport(
        extract=extract, landed=landed, verdict=Verdict.REFUSED, sentence=sentence
    )
