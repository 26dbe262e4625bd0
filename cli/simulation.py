"""`herate simulate`: a quarter of the worklist's life over the invented county."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel

from cli.options import AsOf, Json, day
from cli.printing import ERR, print_json, say
from schemas.settings import REPOSITORY, read_settings

INHABITANTS = 3_000
SEED = 1


class Day(BaseModel):
    """One simulated day in counts; `oldest`: when the oldest queued episode opened."""

    night: date
    opened: int
    carried: int
    recorded: int
    lapsed: int
    expired: int
    open: int
    states: dict[str, int]
    longest_list: int
    oldest: date | None
    recordings: int


def simulate(
    days: Annotated[int, typer.Option("--days", min=1, help="How many nights.")] = 90,
    as_of: AsOf = None,
    inhabitants: Annotated[
        int, typer.Option(min=100, help="How many people the county has.")
    ] = INHABITANTS,
    teamwork: Annotated[
        Path | None,
        typer.Option(
            "--teamwork", help="What teams do (YAML). Default: night/teamwork.yaml."
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the county and of the teams.")] = SEED,
    home: Annotated[
        Path | None,
        typer.Option("--home", help="An empty folder. Default: var/simulation."),
    ] = None,
    keep_rows: Annotated[
        bool,
        typer.Option(
            "--keep-rows",
            help="Keep the rows of every night, as `herate params diff` needs them.",
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Run nights in a row with teams that work their lists; each day must add up."""
    from night.simulation import simulate as run
    from night.teamwork import DEFAULT, read_teamwork

    model = read_teamwork(teamwork or DEFAULT)
    settings = read_settings(home or REPOSITORY / "var" / "simulation")
    first = day(as_of) if as_of else settings.county.first_night
    if first is None:
        raise ValueError("the county names no first night; give the day with --as-of")
    told = []
    if not as_json:
        say(HEADING)
    for one in run(settings, first, days, inhabitants, model, seed, keep_rows):
        found = one.balance
        told.append(
            Day(
                night=found.day,
                opened=found.opened,
                carried=found.carried,
                recorded=found.recorded,
                lapsed=found.ended["lapsed"],
                expired=found.ended["expired"],
                open=found.open,
                states=found.states,
                longest_list=one.longest,
                oldest=one.queued_since,
                recordings=one.recordings,
            )
        )
        if not as_json:
            say(_line(told[-1]))
    if as_json:
        ERR.print(f"{len(told)} nights, each added up", highlight=False)
        print_json(Simulation(days=tuple(told)))
    else:
        say(f"{len(told)} nights: opened + carried = closed + open on each of them")


class Simulation(BaseModel):
    """All simulated days, in order."""

    days: tuple[Day, ...]


HEADING = (
    "night       opened carried | recorded lapsed expired   open | "
    "listed taken queue snoozed suppressed | longest oldest-queued recordings"
)


def _line(one: Day) -> str:
    states = [
        one.states.get(name, 0)
        for name in ("listed", "taken", "waiting", "snoozed", "suppressed")
    ]
    shown, taken, queue, snoozed, suppressed = states
    oldest = one.oldest.isoformat() if one.oldest else "-"
    return (
        f"{one.night}  {one.opened:>6} {one.carried:>7} | {one.recorded:>8} "
        f"{one.lapsed:>6} {one.expired:>7} {one.open:>6} | {shown:>6} {taken:>5} "
        f"{queue:>5} {snoozed:>7} {suppressed:>10} | {one.longest_list:>7} "
        f"{oldest:>13} {one.recordings:>10}"
    )
