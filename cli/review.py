"""`herate review`: a few people a month, so that people can say whom lists miss."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import BaseModel

from cli.accesses import log_shown
from cli.options import Home, Json
from cli.printing import print_json, say, table
from schemas.reviews import Drawn, Need, Rate

if TYPE_CHECKING:
    from sqlalchemy import Engine

app = typer.Typer(
    help="A small sample of people who are on no list, for people to look at.",
    no_args_is_help=True,
)
MONTH = r"20\d\d-(0[1-9]|1[0-2])"
Month = Annotated[
    str | None, typer.Option("--month", help="Such as 2026-11. Default: all months.")
]


@app.callback()
def review() -> None:
    """A small sample of people who are on no list, for people to look at."""


class Sample(BaseModel):
    """What was drawn for a month, stratum by stratum."""

    strata: list[Drawn]


class Reviewed(BaseModel):
    """One client of a review; `need` null: nobody has answered yet."""

    month: str
    client_id: str
    need: Need | None
    actor: str | None


class Review(BaseModel):
    """Everybody who was drawn."""

    clients: list[Reviewed]


class Estimate(BaseModel):
    """The rates of the strata, the last of them of all together."""

    method: str
    rates: list[Rate]


@app.command()
def draw(
    month: Annotated[str, typer.Option("--month", help="Such as 2026-11.")],
    per_stratum: Annotated[
        int | None,
        typer.Option(
            min=1, help="From each stratum. Default: 20 people in all, mostly quiet."
        ),
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Draw a month's review from its last night; drawn once, it stays as it is."""
    from night.reviewing import draw_review
    from schemas.settings import read_settings

    _check(month)
    strata = draw_review(read_settings(home), month, per_stratum)
    if as_json:
        print_json(Sample(strata=strata))
        return
    for one in strata:
        say(
            f"{one.month} {one.stratum}: {one.drawn} of {one.people} people, from the "
            f"night of {one.as_of}"
        )


@app.command("list")
def list_(month: Month = None, home: Home = None, as_json: Json = False) -> None:
    """List who was drawn and what was answered; why somebody was drawn is not told."""
    from worklist.review import answers

    _check(month)
    columns = list(Reviewed.model_fields)
    with _store(home) as store:
        rows = answers(store, month).select(columns)
        log_shown(store, "listed", rows["client_id"])
    if as_json:
        print_json(Review(clients=[Reviewed(**row) for row in rows.to_dicts()]))
        return
    told = ([value or "-" for value in row] for row in rows.rows())
    table("Should the needs of these people be assessed?", columns, told)


@app.command()
def answer(
    client: Annotated[str, typer.Argument(help="The client's pseudonym.")],
    need: Annotated[
        Need, typer.Option("--need", help="Whether an assessment is needed.")
    ],
    actor: Annotated[str, typer.Option("--actor", help="Who answers.")],
    home: Home = None,
) -> None:
    """Answer for a client; a later answer stands, and earlier ones are kept."""
    from worklist import review

    with _store(home) as store:
        month = review.answer(store, client, need, actor, datetime.now(UTC))
    say(f"answered: {client}, review of {month}: {need}")


@app.command()
def estimate(month: Month = None, home: Home = None, as_json: Json = False) -> None:
    """How large a share of those on no list should be assessed, with intervals."""
    from worklist import missed, review

    _check(month)
    with _store(home) as store:
        rates = missed.estimate(
            review.drawn(store, month), review.answers(store, month)
        )
    if as_json:
        print_json(Estimate(method=missed.METHOD, rates=rates))
        return
    table(
        "Share of people whose needs should be assessed, of the answers yes and no",
        [
            *("stratum", "people", "drawn", "yes", "no", "unsure", "unanswered"),
            *("rate", "95 % interval"),
        ],
        (
            [
                *(one.stratum, one.people, one.drawn),
                *(one.yes, one.no, one.unsure, one.unanswered),
                "-" if one.rate is None else f"{one.rate:.1%}",
                f"{one.at_least:.1%} to {one.at_most:.1%}",
            ]
            for one in rates
        ),
    )
    say(missed.METHOD)


def _check(month: str | None) -> None:
    if month is not None and not re.fullmatch(MONTH, month):
        raise ValueError(f"--month {month}: write a month such as 2026-11")


@contextmanager
def _store(home: Path | None) -> Iterator["Engine"]:
    from schemas.settings import read_settings
    from worklist.store import open_store

    settings = read_settings(home)
    store = open_store(settings.database_url, must_exist=True)
    try:
        yield store
    finally:
        store.dispose()
