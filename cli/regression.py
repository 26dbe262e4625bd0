"""`herate calibrate regression-to-mean`: how many would have fallen anyway."""

from datetime import date
from typing import Annotated, Any

import typer
from pydantic import BaseModel

from cli.calibration_printing import compact, interval, limits_of, number
from cli.options import AsOf, Home, Json, day
from cli.printing import print_json, say


class Fallen(BaseModel):
    """Who fired on the first night and no more on the later one, limit by limit."""

    schema_version: int = 1
    trigger: str
    family: str
    measure: str
    operator: str
    limit: float
    first: date
    later: date
    days: int
    rows: list[dict[str, Any]]


def regression_to_mean(
    trigger: Annotated[str, typer.Argument(help="Such as frequent_visits.")],
    limits: Annotated[
        str, typer.Option("--limits", help="Such as 3..12, 1..3:0.5 or 4,7,9.")
    ],
    measure: Annotated[
        str | None,
        typer.Option("--measure", help="Whose limit. Default: the first threshold's."),
    ] = None,
    after: Annotated[
        int, typer.Option("--after", min=1, help="At least so many days later.")
    ] = 90,
    as_of: AsOf = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Of those whom each limit found, how many had fallen below it by themselves.

    Among people of whom nobody recorded anything in between. Beside it the medians, of
    those found and of everybody, so that what changed for all is not taken for it.
    """
    from night.calibrating import decided, handled_between, night_before, reached
    from night.explaining import last_night
    from schemas.settings import read_settings
    from stewardship.regression_to_mean import fallen
    from triggers._catalogue import triggers_on

    settings = read_settings(home)
    later = day(as_of) if as_of else last_night(settings)
    triggers_on(later, (trigger,))  # Raises for a name that is none.
    one, threshold = decided(trigger, later, measure)
    tried = limits_of(limits)
    first = night_before(settings, later, after, one, threshold)
    found = fallen(
        reached(settings, [first], one, threshold),
        reached(settings, [later], one, threshold),
        handled_between(settings, first, later),
        threshold,
        tried,
    )
    told = Fallen(
        trigger=trigger,
        family=one.definition.family,
        measure=threshold.measure,
        operator=threshold.operator,
        limit=threshold.limit,
        first=first,
        later=later,
        days=(later - first).days,
        rows=found.to_dicts(),
    )
    if as_json:
        print_json(told)
    else:
        _print(told)


def _print(told: Fallen) -> None:
    rows, operator = told.rows, told.operator.replace("_", " ")
    say(
        f"{told.trigger} ({told.family}): {told.measure} {operator} a limit, now "
        f"{told.limit:g}; from {told.first} to {told.later}, {told.days} days"
    )
    compact(
        "Who had fallen below the limit though nobody handled them (95 % intervals)",
        {
            "limit": [
                f"{row['limit']:g}" + (" *" if row["limit"] == told.limit else "  ")
                for row in rows
            ],
            "fired": [row["fired"] for row in rows],
            "handled": [row["handled"] for row in rows],
            "gone": [row["gone"] for row in rows],
            "not assessable": [row["unclear"] for row in rows],
            "fell": [f"{row['fell']} of {row['followed']}" for row in rows],
            "share": [interval(row, "fell_share") for row in rows],
            "median then": [number(row["median_first"]) for row in rows],
            "later": [number(row["median_later"]) for row in rows],
        },
    )
    one = rows[0]
    say(
        f"median of everybody, {one['everybody']} people: "
        f"{number(one['everybody_first'])} then, {number(one['everybody_later'])} later"
    )
    say(
        "who was handled may have been the most in need: how they would have fared is "
        "not told by the others"
    )
