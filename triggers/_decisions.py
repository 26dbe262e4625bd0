"""What a trigger's YAML says: names, measures in words, and dated decisions."""

import operator
from collections.abc import Callable, Hashable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

import polars as pl
import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from schemas.register import Register
from schemas.roles import Role

LANGUAGES = ("fi", "sv", "en")
COMPARE: dict[str, Callable[[Any, float], Any]] = {
    "at_least": operator.ge,
    "more_than": operator.gt,
    "at_most": operator.le,
    "below": operator.lt,
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TriggerParameters(_Strict):
    """Base of each trigger's `Parameters`: what it needs beyond thresholds."""


class Words(_Strict):
    """One sentence or name in the three languages; none may be missing."""

    fi: str = Field(min_length=1)
    sv: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Status(StrEnum):
    """How far a decision lets its trigger go."""

    OFF = "off"
    SHADOW = "shadow"
    LIVE = "live"
    RETIRED = "retired"


class Stands(StrEnum):
    """Whether a trigger lists people by itself.

    One that holds for many stands only beside another family: it adds its reason, and
    two families that both stand beside another list a person together.
    """

    ALONE = "alone"
    BESIDE = "beside_another_family"


class MeasureWords(_Strict):
    """How one measure is said, and what it means when a person has no rows.

    `absent`: the value of a person without rows (0 for counts), or null: without rows
    the measure cannot be told. `window`: the parameter that holds its days. `one`: the
    label of a value of one, where it is another than that of several.
    `p_value`: the measure is the chance, in per cent, of a value like this if nothing
    had changed, so that a night tells how many would be kept of so many tests. Its
    limit decides and is explained, and no list tells it: it is no fact of a person.
    """

    label: Words
    one: Words | None = None
    unit: str = ""
    window: str | None = None
    decimals: int = Field(default=0, ge=0, le=2)
    absent: float | None = None
    p_value: bool = False


class Threshold(_Strict):
    """One measure against one limit, with an explicit operator."""

    measure: str
    at_least: float | None = None
    more_than: float | None = None
    at_most: float | None = None
    below: float | None = None
    source: str = Field(min_length=1)

    @model_validator(mode="after")
    def _one_operator(self) -> "Threshold":
        if sum(limit is not None for limit in self._limits().values()) != 1:
            raise ValueError(
                f"the threshold of {self.measure} needs exactly one of "
                f"{', '.join(COMPARE)}"
            )
        return self

    def _limits(self) -> dict[str, float | None]:
        return {name: getattr(self, name) for name in COMPARE}

    @property
    def operator(self) -> str:
        """The name of the operator, such as `at_least`."""
        return next(name for name, limit in self._limits().items() if limit is not None)

    @property
    def limit(self) -> float:
        """The limit, in the measure's unit."""
        return next(limit for limit in self._limits().values() if limit is not None)

    def holds(self, value: pl.Expr) -> pl.Expr:
        """True where the value meets the limit; null where the value is null."""
        return COMPARE[self.operator](value, self.limit)

    def met_by(self, value: float) -> bool:
        """Whether one value meets the limit."""
        return COMPARE[self.operator](value, self.limit)


class Condition(_Strict):
    """Thresholds combined by one level of `any` or `all`."""

    any: tuple[Threshold, ...] = ()
    all: tuple[Threshold, ...] = ()

    @model_validator(mode="after")
    def _one_level(self) -> "Condition":
        if bool(self.any) == bool(self.all):
            raise ValueError("a condition has either `any` or `all` thresholds")
        return self

    @property
    def thresholds(self) -> tuple[Threshold, ...]:
        """The thresholds, whichever way they are combined."""
        return self.any or self.all

    def in_words(self) -> str:
        """The condition on one line: `points at least 5 and meetings at least 8`."""
        return (" or " if self.any else " and ").join(
            f"{one.measure} {one.operator.replace('_', ' ')} {one.limit:g}"
            for one in self.thresholds
        )


class Remark(_Strict):
    """A further limit that is told on the row and never makes a person fire."""

    when: Condition
    says: Words


class Sourced(_Strict):
    """A parameter's value with where it comes from; `ours` says that it is ours."""

    value: Any = None
    codelist: str | None = None
    source: str = Field(min_length=1)


class Decision(_Strict):
    """What was decided from one day on; never edited once it was approved."""

    status: Status
    stands: Stands = Stands.ALONE
    fires_when: Condition
    parameters: dict[str, Sourced]
    remarks: tuple[Remark, ...] = ()
    because: str = Field(min_length=1)
    quote: str = Field(min_length=1)
    seed_lines: tuple[Annotated[str, Field(pattern=r"^S[0-4]:\d+$")], ...]
    decided_by: str = Field(min_length=1)
    review_by: date

    @field_validator("status", mode="before")
    @classmethod
    def _off_is_a_word(cls, given: Any) -> Any:
        # To YAML 1.1 a plain `off` is a boolean.
        return Status.OFF if given is False else given

    @property
    def does(self) -> dict[str, Any]:
        """All that decides what it does; not why, by whom, nor where it comes from."""
        return {
            "status": self.status,
            "stands": self.stands,
            "fires when": self.fires_when.in_words(),
            **{
                f"parameter {name}": one.codelist or one.value
                for name, one in self.parameters.items()
            },
        }


Family = Literal[
    "human",
    "medicines",
    "appointments",
    "spread",
    "chronic",
    "mind",
    "crisis",
    "addiction",
    "life",
    "volume",
    "coordination",
]


class Definition(_Strict):
    """One trigger's YAML file.

    `counts` and `leaves_out` tell a nurse in plain words what the module's prose says
    exactly, without numbers; `seen_by` names the roles that may see its evidence.
    `to_client`: the sentence that the client may be told, said to them; null: they are
    told no more than that somebody wishes to be in touch.
    """

    id: str = Field(pattern=r"^T\d{2}[a-j]?$")
    family: Family
    registers: tuple[Register, ...] = Field(min_length=1)
    seen_by: tuple[Role, ...] = Field(default=(Role.ANY,), min_length=1)
    name: Words
    explains: Words
    asks: Words
    to_client: Words | None = None
    counts: Words
    leaves_out: Words
    not_assessable: dict[str, Words] = {}
    not_applicable: Words | None = None
    measures: dict[str, MeasureWords]
    decisions: dict[date, Decision]

    @model_validator(mode="after")
    def _what_few_may_see_is_not_told(self) -> "Definition":
        if self.restricted and self.to_client is not None:
            raise ValueError("what only some roles may see has no words for the client")
        return self

    @model_validator(mode="after")
    def _thresholds_name_measures(self) -> "Definition":
        for decision in self.decisions.values():
            conditions = [decision.fires_when, *(r.when for r in decision.remarks)]
            for threshold in (t for c in conditions for t in c.thresholds):
                if threshold.measure not in self.measures:
                    raise ValueError(f"unknown measure {threshold.measure}")
        for measure in self.measures.values():
            for decision in self.decisions.values():
                if measure.window and measure.window not in decision.parameters:
                    raise ValueError(f"unknown window {measure.window}")
        if list(self.decisions) != sorted(self.decisions, reverse=True):
            raise ValueError("decisions stand newest first")
        return self

    @property
    def newest(self) -> Decision:
        """The decision on top, whether its day has come or not."""
        return next(iter(self.decisions.values()))

    @property
    def restricted(self) -> bool:
        """Whether only some roles may see the evidence."""
        return Role.ANY not in self.seen_by


class UniqueKeyLoader(yaml.CSafeLoader):
    """Plain YAML keeps the last of two equal keys; nothing given twice may hide."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        repeated = {key for key in keys if keys.count(key) > 1}
        if repeated:
            where = f"{node.start_mark.name}, line {node.start_mark.line + 1}"
            raise ValueError(f"{where}: given twice: {sorted(map(str, repeated))}")
        return super().construct_mapping(node, deep)


def read_definition(path: Path) -> Definition:
    """Read one trigger's YAML.

    Raises ValueError that names the file when it is not a valid definition.
    """
    return parse_definition(path.read_text(encoding="utf-8"), path.name)


def parse_definition(text: str, name: str) -> Definition:
    """The same of a text; `name` is the file's."""
    try:
        return Definition.model_validate(yaml.load(text, UniqueKeyLoader))
    except (ValueError, yaml.YAMLError) as error:
        raise ValueError(f"{name}: {error}") from error
