"""Contacts spread over many service points.

One point gives one thing and another gives another, and nobody may see the whole. The
suggestion is to look at the services together and to name a contact person.

Counted: distinct service points (toimipiste) where the client was met, and the
meetings there. Contacts on one day at one point with one profession are one meeting.
How concentrated the meetings are (Bice-Boxerman index, share of the usual point) is
told as context, and only from enough meetings on; it is never a limit, since most Finns
see many professionals.

Not counted: laboratory, imaging, pharmacy, vaccination, screening and dental visits,
home care and home hospital (planned, at one address), ward days, visits that a
referral led to, contacts without the client present, digital messages, and visits with
a child. A unit that changed its identifier is still the same point.

The data cannot see private services, and not why somebody changed points, such as a
move to another health station.
"""

from datetime import date

import polars as pl

from schemas.contacts import Mode, ServiceFamily, VisitorRole
from schemas.days import in_window
from schemas.meetings import MEETING, countable
from triggers import TriggerParameters


class Parameters(TriggerParameters):
    """The window, and which contacts count."""

    window_days: int
    index_from_meetings: int
    modes: list[Mode]
    left_out_families: list[ServiceFamily]
    visitor_roles: list[VisitorRole]


def counted(contacts: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """The carried-out contacts that count."""
    return contacts.filter(
        in_window("day", as_of, p.window_days),
        countable(p.modes, p.left_out_families, p.visitor_roles),
        ~pl.col("referred"),
    )


def measure(contacts: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """`points`, `meetings` and the two indices of concentration."""
    meetings = counted(contacts, as_of, p).unique(MEETING)
    at_point = meetings.group_by("client", "site").agg(meetings=pl.len())
    total = pl.col("meetings").sum()
    squares = (pl.col("meetings") * pl.col("meetings")).sum()
    enough = total >= p.index_from_meetings
    return at_point.group_by("client").agg(
        points=pl.len(),
        meetings=total,
        concentration=pl.when(enough).then((squares - total) / (total * (total - 1))),
        usual_point_share=pl.when(enough).then(pl.col("meetings").max() / total),
    )
