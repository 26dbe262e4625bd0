"""Monitoring of an illness or a medicine that has not been done for long.

Some illnesses and medicines need a sample now and then, and one that is late may mean
that the client has lost contact, or that nobody has asked. The suggestion is to look
what is due and to arrange it in a way that suits the client.

The rule is about people with a recorded diabetes diagnosis or glucose-lowering medicine
in use, and about people who use warfarin, lithium or clozapine, as long as they have
not moved away. A suspicion is not a
diagnosis; a diagnosis that was later marked as over still is one, since many sources
end diagnoses with the visit. A medicine is in use while its dispensed supply, with what
was left over from earlier dispensings and a grace period, reaches past the as-of day;
ended prescriptions supply nothing. Where the whole source knows prescriptions but no
dispensings, what was prescribed or renewed is taken to last for its own supply or a set
time.

Counted: the days since the last HbA1c of those with diabetes, the last INR of those on
warfarin, the last lithium level of those on lithium, and the last neutrophil count of
those on clozapine. A result that is not final, or a text without a number, shows that a
sample was taken, and counts. The days are counted from the first recorded diagnosis,
the beginning of the present use or moving into the county instead, when that is later,
or when there is no result.

Not counted: rejected results, results after the as-of day, and kinds of monitoring that
the client does not need: for these the days are zero.

Before the county's own first result of a kind nobody can be told to lack one. Without a
result of the client, the days reach back to that day at least and to the beginning at
most: a range, and a person whose range spans the limit is not assessable. So are those
whose kind of result the source does not hold at all.

The data cannot see samples taken elsewhere, or a test at home that was not recorded.
LDL and kidney tests are left out: when they are due depends on what was found before.
"""

from datetime import date

import polars as pl

from schemas.clients import lives_here
from schemas.codes import Codes
from schemas.days import days_between
from schemas.diagnoses import established
from schemas.drug_use import SupplyRule, supplies, use_of_substances
from schemas.measurements import Analyte, sample_was_taken
from schemas.prescriptions import in_force
from triggers import TriggerParameters

MEASURES = {
    "days_without_hba1c": Analyte.HBA1C,
    "days_without_inr": Analyte.INR,
    "days_without_lithium": Analyte.LITHIUM,
    "days_without_neutrophils": Analyte.NEUTROPHILS,
}


class Parameters(TriggerParameters):
    """What a medicine in use is, and the codes of what needs monitoring."""

    look_back_days: int
    prescribed_days: int
    supply: SupplyRule
    diabetes: Codes
    glucose_lowering: Codes
    warfarin: Codes
    lithium: Codes
    clozapine: Codes


def concerned(
    diagnoses: pl.LazyFrame,
    prescriptions: pl.LazyFrame,
    clients: pl.LazyFrame,
    as_of: date,
    p: Parameters,
) -> pl.LazyFrame:
    """People who need a kind of monitoring and live here: `client`."""
    here = clients.filter(lives_here(as_of))
    needed = _needed(diagnoses, prescriptions, as_of, p).select("client").unique()
    return needed.join(here, on="client", how="semi")


def counted(
    measurements: pl.LazyFrame,
    diagnoses: pl.LazyFrame,
    prescriptions: pl.LazyFrame,
    as_of: date,
    p: Parameters,
) -> pl.LazyFrame:
    """The last results, and what tells that they are needed: where each began."""
    needed = _needed(diagnoses, prescriptions, as_of, p)
    results = _results(measurements, as_of)
    last = results.group_by("client", "analyte").agg(pl.col("day").max())
    of_kind = ["client", "analyte"]
    diagnosed = _diagnosed(diagnoses, as_of, p)
    first = diagnosed.group_by("client").agg(pl.col("day").min())
    supplied = _supplied(prescriptions, as_of, p).join(needed, on=of_kind, how="semi")
    newest = supplied.group_by(of_kind).agg(pl.col("day").max())
    parts = [
        results.join(last, on=[*of_kind, "day"], how="semi")
        .join(needed, on=of_kind, how="semi")
        .select("client", "day", evidence="measurement_id"),
        diagnosed.join(first, on=["client", "day"], how="semi").select(
            "client", "day", evidence="diagnosis_id"
        ),
        supplied.join(newest, on=[*of_kind, "day"], how="semi").select(
            "client", "day", evidence="event_id"
        ),
    ]
    return pl.concat(parts)


