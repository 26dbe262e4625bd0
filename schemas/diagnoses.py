"""Diagnoses: what was recorded as the reason of care, with the system of the code."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

import polars as pl
from pydantic import Field

from schemas.codes import Codes
from schemas.contract import DICTIONARY, Contract


class DiagnosisSystem(StrEnum):
    """The code system of a diagnosis; SPAT holds what was done at the contact."""

    ICD10 = "icd10"
    ICPC2 = "icpc2"
    SNOMED = "snomed"
    SPAT = "spat"


class Diagnosis(Contract):
    """One recorded diagnosis (diagnoosi, käyntisyy)."""

    extract: ClassVar[str] = "diagnoses"
    key: ClassVar[tuple[str, ...]] = ("diagnosis_id",)
    day: ClassVar[str | None] = "recorded_on"

    diagnosis_id: str = Field(max_length=64, description="Key of the row.")
    client_id: str = Field(max_length=64, description="Pseudonym of the client.")
    contact_id: str | None = Field(
        default=None, max_length=64, description="Contact where it was recorded."
    )
    recorded_on: date = Field(description="Day of recording, or of onset.")
    ended_on: date | None = Field(
        default=None, description="Day it was marked as over; null: not marked."
    )
    code: str = Field(
        json_schema_extra=DICTIONARY,
        max_length=18,
        pattern=r"^[0-9A-Z][0-9A-Z.*+#-]*$",
        description="Code, in the writing of its system.",
    )
    system: DiagnosisSystem = Field(description="Code system of the code.")
    main: bool | None = Field(
        default=None, description="Main diagnosis of its contact; null: not known."
    )
    confirmed: bool | None = Field(
        default=None, description="False: a suspicion; null: not recorded."
    )


def established() -> pl.Expr:
    """Not only suspected; null, which most sources give, counts as established."""
    return pl.col("confirmed").ne_missing(False)


def people_with(diagnoses: pl.LazyFrame, codes: Codes, as_of: date) -> pl.LazyFrame:
    """`client` of everybody with an established diagnosis of `codes` by `as_of`.

    Also when it was marked as over, since many sources end diagnoses with the visit.
    """
    return (
        diagnoses.filter(
            pl.col("day") <= as_of,
            established(),
            codes.among(diagnoses, "code", "system"),
        )
        .select("client")
        .unique()
    )
