"""Who may be listed again after an episode has closed, and when."""

from datetime import date

import polars as pl
from sqlalchemy import Connection

from worklist.firings import firings_since
from worklist.ordering import HUMAN, of_family
from worklist.states import closings
from worklist.vocabulary import vocabulary


def may_open(
    connection: Connection,
    held: pl.DataFrame,
    closed_today: pl.DataFrame,
    families: dict[str, str],
    day: date,
) -> pl.DataFrame:
    """The `client_id` of those of whom a new episode may open.

    `held`: `client_id`, `trigger`, `first_on`, `newest_on` of the firings that list
    them. `closed_today`: `client_id`, `opened_on`, `closed_on` and `outcome` of what
    closes this very day.

    After an episode has closed, what has held ever since lists nobody until the time
    that its outcome names. What is new does, but within the cool-down only where a
    person said it or its family is new to the client's closed episode. A concern is new
    also while an earlier one still counts.
    """
    closed = _last_closings(connection, closed_today)
    of_client = held.with_columns(family=of_family(families)).join(
        closed, on="client_id"
    )
    never = held.join(closed, on="client_id", how="anti").select("client_id")
    if of_client.is_empty():
        return never.unique()
    known = _families_of(connection, of_client, families)
    since_closed = (pl.lit(day) - pl.col("closed_on")).dt.total_days()
    human = pl.col("family") == HUMAN
    new = (pl.col("first_on") >= pl.col("closed_on")) | (
        human & (pl.col("newest_on") >= pl.col("closed_on"))
    ).fill_null(False)
    rested = since_closed >= pl.col("cool_down")
    unlike = pl.col("known").is_null()
    returns = (since_closed >= pl.col("returns_after")).fill_null(False)
    again = of_client.join(known, on=["client_id", "family"], how="left").filter(
        returns | (new & (rested | unlike | human))
    )
    return pl.concat([never, again.select("client_id")]).unique()


def _last_closings(connection: Connection, closed_today: pl.DataFrame) -> pl.DataFrame:
    """Of each client, the last closing, with the intervals of its outcome."""
    words = vocabulary()
    endings = [*words.dispositions.items(), *words.automatic.items()]
    intervals = pl.DataFrame(
        [(code, ending.cool_down, ending.returns_after) for code, ending in endings],
        schema={
            "outcome": pl.String,
            "cool_down": pl.Int64,
            "returns_after": pl.Int64,
        },
        orient="row",
    )
    return (
        pl.concat([closings(connection), closed_today])
        .sort("closed_on")
        .unique("client_id", keep="last")
        .join(intervals, on="outcome")
    )


def _families_of(
    connection: Connection, of_client: pl.DataFrame, families: dict[str, str]
) -> pl.DataFrame:
    """`client_id`, `family`, `known`: the families of the episode that closed last."""
    last = of_client.select("client_id", "opened_on", "closed_on").unique()
    first = of_client["opened_on"].min()
    assert isinstance(first, date)
    then = firings_since(connection, first).join(last, on="client_id")
    return (
        then.filter(
            pl.col("first_on") < pl.col("closed_on"),
            pl.col("ended_on").is_null() | (pl.col("ended_on") > pl.col("opened_on")),
        )
        .select(
            "client_id",
            family=of_family(families),
            known=True,
        )
        .unique()
    )
