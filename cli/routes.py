"""`herate routes`: ask the routing tree who would answer for a client."""

from pathlib import Path
from typing import Annotated, get_args

import typer
from pydantic import BaseModel

from cli.options import AsOf, Home, Json, day
from cli.printing import print_json, say

app = typer.Typer(help="The routing tree.", no_args_is_help=True)


@app.callback()
def routes() -> None:
    """The routing tree."""


class Routed(BaseModel):
    """Where somebody goes, and why."""

    team: str
    rule: str
    because: str
    labels: dict[str, list[str]]


@app.command("test")
def try_out(
    client: Annotated[
        str | None, typer.Option("--client", help="A client of a night that was run.")
    ] = None,
    label: Annotated[
        list[str] | None,
        typer.Option("--label", help="LABEL=VALUE, such as segment=4; repeatable."),
    ] = None,
    routing: Annotated[
        Path | None, typer.Option("--routing", help="Another routing file to try.")
    ] = None,
    as_of: AsOf = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Which team would get a client, or somebody with given labels, and why."""
    from night.explaining import last_night
    from night.merging import county_routing, labels_for_routing
    from schemas.settings import read_settings
    from worklist.routing import read_routing

    settings = read_settings(home)
    tree = read_routing(routing) if routing else county_routing(settings)
    labels = _labels(label or [])
    if client is not None:
        on = day(as_of) if as_of else last_night(settings)
        labels = labels_for_routing(settings, on, client) | labels
    route = tree.route(labels)
    routed = Routed(
        team=route.team,
        rule=route.rule,
        because=route.because,
        labels={name: sorted(values) for name, values in labels.items()},
    )
    if as_json:
        print_json(routed)
        return
    for name, values in routed.labels.items():
        say(f"  {name}: {', '.join(values) or '-'}")
    say(f"team {routed.team} by rule {routed.rule}: {routed.because}")


def _labels(given: list[str]) -> dict[str, frozenset[str]]:
    from worklist.routing import Label

    labels: dict[str, frozenset[str]] = {}
    for one in given:
        name, _, value = one.partition("=")
        if name not in get_args(Label) or not value:
            raise ValueError(
                f"--label {one}: write LABEL=VALUE with one of "
                f"{', '.join(get_args(Label))}"
            )
        labels[name] = labels.get(name, frozenset()) | {value}
    return labels
