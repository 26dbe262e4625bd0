"""Who is on the way through the county's login: once, in one browser, for a while."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, insert

from web.provider import Begun
from web.sessions import hashed
from worklist.store import SESSION_LOCK, writing
from worklist.tables import WEB_LOGIN

# For a slow second factor.
AT_MOST = timedelta(minutes=10)


class Logins:
    """Those who were sent away and are not back; `clock` tells the time in UTC."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine, self._clock = engine, clock

    def add(self, browser: str, begun: Begun, goes_to: str) -> None:
        """Somebody is sent away, who will go to a page of ours afterwards."""
        now = self._clock().replace(tzinfo=None)
        row = {
            "state_hash": hashed(begun.state),
            "browser_hash": hashed(browser),
            "nonce": begun.nonce,
            "verifier": begun.verifier,
            "goes_to": goes_to,
            "began_at": now,
        }
        with writing(self._engine, SESSION_LOCK) as connection:
            stale = WEB_LOGIN.c.began_at < now - AT_MOST
            connection.execute(delete(WEB_LOGIN).where(stale))
            connection.execute(insert(WEB_LOGIN), row)

    def take(self, browser: str, state: str) -> tuple[str, str, str] | None:
        """The nonce, the verifier and the page of who comes back; never a second time.

        Null: nobody was sent away so from this browser, or too long ago.
        """
        table = WEB_LOGIN.c
        query = (
            delete(WEB_LOGIN)
            .where(
                table.state_hash == hashed(state),
                table.browser_hash == hashed(browser),
                table.began_at >= self._clock().replace(tzinfo=None) - AT_MOST,
            )
            .returning(table.nonce, table.verifier, table.goes_to)
        )
        with writing(self._engine, SESSION_LOCK) as connection:
            row = connection.execute(query).one_or_none()
        return (row.nonce, row.verifier, row.goes_to) if row else None
