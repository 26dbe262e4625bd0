"""Synthea import: the generator's own CSV files become a landing under our contracts.

Synthea keeps the start and the stop of a medicine and how often it was dispensed, but
no day of a dispense: its medicines are read as prescribed, not as dispensed. Its
appointments are never missed.
"""

from datetime import date
from pathlib import Path

import polars as pl

from extracts.import_report import (
    ImportReport,
    NotImportable,
    SourceCount,
    nothing_usable,
)
from extracts.imported import conform, count, land, period
from extracts.omop_rows import (
    DAY,
    NUMBER,
    TEXT,
    TIME,
    after_death,
    first_reason,
    with_meaning,
)
from extracts.omop_source import Source
from schemas.extracts import EXTRACTS

LOOKED_UP = ("organizations", "providers")
LDL_MG_PER_MMOL = 38.67


def import_synthea(
    source: Path, out: Path, period_to: date | None = None
) -> ImportReport:
    """Write a landing from a folder of Synthea's CSV files; report every row.

    `period_to` is the last day that the data claim to cover, by default that of the
    latest event. Raises NotImportable when the folder has no patients.csv or no
    events, and UnbalancedImport when a row is not accounted for.
    """
    tables = _open(source)
    people = _patients(tables).collect().lazy()
    clients = people.filter(pl.col("reason").is_null())
    encounters = _encounters(tables, clients)
    met = (
        encounters.filter(pl.col("reason").is_null())
        .select("encounter", "contact_id")
        .collect()
        .lazy()
    )
    mapped = {
        "patients": ("clients", people),
        "encounters": ("contacts", encounters),
        "conditions": ("diagnoses", _conditions(tables, clients, met)),
        "medications": ("prescriptions", _medications(tables, clients)),
        "observations": ("measurements", _observations(tables, clients, met)),
    }
    counts = [
        count(table, tables.rows(table), extract, frame)
        for table, (extract, frame) in mapped.items()
        if table in tables.files
    ]
    for table in sorted(set(tables.files) - set(mapped)):
        rows = tables.rows(table)
        lost = {} if table in LOOKED_UP or not rows else {"table not used": rows}
        folded = 0 if lost else rows
        counts.append(
            SourceCount(source=table, read=rows, folded=folded, unmapped=lost)
        )
    rows_of = {
        extract: conform(EXTRACTS[extract], frame.filter(pl.col("reason").is_null()))
        for extract, frame in mapped.values()
    }
    covered = period(rows_of)
    if covered is None:
        raise nothing_usable(counts)
    first, last = covered
    landed, empty = land(out, rows_of, first, period_to or last, "synthea")
    return ImportReport(
        importer="synthea",
        period_from=first,
        period_to=period_to or last,
        sources=tuple(counts),
        extracts=landed,
        not_written=empty,
        ignored_files=tables.ignored,
        limits=(
            "prescriptions only, nothing dispensed: days in use are over-counted",
            "no appointments: missed ones cannot be known",
        ),
    )


def _open(source: Path) -> Source:
    paths = sorted(source.glob("*.csv")) if source.is_dir() else []
    files: dict[str, tuple[Path, ...]] = {path.stem.lower(): (path,) for path in paths}
    if "patients" not in files:
        raise NotImportable(
            f"{source} holds no patients.csv; give the folder of Synthea's CSV files"
        )
    others = sorted(path.name for path in source.iterdir() if path not in paths)
    return Source(files=files, ignored=tuple(others))


def _patients(tables: Source) -> pl.LazyFrame:
    return (
        tables.read("patients", id=TEXT, birthdate=DAY, deathdate=DAY, gender=TEXT)
        .with_columns(
            person_id="id",
            client_id=pl.format("synthea-{}", "id"),
            born_on="birthdate",
            died_on="deathdate",
            sex=pl.col("gender").replace_strict(
                {"F": "female", "M": "male"}, default=None, return_dtype=TEXT
            ),
        )
        .with_columns(
            reason=first_reason(
                ("no id", pl.col("id").is_null()),
                ("the same id again", ~pl.col("id").is_first_distinct()),
                ("no day of birth", pl.col("born_on").is_null()),
                ("born before 1900", pl.col("born_on").dt.year() < 1900),
            ),
            stopped_by=pl.lit(None, TEXT),
        )
    )


def _encounters(tables: Source, clients: pl.LazyFrame) -> pl.LazyFrame:
    places = tables.read("organizations", id=TEXT, name=TEXT).select(
        organization="id", place=pl.col("name").str.slice(0, 80)
    )
    rows = tables.read(
        "encounters",
        id=TEXT,
        start=TIME,
        stop=TIME,
        patient=TEXT,
        organization=TEXT,
        encounterclass=TEXT,
        code=TEXT,
    )
    return (
        rows.pipe(_with_client, clients)
        .join(places, on="organization", how="left")
        .pipe(with_meaning, "contact_modes", "snomed", "code", "code_mode")
        .pipe(with_meaning, "contact_modes", "synthea", "encounterclass", "class_mode")
        .pipe(with_meaning, "service_families", "snomed", "code", "code_family")
        .pipe(with_meaning, "service_families", "synthea", "encounterclass", "by_class")
        .pipe(with_meaning, "urgencies", "synthea", "encounterclass", "urgency")
        .with_columns(
            encounter="id",
            contact_id=pl.format("synthea-encounter-{}", "id"),
            starts_at="start",
            ends_at="stop",
            status=pl.lit("fulfilled"),
            status_rung=pl.lit("recorded"),
            mode=pl.coalesce("code_mode", "class_mode", pl.lit("other")),
            service_family=pl.coalesce("by_class", "code_family", pl.lit("other")),
            site=pl.coalesce("place", "organization", pl.lit("unknown")),
            unit="organization",
            source_register=pl.lit("health"),
            visitor_role=pl.lit("client"),
            reason=first_reason(
                ("no id", pl.col("id").is_null()),
                ("no such client", pl.col("client_id").is_null()),
                ("no day that can be read", pl.col("start").is_null()),
            ),
            stopped_by="code",
        )
        .with_columns(
            after_death(pl.col("starts_at").cast(DAY)),
            (pl.col("mode") == "other").alias("note:mode not known"),
            (pl.col("service_family") == "other").alias("note:service not known"),
        )
    )


