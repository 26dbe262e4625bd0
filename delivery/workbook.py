"""A team's list as a workbook that a nurse can open, sort, fill in and print."""

import io
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from delivery.columns import (
    HIDDEN,
    LIST_COLUMNS,
    QUEUE_COLUMNS,
    REASON_COLUMNS,
    Cell,
    list_cells,
    listed_rows,
    not_shown_in_words,
    reason_cells,
    words_of,
)
from delivery.notes import oldest_in_words
from delivery.run_facts import RunFacts
from delivery.words import Words, day_in_words
from worklist.lists import TeamList
from worklist.vocabulary import vocabulary

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

# In characters; together they fit an A4 page on its side at a size that can be read.
WIDTHS = {
    "status": 10,
    "client": 19,
    "age": 5,
    "language": 12.5,
    "why": 50,
    "asks": 26,
    "families": 13,
    "newest_on": 11.5,
    "listed_on": 11.5,
    "waiting_since": 11.5,
    "segment": 18,
    "outcome": 20,
    "cause": 17,
    "trigger": 30,
    "fact": 70,
    "new_reason": 14,
    "client_id": 12,
    "opened_on": 12,
}
FILLED_IN = ("outcome", "cause")
GUIDE_WIDTHS = (26, 110)
# More would push the list itself off a small screen.
NOTICES_ON_TOP = 3
A4 = 9
# In points. Heights are set, since not every program makes room for wrapped text.
LINE_HEIGHT, HEADING_HEIGHT, TALLEST = 13, 30, 409
# Widths are in digits of the default font; letters of our smaller one are narrower.
LETTERS_PER_WIDTH = 1.2
GREY, YELLOW, GREEN = "#E7E6E6", "#FFF9E5", "#E2EFDA"
FORMATS: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 14},
    "line": {},
    "strong": {"bold": True},
    "notice": {"bold": True, "font_color": "#9C0006"},
    "heading": {
        "bold": True,
        "text_wrap": True,
        "valign": "vcenter",
        "bg_color": GREY,
        "border": 1,
    },
    "text": {"text_wrap": True, "valign": "top", "border": 1},
    "new": {
        "text_wrap": True,
        "valign": "top",
        "border": 1,
        "bold": True,
        "bg_color": GREEN,
    },
    "number": {"valign": "top", "align": "center", "border": 1},
    "day": {"valign": "top", "align": "center", "border": 1, "num_format": "d.m.yyyy"},
    "fill_in": {"text_wrap": True, "valign": "top", "border": 1, "bg_color": YELLOW},
    "term": {"bold": True, "text_wrap": True, "valign": "top"},
    "paragraph": {"text_wrap": True, "valign": "top"},
    "fact_day": {"valign": "top", "align": "left", "num_format": "d.m.yyyy"},
    "fact_number": {"valign": "top", "align": "left"},
}


class UnwritableCell(ValueError):
    """A cell holds more than a spreadsheet takes."""


