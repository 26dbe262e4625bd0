"""The words of lists and notes, in the team's language.

Each language has a file of its own; segments keep their number first, so that they can
be recognised in either. What a team records has its words in the worklist's vocabulary.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from schemas.verdict import Verdict


@dataclass(frozen=True)
class Words:
    """Everything that is said in one language.

    Sentences with braces are filled in by whoever says them. `headings`: column to its
    heading. `guide`: heading and text of each paragraph of the guide sheet.
    """

    list_sheet: str
    queue_sheet: str
    snoozed_sheet: str
    kept_off_sheet: str
    informed_sheet: str
    reasons_sheet: str
    guide_sheet: str
    run_sheet: str
    title: str
    summary: str
    oldest: str
    queue_summary: str
    while_room: str
    snoozed_summary: str
    overdue: str
    waited_over: str
    kept_off: str
    kept_off_summary: str
    informed_summary: str
    more_notices: str
    more_reasons: str
    handled_before: str
    names_missing: str
    always_individual: str
    confidential: str
    page: str
    headings: Mapping[str, str]
    new_today: str
    released_today: str
    open: str
    taken: str
    back_today: str
    transferred_today: str
    waiting: str
    snoozed: str
    new_reason: str
    yes: str
    no_name: str
    languages: Mapping[str, str]
    segments: Mapping[int, str]
    not_a_choice: str
    pick_from_list: str
    give_a_day: str
    guide: tuple[tuple[str, str], ...]
    facts: Mapping[str, str]
    extracts: Mapping[str, str]
    verdicts: Mapping[Verdict, str]
    no_remarks: str
    empty: str
    still_waiting: str
    today: str
    absence: str
    not_shown: str
    failure: str
    last_good: str
    never_good: str
    missing: str
    what_to_do: str


def day_in_words(day: date) -> str:
    """A day as it is written in Finnish and in Finland's Swedish: `22.11.2026`."""
    return f"{day.day}.{day.month}.{day.year}"
