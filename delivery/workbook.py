"""A team's list as a workbook that a nurse can open, sort, fill in and print."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from delivery.columns import (
    INFORMED_COLUMNS,
    KEPT_OFF_COLUMNS,
    LIST_COLUMNS,
    QUEUE_COLUMNS,
    REASON_COLUMNS,
    SNOOZED_COLUMNS,
    Cell,
    counted_statuses,
    list_cells,
    listed_rows,
    name_of,
    not_shown_in_words,
    reason_cells,
)
from delivery.notes import kept_off_in_words, oldest_in_words
from delivery.row_version import row_version
from delivery.run_facts import RunFacts
from delivery.sheet_writer import GUIDE_WIDTHS, LINE_HEIGHT, SheetWriter, text_lines
from delivery.words import day_in_words
from schemas.identities import Named
from worklist.lists import TeamList
from worklist.rows import Row
from worklist.vocabulary import vocabulary

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

# More would push the list itself off a small screen, and a row off its page.
NOTICES_ON_TOP = 3
REASONS_ON_A_ROW = 2


def workbook(one: TeamList, names: Mapping[str, Named], run: RunFacts) -> bytes:
    """The workbook's bytes, the same for the same list.

    Sheets: the list, its queue, those who come back, those whom a rule keeps off and
    those of whom the team is told (where there are any), one row per reason and fact, a
    guide with what can be chosen, and the facts of the night. Holds no formula and no
    link: every text is written as text. Its properties say whose list of which day it
    is, for its way back. Raises UnwritableCell for a text that would be cut.
    """
    # Takes a fifth of a second to import.
    from xlsxwriter import Workbook

    content = io.BytesIO()
    book = Workbook(
        content,
        {
            "in_memory": True,  # no row ever stands in a temporary file
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"created": datetime.combine(one.as_of, time())})
    book.set_custom_property("county", run.county)
    book.set_custom_property("team", one.code)
    book.set_custom_property("as_of", one.as_of.isoformat())
    _Pages(SheetWriter(book, one), one, names, run).write()
    book.close()
    return content.getvalue()


class _Pages:
    """What stands on each sheet of one workbook."""

    def __init__(
        self,
        writer: SheetWriter,
        one: TeamList,
        names: Mapping[str, Named],
        run: RunFacts,
    ) -> None:
        self.writer, self.one, self.names, self.run = writer, one, names, run
        self.words = writer.words
        self.morning = one.as_of + timedelta(days=1)

    def write(self) -> None:
        words = self.words
        listed, queue, snoozed = map(
            self.writer.sheet,
            (words.list_sheet, words.queue_sheet, words.snoozed_sheet),
        )
        self._queue(queue)
        self._snoozed(snoozed)
        self._others(
            words.kept_off_sheet,
            words.kept_off_summary,
            KEPT_OFF_COLUMNS,
            self.one.suppressed,
        )
        self._others(
            words.informed_sheet,
            words.informed_summary,
            INFORMED_COLUMNS,
            self.one.informed,
        )
        reasons, guide, facts = map(
            self.writer.sheet, (words.reasons_sheet, words.guide_sheet, words.run_sheet)
        )
        self._list(listed, self._guide(guide))
        self._reasons(reasons)
        self._facts(facts)
        listed.activate()

    def _list(self, sheet: "Worksheet", choices: Mapping[str, str]) -> None:
        lines = [*self._summary(), *self._notices()]
        rows = [
            {
                **list_cells(row, self.one, self.names, at_most=REASONS_ON_A_ROW),
                "version": self._version(row),
            }
            for row in listed_rows(self.one)
        ]
        first = self.writer.table(sheet, lines, LIST_COLUMNS, rows)
        rules: dict[str, dict[str, object]] = {
            column: {
                "validate": "list",
                "source": place,
                "error_message": self.words.pick_from_list,
            }
            for column, place in choices.items()
        }
        tomorrow = self.morning + timedelta(days=1)
        rules["until"] = {
            "validate": "date",
            "criteria": ">=",
            "value": tomorrow,
            "error_message": self.words.give_a_day.format(day=day_in_words(tomorrow)),
        }
        last = first + max(len(rows), 1) - 1
        for column, rule in rules.items():
            at = LIST_COLUMNS.index(column)
            rule["error_title"] = self.words.not_a_choice
            self.writer.written(sheet.data_validation(first, at, last, at, rule))

    def _version(self, row: Row) -> str:
        one = self.one
        return row_version(
            row.recorded,
            self.run.county,
            one.code,
            one.as_of,
            row.client_id,
            row.opened_on,
            name_of(row, self.names, self.words),
        )

    def _queue(self, sheet: "Worksheet") -> None:
        one = self.one
        said = self.words.queue_summary.format(
            queued=len(one.queue),
            oldest=oldest_in_words(one),
            hands=one.team.new_per_night,
            while_room=self._while_room(),
        )
        rows = [list_cells(row, one, self.names) for row in one.queue]
        lines = [self._title(), (said, "line")]
        self.writer.table(sheet, lines, QUEUE_COLUMNS, rows)

    def _snoozed(self, sheet: "Worksheet") -> None:
        one = self.one
        said = self.words.snoozed_summary.format(snoozed=len(one.snoozed))
        by_day = sorted(one.snoozed, key=lambda row: row.wakes_on or date.max)
        rows = [list_cells(row, one, self.names) for row in by_day]
        lines = [self._title(), (said, "line")]
        self.writer.table(sheet, lines, SNOOZED_COLUMNS, rows)

    def _others(
        self, name: str, said: str, columns: Sequence[str], others: Sequence[Row]
    ) -> None:
        """A sheet of those of whom nothing is asked today, where there are any."""
        if others:
            rows = [list_cells(row, self.one, self.names) for row in others]
            lines = [self._title(), (said.format(count=len(others)), "line")]
            self.writer.table(self.writer.sheet(name), lines, columns, rows)

    def _reasons(self, sheet: "Worksheet") -> None:
        rows = reason_cells(listed_rows(self.one), self.one, self.names)
        self.writer.table(sheet, [self._title()], REASON_COLUMNS, rows)

    def _guide(self, sheet: "Worksheet") -> dict[str, str]:
        """Write the guide; returns where the choices of each column stand."""
        words, row = self.words, 0
        filled = {
            "hands": self.one.team.new_per_night,
            "while_room": self._while_room(),
            "day": day_in_words(self.one.as_of),
            "morning": day_in_words(self.morning),
            "not_shown": "\n".join(not_shown_in_words(self.one)),
        }
        self.writer.two_columns(sheet)
        for heading, text in words.guide:
            said = text.format(**filled)
            self.writer.put(sheet, row, 0, heading, "term")
            self.writer.put(sheet, row, 1, said, "paragraph")
            sheet.set_row(row, LINE_HEIGHT * (text_lines(said, GUIDE_WIDTHS[1]) + 0.5))
            row += 1
        places = {}
        language = self.one.team.language
        offered = {
            "outcome": [choice.text for choice in vocabulary().choices(language)],
            "cause": vocabulary().reasons(language),
            "to_team": [
                team.name[language]
                for code, team in self.run.teams.items()
                if code != self.one.code
            ],
        }
        for column, choices in offered.items():
            if not choices:
                continue
            row += 1
            self.writer.put(sheet, row, 0, words.headings[column], "term")
            for offset, choice in enumerate(choices):
                self.writer.put(sheet, row + offset, 1, choice, "paragraph")
            last = row + len(choices)
            places[column] = f"='{words.guide_sheet}'!$B${row + 1}:$B${last}"
            row = last
        return places

    def _facts(self, sheet: "Worksheet") -> None:
        one, run, words = self.one, self.run, self.words
        told = words.facts
        rows: list[tuple[str, Cell]] = [
            (told["county"], run.county),
            (told["team"], self._team_name()),
            (told["as_of"], run.as_of),
            (told["shown"], len(one.rows)),
            *counted_statuses(one).items(),
            (words.waiting, len(one.queue)),
            (words.snoozed, len(one.snoozed)),
            (told["code"], run.code_version),
            *self._block(told["notices"], one.notices or (words.no_remarks,)),
            *self._block(
                told["extracts"],
                [
                    f"{words.extracts.get(extract, extract)}: {words.verdicts[verdict]}"
                    for extract, verdict in run.verdicts.items()
                ],
            ),
            *self._block(
                told["decisions"],
                [
                    f"{self._trigger_name(stem)}: "
                    + told["since"].format(day=day_in_words(since))
                    for stem, since in sorted(run.decisions.items())
                ],
            ),
        ]
        self.writer.two_columns(sheet)
        for at, (heading, cell) in enumerate(rows):
            look = "paragraph"
            if isinstance(cell, date):
                look = "fact_day"
            elif isinstance(cell, int):
                look = "fact_number"
            self.writer.put(sheet, at, 0, heading, "term")
            self.writer.put(sheet, at, 1, cell, look)

    def _summary(self) -> list[tuple[str, str]]:
        one, words = self.one, self.words
        found = counted_statuses(one)
        groups = ", ".join(
            f"{status[0].lower()}{status[1:]} {count}"
            for status, count in found.items()
        )
        counts = words.summary.format(
            shown=len(one.rows),
            groups=f" ({groups})" if groups else "",
            queued=len(one.queue),
            oldest=oldest_in_words(one),
            snoozed=len(one.snoozed),
        )
        return [
            self._title(),
            (counts, "strong"),
            *((line, "line") for line in [kept_off_in_words(one)] if line),
            *(
                (words.overdue.format(count=count), "line")
                for count in [len(one.overdue)]
                if count
            ),
            (f"{words.always_individual}. {words.absence}", "line"),
        ]

    def _notices(self) -> list[tuple[str, str]]:
        one, words = self.one, self.words
        lines = [(notice, "notice") for notice in one.notices[:NOTICES_ON_TOP]]
        if further := len(one.notices[NOTICES_ON_TOP:]):
            said = words.more_notices.format(count=further, sheet=words.run_sheet)
            lines.append((said, "notice"))
        named = {client for client, who in self.names.items() if who.name.strip()}
        nameless = sum(row.client_id not in named for row in one.named)
        if nameless:
            lines.append((words.names_missing.format(count=nameless), "notice"))
        return lines

    def _title(self) -> tuple[str, str]:
        said = self.words.title.format(
            team=self._team_name(), day=day_in_words(self.one.as_of)
        )
        return said, "title"

    def _while_room(self) -> str:
        most = self.one.team.most_shown
        return self.words.while_room.format(most=most) if most else ""

    def _team_name(self) -> str:
        return self.one.team.name[self.one.team.language]

    def _trigger_name(self, stem: str) -> str:
        return self.run.trigger_names.get(stem, {}).get(self.one.team.language, stem)

    @staticmethod
    def _block(heading: str, lines: Iterable[str]) -> list[tuple[str, Cell]]:
        return [(heading if at == 0 else "", line) for at, line in enumerate(lines)]
