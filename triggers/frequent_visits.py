"""Many visits to the health station or the emergency department within a year.

Whoever comes often may come for something that the visits do not solve. The suggestion
is to look at the whole once, with time, and to agree on who is the contact person. In
its source the figure is a target for the county, that fewer people should need to come
so often; here it is a rule for whom to look at, and never a judgement of the visits.

Counted: visits in person to a physician, a nurse or a public health nurse of primary
care; contacts on one day at one point with one profession are one visit. Beside them,
emergency visits of the year and of its latest part; contacts that follow each other
within hours are one visit. How many of the visits to primary care were planned is told
as context only.

Not counted: telephone calls, remote and digital contacts, since choosing them never
counts against anybody; visits that belong to a plan, such as regular controls of a
long-term illness; emergency visits booked well ahead; home care, laboratory,
vaccinations, maternity and child clinics, dental and occupational health care; visits
with a child or in a group.

A visit to primary care whose profession is not recorded may have been to any of these
professions: each such contact may be one more visit, which widens what is known to a
range, and a person whose range spans the limit is not assessable.

The data cannot see private services and occupational health elsewhere, and cannot tell
controls of a long-term illness from other visits where they are not marked as belonging
to a plan. Nor can they tell apart residents of institutions, or the visits that follow
up one accident.
"""

from datetime import date

import polars as pl

from schemas.contacts import Mode, Profession, ServiceFamily, VisitorRole
from schemas.days import in_window
from schemas.meetings import MEETING, carried_out, emergency_visits, planned
from triggers import TriggerParameters


class Parameters(TriggerParameters):
    """The windows, and which visits count."""

    window_days: int
    emergency_window_days: int
    modes: list[Mode]
    families: list[ServiceFamily]
    professions: list[Profession]
    visitor_roles: list[VisitorRole]
    planned_from_days: int


def counted(contacts: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """The visits to primary care and the contacts that begin an emergency visit."""
    visits = _visits(contacts, as_of, p).filter(pl.col("profession").is_not_null())
    return pl.concat(
        rows.select("client", "day", "contact_id", "source_register")
        for rows in (visits, _emergencies(contacts, as_of, p))
    )


def measure(contacts: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """`visits`, the most they can be, `planned_share` and emergency visits."""
    told = pl.col("profession").is_not_null()
    visits = (
        _visits(contacts, as_of, p)
        .group_by(MEETING)
        .agg(planned=planned().any(), contacts=pl.len())
        .group_by("client")
        .agg(
            visits=told.sum(),
            visits_at_most=pl.when(told).then(1).otherwise("contacts").sum(),
            planned_share=pl.col("planned").filter(told).mean(),
        )
    )
    recent = in_window("day", as_of, p.emergency_window_days)
    emergencies = (
        _emergencies(contacts, as_of, p)
        .group_by("client")
        .agg(emergency_visits=pl.len(), recent_emergency_visits=recent.sum())
    )
    return visits.join(emergencies, on="client", how="full", coalesce=True)


def _visits(contacts: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """Contacts of visits to primary care; `profession` null: perhaps."""
    return contacts.filter(
        in_window("day", as_of, p.window_days),
        carried_out(p.modes, p.visitor_roles),
        pl.col("service_family").is_in(p.families),
        pl.col("profession").is_in(p.professions).fill_null(True),
        ~pl.col("in_plan"),
    )


def _emergencies(contacts: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    return emergency_visits(contacts).filter(
        in_window("day", as_of, p.window_days),
        ~pl.col("in_plan"),
        (pl.col("booking_lead_days") >= p.planned_from_days).ne_missing(True),
    )
