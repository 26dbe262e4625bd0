"""A list as CSV: the form that a Finnish Excel opens, or the one that programs read."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum

from delivery.columns import (
    FILLED_IN,
    LIST_COLUMNS,
    Cell,
    UnwritableCell,
    list_cells,
    listed_rows,
    words_of,
)
from delivery.words import day_in_words
from schemas.identities import Named
from worklist.lists import TeamList

FORMULA_SIGNS = frozenset("=+-@")
# What Excel cuts a longer cell to, and says nothing.
LONGEST_CELL = 32_767
EXCEL_COLUMNS = tuple(name for name in LIST_COLUMNS if name != "version")
PROGRAM_COLUMNS = tuple(name for name in EXCEL_COLUMNS if name not in FILLED_IN)


class Profile(StrEnum):
    """For whom a CSV is written.

    `excel-fi`: UTF-8 with a byte-order mark, semicolons, days as `22.11.2026`; text
    that a spreadsheet could read as a formula begins with an apostrophe, which changes
    the text. `rfc4180`: UTF-8, commas, ISO days, columns by their codes, text as it is:
    for programs alone, never to be opened in a spreadsheet. Both quote every cell and
    end lines with CRLF; numbers within sentences have decimal commas.
    """

    EXCEL_FI = "excel-fi"
    RFC4180 = "rfc4180"


def csv_list(
    one: TeamList, names: Mapping[str, Named], profile: Profile = Profile.EXCEL_FI
) -> bytes:
    """One row per listed client, with all reasons, in the order of the list.

    Raises UnwritableCell for a text that Excel would cut.
    """
    rows = [
        list_cells(row, one, names, together=" | ".join) for row in listed_rows(one)
    ]
    if profile == Profile.RFC4180:
        cells = [[_plain(row[name]) for name in PROGRAM_COLUMNS] for row in rows]
        return _csv([PROGRAM_COLUMNS, *cells], ",").encode()
    headings = [words_of(one).headings[column] for column in EXCEL_COLUMNS]
    shown = [[_shown(row[name], one) for name in EXCEL_COLUMNS] for row in rows]
    return _csv([headings, *shown], ";").encode("utf-8-sig")


def guarded(text: str) -> str:
    """Text with an apostrophe before it where a spreadsheet could see a formula.

    Looks past what a spreadsheet may skip: blanks, marks without width and control
    characters; a full-width sign counts as the sign.
    """
    if text[:1] in ("\t", "\r", "\n"):
        return f"'{text}"
    first = next((sign for sign in text if not _skipped(sign)), "")
    return f"'{text}" if unicodedata.normalize("NFKC", first) in FORMULA_SIGNS else text


def _csv(rows: Iterable[Sequence[str]], delimiter: str) -> str:
    text = io.StringIO(newline="")
    csv.writer(
        text, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\r\n"
    ).writerows(rows)
    return text.getvalue()


def _skipped(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign) in ("Cc", "Cf")


def _plain(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _shown(cell: Cell, one: TeamList) -> str:
    if isinstance(cell, date):
        return day_in_words(cell)
    shown = guarded(cell) if isinstance(cell, str) else _plain(cell)
    if len(shown) > LONGEST_CELL:
        raise UnwritableCell(
            f"the list of {one.code} has a text over {LONGEST_CELL:,} characters, "
            "which Excel would cut: look for a name of that length in the extracts."
        )
    return shown
