"""Who saw a client, and whom somebody saw."""

from datetime import UTC, datetime

import polars as pl
from sqlalchemy import Engine, select

from worklist.reading import read
from worklist.tables import ACCESS

SHOWN = ("number", "at", "actor", "team", "action", "client_id", "source", "as_of")


def accesses(
    engine: Engine,
    since: datetime,
    until: datetime,
    client_id: str | None = None,
    actor: str | None = None,
) -> pl.DataFrame:
    """Rows of the log of one client, or of one user, or of both, oldest first.

    `since`, and before `until`: moments that know their zone. Columns: `number`, `at`
    (UTC), `actor`, `team`, `action`, `client_id`, `source`, `as_of`.
    """
    query = select(*(ACCESS.c[name] for name in SHOWN)).where(
        ACCESS.c.at >= since.astimezone(UTC).replace(tzinfo=None),
        ACCESS.c.at < until.astimezone(UTC).replace(tzinfo=None),
    )
    if client_id is not None:
        query = query.where(ACCESS.c.client_id == client_id)
    if actor is not None:
        query = query.where(ACCESS.c.actor == actor)
    with engine.connect() as connection:
        return read(connection, query.order_by(ACCESS.c.number))
