"""A list as CSV in the form that a Finnish Excel opens: the profile `excel-fi`."""

import csv
import io
import unicodedata
from collections.abc import Mapping
from datetime import date

from delivery.columns import LIST_COLUMNS, Cell, list_cells, listed_rows, words_of
from delivery.words import day_in_words
from worklist.lists import TeamList

FORMULA_SIGNS = frozenset("=+-@")
ENCODING = "utf-8-sig"


def csv_list(one: TeamList, names: Mapping[str, str]) -> bytes:
    """The columns of the workbook's first sheet, one row per listed client.

    UTF-8 with a byte-order mark, semicolons, CRLF, days as `22.11.2026`; numbers within
    sentences have decimal commas. Text that a spreadsheet could read as a formula
    begins with an apostrophe.
    """
    words = words_of(one)
    text = io.StringIO(newline="")
    writer = csv.writer(
        text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n"
    )
    writer.writerow([words.headings[column] for column in LIST_COLUMNS])
    for row in listed_rows(one):
        cells = list_cells(row, one, names, together=" | ".join)
        writer.writerow([_shown(cells[column]) for column in LIST_COLUMNS])
    return text.getvalue().encode(ENCODING)


def guarded(text: str) -> str:
    """Text with an apostrophe before it where a spreadsheet could see a formula.

    Looks past what a spreadsheet may skip: blanks, marks without width and control
    characters; a full-width sign counts as the sign.
    """
    if text[:1] in ("\t", "\r", "\n"):
        return f"'{text}"
    first = next((sign for sign in text if not _skipped(sign)), "")
    return f"'{text}" if unicodedata.normalize("NFKC", first) in FORMULA_SIGNS else text


def _skipped(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign) in ("Cc", "Cf")


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return day_in_words(cell)
    return guarded(cell) if isinstance(cell, str) else str(cell)
