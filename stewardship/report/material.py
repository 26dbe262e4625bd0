"""What the report is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import polars as pl

from stewardship.labels import LabelSource
from triggers._catalogue import Trigger
from triggers._decisions import Threshold


class Change(Protocol):
    """Two decisions or limits, now (`a`) and proposed (`b`), over the same nights.

    `changes`: what is decided otherwise, with what each says. `per_team`: as
    `stewardship.change.per_team` gives it; of whole decisions it has also
    `already_supported`, `first_morning` counts all triggers, and precision is of the
    gained alone. `nights`: `as_of`, `both`, `gained`, `lost`, `neither`. `groups`:
    `group`, `value`, `people`, `fired_a`, `fired_b`. `personas`: `persona`, `on`,
    `before`, `after`.
    """

    @property
    def changes(self) -> tuple[tuple[str, str, str], ...]: ...
    @property
    def per_team(self) -> pl.DataFrame: ...
    @property
    def nights(self) -> pl.DataFrame: ...
    @property
    def groups(self) -> pl.DataFrame: ...
    @property
    def personas(self) -> pl.DataFrame: ...


@dataclass(frozen=True)
class Material:
    """All that the report tells, in frames of counts; no client is in them.

    `threshold`: the one whose limits are told. `then`: the proposed limit; null: the
    proposal does not move it, or there is none. `nights`: their days, in order.
    `labelled`: people with a label. `teams`, `triggers`: names by code and stem, each
    in the report's language. `by_limit`: what `stewardship.sweep.sweep` tells, and of
    reviews what `stewardship.reviewed.corrected_by_limit` does. `by_team`: by `team`,
    what `sweep` and `new_per_week` tell; null: there is one night alone. `capacity`:
    `team`, `capacity`. `overlap`: as `stewardship.change.overlap`. `groups`: as in a
    change, without `fired_b` where none is proposed. `whole`: the change is of all
    triggers together, as a comparison of decisions tells it.
    """

    one: Trigger
    threshold: Threshold
    then: float | None
    nights: tuple[date, ...]
    source: LabelSource
    labelled: int
    teams: Mapping[str, str]
    triggers: Mapping[str, str]
    by_limit: pl.DataFrame
    by_team: pl.DataFrame | None
    capacity: pl.DataFrame
    overlap: pl.DataFrame
    groups: pl.DataFrame
    change: Change | None
    whole: bool = False
