"""Which night was the first to know of each concern.

A concern may be entered days after it was raised: it is heard on the night that first
knows of it, whatever day it bears, and whatever is known already.
"""

from datetime import date

import polars as pl
from sqlalchemy import Connection, delete, func, insert, select

from worklist.reading import read
from worklist.results import NightResults
from worklist.tables import HEARD


def hear(connection: Connection, results: NightResults) -> None:
    """Keep the concerns of which a night is the first to know."""
    known = read(connection, select(HEARD.c.concern_id))
    news = results.concerns.join(known, on="concern_id", how="anti").sort("concern_id")
    if not news.is_empty():
        rows = news.with_columns(as_of=pl.lit(results.as_of))
        connection.execute(insert(HEARD), rows.to_dicts())


def heard_on(connection: Connection) -> pl.DataFrame:
    """`client_id`, `heard_on`: the last night that first knew of a concern."""
    last = func.max(HEARD.c.as_of).label("heard_on")
    by_client = select(HEARD.c.client_id, last).group_by(HEARD.c.client_id)
    return read(connection, by_client)


def take_back(connection: Connection, day: date) -> None:
    """Forget what was heard on a day and later."""
    connection.execute(delete(HEARD).where(HEARD.c.as_of >= day))
