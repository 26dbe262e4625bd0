"""Reading: what passes from the entrance to the gate, and how either refuses.

A frame as read has the contract's columns in their types, and two more: `row`, the
number of the row in its extract from 0, and `unparsed`, a bit set whose bit i says
that column i of the contract held something that could not be read. The bit set
costs four bytes a row, and nothing where no column can fail.
"""

import polars as pl

from schemas.contract import Contract

ROW = "row"
UNPARSED = "unparsed"


class UnreadableExtract(ValueError):
    """An extract that cannot be read as a whole: one sentence, without any value.

    `code` is one word for programs, `line` the line of a text file, from 1.
    """

    def __init__(
        self, code: str, sentence: str, file: str, line: int | None = None
    ) -> None:
        place = file if line is None else f"{file}, line {line}"
        super().__init__(f"{place}: {sentence}")
        self.code = code
        self.file = file
        self.line = line
        self.sentence = sentence


class MissingExtract(ValueError):
    """An extract that has not landed: it has no manifest."""


class UnbalancedCount(ValueError):
    """Rows in are not admitted plus quarantined plus exact duplicates."""


def unparsed_bit(contract: type[Contract], column: str) -> int:
    """The value in `unparsed` that stands for one column."""
    return 1 << contract.column_names().index(column)


def unparsed_reasons(contract: type[Contract]) -> dict[str, pl.Expr]:
    """Reason code to 'the text of this column could not be read', never null.

    The reasons are `unknown_code:COLUMN` for closed vocabularies and
    `unparsable:COLUMN` for the rest.
    """
    return {
        f"{'unknown_code' if column.vocabulary else 'unparsable'}:{column.name}": (
            pl.col(UNPARSED) & unparsed_bit(contract, column.name)
        )
        != 0
        for column in contract.columns()
    }
