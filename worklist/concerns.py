"""Keeps the concerns that people enter: rows are added, never changed or deleted.

A night takes what was raised by its as-of day and is in the store when it runs; what
was withdrawn after that day still stood then. So a past night that is run again gives
the same list, unless a concern of its day came in later; its manifest's hash tells.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl
from sqlalchemy import Connection, Engine, insert, select

from schemas.concerns import Concern, ConcernForm
from worklist.reading import read
from worklist.store import writing
from worklist.tables import CONCERN, CONCERN_WITHDRAWAL

ID_DIGITS = 16


@dataclass(frozen=True)
class Entered:
    """What became of one form: its key, whether it is new, and if not, its fate.

    `withdrawn_on`: the same concern was entered before and was withdrawn that day.
    """

    concern_id: str
    new: bool
    withdrawn_on: date | None = None


def enter_concerns(
    engine: Engine,
    forms: Iterable[ConcernForm],
    entered_on: date,
    *,
    revive: bool = False,
    by: str = "",
) -> list[Entered]:
    """Enter forms in one transaction, each once however often it comes.

    `by`: what stands for whoever enters them, so that two people who say the same have
    a concern each; empty: it does not matter who does.

    The same client, day, kind and notifier are the same concern. One that was
    withdrawn stays withdrawn, so that a file can be sent again, unless `revive`: then
    it is entered as a new one.
    """
    with writing(engine) as connection:
        return [_enter(connection, form, entered_on, revive, by) for form in forms]


def key_of(form: ConcernForm) -> tuple[str, ...]:
    """What makes two forms the same concern."""
    return tuple(str(getattr(form, name)) for name in ConcernForm.key)


def keys_stored(engine: Engine) -> set[tuple[str, ...]]:
    """The keys of all concerns in the store, withdrawn or not."""
    rows = stored_concerns(engine).select(ConcernForm.key).iter_rows()
    return {tuple(str(value) for value in row) for row in rows}


def withdraw_concern(engine: Engine, concern_id: str, withdrawn_on: date) -> date:
    """Withdraw a concern from a day on; returns the day from which it is withdrawn.

    One that is withdrawn already keeps its day. Raises ValueError where there is no
    such concern or the day is before it was raised.
    """
    with writing(engine) as connection:
        known = _stored(connection).filter(concern_id=concern_id)
        if known.is_empty():
            raise ValueError(
                "there is no concern of this id; `herate concern list` tells the ids"
            )
        raised_on, earlier = known.select("raised_on", "withdrawn_on").row(0)
        if earlier is not None:
            return earlier
        if withdrawn_on < raised_on:
            raise ValueError(
                f"the concern was raised on {raised_on}: it cannot be withdrawn before"
            )
        connection.execute(
            insert(CONCERN_WITHDRAWAL).values(
                concern_id=concern_id, withdrawn_on=withdrawn_on
            )
        )
        return withdrawn_on


def stored_concerns(engine: Engine) -> pl.DataFrame:
    """Every concern in the store, withdrawn or not, in the contract's columns."""
    with engine.connect() as connection:
        return _stored(connection)


def concerns_known(engine: Engine, as_of: date) -> pl.DataFrame:
    """The concerns as a night of a day takes them: nothing that came after counts."""
    later = pl.col("withdrawn_on") > as_of
    return (
        stored_concerns(engine)
        .filter(pl.col("raised_on") <= as_of)
        .with_columns(withdrawn_on=pl.when(~later).then("withdrawn_on"))
    )


def _enter(
    connection: Connection, form: ConcernForm, entered_on: date, revive: bool, by: str
) -> Entered:
    earlier = read(
        connection,
        select(CONCERN.c.concern_id, CONCERN_WITHDRAWAL.c.withdrawn_on)
        .outerjoin(CONCERN_WITHDRAWAL)
        .where(*(CONCERN.c[name] == getattr(form, name) for name in form.key)),
    )
    if by:
        own = [_id_of(form, number, by) for number in range(earlier.height)]
        earlier = earlier.filter(pl.col("concern_id").is_in(own))
    for concern_id, withdrawn_on in earlier.sort("withdrawn_on").rows():
        if withdrawn_on is None or not revive:
            return Entered(concern_id, new=False, withdrawn_on=withdrawn_on)
    concern_id = _id_of(form, earlier.height, by)
    connection.execute(
        insert(CONCERN).values(
            **form.model_dump(), concern_id=concern_id, entered_on=entered_on
        )
    )
    return Entered(concern_id, new=True)


def _id_of(form: ConcernForm, earlier: int, by: str) -> str:
    """The same for the same form, in whatever order forms come."""
    said = "|".join((*key_of(form), str(earlier), *filter(None, [by])))
    return hashlib.sha256(said.encode()).hexdigest()[:ID_DIGITS]


def _stored(connection: Connection) -> pl.DataFrame:
    columns = [
        (CONCERN_WITHDRAWAL if name == "withdrawn_on" else CONCERN).c[name]
        for name in Concern.column_names()
    ]
    query = select(*columns).outerjoin_from(CONCERN, CONCERN_WITHDRAWAL)
    types = Concern.polars_schema()
    return (
        read(connection, query)
        .select(pl.col(name).cast(dtype) for name, dtype in types.items())
        .sort("concern_id")
    )
