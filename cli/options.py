"""Options that several commands share."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

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
