"""`herate triggers` and `herate personas`."""

from datetime import date, datetime
from typing import Annotated

import typer
from pydantic import BaseModel

from cli.options import AsOf, Json, day
from cli.printing import print_json, say, table

app = typer.Typer(help="The catalogue of triggers.", no_args_is_help=True)
personas = typer.Typer(help="The invented people.", no_args_is_help=True)


class Listed(BaseModel):
    """One trigger in the catalogue."""

    trigger: str
    id: str
    name: str
    family: str
    status: str
    stands: str
    decided_on: date
    fires_when: str
    reads: tuple[str, ...]


class Catalogue(BaseModel):
    """The triggers that are measured on a day."""

    as_of: date
    triggers: tuple[Listed, ...]


@app.command("list")
def list_triggers(as_of: AsOf = None, as_json: Json = False) -> None:
    """The triggers in force on a day (default: the county's first night)."""
    from triggers._catalogue import triggers_on

    on = _day(as_of)
    found = Catalogue(
        as_of=on,
        triggers=tuple(
            Listed(
                trigger=one.stem,
                id=one.definition.id,
                name=one.definition.name.en,
                family=one.definition.family,
                status=one.decision.status,
                stands=one.decision.stands,
                decided_on=one.decided_on,
                fires_when=one.decision.fires_when.in_words(),
                reads=tuple(sorted(one.extracts)),
            )
            for one in triggers_on(on)
        ),
    )
    if as_json:
        print_json(found)
        return
    table(
        f"Triggers on {on}",
        ["trigger", "id", "family", "status", "stands", "since", "fires when"],
        (
            [
                one.trigger,
                one.id,
                one.family,
                one.status,
                one.stands.replace("_", " "),
                one.decided_on,
                one.fires_when,
            ]
            for one in found.triggers
        ),
    )


@app.command()
def explain(
    trigger: str,
    as_of: AsOf = None,
    language: Annotated[str, typer.Option(help="fi, sv or en")] = "fi",
) -> None:
    """What one trigger notices, by which limits, and what it asks."""
    from triggers._catalogue import triggers_on
    from triggers._explained import explained

    on = _day(as_of)
    for line in explained(triggers_on(on, (trigger,))[0], language):
        say(line)


@personas.command()
def check(
    as_of: AsOf = None,
) -> None:
    """Run the invented people through the triggers in force; fail on any surprise."""
    from night.assurance import check_personas

    count = check_personas(_day(as_of))
    say(f"{count} outcomes of the personas are as their stories say")


def _day(as_of: datetime | None) -> date:
    from schemas.settings import read_settings

    if as_of is not None:
        return day(as_of)
    first = read_settings().county.first_night
    if first is None:
        raise ValueError("the county names no first night; give a day with --as-of")
    return first
