"""OMOP tables: how each becomes rows of an extract, or a reason why it does not.

Every function returns a lazy frame with the extract's columns, `reason` (null: the row
is used), `stopped_by` (the code that stood in the way) and one boolean column per note,
named `note:...`. Rows are never filtered here, so that they can be counted.

CDM 5.3 and 5.4 differ in columns that are not read (`admitting_source_*` became
`admitted_from_*`), and in `days_supply` and `*_datetime` being optional.
"""

import polars as pl

from extracts.omop_source import Source
from extracts.omop_vocabulary import DIAGNOSIS_SYSTEMS, codelist

TEXT, NUMBER, WHOLE = pl.String(), pl.Float64(), pl.Int64()
DAY, TIME = pl.Date(), pl.Datetime("us")
SEXES = {"8507": "male", "8532": "female", "8521": "other", "8570": "other"}
MAIN = {"32902": True, "32903": True, "32908": False, "32909": False}
PRELIMINARY = "32899"
DAYS_SUPPLY = (1, 400)
# The contract keeps LDL in mmol/l; many sources report mg/dl.
LDL_MG_PER_MMOL = 38.67
MG_PER_DL = "(?i)^mg/dl$"
VALUES = ("value_as_number", "value_as_string", "value_source_value")
STATUS_CODES = "1.2.246.537.6.881"
LONGEST_SITE = 80


def people(source: Source) -> pl.LazyFrame:
    """PERSON with DEATH as clients."""
    born = pl.date(
        "year_of_birth",
        pl.col("month_of_birth").fill_null(1),
        pl.col("day_of_birth").fill_null(1),
    )
    died = (
        source.read("death", person_id=TEXT, death_date=DAY, death_datetime=TIME)
        .with_columns(day=pl.coalesce("death_date", pl.col("death_datetime").cast(DAY)))
        .group_by("person_id")
        .agg(died_on=pl.col("day").min(), dead=pl.lit(True).first())
    )
    return (
        source.read(
            "person",
            person_id=TEXT,
            gender_concept_id=TEXT,
            year_of_birth=WHOLE,
            month_of_birth=WHOLE,
            day_of_birth=WHOLE,
            birth_datetime=TIME,
            care_site_id=TEXT,
        )
        .join(died, on="person_id", how="left")
        .join(_care_sites(source), on="care_site_id", how="left")
        .with_columns(
            born_on=pl.coalesce(
                pl.when(pl.col("year_of_birth").is_between(1000, 9999)).then(born),
                pl.col("birth_datetime").cast(DAY),
            ),
            sex=pl.col("gender_concept_id").replace_strict(
                SEXES, default=None, return_dtype=TEXT
            ),
            home_site="care_site",
            client_id=_key("person", "person_id"),
        )
        .with_columns(
            reason=_first(
                ("no person id", pl.col("person_id").is_null()),
                (
                    "the same person id again",
                    ~pl.col("person_id").is_first_distinct(),
                ),
                ("no year of birth", pl.col("born_on").is_null()),
                ("born before 1900", pl.col("born_on").dt.year() < 1900),
                (
                    "dead, day not recorded",
                    pl.col("dead") & pl.col("died_on").is_null(),
                ),
            ),
            stopped_by=pl.lit(None, TEXT),
        )
        .with_columns(pl.col("sex").is_null().alias("note:sex not known"))
    )


