"""Contacts that have become more frequent, and stay so.

A growing number of contacts is often the first sign that something has changed and that
the services do not answer it. The suggestion is to ask what has changed, and to look at
the whole before the need grows.

Counted: days on which the client was met, on the telephone too, held against the days
of the longer window right before the recent one. There must be enough days, in
different weeks, clearly more often than before, and it must be unlikely that so many
fell in the recent window by chance. What is expected of somebody whose contacts have
not changed is the county's own share of such contacts in the two windows, so that a
season or a new channel does not count as anybody's rise; where the county has too few
contacts, it is the share of the days. Nobody's earlier days are taken as fewer than
one. All of it must hold at two evaluations some weeks apart, since most of those who
come often for a while come less again by themselves: each number that is told is from
the evaluation where it says less.

Not counted: digital messages, letters and ward days; maternity and child clinics,
occupational health, home care and home hospital, dental care, laboratory, imaging,
pharmacy, vaccination and screening; contacts that belong to a plan, and rehabilitation
after a referral; contacts with a child or in a group.

Not assessable is whoever the county has not known for all these days: its first
contact, or the day of moving in, comes later than that.

The data cannot see private services, and cannot tell a series of treatment from other
visits where its visits are not marked as belonging to a plan.
"""

from datetime import date

import polars as pl

from schemas.contacts import Mode, ServiceFamily, VisitorRole
from schemas.days import in_window
from schemas.rises import Kinds, RiseRule, rises_of_contacts, sought_contacts
from triggers import TriggerParameters


class Parameters(TriggerParameters):
    """The windows and evaluations, and which contacts count."""

    recent_days: int
    baseline_days: int
    evaluations: int
    days_apart: int
    least_county_contacts: int
    modes: list[Mode]
    left_out_families: list[ServiceFamily]
    left_out_if_referred: list[ServiceFamily]
    visitor_roles: list[VisitorRole]


def counted(contacts: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """The contacts that count, of the recent windows of all evaluations."""
    return sought_contacts(contacts, _kinds(p)).filter(
        in_window("day", as_of, _rule(p).recent_days_of_all)
    )


def measure(
    clients: pl.LazyFrame,
    contacts: pl.LazyFrame,
    county_days: pl.LazyFrame,
    as_of: date,
    p: Parameters,
) -> pl.LazyFrame:
    """`contact_days`, `weeks`, `rate_ratio` and `chance`."""
    return rises_of_contacts(
        clients, contacts, county_days, _kinds(p), as_of, _rule(p)
    ).rename({"recent": "contact_days"})


def _kinds(p: Parameters) -> Kinds:
    return Kinds(p.modes, p.left_out_families, p.left_out_if_referred, p.visitor_roles)


def _rule(p: Parameters) -> RiseRule:
    return RiseRule(
        p.recent_days,
        p.baseline_days,
        p.least_county_contacts,
        p.evaluations,
        p.days_apart,
    )
