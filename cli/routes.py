"""`herate routes`: who would answer for a client, and what a change would do."""

from collections import Counter
from pathlib import Path
from typing import Annotated, get_args

import typer
from pydantic import BaseModel

from cli.accesses import log_shown_in
from cli.options import AsOf, Home, Json, RequiredAsOf, day
from cli.printing import Exit, print_json, say, table

app = typer.Typer(help="The routing tree.", no_args_is_help=True)


@app.callback()
def routes() -> None:
    """The routing tree."""


class Routed(BaseModel):
    """Where somebody goes, and why."""

    team: str
    rule: str
    because: str
    informs: list[str]
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
    """Which team would get a client, or somebody with given labels, and why.

    What follows from the labels is added; what they leave open counts as no.
    """
    from night.explaining import last_night
    from night.merging import county_routing, labels_for_routing
    from schemas.settings import read_settings
    from worklist.given_labels import completed
    from worklist.routing import read_routing

    settings = read_settings(home)
    tree = read_routing(routing) if routing else county_routing(settings)
    known = None
    if client is not None:
        on = day(as_of) if as_of else last_night(settings)
        known = labels_for_routing(settings, tree, on, client)
        log_shown_in(settings, "opened", [client], as_of=on)
    labels = completed(_labels(label or []), tree, known)
    route = tree.route(labels)
    routed = Routed(
        team=route.team,
        rule=route.rule,
        because=route.because,
        informs=list(route.informs),
        labels={name: sorted(values) for name, values in labels.items()},
    )
    if as_json:
        print_json(routed)
        return
    for name, values in routed.labels.items():
        say(f"  {name}: {', '.join(values) or '-'}")
    say(f"team {routed.team} by rule {routed.rule}: {routed.because}")
    if routed.informs:
        say(f"told beside it: {', '.join(routed.informs)}")


class Linted(BaseModel):
    """What is to be mended in a routing file."""

    path: str
    findings: list[str]


@app.command("lint")
def lint_file(
    routing: Annotated[
        Path | None,
        typer.Argument(help="A routing file; the county's own if none is given."),
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """What is wrong with a routing file: one line each; exit code 5 if anything is.

    Rules that nobody reaches, values that do not exist, teams without a rule, teams
    that may not see what is sent to them, and inhibitions that cannot stand.
    """
    from schemas.settings import read_settings
    from worklist.routing import DEFAULT, read_routing
    from worklist.routing_lint import lint

    path = routing or read_settings(home).county.routing or DEFAULT
    findings = lint(read_routing(path))
    if as_json:
        print_json(Linted(path=str(path), findings=findings))
    for found in () if as_json else findings:
        say(found)
    if findings:
        raise typer.Exit(Exit.FOUND)


@app.command("diff")
def diff(
    old: Annotated[Path, typer.Argument(help="The routing file of today.")],
    new: Annotated[Path, typer.Argument(help="The routing file that would follow.")],
    as_of: RequiredAsOf,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """What another routing file would change, and each team's load.

    Open episodes stay with their team unless it is gone or only a named role may see
    the client: those that move now are told apart from where new ones would go, as
    everybody would who fired in the night or has an open episode. Exit code 5 if
    anybody would reach no team. `--json` names the clients.
    """
    from night.rerouting import reroute
    from schemas.settings import read_settings
    from worklist.routing import read_routing

    settings, on = read_settings(home), day(as_of)
    told = reroute(settings, read_routing(old), read_routing(new), on)
    if as_json:
        moving = (*told.moves_now, *told.new_elsewhere)
        log_shown_in(settings, "listed", (one.client_id for one in moving), as_of=on)
        print_json(told)
    else:
        for title, moves, of in (
            ("Open episodes that move now", told.moves_now, told.open),
            (
                "Clients who would go elsewhere if they were new",
                told.new_elsewhere,
                told.clients,
            ),
        ):
            pairs = Counter((one.old_team, one.new_team) for one in moves)
            say(f"{title}: {len(moves):,} of {of:,}")
            if moves:
                table(
                    "",
                    ["from", "to", "clients"],
                    ([*pair, count] for pair, count in sorted(pairs.items())),
                )
        table(
            "Each team's open episodes, and its clients if all were new",
            ["team", "open now", "open then", "new now", "new then"],
            (
                [
                    one.team,
                    *(
                        "no such team" if count is None else count
                        for count in (
                            *(one.open_old, one.open_new),
                            *(one.new_old, one.new_new),
                        )
                    ),
                ]
                for one in told.loads
            ),
        )
        say(
            f"{told.other_rule:,} would go to the same team by another rule, "
            f"{told.unknown:,} are unknown to the night, {told.unrouted:,} unrouted"
        )
    if told.unrouted:
        raise typer.Exit(Exit.FOUND)


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
