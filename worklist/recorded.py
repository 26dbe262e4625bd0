"""What people recorded of episodes: added, never changed, and undone by a later row.

A recording counts from the day after the last night, whenever that night was run: the
next night knows of it. What was recorded since the last night can be undone, and what a
night knew stands.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import polars as pl
from sqlalchemy import Connection, Engine, func, insert, select

from schemas.worklist_rules import WorklistRules
from worklist import states
from worklist.actors import check_actor
from worklist.effects import TRANSFERRED as TRANSFERRED
from worklist.effects import after
from worklist.reading import read
from worklist.routing import Routing
from worklist.rule_sets import rules_recorded_under
from worklist.states import State, write_states
from worklist.store import writing
from worklist.tables import DISPOSITION, EPISODE, NIGHT
from worklist.vocabulary import Effect, Kind, vocabulary

UNDONE = "undone"


@dataclass(frozen=True)
class Recording:
    """What somebody records of an episode.

    `seen`: how many recordings of the episode they had seen; null: it is not checked.
    `until`: the morning on which a snoozed client comes back. `to_team`: whom it is
    transferred to. `actor`: who records it, `team` for which team, `source` where.
    """

    client_id: str
    opened_on: date
    code: str
    actor: str
    team: str
    source: str
    reason: str | None = None
    until: date | None = None
    to_team: str | None = None
    seen: int | None = None


class RefusedRecording(ValueError):
    """A recording that the store does not take; the sentence says why."""


class RecordedMeanwhile(RefusedRecording):
    """Somebody recorded something since the list was made; `last`: that row."""

    def __init__(self, sentence: str, last: Mapping[str, Any]) -> None:
        super().__init__(sentence)
        self.last = last


def record(
    engine: Engine,
    one: Recording,
    at: datetime,
    today: date,
    routing: Routing,
    rules: WorklistRules | None = None,
) -> str:
    """Add one recording, which takes effect at once; returns its id.

    `at`: when, in UTC; `today`: the calendar day. `routing`: the teams that a client
    can be transferred to. A recording follows the rules of the list that it answers;
    `rules`: those of a list that kept none, or none that can be read.

    Raises RefusedRecording where there is no such open episode, somebody recorded
    something first, or what the code needs is missing; UnfitActor for no user name.
    """
    with writing(engine) as connection:
        return record_within(connection, one, at, today, routing, rules)


def record_within(
    connection: Connection,
    one: Recording,
    at: datetime,
    today: date,
    routing: Routing,
    rules: WorklistRules | None = None,
) -> str:
    """Add one recording within a transaction; what is refused has written nothing."""
    check_actor(one.actor)
    one = as_it_stands(connection, one)
    standing = _standing(connection, one)
    earlier = _of_episode(connection, one.client_id, one.opened_on)
    _refuse_unseen(one, earlier)
    counts_on = _counts_on(connection, today, earlier)
    if standing["state"] == State.CLOSED and not _is_added(one, earlier, counts_on):
        raise RefusedRecording(
            "the episode is closed already; undo its closing first, or raise a concern"
        )
    rules = rules_recorded_under(connection, counts_on, rules or WorklistRules())
    _refuse_incomplete(one, max(today, counts_on), rules)
    _refuse_transfer(one, standing["team"], routing)
    return _add(connection, one, earlier, counts_on, at, rules)


def as_it_stands(connection: Connection, one: Recording) -> Recording:
    """The same recording of the client's episode as a late night may have moved it.

    Raises RefusedRecording for a client who never had an episode.
    """
    return replace(one, opened_on=_standing(connection, one)["opened_on"])


def was_recorded(connection: Connection, one: Recording) -> bool:
    """Whether the very next thing recorded after what `seen` counts was this.

    What was undone since does not count.
    """
    undoing = DISPOSITION.alias()
    told = (
        getattr(DISPOSITION.c, name).is_not_distinct_from(value)
        for name, value in asdict(one).items()
        if name != "seen"
    )
    query = select(DISPOSITION.c.disposition_id).where(
        DISPOSITION.c.number == (one.seen or 0) + 1,
        DISPOSITION.c.disposition_id.not_in(
            select(undoing.c.reverts).where(undoing.c.reverts.is_not(None))
        ),
        *told,
    )
    return connection.scalar(query) is not None


def undo(
    engine: Engine,
    one: Recording,
    at: datetime,
    today: date,
    rules: WorklistRules | None = None,
) -> str:
    """Undo the last recording of an episode; returns the id of the row that does.

    Raises RefusedRecording where there is none, or a night has known of it already.
    """
    with writing(engine) as connection:
        return undo_within(connection, one, at, today, rules)


def undo_within(
    connection: Connection,
    one: Recording,
    at: datetime,
    today: date,
    rules: WorklistRules | None = None,
) -> str:
    """Undo the last recording within a transaction; what is refused wrote nothing."""
    check_actor(one.actor)
    one = as_it_stands(connection, one)
    earlier = _of_episode(connection, one.client_id, one.opened_on)
    _refuse_unseen(one, earlier)
    counts_on = _counts_on(connection, today, earlier)
    stands = valid(earlier)
    if not stands or stands[-1]["counts_on"] != counts_on:
        raise RefusedRecording(
            "there is nothing to undo: what was recorded before the last night "
            "stands; record something new instead"
        )
    undone = stands[-1]["disposition_id"]
    rules = rules_recorded_under(connection, counts_on, rules or WorklistRules())
    return _add(connection, one, earlier, counts_on, at, rules, reverts=undone)


def answers_for(connection: Connection, one: Recording) -> bool:
    """Whether the team of a recording answers for the client now."""
    return bool(_standing(connection, one)["team"] == one.team)


def was_last(connection: Connection, one: Recording) -> bool:
    """Whether what stands last of the episode was recorded by the recording's team."""
    opened_on = as_it_stands(connection, one).opened_on
    stands = valid(_of_episode(connection, one.client_id, opened_on))
    return bool(stands) and stands[-1]["team"] == one.team


