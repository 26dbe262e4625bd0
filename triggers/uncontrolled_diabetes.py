"""Diabetes whose treatment may need another look.

Guideline targets are information; the limits here are for reassessing the support as
a whole. A target agreed with the client comes first, and the data do not hold it.

The rule is about people with a recorded diabetes diagnosis or with dispensed
glucose-lowering medicine. A suspicion is not a diagnosis; a diagnosis that was later
marked as over still is one, since many sources end diagnoses with the visit.

Counted: the latest HbA1c of the window, in mmol/mol; the latest value again when it
has risen notably from the result before it, which may be from a longer window, except
for the oldest; days with a recorded hypoglycaemia. Results of one day count as their
mean.

Not counted: results that are not final, results without a number, and suspected
hypoglycaemias. Values that no living person can have, and values in a unit other than
mmol/mol or per cent, never pass the gate. Without a result in the window the rule
cannot be assessed, unless hypoglycaemias alone decide.
"""

from datetime import date

import polars as pl

from schemas.codes import Codes
from schemas.days import in_window
from schemas.diagnoses import established
from schemas.measurements import Analyte, hba1c_mmol_per_mol, usable
from schemas.prescriptions import Event
from triggers import TriggerParameters


class Parameters(TriggerParameters):
    """The windows, the codes, and what a notable rise is (mmol/mol)."""

    window_days: int
    earlier_window_days: int
    notable_rise: float
    rise_below_age: int
    medicine_window_days: int
    hypoglycaemia_window_days: int
    diabetes: Codes
    glucose_lowering: Codes
    hypoglycaemia: Codes


def concerned(
    diagnoses: pl.LazyFrame, prescriptions: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """People with diabetes: `client`."""
    diagnosed = diagnoses.filter(
        pl.col("day") <= as_of,
        established(),
        p.diabetes.among(diagnoses, "code", "system"),
    )
    treated = prescriptions.filter(
        pl.col("event") == Event.DISPENSED,
        in_window("day", as_of, p.medicine_window_days),
        p.glucose_lowering.among(prescriptions, "substance_code", "substance_system"),
    )
    return pl.concat(rows.select("client") for rows in (diagnosed, treated)).unique()


def counted(
    measurements: pl.LazyFrame, diagnoses: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """The HbA1c results of the window and the recorded hypoglycaemias."""
    results = _results(measurements, as_of, p).filter(
        in_window("day", as_of, p.window_days)
    )
    hypoglycaemias = _hypoglycaemias(diagnoses, as_of, p)
    return pl.concat(
        [
            results.select("client", "day", evidence="measurement_id"),
            hypoglycaemias.select("client", "day", evidence="diagnosis_id"),
        ]
    )


def measure(
    measurements: pl.LazyFrame,
    diagnoses: pl.LazyFrame,
    clients: pl.LazyFrame,
    as_of: date,
    p: Parameters,
) -> pl.LazyFrame:
    """`hba1c`, `hba1c_after_rise` (0 when not risen) and `hypoglycaemia_days`."""
    results = (
        _results(measurements, as_of, p)
        .group_by("client", "day")
        .agg(hba1c=hba1c_mmol_per_mol().mean())
        .sort("client", "day")
        .group_by("client")
        .agg(
            pl.col("day").last(),
            pl.col("hba1c").last(),
            rise=pl.col("hba1c").diff().last(),
        )
        .filter(in_window("day", as_of, p.window_days))
        .join(clients.select("client", "age"), on="client", how="left")
        .select(
            "client",
            "hba1c",
            hba1c_after_rise=pl.when(
                pl.col("rise") >= p.notable_rise, pl.col("age") < p.rise_below_age
            )
            .then("hba1c")
            .otherwise(0.0),
        )
    )
    hypoglycaemia_days = (
        _hypoglycaemias(diagnoses, as_of, p)
        .unique(["client", "day"])
        .group_by("client")
        .agg(hypoglycaemia_days=pl.len())
    )
    return results.join(hypoglycaemia_days, on="client", how="full", coalesce=True)


def _results(measurements: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    return measurements.filter(
        pl.col("analyte") == Analyte.HBA1C,
        in_window("day", as_of, p.earlier_window_days),
        usable(),
    )


def _hypoglycaemias(
    diagnoses: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    return diagnoses.filter(
        in_window("day", as_of, p.hypoglycaemia_window_days),
        established(),
        p.hypoglycaemia.among(diagnoses, "code", "system"),
    )
