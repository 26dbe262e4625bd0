"""OMOP conditions, drugs and results as diagnoses, prescriptions and measurements.

Every function returns a lazy frame with the extract's columns, `reason` (null: the row
is used), `stopped_by` (the code that stood in the way) and one boolean column per note,
named `note:...`. Rows are never filtered here, so that they can be counted.
"""

import polars as pl

from extracts.omop_rows import (
    DAY,
    NUMBER,
    TEXT,
    TIME,
    WHOLE,
    after_death,
    first_reason,
    row_key,
    with_client,
    with_meaning,
)
from extracts.omop_source import Source
from extracts.omop_vocabulary import DIAGNOSIS_SYSTEMS

MAIN = {"32902": True, "32903": True, "32908": False, "32909": False}
PRELIMINARY = "32899"
DAYS_SUPPLY = (1, 400)
# The contract keeps LDL in mmol/l; many sources report mg/dl.
LDL_MG_PER_MMOL = 38.67
MG_PER_DL = "(?i)^mg/dl$"
VALUES = ("value_as_number", "value_as_string", "value_source_value")
LESS_OR_MORE = ("4171754", "4171756", "4172703", "4172704")


def conditions(
    source: Source, clients: pl.LazyFrame, known: pl.LazyFrame, met: pl.LazyFrame
) -> pl.LazyFrame:
    """CONDITION_OCCURRENCE as diagnoses; the source's code before its mapping."""
    systems = known.filter(pl.col("vocabulary").is_in(list(DIAGNOSIS_SYSTEMS)))
    as_recorded = systems.select(
        condition_source_concept_id="concept", s_code="code", s_vocabulary="vocabulary"
    )
    as_mapped = systems.select(
        condition_concept_id="concept", m_code="code", m_vocabulary="vocabulary"
    )
    return (
        source.read(
            "condition_occurrence",
            condition_occurrence_id=TEXT,
            person_id=TEXT,
            condition_concept_id=TEXT,
            condition_start_date=DAY,
            condition_start_datetime=TIME,
            condition_end_date=DAY,
            condition_status_concept_id=TEXT,
            visit_occurrence_id=TEXT,
            condition_source_value=TEXT,
            condition_source_concept_id=TEXT,
        )
        .pipe(with_client, clients)
        .pipe(_with_visit, met)
        .join(as_recorded, on="condition_source_concept_id", how="left")
        .join(as_mapped, on="condition_concept_id", how="left")
        .with_columns(
            diagnosis_id=row_key("condition", "condition_occurrence_id"),
            recorded_on=pl.coalesce(
                "condition_start_date", pl.col("condition_start_datetime").cast(DAY)
            ),
            ended_on="condition_end_date",
            code=pl.coalesce("s_code", "m_code"),
            system=pl.coalesce("s_vocabulary", "m_vocabulary").replace_strict(
                DIAGNOSIS_SYSTEMS, default=None, return_dtype=TEXT
            ),
            main=pl.col("condition_status_concept_id").replace_strict(
                MAIN, default=None, return_dtype=pl.Boolean
            ),
            confirmed=pl.when(
                pl.col("condition_status_concept_id") == PRELIMINARY
            ).then(pl.lit(False)),
        )
        .with_columns(
            reason=first_reason(
                ("no row id", pl.col("condition_occurrence_id").is_null()),
                ("no such client", pl.col("client_id").is_null()),
                ("no day that can be read", pl.col("recorded_on").is_null()),
                ("no code that the vocabulary knows", pl.col("code").is_null()),
            ),
            stopped_by=pl.coalesce("condition_source_value", "condition_concept_id"),
        )
        .with_columns(after_death(pl.col("recorded_on")), _visit_missing())
    )