def days_recorded(connection: Connection, since: date) -> set[date]:
    """The days, from one on, from which something that was recorded counts."""
    query = select(DISPOSITION.c.counts_on).where(DISPOSITION.c.counts_on >= since)
    return set(connection.scalars(query.distinct()))


def with_recorded(
    connection: Connection, now: pl.DataFrame, day: date, rules: WorklistRules
) -> pl.DataFrame:
    """Open episodes after what people recorded of them on a day.

    Raises LostRecordings where a client has no open episode to place a recording on.
    """
    rows = read(
        connection,
        select(DISPOSITION)
        .where(DISPOSITION.c.counts_on == day)
        .order_by(DISPOSITION.c.client_id, DISPOSITION.c.number),
    ).to_dicts()
    return after(now, valid(rows), day, rules)


def recordings_of(
    connection: Connection, client_id: str, through: date
) -> list[dict[str, Any]]:
    """What stands of what was recorded of a client and counts by a day, oldest first.

    Rows of the table.
    """
    rows = read(
        connection,
        select(DISPOSITION)
        .where(DISPOSITION.c.client_id == client_id, DISPOSITION.c.counts_on <= through)
        .order_by(DISPOSITION.c.counts_on, DISPOSITION.c.number),
    )
    return valid(rows.to_dicts())


def days_of_recordings(connection: Connection, as_of: date) -> pl.DataFrame:
    """`client_id`, `counts_on`: one row for each recording that a night knew of."""
    return read(
        connection,
        select(DISPOSITION.c.client_id, DISPOSITION.c.counts_on).where(
            DISPOSITION.c.counts_on <= as_of
        ),
    )


def reasons_given(connection: Connection, first: date, last: date) -> pl.DataFrame:
    """`client_id`, `counts_on`, `code` and `reason` of what was recorded on some days.

    One row for each client, day and code, the newest that was not undone.
    """
    days = DISPOSITION.c.counts_on.between(first, last)
    query = select(DISPOSITION).where(days).order_by(DISPOSITION.c.number)
    rows = read(connection, query)
    key = ["client_id", "counts_on", "code"]
    return (
        pl.DataFrame(valid(rows.to_dicts()), schema=rows.schema)
        .select(*key, "reason")
        .unique(key, keep="last", maintain_order=True)
    )


def _standing(connection: Connection, one: Recording) -> dict[str, Any]:
    """The episode as it stands; one that a late night opened earlier is the same."""
    found = read(
        connection,
        select(EPISODE).where(
            EPISODE.c.client_id == one.client_id, EPISODE.c.until_on.is_(None)
        ),
    ).sort(pl.col("opened_on") == one.opened_on, "opened_on")
    if found.is_empty():
        raise RefusedRecording("there is no episode of this client")
    return found.row(-1, named=True)


def _of_episode(
    connection: Connection, client_id: str, opened_on: date
) -> list[dict[str, Any]]:
    return read(
        connection,
        select(DISPOSITION)
        .where(
            DISPOSITION.c.client_id == client_id, DISPOSITION.c.counts_on > opened_on
        )
        .order_by(DISPOSITION.c.number),
    ).to_dicts()


