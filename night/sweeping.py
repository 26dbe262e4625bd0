"""Sweeps the limits of a trigger over what nights stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from night.calibrating import labels_from, reached
from night.looking import LookedAt, looked_at
from schemas.settings import Settings
from stewardship.bootstrap import bootstrap
from stewardship.labels import LabelSource
from stewardship.net_benefit import with_net_benefit
from stewardship.reviewed import corrected_by_limit
from stewardship.sweep import new_per_week, sweep
from triggers._catalogue import Trigger
from triggers._decisions import Threshold


@dataclass(frozen=True)
class Swept:
    """What each limit would do, on the last of some nights.

    `rows`: one for each group and limit, loosest first: what `stewardship.sweep.sweep`
    and `with_net_benefit` tell, and `new_per_week` of two nights or more, `bootstrap`
    where it was asked for, and where labels come from reviews `corrected_by_limit`.
    `labelled`: how many people have a label. `looked`: who was looked at, for reviews.
    """

    rows: pl.DataFrame
    labelled: int
    looked: LookedAt | None


def swept(
    settings: Settings,
    nights: Sequence[date],
    one: Trigger,
    threshold: Threshold,
    limits: Sequence[float],
    labels: LabelSource,
    by: Sequence[str] = (),
    draws: int | None = None,
) -> Swept:
    """Sweep the limits over nights, oldest first, of which the last is told.

    `draws`: also tell intervals by so many drawings, of people and, where it is not by
    team, of teams. Raises ValueError where there are no such labels.
    """
    last, key = nights[-1], [*by, "limit"]
    clusters = ["team"] if draws and "team" not in by else []
    people = reached(settings, nights, one, threshold, [*by, *clusters])
    tonight = people.filter(as_of=last)
    # Reviews tell of the quiet; of those who fire the recordings do.
    reviews = labels == LabelSource.REVIEWS
    known = labels_from(settings, LabelSource.DISPOSITIONS if reviews else labels, last)
    asked = (tonight, known, threshold, limits, by, labels == LabelSource.FIXTURE)
    rows = with_net_benefit(sweep(*asked))
    more = []
    if len(nights) > 1:
        more.append(new_per_week(people, threshold, limits, by))
    if draws:
        more += [bootstrap(*asked, whole, draws=draws) for whole in [None, *clusters]]
    looked = looked_at(settings, last, one, threshold, by) if reviews else None
    if looked:
        told_of = (looked.people, looked.looked)
        more.append(corrected_by_limit(*told_of, threshold, limits, by))
    for frame in more:
        # What the sweep could not tell of those who do not fire, this does.
        twice = {*rows.columns} & {*frame.columns} - {*key}
        rows = rows.drop(twice).join(frame, on=key, how="left", maintain_order="left")
    return Swept(rows, known["positive"].drop_nulls().len(), looked)
