"""The notes that a team gets on a day without a list: nothing new, or no list made."""

from collections.abc import Iterable
from datetime import date

from delivery.columns import not_shown_in_words, words_of
from delivery.languages import WORDS
from delivery.words import day_in_words
from worklist.lists import TeamList
from worklist.routing import Team

# Windows' Notepad reads it right whatever its age.
ENCODING = "utf-8-sig"


def empty_note(one: TeamList, county: str) -> bytes:
    """Says that the night went well and that the team has nothing open.

    Tells which triggers were not in use, that absence means nothing of anybody, and
    what no list can show.
    """
    words = words_of(one)
    lines = [
        f"{one.team.name[one.team.language]} · {county}",
        "",
        words.empty.format(day=day_in_words(one.as_of)),
    ]
    if one.queue:
        lines.append(
            words.still_waiting.format(
                queued=len(one.queue), oldest=oldest_in_words(one)
            )
        )
    if kept_off := kept_off_in_words(one):
        lines.append(kept_off)
    if one.notices:
        lines += ["", f"{words.today}:", *(f"- {notice}" for notice in one.notices)]
    blind_spots = [f"{words.not_shown}:", *not_shown_in_words(one)]
    return _lines([*lines, "", words.absence, "", *blind_spots])


def failure_note(
    team: Team, as_of: date, last_good: date | None, missing: Iterable[str]
) -> bytes:
    """Says that no list was made for a day, what was missing, and which list is last.

    `missing`: names of extracts, said in the team's language, or other words, said as
    they are. `last_good` null: there has been no list.
    """
    words = WORDS[team.language]
    lacking = ", ".join(words.extracts.get(extract, extract) for extract in missing)
    lines = [
        team.name[team.language],
        "",
        words.failure.format(day=day_in_words(as_of)),
        words.last_good.format(day=day_in_words(last_good))
        if last_good
        else words.never_good,
    ]
    if lacking:
        lines.append(words.missing.format(missing=lacking))
    return _lines([*lines, "", words.what_to_do, "", words.absence])


def oldest_in_words(one: TeamList) -> str:
    """Since when the longest in the queue has waited; empty for an empty queue."""
    since = min((row.opened_on for row in one.queue), default=None)
    if since is None:
        return ""
    return words_of(one).oldest.format(
        day=day_in_words(since), days=(one.as_of - since).days
    )


def kept_off_in_words(one: TeamList) -> str:
    """How many each rule keeps off the list; empty where none keeps anybody off."""
    told = " · ".join(f"{because} {count}" for because, count in one.kept_off.items())
    return words_of(one).kept_off.format(counts=told) if told else ""


def _lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode(ENCODING)
