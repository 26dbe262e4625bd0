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
    from night.calibrating import (
        GROUPS,
        decided,
        labels_from,
        nights_between,
        reached,
    )
    from night.capacity import capacity as hands_of
    from night.explaining import last_night
    from night.looking import looked_at
    from night.merging import county_routing
    from schemas.settings import read_settings
    from stewardship import sweep as sweeping
    from stewardship.bootstrap import SEED, bootstrap
    from stewardship.net_benefit import with_net_benefit
    from stewardship.reviewed import corrected_by_limit
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
    clustered = draws is not None and by != "team"
    read = [*groups, "team"] if clustered else groups
    people = reached(settings, nights, one, threshold, read)
    # Reviews tell of the quiet; of those who fire the recordings do.
    fired_by = LabelSource.DISPOSITIONS if labels == LabelSource.REVIEWS else labels
    known = labels_from(settings, fired_by, nights[-1])
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
    if draws is not None:
        for cluster in [None, "team"] if clustered else [None]:
            ends = bootstrap(
                people.filter(as_of=nights[-1]),
                known,
                threshold,
                tried,
                groups,
                complete=labels == LabelSource.FIXTURE,
                clusters=cluster,
                draws=draws,
            )
            found = found.join(
                ends, on=[*groups, "limit"], how="left", maintain_order="left"
            )
    if len(nights) > 1:
        weekly = sweeping.new_per_week(people, threshold, tried, groups)
        found = found.join(
            weekly, on=[*groups, "limit"], how="left", maintain_order="left"
        )
    reviews = None
    if labels == LabelSource.REVIEWS:
        looked = looked_at(settings, nights[-1], one, threshold, groups)
        reviews = Reviews(
            months=looked.months, answered=looked.answered, gone=looked.gone
        )
        corrected = corrected_by_limit(
            looked.people, looked.looked, threshold, tried, groups
        )
        known_by_fired = [name for name in corrected.columns if name in found.columns]
        key = [*groups, "limit"]
        found = found.drop([*{*known_by_fired} - {*key}]).join(
            corrected, on=key, how="left", maintain_order="left"
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
        reviews=reviews,
        bootstrap=Bootstrap(draws=draws, seed=SEED) if draws is not None else None,
        capacity=_borne(capacity, found, hands)
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
