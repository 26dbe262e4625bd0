"""Numbers, days and words as the report says them, in one language."""

from collections.abc import Mapping
from datetime import date
from html import escape
from math import isfinite
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from stewardship.report.words import WORDS

UNKNOWN = "–"
# Fewer people than these are not counted out (ours).
SMALL = 5
Row = Mapping[str, Any]


class Said:
    """How one language says things; `said["team"]` is a word."""

    def __init__(self, language: str) -> None:
        self.language, self._words = language, WORDS[language]

    def __getitem__(self, word: str) -> str:
        return self._words[word].replace(" %", "\u00a0%")

    def text(self, word: str, **given: object) -> str:
        """A sentence with what it leaves open, as HTML."""
        return escape(self[word].format(**given))

    def number(self, value: float | None, decimals: int = 0) -> str:
        """A number with a decimal comma where due; null or without end: a dash."""
        if value is None or not isfinite(value):
            return UNKNOWN
        form = "#,##0" + ("." + "0" * decimals if decimals else "")
        return format_decimal(value, form, locale=self.language)

    def limit(self, value: float | None) -> str:
        """A limit or a capacity, with the decimals that it has; null: a dash."""
        if value is None:
            return UNKNOWN
        return format_decimal(value, "#,##0.###", locale=self.language)

    def count(self, value: int | None) -> str:
        """A count of people who could be known by it: below `SMALL` only that it is."""
        if value is not None and 0 < value < SMALL:
            return self["small"]
        return self.number(value)

    def interval(self, row: Row, name: str, decimals: int = 0) -> str:
        """`0,58 (0,49–0,67)`: a value with its `_low` and `_high`."""
        if row[name] is None:
            return UNKNOWN
        value, low, high = (
            self.number(row[f"{name}{end}"], decimals) for end in ("", "_low", "_high")
        )
        return f"{value} ({low}–{high})"

    def percent(self, value: float | None, decimals: int = 0) -> str:
        """A share in per cent."""
        if value is None:
            return UNKNOWN
        space = "" if self.language == "en" else "\u00a0"
        return f"{self.number(100 * value, decimals)}{space}%"

    def day(self, value: date) -> str:
        """`20.11.2026`."""
        return format_date(value, "d.M.yyyy", locale=self.language)
