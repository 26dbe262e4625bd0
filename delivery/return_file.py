"""Opens a list that a team filled in: a workbook of ours on its way back."""

import unicodedata
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from zipfile import BadZipFile, ZipFile

from delivery.columns import FILLED_IN, HIDDEN
from delivery.languages import WORDS
from delivery.words import Words

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.read_only import ReadOnlyCell

Language = Literal["fi", "sv"]
LANGUAGES: tuple[Language, ...] = ("fi", "sv")
READ = ("client", *FILLED_IN, *HIDDEN)
# Far more than any list of a team needs; less than would hold up a machine.
LARGEST_FILE, LARGEST_CONTENT = 10_000_000, 100_000_000
MOST_ROWS, MOST_COLUMNS, HEADING_WITHIN = 20_000, 100, 50
# How a file begins that a password protects, and one in the form before .xlsx.
COMPOUND = bytes.fromhex("d0cf11e0")

Value = str | int | float | datetime | date | None


class UnreadableReturn(ValueError):
    """A file that is no list of ours, or that cannot be read as one."""


@dataclass(frozen=True)
class ReturnFile:
    """A returned list: whose it is, of which day, and its rows.

    `rows`: the number of each row as a spreadsheet shows it, and column to value for
    the columns of READ.
    """

    county: str
    team: str
    as_of: date
    language: Language
    rows: tuple[tuple[int, Mapping[str, Value]], ...]


def read_return(path: Path) -> ReturnFile:
    """Read a filled-in list; raises UnreadableReturn where it is none."""
    # Spreadsheet programs leave much in a file that the reader skips with a warning.
    with warnings.catch_warnings(action="ignore"):
        return _read(path)


def _read(path: Path) -> ReturnFile:
    book = _opened(path)
    told = {one.name: str(one.value) for one in book.custom_doc_props.props}
    try:
        county, team, as_of = told["county"], told["team"], told["as_of"]
        day = date.fromisoformat(as_of)
    except (KeyError, ValueError):
        raise UnreadableReturn(
            f"{path.name} does not say whose list of which day it is; fill in the "
            "file that the team was given, not a copy of its cells in another."
        ) from None
    try:
        language, rows = _table(book, path.name)
    except UnreadableReturn:
        raise
    except Exception:  # a damaged part raises whatever it leads the reader to
        raise _damaged(path.name) from None
    return ReturnFile(county, team, day, language, rows)


def _opened(path: Path) -> "Workbook":
    # Takes a fifth of a second to import.
    from openpyxl import load_workbook

    if path.stat().st_size > LARGEST_FILE:
        raise _too_large(path.name)
    content = path.read_bytes()
    if content.startswith(COMPOUND):
        raise UnreadableReturn(
            f"{path.name} is protected by a password, or in the old .xls form; save "
            "it as .xlsx without a password."
        )
    try:
        with ZipFile(BytesIO(content)) as parts:
            names = parts.namelist()
            size = sum(part.file_size for part in parts.infolist())
    except (BadZipFile, ValueError, NotImplementedError):
        raise UnreadableReturn(
            f"{path.name} is damaged or no workbook in the .xlsx form; take the file "
            "that the team saved."
        ) from None
    if size > LARGEST_CONTENT:
        raise _too_large(path.name)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UnreadableReturn(
            f"{path.name} holds macros, which no list of ours does; save it as .xlsx."
        )
    try:
        return load_workbook(BytesIO(content), read_only=True, keep_links=False)
    except Exception:  # a damaged part raises whatever it leads the reader to
        raise _damaged(path.name) from None


def _table(
    book: "Workbook", file: str
) -> tuple[Language, tuple[tuple[int, dict[str, Value]], ...]]:
    """The language of the list, and its rows below the headings."""
    sheets = {words.list_sheet for words in WORDS.values()} & {*book.sheetnames}
    if not sheets:
        raise UnreadableReturn(
            f"{file} has no sheet {WORDS['fi'].list_sheet}; return the whole file that "
            "the team was given."
        )
    lines = book[sheets.pop()].iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS)
    language, places = _headings(lines, file)
    rows = []
    for line in lines:
        cells = {column: line[at] for column, at in places.items() if at < len(line)}
        number = next((c.row for c in cells.values() if c.value is not None), None)
        if number is None:
            continue
        if number > MOST_ROWS:
            raise _too_large(file)
        if any(cell.data_type == "f" for cell in cells.values()):
            raise UnreadableReturn(
                f"{file} holds formulas, the first in row {number}; put their values "
                "in their place."
            )
        rows.append((number, {name: _value(cells.get(name)) for name in READ}))
    return language, tuple(rows)


def _headings(
    lines: "Iterator[tuple[ReadOnlyCell, ...]]", file: str
) -> tuple[Language, dict[str, int]]:
    """The language of the headings, and at which place each column to read stands."""
    for _ in range(HEADING_WITHIN):
        found = [cell.value for cell in next(lines, ())]
        for language in LANGUAGES:
            headings = WORDS[language].headings
            wanted = {column: headings[column] for column in READ}
            if all(text in found for text in wanted.values()):
                return language, _places(wanted, found, file)
    raise UnreadableReturn(
        f"the first sheet of {file} lacks some of the columns that the list had: "
        f"{_named(WORDS['fi'])} ({_named(WORDS['sv'])}); return it with all its "
        "columns, also the hidden ones."
    )


def _places(
    wanted: Mapping[str, str], found: list[object], file: str
) -> dict[str, int]:
    for text in wanted.values():
        if found.count(text) > 1:
            raise UnreadableReturn(
                f"{file} has the column {text} more than once; leave the one that the "
                "list had."
            )
    return {column: found.index(text) for column, text in wanted.items()}


def _named(words: Words) -> str:
    return ", ".join(words.headings[column] for column in READ)


def _value(cell: "ReadOnlyCell | None") -> Value:
    value = None if cell is None else cell.value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value).strip() or None
    return value


def _damaged(file: str) -> UnreadableReturn:
    return UnreadableReturn(
        f"{file} is damaged and cannot be read to its end; open it in a spreadsheet "
        "program and save it again."
    )


def _too_large(file: str) -> UnreadableReturn:
    return UnreadableReturn(
        f"{file} is far larger than any list of a team; return the file that the team "
        "was given."
    )