def _conditions(
    tables: Source, clients: pl.LazyFrame, met: pl.LazyFrame
) -> pl.LazyFrame:
    return (
        tables.read(
            "conditions", start=DAY, stop=DAY, patient=TEXT, encounter=TEXT, code=TEXT
        )
        .pipe(_with_client, clients)
        .join(met, on="encounter", how="left")
        .with_columns(
            diagnosis_id=_numbered(
                "condition", "patient", "code", "start", "stop", "encounter"
            ),
            recorded_on="start",
            ended_on="stop",
            system=pl.lit("snomed"),
            reason=first_reason(
                ("no such client", pl.col("client_id").is_null()),
                ("no code", pl.col("code").is_null()),
                ("no day that can be read", pl.col("start").is_null()),
            ),
            stopped_by="code",
        )
        .with_columns(after_death(pl.col("start")))
    )


def _medications(tables: Source, clients: pl.LazyFrame) -> pl.LazyFrame:
    key = _numbered("medication", "patient", "code", "start", "stop")
    return (
        tables.read(
            "medications",
            start=TIME,
            stop=TIME,
            patient=TEXT,
            code=TEXT,
            description=TEXT,
        )
        .pipe(_with_client, clients)
        .with_columns(pl.col("start", "stop").cast(DAY))
        .with_columns(
            event_id=key,
            prescription_id=key,
            event=pl.lit("prescribed"),
            occurred_on="start",
            ended_on="stop",
            substance_code="code",
            substance_system=pl.when(pl.col("code").is_not_null()).then(
                pl.lit("rxnorm")
            ),
            substance_name=pl.col("description").str.slice(0, 200),
            reason=first_reason(
                ("no such client", pl.col("client_id").is_null()),
                ("no day that can be read", pl.col("start").is_null()),
            ),
            stopped_by="code",
        )
        .with_columns(
            after_death(pl.col("start")),
            pl.col("stop").is_null().alias("note:open, no day of its end"),
            pl.col("code")
            .is_not_null()
            .alias("note:RxNorm product, not rolled up to its ingredient"),
        )
    )


def _observations(
    tables: Source, clients: pl.LazyFrame, met: pl.LazyFrame
) -> pl.LazyFrame:
    in_mg = (pl.col("analyte") == "ldl") & (pl.col("units") == "mg/dL").fill_null(False)
    number = pl.col("value").cast(NUMBER, strict=False)
    return (
        tables.read(
            "observations",
            date=TIME,
            patient=TEXT,
            encounter=TEXT,
            code=TEXT,
            value=TEXT,
            units=TEXT,
        )
        .pipe(_with_client, clients)
        .join(met, on="encounter", how="left")
        .pipe(with_meaning, "analytes", "loinc", "code", "analyte")
        .with_columns(
            measurement_id=_numbered(
                "observation", "patient", "code", "date", "value", "encounter"
            ),
            taken_on=pl.col("date").cast(DAY),
            system=pl.lit("loinc"),
            result_status=pl.lit("final"),
            unit=pl.when(in_mg)
            .then(pl.lit("mmol/L"))
            .otherwise("units")
            .str.slice(0, 20),
            reason=first_reason(
                ("no analyte of ours", pl.col("analyte").is_null()),
                ("no such client", pl.col("client_id").is_null()),
                ("no day that can be read", pl.col("date").is_null()),
                ("no value", pl.col("value").is_null()),
            ),
            stopped_by="code",
        )
        .with_columns(
            after_death(pl.col("taken_on")),
            in_mg.alias("note:LDL from mg/dL to mmol/L"),
            number.is_null().alias("note:a text, no number"),
            value=pl.when(in_mg).then(number / LDL_MG_PER_MMOL).otherwise(number),
        )
    )


def _with_client(rows: pl.LazyFrame, clients: pl.LazyFrame) -> pl.LazyFrame:
    found = clients.select(
        patient="person_id", client_id="client_id", died_on="died_on"
    )
    return rows.join(found, on="patient", how="left")


def _numbered(table: str, patient: str, code: str, *order: str) -> pl.Expr:
    """A key for rows that have none: the patient, the code and which of them it is."""
    which = pl.struct(order).rank("ordinal").over(patient, code)
    return pl.format(
        f"{table[:4]}-{{}}-{{}}-{{}}", patient, pl.col(code).fill_null("none"), which
    )
