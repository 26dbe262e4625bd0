"""Requests for strong medicines that do not form one whole.

Opioids, sedatives and a few other medicines need one plan and one doctor who knows all
of it. When packs are fetched long before the last one is used, or several organisations
prescribe side by side, nobody may see the whole. The suggestion is to look at the
medication as a whole; it says nothing of why, and most reasons are good ones.

The rule is about people to whom such a medicine was prescribed, dispensed or refused in
the window. It is not about people with a recorded palliative care, with a cancer
recorded in the window, or in opioid substitution, who have a plan of their own.

Counted: days on which a prescription was dispensed long before its last dispensing was
used up, that is while more than a set part of it and more than some days were left;
organisations that prescribed, as far as there are as many pharmacies that dispensed;
where no pharmacy is recorded, organisations alone, with a higher limit; days on which a
medicine was dispensed while one of the same group from another organisation still
lasted for a set time, for as long as both last; days on which a renewal was refused.
Several dispensings of a prescription on one day are one. Two codes of one substance are
one.

Not counted: medicines dispensed in daily doses; prescriptions of one organisation as
several prescribers; a suspected diagnosis. A dispensing of another prescription is not
early, since a long-acting and a fast form of one substance are used together.

Where it is not recorded how long a dispensing lasts, so that it is estimated, or who
prescribed, what may count widens the measure to a range, and a person whose range spans
the limit is not assessable. Neither is anybody where the source knows no dispensings.

The data cannot see the strength or form of a medicine, the days after an operation, a
journey, a lost pack or a closed pharmacy, nor a request that expired.
"""

from datetime import date

import polars as pl

from schemas.codes import Codes
from schemas.days import days_between, in_window
from schemas.diagnoses import established
from schemas.prescriptions import Event, SupplySource
from triggers import TriggerParameters


class Parameters(TriggerParameters):
    """The windows, what an early dispensing and an overlap are, and the codes.

    A dispensing is early while more than one part in `early_divisor` of the last one,
    and more than `early_least_days`, is left. Medicines whose codes begin with the same
    `group_characters` are one group.
    """

    window_days: int
    short_window_days: int
    history_days: int
    early_divisor: int
    early_least_days: int
    overlap_days: int
    group_characters: int
    same_substance: dict[str, str]
    high_risk: Codes
    opioid_substitution: Codes
    palliative: Codes
    cancer: Codes


