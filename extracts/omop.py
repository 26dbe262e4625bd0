"""OMOP import: a Common Data Model 5.3 or 5.4 becomes a landing under our contracts."""

from datetime import date
from pathlib import Path

import polars as pl

from extracts import omop_clinical, omop_people
from extracts.import_report import ImportReport, SourceCount, nothing_usable
from extracts.imported import Rows, conform, count, land, period
from extracts.omop_source import NOT_USED, Source, open_source
from extracts.omop_vocabulary import concepts, substances
from schemas.extracts import EXTRACTS

SETTINGS = {"ward": "ward", "visit": "office", "home": "home"}
# Read to explain other rows; they have no row of their own.
LOOKED_UP = ("care_site", "provider", "concept", "concept_relationship", "cdm_source")


def import_omop(source: Path, out: Path, period_to: date | None = None) -> ImportReport:
    """Write a landing from an OMOP folder or zip into `out`; report every row.

    `client_id` is made of `person_id`, which must be a pseudonym already. `period_to`
    is the last day that the data claim to cover; by default it is read from the
    observation periods and the release of the source, else from the latest event.

    Raises NotImportable when the source cannot be read or has no events, and
    UnbalancedImport when a row is not accounted for.
    """
    with open_source(source) as tables:
        return _import(tables, out, period_to)


def _import(tables: Source, out: Path, period_to: date | None) -> ImportReport:
    known = concepts(tables).collect().lazy()
    people = omop_people.people(tables).collect().lazy()
    clients = people.filter(pl.col("reason").is_null())
    recorded = omop_people.recorded_statuses(tables).collect()
    one_each = recorded.sort("observation_id").unique(
        "visit_occurrence_id", keep="last", maintain_order=True
    )
    visits = omop_people.visits(
        tables, clients, one_each.select("visit_occurrence_id", "status").lazy()
    )
    met = (
        visits.filter(pl.col("reason").is_null())
        .select(
            "visit_occurrence_id",
            "contact_id",
            setting=pl.when(pl.col("service_family") == "emergency")
            .then(pl.lit("emergency"))
            .otherwise(
                pl.col("mode").replace_strict(
                    SETTINGS, default=None, return_dtype=pl.String
                )
            ),
        )
        .unique("visit_occurrence_id", keep="any")
        .collect()
        .lazy()
    )
    products = substances(tables, known).collect().lazy()
    mapped = {
        "person": ("clients", people),
        "visit_occurrence": ("contacts", visits),
        "condition_occurrence": (
            "diagnoses",
            omop_clinical.conditions(tables, clients, known, met),
        ),
        "drug_exposure": (
            "prescriptions",
            omop_clinical.drugs(tables, clients, products),
        ),
        "measurement": (
            "measurements",
            omop_clinical.results(tables, "measurement", clients, known, met),
        ),
        "observation": (
            "measurements",
            omop_clinical.results(tables, "observation", clients, known, met)
            .join(
                recorded.lazy().select(row_id="observation_id", is_status=True),
                on="row_id",
                how="left",
            )
            .with_columns(folded=pl.col("is_status").fill_null(False)),
        ),
    }
    counts = [
        count(table, tables.rows(table), extract, frame)
        for table, (extract, frame) in mapped.items()
        if table in tables.files
    ]
    counts += _looked_up(tables, clients)
    rows = _rows(mapped)
    covered = period(rows)
    if covered is None:
        raise nothing_usable(counts)
    period_from, last = _claimed(tables, *covered)
    landed, empty = land(out, rows, period_from, period_to or last, "omop")
    return ImportReport(
        importer="omop",
        period_from=period_from,
        period_to=period_to or last,
        sources=tuple(counts),
        extracts=landed,
        not_written=empty,
        ignored_files=tables.ignored,
        limits=_limits(rows, landed),
    )


def _rows(mapped: dict[str, tuple[str, pl.LazyFrame]]) -> Rows:
    by_extract: dict[str, list[pl.LazyFrame]] = {}
    for extract, frame in mapped.values():
        used = frame.filter(pl.col("reason").is_null())
        if "folded" in frame.collect_schema():
            used = used.filter(~pl.col("folded"))
        by_extract.setdefault(extract, []).append(conform(EXTRACTS[extract], used))
    return {extract: pl.concat(frames) for extract, frames in by_extract.items()}


def _looked_up(tables: Source, clients: pl.LazyFrame) -> list[SourceCount]:
    counts = []
    if "death" in tables.files:
        deaths = tables.rows("death")
        part = (
            tables.read("death", person_id=pl.String())
            .join(clients.select("person_id"), on="person_id", how="semi")
            .select(pl.len())
            .collect()
            .item()
        )
        lost = {"no such client": deaths - part} if deaths > part else {}
        counts.append(
            SourceCount(source="death", read=deaths, folded=part, unmapped=lost)
        )
    for table in (*LOOKED_UP, "observation_period"):
        if table in tables.files:
            rows = tables.rows(table)
            counts.append(SourceCount(source=table, read=rows, folded=rows))
    for table in NOT_USED:
        if table in tables.files:
            rows = tables.rows(table)
            lost = {"table not used": rows} if rows else {}
            counts.append(SourceCount(source=table, read=rows, unmapped=lost))
    return counts


def _claimed(tables: Source, first: date, last: date) -> tuple[date, date]:
    """The days that the source claims to cover, at least those of its events."""
    claimed = (
        tables.read(
            "observation_period",
            observation_period_start_date=pl.Date(),
            observation_period_end_date=pl.Date(),
        )
        .select(
            first=pl.col("observation_period_start_date").min(),
            last=pl.col("observation_period_end_date").max(),
        )
        .collect()
        .row(0)
    )
    released = (
        tables.read("cdm_source", source_release_date=pl.Date())
        .select(pl.col("source_release_date").max())
        .collect()
        .item()
    )
    last = max(last, claimed[1] or last)
    # Some sources write 2099 as the end of an open observation period.
    return min(first, claimed[0] or first), min(last, released or last)


def _limits(rows: Rows, landed: dict[str, int]) -> tuple[str, ...]:
    limits = [
        "OMOP has no place for bookings and missed appointments: contacts without a "
        "recorded status are read as visits that took place"
    ]
    if "prescriptions" in landed:
        dispensed = (
            rows["prescriptions"]
            .filter(pl.col("event") == "dispensed")
            .select(pl.len())
            .collect()
            .item()
        )
        if not dispensed:
            limits.append(
                "prescriptions only, nothing dispensed: days in use are over-counted"
            )
    return tuple(limits)
