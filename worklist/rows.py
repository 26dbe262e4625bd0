"""The rows of a list: what a team is told of one client."""

from dataclasses import dataclass
from datetime import date

from worklist.handled import Handled
from worklist.states import State


@dataclass(frozen=True)
class Reason:
    """Why a client is listed by one trigger, in the team's language.

    `facts` are sentences with value, limit and window; `asks` is a question for the
    professional; `new` says that the trigger began to hold after the episode opened,
    `ended` that it no longer holds, or is no longer in use. A reason that the team may
    not see has an empty `trigger` and no facts.
    """

    trigger: str
    name: str
    facts: tuple[str, ...]
    asks: str
    new: bool = False
    ended: bool = False


@dataclass(frozen=True)
class KeptOff:
    """Why a client is kept off the list, in the team's language, and since which night.

    `rule` is empty where the team may not see it. `until`: the last as-of day on which
    it holds if nothing more is recorded; null: not known, or not shown.
    """

    rule: str
    because: str
    since: date
    until: date | None


@dataclass(frozen=True)
class Row:
    """One client on a list, in its queue, asleep until a day, or kept off the list.

    Made by `worklist.masking` alone: what the team may not see is not in it. `segment`,
    `families` and `newest_on` null: not known, or not this team's to see. `overdue`:
    the days for which the county lets it wait, where it has waited for longer; null: it
    has not. `restricted`: the client is under a non-disclosure order, or a reason on
    the row is for few eyes: it leaves the product only where the county lets it.
    `recorded`: how often something was recorded of the episode, which a recording must
    have seen. `transferred`: another team sent the client here. `wakes_on`: the morning
    on which a snoozed client comes back, or came. `earlier`: how an earlier episode of
    the client was handled; null: none was, or the team may not see it. `kept_off`:
    null: no rule keeps the client off. `social_worker`, `care_lead`: somebody is named;
    null: not known, or not this team's to see.
    """

    client_id: str
    opened_on: date
    listed_on: date | None
    age: int | None
    language: str | None
    segment: int | None
    families: int | None
    newest_on: date | None
    reasons: tuple[Reason, ...]
    state: State = State.LISTED
    wakes_on: date | None = None
    recorded: int = 0
    transferred: bool = False
    overdue: int | None = None
    restricted: bool = False
    earlier: Handled | None = None
    kept_off: KeptOff | None = None
    social_worker: bool | None = None
    care_lead: bool | None = None

    @property
    def masked(self) -> bool:
        """Whether a reason is hidden from the team."""
        return any(not reason.trigger for reason in self.reasons)