def concerned(
    prescriptions: pl.LazyFrame, diagnoses: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """People with such a medicine and without a plan of their own for it: `client`."""
    users = _events(prescriptions, as_of, p).filter(
        in_window("day", as_of, p.window_days)
    )
    substituted = prescriptions.filter(
        in_window("day", as_of, p.window_days),
        p.opioid_substitution.among(
            prescriptions, "substance_code", "substance_system"
        ),
    )
    in_care = diagnoses.filter(
        pl.col("day") <= as_of,
        established(),
        p.palliative.among(diagnoses, "code", "system")
        | (
            in_window("day", as_of, p.window_days)
            & (
                p.cancer.among(diagnoses, "code", "system")
                | p.opioid_substitution.among(diagnoses, "code", "system")
            )
        ),
    )
    spared = pl.concat(rows.select("client") for rows in (substituted, in_care))
    return users.select("client").unique().join(spared, on="client", how="anti")


def counted(prescriptions: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """The early dispensings, and all events of the short window but requests."""
    events = _events(prescriptions, as_of, p)
    early = _early(events, as_of, p).filter("known").select("client", "day", "event_id")
    recent = events.filter(
        in_window("day", as_of, p.short_window_days),
        pl.col("event") != Event.RENEWAL_REQUESTED,
    ).select("client", "day", "event_id")
    return pl.concat([early, recent])


def measure(prescriptions: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """Early refills, organisations, overlaps and refused requests, most as ranges."""
    events = _events(prescriptions, as_of, p)
    early = _days(_early(events, as_of, p), "early_refills")
    overlaps = _days(_overlaps(events, as_of, p), "overlaps")
    refused = (
        events.filter(
            pl.col("event") == Event.RENEWAL_REFUSED,
            in_window("day", as_of, p.short_window_days),
        )
        .group_by("client")
        .agg(refused_requests=pl.col("day").n_unique())
    )
    told = _organisations(events, as_of, p)
    for rows in (overlaps, refused):
        told = told.join(rows, on="client", how="full", coalesce=True)
    # Without dispensings any day could have brought an early one.
    unknown = (
        events.filter("prescribed_only")
        .select("client", early_refills_at_most=p.window_days)
        .unique()
    )
    return told.join(
        pl.concat([early, unknown], how="diagonal_relaxed"),
        on="client",
        how="full",
        coalesce=True,
    )


def _events(prescriptions: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    return prescriptions.filter(
        in_window("day", as_of, p.history_days),
        p.high_risk.among(prescriptions, "substance_code", "substance_system"),
        pl.col("dose_dispensing").ne_missing(True),
    )


def _days(rows: pl.LazyFrame, name: str) -> pl.LazyFrame:
    """Distinct days per person: those that are known to count, and all that may."""
    return rows.group_by("client").agg(
        pl.col("day").filter("known").n_unique().alias(name),
        pl.col("day").n_unique().alias(f"{name}_at_most"),
    )


def _early(events: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """Early dispensings; `known`: it is recorded how long the last one lasted."""
    one = ["client", "prescription_id"]
    same = pl.all_horizontal(pl.col(key) == pl.col(key).shift() for key in one)
    fetched = (
        events.filter(pl.col("event") == Event.DISPENSED)
        .with_columns(dosed=pl.col("days_supply_source") == SupplySource.DOSE)
        .group_by(*one, "day")
        .agg("event_id", pl.col("dosed").all(), supply=pl.col("days_supply").sum())
        .sort(*one, "day")
        .with_columns(
            known=pl.col("dosed").shift(),
            lasted=pl.col("supply").shift(),
            since=days_between(pl.col("day").shift(), pl.col("day")),
        )
    )
    left = pl.col("lasted") - pl.col("since")
    return (
        fetched.filter(
            same,
            in_window("day", as_of, p.window_days),
            left > p.early_least_days,
            left * p.early_divisor > pl.col("lasted"),
        )
        .select("client", "day", "event_id", "known")
        .explode("event_id")
    )


def _organisations(events: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """Organisations and pharmacies, and how many more there may be."""
    dispensed = pl.col("event") == Event.DISPENSED
    told = pl.col("prescriber_organisation").is_not_null()
    by_name = pl.col("prescriber_organisation").drop_nulls().n_unique()
    prescriptions = pl.col("prescription_id")
    by_nobody = prescriptions.n_unique() - prescriptions.filter(told).n_unique()
    pharmacies = pl.col("pharmacy").filter(dispensed).drop_nulls().n_unique()
    elsewhere = (dispensed & pl.col("pharmacy").is_null()).sum()
    no_pharmacy = pl.col("pharmacies") == 0
    return (
        events.filter(
            in_window("day", as_of, p.short_window_days),
            pl.col("event").is_in([Event.PRESCRIBED, Event.RENEWED, Event.DISPENSED]),
        )
        .group_by("client")
        .agg(
            organisations=by_name,
            organisations_at_most=by_name + by_nobody,
            pharmacies=pharmacies,
            pharmacies_at_most=pharmacies + elsewhere,
        )
        .select(
            "client",
            organisations_with_pharmacies=pl.min_horizontal(
                "organisations", "pharmacies"
            ),
            organisations_with_pharmacies_at_most=pl.when(~no_pharmacy)
            .then(pl.min_horizontal("organisations_at_most", "pharmacies_at_most"))
            .otherwise(0),
            organisations=pl.when(no_pharmacy).then("organisations").otherwise(0),
            organisations_at_most=pl.when(no_pharmacy)
            .then("organisations_at_most")
            .otherwise(0),
        )
    )


def _overlaps(events: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """Dispensings beside one of another organisation in the same group.

    `known`: both prescribers are recorded, and how long both dispensings last.
    """
    substance = pl.col("substance_code").cast(pl.String).replace(p.same_substance)
    dispensed = events.filter(pl.col("event") == Event.DISPENSED).select(
        "client",
        "day",
        "prescription_id",
        group=substance.str.head(p.group_characters),
        organisation="prescriber_organisation",
        ends=pl.col("day") + pl.duration(days="days_supply"),
        dosed=pl.col("days_supply_source") == SupplySource.DOSE,
    )
    another = pl.col("organisation") != pl.col("organisation_before")
    together = days_between(pl.col("day"), pl.min_horizontal("ends", "ends_before"))
    return (
        dispensed.filter(in_window("day", as_of, p.short_window_days))
        .join(dispensed, on=["client", "group"], suffix="_before")
        .filter(
            pl.col("day_before") <= pl.col("day"),
            pl.col("prescription_id") != pl.col("prescription_id_before"),
            another.fill_null(True),
            together >= p.overlap_days,
        )
        .select(
            "client",
            "day",
            known=another.fill_null(False) & pl.col("dosed") & pl.col("dosed_before"),
        )
    )
