"""Where one client stands after a night, and why: read from the store alone.

The reasons that hold are sorted as the merge sorts them: what lists the client, and
what does not because something covers it, because it stands only beside another family,
because its trigger is on trial, or because it rests after a closing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, or_, select

from schemas.worklist_rules import Backlog, WorklistRules
from triggers._catalogue import Trigger
from worklist.inhibitions import covered
from worklist.ordering import HUMAN
from worklist.reading import read
from worklist.recorded import recordings_of
from worklist.routing import Routing
from worklist.states import State, standing_on
from worklist.tables import EPISODE, FIRING
from worklist.vocabulary import vocabulary


class Place(StrEnum):
    """Where a client stands: the state of the open episode, or why none is open."""

    LISTED = State.LISTED.value
    TAKEN = State.TAKEN.value
    WAITING = State.WAITING.value
    SNOOZED = State.SNOOZED.value
    SUPPRESSED = State.SUPPRESSED.value
    RESTS = "rests"
    BACKLOG = "backlog"
    BESIDE = "beside"
    SHADOW = "shadow"
    EXCLUDED = "excluded"
    UNKNOWN = "unknown"
    NOTHING = "nothing_holds"


class Part(StrEnum):
    """What a reason that holds does: it lists the client, or why it does not."""

    LISTS = "lists"
    COVERED = "covered"
    RESTS = "rests"
    BACKLOG = "backlog"
    BESIDE = "beside"
    SHADOW = "shadow"


@dataclass(frozen=True)
class Holding:
    """A reason that holds since a night.

    `covered_by`: the triggers that cover it, each with the rule that says so. `until`:
    the as-of day from which it lists the client though nothing new comes (null: it
    lists now, or never by itself).
    """

    trigger: str
    since: date
    part: Part
    covered_by: tuple[tuple[str, str], ...] = ()
    until: date | None = None


@dataclass(frozen=True)
class Ended:
    """An episode that is closed; `reason`: what was recorded with its outcome."""

    opened_on: date
    closed_on: date
    outcome: str
    reason: str | None
    team: str


@dataclass(frozen=True)
class Standing:
    """One client after a night.

    `episode`: the open one, a row of the table without `until_on`; null: none is.
    `recorded`: the last thing that people recorded of it by that night, `since_then`
    what they recorded of that night's list: rows of the table. `ended`: closed
    episodes, newest first.
    """

    as_of: date
    episode: Mapping[str, Any] | None
    holding: tuple[Holding, ...] = ()
    recorded: Mapping[str, Any] | None = None
    since_then: tuple[Mapping[str, Any], ...] = ()
    ended: tuple[Ended, ...] = ()

    @property
    def place(self) -> Place:
        """Where the client stands, as far as the store knows."""
        if self.episode is not None:
            return Place(self.episode["state"])
        parts = {one.part for one in self.holding}
        for part in (Part.RESTS, Part.BACKLOG, Part.BESIDE, Part.SHADOW):
            if part in parts:
                return Place(part.value)
        return Place.NOTHING

    def of_trigger(self, stem: str) -> Holding | None:
        """The reason of one trigger, if it holds."""
        return next((one for one in self.holding if one.trigger == stem), None)


def standing_of(
    engine: Engine,
    client_id: str,
    as_of: date,
    triggers: Mapping[str, Trigger],
    routing: Routing,
    rules: WorklistRules,
) -> Standing:
    """Where a client stood after the night of a day; `triggers`: those measured then.

    Of a client whom the store does not know, nothing holds.
    """
    morning = as_of + timedelta(days=1)
    with engine.connect() as connection:
        episodes = _episodes(connection, client_id, as_of)
        held = _held(connection, client_id, as_of)
        recordings = recordings_of(connection, client_id, morning)
    still_open = [row for row in episodes if row["state"] != State.CLOSED]
    ended = tuple(
        sorted(
            (
                _ended(row, recordings)
                for row in episodes
                if row["state"] == State.CLOSED
            ),
            key=lambda one: (one.closed_on, one.opened_on),
            reverse=True,
        )
    )
    episode = still_open[-1] if still_open else None
    known = [
        row
        for row in recordings
        if row["counts_on"] <= as_of
        and (episode is None or row["counts_on"] > episode["opened_on"])
    ]
    return Standing(
        as_of=as_of,
        episode=episode,
        holding=_sorted(held, episode, ended, triggers, routing, rules),
        recorded=known[-1] if episode is not None and known else None,
        since_then=tuple(row for row in recordings if row["counts_on"] == morning),
        ended=ended,
    )


def _episodes(
    connection: Connection, client_id: str, as_of: date
) -> list[dict[str, Any]]:
    query = select(EPISODE).where(EPISODE.c.client_id == client_id, standing_on(as_of))
    rows = read(connection, query).sort("opened_on")
    # What changed it later is nothing that the night knew.
    return rows.drop("until_on").to_dicts()


def _held(connection: Connection, client_id: str, as_of: date) -> pl.DataFrame:
    ended = FIRING.c.ended_on
    query = select(FIRING).where(
        FIRING.c.client_id == client_id,
        FIRING.c.first_on <= as_of,
        or_(ended.is_(None), ended > as_of),
    )
    return read(connection, query).sort("first_on", "trigger")


def _ended(row: Mapping[str, Any], recordings: list[dict[str, Any]]) -> Ended:
    closed_on, outcome = row["from_on"], row["outcome"]
    reasons = [
        one["reason"]
        for one in recordings
        if one["counts_on"] == closed_on and one["code"] == outcome
    ]
    return Ended(
        opened_on=row["opened_on"],
        closed_on=closed_on,
        outcome=outcome,
        reason=reasons[-1] if reasons else None,
        team=row["team"],
    )


def _sorted(
    held: pl.DataFrame,
    episode: Mapping[str, Any] | None,
    ended: tuple[Ended, ...],
    triggers: Mapping[str, Trigger],
    routing: Routing,
    rules: WorklistRules,
) -> tuple[Holding, ...]:
    live = {stem: one for stem, one in triggers.items() if one.live}
    beside = [stem for stem, one in live.items() if not one.stands_alone]
    under: dict[str, list[tuple[str, str]]] = {}
    for _, stem, source, rule in (
        covered(held, routing.inhibitions, live, beside)
        .select("client_id", "trigger", "source", "rule")
        .rows()
    ):
        under.setdefault(stem, []).append((source, rule))
    counted = [stem for stem in held["trigger"] if stem in live and stem not in under]
    families = {live[stem].definition.family for stem in counted}
    together = len(families) > 1 or any(live[stem].stands_alone for stem in counted)

    def part(stem: str) -> Part:
        if stem not in live:
            return Part.SHADOW
        if stem in under:
            return Part.COVERED
        if not together:
            return Part.BESIDE
        if episode is not None:
            return Part.LISTS
        if ended:
            return Part.RESTS
        human = live[stem].definition.family == HUMAN
        kept = rules.backlog == Backlog.NEW_ONLY and not human
        return Part.BACKLOG if kept else Part.LISTS

    found = []
    for stem, since in held.select("trigger", "first_on").rows():
        rests = part(stem) == Part.RESTS
        found.append(
            Holding(
                trigger=stem,
                since=since,
                part=part(stem),
                covered_by=tuple(under.get(stem, ())),
                until=_rests_until(since, ended[0]) if rests else None,
            )
        )
    return tuple(found)


def _rests_until(since: date, last: Ended) -> date | None:
    """The as-of day on which what holds since a night lists the client again.

    What began within the rest waits for its end, what held already for longer.
    """
    ending = vocabulary().ending(last.outcome)
    days = [ending.returns_after]
    if since >= last.closed_on:
        days.append(ending.cool_down)
    known = [one for one in days if one is not None]
    return last.closed_on + timedelta(days=min(known)) if known else None
