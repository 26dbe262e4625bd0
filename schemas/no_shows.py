"""No-shows: the booked appointments that may count as missed."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import polars as pl

from schemas.contacts import Mode, ServiceFamily, Status, VisitorRole
from schemas.days import in_window


class Appointments(NamedTuple):
    """Which booked appointments are looked at; days are whole days."""

    window_days: int
    days_around_hospital: int
    modes: Sequence[Mode]
    left_out_families: Sequence[ServiceFamily]
    visitor_roles: Sequence[VisitorRole]


def appointments(
    contacts: pl.LazyFrame, as_of: date, which: Appointments
) -> pl.LazyFrame:
    """The contacts of the window that were booked, or not said to be, and count."""
    return contacts.filter(
        in_window("day", as_of, which.window_days),
        pl.col("visitor_role").is_in(which.visitor_roles),
        pl.col("mode").is_in(which.modes),
        ~pl.col("service_family").is_in(which.left_out_families),
        pl.col("booking_lead_days").is_null() | (pl.col("booking_lead_days") >= 0),
    )


def unused_appointments(
    contacts: pl.LazyFrame, clients: pl.LazyFrame, as_of: date, which: Appointments
) -> pl.LazyFrame:
    """The appointments that were missed, or left open so that they may have been.

    Adds `missed` (Boolean): true for a no-show whose reason nobody recorded, false for
    a booking that its unit left open. Left out are days in hospital, or so near to
    one, and what comes from the day of moving away on.
    """
    missed = (pl.col("status") == Status.NO_SHOW) & pl.col(
        "absence_explained"
    ).ne_missing(True)
    unused = (
        appointments(contacts, as_of, which)
        .filter(missed | pl.col("left_open"))
        .with_columns(missed=missed)
    )
    moved = unused.join(
        clients.filter(pl.col("moved_out_on").is_not_null()), on="client"
    ).filter(pl.col("day") >= pl.col("moved_out_on"))
    around = pl.duration(days=which.days_around_hospital)
    in_hospital = unused.join(hospital_days(contacts, as_of), on="client").filter(
        pl.col("day").is_between(
            pl.col("admitted_on") - around, pl.col("discharged_on") + around
        )
    )
    elsewhere = pl.concat(rows.select("client", "day") for rows in (moved, in_hospital))
    return unused.join(elsewhere, on=["client", "day"], how="anti")


def days_missed(
    contacts: pl.LazyFrame,
    clients: pl.LazyFrame,
    as_of: date,
    which: Appointments,
    recent_days: int,
) -> pl.LazyFrame:
    """Distinct days missed, one row per client with any that could have been.

    Returns `client`, `no_show_days`, `recent_no_show_days` (of the last `recent_days`)
    and the most that each can be, `..._at_most`: with what units left open, and with
    every day of the windows where the source tells of no bookings.
    """
    recent = in_window("day", as_of, recent_days)
    missed_days = (
        unused_appointments(contacts, clients, as_of, which)
        .group_by("client", "day")
        .agg(pl.col("missed").any())
        .group_by("client")
        .agg(
            no_show_days=pl.col("missed").sum(),
            no_show_days_at_most=pl.len(),
            recent_no_show_days=(pl.col("missed") & recent).sum(),
            recent_no_show_days_at_most=recent.sum(),
        )
    )
    unknown = clients.filter(~pl.col("bookings_known")).select(
        "client",
        no_show_days=0,
        no_show_days_at_most=which.window_days,
        recent_no_show_days=0,
        recent_no_show_days_at_most=recent_days,
    )
    return pl.concat([missed_days, unknown], how="vertical_relaxed")


def hospital_days(contacts: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """`client`, `admitted_on`, `discharged_on`: on a ward or in an emergency room.

    One row per contact; a ward stay without a recorded end lasts until `as_of`.
    """
    return contacts.filter(
        pl.col("day") <= as_of,
        pl.col("status") == Status.FULFILLED,
        (pl.col("mode") == Mode.WARD)
        | (pl.col("service_family") == ServiceFamily.EMERGENCY),
    ).select("client", admitted_on="day", discharged_on="last_day")
