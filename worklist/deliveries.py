"""What teams are owed: one row for each team, channel and night, till it has arrived.

The rows are made in the transaction that changes the episodes, so that no list can be
forgotten. A row that was sent and not marked is sent again, with the same content key.
Whoever sends claims the row first, and anybody may take it over at any time, since the
one before may be dead: what an overtaken attempt still marks counts for nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    and_,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from worklist.store import writing
from worklist.tables import DELIVERY, NIGHT

# A list that arrived is still there when a newer one did not.
HAS_SOMETHING = or_(DELIVERY.c.sent_at.is_not(None), DELIVERY.c.listed_at.is_not(None))


class Overtaken(RuntimeError):
    """Another attempt has claimed a delivery since, or it is owed anew."""


class Kind(StrEnum):
    """What a team is given on a day."""

    LIST = "list"
    EMPTY = "empty"
    FAILURE = "failure"


class Progress(StrEnum):
    """Where a delivery stands; `not_needed`: there was nothing to tell."""

    PENDING = "pending"
    SENT = "sent"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True)
class Owing:
    """What a night owes: team to its channels, and what a failure note names.

    `lacking`: extracts that were missing or refused.
    """

    channels: Mapping[str, Iterable[str]] = field(default_factory=dict)
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True)
class Owed:
    """One row of the outbox: see `worklist.tables.DELIVERY`."""

    as_of: date
    team: str
    channel: str
    kind: Kind
    lacking: tuple[str, ...] = ()
    state: Progress = Progress.PENDING
    attempts: int = 0
    content_key: str | None = None
    last_error: str | None = None
    sent_at: datetime | None = None
    listed_at: datetime | None = None
    claim: str = ""


def owe(connection: Connection, as_of: date, kind: Kind, owing: Owing) -> None:
    """Owe every team what a night gives it.

    What was sent of the same day before is owed again, and is sent only where its
    content has changed. Other days are left alone: a list that went out stays so.
    """
    wanted = {(team, way) for team, ways in owing.channels.items() for way in ways}
    today = DELIVERY.c.as_of == as_of
    unwanted = tuple_(DELIVERY.c.team, DELIVERY.c.channel).not_in(sorted(wanted))
    connection.execute(delete(DELIVERY).where(today, ~HAS_SOMETHING, unwanted))
    told = select(DELIVERY.c.team, DELIVERY.c.channel).where(today)
    known = {(team, channel) for team, channel in connection.execute(told)}
    fresh = {
        "kind": kind.value,
        "lacking": ",".join(owing.lacking),
        "state": Progress.PENDING.value,
        "attempts": 0,
    }
    for team, channel in sorted(known & wanted):
        row = _row(as_of, team, channel)
        again = fresh | {"last_error": None, "claim": _new_claim()}
        connection.execute(update(DELIVERY).where(row).values(again))
    rows = [
        {"as_of": as_of, "team": team, "channel": channel, **fresh}
        | {"claim": _new_claim()}
        for team, channel in sorted(wanted - known)
    ]
    if rows:
        connection.execute(insert(DELIVERY), rows)


def owe_list_again(engine: Engine, as_of: date) -> None:
    """Owe the lists of a night that stands to those who were told that there is none.

    A night that the store does not hold is left alone.
    """
    stands = exists().where(NIGHT.c.as_of == as_of)
    with writing(engine) as connection:
        connection.execute(
            update(DELIVERY)
            .where(DELIVERY.c.as_of == as_of, DELIVERY.c.kind == Kind.FAILURE, stands)
            .values(
                kind=Kind.LIST.value,
                lacking="",
                state=Progress.PENDING.value,
                attempts=0,
                last_error=None,
                claim=_new_claim(),
            )
        )


def owe_failure(engine: Engine, as_of: date, owing: Owing) -> None:
    """Owe a note of failure to those to whom nothing of a day has been sent."""
    with writing(engine) as connection:
        told = select(DELIVERY.c.team, DELIVERY.c.channel).where(
            DELIVERY.c.as_of == as_of, HAS_SOMETHING
        )
        given = {tuple(row) for row in connection.execute(told)}
        without = {
            team: [channel for channel in channels if (team, channel) not in given]
            for team, channels in owing.channels.items()
        }
        owe(connection, as_of, Kind.FAILURE, Owing(without, owing.lacking))


def owed_of(
    engine: Engine, first: date, last: date, *which: ColumnElement[bool]
) -> list[Owed]:
    """What was owed of some days, sent or not, oldest first."""
    query = (
        select(DELIVERY)
        .where(DELIVERY.c.as_of.between(first, last), *which)
        .order_by(DELIVERY.c.as_of, DELIVERY.c.team, DELIVERY.c.channel)
    )
    with engine.connect() as connection:
        return [_owed(dict(row)) for row in connection.execute(query).mappings()]


def pending(
    engine: Engine, first: date = date.min, last: date = date.max
) -> list[Owed]:
    """What is still owed of some days, oldest first."""
    return owed_of(engine, first, last, DELIVERY.c.state == Progress.PENDING)


def awaits_files(engine: Engine, owed: Owed) -> bool:
    """Whether files of the same team and day are owed and have not arrived."""
    query = exists().where(
        DELIVERY.c.as_of == owed.as_of,
        DELIVERY.c.team == owed.team,
        DELIVERY.c.channel != owed.channel,
        DELIVERY.c.state == Progress.PENDING,
        DELIVERY.c.sent_at.is_(None),
    )
    with engine.connect() as connection:
        return bool(connection.scalar(select(query)))


def begin(engine: Engine, owed: Owed, kind: Kind, content_key: str) -> Owed:
    """Claim a delivery: from here on it may have arrived.

    Returns it with the new claim. Raises Overtaken where it has changed since it was
    read; then nothing of it may be sent.
    """
    claim = _new_claim()
    tried = {"attempts": DELIVERY.c.attempts + 1, "sent_at": None, "claim": claim}
    told = {"kind": kind.value, "content_key": content_key}
    # Whoever was overtaken may have marked meanwhile that the same has arrived.
    unsent = DELIVERY.c.sent_at.is_not_distinct_from(owed.sent_at)
    with writing(engine) as connection:
        if not _mark(connection, owed, unsent, **told, **tried):
            raise Overtaken
    return replace(owed, content_key=content_key, claim=claim)


def check_claim(engine: Engine, owed: Owed) -> None:
    """Raise Overtaken where another attempt has taken a delivery over."""
    query = select(DELIVERY.c.claim).where(_row(owed.as_of, owed.team, owed.channel))
    with engine.connect() as connection:
        if connection.scalar(query) != owed.claim:
            raise Overtaken


def failed(engine: Engine, owed: Owed, error: str) -> None:
    """Note which kind of error stopped a delivery; it stays owed."""
    with writing(engine) as connection:
        _mark(connection, owed, last_error=error[:80])


def sent(
    engine: Engine, owed: Owed, kind: Kind, at: datetime, lacks: str | None = None
) -> None:
    """Note that a delivery has arrived, in a round that began `at` a moment.

    `lacks`: what it still lacks, for which it stays owed; null: nothing. Where the same
    is owed anew and nobody has begun it since, it has arrived; other content is owed
    again.
    """
    moment = at.astimezone(UTC).replace(tzinfo=None)
    listed = {} if kind == Kind.FAILURE else {"listed_at": moment}
    arrived = {"sent_at": moment, **listed}
    with writing(engine) as connection:
        state = Progress.PENDING if lacks else Progress.SENT
        told = {"kind": kind.value, "state": state.value, "last_error": lacks}
        if not _mark(connection, owed, **told, **arrived):
            row = _row(owed.as_of, owed.team, owed.channel)
            same = DELIVERY.c.content_key == owed.content_key
            # Whoever has begun may have taken something of it away.
            untried = DELIVERY.c.attempts == 0
            connection.execute(
                update(DELIVERY).where(row, same, untried).values(arrived)
            )
            _owe_over(connection, owed)


def unchanged(engine: Engine, owed: Owed, kind: Kind, lacks: str | None = None) -> None:
    """Note that what a delivery gives has arrived before, and stands."""
    listed = {} if kind == Kind.FAILURE else {"listed_at": owed.sent_at}
    state = Progress.PENDING if lacks else Progress.SENT
    told = {"kind": kind.value, "state": state.value, "last_error": lacks}
    with writing(engine) as connection:
        _mark(connection, owed, **told, **listed)


def owe_over(engine: Engine, owed: Owed, same: bool = False) -> None:
    """Owe again the newer content that an overtaken attempt may have lain over.

    `same`: also where it is the same content, of which it may have taken some away.
    """
    with writing(engine) as connection:
        _owe_over(connection, owed, same)


def not_needed(engine: Engine, owed: Owed, kind: Kind) -> None:
    """Note that a team need not be told anything by this channel."""
    with writing(engine) as connection:
        _mark(connection, owed, kind=kind.value, state=Progress.NOT_NEEDED.value)


def last_list_before(engine: Engine, as_of: date, team: str) -> date | None:
    """The newest earlier day of which a team was given a list; null: there is none."""
    query = select(func.max(DELIVERY.c.as_of)).where(
        DELIVERY.c.as_of < as_of,
        DELIVERY.c.team == team,
        DELIVERY.c.kind != Kind.FAILURE,
        DELIVERY.c.listed_at.is_not(None),
    )
    with engine.connect() as connection:
        return connection.scalar(query)


def newest_night(engine: Engine) -> date | None:
    """The newest night that stands in the store; null: there is none."""
    with engine.connect() as connection:
        return connection.scalar(select(func.max(NIGHT.c.as_of)))


def newest_day(engine: Engine) -> date | None:
    """The newest day of which anything was owed; null: there is none."""
    with engine.connect() as connection:
        return connection.scalar(select(func.max(DELIVERY.c.as_of)))


def _owed(row: dict[str, Any]) -> Owed:
    told = {
        "kind": Kind(row["kind"]),
        "state": Progress(row["state"]),
        "lacking": tuple(filter(None, row["lacking"].split(","))),
    }
    return Owed(**row | told)


def _row(as_of: date, team: str, channel: str) -> ColumnElement[bool]:
    return and_(
        DELIVERY.c.as_of == as_of,
        DELIVERY.c.team == team,
        DELIVERY.c.channel == channel,
    )


def _mark(
    connection: Connection, owed: Owed, *which: ColumnElement[bool], **values: object
) -> bool:
    """Change the row as it was claimed or read; false: it has been claimed since."""
    row = _row(owed.as_of, owed.team, owed.channel)
    change = update(DELIVERY).where(row, DELIVERY.c.claim == owed.claim, *which)
    return connection.execute(change.values(values)).rowcount == 1


def _owe_over(connection: Connection, owed: Owed, same: bool = False) -> None:
    other = DELIVERY.c.content_key.is_distinct_from(owed.content_key)
    connection.execute(
        update(DELIVERY)
        .where(
            _row(owed.as_of, owed.team, owed.channel),
            DELIVERY.c.claim != owed.claim,
            *([] if same else [other]),
        )
        .values(state=Progress.PENDING.value, sent_at=None, claim=_new_claim())
    )


def _new_claim() -> str:
    return uuid4().hex
