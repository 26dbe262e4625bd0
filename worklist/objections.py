"""Who objects to the use of their data: rows are added, never changed or deleted.

What somebody entered holds beside what the clients extract says, which may know of it
days later. Lists and pages hide such a client at once, whichever night they are of; a
night leaves out who objected by its as-of day, and is the same when it is run again
unless an objection of its day came in later. GDPR, article 21.
"""

from datetime import UTC, date, datetime

import polars as pl
from sqlalchemy import Connection, func, insert, select

from worklist.actors import check_actor
from worklist.reading import read
from worklist.tables import OBJECTION


def enter_objection(
    connection: Connection,
    client_id: str,
    objects: bool,
    counts_on: date,
    actor: str,
    at: datetime,
) -> bool:
    """Note that a client objects from a day on, or does so no more.

    `at`: when it was entered. Returns false, and notes nothing, where it stands so
    already. Raises UnfitActor, and ValueError for a day before the last one noted.
    """
    check_actor(actor)
    table = OBJECTION
    last = connection.execute(
        select(table.c.number, table.c.objects, table.c.counts_on)
        .where(table.c.client_id == client_id)
        .order_by(table.c.number.desc())
        .limit(1)
    ).one_or_none()
    if objects == (last is not None and last.objects):
        return False
    if last is not None and counts_on < last.counts_on:
        raise ValueError(
            f"what stands now was entered from {last.counts_on} on; give that day or a "
            "later one"
        )
    connection.execute(
        insert(table).values(
            client_id=client_id,
            number=last.number + 1 if last else 1,
            objects=objects,
            counts_on=counts_on,
            actor=actor,
            entered_at=at.astimezone(UTC).replace(tzinfo=None),
        )
    )
    return True


def objecting(connection: Connection, by: date | None = None) -> pl.DataFrame:
    """`client_id`, `objects_from` of those who object.

    `by`: as it stood at the end of a day; null: as it stands now, from whichever day.
    """
    table = OBJECTION
    known = select(table.c.client_id, func.max(table.c.number).label("number"))
    if by is not None:
        known = known.where(table.c.counts_on <= by)
    last = known.group_by(table.c.client_id).subquery()
    query = (
        select(table.c.client_id, table.c.counts_on.label("objects_from"))
        .join(
            last,
            (table.c.client_id == last.c.client_id) & (table.c.number == last.c.number),
        )
        .where(table.c.objects)
        .order_by(table.c.client_id)
    )
    return read(connection, query)
