"""Takes the concerns that people entered into a night."""

import hashlib
from datetime import date

import polars as pl

from night.admission import ExtractReport, read_report, without_clients
from night.places import Places
from schemas.concerns import Concern
from schemas.settings import Settings
from schemas.verdict import Finding, Severity, verdict_of
from schemas.whole_files import sink_whole, write_whole
from worklist.concerns import concerns_known
from worklist.store import open_store

STRANGERS = Finding(
    expectation="Every concern is about a client of tonight's clients",
    column="client_id",
    severity=Severity.INFO,
    passed=False,
    observed=None,
    sentence="Look for these clients in the clients extract and its quarantine.",
)


def entered_concerns(settings: Settings, as_of: date) -> pl.DataFrame:
    """The concerns in the store, as a night of a day takes them."""
    engine = open_store(settings.database_url)
    try:
        return concerns_known(engine, as_of)
    finally:
        engine.dispose()


def admit_concerns(
    settings: Settings, as_of: date, entered: pl.DataFrame
) -> ExtractReport:
    """Write the concerns that a night takes, and the report on them.

    They were checked when they were entered, and there may be none: what remains is
    to set aside those about people who are not among tonight's clients.
    """
    places = Places.of(settings, as_of)
    folder = places.extract(Concern.extract)
    if not read_report(places, "clients").usable:
        report = without_clients(Concern.extract)
    else:
        clients = pl.scan_parquet(places.extract("clients") / "admitted.parquet")
        known = entered.lazy().join(
            clients.select("client_id"), on="client_id", how="semi"
        )
        admitted = known.sort("concern_id").collect()
        sink_whole({folder / "admitted.parquet": admitted.lazy()})
        report = _report(entered, admitted)
    write_whole(folder / "report.json", report.model_dump_json(indent=2) + "\n")
    return report


def _report(entered: pl.DataFrame, admitted: pl.DataFrame) -> ExtractReport:
    strangers = entered.height - admitted.height
    told = f"{strangers} of {entered.height} rows"
    failures = (STRANGERS.model_copy(update={"observed": told}),) if strangers else ()
    return ExtractReport(
        extract=Concern.extract,
        landed=True,
        verdict=verdict_of(failures),
        # Of what was taken, since no manifest promises it.
        digest=hashlib.sha256(
            entered.sort("concern_id").write_csv().encode()
        ).hexdigest(),
        rows=entered.height,
        judged=entered.height,
        admitted=admitted.height,
        quarantined=strangers,
        reasons={"unknown_client": strangers} if strangers else {},
        failures=failures,
    )
