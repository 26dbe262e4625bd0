"""`herate triggers` and `herate personas`."""

from datetime import date, datetime

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
                decided_on=one.definition.first_day(one.decision),
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
        ["trigger", "id", "family", "status", "since", "fires when"],
        (
            [
                one.trigger,
                one.id,
                one.family,
                one.status,
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
) -> None:
    """What one trigger counts, its decision in force, and where each value is from."""
    from triggers._catalogue import triggers_on

    on = _day(as_of)
    found = triggers_on(on, (trigger,))
    if not found:
        raise ValueError(f"{trigger} is not measured on {on}")
    one = found[0]
    words, decision = one.definition, one.decision
    lines = [
        f"{words.name.fi} / {words.name.sv} / {words.name.en} ({words.id})",
        "",
        (one.module.__doc__ or "").strip(),
        "",
        f"Fires when {decision.fires_when.in_words()}.",
        f"Since {words.first_day(decision)}, {decision.status}, "
        f"decided by {decision.decided_by}; review by {decision.review_by}.",
        f"Because: {decision.because}",
        f"Source: {', '.join(decision.seed_lines)} - {decision.quote}",
        "",
        *(
            f"  {name} = {given.value if given.codelist is None else given.codelist}"
            f"  ({given.source})"
            for name, given in decision.parameters.items()
        ),
        *(
            f"  limit of {threshold.measure}: {threshold.source}"
            for threshold in decision.fires_when.thresholds
        ),
    ]
    for line in lines:
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
