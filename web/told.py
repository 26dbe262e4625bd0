"""What was recorded of a client, as it is told in the place of the row."""

from dataclasses import dataclass
from datetime import date, datetime

from web.choices import Choice


@dataclass(frozen=True)
class Told:
    """What stands in the place of a row once something was recorded, or was not.

    `said`: what, in words; `actor` and `at` (UTC): by whom and when. `seen`: how many
    recordings there are by now. `undone`: it was taken back. `refused`: somebody had
    recorded this first, so that nothing new was recorded.
    `undoable`: no night knows of it yet. `follow_ups`: what may be added right away.
    """

    ref: str
    name: str
    said: str
    actor: str
    at: datetime
    seen: int
    opened_on: date
    undone: bool = False
    refused: bool = False
    undoable: bool = True
    follow_ups: tuple[Choice, ...] = ()
