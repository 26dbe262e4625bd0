"""The calendar day where the county is."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Helsinki")


def today(now: datetime | None = None) -> date:
    """The calendar day in Helsinki, now or at another moment that knows its zone."""
    return (now or datetime.now(UTC)).astimezone(ZONE).date()
