"""Options that several commands share."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from schemas.local_day import local_day

AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of", formats=["%Y-%m-%d"], help="The last complete day of data."
    ),
]
RequiredAsOf = Annotated[
    datetime,
    typer.Option(
        "--as-of", formats=["%Y-%m-%d"], help="The last complete day of data."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Home = Annotated[
    Path | None,
    typer.Option("--home", help="Where the product keeps its files. [HERATE_HOME]"),
]


def day(given: datetime) -> date:
    """The day of an option that Typer reads as a moment."""
    return given.date()


def today(now: datetime | None = None) -> date:
    """The calendar day in Helsinki, now or at another moment that knows its zone."""
    return local_day(now or datetime.now(UTC))
