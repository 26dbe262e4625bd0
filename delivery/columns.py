"""The cells of one row, the same for the workbook and for CSV."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from delivery.languages import WORDS
from delivery.words import Words
from schemas.checklist import not_shown
from worklist.lists import Reason, Row, TeamList
from worklist.states import State

Cell = str | int | date | None

HIDDEN = ("client_id", "opened_on")
ABOUT = ("status", "client", "age", "language", "why", "asks", "families", "newest_on")
LIST_COLUMNS = (*ABOUT, "listed_on", "segment", "outcome", "cause", *HIDDEN)
QUEUE_COLUMNS = (*ABOUT, "waiting_since", "segment", *HIDDEN)
REASON_COLUMNS = ("client", "trigger", "fact", "new_reason", *HIDDEN)
# A day, a month and a year, a century sign, a number and a check character, with
# nothing alphanumeric beside them: long keys hold such runs by chance.
IDENTITY_CODE = re.compile(
    r"(?<![0-9A-Za-z])(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])[0-9]{2}"
    r"[-+A-FU-Y][0-9]{3}[0-9A-Y](?![0-9A-Za-z])",
    re.IGNORECASE,
)


class NotPseudonymous(ValueError):
    """A client's key is a personal identity code."""


def refuse_identity_codes(clients: Iterable[str]) -> None:
    """Raise NotPseudonymous when any client is keyed by a personal identity code."""
    count = sum(IDENTITY_CODE.search(client) is not None for client in clients)
    if count:
        raise NotPseudonymous(
            f"client_id holds a personal identity code for {count} clients: give "
            "clients pseudonyms before the night, no list was written."
        )


def words_of(one: TeamList) -> Words:
    """The words of the team's language."""
    return WORDS[one.team.language]


def not_shown_in_words(one: TeamList) -> list[str]:
    """What no list can show, in the team's language, one sentence a line."""
    return [f"• {getattr(said, one.team.language)}" for said in not_shown()]


def listed_rows(one: TeamList) -> list[Row]:
    """The rows of a list, each group in its order.

    New today, from the queue today, sent here today, back from a snooze today, open.
    """
    words = words_of(one)
    first = (
        words.new_today,
        words.released_today,
        words.transferred_today,
        words.back_today,
    )
    place = {status: number for number, status in enumerate(first)}
    return sorted(
        one.rows, key=lambda row: place.get(_status(row, one, words), len(place))
    )


def name_of(row: Row, names: Mapping[str, str], words: Words) -> str:
    """The client's name; anything in it that looks like an identity code is cut out."""
    name = IDENTITY_CODE.sub("…", names.get(row.client_id, ""))
    return name if name.strip() else words.no_name


def bulleted(parts: Sequence[str]) -> str:
    """Each part on its own line, marked where there are several."""
    return (
        "\n".join(f"• {part}" for part in parts) if len(parts) > 1 else "".join(parts)
    )


def list_cells(
    row: Row,
    one: TeamList,
    names: Mapping[str, str],
    together: Callable[[Sequence[str]], str] = bulleted,
) -> dict[str, Cell]:
    """Column to cell for a row of a list or its queue.

    `together` puts several reasons, or several questions, into one cell. Outcome and
    cause are null: the team fills them in. Where any reason is masked, the count of
    families and the newest event would tell of what is masked: both are null.
    """
    words = words_of(one)
    masked = any(not reason.trigger for reason in row.reasons)
    return {
        "status": _status(row, one, words),
        "client": name_of(row, names, words),
        "age": row.age,
        "language": words.languages.get(row.language or "", row.language),
        "why": together([reason_in_words(reason, words) for reason in row.reasons]),
        "asks": together(
            list(dict.fromkeys(reason.asks for reason in row.reasons if reason.asks))
        ),
        "families": None if masked else row.families,
        "newest_on": None if masked else row.newest_on,
        "listed_on": row.listed_on,
        "waiting_since": row.opened_on,
        "segment": None if row.segment is None else words.segments[row.segment],
        "outcome": None,
        "cause": None,
        "client_id": row.client_id,
        "opened_on": row.opened_on,
    }


def reason_in_words(reason: Reason, words: Words) -> str:
    """One reason on one line: its name, what was found, and whether it is new."""
    said = reason.name
    if reason.facts:
        said = f"{said}: {'; '.join(reason.facts)}"
    return f"{said} ({words.new_reason})" if reason.new else said


def reason_cells(
    rows: Sequence[Row], one: TeamList, names: Mapping[str, str]
) -> list[dict[str, Cell]]:
    """Column to cell, one for each client, reason and fact."""
    words = words_of(one)
    return [
        {
            "client": name_of(row, names, words),
            "trigger": reason.name,
            "fact": fact,
            "new_reason": words.yes if reason.new else None,
            "client_id": row.client_id,
            "opened_on": row.opened_on,
        }
        for row in rows
        for reason in row.reasons
        for fact in reason.facts or (None,)
    ]


def _status(row: Row, one: TeamList, words: Words) -> str:
    if row.state == State.WAITING:
        return words.waiting
    if row.state == State.TAKEN:
        return words.taken
    if row in one.back:
        return words.back_today
    if row.transferred and row.listed_on == one.as_of:
        return words.transferred_today
    if row.listed_on != one.as_of:
        return words.open
    return words.new_today if row.opened_on == one.as_of else words.released_today
