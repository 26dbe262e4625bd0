"""`herate calibrate report`: what another limit or decision would do, on one page."""

import re
from datetime import date, datetime, timedelta
from math import isfinite, nan
from pathlib import Path
from typing import Annotated, Literal

import typer

from cli.calibration_printing import limits_of as read_limits
from cli.comparing import WEEKS
from cli.options import AsOf, Home, day
from cli.printing import say
from stewardship.labels import LabelSource

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def report(
    trigger: Annotated[str, typer.Argument(help="Such as many_medicines.")],
    limits: Annotated[
        str, typer.Option("--limits", help="Such as 3..12, 1..3:0.5 or 4,7,9.")
    ],
    out: Annotated[Path, typer.Option("--out", help="The HTML file to write.")],
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            help="What is proposed: a limit, or the first day of a decision, such as "
            "2026-12-01.",
        ),
    ] = None,
    measure: Annotated[
        str | None,
        typer.Option("--measure", help="Whose limit. Default: the first threshold's."),
    ] = None,
    labels: Annotated[
        LabelSource, typer.Option("--labels", help="Where labels come from.")
    ] = LabelSource.DISPOSITIONS,
    since: Annotated[
        datetime | None,
        typer.Option(
            "--since",
            formats=["%Y-%m-%d"],
            help="The first night of those that tell how many are new a week. "
            "Default: four weeks before.",
        ),
    ] = None,
    capacity: Annotated[
        str,
        typer.Option(
            "--capacity",
            help="New rows a week of each team: a YAML file of `team: number`, or "
            "`routing`.",
        ),
    ] = "routing",
    lang: Annotated[
        Literal["fi", "sv", "en"], typer.Option("--lang", help="Of the page.")
    ] = "fi",
    as_of: AsOf = None,
    home: Home = None,
) -> None:
    """Write one HTML page of what a change would do: for each team first.

    The page holds all that it shows, asks for nothing from anywhere, and names no
    client.
    """
    from cli.params import decision_named
    from night.calibrating import decided, nights_between
    from night.capacity import capacity as hands_of
    from night.explaining import last_night
    from night.merging import county_routing
    from night.reporting import material
    from schemas.settings import read_settings
    from schemas.whole_files import write_whole
    from stewardship.report.page import page
    from triggers._catalogue import triggers_on

    proposed, tried = _proposed(to), read_limits(limits)
    settings = read_settings(home)
    on = day(as_of) if as_of else last_night(settings)
    triggers_on(on, (trigger,))  # Raises for a name that is none.
    one, threshold = decided(trigger, on, measure)
    if isinstance(proposed, date):
        decision_named(f"{trigger}@{proposed}", on)  # Raises for a day that has none.
    nights = nights_between(
        settings, day(since) if since else on - timedelta(weeks=WEEKS), on
    )
    hands = hands_of(capacity, county_routing(settings))
    told = material(
        settings, one, threshold, tried, nights, labels, hands, lang, proposed
    )
    write_whole(out, page(told, lang))
    say(f"{out}: {trigger}, {len(nights)} nights until {nights[-1]}")


def _proposed(to: str | None) -> float | date | None:
    """A limit, or the first day of a decision; raises ValueError for neither.

    A decision may be given by its whole name too, as other commands take it.
    """
    if to is None:
        return None
    to = to.rpartition("@")[2]
    try:
        found = date.fromisoformat(to) if DAY.fullmatch(to) else float(to)
    except ValueError:
        found = nan
    if isinstance(found, float) and not isfinite(found):
        raise ValueError(
            f"--to {to}: give a limit, such as 8, or the first day of a decision, such "
            "as 2026-12-01"
        )
    return found
