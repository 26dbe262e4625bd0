"""How calibration is told: limits as they are given, shares with their intervals."""

import re
from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from cli.printing import OUT, say

MOST = 200
NUMBER = r"(-?\d+(?:\.\d+)?)"
SPAN = re.compile(rf"{NUMBER}\.\.{NUMBER}(?::{NUMBER})?")
UNKNOWN = "-"
Row = Mapping[str, Any]


def limits_of(given: str) -> list[float]:
    """The limits of `3..12`, `1..3:0.5` (each half) or `4,7,9`.

    Raises ValueError where it is none of these, or more than `MOST`.
    """
    span = SPAN.fullmatch(given)
    try:
        if span is None:
            found = [float(one) for one in given.split(",")]
        else:
            first, last, step = (float(one or 1) for one in span.groups())
            count = int((last - first) / step + 1e-9) + 1
            found = [first + number * step for number in range(min(count, MOST + 1))]
    except (ValueError, ZeroDivisionError):
        found = []
    if not 0 < len(found) <= MOST or not all(map(isfinite, found)):
        raise ValueError(
            f"--limits {given}: write 3..12, 1..3:0.5 or 4,7,9, at most {MOST} of them"
        )
    return found


def number(value: float | None, form: str = "{:g}") -> str:
    """A number; `UNKNOWN` where it is null or has no end."""
    return UNKNOWN if value is None or not isfinite(value) else form.format(value)


def interval(
    row: Row, name: str, form: str = "{:.2f}", of: str = "", to: str = "-"
) -> str:
    """`0.58 (0.49-0.67)`: a value with its interval; `UNKNOWN` where it is null.

    `of`: which interval, where there are several of one value.
    """
    if row[name] is None:
        return UNKNOWN
    value, low, high = (
        number(row[key], form) for key in (name, f"{name}{of}_low", f"{name}{of}_high")
    )
    return f"{value} ({low}{to}{high})"


def between(row: Row, low: str, high: str) -> str:
    """`0.49-0.67`: from one column to the other; `UNKNOWN` where there is nothing."""
    if row.get(low) is None:
        return UNKNOWN
    return f"{row[low]:.2f}-{row[high]:.2f}"


def compact(
    title: str, columns: Mapping[str, Iterable[object]], ends_at: int = 0
) -> None:
    """A table without lines, by heading, of which unknown columns are left out.

    Nothing in it is broken over lines. Of the first `ends_at` columns, which name
    groups, only the first row of each group tells the name.
    """
    told = {heading: [*map(_cell, cells)] for heading, cells in columns.items()}
    told = {
        heading: cells
        for at, (heading, cells) in enumerate(told.items())
        if at < ends_at or {*cells} - {UNKNOWN}
    }
    made = Table(box=SIMPLE_HEAD, padding=(0, 1))
    for at, heading in enumerate(told):
        made.add_column(
            heading, no_wrap=True, justify="left" if at < ends_at else "right"
        )
    rows = [*zip(*told.values(), strict=True)]
    repeated = len({cells[:ends_at] for cells in rows}) < len(rows)
    before: tuple[str, ...] = ()
    for cells in rows:
        group, rest = cells[:ends_at], cells[ends_at:]
        if before and group != before and repeated:
            made.add_section()
        made.add_row(
            *(["" for _ in group] if repeated and group == before else group), *rest
        )
        before = group
    say(title)
    OUT.print(made)


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
