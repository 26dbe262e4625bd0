"""`herate calibrate`: what a limit would do, before anybody is listed by it."""

import re
from datetime import date, datetime
from typing import Annotated, Any

import typer
from pydantic import BaseModel

from cli.options import AsOf, Home, Json, day
from cli.printing import print_json, say, table
from stewardship.labels import LabelSource

app = typer.Typer(
    help="What a limit would do, before anybody is listed by it.", no_args_is_help=True
)
MOST = 200
NUMBER = r"(-?\d+(?:\.\d+)?)"
SPAN = re.compile(rf"{NUMBER}\.\.{NUMBER}(?::{NUMBER})?")


@app.callback()
def calibrate() -> None:
    """What a limit would do, before anybody is listed by it."""


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
    rows: list[dict[str, Any]]


@app.command()
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
    from night.explaining import last_night
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
    groups, tried = [by] if by else [], _limits(limits)
    nights = nights_between(settings, day(since) if since else on, on)
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
        found = found.join(weekly, on=[*groups, "limit"], how="left")
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
    )
    if as_json:
        print_json(told)
        return
    operator = threshold.operator.replace("_", " ")
    say(
        f"{trigger}: {threshold.measure} {operator} a limit, now {threshold.limit:g}; "
        f"night of {told.as_of}, {told.labelled} people with a label ({labels})"
    )
    weekly_told = len(nights) > 1
    table(
        "What each limit would do",
        [
            *groups,
            "limit",
            "people",
            "fired",
            "gained",
            *(["new/week (95 %)"] if weekly_told else []),
            "not assessable",
            "precision (95 %)",
            "sensitivity (95 %)",
            "reviews/found",
        ],
        (
            [
                *(row[name] for name in groups),
                f"{row['limit']:g}" + (" *" if row["limit"] == told.limit else ""),
                row["people"],
                row["fired"],
                f"{row['gained']:+d}",
                *([_interval(row, "per_week", "{:.1f}")] if weekly_told else []),
                row["not_assessable"],
                _interval(row, "precision", "{:.2f}"),
                _interval(row, "sensitivity", "{:.2f}"),
                _number(row["number_needed_to_review"], "{:.1f}"),
            ]
            for row in told.rows
        ),
    )


def _interval(row: dict[str, Any], name: str, form: str) -> str:
    if row[name] is None:
        return "-"
    value, low, high = (
        form.format(row[f"{name}{end}"]) for end in ("", "_low", "_high")
    )
    return f"{value} ({low}-{high})"


def _number(value: float | None, form: str) -> str:
    return "-" if value is None or value == float("inf") else form.format(value)


def _limits(given: str) -> list[float]:
    """The limits of `3..12`, `1..3:0.5` (each half) or `4,7,9`."""
    span = SPAN.fullmatch(given)
    try:
        if span is None:
            found = [float(one) for one in given.split(",")]
        else:
            first, last, step = (float(one or 1) for one in span.groups())
            count = int((last - first) / step + 1e-9) + 1
            found = [first + number * step for number in range(min(count, MOST + 1))]
    except (ValueError, ZeroDivisionError):
        found = []
    if not 0 < len(found) <= MOST:
        raise ValueError(
            f"--limits {given}: write 3..12, 1..3:0.5 or 4,7,9, at most {MOST} of them"
        )
    return found
