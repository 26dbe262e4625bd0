"""Which rules hold for clients with an open episode: stretches of nights.

What a night cannot tell of a rule stays as it was, whichever rule is the one told.
"""

from datetime import date

import polars as pl
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from worklist.reading import read
from worklist.results import NightResults
from worklist.tables import RULE_THAT_HOLDS

OF_CLIENT = ["client_id", "rule"]
TOLD = [*OF_CLIENT, "until", "registers"]


def merge_rules(
    connection: Connection, results: NightResults, clients: list[str]
) -> pl.DataFrame:
    """Put the rules that hold for some clients into the store; returns them.

    `client_id`, `rule`, `until`, `registers` as `worklist.suppression.HOLDING`.
    `clients`: all with an open episode.
    """
    table, as_of = RULE_THAT_HOLDS, results.as_of
    was = read(connection, select(table).where(table.c.ended_on.is_(None))).select(TOLD)
    told = results.suppressions(clients)
    stays = was.join(told.filter(~pl.col("known")), on=OF_CLIENT, how="semi")
    now = pl.concat([told.filter("known").select(TOLD), stays])
    gone = was.join(now, on=TOLD, how="anti", nulls_equal=True)
    new = now.join(was, on=TOLD, how="anti", nulls_equal=True).sort(OF_CLIENT)
    if not gone.is_empty():
        connection.execute(
            update(table)
            .where(
                table.c.client_id == bindparam("of_client"),
                table.c.rule == bindparam("of_rule"),
                table.c.ended_on.is_(None),
            )
            .values(ended_on=as_of),
            gone.select(of_client="client_id", of_rule="rule").to_dicts(),
        )
    if not new.is_empty():
        rows = new.with_columns(first_on=pl.lit(as_of))
        connection.execute(insert(table), rows.to_dicts())
    return now


def take_back(connection: Connection, day: date) -> None:
    """Make the rules stand as they did before the night of a day."""
    table = RULE_THAT_HOLDS
    connection.execute(delete(table).where(table.c.first_on >= day))
    connection.execute(
        update(table).where(table.c.ended_on >= day).values(ended_on=None)
    )
