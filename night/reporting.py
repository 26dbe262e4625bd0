"""Gathers what the calibration report tells, from what nights stored."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from fixtures.personas import read_personas
from night.assurance import flipped
from night.calibrating import reached
from night.comparing import SUBGROUPS, by_decision, changes, compare
from night.merging import county_routing
from night.places import Places
from night.sweeping import swept
from schemas.settings import Settings
from stewardship import change
from stewardship.bootstrap import DRAWS
from stewardship.comparison import paired
from stewardship.labels import LabelSource
from stewardship.report.material import Change, Material
from triggers._catalogue import Trigger, decided, definition, triggers_on
from triggers._decisions import Threshold


@dataclass(frozen=True)
class LimitChange:
    """One limit moved, as `stewardship.report.material.Change` asks for it."""

    changes: tuple[tuple[str, str, str], ...]
    per_team: pl.DataFrame
    nights: pl.DataFrame
    groups: pl.DataFrame
    personas: pl.DataFrame


def material(
    settings: Settings,
    one: Trigger,
    threshold: Threshold,
    limits: Sequence[float],
    nights: Sequence[date],
    source: LabelSource,
    capacity: pl.DataFrame,
    language: str,
    to: float | date | None = None,
) -> Material:
    """What the report is made of: a threshold's limits, and one change.

    `nights`: days in order, of which the last is the one that is told of. `capacity`:
    `team`, `capacity`. `to`: the limit that is proposed, or the first day of a decision
    that is; null: nothing is. Raises ValueError where the stored nights do not tell.
    """
    last, stem = nights[-1], one.stem
    then = _moved_limit(threshold, decided(stem, to)) if isinstance(to, date) else to
    tried = sorted({*limits, threshold.limit} | ({then} if then is not None else set()))
    # Reviews tell of all together; of a team's own few who fire the recordings do.
    of_fired = LabelSource.DISPOSITIONS if source == LabelSource.REVIEWS else source
    asked = (one, threshold, tried)
    all_together = swept(settings, [last], *asked, source, draws=DRAWS)
    by_team = swept(settings, nights, *asked, of_fired, ["team"]).rows
    groups = pl.concat(
        swept(settings, [last], *asked, of_fired, [name]).rows.select(
            pl.lit(name).alias("group"),
            pl.col(name).alias("value"),
            *("limit", "people", "fired"),
        )
        for name in SUBGROUPS
    )
    people = reached(settings, nights, one, threshold)
    limit = threshold.limit if then is None else then
    both = change.fired_by_limits(people, threshold, limit)
    now, new = (both.filter(name, as_of=last) for name in ("fired_a", "fired_b"))
    told: Change | None = None
    if isinstance(to, date):
        told = replace(
            compare(settings, stem, one.decided_on, to, nights, of_fired),
            changes=changes(one, decided(stem, to), language),
        )
        said = by_decision(settings, last, stem, to)
        new = now.clear() if said is None else said.instead.fired
    elif then is not None:
        moved = with_limit(one, threshold, then)
        told = LimitChange(
            changes=changes(one, moved, language),
            per_team=change.per_team(by_team, capacity, threshold.limit, then),
            nights=paired(both),
            groups=change.groups(groups, threshold.limit, then),
            personas=flipped(read_personas(), one, moved),
        )
    others = _others(settings, stem, last)
    here = change.groups(groups, threshold.limit, threshold.limit)
    return Material(
        one=one,
        threshold=threshold,
        then=then,
        nights=tuple(nights),
        source=source,
        labelled=all_together.labelled,
        teams=_team_names(settings, language),
        triggers={
            name: getattr(definition(name).name, language)
            for name in {stem, *others["trigger"]}
        },
        by_limit=all_together.rows,
        by_team=by_team if len(nights) > 1 else None,
        capacity=capacity,
        overlap=change.overlap(others, now, new),
        groups=here if told is None else told.groups,
        change=told,
        whole=isinstance(to, date),
    )


def with_limit(one: Trigger, threshold: Threshold, limit: float) -> Trigger:
    """A trigger, under a name of its own, whose threshold has another limit."""
    moved = threshold.model_copy(update={threshold.operator: limit})
    condition = one.decision.fires_when
    there = {
        name: tuple(moved if each is threshold else each for each in each_of)
        for name, each_of in (("any", condition.any), ("all", condition.all))
    }
    decision = one.decision.model_copy(
        update={"fires_when": condition.model_copy(update=there)}
    )
    return replace(one, stem=f"{one.stem}@{limit:g}", decision=decision)


def _moved_limit(threshold: Threshold, other: Trigger) -> float | None:
    """The limit of another decision on the same measure; null: it has not moved."""
    return next(
        (
            one.limit
            for one in other.decision.fires_when.thresholds
            if (one.measure, one.operator) == (threshold.measure, threshold.operator)
            and one.limit != threshold.limit
        ),
        None,
    )


def _others(settings: Settings, stem: str, as_of: date) -> pl.DataFrame:
    """`client_id`, `trigger` of the other triggers decided for a night."""
    names = [one.stem for one in triggers_on(as_of) if one.stem != stem]
    fired = pl.scan_parquet(Places.of(settings, as_of).result("fired"))
    return (
        fired.filter(pl.col("trigger").is_in(names))
        .select("client_id", "trigger")
        .unique(maintain_order=True)
        .collect()
    )


def _team_names(settings: Settings, language: str) -> dict[str, str]:
    teams = county_routing(settings).teams.items()
    return {code: team.name["sv" if language == "sv" else "fi"] for code, team in teams}
