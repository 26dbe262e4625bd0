"""How the command speaks: tables for people, JSON for programs, one error sentence."""

import sys
from collections.abc import Iterable
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from night.summary import NightSummary

# Wide enough for every table where there is no terminal to ask.
WIDTH = None if sys.stdout.isatty() else 110
OUT = Console(width=WIDTH)
ERR = Console(stderr=True)


class Exit(IntEnum):
    """What the exit code of every command means."""

    OK = 0
    UNEXPECTED = 1
    USAGE = 2
    NO_LIST = 3
    PERSONA = 4
    FOUND = 5
    FAILED_TRIGGER = 6
    NOT_DELIVERED = 7


def print_json(told: BaseModel) -> None:
    """One JSON document on standard output, and nothing else there."""
    sys.stdout.write(told.model_dump_json(indent=2) + "\n")


def say(line: str) -> None:
    """One line of prose on standard output, as it is and never broken."""
    OUT.print(line, markup=False, highlight=False, soft_wrap=True)


def table(
    title: str, headings: Iterable[str], rows: Iterable[Iterable[object]]
) -> None:
    """A table on standard output; numbers stand to the right."""
    made = Table(title=title, title_justify="left")
    for heading in headings:
        made.add_column(heading)
    for row in rows:
        made.add_row(*(_cell(value) for value in row))
    OUT.print(made)


def print_summary(told: "NightSummary") -> None:
    """The end of a night: outcomes, verdicts, lists and how long each step took."""
    from schemas.many_tests import FALSE_SHARE
    from schemas.outcome import Outcome

    night = told.night
    table(
        "Quality of the extracts",
        ["extract", "verdict", "rows", "admitted", "quarantined", "exact duplicates"],
        (
            [
                name,
                report.verdict.value if report.landed else "missing",
                report.rows,
                report.admitted,
                report.quarantined,
                report.exact_duplicates,
            ]
            for name, report in night.extracts.items()
        ),
    )
    say(
        "rows in = admitted + quarantined + exact duplicates: "
        + ", ".join(
            f"{name} {report.rows:,}"
            for name, report in night.extracts.items()
            if report.rows
        )
    )
    for name, report in night.extracts.items():
        for found in report.failures:
            OUT.print(
                f"  {name}: {found.expectation} ({found.observed})", style="yellow"
            )
        if report.sentence:
            OUT.print(f"  {name}: {report.sentence}", style="red")
    if night.counts:
        excluded = sum(night.counts.excluded.values())
        table(
            f"Outcomes of {night.counts.population:,} people "
            f"({excluded:,} clients are not in the population)",
            ["trigger", *Outcome],
            (
                [stem, *(counts[outcome] for outcome in Outcome)]
                for stem, counts in night.counts.outcomes.items()
            ),
        )
        for stem, tests in night.counts.many_tests.items():
            say(
                f"  {stem}: {tests.fired:,} fired; of {tests.tested:,} chances, "
                f"{tests.kept:,} would be kept with at most {FALSE_SHARE:.0%} of them "
                "expected to be false (Benjamini-Hochberg)"
            )
    if told.seconds:
        table(
            "How long each step took",
            ["step", "seconds"],
            ([step, f"{seconds:.1f}"] for step, seconds in told.seconds.items()),
        )
    say(f"Lists of {night.as_of}: rows, new among them, waiting in the queue")
    for one in told.lists:
        say(
            f"  {one.team:<20} {one.rows:>5,} {one.new:>5,} {one.queued:>7,}  "
            f"{_near(one.path) if one.path else one.kind}"
        )
    if not told.lists:
        say("  none: the county's settings do not allow lists of people")


def _near(path: str) -> Path:
    """A path from here where it is below here, else whole."""
    place = Path(path)
    return place.relative_to(Path.cwd()) if place.is_relative_to(Path.cwd()) else place


def _cell(value: object) -> str:
    return f"[right]{value:,}[/right]" if isinstance(value, int) else str(value)
