"""`herate calibrate sweep`: what each limit of a trigger would do."""

from datetime import date, datetime
from typing import Annotated, Any

import polars as pl
import typer
from pydantic import BaseModel

from cli.calibration_printing import UNKNOWN, Row, between, compact, interval, number
from cli.calibration_printing import limits_of as read_limits
from cli.options import AsOf, Home, Json, day
from cli.printing import print_json, say
from stewardship.labels import LabelSource

Rows = list[dict[str, Any]]


class Capacity(BaseModel):
    """What each team's hands can bear: new rows a week, of this trigger alone.

    `teams`: at the loosest limit that each can; `together`: all at their own limits;
    `common`: all at the loosest that every one of them can.
    """

    source: str
    teams: Rows
    together: dict[str, Any]
    common: dict[str, Any]


class Sweep(BaseModel):
    """What each limit of a threshold would do; `rows`: one for each group and limit."""

    schema_version: int = 1
    trigger: str
    measure: str
    operator: str
    limit: float
    as_of: date
    nights: int
    labels: str
    labelled: int
    rows: Rows
    capacity: Capacity | None = None


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
    as_of: AsOf = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """What each limit would find, miss and ask to be reviewed, from stored measures.

    Sensitivity and specificity are told of the fixture's labels alone: teams record of
    those who fired.
    """
    from night.calibrating import (
        GROUPS,
        decided,
        labels_from,
        nights_between,
        reached,
    )
    from night.capacity import capacity as hands_of
    from night.explaining import last_night
    from night.merging import county_routing
    from schemas.settings import read_settings
    from stewardship import sweep as sweeping
    from stewardship.net_benefit import with_net_benefit
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
    people = reached(settings, nights, one, threshold, groups)
    known = labels_from(settings, labels, nights[-1])
    found = with_net_benefit(
        sweeping.sweep(
            people.filter(as_of=nights[-1]),
            known,
            threshold,
            tried,
            groups,
            complete=labels == LabelSource.FIXTURE,
        )
    )
    if len(nights) > 1:
        weekly = sweeping.new_per_week(people, threshold, tried, groups)
        found = found.join(
            weekly, on=[*groups, "limit"], how="left", maintain_order="left"
        )
    told = Sweep(
        trigger=trigger,
        measure=threshold.measure,
        operator=threshold.operator,
        limit=threshold.limit,
        as_of=nights[-1],
        nights=len(nights),
        labels=labels,
        labelled=known["positive"].drop_nulls().len(),
        rows=found.to_dicts(),
        capacity=_borne(capacity, found, hands)
        if capacity and hands is not None
        else None,
    )
    if as_json:
        print_json(told)
    else:
        _print(told, groups)


def _borne(source: str, found: pl.DataFrame, hands: pl.DataFrame) -> Capacity:
    from stewardship.capacity import common, fitting, together

    teams = fitting(found, hands)
    [all_together] = together(teams).to_dicts()
    [at_one] = common(found, hands).to_dicts()
    return Capacity(
        source=source, teams=teams.to_dicts(), together=all_together, common=at_one
    )


def _print(told: Sweep, groups: list[str]) -> None:
    operator = told.operator.replace("_", " ")
    say(
        f"{told.trigger}: {told.measure} {operator} a limit, now {told.limit:g}; "
        f"night of {told.as_of}, {told.labelled} people with a label ({told.labels})"
    )
    rows = told.rows
    heads = {
        **{name: [row[name] for row in rows] for name in groups},
        "limit": [
            f"{row['limit']:g}" + (" *" if row["limit"] == told.limit else "  ")
            for row in rows
        ],
    }
    compact(
        "What each limit would list (* in force)",
        {
            **heads,
            "people": [row["people"] for row in rows],
            "fired": [row["fired"] for row in rows],
            "gained": [f"{row['gained']:+d}" for row in rows],
            "new/week (95 %)": [
                interval(row, "per_week", "{:.1f}") if "per_week" in row else UNKNOWN
                for row in rows
            ],
            "not assessable": [row["not_assessable"] for row in rows],
        },
        len(groups),
    )
    if any(row["labelled"] for row in rows):
        compact(
            "How right it would be, of those with a label",
            {
                **heads,
                "labelled": [f"{row['labelled']} of {row['fired']}" for row in rows],
                "precision (95 %)": [interval(row, "precision") for row in rows],
                "none-all": [
                    between(row, "precision_if_none", "precision_if_all")
                    for row in rows
                ],
                "sensitivity (95 %)": [interval(row, "sensitivity") for row in rows],
                "specificity (95 %)": [interval(row, "specificity") for row in rows],
                "reviews/found": [
                    number(row["number_needed_to_review"], "{:.1f}") for row in rows
                ],
            },
            len(groups),
        )
        say(
            "none-all: the precision if none, or all, of those who fire and have no "
            "label were positive; in between lies what nobody knows"
        )
    if told.capacity:
        _print_capacity(told.capacity)


def _print_capacity(told: Capacity) -> None:
    rows = [
        *told.teams,
        {"team": "all, each its own", "limit": "", "limit_surely": ""} | told.together,
        {"team": "all, at one limit"} | told.common,
    ]
    compact(
        f"The loosest limit that each team can bear (hands: {told.source})",
        {
            "team": [row["team"] for row in rows],
            "hands/week": [number(row["capacity"]) for row in rows],
            "limit": [_fits(row, "limit") for row in rows],
            "surely": [_fits(row, "limit_surely") for row in rows],
            "new/week (95 %)": [interval(row, "per_week", "{:.1f}") for row in rows],
            "fired": [number(row["fired"]) for row in rows],
            "missed": [number(row["missed"]) for row in rows],
            "positive (95 %)": [
                f"{row['missed_positive']} of {row['missed_labelled']}"
                + (
                    f", {interval(row, 'missed_share')}"
                    if row["missed_labelled"]
                    else ""
                )
                if row["missed_labelled"] is not None
                else UNKNOWN
                for row in rows
            ],
        },
        1,
    )
    say(
        "surely: also the upper end of new/week is no more than the hands (a limit "
        "chosen by these nights tends to look a little lighter than it will be); "
        "missed: who fires at the loosest limit tried and not here, and how many of "
        "those with a label are positive"
    )
    untold = [row["team"] for row in told.teams if row["capacity"] is None]
    if untold:
        say(f"no hands are told of: {', '.join(untold)}")
    say("hands are counted for this trigger alone: what others list is not taken off")


def _fits(row: Row, name: str) -> str:
    """A limit; `none` where no limit tried is loose on the hands that are told."""
    if row["capacity"] is None:
        return UNKNOWN
    return "none" if row[name] is None else str(row[name]).removesuffix(".0")
