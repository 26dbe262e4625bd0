"""Teams of a simulation: what they record of their lists each working day."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy import Engine

from schemas.settings import Settings
from worklist.lists import TeamList
from worklist.recorded import UNDONE, Recording, record, undo
from worklist.routing import Routing
from worklist.rows import Row
from worklist.states import State
from worklist.vocabulary import Effect, vocabulary

DEFAULT = Path(__file__).with_name("teamwork.yaml")
Share = float
AT_WORK = time(9)
TAKE, TRANSFER = "taken", "transferred"


class Teamwork(BaseModel):
    """A stated model of what teams do with their lists.

    `rows_per_day`: rows that a team opens on a working day (ISO weekday numbers).
    `outcomes`: code to its share of what they record. `finished_per_day`: share of
    what is in somebody's hands. `undone`: share of recordings that are undone and
    recorded again. `silent_teams` record nothing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    rows_per_day: int = Field(ge=0)
    working_days: frozenset[int]
    finished_per_day: Share = Field(ge=0, le=1)
    undone: Share = Field(ge=0, le=1)
    silent_teams: frozenset[str] = frozenset()
    outcomes: dict[str, Share]
    snooze_days: int = Field(ge=1)

    @model_validator(mode="after")
    def _known(self) -> "Teamwork":
        unknown = set(self.outcomes) - set(vocabulary().dispositions)
        if unknown:
            raise ValueError(f"nobody can record {', '.join(sorted(unknown))}")
        if abs(sum(self.outcomes.values()) - 1) > 1e-9:
            raise ValueError("the shares of the outcomes must add up to one")
        return self


def read_teamwork(path: Path = DEFAULT) -> Teamwork:
    """The model in a YAML file; raises ValueError when it is not valid."""
    try:
        return Teamwork.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValueError) as error:
        said = " ".join(str(error).split())
        raise ValueError(f"{path}: this is no model of teamwork: {said}") from None


def work(
    store: Engine,
    settings: Settings,
    routing: Routing,
    lists: Iterable[TeamList],
    model: Teamwork,
    seed: int,
) -> int:
    """Record what teams do on the morning after the night of their lists.

    The same seed and lists give the same recordings. Returns how many there were.
    """
    count = 0
    for one in lists:
        morning = one.as_of + timedelta(days=1)
        if morning.isoweekday() not in model.working_days:
            continue
        if one.code in model.silent_teams:
            continue
        names = (ord(letter) for letter in one.code)
        chance = np.random.default_rng([seed, morning.toordinal(), *names])
        for row, code in _opened(one, routing, model, chance):
            recording = _recording(row, code, one, morning, routing, model, chance)
            again = chance.random() < model.undone
            count += _put(store, settings, routing, recording, morning, again)
    return count


def _opened(
    one: TeamList, routing: Routing, model: Teamwork, chance: np.random.Generator
) -> Iterator[tuple[Row, str]]:
    codes = list(model.outcomes)
    shares = list(model.outcomes.values())
    finishing = [
        code for code in codes if vocabulary().dispositions[code].effect == Effect.CLOSE
    ]
    waiting = [row for row in one.rows if row.state == State.LISTED]
    for row in waiting[: model.rows_per_day]:
        code = str(chance.choice(codes, p=shares))
        alone = code == TRANSFER and not _others(one, routing)
        yield row, TAKE if alone else code
    for row in one.rows:
        if row.state == State.TAKEN and chance.random() < model.finished_per_day:
            yield row, str(chance.choice(finishing))


def _recording(
    row: Row,
    code: str,
    one: TeamList,
    morning: date,
    routing: Routing,
    model: Teamwork,
    chance: np.random.Generator,
) -> Recording:
    kind = vocabulary().dispositions[code]
    return Recording(
        client_id=row.client_id,
        opened_on=row.opened_on,
        code=code,
        actor=f"{one.code}-1",
        team=one.code,
        source="simulation",
        reason=str(chance.choice(list(kind.reasons))) if kind.reasons else None,
        until=(
            morning + timedelta(days=model.snooze_days)
            if kind.effect == Effect.SNOOZE
            else None
        ),
        to_team=(
            str(chance.choice(_others(one, routing)))
            if kind.effect == Effect.TRANSFER
            else None
        ),
        seen=row.recorded,
    )


def _others(one: TeamList, routing: Routing) -> list[str]:
    # Clients of a named role are passed on among named roles alone.
    return [
        code
        for code, team in routing.teams.items()
        if code != one.code and (team.named_role or not one.team.named_role)
    ]


def _put(
    store: Engine,
    settings: Settings,
    routing: Routing,
    one: Recording,
    morning: date,
    again: bool,
) -> int:
    at = datetime.combine(morning, AT_WORK, UTC)
    rules = settings.county.worklist
    record(store, one, at, morning, routing, rules)
    if not again:
        return 1
    back = Recording(
        one.client_id, one.opened_on, UNDONE, one.actor, one.team, one.source
    )
    undo(store, back, at, morning, rules)
    record(store, replace(one, seen=None), at, morning, routing, rules)
    return 3
