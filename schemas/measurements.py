"""Measurements: laboratory results, blood pressures and scales, with their units."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

import polars as pl
from pydantic import Field

from schemas.contract import DICTIONARY, Contract


class Analyte(StrEnum):
    """What was measured; `analytes.csv` holds the codes of each system."""

    HBA1C = "hba1c"
    SYSTOLIC = "systolic"
    DIASTOLIC = "diastolic"
    LDL = "ldl"
    INR = "inr"
    CREATININE = "creatinine"
    GFR = "gfr"
    POTASSIUM = "potassium"
    SODIUM = "sodium"
    LITHIUM = "lithium"
    CLOZAPINE = "clozapine"
    NEUTROPHILS = "neutrophils"
    PRO_BNP = "pro_bnp"
    PEAK_FLOW = "peak_flow"
    WEIGHT = "weight"
    PHQ9 = "phq9"
    BDI = "bdi"
    EPDS = "epds"
    AUDIT = "audit"
    AUDIT_C = "audit_c"


class MeasurementSystem(StrEnum):
    """The code system of a measurement."""

    LOINC = "loinc"
    NATIONAL = "kuntaliitto"
    SNOMED = "snomed"


class ResultStatus(StrEnum):
    """How far the laboratory has come with a result."""

    FINAL = "final"
    CORRECTED = "corrected"
    PRELIMINARY = "preliminary"
    REJECTED = "rejected"


class Setting(StrEnum):
    """Where a measurement was taken."""

    OFFICE = "office"
    HOME = "home"
    EMERGENCY = "emergency"
    WARD = "ward"


# Limits of plausible values: HbA1c, LDL and INR as FinnGen rejects results, blood
# pressure ours. HbA1c is in mmol/mol here, whatever unit it came in; its lowest value
# is ours too, since FinnGen rejects only what is not above 0. A scale has the limits
# of its own form.
PLAUSIBLE = {
    Analyte.HBA1C: (15, 250),
    Analyte.SYSTOLIC: (60, 260),
    Analyte.DIASTOLIC: (30, 160),
    Analyte.LDL: (0, 20),
    Analyte.INR: (0, 15),
    Analyte.PHQ9: (0, 27),
    Analyte.BDI: (0, 63),
    Analyte.EPDS: (0, 30),
}

MMOL_PER_MOL = "mmol/mol"
NGSP_PERCENT = "%"
# Below this an HbA1c without a unit can only be a percentage.
PERCENT_BELOW = 20


class Measurement(Contract):
    """One result (laboratoriotulos, verenpaine, mittari)."""

    extract: ClassVar[str] = "measurements"
    key: ClassVar[tuple[str, ...]] = ("measurement_id",)
    day: ClassVar[str | None] = "taken_on"

    measurement_id: str = Field(max_length=64, description="Key of the row.")
    client_id: str = Field(max_length=64, description="Pseudonym of the client.")
    contact_id: str | None = Field(
        default=None, max_length=64, description="Contact where it was taken."
    )
    taken_on: date = Field(description="Day of the sample or the reading.")
    analyte: Analyte = Field(description="What was measured.")
    code: str | None = Field(
        default=None,
        json_schema_extra=DICTIONARY,
        max_length=20,
        description="Code in the source.",
    )
    system: MeasurementSystem | None = Field(
        default=None, description="Code system of the code."
    )
    value: float | None = Field(
        default=None, description="The number; null: the result is a text."
    )
    unit: str | None = Field(
        default=None,
        json_schema_extra=DICTIONARY,
        max_length=20,
        description="Unit; null: not given.",
    )
    result_status: ResultStatus = Field(description="Only final and corrected count.")
    setting: Setting | None = Field(
        default=None, description="Where it was taken; null: not recorded."
    )

    @classmethod
    def cross_column_rules(cls) -> dict[str, pl.Expr]:
        """A living person can have the value, and an HbA1c is in a unit that is known.

        An HbA1c is in mmol/mol or in NGSP per cent; a missing unit shows in the value.
        """
        unit = pl.col("unit").cast(pl.String)
        return {
            "unknown_unit:value": (pl.col("analyte") == Analyte.HBA1C)
            & pl.col("value").is_not_null()
            & ~unit.is_in([MMOL_PER_MOL, NGSP_PERCENT]),
            "implausible:value": pl.any_horizontal(
                (pl.col("analyte") == analyte)
                & ~(
                    hba1c_mmol_per_mol()
                    if analyte == Analyte.HBA1C
                    else pl.col("value")
                ).is_between(lowest, highest)
                for analyte, (lowest, highest) in PLAUSIBLE.items()
            ),
        }


def usable() -> pl.Expr:
    """Final or corrected, with a number."""
    return (
        pl.col("result_status").is_in(
            [ResultStatus.FINAL.value, ResultStatus.CORRECTED.value]
        )
        & pl.col("value").is_not_null()
    )


def hba1c_mmol_per_mol() -> pl.Expr:
    """HbA1c in mmol/mol from either unit, to one decimal.

    NGSP per cent converts as (value - 2.152) / 0.09148 (IFCC master equation). A
    missing unit with a value below 20 is read as per cent.
    """
    value, unit = pl.col("value"), pl.col("unit").cast(pl.String)
    in_percent = unit.eq(NGSP_PERCENT) | (unit.is_null() & (value < PERCENT_BELOW))
    return pl.when(in_percent).then((value - 2.152) / 0.09148).otherwise(value).round(1)


def sample_was_taken() -> pl.Expr:
    """Not rejected: the result may be on its way, or a text, but a sample was taken."""
    return pl.col("result_status") != ResultStatus.REJECTED


def first_results(measurements: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """`analyte` and `first_on`: the first day with a result up to `as_of`, as landed.

    Where the history of an extract begins, or whether it holds an analyte at all, shows
    in the results of everybody. Before that day nobody can be told to lack a result.
    """
    return (
        measurements.filter(pl.col("taken_on") <= as_of, sample_was_taken())
        .group_by("analyte")
        .agg(first_on=pl.col("taken_on").min())
        .sort("analyte")
    )
