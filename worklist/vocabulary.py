"""What people may record of an episode, and how an episode ends by itself."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

PATH = Path(__file__).with_name("dispositions.yaml")


class Effect(StrEnum):
    """What a recording does to its episode."""

    TAKE = "take"
    CLOSE = "close"
    SNOOZE = "snooze"
    TRY_AGAIN = "try_again"
    TRANSFER = "transfer"


class Label(StrEnum):
    """What a recording, or its absence, says of the suggestion.

    `known`: true, and nothing new. `data`, `service`, `routing`: the data, the service
    or the routing is what to mend. `no_answer` is never counted as a negative.
    """

    POSITIVE = "positive"
    PARTIAL = "partial"
    KNOWN = "known"
    NEGATIVE = "negative"
    DATA = "data"
    SERVICE = "service"
    ROUTING = "routing"
    UNKNOWN = "unknown"
    NO_ANSWER = "no_answer"
    EXCLUDED = "excluded"
    NONE = "none"


TaskStatus = Literal[
    "in-progress",
    "on-hold",
    "completed",
    "rejected",
    "cancelled",
    "entered-in-error",
]


Language = Literal["fi", "sv", "en"]
CHOOSE_REASON = {"fi": "valitse syy", "sv": "välj orsak", "en": "choose a reason"}


@dataclass(frozen=True)
class Choice:
    """One choice of a list: its words, the code, and the days of a snooze.

    `plain`: the words without the hint that a reason is needed.
    """

    text: str
    plain: str
    code: str
    days: int | None


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    fi: str = Field(min_length=1)
    sv: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Reason(_Words):
    """Why; it may say more of the suggestion than its code does."""

    label: Label | None = None
    task_status: TaskStatus | None = None


class Ending(_Words):
    """How an episode ended, and when the client may be listed again.

    `cool_down`: days in which the same kind of reason does not list the client.
    `returns_after`: days after which what has held ever since does; null: never.
    `recorded`: the words once it was recorded; null: the same.
    """

    label: Label
    cool_down: int = Field(ge=0, default=0)
    returns_after: int | None = Field(ge=0, default=0)
    task_status: TaskStatus
    recorded: _Words | None = None

    @model_validator(mode="after")
    def _recorded_says_more(self) -> "Ending":
        if self.recorded and any(
            getattr(self.recorded, one) == getattr(self, one)
            for one in _Words.model_fields
        ):
            raise ValueError("what was recorded is said as it is chosen; leave it out")
        return self

    def told(self, language: str) -> str:
        """The words in which it is told that this was recorded."""
        return str(getattr(self.recorded or self, language))


class Kind(Ending):
    """One thing that people may record; with `reasons`, one of them is needed.

    `ends`: days of a snooze that a list offers, with their words. `followed_by`: the
    code that may be added to the episode that this one closed, until a night knows of
    it; it changes nothing of how the episode ended.
    """

    effect: Effect
    reasons: dict[str, Reason] = {}
    ends: dict[int, _Words] = {}
    followed_by: str | None = None


class Vocabulary(BaseModel):
    """All codes that people record, and those that no person does."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dispositions: dict[str, Kind]
    automatic: dict[Literal["lapsed", "expired"], Ending]

    @model_validator(mode="after")
    def _codes_are_told_apart(self) -> "Vocabulary":
        both = self.dispositions.keys() & self.automatic.keys()
        if both:
            raise ValueError(f"{', '.join(sorted(both))} is recorded and automatic")
        return self

    @model_validator(mode="after")
    def _what_follows_is_a_code(self) -> "Vocabulary":
        for code, kind in self.dispositions.items():
            if kind.followed_by not in {None, *self.dispositions}:
                raise ValueError(f"{code} is followed by {kind.followed_by}: no code")
        return self

    def follows(self, code: str, outcome: str | None) -> bool:
        """Whether a code may be added to an episode that closed with an outcome."""
        closed = self.dispositions.get(outcome or "")
        return closed is not None and closed.followed_by == code

    def choices(self, language: Language) -> tuple[Choice, ...]:
        """What a list offers to record, in the order of the vocabulary."""
        return tuple(
            Choice(f"{text}{_hint(kind, language)}", text, code, days)
            for code, kind in self.dispositions.items()
            for days, text in _offered(kind, language)
        )

    def reasons(self, language: Language) -> tuple[str, ...]:
        """The words of all reasons, each once, in the order of the vocabulary."""
        words = (
            getattr(reason, language)
            for kind in self.dispositions.values()
            for reason in kind.reasons.values()
        )
        return tuple(dict.fromkeys(words))

    def ending(self, code: str) -> Ending:
        """How an episode that ended with a code ended."""
        if code in self.dispositions:
            return self.dispositions[code]
        return self.automatic[code]  # type: ignore[index]


def _hint(kind: Kind, language: Language) -> str:
    return f" ({CHOOSE_REASON[language]})" if kind.reasons else ""


def _offered(kind: Kind, language: Language) -> list[tuple[int | None, str]]:
    text: str = getattr(kind, language)
    if kind.ends:
        return [
            (days, f"{text}: {getattr(one, language)}")
            for days, one in kind.ends.items()
        ]
    return [(None, text)]


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of the product."""
    return Vocabulary.model_validate(yaml.safe_load(PATH.read_text(encoding="utf-8")))
