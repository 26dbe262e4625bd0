"""Bookings: what became of the appointments that a unit left open.

The last rung of the ladder by which a no-show is known. A booking whose time has
passed, made at least a day ahead, with no visit near it, is inferred to be a no-show,
but only in units that otherwise close their bookings; elsewhere it stays open.
"""

from datetime import date, timedelta

import polars as pl

from schemas.contacts import Mode, Status, StatusRung, client_was_present
from schemas.days import days_between, in_window

# Values that are ours: a unit closes its bookings when at least this share of a year's
# bookings, leaving out the newest week, has an end.
CLOSED_SHARE = 0.95
OBSERVED_DAYS = 365
SETTLED_AFTER_DAYS = 7
# A contact with the client present this near, in days, shows that the client came.
SAME_UNIT_WITHIN = 1
SAME_PROFESSION_WITHIN = 7


def with_days(contacts: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """Add `last_day`, `booking_lead_days`, `referred` and `in_plan` to contacts.

    `last_day` (Date) is the day of the end, or of the start where no end is recorded;
    a ward stay that began by the as-of day and has no end lasts until that day.
    `booking_lead_days` (Int32) is how many days ahead the contact was booked: null
    when it was not, -1 when the booking was made after its own time.
    """
    starts, booked = pl.col("starts_at"), pl.col("booked_at")
    lead = days_between(booked.cast(pl.Date), pl.col("day"))
    still_on = (pl.col("mode") == Mode.WARD) & (pl.col("status") == Status.FULFILLED)
    without_end = pl.when(still_on).then(pl.max_horizontal("day", pl.lit(as_of)))
    return contacts.with_columns(
        last_day=pl.coalesce(pl.col("ends_at").cast(pl.Date), without_end, "day"),
        booking_lead_days=pl.when(booked > starts).then(-1).otherwise(lead),
        referred=pl.col("referral_id").is_not_null(),
        in_plan=pl.col("plan_id").is_not_null(),
    )


def tells_of_bookings(as_of: date) -> pl.Expr:
    """Whether contacts, as landed, tell of bookings at all; true when there are none.

    A source without booking times, no-shows or cancellations (OMOP, say) knows only
    visits that took place: nobody can be told to have missed nothing.
    """
    booked = pl.col("booked_at").is_not_null() | ~pl.col("status").is_in(
        [Status.FULFILLED, Status.UNKNOWN]
    )
    due = pl.col("starts_at").cast(pl.Date) <= as_of
    return (booked & due).any() | ~due.any()


def closing_units(contacts: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """`unit` of the units that close their bookings, from contacts as landed.

    Those are the units where at least `CLOSED_SHARE` of what was booked for the
    `OBSERVED_DAYS` that end `SETTLED_AFTER_DAYS` before the as-of day is no longer
    open. Where no unit is recorded, the site stands for it.
    """
    due = as_of - timedelta(days=SETTLED_AFTER_DAYS)
    return (
        contacts.with_columns(day=pl.col("starts_at").cast(pl.Date))
        .filter(
            pl.col("booked_at").is_not_null(),
            in_window("day", due, OBSERVED_DAYS),
        )
        .group_by(unit=pl.coalesce("unit", "site"))
        .agg(closed=(pl.col("status") != Status.BOOKED).mean())
        .filter(pl.col("closed") >= CLOSED_SHARE)
        .select("unit")
        .sort("unit")
    )


def settle_open_bookings(
    contacts: pl.LazyFrame, closing: pl.LazyFrame, as_of: date
) -> pl.LazyFrame:
    """Infer what became of bookings whose time has passed.

    Adds `left_open` (Boolean): the client may have missed it, but the unit does not
    close its bookings. In units that do (`closing`: `unit`), the status becomes
    `no_show` with the rung `inferred`. A booking with a contact near it at which the
    client was present becomes `unknown`. Bookings of the last week stay as they are.
    """
    due = as_of - timedelta(days=SETTLED_AFTER_DAYS)
    unit = pl.coalesce(pl.col("unit").cast(pl.String), pl.col("site").cast(pl.String))
    passed = contacts.filter(
        pl.col("status") == Status.BOOKED,
        in_window("day", due, OBSERVED_DAYS),
        pl.col("booking_lead_days") >= 1,
    ).select("contact_id", "client", "day", "profession", unit=unit)
    visits = contacts.filter(client_was_present()).select(
        "client", visit_day="day", visit_profession="profession", visit_unit=unit
    )
    apart = days_between(pl.col("day"), pl.col("visit_day")).abs()
    came = (
        passed.join(visits, on="client")
        .filter(
            ((pl.col("unit") == pl.col("visit_unit")) & (apart <= SAME_UNIT_WITHIN))
            | (
                (pl.col("profession") == pl.col("visit_profession"))
                & (apart <= SAME_PROFESSION_WITHIN)
            )
        )
        .select("contact_id")
        .unique()
        .with_columns(came=True)
    )
    settled = (
        passed.join(came, on="contact_id", how="left")
        .join(closing.with_columns(closes=True), on="unit", how="left")
        .select(
            "contact_id",
            came=pl.col("came").fill_null(False),
            closes=pl.col("closes").fill_null(False),
        )
    )
    missed = ~pl.col("came") & pl.col("closes")
    status = contacts.collect_schema()["status"]
    rung = contacts.collect_schema()["status_rung"]
    return (
        contacts.join(settled, on="contact_id", how="left")
        .with_columns(
            status=pl.when(missed)
            .then(pl.lit(Status.NO_SHOW.value, status))
            .when("came")
            .then(pl.lit(Status.UNKNOWN.value, status))
            .otherwise("status"),
            status_rung=pl.when(missed | pl.col("came"))
            .then(pl.lit(StatusRung.INFERRED.value, rung))
            .otherwise("status_rung"),
            left_open=(~pl.col("came") & ~pl.col("closes")).fill_null(False),
        )
        .drop("came", "closes")
    )
