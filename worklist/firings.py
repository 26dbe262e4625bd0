"""Firings: stretches of nights for which a trigger holds for a client."""

from datetime import date

import polars as pl
from sqlalchemy import Connection, delete, insert, or_, select, update

from worklist.inhibitions import Inhibition, covered
from worklist.ordering import PAIR
from worklist.reading import read
from worklist.results import NightResults
from worklist.tables import FIRING

FIRST = [*PAIR, "first_on"]


def firings_after(
    connection: Connection, results: NightResults
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The firings that a night finds to be new, those gone, and those that hold after.

    `client_id`, `trigger`, `first_on`. A firing lasts while its trigger holds or cannot
    be assessed.
    """
    holding = read(connection, select(FIRING).where(FIRING.c.ended_on.is_(None)))
    fired = results.fired.select(PAIR)
    new = fired.join(holding, on=PAIR, how="anti").sort(PAIR)
    new = new.with_columns(first_on=pl.lit(results.as_of))
    missing = holding.join(fired, on=PAIR, how="anti")
    gone = missing.join(results.unassessable(missing.select(PAIR)), on=PAIR, how="anti")
    stay = holding.join(gone, on=PAIR, how="anti").select(FIRST)
    return new, gone, pl.concat([new, stay])


def merge_firings(connection: Connection, results: NightResults) -> pl.DataFrame:
    """Put one night's firings into the store; returns those that hold now."""
    new, gone, held = firings_after(connection, results)
    if not new.is_empty():
        connection.execute(insert(FIRING), new.to_dicts())
    for client, trigger, first_on in gone.select(FIRST).rows():
        connection.execute(
            update(FIRING)
            .where(
                FIRING.c.client_id == client,
                FIRING.c.trigger == trigger,
                FIRING.c.first_on == first_on,
            )
            .values(ended_on=results.as_of)
        )
    return held


def listing(
    held: pl.DataFrame, results: NightResults, inhibitions: tuple[Inhibition, ...] = ()
) -> pl.DataFrame:
    """The firings of live triggers, of those clients whom they list together.

    Without what another one covers.
    """
    under = covered(held, inhibitions, results.live, results.beside)
    held = held.join(under, on=PAIR, how="anti", maintain_order="left")
    family = pl.col("trigger").replace_strict(results.live, return_dtype=pl.String)
    alone = ~pl.col("trigger").is_in(list(results.beside))
    return held.filter(pl.col("trigger").is_in(list(results.live))).filter(
        (alone.any() | (family.n_unique() > 1)).over("client_id")
    )


def firings_since(connection: Connection, day: date) -> pl.DataFrame:
    """All firings that still held on a day or began after it."""
    ended = FIRING.c.ended_on
    return read(connection, select(FIRING).where(or_(ended.is_(None), ended >= day)))


def ended_on(connection: Connection, day: date) -> pl.DataFrame:
    """The firings that the night of a day found to hold no longer."""
    return read(connection, select(FIRING).where(FIRING.c.ended_on == day))


def take_back(connection: Connection, day: date) -> None:
    """Make the firings stand as they did before the night of a day."""
    connection.execute(delete(FIRING).where(FIRING.c.first_on >= day))
    connection.execute(
        update(FIRING).where(FIRING.c.ended_on >= day).values(ended_on=None)
    )
