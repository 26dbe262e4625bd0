"""Somebody is concerned about a client, and said so.

Registers see what was recorded, not what a person noticed. A professional, the client
or a relative may notice first, and whoever says so must be heard whatever the registers
hold: the list may never be the only way in.

Counted: concerns that people entered themselves and that have not been withdrawn, by
who raised them: a professional, the client, or a relative with the client's consent.
What they are about is told with them, in the broad lines of the form. So is whether the
client has been told and what the client wishes, each as the newest concern tells it
that tells anything of it.

Not counted: withdrawn concerns, and those that were raised before the window. A concern
is never derived from recorded data.

Nobody is not assessable: where no concern was entered, none is known, and that means
nothing of a person's need. A concern also keeps in the population somebody who has no
contacts. It is no urgent channel. The data cannot see what was told elsewhere, and who
in person raised a concern.
"""

from datetime import date

import polars as pl

from schemas.concerns import ClientWish, ConcernKind, RaisedBy, standing
from schemas.days import in_window
from triggers import TriggerParameters


class Parameters(TriggerParameters):
    """The window."""

    window_days: int


def counted(concerns: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """The concerns that stand."""
    return concerns.filter(in_window("day", as_of, p.window_days), standing(as_of))


def measure(concerns: pl.LazyFrame, as_of: date, p: Parameters) -> pl.LazyFrame:
    """How many by each who raises them and about each kind; what was told and wished.

    `told`, `untold` and the wishes count the concerns of the newest day that tells.
    """
    by, kind = pl.col("raised_by"), pl.col("kind")
    told, wish = pl.col("client_told"), pl.col("client_wish")
    last_told, last_wish = (_of_newest_day(known) for known in (told, wish))
    return (
        counted(concerns, as_of, p)
        .group_by("client")
        .agg(
            *((by == one).sum().alias(f"by_{one}") for one in RaisedBy),
            *((kind == one).sum().alias(f"about_{one}") for one in ConcernKind),
            (last_told & told).sum().alias("told"),
            (last_told & ~told).sum().alias("untold"),
            *(
                (last_wish & (wish == one)).sum().alias(f"wishes_{one}")
                for one in ClientWish
            ),
        )
    )


def _of_newest_day(known: pl.Expr) -> pl.Expr:
    day = pl.col("day")
    return day == day.filter(known.is_not_null()).max()