def drugs(
    source: Source, clients: pl.LazyFrame, substances: pl.LazyFrame
) -> pl.LazyFrame:
    """DRUG_EXPOSURE as events of prescriptions; its type says which event it was.

    An end is a stop only where it was recorded as one: a reason to stop, an end before
    the supply ran out, or the end of a prescription. An end on the first day is how
    sources write that a medicine is open; it is read as no end.
    """
    start, last = pl.col("occurred_on"), pl.col("verbatim_end_date")
    supplied = pl.col("days_supply").is_between(*DAYS_SUPPLY)
    ran_out = start + pl.duration(days=pl.col("days_supply"))
    stated_end = (
        pl.when(supplied)
        .then(last)
        .otherwise(pl.coalesce(last, "drug_exposure_end_date"))
    )
    return (
        source.read(
            "drug_exposure",
            drug_exposure_id=TEXT,
            person_id=TEXT,
            drug_concept_id=TEXT,
            drug_source_concept_id=TEXT,
            drug_exposure_start_date=DAY,
            drug_exposure_start_datetime=TIME,
            drug_exposure_end_date=DAY,
            verbatim_end_date=DAY,
            drug_type_concept_id=TEXT,
            stop_reason=TEXT,
            days_supply=WHOLE,
            drug_source_value=TEXT,
        )
        .pipe(with_client, clients)
        .pipe(with_meaning, "drug_events", "omop_type", "drug_type_concept_id", "kind")
        .join(substances, left_on="drug_source_concept_id", right_on="drug", how="left")
        .join(
            substances,
            left_on="drug_concept_id",
            right_on="drug",
            how="left",
            suffix="_m",
        )
        .with_columns(
            # The source's own code wins only where it is an ATC code.
            own=(pl.col("substance_system") == "atc").fill_null(False),
            occurred_on=pl.coalesce(
                "drug_exposure_start_date",
                pl.col("drug_exposure_start_datetime").cast(DAY),
            ),
        )
        .with_columns(
            pl.when("own").then(name).otherwise(f"{name}_m").alias(name)
            for name in ("substance_code", "substance_system", "substance_name", "note")
        )
        .with_columns(
            event=pl.when(pl.col("kind") == "dispensed")
            .then(pl.lit("dispensed"))
            .otherwise(pl.lit("prescribed")),
            stopped=pl.when(pl.col("stop_reason").is_not_null())
            .then(pl.coalesce(last, "drug_exposure_end_date"))
            .when((pl.col("kind") == "dispensed") & supplied & (last < ran_out))
            .then(last)
            .when(pl.col("kind") != "dispensed")
            .then(stated_end),
        )
        .with_columns(
            event_id=row_key("drug", "drug_exposure_id"),
            prescription_id=row_key("drug", "drug_exposure_id"),
            ended_on=pl.when(
                (pl.col("stopped") > start) | pl.col("stop_reason").is_not_null()
            ).then("stopped"),
            supply=pl.when(supplied).then("days_supply"),
        )
        .with_columns(
            ((pl.col("days_supply").is_not_null()) & ~supplied)
            .fill_null(False)
            .alias("note:days of supply outside 1 to 400, left out"),
            (last == start).fill_null(False).alias("note:ends on its first day"),
            pl.col("kind").is_null().alias("note:type not known, read as prescribed"),
            pl.col("note")
            .fill_null(False)
            .alias("note:RxNorm product, no ingredient in the vocabulary"),
            pl.col("substance_code").is_null().alias("note:no substance code"),
            after_death(start),
            days_supply="supply",
            days_supply_source=pl.when(pl.col("supply").is_not_null()).then(
                pl.lit("dose")
            ),
            reason=first_reason(
                ("no row id", pl.col("drug_exposure_id").is_null()),
                ("no such client", pl.col("client_id").is_null()),
                ("no day that can be read", start.is_null()),
                ("given by a professional", pl.col("kind") == "administered"),
                ("an entry in a medicine list", pl.col("kind") == "listed"),
            ),
            stopped_by=pl.when(pl.col("substance_code").is_null())
            .then(pl.coalesce("drug_source_value", "drug_concept_id"))
            .otherwise("drug_type_concept_id"),
        )
    )


