"""Many regular medicines at once.

Each added regular medicine raises the chance of interactions and falls, and nobody
may have looked at the whole list for years. The suggestion is a review of the whole
medication, not a change of any medicine.

Counted: distinct substances that are in use on the as-of day and are used regularly. A
substance is in use while its dispensed supply, with what was left over from earlier
dispensings and a grace period, reaches past the as-of day. It is regular when it is
marked as permanent, when its dispensings lie far enough apart, or when it covers enough
of the recent days. Whether it is in use and what it covers is told by the prescriptions
in force on the as-of day; the mark and how far apart its dispensings lie by ended ones
too, so that a renewed medicine stays regular. Several strengths of a substance are one;
a rapid and a long insulin are two, because they are two substances; a gabapentinoid
that changed its code is one. Where the whole source knows prescriptions but no
dispensings, what was prescribed or renewed is taken to last for its own supply or a set
time; these substances are counted apart and need a higher limit.

Not counted: medicines taken only when needed, substances of which every prescription
has ended by the as-of day, products without a substance code, dispensings before the
look-back window, and the groups left out by the codelist (vaccines, skin products,
short courses of antimicrobials, vitamins, contraceptives and the like).

The data cannot see medicines bought without a prescription or given in hospital.
"""

from datetime import date

import polars as pl

from schemas.codes import Codes, merged
from schemas.drug_use import SupplyRule, supplies, use_of_substances
from schemas.prescriptions import in_force
from triggers import TriggerParameters


class Parameters(TriggerParameters):
    """What a regular medicine in use is."""

    look_back_days: int
    supply: SupplyRule
    regular_window_days: int
    regular_covered_days: int
    regular_span_days: int
    prescribed_days: int
    left_out: Codes
    counted_all_the_same: Codes
    same_substance: dict[str, str]


def counted(prescriptions: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """The dispensings (or prescriptions) of the substances that count."""
    events = _events(prescriptions, as_of, p)
    return events.join(
        _regular_in_use(events, as_of, p), on=["client", "substance"], how="semi"
    )


def measure(prescriptions: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """`medicines` dispensed and in use; `prescribed_medicines` where none can be."""
    nothing_dispensed = prescriptions.select(pl.col("prescribed_only").any())
    return (
        _regular_in_use(_events(prescriptions, as_of, p), as_of, p)
        .group_by("client")
        .agg(in_use=pl.len())
        .join(nothing_dispensed, how="cross")
        .select(
            "client",
            medicines=pl.when(~pl.col("prescribed_only")).then("in_use").otherwise(0),
            prescribed_medicines=pl.when("prescribed_only").then("in_use").otherwise(0),
        )
    )


def _events(prescriptions: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    left_out = p.left_out.among(prescriptions, "substance_code", "substance_system")
    counted_all_the_same = p.counted_all_the_same.among(
        prescriptions, "substance_code", "substance_system"
    )
    return (
        supplies(prescriptions, as_of, p.look_back_days, p.prescribed_days)
        .filter(
            # A row without a substance is null in both, so it does not count either.
            ~left_out | counted_all_the_same,
            pl.col("as_needed").ne_missing(True),
        )
        .with_columns(
            substance=merged(prescriptions, "substance_code", p.same_substance)
        )
    )


def _regular_in_use(events: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    valid = events.filter(in_force(as_of))
    history = events.group_by("client", "substance").agg(
        span_days=(pl.col("day").max() - pl.col("day").min()).dt.total_days(),
        permanent=pl.col("permanent").any(ignore_nulls=True),
    )
    regular = (
        pl.col("permanent")
        | (pl.col("span_days") >= p.regular_span_days)
        | (pl.col("covered_days") >= p.regular_covered_days)
    )
    return (
        use_of_substances(valid, as_of, p.regular_window_days, p.supply)
        .filter("in_use")
        .select("client", "substance", "covered_days")
        .join(history, on=["client", "substance"])
        .filter(regular)
        .select("client", "substance")
    )
