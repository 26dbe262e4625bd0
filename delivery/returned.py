"""Takes in what a team filled into its list: each row is recorded, or refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, Engine, func, select

from audit.log import Action, Entry, Source, append_within
from delivery.columns import FILLED_IN
from delivery.return_file import Language, ReturnFile, UnreadableReturn, Value
from delivery.row_version import recorded_in, row_version
from schemas.worklist_rules import WorklistRules
from worklist.actors import UnfitActor
from worklist.recorded import (
    Recording,
    RefusedRecording,
    as_it_stands,
    record_within,
    was_recorded,
)
from worklist.routing import Routing, Team
from worklist.store import writing
from worklist.tables import EPISODE, NIGHT
from worklist.vocabulary import vocabulary

SOURCE = "workbook"
# In which forms a day is typed where a cell holds text.
DAYS = ("%d.%m.%Y", "%Y-%m-%d")


class Fate(StrEnum):
    """What became of a row that was filled in."""

    RECORDED = "recorded"
    ALREADY = "already recorded"
    REFUSED = "refused"


@dataclass(frozen=True)
class RowFate:
    """What became of one row of the file; `why` where it was refused, else null."""

    row: int
    fate: Fate
    why: str | None = None


def take_in(
    engine: Engine,
    file: ReturnFile,
    at: datetime,
    today: date,
    county: str,
    routing: Routing,
    rules: WorklistRules | None = None,
    dry_run: bool = False,
) -> tuple[RowFate, ...]:
    """Record every row that holds, and tell of each other one why it does not.

    One transaction for the file; a refused row keeps no other from being recorded, and
    a file that comes again changes nothing. `at`: when, in UTC; `today`: the calendar
    day. Raises UnreadableReturn for a list of another county or installation.
    """
    with writing(engine) as connection:
        _refuse_foreign(connection, file, county, routing)
        fates, seen = [], []
        for number, cells in file.rows:
            if not any(cells[column] for column in FILLED_IN if column != "actor"):
                continue
            try:
                one = as_it_stands(connection, _recording(cells, file, routing))
                if was_recorded(connection, one):
                    fates.append(RowFate(number, Fate.ALREADY))
                    continue
                _refuse_moved(connection, one)
                record_within(connection, one, at, today, routing, rules)
                act = (Action.RECORDED, one.actor, Source.DELIVERY, one.team)
                seen.append(Entry(one.client_id, *act))
                fates.append(RowFate(number, Fate.RECORDED))
            except (RefusedRecording, UnfitActor) as refused:
                fates.append(RowFate(number, Fate.REFUSED, str(refused)))
        # Until the transaction ends nobody else can log: last.
        append_within(connection, seen, at)
        if dry_run:
            connection.rollback()
    return tuple(fates)


def _refuse_foreign(
    connection: Connection, file: ReturnFile, county: str, routing: Routing
) -> None:
    if file.county != county:
        raise UnreadableReturn(
            f"this is a list of {file.county}, and here is {county}; return it there."
        )
    if file.team not in routing.teams:
        raise UnreadableReturn(
            f"this is a list of the team {file.team}, which the county's routing does "
            "not have (any more); record its rows on the lists of today's teams."
        )
    last = connection.scalar(select(func.max(NIGHT.c.as_of)))
    if last is None or file.as_of > last:
        raise UnreadableReturn(
            f"this is a list of {file.as_of}, and the newest night here is "
            f"{last or 'none'}; return it where it was made."
        )


def _refuse_moved(connection: Connection, one: Recording) -> None:
    team = connection.scalar(
        select(EPISODE.c.team).where(
            EPISODE.c.client_id == one.client_id,
            EPISODE.c.opened_on == one.opened_on,
            EPISODE.c.until_on.is_(None),
        )
    )
    if team not in (None, one.team):
        raise RefusedRecording(
            "another team answers for this client since the list was made; nothing is "
            "left to do here"
        )


def _recording(
    cells: Mapping[str, Value], file: ReturnFile, routing: Routing
) -> Recording:
    """The recording that a row asks for; raises RefusedRecording where it is not whole.

    No sentence repeats what stands in a cell: it may be anything.
    """
    client_id, opened_on, seen = _unchanged(cells, file)
    code, days = _outcome(cells, file)
    until = _day(cells["until"])
    if until is None and days is not None:
        until = file.as_of + timedelta(days=1 + days)
    return Recording(
        client_id=client_id,
        opened_on=opened_on,
        seen=seen,
        code=code,
        reason=_reason(cells, code, file.language),
        until=until,
        to_team=_team(cells, file, routing.teams),
        actor=_text(cells["actor"]),
        team=file.team,
        source=SOURCE,
    )


def _unchanged(cells: Mapping[str, Value], file: ReturnFile) -> tuple[str, date, int]:
    client_id, version = _text(cells["client_id"]), _text(cells["version"])
    opened, seen = cells["opened_on"], recorded_in(version)
    if isinstance(opened, datetime) and seen is not None:
        told = (file.county, file.team, file.as_of, client_id, opened.date())
        if version == row_version(seen, *told, _text(cells["client"])):
            return client_id, opened.date(), seen
    raise RefusedRecording(
        "the row is not as it left: its hidden columns or its client were changed, or "
        "it comes from another list; record it again on the team's newest list"
    )


def _outcome(cells: Mapping[str, Value], file: ReturnFile) -> tuple[str, int | None]:
    """The code that was chosen, and the days of a snooze."""
    said = _text(cells["outcome"])
    if not said:
        raise RefusedRecording("the outcome is missing; choose one from its list")
    for choice in vocabulary().choices(file.language):
        if said.casefold() in (choice.text.casefold(), choice.plain.casefold()):
            return choice.code, choice.days
    raise RefusedRecording("the outcome is none of those to choose from; choose one")


def _reason(cells: Mapping[str, Value], code: str, language: Language) -> str | None:
    said, reasons = _text(cells["cause"]), vocabulary().dispositions[code].reasons
    for reason, words in reasons.items():
        if getattr(words, language).casefold() == said.casefold():
            return reason
    if reasons:
        wanted = ", ".join(getattr(words, language) for words in reasons.values())
        raise RefusedRecording(f"this outcome needs a reason, one of: {wanted}")
    if said:
        raise RefusedRecording("this outcome takes no reason; empty that cell")
    return None


def _team(
    cells: Mapping[str, Value], file: ReturnFile, teams: Mapping[str, Team]
) -> str | None:
    said = _text(cells["to_team"])
    if not said:
        return None
    found = [
        code
        for code, team in teams.items()
        if said.casefold() in (code, team.name[file.language].casefold())
    ]
    if len(found) != 1:
        raise RefusedRecording(
            "the team to transfer to is not one of the county's; choose it from its "
            f"list, or write its code: {', '.join(sorted(teams.keys() - {file.team}))}"
        )
    return found[0]


def _day(value: Value) -> date | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    for form in DAYS:
        try:
            return datetime.strptime(_text(value), form).date()
        except ValueError:
            continue
    raise RefusedRecording("a day cannot be read; write it like 31.12.2026")


def _text(value: Value) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value)
