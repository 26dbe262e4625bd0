"""Which night was the first to know of something that people said themselves.

A concern may be entered days after it was raised: it is heard on the night that first
knows of it, whatever day it bears.
"""

from datetime import date

import polars as pl
from sqlalchemy import Connection, delete, insert, select

from worklist.ordering import HUMAN, PAIR, of_family
from worklist.reading import read
from worklist.results import NightResults
from worklist.tables import HEARD


def hear(connection: Connection, results: NightResults) -> None:
    """Keep the newest event of what people said, where the night knows another."""
    said = results.fired.filter(
        of_family(results.live) == HUMAN, pl.col("newest_on").is_not_null()
    ).select(*PAIR, "newest_on")
    known = (
        read(connection, select(HEARD))
        .sort("as_of")
        .unique(PAIR, keep="last")
        .select(*PAIR, "newest_on")
    )
    news = said.join(known, on=[*PAIR, "newest_on"], how="anti").sort(PAIR)
    if not news.is_empty():
        rows = news.with_columns(as_of=results.as_of)
        connection.execute(insert(HEARD), rows.to_dicts())


def heard_on(connection: Connection) -> pl.DataFrame:
    """`client_id`, `trigger`, `heard_on`: the last night that knew of a newer event.

    Nobody in whose firing nothing newer was heard: what began then is told by the
    firing.
    """
    before = pl.col("newest_on").shift(1).over(PAIR, order_by="as_of")
    return (
        read(connection, select(HEARD))
        .filter(pl.col("newest_on") > before)
        .group_by(PAIR)
        .agg(heard_on=pl.col("as_of").max())
    )


def take_back(connection: Connection, day: date) -> None:
    """Forget what was heard on a day and later."""
    connection.execute(delete(HEARD).where(HEARD.c.as_of >= day))
