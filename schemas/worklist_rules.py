"""How long things last on a worklist: a county may set each, and each is ours."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from schemas.suppression_rules import SuppressionRules

Days = Annotated[int, Field(ge=1)]


class Backlog(StrEnum):
    """What becomes of those for whom a trigger held when it was first assessed.

    All are listed at once, nobody is until something new begins to hold, or so many a
    night are, after what is new.
    """

    ALL = "all"
    NEW_ONLY = "new_only"
    N_PER_NIGHT = "n_per_night"


class WorklistRules(BaseModel):
    """Days and counts of the life of an episode."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lapses_after: int = Field(
        ge=0, default=14, description="Nights for which no trigger has held any more."
    )
    expires_after: Days = Field(
        default=30, description="Nights on the list with nothing recorded."
    )
    tries_again_after: Days = Field(
        default=7, description="Days until a client who was not reached comes back."
    )
    tries: Days = Field(
        default=3, description="How often a client is not reached before it closes."
    )
    longest_snooze: Days = Field(
        default=180, description="Days that a snooze may last at most."
    )
    clearly_worse: float = Field(
        gt=1,
        default=1.5,
        description="How many times as far a value ends the rest after a closing.",
    )
    backlog: Backlog = Field(
        default=Backlog.N_PER_NIGHT,
        description="How what was found all at once is released.",
    )
    backlog_per_night: int | None = Field(
        ge=1,
        default=None,
        description="How many of it a team takes a night; null: as many as it takes.",
    )
    overdue_after: Days = Field(
        default=14, description="Days that an episode waits before it is overdue."
    )
    urgent_overdue_after: Days = Field(
        default=3,
        description="The same for a crisis or a concern that somebody raised.",
    )
    suppression: SuppressionRules = SuppressionRules()
