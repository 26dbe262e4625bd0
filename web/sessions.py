"""Who is signed in: kept on the server, so that a session can end at once.

The browser holds a random key alone; the store holds its hash.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, insert, select, update

from web.words import Language
from worklist.actors import check_actor
from worklist.store import writing
from worklist.tables import WEB_SESSION

# S4's threat model: idle for a quarter of an hour, ten hours at most.
IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=10)
# How often "seen now" is written, so that reading a page seldom writes a session.
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class User:
    """Somebody who has signed in: a user name, a name to greet by, and their teams."""

    actor: str
    name: str
    teams: tuple[str, ...]


@dataclass(frozen=True)
class Session:
    """A session that stands; `language` of the page is the user's own."""

    key: str
    user: User
    language: Language


class Sessions:
    """The sessions of one store; `clock` tells the time in UTC."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine, self._clock = engine, clock

    def begin(self, user: User, language: str) -> str:
        """Sign somebody in; returns the key for the browser.

        Raises UnfitActor where the user name is none.
        """
        check_actor(user.actor)
        key = secrets.token_urlsafe(32)
        now = self._now()
        with writing(self._engine) as connection:
            connection.execute(
                insert(WEB_SESSION),
                {
                    "key_hash": _hash(key),
                    "actor": user.actor,
                    "name": user.name,
                    "teams": " ".join(user.teams),
                    "language": language,
                    "began_at": now,
                    "seen_at": now,
                },
            )
        return key

    def standing(self, key: str) -> Session | None:
        """The session of a key; None where it never was, has ended or grew stale."""
        now = self._now()
        query = select(WEB_SESSION).where(WEB_SESSION.c.key_hash == _hash(key))
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if (
            row is None
            or row["ended_at"] is not None
            or now - row["seen_at"] > IDLE
            or now - row["began_at"] > LONGEST
        ):
            return None
        if now - row["seen_at"] >= SEEN_EVERY:
            self._change(key, seen_at=now)
        user = User(row["actor"], row["name"], tuple(row["teams"].split()))
        return Session(key, user, row["language"])

    def speak(self, key: str, language: str) -> None:
        """Show the pages of a session in another language."""
        self._change(key, language=language)

    def end(self, key: str) -> None:
        """End one session at once."""
        self._change(key, ended_at=self._now())

    def end_all_of(self, actor: str) -> int:
        """End every session of a user at once; returns how many there were."""
        theirs = (WEB_SESSION.c.actor == actor, WEB_SESSION.c.ended_at.is_(None))
        with writing(self._engine) as connection:
            ended = connection.execute(
                update(WEB_SESSION).where(*theirs).values(ended_at=self._now())
            )
            return ended.rowcount

    def _change(self, key: str, **values: object) -> None:
        which = WEB_SESSION.c.key_hash == _hash(key)
        with writing(self._engine) as connection:
            connection.execute(update(WEB_SESSION).where(which).values(**values))

    def _now(self) -> datetime:
        return self._clock().replace(tzinfo=None)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