def results(
    source: Source,
    table: str,
    clients: pl.LazyFrame,
    known: pl.LazyFrame,
    met: pl.LazyFrame,
) -> pl.LazyFrame:
    """MEASUREMENT, or scales in OBSERVATION, as measurements."""
    value, unit = pl.col("value"), pl.col("unit")
    from_mg = (pl.col("analyte") == "ldl") & unit.str.contains(MG_PER_DL)
    shape = {f"{table}_{name}": TEXT for name in ("id", "concept_id", "source_value")}
    rows = (
        source.read(
            table,
            **shape,
            **{f"{table}_date": DAY, f"{table}_datetime": TIME},
            person_id=TEXT,
            operator_concept_id=TEXT,
            value_as_number=NUMBER,
            value_as_string=TEXT,
            value_source_value=TEXT,
            unit_concept_id=TEXT,
            unit_source_value=TEXT,
            visit_occurrence_id=TEXT,
        )
        .rename({name: name.replace(table, "row") for name in shape})
        .pipe(with_client, clients)
        .pipe(_with_visit, met)
        .join(
            known.select(
                row_concept_id="concept", c_code="code", c_vocabulary="vocabulary"
            ),
            on="row_concept_id",
            how="left",
        )
        .join(
            known.filter(pl.col("vocabulary") == "UCUM").select(
                unit_concept_id="concept", ucum="code"
            ),
            on="unit_concept_id",
            how="left",
        )
    )
    loinc = pl.coalesce(
        pl.when(pl.col("c_vocabulary") == "LOINC").then("c_code"), "row_source_value"
    )
    snomed = pl.when(pl.col("c_vocabulary") == "SNOMED").then("c_code")
    return (
        rows.with_columns(loinc=loinc, snomed=snomed)
        .pipe(with_meaning, "analytes", "loinc", "loinc", "by_loinc")
        .pipe(with_meaning, "analytes", "snomed", "snomed", "by_snomed")
        .pipe(
            with_meaning, "analytes", "kuntaliitto", "row_source_value", "by_national"
        )
        .pipe(with_meaning, "analytes", "omop", "row_concept_id", "by_concept")
        .with_columns(
            measurement_id=row_key(table, "row_id"),
            taken_on=pl.coalesce(
                f"{table}_date", pl.col(f"{table}_datetime").cast(DAY)
            ),
            analyte=pl.coalesce("by_national", "by_loinc", "by_snomed", "by_concept"),
            code=pl.when(pl.col("by_national").is_not_null())
            .then("row_source_value")
            .when(pl.col("by_loinc").is_not_null())
            .then("loinc")
            .when(pl.col("by_snomed").is_not_null())
            .then("snomed"),
            system=pl.when(pl.col("by_national").is_not_null())
            .then(pl.lit("kuntaliitto"))
            .when(pl.col("by_loinc").is_not_null())
            .then(pl.lit("loinc"))
            .when(pl.col("by_snomed").is_not_null())
            .then(pl.lit("snomed")),
            value="value_as_number",
            unit=pl.coalesce("unit_source_value", "ucum"),
            result_status=pl.lit("final"),
        )
        .with_columns(
            reason=first_reason(
                ("no row id", pl.col("row_id").is_null()),
                ("no analyte of ours", pl.col("analyte").is_null()),
                ("no such client", pl.col("client_id").is_null()),
                ("no day that can be read", pl.col("taken_on").is_null()),
                ("no value", pl.all_horizontal(pl.col(*VALUES).is_null())),
            ),
            stopped_by=pl.coalesce("c_code", "row_source_value", "row_concept_id"),
        )
        .with_columns(
            from_mg.fill_null(False).alias("note:LDL from mg/dL to mmol/L"),
            value.is_null().alias("note:a text, no number"),
            pl.col("operator_concept_id")
            .is_in(LESS_OR_MORE)
            .fill_null(False)
            .alias("note:less or more than the number"),
            after_death(pl.col("taken_on")),
            _visit_missing(),
            value=pl.when(from_mg).then(value / LDL_MG_PER_MMOL).otherwise(value),
            unit=pl.when(from_mg)
            .then(pl.lit("mmol/L"))
            .otherwise(unit)
            .str.slice(0, 20),
        )
    )


def _with_visit(rows: pl.LazyFrame, met: pl.LazyFrame) -> pl.LazyFrame:
    """`met` is the contacts in use, with `setting` where the place says it."""
    return rows.join(
        met.select("visit_occurrence_id", "contact_id", "setting"),
        on="visit_occurrence_id",
        how="left",
    )


def _visit_missing() -> pl.Expr:
    missing = (
        pl.col("visit_occurrence_id").is_not_null() & pl.col("contact_id").is_null()
    )
    return missing.alias("note:its visit is not in the source")