def visits(
    source: Source, clients: pl.LazyFrame, statuses: pl.LazyFrame
) -> pl.LazyFrame:
    """VISIT_OCCURRENCE as contacts; a visit that stands in the table took place.

    `statuses` (`visit_occurrence_id`, `status`) says otherwise where it was recorded.
    """
    written = pl.col("visit_source_value")
    providers = _providers(source)
    return (
        source.read(
            "visit_occurrence",
            visit_occurrence_id=TEXT,
            person_id=TEXT,
            visit_concept_id=TEXT,
            visit_start_date=DAY,
            visit_start_datetime=TIME,
            visit_end_date=DAY,
            visit_end_datetime=TIME,
            provider_id=TEXT,
            care_site_id=TEXT,
            visit_source_value=TEXT,
        )
        .with_columns(
            r_code=written.str.extract(r"(?:^|[^0-9A-Za-z])(R\d\d)(?:$|[^0-9A-Za-z])"),
            t_code=written.str.extract(r"(?:^|[^0-9A-Za-z])(T\d\d)(?:$|[^0-9A-Za-z])"),
            starts_at=_moment("visit_start_date", "visit_start_datetime"),
            ends_at=_moment("visit_end_date", "visit_end_datetime"),
        )
        .pipe(_with_client, clients)
        .join(statuses, on="visit_occurrence_id", how="left")
        .join(_care_sites(source), on="care_site_id", how="left")
        .join(providers, on="provider_id", how="left")
        .pipe(_mean, "contact_modes", "thl_yhteystapa", "r_code", "r_mode")
        .pipe(_mean, "contact_modes", "omop_visit", "visit_concept_id", "v_mode")
        .pipe(_mean, "service_families", "thl_palvelumuoto", "t_code", "t_family")
        .pipe(_mean, "service_families", "omop_visit", "visit_concept_id", "v_family")
        .pipe(_mean, "urgencies", "omop_visit", "visit_concept_id", "urgency")
        .with_columns(
            contact_id=_key("visit", "visit_occurrence_id"),
            status_recorded=pl.col("status").is_not_null(),
            status=pl.col("status").fill_null("fulfilled"),
            status_rung=pl.lit("recorded"),
            mode=pl.coalesce("r_mode", "v_mode", pl.lit("other")),
            service_family=pl.coalesce(
                "t_family", "v_family", "provider_family", pl.lit("other")
            ),
            site=pl.coalesce("care_site", "provider_site", pl.lit("unknown")),
            unit="care_site_id",
            source_register=pl.lit("health"),
            visitor_role=pl.lit("client"),
            reason=_first(
                ("no visit id", pl.col("visit_occurrence_id").is_null()),
                ("no such client", pl.col("client_id").is_null()),
                ("no day that can be read", pl.col("starts_at").is_null()),
            ),
            stopped_by="visit_concept_id",
        )
        .with_columns(
            _after_death(pl.col("starts_at").cast(DAY)),
            (pl.col("mode") == "other").alias("note:mode not known"),
            (pl.col("service_family") == "other").alias("note:service not known"),
            (pl.col("site") == "unknown").alias("note:site not known"),
            pl.col("status_recorded").alias("note:status from an observation"),
        )
    )