def workbook(one: TeamList, names: Mapping[str, str], run: RunFacts) -> bytes:
    """The workbook's bytes, the same for the same list.

    Sheets: the list, its queue, one row per reason and fact, a guide with the outcomes
    to choose from, and the facts of the night. Holds no formula and no link: every text
    is written as text. Raises UnwritableCell for a text that would be cut.
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
    _Pages(book, one, names, run).write()
    book.close()
    return content.getvalue()


class _Pages:
    """Writes the sheets of one workbook."""

    def __init__(
        self,
        book: "Workbook",
        one: TeamList,
        names: Mapping[str, str],
        run: RunFacts,
    ) -> None:
        self.book, self.one, self.names, self.run = book, one, names, run
        self.words: Words = words_of(one)
        self.formats: dict[str, Format] = {
            name: book.add_format({"font_name": "Calibri", "font_size": 10, **look})
            for name, look in FORMATS.items()
        }

    def write(self) -> None:
        words = self.words
        sheets = [
            self._sheet(name)
            for name in (
                words.list_sheet,
                words.queue_sheet,
                words.reasons_sheet,
                words.guide_sheet,
                words.run_sheet,
            )
        ]
        listed, queue, reasons, guide, facts = sheets
        choices = self._guide(guide)
        self._list(listed, choices)
        self._queue(queue)
        self._reasons(reasons)
        self._facts(facts)
        listed.activate()

    def _sheet(self, name: str) -> "Worksheet":
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        day = day_in_words(self.one.as_of)
        sheet.set_footer(
            f"&L{self.words.confidential}&C{self.one.code} {day}"
            f"&R{self.words.page} &P/&N"
        )
        return sheet

    def _list(self, sheet: "Worksheet", choices: Mapping[str, str]) -> None:
        one = self.one
        lines = [*self._summary(), *self._notices()]
        rows = [list_cells(row, one, self.names) for row in listed_rows(one)]
        first = self._table(sheet, lines, LIST_COLUMNS, rows)
        for column in FILLED_IN:
            at = LIST_COLUMNS.index(column)
            self._written(
                sheet.data_validation(
                    first,
                    at,
                    first + max(len(rows), 1) - 1,
                    at,
                    {
                        "validate": "list",
                        "source": choices[column],
                        "error_title": self.words.not_a_choice,
                        "error_message": self.words.pick_from_list,
                    },
                )
            )

    def _queue(self, sheet: "Worksheet") -> None:
        one = self.one
        said = self.words.queue_summary.format(
            queued=len(one.queue),
            oldest=oldest_in_words(one.queue, self.words),
            hands=one.team.new_per_night,
        )
        rows = [list_cells(row, one, self.names) for row in one.queue]
        self._table(sheet, [self._title(), (said, "line")], QUEUE_COLUMNS, rows)

    def _reasons(self, sheet: "Worksheet") -> None:
        rows = reason_cells(listed_rows(self.one), self.one, self.names)
        self._table(sheet, [self._title()], REASON_COLUMNS, rows)

    def _guide(self, sheet: "Worksheet") -> dict[str, str]:
        """Write the guide; returns where the choices of each column stand."""
        words, row = self.words, 0
        filled = {
            "hands": self.one.team.new_per_night,
            "day": day_in_words(self.one.as_of),
            "not_shown": "\n".join(not_shown_in_words(self.one)),
        }
        self._two_columns(sheet)
        for heading, text in words.guide:
            said = text.format(**filled)
            self._put(sheet, row, 0, heading, "term")
            self._put(sheet, row, 1, said, "paragraph")
            sheet.set_row(row, LINE_HEIGHT * (_lines(said, GUIDE_WIDTHS[1]) + 0.5))
            row += 1
        places = {}
        language = self.one.team.language
        offered = {
            "outcome": [choice.text for choice in vocabulary().choices(language)],
            "cause": vocabulary().reasons(language),
        }
        for column, choices in offered.items():
            row += 1
            self._put(sheet, row, 0, words.headings[column], "term")
            for offset, choice in enumerate(choices):
                self._put(sheet, row + offset, 1, choice, "paragraph")
            last = row + len(choices)
            places[column] = f"='{words.guide_sheet}'!$B${row + 1}:$B${last}"
            row = last
        return places

    def _facts(self, sheet: "Worksheet") -> None:
        one, run, words = self.one, self.run, self.words
        told = words.facts
        new, released = len(one.new), len(one.released)
        rows: list[tuple[str, Cell]] = [
            (told["county"], run.county),
            (told["team"], self._team_name()),
            (told["as_of"], run.as_of),
            (told["new"], new),
            (told["released"], released),
            (told["open"], len(one.rows) - new - released),
            (told["queued"], len(one.queue)),
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
        self._two_columns(sheet)
        for at, (heading, cell) in enumerate(rows):
            look = "paragraph"
            if isinstance(cell, date):
                look = "fact_day"
            elif isinstance(cell, int):
                look = "fact_number"
            self._put(sheet, at, 0, heading, "term")
            self._put(sheet, at, 1, cell, look)

    def _table(
        self,
        sheet: "Worksheet",
        lines: Iterable[tuple[str, str]],
        columns: Sequence[str],
        rows: Sequence[Mapping[str, Cell]],
    ) -> int:
        """Write lines, headings and rows; returns the number of the first row."""
        top = 0
        for text, look in lines:
            self._put(sheet, top, 0, text, look)
            top += 1
        for at, column in enumerate(columns):
            hidden = {"hidden": True} if column in HIDDEN else {}
            sheet.set_column(at, at, WIDTHS[column], None, hidden)
            self._put(sheet, top, at, self.words.headings[column], "heading")
        sheet.set_row(top, HEADING_HEIGHT)
        for below, row in enumerate(rows, start=1):
            sheet.set_row(top + below, _height(row, columns))
            for at, column in enumerate(columns):
                cell = row[column]
                self._put(sheet, top + below, at, cell, self._look(column, cell))
        sheet.autofilter(top, 0, top + len(rows), len(columns) - 1)
        sheet.freeze_panes(top + 1, list(columns).index("client") + 1)
        sheet.repeat_rows(top)
        return top + 1

    def _look(self, column: str, cell: Cell) -> str:
        if column in FILLED_IN:
            return "fill_in"
        if column == "status" and cell != self.words.open:
            return "new"
        if isinstance(cell, date):
            return "day"
        return "number" if isinstance(cell, int) else "text"

    def _put(
        self, sheet: "Worksheet", row: int, at: int, cell: Cell, look: str
    ) -> None:
        style = self.formats[look]
        if cell is None:
            done = sheet.write_blank(row, at, None, style)
        elif isinstance(cell, str):
            done = sheet.write_string(row, at, cell, style)
        elif isinstance(cell, date):
            done = sheet.write_datetime(row, at, cell, style)
        else:
            done = sheet.write_number(row, at, cell, style)
        self._written(done)

    def _written(self, done: int) -> None:
        if done != 0:
            raise UnwritableCell(
                f"the list of {self.one.code} has a cell that a workbook cannot hold "
                "(a text over 32,767 characters, or over 1,048,576 rows): look for a "
                "name or a queue of that length in the extracts."
            )

    def _two_columns(self, sheet: "Worksheet") -> None:
        for at, width in enumerate(GUIDE_WIDTHS):
            sheet.set_column(at, at, width)

    def _summary(self) -> list[tuple[str, str]]:
        one, words = self.one, self.words
        new, released = len(one.new), len(one.released)
        counts = words.summary.format(
            new=new,
            released=released,
            open=len(one.rows) - new - released,
            queued=len(one.queue),
        )
        return [
            self._title(),
            (counts + oldest_in_words(one.queue, words), "strong"),
            (f"{words.always_individual}. {words.absence}", "line"),
        ]

    def _notices(self) -> list[tuple[str, str]]:
        one, words = self.one, self.words
        lines = [(notice, "notice") for notice in one.notices[:NOTICES_ON_TOP]]
        if further := len(one.notices[NOTICES_ON_TOP:]):
            said = words.more_notices.format(count=further, sheet=words.run_sheet)
            lines.append((said, "notice"))
        nameless = sum(
            not self.names.get(row.client_id, "").strip()
            for row in (*one.rows, *one.queue)
        )
        if nameless:
            lines.append((words.names_missing.format(count=nameless), "notice"))
        return lines

    def _title(self) -> tuple[str, str]:
        said = self.words.title.format(
            team=self._team_name(), day=day_in_words(self.one.as_of)
        )
        return said, "title"

    def _team_name(self) -> str:
        return self.one.team.name[self.one.team.language]

    def _trigger_name(self, stem: str) -> str:
        return self.run.trigger_names.get(stem, {}).get(self.one.team.language, stem)

    @staticmethod
    def _block(heading: str, lines: Iterable[str]) -> list[tuple[str, Cell]]:
        return [(heading if at == 0 else "", line) for at, line in enumerate(lines)]


def _height(row: Mapping[str, Cell], columns: Iterable[str]) -> float:
    """The height that the tallest text of a row needs, in points."""
    lines = max(
        _lines(cell, WIDTHS[column])
        for column in columns
        if column not in HIDDEN and isinstance(cell := row[column], str)
    )
    return min(lines * LINE_HEIGHT + 2, TALLEST)


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column so many characters wide."""
    return sum(
        max(len(textwrap.wrap(line, int(width * LETTERS_PER_WIDTH))), 1)
        for line in text.split("\n")
    )
