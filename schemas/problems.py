"""Problems: what a contact was about, said alike in the code systems that occur.

The same matter is coded in ICD-10 at one desk and in ICPC-2 at the next. A codelist of
common matters puts their codes together; elsewhere an ICD-10 category (the first three
characters), an ICPC-2 rubric or a SNOMED concept is a problem of its own. Matters that
one desk codes more closely than the next are thus apart where the list does not know
them.
"""

import polars as pl

from schemas.codes import CodeGroups, Codes
from schemas.diagnoses import DiagnosisSystem

CATEGORY_LENGTH = 3
# ICPC-2: rubrics 01-29 are symptoms, 30-69 what was done, 70-99 illnesses; chapter Z
# holds the problems of social life.
FIRST_PROCESS_RUBRIC, LAST_PROCESS_RUBRIC = 30, 69
SOCIAL_CHAPTER = "Z"
# No disease, and prevention: the commonest codes of primary care.
NO_DISEASE = ["A97", "A98"]
# The chapter of ICD-10 for symptoms and findings, and the word of the codelist.
SYMPTOM_CATEGORIES = "R"
SYMPTOM = "symptom"


def with_problems(
    diagnoses: pl.LazyFrame, common: CodeGroups, no_problem: Codes
) -> pl.LazyFrame:
    """Add `problem` (String) and `symptom` (Boolean) to diagnoses.

    `common`: groups of codes that are one matter, in the chapters `symptom` and
    `illness`. `problem` is null for what was done (SPAT, process rubrics of ICPC-2),
    for no disease, and for codes of `no_problem`; `symptom` then says nothing.
    """
    system, code = pl.col("system"), pl.col("code").cast(pl.String)
    in_icd10 = system == DiagnosisSystem.ICD10
    in_icpc2 = system == DiagnosisSystem.ICPC2
    rubric = code.str.slice(1).cast(pl.Int32, strict=False)
    done = in_icpc2 & rubric.is_between(FIRST_PROCESS_RUBRIC, LAST_PROCESS_RUBRIC)
    nothing = (
        (system == DiagnosisSystem.SPAT)
        | done
        | (in_icpc2 & code.is_in(NO_DISEASE))
        | no_problem.among(diagnoses, "code", "system")
    )
    own = pl.when(in_icd10).then(code.str.slice(0, CATEGORY_LENGTH)).otherwise(code)
    of_itself = (in_icd10 & code.str.starts_with(SYMPTOM_CATEGORIES)) | (
        in_icpc2
        & (rubric < FIRST_PROCESS_RUBRIC)
        & ~code.str.starts_with(SOCIAL_CHAPTER)
    )
    return (
        diagnoses.with_columns(matter=common.group(diagnoses, "code", "system"))
        .with_columns(
            problem=pl.when(~nothing).then(
                pl.coalesce(
                    pl.col("matter").cast(pl.String),
                    pl.format("{} {}", system.cast(pl.String), own),
                )
            ),
            symptom=pl.coalesce(common.chapter("matter") == SYMPTOM, of_itself),
        )
        .drop("matter")
    )
