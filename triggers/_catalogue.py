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
from triggers._approvals import Approved, check_untouched, key_of, read_approvals
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
APPROVALS = "_approvals.yaml"
NOT_MEASURED = (Status.OFF, Status.RETIRED)
# Arguments of a trigger's functions that are not extracts.
SETTING = {"as_of", "p"}


@dataclass(frozen=True, eq=False)
class Trigger:
    """One trigger as it stands by one decision; each is equal to itself alone.

    `stem`: its name in results. A decision on trial has its own beside that of the
    decision in force, such as `many_medicines@2026-12-01`, and the status `shadow`.
    `decided_on`: the first day of its decision.
    """

    stem: str
    module: ModuleType
    definition: Definition
    decision: Decision
    parameters: TriggerParameters
    decided_on: date

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
    def on_trial(self) -> bool:
        """Whether it is measured beside the decision that is in force."""
        return "@" in self.stem

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


def definition(name: str) -> Definition:
    """The YAML of one trigger, by its name in results.

    Raises EditedDecision where a decision is not as it was approved.
    """
    return _read(name.partition("@")[0])


@cache
def _read(stem: str) -> Definition:
    defined = read_definition(ROOM / f"{stem}.yaml")
    check_untouched(stem, defined.decisions, approvals())
    return defined


@cache
def approvals() -> dict[str, Approved]:
    """Decision, such as `many_medicines@2026-12-01`, to its approvals."""
    return read_approvals(ROOM / APPROVALS)


def in_force(stem: str, day: date) -> date | None:
    """The first day of the decision in force on a day; None where there is none.

    A decision is in force from its first day, or from the day on which the second of
    its owners approved it, if that is later.
    """
    return next(
        (first for first in definition(stem).decisions if _approved(stem, first, day)),
        None,
    )


def accepted(stem: str, day: date) -> dict[str, dict[date, str]]:
    """Personas that the decision in force on a day was approved to bring out otherwise.

    Their names to days of their stories to outcomes, instead of those of the story.
    """
    first = in_force(stem, day)
    of = approvals().get(key_of(stem, first)) if first else None
    return of.personas if of else {}


def trials(stem: str, day: date) -> list[date]:
    """The first days of the decisions that are on trial on a day, newest first.

    Newer than the one in force, begun, and not approved by both owners by that day.
    """
    held = in_force(stem, day)
    return [
        first
        for first, made in definition(stem).decisions.items()
        if (held is None or first > held)
        and first <= day
        and made.status not in NOT_MEASURED
    ]


def _approved(stem: str, first_day: date, day: date) -> bool:
    of = approvals().get(key_of(stem, first_day))
    return of is not None and of.on is not None and max(first_day, of.on) <= day


def check_all() -> tuple[int, list[str]]:
    """Read every decision of every trigger; how many, and which are not approved.

    Raises ValueError for the first that is not right, and for an approval of none.
    """
    keys = [
        key_of(stem, first) for stem in stems() for first in definition(stem).decisions
    ]
    for stem in stems():
        for decision in definition(stem).decisions.values():
            parameters_of(stem, decision)
    strangers = sorted(set(approvals()) - set(keys))
    if strangers:
        raise ValueError(
            f"{APPROVALS} names {', '.join(strangers)}, and there is no such decision"
        )
    approved = {key for key, of in approvals().items() if of.on is not None}
    return len(keys), [key for key in keys if key not in approved]


def forget() -> None:
    """Read the files anew when they are asked for next: somebody has written them."""
    for read in (stems, _read, approvals, decided):
        read.cache_clear()


def trigger(stem: str, day: date) -> Trigger | None:
    """One trigger as decided for a day; None when it is off, retired or undecided.

    The days of a decision share one object.
    """
    first = in_force(stem, day)
    if first is None or definition(stem).decisions[first].status in NOT_MEASURED:
        return None
    return decided(stem, first)


@cache
def decided(stem: str, first_day: date, on_trial: bool = False) -> Trigger:
    """One trigger by the decision of a first day, whether it is in force or not.

    `on_trial`: under its own name, and in shadow whatever the decision says. Raises
    ValueError where its parameters are not those of the module.
    """
    defined = definition(stem)
    decision = defined.decisions[first_day]
    parameters = parameters_of(stem, decision)
    if on_trial:
        decision = decision.model_copy(update={"status": Status.SHADOW})
    name = key_of(stem, first_day) if on_trial else stem
    module = import_module(f"triggers.{stem}")
    return Trigger(name, module, defined, decision, parameters, first_day)


def parameters_of(stem: str, decision: Decision) -> TriggerParameters:
    """A decision's parameters, in the form that the trigger's module asks for.

    Raises ValueError where they are not those of the module.
    """
    module = import_module(f"triggers.{stem}")
    asked = module.Parameters.model_fields
    values = {
        name: _value(given, asked[name].annotation if name in asked else None)
        for name, given in decision.parameters.items()
    }
    try:
        found: TriggerParameters = module.Parameters.model_validate(values)
    except ValueError as error:
        raise ValueError(f"{stem}.yaml: {error}") from error
    return found


def _value(given: Sourced, asked: Any) -> Any:
    """A parameter's value; a codelist in its groups where the module asks for them."""
    if given.codelist is None:
        return given.value
    return (groups_of if asked is CodeGroups else codes_of)(given.codelist)


def triggers_on(day: date, only: tuple[str, ...] = ()) -> list[Trigger]:
    """The triggers that are measured on a day, live and shadow, by stem.

    The decisions of a trigger that are on trial come after the one in force. `only`
    narrows to some stems. Raises ValueError for an unknown stem, and when no
    trigger is measured that day: a night without triggers would look quiet.
    """
    unknown = set(only) - set(stems())
    if unknown:
        raise ValueError(
            f"no trigger is called {', '.join(sorted(unknown))}; "
            f"there are: {', '.join(stems())}"
        )
    measured = []
    for stem in only or stems():
        measured += [one] if (one := trigger(stem, day)) else []
        measured += [decided(stem, first, on_trial=True) for first in trials(stem, day)]
    if not measured:
        raise ValueError(
            f"no trigger is decided for {day}: every decision begins later, is not "
            "approved, or says off or retired; choose a later day or add a decision"
        )
    return measured