def conditions(
    source: Source, clients: pl.LazyFrame, known: pl.LazyFrame, met: pl.LazyFrame
) -> pl.LazyFrame:
    """CONDITION_OCCURRENCE as diagnoses; a code of the source comes before its mapping."""
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
        .pipe(_with_client, clients)
        .pipe(_with_visit, met)
        .join(as_recorded, on="condition_source_concept_id", how="left")
        .join(as_mapped, on="condition_concept_id", how="left")
        .with_columns(
            diagnosis_id=_key("condition", "condition_occurrence_id"),
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
            reason=_first(
                ("no row id", pl.col("condition_occurrence_id").is_null()),
                ("no such client", pl.col("client_id").is_null()),
                ("no day that can be read", pl.col("recorded_on").is_null()),
                ("no code that the vocabulary knows", pl.col("code").is_null()),
            ),
            stopped_by=pl.coalesce("condition_source_value", "condition_concept_id"),
        )
        .with_columns(_after_death(pl.col("recorded_on")), _visit_missing())
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
        .pipe(_with_client, clients)
        .pipe(_mean, "drug_events", "omop_type", "drug_type_concept_id", "kind")
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
            event_id=_key("drug", "drug_exposure_id"),
            prescription_id=_key("drug", "drug_exposure_id"),
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
            _after_death(start),
            days_supply="supply",
            days_supply_source=pl.when(pl.col("supply").is_not_null()).then(
                pl.lit("dose")
            ),
            reason=_first(
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
        .pipe(_with_client, clients)
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
        .pipe(_mean, "analytes", "loinc", "loinc", "by_loinc")
        .pipe(_mean, "analytes", "snomed", "snomed", "by_snomed")
        .pipe(_mean, "analytes", "kuntaliitto", "row_source_value", "by_national")
        .pipe(_mean, "analytes", "omop", "row_concept_id", "by_concept")
        .with_columns(
            measurement_id=_key(table, "row_id"),
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
            reason=_first(
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
            .is_in(["4171754", "4171756", "4172703", "4172704"])
            .fill_null(False)
            .alias("note:less or more than the number"),
            _after_death(pl.col("taken_on")),
            _visit_missing(),
            value=pl.when(from_mg).then(value / LDL_MG_PER_MMOL).otherwise(value),
            unit=pl.when(from_mg)
            .then(pl.lit("mmol/L"))
            .otherwise(unit)
            .str.slice(0, 20),
        )
    )


def recorded_statuses(source: Source) -> pl.LazyFrame:
    """Appointment statuses kept as OBSERVATION: `observation_id`, visit, `status`.

    OMOP has no place of its own for them. An observation counts when its source value
    names the national code set and its value is a code of that set.
    """
    return (
        source.read(
            "observation",
            observation_id=TEXT,
            visit_occurrence_id=TEXT,
            observation_source_value=TEXT,
            value_as_string=TEXT,
            value_source_value=TEXT,
        )
        .filter(
            pl.col("observation_source_value").str.contains(STATUS_CODES, literal=True)
        )
        .with_columns(code=pl.coalesce("value_source_value", "value_as_string"))
        .pipe(_mean, "appointment_status", STATUS_CODES, "code", "status")
        .filter(pl.col("status").is_not_null())
        .filter(pl.col("visit_occurrence_id").is_not_null())
        .select("observation_id", "visit_occurrence_id", "status")
    )


def _care_sites(source: Source) -> pl.LazyFrame:
    return (
        source.read("care_site", care_site_id=TEXT, care_site_name=TEXT)
        .unique("care_site_id", keep="any")
        .select(
            "care_site_id",
            care_site=pl.coalesce(
                "care_site_name", pl.format("care-site-{}", "care_site_id")
            ).str.slice(0, LONGEST_SITE),
        )
    )


def _providers(source: Source) -> pl.LazyFrame:
    """`provider_site` is the provider's care site, else the provider itself."""
    return (
        source.read(
            "provider",
            provider_id=TEXT,
            specialty_concept_id=TEXT,
            specialty_source_value=TEXT,
            care_site_id=TEXT,
        )
        .unique("provider_id", keep="any")
        .join(_care_sites(source), on="care_site_id", how="left")
        .with_columns(
            occupation=pl.col("specialty_source_value").str.extract(r"^(\d{5})")
        )
        .with_columns(four=pl.col("occupation").str.slice(0, 4))
        .pipe(_mean, "professions", "ammattiluokitus", "occupation", "by_five")
        .pipe(_mean, "professions", "ammattiluokitus", "four", "by_four")
        .pipe(
            _mean, "professions", "omop_specialty", "specialty_concept_id", "by_concept"
        )
        .pipe(
            _mean,
            "service_families",
            "omop_specialty",
            "specialty_concept_id",
            "provider_family",
        )
        .select(
            "provider_id",
            "provider_family",
            provider_site=pl.coalesce(
                "care_site", pl.format("provider-{}", "provider_id")
            ),
            profession=pl.coalesce("by_five", "by_four", "by_concept"),
        )
    )


def _with_client(rows: pl.LazyFrame, clients: pl.LazyFrame) -> pl.LazyFrame:
    return rows.join(
        clients.select("person_id", "client_id", "died_on"), on="person_id", how="left"
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


def _mean(
    rows: pl.LazyFrame, name: str, system: str, column: str, as_name: str
) -> pl.LazyFrame:
    """What the code in `column` means in one system of a codelist, as `as_name`."""
    meaning = codelist(name, system, column)
    result = meaning.collect_schema().names()[-1]
    return rows.join(meaning.rename({result: as_name}), on=column, how="left")


def _moment(day: str, time: str) -> pl.Expr:
    """The time where it lies on the stated day, else the day at midnight."""
    same_day = pl.col(time).cast(DAY) == pl.col(day)
    return (
        pl.when(same_day | pl.col(day).is_null())
        .then(pl.col(time))
        .otherwise(pl.col(day).cast(TIME))
    )


def _after_death(day: pl.Expr) -> pl.Expr:
    return (day > pl.col("died_on")).fill_null(False).alias("note:after death")


def _key(table: str, column: str) -> pl.Expr:
    return pl.format(f"omop-{table}-{{}}", pl.col(column))


def _first(*reasons: tuple[str, pl.Expr]) -> pl.Expr:
    """The first reason that holds, null where none does."""
    return pl.coalesce(
        pl.when(holds.fill_null(False)).then(pl.lit(reason))
        for reason, holds in reasons
    )