def measure(
    clients: pl.LazyFrame,
    measurements: pl.LazyFrame,
    county_results: pl.LazyFrame,
    diagnoses: pl.LazyFrame,
    prescriptions: pl.LazyFrame,
    as_of: date,
    p: Parameters,
) -> pl.LazyFrame:
    """The days without each kind of result that is needed, at least and at most."""
    last = (
        _results(measurements, as_of)
        .group_by("client", "analyte")
        .agg(last_on=pl.col("day").max())
    )
    since = pl.max_horizontal("since", "moved_in_on", "last_on")
    # Without a result of the client, the county's first one is as far as one can see.
    seen_since = (
        pl.when(pl.col("last_on").is_null())
        .then(pl.max_horizontal(since, pl.col("first_on").fill_null(as_of)))
        .otherwise(since)
    )
    today = pl.lit(as_of)
    days = (
        _needed(diagnoses, prescriptions, as_of, p)
        .join(last, on=["client", "analyte"], how="left")
        .join(county_results.with_columns(_as_text()), on="analyte", how="left")
        .join(clients.select("client", "moved_in_on"), on="client")
        .select(
            "client",
            "analyte",
            least=days_between(seen_since, today).clip(0),
            most=days_between(since, today).clip(0),
        )
    )
    return days.group_by("client").agg(
        pl.col(bound).filter(pl.col("analyte") == analyte).first().alias(name + suffix)
        for name, analyte in MEASURES.items()
        for bound, suffix in (("least", ""), ("most", "_at_most"))
    )


def _needed(
    diagnoses: pl.LazyFrame, prescriptions: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """`client`, `analyte` and `since`: which results somebody needs, and since when."""
    diabetes = _diagnosed(diagnoses, as_of, p).select(
        "client", analyte=pl.lit(Analyte.HBA1C.value), since="day"
    )
    supplied = _supplied(prescriptions, as_of, p).rename({"analyte": "substance"})
    used = (
        use_of_substances(supplied, as_of, p.look_back_days, p.supply)
        .filter("in_use")
        .select("client", analyte="substance", since="used_since")
    )
    return (
        pl.concat([diabetes, used])
        .group_by("client", "analyte")
        .agg(pl.col("since").min())
    )


def _diagnosed(diagnoses: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    return diagnoses.filter(
        pl.col("day") <= as_of,
        established(),
        p.diabetes.among(diagnoses, "code", "system"),
    )


def _supplied(prescriptions: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """The supplies in force, each with the `analyte` that its medicine needs."""
    monitored = {
        Analyte.HBA1C: p.glucose_lowering,
        Analyte.INR: p.warfarin,
        Analyte.LITHIUM: p.lithium,
        Analyte.NEUTROPHILS: p.clozapine,
    }
    analyte = pl.coalesce(
        pl.when(codes.among(prescriptions, "substance_code", "substance_system")).then(
            pl.lit(analyte.value)
        )
        for analyte, codes in monitored.items()
    )
    return (
        supplies(prescriptions, as_of, p.look_back_days, p.prescribed_days)
        .filter(in_force(as_of))
        .with_columns(analyte=analyte)
        .filter(pl.col("analyte").is_not_null())
    )


def _results(measurements: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    return measurements.filter(
        pl.col("analyte").is_in(list(MEASURES.values())),
        pl.col("day") <= as_of,
        sample_was_taken(),
    ).with_columns(_as_text())


def _as_text() -> pl.Expr:
    return pl.col("analyte").cast(pl.String)
