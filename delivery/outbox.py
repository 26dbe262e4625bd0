"""Sends what the outbox holds: at least once, and again only where it has changed.

A channel that fails holds up no other, and what it did not take stays owed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine

from worklist import deliveries
from worklist.deliveries import Kind, Owed


@dataclass(frozen=True)
class Sending:
    """One delivery, ready to go; `send` raises OSError where it fails.

    `send` null: there is nothing to tell.
    """

    kind: Kind
    content_key: str
    send: Callable[[], object] | None


def send_owed(
    engine: Engine,
    owed: Iterable[Owed],
    made: Callable[[Owed], Sending],
    at: datetime,
) -> None:
    """Send what is owed and mark what arrived; what fails keeps the kind of its error.

    `at`: UTC, when this round began. A delivery is noted before it goes: killed in
    between, it goes again, with the same content key, names and bytes or Message-ID.
    """
    for one in owed:
        try:
            _send(engine, one, made(one), at)
        except OSError as error:
            # Its name alone: what it says may hold anything.
            deliveries.failed(engine, one, type(error.__cause__ or error).__name__)


def _send(engine: Engine, one: Owed, sending: Sending, at: datetime) -> None:
    if sending.send is None:
        deliveries.not_needed(engine, one, sending.kind)
        return
    if one.sent_at is not None and one.content_key == sending.content_key:
        deliveries.sent(engine, one, sending.kind, one.sent_at.replace(tzinfo=UTC))
        return
    deliveries.begin(engine, one, sending.kind, sending.content_key)
    sending.send()
    deliveries.sent(engine, one, sending.kind, at)
