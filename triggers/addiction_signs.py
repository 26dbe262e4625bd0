"""Records that give reason to ask about substance use or gambling.

The use of substances, or gambling, may lie behind other troubles and is seldom brought
up by oneself. The suggestion is to ask kindly whether the client wishes to talk about
it, and what support there is. It says nothing of dependence and is no diagnosis.

Counted: days with a recorded diagnosis, reason of care or activity that tells of the
use of alcohol, drugs or medicines, of harm from it, or of gambling; with a medicine
dispensed for dependence on alcohol or opioids; or with a contact at substance services
at which the client was present on the own matter. A suspicion counts, because the sign
is a suspicion. An acute intoxication counts when it is recorded on days enough; fewer
are told as context only. The latest result of the AUDIT questionnaire counts by itself,
of several on one day the highest. The latest AUDIT-C is told as context, for women
apart, since its usual limit is another.

Not counted: tobacco; drug screens and other laboratory tests, which are also taken for
work and for driving; the number of medicines or of renewals; and the signs of a
substitution treatment that goes on as planned. A treatment goes on as planned when a
recent contact at substance services belonged to a plan: then its medicine, its own
records, opioid dependence and contacts at substance services do not count, and any
other sign still does.

The data cannot see use that nobody recorded, nor whether somebody came to substance
services for the sake of another.
"""

from datetime import date

import polars as pl

from schemas.clients import Sex
from schemas.codes import CodeGroups
from schemas.contacts import ServiceFamily, VisitorRole, client_was_present
from schemas.days import in_window
from schemas.measurements import Analyte, usable
from schemas.prescriptions import Event
from schemas.register import Register
from triggers import TriggerParameters

# Groups of the codelists: what is a sign of a substitution treatment, or goes with it.
SUBSTITUTION = "substitution"
WITH_SUBSTITUTION = "with_substitution"


class Parameters(TriggerParameters):
    """The windows, the codes in their groups, and which contacts count."""

    window_days: int
    acute_days: int
    planned_within_days: int
    signs: CodeGroups
    medicines: CodeGroups
    services: list[ServiceFamily]
    visitor_roles: list[VisitorRole]


def counted(
    diagnoses: pl.LazyFrame,
    prescriptions: pl.LazyFrame,
    contacts: pl.LazyFrame,
    measurements: pl.LazyFrame,
    as_of: date,
    p: Parameters,
) -> pl.LazyFrame:
    """The records that count as signs, and the latest AUDIT result."""
    audit = _latest(measurements, Analyte.AUDIT, as_of, p)
    return pl.concat(
        [
            _signs(diagnoses, prescriptions, contacts, as_of, p),
            audit.select(
                "client",
                "day",
                evidence="measurement_id",
                source_register=pl.lit(Register.HEALTH.value),
            ),
        ]
    )


def measure(
    diagnoses: pl.LazyFrame,
    prescriptions: pl.LazyFrame,
    contacts: pl.LazyFrame,
    measurements: pl.LazyFrame,
    clients: pl.LazyFrame,
    as_of: date,
    p: Parameters,
) -> pl.LazyFrame:
    """`sign_days`, `audit`, and as context `acute_days` and the two `audit_c`."""
    sign_days = (
        _signs(diagnoses, prescriptions, contacts, as_of, p)
        .group_by("client")
        .agg(sign_days=pl.col("day").n_unique())
    )
    acute_days = (
        _acute(diagnoses, as_of, p)
        .group_by("client")
        .agg(acute_days=pl.col("day").n_unique())
    )
    audit = _latest(measurements, Analyte.AUDIT, as_of, p)
    woman = (pl.col("sex") == Sex.FEMALE).fill_null(False)
    audit_c = (
        _latest(measurements, Analyte.AUDIT_C, as_of, p)
        .join(clients.select("client", "sex"), on="client")
        .select(
            "client",
            audit_c_women=pl.when(woman).then("value"),
            audit_c_others=pl.when(~woman).then("value"),
        )
    )
    measured = sign_days
    for more in (acute_days, audit.select("client", audit="value"), audit_c):
        measured = measured.join(more, on="client", how="full", coalesce=True)
    return measured


def _signs(
    diagnoses: pl.LazyFrame,
    prescriptions: pl.LazyFrame,
    contacts: pl.LazyFrame,
    as_of: date,
    p: Parameters,
) -> pl.LazyFrame:
    recorded = _coded(diagnoses, as_of, p).filter(pl.col("group") != "acute")
    acute = _acute(diagnoses, as_of, p).filter(
        pl.col("day").n_unique().over("client") >= p.acute_days
    )
    dispensed = prescriptions.filter(
        pl.col("event") == Event.DISPENSED, in_window("day", as_of, p.window_days)
    ).select(
        "client",
        "day",
        evidence="event_id",
        group=p.medicines.group(
            prescriptions, "substance_code", "substance_system"
        ).cast(pl.String),
    )
    met = contacts.filter(
        in_window("day", as_of, p.window_days),
        pl.col("service_family").is_in(p.services),
        pl.col("visitor_role").is_in(p.visitor_roles),
        client_was_present(),
    )
    health = pl.lit(Register.HEALTH.value)
    signs = pl.concat(
        [
            *(
                rows.filter(pl.col("group").is_not_null()).select(
                    "client", "day", "evidence", "group", source_register=health
                )
                for rows in (recorded, acute, dispensed)
            ),
            met.select(
                "client",
                "day",
                evidence="contact_id",
                group=pl.lit(WITH_SUBSTITUTION),
                source_register=pl.col("source_register").cast(pl.String),
            ),
        ]
    )
    planned = met.filter("in_plan", in_window("day", as_of, p.planned_within_days))
    as_planned = signs.filter(pl.col("group") == SUBSTITUTION).join(
        planned, on="client", how="semi"
    )
    of_treatment = pl.col("group").is_in([SUBSTITUTION, WITH_SUBSTITUTION])
    return pl.concat(
        [
            signs.filter(~of_treatment),
            signs.filter(of_treatment).join(as_planned, on="client", how="anti"),
        ]
    ).drop("group")


def _acute(diagnoses: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    return _coded(diagnoses, as_of, p).filter(pl.col("group") == "acute")


def _coded(diagnoses: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    return diagnoses.filter(in_window("day", as_of, p.window_days)).select(
        "client",
        "day",
        evidence="diagnosis_id",
        group=p.signs.group(diagnoses, "code", "system").cast(pl.String),
    )


def _latest(
    measurements: pl.LazyFrame, analyte: Analyte, as_of: date, p: Parameters
) -> pl.LazyFrame:
    return (
        measurements.filter(
            pl.col("analyte") == analyte,
            in_window("day", as_of, p.window_days),
            usable(),
        )
        .sort("client", "day", "value", "measurement_id")
        .group_by("client")
        .agg(pl.col("day", "value", "measurement_id").last())
    )
