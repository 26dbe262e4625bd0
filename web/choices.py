"""What a row offers to record: buttons and menus of buttons, from the vocabulary.

The value of a button holds the code, the reason and the days of a snooze:
`not_relevant:planned`, `snoozed:agreed_later:30`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from web.words import Language
from worklist.vocabulary import Effect, Kind, vocabulary

# Which codes stand together, in the order of the row; the rest stand last.
MENUS = (
    ("taken",),
    ("assessed_1", "assessed_2", "assessed_3", "assessed_4", "referred"),
    ("contact_person", "already_supported"),
    ("not_relevant",),
    ("snoozed",),
)


@dataclass(frozen=True)
class Choice:
    """One button; `about`: the line of buttons on which it stands, if it needs one."""

    value: str
    text: str
    about: str = ""


@dataclass(frozen=True)
class Menu:
    """Buttons that stand together; one alone needs no menu. `code`: the first code."""

    code: str
    choices: tuple[Choice, ...]
    transfers: bool = False

    @property
    def lines(self) -> dict[str, list[Choice]]:
        """The choices by the line on which they stand."""
        lines: dict[str, list[Choice]] = {}
        for one in self.choices:
            lines.setdefault(one.about, []).append(one)
        return lines


@dataclass(frozen=True)
class Chosen:
    """What a button says; `days` of a snooze, null: it is none."""

    code: str
    reason: str | None
    days: int | None


def menus(language: Language) -> tuple[Menu, ...]:
    """All that can be recorded of a row, in the words of a language."""
    kinds = vocabulary().dispositions
    together = {code for menu in MENUS for code in menu}
    rest = tuple(code for code in kinds if code not in together)
    return tuple(
        Menu(
            codes[0],
            tuple(
                choice for code in codes for choice in _of(code, kinds[code], language)
            ),
            any(kinds[code].effect == Effect.TRANSFER for code in codes),
        )
        for codes in (*MENUS, rest)
    )


def follow_ups(code: str, language: Language) -> tuple[Choice, ...]:
    """What may be added right after something was recorded: none of most codes."""
    kinds = vocabulary().dispositions
    after = kinds[code].followed_by if code in kinds else None
    return tuple(_of(after, kinds[after], language)) if after else ()


def chosen(value: str) -> Chosen:
    """What the value of a button says; raises ValueError where none of ours says it."""
    values = {choice.value for menu in menus("en") for choice in menu.choices}
    if value not in {*values, "transferred"}:
        raise ValueError("no button says this")
    code, reason, days = [*value.split(":"), "", ""][:3]
    return Chosen(code, reason or None, int(days) if days else None)


def in_words(code: str, reason: str | None, language: Language) -> str:
    """A code and its reason as they are read; an undoing has no words."""
    kind = vocabulary().dispositions.get(code)
    if kind is None:
        return ""
    text = kind.told(language)
    if reason is None:
        return text
    return f"{text}: {getattr(kind.reasons[reason], language)}"


def _of(code: str, kind: Kind, language: Language) -> Iterator[Choice]:
    text: str = getattr(kind, language)
    if kind.effect == Effect.TRANSFER:
        return  # it needs a team, and has a form of its own
    if kind.ends:
        for key, reason in kind.reasons.items():
            for days, end in kind.ends.items():
                said = getattr(end, language)
                about = getattr(reason, language)
                yield Choice(f"{code}:{key}:{days}", said, about)
    elif kind.reasons:
        for key, reason in kind.reasons.items():
            yield Choice(f"{code}:{key}", getattr(reason, language), text)
    else:
        yield Choice(code, text)
