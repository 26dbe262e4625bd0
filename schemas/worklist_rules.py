"""How long things last on a worklist: a county may set each, and each is ours."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Days = Annotated[int, Field(ge=1)]


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
