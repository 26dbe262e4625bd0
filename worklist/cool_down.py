"""Who may be listed again after an episode has closed, and when."""

from datetime import date

import polars as pl
from sqlalchemy import Connection

from schemas.worklist_rules import Backlog, WorklistRules
from worklist.firings import firings_since
from worklist.heard import heard_on
from worklist.ordering import HUMAN, PAIR, of_family
from worklist.results import NightResults
from worklist.states import closings
from worklist.vocabulary import vocabulary
from worklist.worsening import clearly_worse


def may_open(
    connection: Connection,
    held: pl.DataFrame,
    closed_today: pl.DataFrame,
    results: NightResults,
    rules: WorklistRules,
) -> pl.DataFrame:
    """The `client_id` of those of whom a new episode may open.

    `held`: `client_id`, `trigger`, `first_on`, `at_once` of the firings that list
    them. `closed_today`: `client_id`, `opened_on`, `closed_on` and `outcome`
    of what closes this very day.

    After an episode has closed, what has held ever since lists nobody until the time
    that its outcome names. What is new does, but within the cool-down only where a
    person said it or its family is new to that episode. So each closing of the client
    asks for its rest, and the longest counts. What has become clearly worse since the
    last one does too. A concern is new on the night that first knows of it, also while
    an earlier one still counts.

    Who never had an episode waits for something new only where the county does not
    list its backlog.
    """
    families, day = results.live, results.as_of
    closed = _closings(connection, closed_today)
    reasons = held.with_columns(family=of_family(families))
    human = pl.col("family") == HUMAN
    never = reasons.join(closed, on="client_id", how="anti")
    if rules.backlog == Backlog.NEW_ONLY:
        begins = (pl.col("first_on") == day) & ~pl.col("at_once")
        never = never.filter(human | begins)
    never = never.select("client_id")
    of_client = reasons.join(closed, on="client_id")
    if of_client.is_empty():
        return never.unique()
    last = of_client.sort("closed_on").unique("client_id", keep="last")
    worse = clearly_worse(
        connection, last.select("client_id", "opened_on"), results, rules.clearly_worse
    ).with_columns(worse=True)
    known = _families_of(connection, of_client, families)
    since_closed = (pl.lit(day) - pl.col("closed_on")).dt.total_days()
    new = (pl.col("first_on") >= pl.col("closed_on")) | (
        human & (pl.col("heard_on") >= pl.col("closed_on"))
    ).fill_null(False)
    rested = since_closed >= pl.col("cool_down")
    unlike = pl.col("known").is_null()
    returns = (since_closed >= pl.col("returns_after")).fill_null(False)
    again = (
        of_client.join(known, on=["client_id", "opened_on", "family"], how="left")
        .join(heard_on(connection), on="client_id", how="left")
        .group_by(PAIR)
        .agg(rested=(returns | (new & (rested | unlike | human))).all())
        .join(worse, on=PAIR, how="left")
        .filter(pl.col("rested") | pl.col("worse"))
    )
    return pl.concat([never, again.select("client_id")]).unique()


def _closings(connection: Connection, closed_today: pl.DataFrame) -> pl.DataFrame:
    """All closings, with the intervals of their outcomes."""
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
    return pl.concat([closings(connection), closed_today]).join(intervals, on="outcome")


def _families_of(
    connection: Connection, of_client: pl.DataFrame, families: dict[str, str]
) -> pl.DataFrame:
    """`client_id`, `opened_on`, `family`, `known`: the families of closed episodes."""
    closed = of_client.select("client_id", "opened_on", "closed_on").unique()
    first = of_client["opened_on"].min()
    assert isinstance(first, date)
    then = firings_since(connection, first).join(closed, on="client_id")
    return (
        then.filter(
            pl.col("first_on") < pl.col("closed_on"),
            pl.col("ended_on").is_null() | (pl.col("ended_on") > pl.col("opened_on")),
        )
        .select(
            "client_id",
            "opened_on",
            family=of_family(families),
            known=True,
        )
        .unique()
    )
