"""Reads a file of concerns as people filled them in: a CSV, its columns the form's."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from extracts.casting import from_text
from extracts.framing import frame_csv
from extracts.reading import WORDS
from schemas.concerns import ConcernForm
from schemas.reading import UnreadableExtract

LINE = "line"
# The heading is the first line of the file.
FIRST_LINE = 2


@dataclass(frozen=True)
class ReadForms:
    """The whole forms of a file with their lines, and what is wrong with the others.

    `troubles`: line and one sentence each, in the order of the file, without any value.
    """

    forms: tuple[tuple[int, ConcernForm], ...]
    troubles: tuple[tuple[int, str], ...]


def read_concern_forms(path: Path) -> ReadForms:
    """Read a UTF-8 file with semicolons or commas.

    The columns are the form's, in any order; those that may be null may be absent.
    Days are ISO or d.m.yyyy; true, false, 1 and 0 answer a question. Raises
    UnreadableExtract where the file is not such a file, or has any other column: there
    is no place for free text.
    """
    with path.open("rb") as file:
        separator = ";" if b";" in file.readline(1 << 16) else ","
    header = frame_csv(path, separator).header
    _check_heading(header, path.name)
    text = pl.read_csv(
        path,
        separator=separator,
        schema=dict.fromkeys(header, pl.String()),
        infer_schema=False,
        glob=False,
        row_index_name=LINE,
        row_index_offset=FIRST_LINE,
    )
    values, unread = [], {}
    for column in ConcernForm.columns():
        value: pl.Expr = pl.lit(None, column.dtype)
        if column.name in header:
            value, unreadable = from_text(column, ConcernForm.extract)
            if unreadable is not None:
                unread[column.name] = unreadable
        values.append(value.alias(column.name))
    forms = text.select(LINE, *values)
    # What could not be read is not missing beside.
    troubles: dict[tuple[int, str], str] = {}
    for line, about, said in (*_unread(text.select(LINE, **unread)), *_broken(forms)):
        troubles.setdefault((line, about), said)
    unsound = {line for line, _ in troubles}
    return ReadForms(
        forms=tuple(
            (line, ConcernForm.model_validate(row))
            for row in forms.iter_rows(named=True)
            if (line := row.pop(LINE)) not in unsound
        ),
        troubles=tuple(
            (line, troubles[line, about]) for line, about in sorted(troubles)
        ),
    )


def broken_rules(form: ConcernForm) -> list[str]:
    """The rules of the contract that a form breaks, one sentence each."""
    schema = {LINE: pl.UInt32(), **ConcernForm.polars_schema()}
    rows = pl.DataFrame([{LINE: 0, **form.model_dump()}], schema=schema)
    return [sentence for _, _, sentence in _broken(rows)]


def _check_heading(header: tuple[str, ...], file: str) -> None:
    columns = ConcernForm.columns()
    wanted = [column.name for column in columns if not column.nullable]
    if missing := [name for name in wanted if name not in header]:
        raise UnreadableExtract(
            "missing_column", f"the heading lacks {', '.join(missing)}", file, 1
        )
    if others := set(header) - {column.name for column in columns}:
        raise UnreadableExtract(
            "unknown_column",
            f"the form has no place for {len(others)} of the columns; give some of "
            + ", ".join(column.name for column in columns),
            file,
            1,
        )


def _unread(failed: pl.DataFrame) -> Iterator[tuple[int, str, str]]:
    """Line, column and sentence of each cell that could not be read."""
    for column in ConcernForm.columns():
        if column.name in failed.columns:
            sentence = (
                f"{column.name} is none of {', '.join(column.vocabulary)}"
                if column.vocabulary
                else f"{column.name} cannot be read as {WORDS[column.kind]}"
            )
            for line in failed.filter(pl.col(column.name))[LINE]:
                yield line, column.name, sentence


def _broken(forms: pl.DataFrame) -> Iterator[tuple[int, str, str]]:
    """Line, column (or the rule) and sentence of each rule that a form breaks."""
    for reason, broken in ConcernForm.violations().items():
        rule, _, column = reason.partition(":")
        said = {
            "missing": f"{column} is empty",
            "too_long": f"{column} is too long",
            "relative_without_consent": (
                "a relative's concern needs the client's consent (client_consent)"
            ),
        }
        for line in forms.filter(broken)[LINE]:
            yield line, column or rule, said[rule]
