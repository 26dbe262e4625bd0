"""Finds the triggers of this room and puts module and decision together."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl

from schemas.admitted import COUNTY
from schemas.codelists import codes_of, groups_of
from schemas.codes import CodeGroups
from triggers._decisions import (
    Decision,
    Definition,
    Sourced,
    Stands,
    Status,
    TriggerParameters,
    read_definition,
)

ROOM = Path(__file__).parent
# Arguments of a trigger's functions that are not extracts.
SETTING = {"as_of", "p"}


@dataclass(frozen=True, eq=False)
class Trigger:
    """One trigger as it stands by one decision; each is equal to itself alone."""

    stem: str
    module: ModuleType
    definition: Definition
    decision: Decision
    parameters: TriggerParameters

    @property
    def extracts(self) -> frozenset[str]:
        """The extracts that it reads, by name, itself or through the county's days."""
        return frozenset(COUNTY.get(name, name) for name in self.frames)

    @property
    def frames(self) -> frozenset[str]:
        """The frames that it reads, by name: extracts, and those about the county."""
        return frozenset(
            name
            for function in (self.module.counted, self.module.measure, self.concerned)
            if function is not None
            for name in reads(function)
        )

    @property
    def live(self) -> bool:
        """Whether people who fire may be listed."""
        return self.decision.status == Status.LIVE

    @property
    def stands_alone(self) -> bool:
        """Whether it lists people by itself, not only beside another family."""
        return self.decision.stands == Stands.ALONE

    @property
    def concerned(self) -> Callable[..., pl.LazyFrame] | None:
        """The function that names the people whom the rule is about; None: all."""
        return getattr(self.module, "concerned", None)

    def call(
        self,
        function: Callable[..., pl.LazyFrame],
        extracts: dict[str, pl.LazyFrame],
        as_of: date,
    ) -> pl.LazyFrame:
        """Call one of the module's functions with the frames that it names."""
        rows = {name: extracts[name] for name in reads(function)}
        return function(**rows, as_of=as_of, p=self.parameters)


def reads(function: Callable[..., pl.LazyFrame]) -> list[str]:
    """The frames that a trigger's function reads: its other argument names."""
    return [
        name for name in inspect.signature(function).parameters if name not in SETTING
    ]


@cache
def stems() -> tuple[str, ...]:
    """The stems of all triggers, in alphabetical order."""
    return tuple(
        sorted(p.stem for p in ROOM.glob("*.py") if not p.stem.startswith("_"))
    )


@cache
def definition(stem: str) -> Definition:
    """The YAML of one trigger."""
    return read_definition(ROOM / f"{stem}.yaml")


def trigger(stem: str, day: date) -> Trigger | None:
    """One trigger as decided for a day; None when it is off, retired or undecided.

    The days of a decision share one object.
    """
    defined = definition(stem)
    decision = defined.decision_on(day)
    if decision is None or decision.status in (Status.OFF, Status.RETIRED):
        return None
    return _decided(stem, defined.first_day(decision))


@cache
def _decided(stem: str, first_day: date) -> Trigger:
    defined = definition(stem)
    decision = defined.decisions[first_day]
    module = import_module(f"triggers.{stem}")
    asked = module.Parameters.model_fields
    values = {
        name: _value(given, asked[name].annotation if name in asked else None)
        for name, given in decision.parameters.items()
    }
    try:
        parameters = module.Parameters.model_validate(values)
    except ValueError as error:
        raise ValueError(f"{stem}.yaml: {error}") from error
    return Trigger(stem, module, defined, decision, parameters)


def _value(given: Sourced, asked: Any) -> Any:
    """A parameter's value; a codelist in its groups where the module asks for them."""
    if given.codelist is None:
        return given.value
    return (groups_of if asked is CodeGroups else codes_of)(given.codelist)


def triggers_on(day: date, only: tuple[str, ...] = ()) -> list[Trigger]:
    """The triggers that are measured on a day, live and shadow, by stem.

    `only` narrows to some stems. Raises ValueError for an unknown stem, and when no
    trigger is measured that day: a night without triggers would look quiet.
    """
    unknown = set(only) - set(stems())
    if unknown:
        raise ValueError(
            f"no trigger is called {', '.join(sorted(unknown))}; "
            f"there are: {', '.join(stems())}"
        )
    found = (trigger(stem, day) for stem in only or stems())
    measured = [one for one in found if one is not None]
    if not measured:
        raise ValueError(
            f"no trigger is decided for {day}: every decision begins later, or says "
            "off or retired; choose a later day or add a decision"
        )
    return measured
