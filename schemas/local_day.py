"""The calendar day where the county is."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Helsinki")


def local_day(at: datetime) -> date:
    """The calendar day in Helsinki at a moment that knows its zone."""
    return at.astimezone(ZONE).date()
