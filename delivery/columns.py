"""The cells of one row, the same for the workbook and for CSV."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from delivery.languages import WORDS
from delivery.words import Words, day_in_words
from schemas.checklist import not_shown
from schemas.identities import Named
from schemas.identity_codes import IDENTITY_CODE
from worklist.lists import TeamList
from worklist.rows import Reason, Row
from worklist.states import State
from worklist.vocabulary import vocabulary

Cell = str | int | date | None

KEYS = ("client_id", "opened_on")
HIDDEN = (*KEYS, "version")
CLIENT = ("client", "number", "age")
ABOUT = ("status", *CLIENT, "language", "why", "asks", "families", "newest_on")
# What the team fills in.
FILLED_IN = ("outcome", "cause", "until", "to_team", "actor")
LIST_COLUMNS = (*ABOUT, "listed_on", "segment", *FILLED_IN, *HIDDEN)
QUEUE_COLUMNS = (*ABOUT, "waiting_since", "segment", *KEYS)
SNOOZED_COLUMNS = (*ABOUT, "wakes_on", "segment", *KEYS)
KEPT_OFF_COLUMNS = (
    "client",
    "number",
    "age",
    "why",
    "kept_off",
    "since",
    "holds_until",
    *KEYS,
)
INFORMED_COLUMNS = (
    "client",
    "number",
    "age",
    "language",
    "why",
    "waiting_since",
    *KEYS,
)
REASON_COLUMNS = ("client", "trigger", "fact", "new_reason", *KEYS)


class NotPseudonymous(ValueError):
    """A client's key is a personal identity code."""


class UnwritableCell(ValueError):
    """A cell holds more than a spreadsheet takes."""


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
    place = {status: number for number, status in enumerate(today_statuses(words))}
    return sorted(
        one.rows, key=lambda row: place.get(status_of(row, one, words), len(place))
    )


def today_statuses(words: Words) -> tuple[str, ...]:
    """What is said of a row that came to the list today, in the order of the list."""
    return (
        words.new_today,
        words.released_today,
        words.transferred_today,
        words.back_today,
    )


def counted_statuses(one: TeamList) -> dict[str, int]:
    """How many rows of the list have each status, in the order of the list."""
    words = words_of(one)
    found = Counter(status_of(row, one, words) for row in one.rows)
    order = (*today_statuses(words), words.open, words.taken)
    return {status: found[status] for status in order if found[status]}


def name_of(row: Row, names: Mapping[str, Named], words: Words) -> str:
    """The client's name, or that it is missing and the pseudonym to look it up by.

    Anything in it that looks like an identity code is cut out.
    """
    named = names.get(row.client_id)
    name = IDENTITY_CODE.sub("…", named.name if named else "")
    return name if name.strip() else f"{words.no_name} {row.client_id}"


def number_of(row: Row, names: Mapping[str, Named]) -> str | None:
    """The number by which the county's own systems know the client; null: not told."""
    named = names.get(row.client_id)
    return named.number if named else None


def bulleted(parts: Sequence[str]) -> str:
    """Each part on its own line, marked where there are several."""
    return (
        "\n".join(f"• {part}" for part in parts) if len(parts) > 1 else "".join(parts)
    )


def list_cells(
    row: Row,
    one: TeamList,
    names: Mapping[str, Named],
    together: Callable[[Sequence[str]], str] = bulleted,
    at_most: int | None = None,
) -> dict[str, Cell]:
    """Column to cell for a row of a list or of any other sheet of clients.

    `together` puts several reasons, or several questions, into one cell; `at_most` is
    how many reasons are told there, null: all. What the team fills in is null.
    """
    words = words_of(one)
    told = row.reasons[:at_most]
    return {
        "status": status_of(row, one, words),
        "client": name_of(row, names, words),
        "number": number_of(row, names),
        "age": row.age,
        "language": words.languages.get(row.language or "", row.language),
        "why": together(list(_why(row, one, words, at_most))),
        "asks": together([*dict.fromkeys(said.asks for said in told if said.asks)]),
        "families": row.families,
        "newest_on": row.newest_on,
        "listed_on": row.listed_on,
        "waiting_since": row.opened_on,
        "wakes_on": row.wakes_on,
        "kept_off": row.kept_off.because if row.kept_off else None,
        "since": row.kept_off.since if row.kept_off else None,
        "holds_until": row.kept_off.until if row.kept_off else None,
        "segment": None if row.segment is None else words.segments[row.segment],
        **dict.fromkeys(FILLED_IN),
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
    rows: Sequence[Row], one: TeamList, names: Mapping[str, Named]
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


def status_of(row: Row, one: TeamList, words: Words) -> str:
    """Where a row stands today, in words."""
    if row.state == State.WAITING:
        return words.waiting
    if row.state == State.SNOOZED:
        return words.snoozed
    if row.state == State.TAKEN:
        return words.taken
    if row in one.back:
        return words.back_today
    if row.transferred and row.listed_on == one.as_of:
        return words.transferred_today
    if row.listed_on != one.as_of:
        return words.open
    return words.new_today if row.opened_on == one.as_of else words.released_today


def _why(row: Row, one: TeamList, words: Words, at_most: int | None) -> Iterator[str]:
    told = row.reasons[:at_most]
    yield from (reason_in_words(reason, words) for reason in told)
    if further := len(row.reasons) - len(told):
        yield words.more_reasons.format(count=further, sheet=words.reasons_sheet)
    if row.overdue is not None:
        yield words.waited_over.format(days=row.overdue)
    if row.earlier:
        ending = vocabulary().dispositions[row.earlier.outcome]
        yield words.handled_before.format(
            day=day_in_words(row.earlier.closed_on),
            outcome=ending.told(one.team.language),
        )
