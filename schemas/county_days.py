"""The county's days: how many contacts there were, so that one person can be compared.

An influenza season or a new channel brings everybody more contacts. Whether one person
has more than before is therefore held against the county as a whole.
"""

from datetime import date

import polars as pl

from schemas.contacts import Status
from schemas.meetings import OWN_MATTER

COUNTY_DAY = ["day", "mode", "service_family"]


def count_county_days(contacts: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """One row per day up to `as_of`, mode and service family, from contacts as landed.

    Returns `day` (Date), `mode`, `service_family` and `contacts` (UInt32): how many
    were carried out on the client's own matter. Sorted; a day without contacts has no
    row. The first day is where the county's history begins.
    """
    return (
        contacts.select(
            "mode", "service_family", "status", "visitor_role", day=_day("starts_at")
        )
        .filter(
            pl.col("day") <= as_of,
            pl.col("status") == Status.FULFILLED,
            pl.col("visitor_role").is_in(OWN_MATTER),
        )
        .group_by(COUNTY_DAY)
        .agg(contacts=pl.len())
        .sort(COUNTY_DAY)
    )


def _day(moment: str) -> pl.Expr:
    return pl.col(moment).cast(pl.Date)
