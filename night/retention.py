"""What may be deleted, since the days for which it is kept are over.

Deleted are the landings, what nights made of their rows alone, refused rows, and what
is left of sessions. Nights' results, lists, recordings and the access log stay: where
each client stands follows from them, and so does the answer to who saw a client. The
newest night keeps all that it has, however old it is.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, Engine, and_, delete, exists, func, select

from night.places import Places, earlier_nights
from quality.quarantine import ADMITTED, QUARANTINED
from schemas.settings import Settings
from worklist.store import SESSION_LOCK, writing
from worklist.tables import WEB_SESSION


@dataclass(frozen=True)
class Purged:
    """What was deleted, or would be: folders and files, oldest first, and sessions."""

    paths: tuple[Path, ...]
    sessions: int


def purge(
    settings: Settings, engine: Engine, today: date, try_out: bool = False
) -> Purged:
    """Delete what is past its days; `try_out`: only tell of it.

    Run again after it was stopped, it deletes what is left.
    """
    paths = tuple(_past(settings, today))
    since = today - timedelta(days=settings.county.retention.session_days)
    over = _over(datetime.combine(since, time()))
    with writing(engine, SESSION_LOCK) as connection:
        query = select(func.count()).select_from(WEB_SESSION).where(over)
        sessions = connection.scalar(query) or 0
        if not try_out:
            connection.execute(delete(WEB_SESSION).where(over))
    for path in () if try_out else paths:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    return Purged(paths, sessions)


def _past(settings: Settings, today: date) -> Iterator[Path]:
    kept, nights = settings.county.retention, earlier_nights(settings.home, date.max)
    landed = [] if settings.landing else (settings.home / "landing").glob("????-??-??")
    days = {*nights, *(date.fromisoformat(one.name) for one in landed)}
    for as_of in sorted(days - {*nights[-1:]}):
        age, places = (today - as_of).days, Places.of(settings, as_of)
        if age > kept.raw_days:
            # One landing for all days is the county's own, and the newest night's too.
            own = [] if settings.landing else [places.landing]
            raw = [*own, places.folder / "buckets"]
            yield from (path for path in raw if path.is_dir())
            yield from sorted(places.folder.glob(f"extracts/*/{ADMITTED}"))
        if age > kept.quarantine_days:
            yield from sorted(places.folder.glob(f"extracts/*/{QUARANTINED}"))


def _over(since: datetime) -> ColumnElement[bool]:
    """Sessions unused since then, but each user's newest: it holds their settings."""
    later = WEB_SESSION.alias()
    newer = exists().where(
        later.c.actor == WEB_SESSION.c.actor, later.c.began_at > WEB_SESSION.c.began_at
    )
    return and_(WEB_SESSION.c.seen_at < since, newer)