def valid(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of the table in their order, without what was undone and what undid it."""
    undone = {row["reverts"] for row in rows}
    return [
        row
        for row in rows
        if row["code"] != UNDONE and row["disposition_id"] not in undone
    ]


def _is_added(one: Recording, earlier: list[dict[str, Any]], counts_on: date) -> bool:
    """Whether it adds to what closed the episode, while no night knows of that."""
    last = next(iter(valid(earlier)[-1:]), None)
    return (
        last is not None
        and last["counts_on"] == counts_on
        and vocabulary().follows(one.code, last["code"])
    )


def _refuse_unseen(one: Recording, earlier: list[dict[str, Any]]) -> None:
    if one.seen is None or one.seen == len(earlier):
        return
    if one.seen > len(earlier):
        raise RefusedRecording(
            f"the row tells of {one.seen} earlier recordings, and the store knows "
            f"{len(earlier)}; take a new list"
        )
    last = earlier[-1]
    day = last["recorded_at"].date()
    raise RecordedMeanwhile(
        f"{last['actor']} recorded {last['code']} on {day} after "
        "this list was made; look at it and record again if it still holds",
        last,
    )


def _counts_on(
    connection: Connection, today: date, earlier: list[dict[str, Any]]
) -> date:
    last_night = connection.scalar(select(func.max(NIGHT.c.as_of)))
    day = last_night + timedelta(days=1) if last_night else today
    return max([day, *(row["counts_on"] for row in earlier)])


def _refuse_incomplete(one: Recording, day: date, rules: WorklistRules) -> None:
    kinds = vocabulary().dispositions
    if one.code not in kinds:
        raise RefusedRecording(
            f"there is no code {one.code}; use one of {', '.join(kinds)}"
        )
    kind: Kind = kinds[one.code]
    if (kind.reasons or one.reason) and one.reason not in kind.reasons:
        wanted = ", ".join(kind.reasons) or "none"
        raise RefusedRecording(f"{one.code} needs a reason out of: {wanted}")
    if (kind.effect == Effect.SNOOZE) != (one.until is not None):
        raise RefusedRecording(
            "a snooze needs the day on which the client comes back, and nothing else "
            "has one"
        )
    longest = day + timedelta(days=rules.longest_snooze)
    if one.until is not None and not day < one.until <= longest:
        raise RefusedRecording(
            f"a snooze ends after today and by {longest}; give a day between them"
        )
    if (kind.effect == Effect.TRANSFER) != (one.to_team is not None):
        raise RefusedRecording(
            "a transfer needs the team that takes the client, and nothing else has one"
        )


def _refuse_transfer(one: Recording, team: str, routing: Routing) -> None:
    if one.to_team is None:
        return
    others = sorted(routing.teams.keys() - {team})
    if one.to_team not in others:
        raise RefusedRecording(
            f"a client of {team} can't be transferred to {one.to_team}; choose "
            f"{', '.join(others)}"
        )
    here = routing.teams.get(team)
    if here and here.named_role and not routing.teams[one.to_team].named_role:
        raise RefusedRecording(
            f"{team} answers for this client as the county's named role; only another "
            "named role can take over"
        )


def _add(
    connection: Connection,
    one: Recording,
    earlier: list[dict[str, Any]],
    counts_on: date,
    at: datetime,
    rules: WorklistRules,
    reverts: str | None = None,
) -> str:
    row = {
        "disposition_id": str(uuid4()),
        "client_id": one.client_id,
        "opened_on": one.opened_on,
        "number": len(earlier) + 1,
        "code": UNDONE if reverts else one.code,
        "reason": one.reason,
        "until": one.until,
        "to_team": one.to_team,
        "actor": one.actor,
        "team": one.team,
        "source": one.source,
        "counts_on": counts_on,
        "recorded_at": at.astimezone(UTC).replace(tzinfo=None),
        "reverts": reverts,
    }
    connection.execute(insert(DISPOSITION), [row])
    theirs = (
        EPISODE.c.client_id == one.client_id,
        EPISODE.c.opened_on == one.opened_on,
    )
    states.take_back(connection, counts_on, *theirs)
    before = read(
        connection, select(EPISODE).where(*theirs, EPISODE.c.until_on.is_(None))
    )
    today = [entry for entry in [*earlier, row] if entry["counts_on"] == counts_on]
    now = after(before.drop(states.DATES), valid(today), counts_on, rules)
    write_states(connection, before, now, counts_on)
    return str(row["disposition_id"])
