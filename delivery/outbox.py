"""Sends what the outbox holds: at least once, and again only where it has changed.

A delivery that fails holds up no other but the mail that would tell of it, and what did
not arrive stays owed. Whoever has been overtaken by another attempt leaves off; what it
may have laid something over, or taken something of, is owed again.
"""

from collections.abc import Callable, Collection, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from audit.log import Action, Entry, NotLogged, Source, append
from schemas.deliveries import Channel
from schemas.whole_files import alone
from worklist import deliveries
from worklist.deliveries import Kind, Overtaken, Owed

# Mail comes last: it tells of files that must stand by then.
ORDER = tuple(Channel)
# Who gives a team its list, as the access log tells it.
US = "herate"


class NotMade(ValueError):
    """What a night left behind does not give a delivery; the cause says why."""


class FilesMissing(OSError):
    """The files that a mail would tell of have not arrived."""


class Underway(OSError):
    """Another attempt is sending the same at this moment."""


@dataclass(frozen=True)
class Sending:
    """One delivery, ready to go; `send` raises where it fails.

    `send` null: there is nothing to tell. It is given what it calls before each thing
    that cannot be taken back, which raises Overtaken where it must leave off.
    `lacks`: what it is sent without, for which it stays owed, and which no list that
    arrived is given up for; null: nothing. `stands`: whether what was sent before is
    still there. `lock`: a file that is held meanwhile, so that nobody who lives sends
    the same; null: the same twice is as once. `clients`: all of whom it tells.
    """

    kind: Kind
    content_key: str
    send: Callable[[Callable[[], None]], object] | None
    lacks: str | None = None
    stands: Callable[[], bool] = lambda: True
    lock: Path | None = None
    clients: Collection[str] = ()


def send_owed(
    engine: Engine,
    owed: Iterable[Owed],
    made: Callable[[Owed], Sending],
    at: datetime,
) -> list[NotMade]:
    """Send what is owed, channel by channel of each day, and mark what arrived.

    What fails keeps the kind of its error; returns what could not be made. A channel
    whose server does not answer in time is left alone for the rest of this round.
    `at`: UTC, when the round began. A delivery is noted before it goes, and so is each
    client in the access log: killed in between, it goes again, with the same content
    key, names and bytes or Message-ID.
    """
    silent: set[str] = set()
    unmade: list[NotMade] = []
    for one in sorted(owed, key=lambda one: (one.as_of, ORDER.index(one.channel))):
        try:
            if one.channel in silent:
                raise TimeoutError
            _send(engine, one, _made(made, one), at)
        except Overtaken:
            continue
        # Whatever it is, the others are owed theirs.
        except Exception as error:
            if isinstance(error, TimeoutError):
                silent.add(one.channel)
            if isinstance(error, NotMade):
                unmade.append(error)
            # Of what was begun this changes nothing: that is noted by its claim.
            deliveries.failed(engine, one, _kind_of(error))
    return unmade


def _made(made: Callable[[Owed], Sending], one: Owed) -> Sending:
    try:
        return made(one)
    except Exception as error:
        kind = type(error).__name__
        raise NotMade(
            f"what {one.team} is owed by {one.channel} for {one.as_of} could not be "
            f"made ({kind}); run that night again"
        ) from error


def _send(engine: Engine, one: Owed, sending: Sending, at: datetime) -> None:
    if sending.send is None:
        deliveries.not_needed(engine, one, sending.kind)
        return
    before = one.sent_at if one.content_key == sending.content_key else None
    if before is not None and sending.stands():
        deliveries.unchanged(engine, one, sending.kind, sending.lacks)
        return
    if sending.lacks and one.listed_at is not None:
        deliveries.failed(engine, one, sending.lacks)
        return
    told = one.channel == Channel.MAIL and sending.kind != Kind.FAILURE
    if told and deliveries.awaits_files(engine, one):
        raise FilesMissing
    with ExitStack() as held:
        try:
            if sending.lock:
                held.enter_context(alone(sending.lock, wait=False))
        except BlockingIOError:
            # Other content goes all the same: theirs is out of date.
            if one.content_key == sending.content_key:
                raise Underway from None
        claimed = deliveries.begin(engine, one, sending.kind, sending.content_key)
        try:
            append(engine, _accesses(claimed, sending.clients), at)
            sending.send(partial(deliveries.check_claim, engine, claimed))
        except Exception as error:
            deliveries.failed(engine, claimed, _kind_of(error))
            left_off = isinstance(error, Overtaken)
            # Of a mail nothing has gone.
            if not (left_off and one.channel == Channel.MAIL):
                # What failed may have taken the checksums of the same away since.
                same = one.channel == Channel.SFTP and not left_off
                deliveries.owe_over(engine, claimed, same)
            raise
        deliveries.sent(engine, claimed, sending.kind, at, sending.lacks)


def _accesses(one: Owed, clients: Collection[str]) -> list[Entry]:
    given = (Action.EXPORTED, US, Source.DELIVERY, one.team, one.as_of)
    return [Entry(client, *given) for client in sorted(clients)]


def _kind_of(error: Exception) -> str:
    """The name of an error alone: what it says may hold anything."""
    for kind in (TimeoutError, NotLogged):
        if isinstance(error, kind):
            return kind.__name__
    cause = type(error.__cause__ or error).__name__
    return f"{NotMade.__name__}: {cause}" if isinstance(error, NotMade) else cause
