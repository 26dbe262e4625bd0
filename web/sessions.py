"""Who is signed in: kept on the server, so that a session can end at once.

The browser holds a random key alone; the store holds its hash, and what is kept to ask
the county's login again is sealed with the key, so that the store alone opens nothing.
"""

import hashlib
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet
from sqlalchemy import Engine, insert, or_, select, update

from web.words import Language
from worklist.actors import check_actor
from worklist.store import SESSION_LOCK, writing
from worklist.tables import WEB_SESSION

# S4's threat model: idle for a quarter of an hour, ten hours at most.
IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=10)
# How often "seen now" is written, so that reading a page seldom writes a session.
SEEN_EVERY = timedelta(minutes=1)
# A right that was taken away is gone within a minute: the county's login is asked when
# a page is, if it has not been for half as long, and without its word nothing is shown
# for longer than the whole.
CHECK_EVERY = timedelta(seconds=30)
CHECKED_WITHIN = timedelta(seconds=60)
# How long who asks may take before another asks instead, and a page waits for it.
ASKING = timedelta(seconds=10)
PATIENCE = 6.0


# Ours: what fits two lines of a row; the rest stands on the client's own page.
REASONS_SHOWN = 3


@dataclass(frozen=True)
class User:
    """Somebody who has signed in: a user name, a name to greet by, and their teams."""

    actor: str
    name: str
    teams: tuple[str, ...]


@dataclass(frozen=True)
class Proof:
    """What the county's login said of somebody.

    `subject`: who they are to it; `kept`: what asks it again.
    """

    subject: str
    user: User
    kept: str


class NoLonger(Exception):
    """The county's login says that somebody may not be here; why, without values."""


class LoginSilent(Exception):
    """The county's login gave no answer that could be used; why, without values."""


@dataclass(frozen=True)
class Session:
    """A session that stands; `language` of the page is the user's own.

    So are `reasons_shown`: how many of a row, before the rest is folded away, and
    `shortcuts`: whether keys of one letter do something. `ends_at`: when it ends if it
    is not used, `over_at`: even if it is; in UTC.
    """

    key: str
    user: User
    language: Language
    ends_at: datetime
    over_at: datetime
    reasons_shown: int = REASONS_SHOWN
    shortcuts: bool = False


