"""What a night comes to, in counts: the end of the terminal's story and of a report."""

import json
from datetime import date

from pydantic import BaseModel, ConfigDict

from night.manifest import NightManifest
from night.places import Places
from schemas.settings import Settings


class ListSummary(BaseModel):
    """What one team got: a list, an empty-list note or a failure note.

    `path`: where it stands here; null: it went elsewhere.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    team: str
    kind: str
    rows: int
    new: int
    queued: int
    path: str | None


class NightSummary(BaseModel):
    """Counts alone; `seconds` per step are filled in by whoever ran the steps."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    night: NightManifest
    lists: tuple[ListSummary, ...]
    seconds: dict[str, float] = {}


def summarise(
    settings: Settings, as_of: date, seconds: dict[str, float] | None = None
) -> NightSummary:
    """Read what the steps of a night wrote.

    Raises ValueError when the night was not run to its end.
    """
    places = Places.of(settings, as_of)
    if not places.manifest.is_file():
        raise ValueError(
            f"{as_of}: this night was not run to its end; run it with "
            f"`herate night --as-of {as_of}`"
        )
    delivered = json.loads(places.delivered.read_text(encoding="utf-8"))
    return NightSummary(
        night=NightManifest.model_validate_json(places.manifest.read_bytes()),
        lists=tuple(ListSummary.model_validate(one) for one in delivered),
        seconds=seconds or {},
    )
