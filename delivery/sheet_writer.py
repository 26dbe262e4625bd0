"""Writes cells and tables into sheets: every text as text, and nothing cut."""

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from delivery.columns import (
    FILLED_IN,
    HIDDEN,
    Cell,
    UnwritableCell,
    today_statuses,
    words_of,
)
from delivery.words import Words, day_in_words
from worklist.lists import TeamList

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

# In characters; together they fit an A4 page on its side at a size that can be read.
WIDTHS = {
    "status": 10.5,
    "client": 17,
    "number": 10,
    "age": 4.5,
    "language": 7.5,
    "why": 47,
    "asks": 25,
    "families": 11.5,
    "newest_on": 10.5,
    "listed_on": 10.5,
    "waiting_since": 10.5,
    "wakes_on": 10.5,
    "kept_off": 34,
    "since": 10.5,
    "holds_until": 12,
    "segment": 17.5,
    "outcome": 18.5,
    "cause": 15,
    "until": 10.5,
    "to_team": 14,
    "actor": 11,
    "trigger": 30,
    "fact": 70,
    "new_reason": 14,
    "client_id": 12,
    "opened_on": 12,
    "version": 16,
}
GUIDE_WIDTHS = (26, 110)
A4 = 9
# In points. Heights are set, since not every program makes room for wrapped text.
LINE_HEIGHT, HEADING_HEIGHT, TALLEST = 13, 30, 409
LINES_TO_FILL_IN = 3
# Widths are in digits of the default font; letters of our smaller one are narrower.
LETTERS_PER_WIDTH = 1.25
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
    "fill_in_day": {
        "valign": "top",
        "align": "center",
        "border": 1,
        "bg_color": YELLOW,
        "num_format": "d.m.yyyy",
    },
    "term": {"bold": True, "text_wrap": True, "valign": "top"},
    "paragraph": {"text_wrap": True, "valign": "top"},
    "fact_day": {"valign": "top", "align": "left", "num_format": "d.m.yyyy"},
    "fact_number": {"valign": "top", "align": "left"},
}


class SheetWriter:
    """Writes the sheets of one workbook, in one look."""

    def __init__(self, book: "Workbook", one: TeamList) -> None:
        self.book, self.one = book, one
        self.words: Words = words_of(one)
        self.formats: dict[str, Format] = {
            name: book.add_format({"font_name": "Calibri", "font_size": 10, **look})
            for name, look in FORMATS.items()
        }

    def sheet(self, name: str) -> "Worksheet":
        """A new sheet, ready to print on A4 on its side."""
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

    def two_columns(self, sheet: "Worksheet") -> None:
        """Make the columns of a sheet of terms and what is said of each."""
        for at, width in enumerate(GUIDE_WIDTHS):
            sheet.set_column(at, at, width)

    def table(
        self,
        sheet: "Worksheet",
        lines: Iterable[tuple[str, str]],
        columns: Sequence[str],
        rows: Sequence[Mapping[str, Cell]],
    ) -> int:
        """Write lines, headings and rows; returns the number of the first row.

        Where there is something to fill in, every row has room for the longest choice.
        """
        top = 0
        for text, look in lines:
            self.put(sheet, top, 0, text, look)
            top += 1
        for at, column in enumerate(columns):
            hidden = {"hidden": True} if column in HIDDEN else {}
            sheet.set_column(at, at, WIDTHS[column], None, hidden)
            self.put(sheet, top, at, self.words.headings[column], "heading")
        sheet.set_row(top, HEADING_HEIGHT)
        for below, row in enumerate(rows, start=1):
            sheet.set_row(top + below, _row_height(row, columns))
            for at, column in enumerate(columns):
                cell = row[column]
                self.put(sheet, top + below, at, cell, self._look(column, cell))
        sheet.autofilter(top, 0, top + len(rows), len(columns) - 1)
        sheet.freeze_panes(top + 1, list(columns).index("client") + 1)
        sheet.repeat_rows(top)
        return top + 1

    def put(self, sheet: "Worksheet", row: int, at: int, cell: Cell, look: str) -> None:
        """Write one cell; raises UnwritableCell for a text that would be cut."""
        style = self.formats[look]
        if cell is None:
            done = sheet.write_blank(row, at, None, style)
        elif isinstance(cell, str):
            done = sheet.write_string(row, at, cell, style)
        elif isinstance(cell, date):
            done = sheet.write_datetime(row, at, cell, style)
        else:
            done = sheet.write_number(row, at, cell, style)
        self.written(done)

    def written(self, done: int) -> None:
        """Raise UnwritableCell unless a cell or a rule was taken as it is."""
        if done != 0:
            raise UnwritableCell(
                f"the list of {self.one.code} has a cell that a workbook cannot hold "
                "(a text over 32,767 characters, or over 1,048,576 rows): look for a "
                "name or a queue of that length in the extracts."
            )

    def _look(self, column: str, cell: Cell) -> str:
        if column == "until":
            return "fill_in_day"
        if column in FILLED_IN:
            return "fill_in"
        if column == "status" and cell in today_statuses(self.words):
            return "new"
        if isinstance(cell, date):
            return "day"
        return "number" if isinstance(cell, int) else "text"


def _row_height(row: Mapping[str, Cell], columns: Sequence[str]) -> float:
    """The height that the tallest text of a row needs, in points."""
    lines = max(
        text_lines(cell, WIDTHS[column])
        for column in columns
        if column not in HIDDEN and isinstance(cell := row[column], str)
    )
    least = LINES_TO_FILL_IN if {*FILLED_IN} & {*columns} else 1
    return min(max(lines, least) * LINE_HEIGHT + 2, TALLEST)


def text_lines(text: str, width: float) -> int:
    """How many lines a text takes in a column so many characters wide."""
    return sum(
        max(len(textwrap.wrap(line, int(width * LETTERS_PER_WIDTH))), 1)
        for line in text.split("\n")
    )
