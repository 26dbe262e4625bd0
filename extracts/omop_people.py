"""OMOP people and visits as clients and contacts.

Every function returns a lazy frame with the extract's columns, `reason` (null: the row
is used), `stopped_by` (the code that stood in the way) and one boolean column per note,
named `note:...`. Rows are never filtered here, so that they can be counted.

CDM 5.3 and 5.4 differ in columns that are not read (`admitting_source_*` became
`admitted_from_*`), and in which columns are optional: an absent one reads as null.
"""

import polars as pl

from extracts.omop_rows import (
    DAY,
    TEXT,
    TIME,
    WHOLE,
    after_death,
    first_reason,
    moment,
    row_key,
    with_client,
    with_meaning,
)
from extracts.omop_source import Source

SEXES = {"8507": "male", "8532": "female", "8521": "other", "8570": "other"}
STATUS_CODES = "1.2.246.537.6.881"
LONGEST_SITE = 80


def people(source: Source) -> pl.LazyFrame:
    """PERSON with DEATH as clients."""
    born = pl.format(
        "{}-{}-{}",
        "year_of_birth",
        pl.col("month_of_birth").fill_null(1).cast(TEXT).str.zfill(2),
        pl.col("day_of_birth").fill_null(1).cast(TEXT).str.zfill(2),
    ).str.to_date("%Y-%m-%d", strict=False)
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
                born,
                pl.col("birth_datetime").cast(DAY),
            ),
            sex=pl.col("gender_concept_id").replace_strict(
                SEXES, default=None, return_dtype=TEXT
            ),
            home_site="care_site",
            client_id=row_key("person", "person_id"),
        )
        .with_columns(
            reason=first_reason(
                ("no person id", pl.col("person_id").is_null()),
                (
                    "the same person id again",
                    ~pl.col("person_id").is_first_distinct(),
                ),
                ("no day of birth that can be read", pl.col("born_on").is_null()),
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
            starts_at=moment("visit_start_date", "visit_start_datetime"),
            ends_at=moment("visit_end_date", "visit_end_datetime"),
        )
        .pipe(with_client, clients)
        .join(statuses, on="visit_occurrence_id", how="left")
        .join(_care_sites(source), on="care_site_id", how="left")
        .join(providers, on="provider_id", how="left")
        .pipe(with_meaning, "contact_modes", "thl_yhteystapa", "r_code", "r_mode")
        .pipe(with_meaning, "contact_modes", "omop_visit", "visit_concept_id", "v_mode")
        .pipe(
            with_meaning, "service_families", "thl_palvelumuoto", "t_code", "t_family"
        )
        .pipe(
            with_meaning,
            "service_families",
            "omop_visit",
            "visit_concept_id",
            "v_family",
        )
        .pipe(with_meaning, "urgencies", "omop_visit", "visit_concept_id", "urgency")
        .with_columns(
            contact_id=row_key("visit", "visit_occurrence_id"),
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
            reason=first_reason(
                ("no visit id", pl.col("visit_occurrence_id").is_null()),
                ("no such client", pl.col("client_id").is_null()),
                ("no day that can be read", pl.col("starts_at").is_null()),
            ),
            stopped_by="visit_concept_id",
        )
        .with_columns(
            after_death(pl.col("starts_at").cast(DAY)),
            (pl.col("mode") == "other").alias("note:mode not known"),
            (pl.col("service_family") == "other").alias("note:service not known"),
            (pl.col("site") == "unknown").alias("note:site not known"),
            pl.col("status_recorded").alias("note:status from an observation"),
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
        .pipe(with_meaning, "appointment_status", STATUS_CODES, "code", "status")
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
        .pipe(with_meaning, "professions", "ammattiluokitus", "occupation", "by_five")
        .pipe(with_meaning, "professions", "ammattiluokitus", "four", "by_four")
        .pipe(
            with_meaning,
            "professions",
            "omop_specialty",
            "specialty_concept_id",
            "by_concept",
        )
        .pipe(
            with_meaning,
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
