"""A list narrowed down by its reader: to one trigger, or to those in their hands."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import Engine

from triggers._catalogue import definition
from web.reading import Shown
from web.scope import Scope
from web.words import Language
from worklist.lately import recorded_by
from worklist.rows import Row
from worklist.states import State

Whose = Literal["all", "mine"]
TAKEN = "taken"


@dataclass(frozen=True)
class Narrowing:
    """What a reader asks to see of a list.

    `trigger`: the one that a client is listed by; empty: any. `mine`: the clients whom
    the reader has in hand; null: everybody's.
    """

    trigger: str = ""
    mine: frozenset[str] | None = None

    @property
    def asked(self) -> bool:
        """Whether anybody may be left out."""
        return bool(self.trigger) or self.mine is not None

    def passes(self, row: Row) -> bool:
        """Whether a row is shown; a reason that the team may not see is no trigger."""
        listed_by = {reason.trigger for reason in row.reasons}
        return (not self.trigger or self.trigger in listed_by) and (
            self.mine is None or row.client_id in self.mine
        )


@dataclass(frozen=True)
class Narrowed:
    """How a page is narrowed down; `triggers`: those of its rows, code to name.

    `whole`: how many rows there are, shown or not.
    """

    by: Narrowing = field(default_factory=Narrowing)
    triggers: dict[str, str] = field(default_factory=dict)
    whole: int = 0


def narrowed(by: Narrowing, rows: Iterable[Row], language: Language) -> Narrowed:
    """What a page offers to narrow down its rows by, with what was asked for."""
    rows = list(rows)
    named = {one.trigger: one.name for row in rows for one in row.reasons}
    if by.trigger:
        named |= {by.trigger: getattr(definition(by.trigger).name, language)}
    named.pop("", None)
    by_name = sorted(named.items(), key=lambda one: one[1])
    return Narrowed(by, dict(by_name), len(rows))


def in_hand_of(scope: Scope, shown: Shown, engine: Engine) -> frozenset[str]:
    """The clients of a list whom its reader has taken, and nobody else since."""
    taken = [row for row in shown.team_list.rows if row.state == State.TAKEN]
    if not taken:
        return frozenset()
    since = min(row.opened_on for row in taken)
    with engine.connect() as connection:
        last = {
            row["client_id"]: row for row in recorded_by(connection, scope.team, since)
        }
    ours = (last.get(row.client_id) for row in taken)
    return frozenset(
        row["client_id"]
        for row in ours
        if row and (row["code"], row["actor"]) == (TAKEN, scope.user.actor)
    )
