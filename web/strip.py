"""A strip of dots over a year: a picture of the timeline, which says all in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from night.evidence import Event
from schemas.contacts import ServiceFamily, Status

DAYS = 365
WIDTH = 600
LANE = 18
LANES = ("emergency", "missed", "contact", "other")


@dataclass(frozen=True)
class Dot:
    """One event: how far from the left and from the top, in units of the picture."""

    x: float
    y: int
    lane: str


@dataclass(frozen=True)
class Strip:
    """The dots of a year; `months`: where each of its months begins."""

    dots: tuple[Dot, ...]
    months: tuple[tuple[float, date], ...]
    lanes: tuple[tuple[str, int], ...]
    width: int = WIDTH

    @property
    def height(self) -> int:
        """The lanes and the line of months under them."""
        return LANE * (len(self.lanes) + 1)


def strip_of(events: Iterable[Event], as_of: date) -> Strip:
    """The dots of the events in the year that ends with the as-of day."""
    first = as_of - timedelta(days=DAYS - 1)
    told = [(one.day, _lane(one)) for one in events if first <= one.day <= as_of]
    used = [lane for lane in LANES if lane in {lane for _, lane in told}]
    top = {lane: LANE * at + LANE // 2 for at, lane in enumerate(used)}
    days = (first + timedelta(days=n) for n in range(DAYS))
    return Strip(
        dots=tuple(Dot(_x(day, first), top[lane], lane) for day, lane in told),
        months=tuple((_x(day, first), day) for day in days if day.day == 1),
        lanes=tuple(top.items()),
    )


def _lane(one: Event) -> str:
    if one.extract != "contacts":
        return "other"
    if one.row["status"] == Status.NO_SHOW:
        return "missed"
    emergency = one.row["service_family"] == ServiceFamily.EMERGENCY
    return "emergency" if emergency else "contact"


def _x(day: date, first: date) -> float:
    return round((day - first).days / DAYS * WIDTH, 1)