class Sessions:
    """The sessions of one store; `clock` tells the time in UTC.

    `again`: asks the county's login anew about a subject, by what was kept; it raises
    NoLonger or LoginSilent. Null: sessions follow from no login.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Callable[[], datetime],
        again: Callable[[str, str], Proof] | None = None,
    ) -> None:
        self._engine, self._clock, self._again = engine, clock, again

    def begin(self, user: User, language: str, proof: Proof | None = None) -> str:
        """Sign somebody in; returns the key for the browser.

        Pages are as the user last had them; `language` is of who was never here.

        `proof`: what the county's login said just now. Raises UnfitActor where the user
        name is none.
        """
        check_actor(user.actor)
        key = secrets.token_urlsafe(32)
        now = self._now()
        row = {
            "key_hash": hashed(key),
            "actor": user.actor,
            "name": user.name,
            "teams": " ".join(user.teams),
            "language": language,
            "began_at": now,
            "seen_at": now,
        }
        row |= self._as_before(user)
        if proof is not None:
            kept = _sealer(key).encrypt(proof.kept.encode()).decode()
            row |= {"subject": proof.subject, "kept": kept, "checked_at": now}
        with writing(self._engine, SESSION_LOCK) as connection:
            connection.execute(insert(WEB_SESSION), row)
        return key

    def standing(self, key: str) -> Session | None:
        """The session of a key; None where it never was, has ended or grew stale.

        Raises LoginSilent where the county's login has not been heard for too long.
        """
        row = self._row(key)
        if row is not None and self._again is not None:
            row = self._still(key, row, self._again)
        if row is None:
            return None
        now, seen_at = self._now(), row["seen_at"]
        if now - seen_at >= SEEN_EVERY:
            self._change(key, seen_at=now)
            seen_at = now
        user = User(row["actor"], row["name"], tuple(row["teams"].split()))
        reasons = row["reasons_shown"] or REASONS_SHOWN
        shortcuts = bool(row["shortcuts"])
        over_at = (row["began_at"] + LONGEST).replace(tzinfo=UTC)
        ends_at = min((seen_at + IDLE).replace(tzinfo=UTC), over_at)
        return Session(key, user, row["language"], ends_at, over_at, reasons, shortcuts)

    def speak(self, key: str, language: str) -> None:
        """Show the pages of a session in another language."""
        self._change(key, language=language)

    def choose(
        self, key: str, language: str, reasons_shown: int, shortcuts: bool
    ) -> None:
        """Keep what the user of a session chose, for this one and the next."""
        chosen = {"reasons_shown": reasons_shown, "shortcuts": shortcuts}
        self._change(key, language=language, **chosen)

    def end(self, key: str) -> None:
        """End one session at once."""
        self._change(key, ended_at=self._now(), kept=None)

    def end_all_of(self, actor: str) -> int:
        """End every session of a user at once; returns how many there were."""
        theirs = (WEB_SESSION.c.actor == actor, WEB_SESSION.c.ended_at.is_(None))
        over = {"ended_at": self._now(), "kept": None}
        with writing(self._engine, SESSION_LOCK) as connection:
            ended = connection.execute(
                update(WEB_SESSION).where(*theirs).values(**over)
            )
            return ended.rowcount

    def _as_before(self, user: User) -> dict[str, Any]:
        """What the user had chosen in their last session; nothing if there was none."""
        last = (
            select(
                WEB_SESSION.c.language,
                WEB_SESSION.c.reasons_shown,
                WEB_SESSION.c.shortcuts,
            )
            .where(WEB_SESSION.c.actor == user.actor)
            .order_by(WEB_SESSION.c.began_at.desc())
            .limit(1)
        )
        with self._engine.connect() as connection:
            row = connection.execute(last).mappings().one_or_none()
        return dict(row) if row else {}

    def _row(self, key: str) -> Mapping[Any, Any] | None:
        query = select(WEB_SESSION).where(WEB_SESSION.c.key_hash == hashed(key))
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().one_or_none()
        now = self._now()
        if (
            row is None
            or row["ended_at"] is not None
            or now - row["seen_at"] > IDLE
            or now - row["began_at"] > LONGEST
        ):
            return None
        return row

    def _still(
        self,
        key: str,
        row: Mapping[Any, Any] | None,
        again: Callable[[str, str], Proof],
    ) -> Mapping[Any, Any] | None:
        """The session's row, of whom the county's login has said yes a moment ago."""
        given_up = time.monotonic() + PATIENCE
        while row is not None and row["checked_at"] is not None:
            since = self._now() - row["checked_at"]
            if since < CHECK_EVERY:
                return row
            if self._asks_now(row):
                return self._asked(key, row, again)
            # Another page of theirs asks already: what is kept may serve once only.
            if since < CHECKED_WITHIN:
                return row
            if time.monotonic() > given_up:
                raise LoginSilent("it is being asked for too long")
            time.sleep(0.05)
            row = self._row(key)
        return None

    def _asks_now(self, row: Mapping[Any, Any]) -> bool:
        table, now = WEB_SESSION.c, self._now()
        which = (
            table.key_hash == row["key_hash"],
            table.checked_at == row["checked_at"],
            or_(table.checking_at.is_(None), table.checking_at < now - ASKING),
        )
        with writing(self._engine, SESSION_LOCK) as connection:
            claimed = connection.execute(
                update(WEB_SESSION).where(*which).values(checking_at=now)
            )
            return claimed.rowcount == 1

    def _asked(
        self,
        key: str,
        row: Mapping[Any, Any],
        again: Callable[[str, str], Proof],
    ) -> Mapping[Any, Any] | None:
        asked_at, sealer = self._now(), _sealer(key)
        try:
            proof = again(row["subject"], sealer.decrypt(row["kept"]).decode())
            if proof.user.actor != row["actor"]:
                raise NoLonger("the user name is another one now")
        except NoLonger:
            self.end(key)
            return None
        except LoginSilent:
            self._change(key, checking_at=None)
            if asked_at - row["checked_at"] < CHECKED_WITHIN:
                return row
            raise
        self._change(
            key,
            name=proof.user.name,
            teams=" ".join(proof.user.teams),
            kept=sealer.encrypt(proof.kept.encode()).decode(),
            checked_at=asked_at,
            checking_at=None,
        )
        return self._row(key)

    def _change(self, key: str, **values: object) -> None:
        which = (
            WEB_SESSION.c.key_hash == hashed(key),
            WEB_SESSION.c.ended_at.is_(None),
        )
        with writing(self._engine, SESSION_LOCK) as connection:
            connection.execute(update(WEB_SESSION).where(*which).values(**values))

    def _now(self) -> datetime:
        return self._clock().replace(tzinfo=None)


def hashed(key: str) -> str:
    """What the store holds in place of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def _sealer(key: str) -> Fernet:
    # Another digest than the one that the store holds.
    return Fernet(
        urlsafe_b64encode(hashlib.sha256(b"kept with " + key.encode()).digest())
    )
