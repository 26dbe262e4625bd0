"""The same prescriptions are renewed again and again.

A prescription holds for one or two years, so one renewal within that time is how it is
meant. When renewals come much closer, or are asked for again and again without a doctor
in between, the follow-up of the medication may have been left to the renewals alone.
The suggestion is to look at the follow-up; it says nothing of how medicines are used.

Counted: distinct days on which one substance was renewed, of the substance that was
renewed most; for medicines whose prescription holds for a year at most, distinct days
on which one was renewed long before its prescription would have ended, that is soon
after it was prescribed or renewed before; and, for somebody who has met no doctor in
the window, distinct days on which any renewal was asked for. All medicines renewed or
asked for on one day are one day. Two codes of one substance are one. A doctor is met at
a reception, at home, on a ward, on the telephone or by messages.

Not counted: medicines dispensed in daily doses, which are renewed on the pharmacy's
round; products without a substance code, where renewals of one substance are counted;
requests of somebody who has met a doctor; contacts that are coded as a renewal, since
those codes mean other things too.

Where the whole source tells of no renewals, nobody with a prescription can be assessed.
Where it is not recorded whether the person met was a doctor, requests may or may not
count: whoever could reach the limit by them is not assessable.

The data cannot see a renewal that came with a new strength or dose, with a shortage or
with a change of the patient record system, nor a plan to prescribe little at a time.
"""

from datetime import date

import polars as pl

from schemas.codes import Codes, merged
from schemas.contacts import Mode, Profession, Status, VisitorRole
from schemas.days import days_between, in_window
from schemas.prescriptions import Event
from triggers import TriggerParameters


class Parameters(TriggerParameters):
    """The windows, who counts as having met a doctor, and what a yearly renewal is."""

    window_days: int
    request_window_days: int
    doctor_window_days: int
    doctor_modes: list[Mode]
    visitor_roles: list[VisitorRole]
    one_year: Codes
    early_within_days: int
    history_days: int
    same_substance: dict[str, str]


def counted(
    prescriptions: pl.LazyFrame, contacts: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """The renewals of the window, and the requests where no doctor was met."""
    events = _events(prescriptions, as_of, p)
    renewals = events.filter(
        pl.col("event") == Event.RENEWED,
        in_window("day", as_of, p.window_days),
        pl.col("substance").is_not_null(),
    )
    requests = _requests(events, as_of, p).join(
        _doctors(contacts, as_of, p), on="client", how="anti"
    )
    return pl.concat(
        rows.select("client", "day", "event_id") for rows in (renewals, requests)
    )


def measure(
    prescriptions: pl.LazyFrame, contacts: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """Renewals of one substance, early ones, and requests without a doctor."""
    events = _events(prescriptions, as_of, p)
    days = _renewal_days(events, p).filter(in_window("day", as_of, p.window_days))
    renewals = (
        days.group_by("client", "substance")
        .agg(renewals=pl.len())
        .group_by("client")
        .agg(renewals_of_one=pl.col("renewals").max())
    )
    early = (
        days.filter("early")
        .group_by("client")
        .agg(early_renewals=pl.col("day").n_unique())
    )
    asked = pl.col("request_days")
    requests = (
        _requests(events, as_of, p)
        .group_by("client")
        .agg(request_days=pl.col("day").n_unique())
        .join(_doctors(contacts, as_of, p), on="client", how="left")
        .select(
            "client",
            request_days_without_doctor=pl.when(pl.col("met").is_null())
            .then(asked)
            .otherwise(0),
            request_days_without_doctor_at_most=pl.when("met").then(0).otherwise(asked),
        )
    )
    known = renewals.join(early, on="client", how="left").join(
        requests, on="client", how="full", coalesce=True
    )
    # Any day could have brought a renewal.
    unknown = (
        prescriptions.filter(~pl.col("renewals_known"), pl.col("day") <= as_of)
        .select("client", renewals_of_one_at_most=p.window_days)
        .unique()
    )
    return pl.concat([known, unknown], how="diagonal_relaxed")


def _events(prescriptions: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """What happened to prescriptions of medicines that are not in daily doses."""
    events = prescriptions.filter(in_window("day", as_of, p.history_days)).with_columns(
        substance=merged(prescriptions, "substance_code", p.same_substance),
        one_year=p.one_year.among(prescriptions, "substance_code", "substance_system"),
    )
    in_daily_doses = events.filter("dose_dispensing").select("client", "substance")
    return events.join(in_daily_doses, on=["client", "substance"], how="anti")


def _renewal_days(events: pl.LazyFrame, p: Parameters) -> pl.LazyFrame:
    """Days of renewal of each substance, and whether it came early."""
    same = (pl.col("client") == pl.col("client").shift()) & (
        pl.col("substance") == pl.col("substance").shift()
    )
    since_last = days_between(pl.col("day").shift(), pl.col("day"))
    return (
        events.filter(
            pl.col("event").is_in([Event.PRESCRIBED, Event.RENEWED]),
            pl.col("substance").is_not_null(),
        )
        .group_by("client", "substance", "day")
        .agg(
            renewed=(pl.col("event") == Event.RENEWED).any(),
            one_year=pl.col("one_year").any(),
        )
        .sort("client", "substance", "day")
        .with_columns(
            early=pl.col("one_year") & same & (since_last <= p.early_within_days)
        )
        .filter("renewed")
    )


def _requests(events: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    return events.filter(
        pl.col("event") == Event.RENEWAL_REQUESTED,
        in_window("day", as_of, p.request_window_days),
    )


def _doctors(contacts: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """Who met a doctor (`met`), or somebody of a profession that is not recorded."""
    return (
        contacts.filter(
            pl.col("status") == Status.FULFILLED,
            pl.col("mode").is_in(p.doctor_modes),
            pl.col("visitor_role").is_in(p.visitor_roles),
            in_window("day", as_of, p.doctor_window_days),
            (pl.col("profession") == Profession.PHYSICIAN).fill_null(True),
        )
        .group_by("client")
        .agg(met=pl.col("profession").is_not_null().any())
    )
