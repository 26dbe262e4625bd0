"""Appointments missed without cancelling, for a reason that is not known.

A missed appointment is a sign of need, not a fault: the suggestion is to call, ask
what stood in the way and offer another way to meet.

Counted: days with at least one booked appointment that the client neither used nor
cancelled and for whose absence nobody recorded a reason. How the no-show is known is
kept with it: a recorded status, a cancellation reason, a fee, or an inference in units
that otherwise close their bookings. Appointments that somebody keeps on the client's
behalf count as the client's own. Several on one day count once. The share of these days
among all days of such appointments, used or missed for any reason, is told as context
only.

Not counted: appointments that the client or the service cancelled or moved, however
late; group events, vaccinations and screenings; appointments of a child; telephone
calls and digital messages; bookings made after their own time; days on which the client
was on a ward or in an emergency department, or the day before or after, where a ward
stay without a recorded end lasts until the as-of day; anything from the day of moving
away on.

Where a unit leaves its bookings open, they could each have been missed: they widen
what is known to a range, and a person whose range spans the limit is not assessable.
Where the whole source tells of no bookings at all, nobody is.
"""

from datetime import date

import polars as pl

from schemas.contacts import Mode, ServiceFamily, Status, VisitorRole
from schemas.no_shows import (
    Appointments,
    appointments,
    days_missed,
    unused_appointments,
)
from triggers import TriggerParameters


class Parameters(TriggerParameters):
    """The windows, and which appointments count."""

    long_window_days: int
    short_window_days: int
    days_around_hospital: int
    share_from_booked_days: int
    modes: list[Mode]
    left_out_families: list[ServiceFamily]
    visitor_roles: list[VisitorRole]


def counted(
    contacts: pl.LazyFrame, clients: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """The no-shows that count."""
    return unused_appointments(contacts, clients, as_of, _which(p)).filter("missed")


def measure(
    contacts: pl.LazyFrame, clients: pl.LazyFrame, as_of: date, p: Parameters
) -> pl.LazyFrame:
    """Missed days in both windows, the most there can be, and the share missed."""
    unused = unused_appointments(contacts, clients, as_of, _which(p))
    booked_days = (
        appointments(contacts, as_of, _which(p))
        .join(unused.filter("missed"), on="client", how="semi")
        .filter(
            (pl.col("status") == Status.NO_SHOW)
            | (
                (pl.col("status") == Status.FULFILLED)
                & pl.col("booking_lead_days").is_not_null()
            )
        )
        .group_by("client", "day")
        .agg()
        .group_by("client")
        .agg(booked_days=pl.len())
    )
    share = pl.col("no_show_days") / pl.col("booked_days")
    days = days_missed(contacts, clients, as_of, _which(p), p.short_window_days)
    return days.join(booked_days, on="client", how="left").with_columns(
        no_show_share=pl.when(pl.col("booked_days") >= p.share_from_booked_days)
        .then(share)
        .otherwise(0)
    )


def _which(p: Parameters) -> Appointments:
    return Appointments(
        window_days=p.long_window_days,
        days_around_hospital=p.days_around_hospital,
        modes=p.modes,
        left_out_families=p.left_out_families,
        visitor_roles=p.visitor_roles,
    )
