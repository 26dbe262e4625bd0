"""What was measured when an episode closed, and who is clearly worse since."""

from datetime import date

import polars as pl
from sqlalchemy import Connection, delete, insert, select

from worklist.reading import read
from worklist.results import NightResults
from worklist.tables import CLOSING_VALUE

MEASURE = ["client_id", "opened_on", "trigger", "measure"]


def clearly_worse(
    connection: Connection, closed: pl.DataFrame, results: NightResults, times: float
) -> pl.DataFrame:
    """The `client_id`, `trigger` of what has become clearly worse after a closing.

    `closed`: `client_id`, `opened_on` of the last closed episodes of those for whom
    something holds tonight. What is measured on the first night after the closing is
    kept; a value is clearly worse when it is `times` as far, up or down as its limit
    asks. Values that are not above zero cannot be compared.
    """
    tonight = results.values(closed["client_id"].unique().to_list()).join(
        closed.unique(), on="client_id"
    )
    if tonight.is_empty():
        return tonight.select("client_id", "trigger")
    known = read(connection, select(CLOSING_VALUE)).rename({"value": "then"})
    compared = tonight.join(known, on=MEASURE, how="left")
    first = compared.filter(pl.col("then").is_null()).select(*MEASURE, "value")
    if not first.is_empty():
        rows = first.unique(MEASURE).sort(MEASURE).with_columns(as_of=results.as_of)
        connection.execute(insert(CLOSING_VALUE), rows.to_dicts())
    then, value = pl.col("then"), pl.col("value")
    far = pl.when("rises").then(value >= times * then).otherwise(then >= times * value)
    return (
        compared.filter((then > 0) & (value > 0) & far)
        .select("client_id", "trigger")
        .unique()
    )


def take_back(connection: Connection, day: date) -> None:
    """Forget what was measured on a day and later."""
    connection.execute(delete(CLOSING_VALUE).where(CLOSING_VALUE.c.as_of >= day))
