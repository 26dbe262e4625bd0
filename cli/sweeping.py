"""`herate calibrate sweep`: what each limit of a trigger would do."""

from datetime import datetime
from typing import Annotated

import polars as pl
import typer

from cli.calibration_printing import limits_of as read_limits
from cli.options import AsOf, Home, Json, day
from cli.printing import print_json
from cli.swept import Bootstrap, Capacity, Reviews, Sweep, print_sweep
from stewardship.labels import LabelSource


def sweep(
    trigger: Annotated[str, typer.Argument(help="Such as many_medicines.")],
    limits: Annotated[
        str, typer.Option("--limits", help="Such as 3..12, 1..3:0.5 or 4,7,9.")
    ],
    measure: Annotated[
        str | None,
        typer.Option("--measure", help="Whose limit. Default: the first threshold's."),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", help="team, age, sex, language or municipality."),
    ] = None,
    labels: Annotated[
        LabelSource, typer.Option("--labels", help="Where labels come from.")
    ] = LabelSource.DISPOSITIONS,
    since: Annotated[
        datetime | None,
        typer.Option(
            "--since",
            formats=["%Y-%m-%d"],
            help="The first night of those that tell how many are new a week.",
        ),
    ] = None,
    capacity: Annotated[
        str | None,
        typer.Option(
            "--capacity",
            help="New rows a week of each team: a YAML file of `team: number`, or "
            "`routing`. Tells which limit each team can bear; by team, needs --since.",
        ),
    ] = None,
    draws: Annotated[
        int | None,
        typer.Option(
            "--bootstrap",
            min=200,
            max=20_000,
            help="Tell intervals by so many drawings too, of people and, where it is "
            "not by team, of whole teams. Such as 2000.",
        ),
    ] = None,
    as_of: AsOf = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """What each limit would find, miss and ask to be reviewed, from stored measures.

    Teams record of those who fired, so that sensitivity and specificity are told of
    the fixture's labels, or with --labels reviews: of what teams recorded of those on
    their lists and what the monthly reviews answered of the others, each weighted by
    how few were looked at.
    """
    from night.calibrating import GROUPS, decided, nights_between
    from night.capacity import capacity as hands_of
    from night.explaining import last_night
    from night.merging import county_routing
    from night.sweeping import swept
    from schemas.settings import read_settings
    from stewardship.bootstrap import SEED
    from triggers._catalogue import triggers_on

    settings = read_settings(home)
    on = day(as_of) if as_of else last_night(settings)
    triggers_on(on, (trigger,))  # Raises for a name that is none.
    one, threshold = decided(trigger, on, measure)
    if by is not None and by not in GROUPS:
        raise ValueError(f"--by {by}: give one of {', '.join(GROUPS)}")
    hands = None
    if capacity is not None:
        if by not in (None, "team"):
            raise ValueError(f"--capacity is told by team; leave --by {by} out")
        by, hands = "team", hands_of(capacity, county_routing(settings))
    groups, tried = [by] if by else [], read_limits(limits)
    nights = nights_between(settings, day(since) if since else on, on)
    if hands is not None and len(nights) == 1:
        raise ValueError(
            "--capacity needs two nights or more, to tell how many are new a week; "
            f"give --since a night before {nights[-1]}"
        )
    found = swept(settings, nights, one, threshold, tried, labels, groups, draws)
    looked = found.looked
    told = Sweep(
        trigger=trigger,
        measure=threshold.measure,
        operator=threshold.operator,
        limit=threshold.limit,
        as_of=nights[-1],
        nights=len(nights),
        labels=labels,
        labelled=found.labelled,
        rows=found.rows.to_dicts(),
        reviews=Reviews(
            months=looked.months, answered=looked.answered, gone=looked.gone
        )
        if looked
        else None,
        bootstrap=Bootstrap(draws=draws, seed=SEED) if draws is not None else None,
        capacity=_borne(capacity, found.rows, hands)
        if capacity and hands is not None
        else None,
    )
    if as_json:
        print_json(told)
    else:
        print_sweep(told, groups)


def _borne(source: str, found: pl.DataFrame, hands: pl.DataFrame) -> Capacity:
    from stewardship.capacity import common, fitting, together

    teams = fitting(found, hands)
    [all_together] = together(teams).to_dicts()
    [at_one] = common(found, hands).to_dicts()
    return Capacity(
        source=source, teams=teams.to_dicts(), together=all_together, common=at_one
    )
