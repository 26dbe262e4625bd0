"""The access log: one row for each client and act, added before anything is shown.

Who shows a list, shows each client on it. No row, no answer: where a row cannot be
written, an error is raised, and the caller answers nothing.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.exc import SQLAlchemyError

from audit.chain import START, digest
from schemas.identity_codes import IDENTITY_CODE
from worklist.store import ACCESS_LOCK, hold, writing
from worklist.tables import ACCESS

# Characters, as the table holds them.
LONGEST = {"actor": 64, "client_id": 64, "team": 40}


class Action(StrEnum):
    """What was done: a client stood on a list, their own page was opened, ...

    `audited`: somebody looked up in this log who had seen the client.
    """

    LISTED = "listed"
    OPENED = "opened"
    PRINTED = "printed"
    EXPORTED = "exported"
    RECORDED = "recorded"
    AUDITED = "audited"


class Source(StrEnum):
    """By what: a page, the command, or files that were sent to a team."""

    WEB = "web"
    COMMAND = "command"
    DELIVERY = "delivery"


class UnfitEntry(ValueError):
    """What cannot be a row of the log; the sentence never repeats what was given."""


class NotLogged(ValueError):
    """The log could not be written, so that nothing may be shown."""


@dataclass(frozen=True)
class Entry:
    """One client whom somebody saw, was given or recorded on.

    `actor`: a user name. `team`: as which team (null: as none), `as_of`: of which night
    (null: of none). Raises UnfitEntry for text that is empty, too long, not printable
    (a new line, a NUL, a mark that turns the direction of writing) or holds a personal
    identity code, which would stand in the log for good.
    """

    client_id: str
    action: Action
    actor: str
    source: Source
    team: str | None = None
    as_of: date | None = None

    def __post_init__(self) -> None:
        for name, longest in LONGEST.items():
            said = getattr(self, name)
            if said is None and name == "team":
                continue
            if not (said.strip() and said.isprintable() and len(said) <= longest):
                raise UnfitEntry(
                    f"the {name} is empty, over {longest} characters long or not "
                    "printable, and cannot be logged; nothing is shown"
                )
            if IDENTITY_CODE.search(said):
                raise UnfitEntry(
                    f"the {name} holds a personal identity code, which the access log "
                    "must not; give the pseudonym or the user name"
                )


def append(engine: Engine, entries: Iterable[Entry], at: datetime) -> None:
    """Add rows, all or none, in a transaction of their own; `at`: now, in UTC.

    On PostgreSQL it waits for other entries alone, never for a night; on SQLite for
    whoever writes. Raises NotLogged.
    """
    entries = [*entries]
    if not entries:
        return
    try:
        with writing(engine, ACCESS_LOCK) as connection:
            append_within(connection, entries, at)
    except SQLAlchemyError as error:
        said = str(getattr(error, "orig", error)).partition("\n")[0]
        raise NotLogged(
            f"the access log could not be written ({said}), so that nothing is shown; "
            "see that the store's disk has room and that the database lets you write, "
            "then do the same again"
        ) from error


def append_within(
    connection: Connection, entries: Iterable[Entry], at: datetime
) -> None:
    """Add rows within a transaction of `writing`, such as that of a recording.

    Until it ends nobody else can log: add them last, and keep it short.
    """
    hold(connection, ACCESS_LOCK)
    query = select(ACCESS.c.number, ACCESS.c.hash).order_by(ACCESS.c.number.desc())
    last, previous = connection.execute(query.limit(1)).one_or_none() or (0, START)
    moment = at.astimezone(UTC).replace(tzinfo=None)
    rows = []
    for number, one in enumerate(entries, last + 1):
        row = asdict(one) | {
            "action": one.action.value,
            "source": one.source.value,
            "at": moment,
            "number": number,
            "previous": previous,
        }
        previous = row["hash"] = digest(previous, row)
        rows.append(row)
    if rows:
        connection.execute(insert(ACCESS), rows)
