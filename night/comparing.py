"""What another decision of a trigger would do, on the same mornings as the first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from fixtures.personas import read_personas
from night.assurance import flipped
from night.buckets import bucket_count, scan_bucket
from night.calibrating import NOBODY, group_of, labels_from
from night.evaluation import unusable_extracts
from night.merging import Instead, results_of, rules_today
from night.places import Places
from schemas.outcome import Outcome
from schemas.settings import Settings
from stewardship import comparison
from stewardship.labels import LabelSource
from triggers._approvals import key_of
from triggers._catalogue import Trigger, decided, in_force
from triggers._evaluation import columns_read, evaluate, usable_triggers
from triggers._explained import condition_in_words
from worklist.deliveries import newest_night
from worklist.episodes import would_open
from worklist.firings import listing
from worklist.ordering import PAIR
from worklist.rule_sets import RuleSet
from worklist.store import open_store
from worklist.suppressed import would_keep_off

SUBGROUPS = ("age", "sex", "language", "municipality")
FIRED = ["client_id", "trigger", "registers", "newest_on"]


@dataclass(frozen=True)
class Comparison:
    """Two decisions of a trigger, `a` and `b`, over the same nights.

    `changes`: what is decided otherwise, each with what `a` and `b` say.

    `per_team`: `team`; `capacity_per_week` (new rows that it takes, of all triggers);
    `per_week_a`, `per_week_b` (new people a week whom all triggers together list and no
    rule keeps off, with `_low` and `_high` of a coming week; null: there is one night
    alone); `first_morning` (new rows on the first morning by `b`, with `_low`,
    `_high`), `already_supported` (more whom a rule keeps off), `lost` (listed by `a`
    alone); `labelled`, `precision` with interval of those whom `b` alone lists. A
    closed episode's rest is not counted in `per_week`; in `first_morning` it is.

    `nights`: as `stewardship.comparison.paired`. `groups`: `group`, `value`, `people`
    (whom the rule is about), `fired_a`, `fired_b`, on the last night. `personas`:
    `persona`, `on`, `before`, `after`, where the two differ.
    """

    stem: str
    a: date
    b: date
    as_of: date
    labels: LabelSource
    changes: tuple[tuple[str, str, str], ...]
    per_team: pl.DataFrame
    nights: pl.DataFrame
    groups: pl.DataFrame
    personas: pl.DataFrame


def compare(
    settings: Settings,
    stem: str,
    a: date,
    b: date,
    nights: Sequence[date],
    source: LabelSource,
) -> Comparison:
    """Compare two decisions of a trigger, by their first days, over nights in order.

    Nobody is listed by it and nothing is written. Nights that have no copies of
    their rows any more are left out. Raises ValueError where the last one has none, and
    where it is not the store's newest.
    """
    rules, last = rules_today(settings), nights[-1]
    by_night: dict[date, dict[date, Said]] = {}
    for on in nights:
        said = {first: by_decision(settings, on, stem, first) for first in (a, b)}
        if all(said.values()):
            by_night[on] = {first: one for first, one in said.items() if one}
    if last not in by_night:
        raise ValueError(
            f"the night of {last} has no copies of its rows any more; compare as of a "
            "later night"
        )
    nights = [*by_night]
    names = [*rules.routing.teams]
    listed = {
        first: pl.concat(
            _listed(settings, on, rules, said[first].instead)
            for on, said in by_night.items()
        )
        for first in (a, b)
    }
    weeks = (last - nights[0]).days / 7
    per_team = pl.DataFrame(
        {
            "team": names,
            "capacity_per_week": [
                7 * team.new_per_night for team in rules.routing.teams.values()
            ],
        }
    )
    for name, first in (("per_week_a", a), ("per_week_b", b)):
        new = comparison.begun(listed[first].filter("shown"), nights)
        counts = comparison.counted(names, new, name)
        per_team = per_team.join(
            comparison.with_rate(counts, name, weeks), on="team", maintain_order="left"
        )
    theirs = ["as_of", "client_id", "team"]
    gained = listed[b].join(listed[a], on=theirs[:2], how="anti")
    lost = listed[a].join(listed[b], on=theirs[:2], how="anti").filter(as_of=last)
    opened = _first_morning(settings, last, rules, by_night[last][b].instead)
    kept_off = pl.col("suppressed_by").is_not_null()
    shown = gained.filter("shown")
    for name, rows in (
        ("first_morning", opened.filter(~kept_off)),
        ("already_supported", opened.filter(kept_off)),
        ("lost", lost),
        ("entered", comparison.begun(listed[b].filter("shown"), nights)),
        ("left", comparison.begun(shown, nights, ended=True)),
    ):
        counts = comparison.counted(names, rows, name)
        per_team = per_team.join(counts, on="team", maintain_order="left")
    known = labels_from(settings, source, last)
    per_team = (
        per_team.pipe(comparison.with_first_morning, len(nights) - 1)
        .drop("entered", "left")
        .pipe(comparison.with_precision, gained.filter(as_of=last), known)
    )
    before, after = decided(stem, a), decided(stem, b, on_trial=True)
    outcomes = _outcomes(by_night, a, b)
    return Comparison(
        stem=stem,
        a=a,
        b=b,
        as_of=last,
        labels=source,
        changes=changes(before, decided(stem, b)),
        per_team=per_team,
        nights=comparison.paired(outcomes),
        groups=_groups(settings, last, before, outcomes.filter(as_of=last)),
        personas=flipped(read_personas(), before, after),
    )


def changes(
    a: Trigger, b: Trigger, language: str | None = None
) -> tuple[tuple[str, str, str], ...]:
    """What two decisions say otherwise: its name, what `a` says, what `b` says.

    `language`: in which limits are said in words; null: by the names of measures.
    """
    before, after = (
        one.decision.does
        | ({"fires when": condition_in_words(one, language)} if language else {})
        for one in (a, b)
    )
    return tuple(
        (name, str(before.get(name, "-")), str(after.get(name, "-")))
        for name in {**before, **after}
        if before.get(name) != after.get(name)
    )


@dataclass(frozen=True)
class Said:
    """One night by one decision: `outcomes` (`client_id`, `outcome`), and the fired."""

    outcomes: pl.DataFrame
    instead: Instead


def by_decision(
    settings: Settings, as_of: date, stem: str, first_day: date
) -> Said | None:
    """What a night says of a trigger by the decision of a first day.

    Stored, or measured now from the night's copies of the rows; null: it has none left.
    """
    places, one = Places.of(settings, as_of), decided(stem, first_day)
    if not bucket_count(places) or not places.bucket("clients", 0).is_file():
        return None
    held = in_force(stem, as_of) == first_day
    name = stem if held else key_of(stem, first_day)
    stored = pl.scan_parquet(places.result("outcomes"))
    if name in stored.collect_schema():
        outcomes = stored.select("client_id", outcome=name).collect()
        fired = pl.scan_parquet(places.result("fired")).filter(trigger=name).collect()
    else:
        outcomes, fired = _measured(places, one)
    not_told = outcomes.filter(outcome=Outcome.NOT_ASSESSABLE).select("client_id")
    fired = fired.with_columns(trigger=pl.lit(stem)).select(FIRED)
    return Said(outcomes, Instead(one, fired, not_told))


def _measured(places: Places, one: Trigger) -> tuple[pl.DataFrame, pl.DataFrame]:
    buckets, unusable = range(bucket_count(places)), unusable_extracts(places)
    usable = usable_triggers([one], unusable)
    columns = columns_read(usable, scan_bucket(places, 0))
    found = [
        evaluate(scan_bucket(places, number), [one], places.as_of, unusable, columns)
        for number in buckets
    ]
    numbers = pl.read_parquet(places.numbers)
    outcomes = pl.concat(each.outcomes for each in found).join(numbers, on="client")
    fired = pl.concat(each.fired for each in found).join(numbers, on="client")
    return outcomes.select("client_id", outcome=one.stem), fired


def _listed(
    settings: Settings, as_of: date, rules: RuleSet, instead: Instead
) -> pl.DataFrame:
    """`as_of`, `client_id`, `team` of whom all triggers together may list on a night.

    `shown`: no rule keeps them off the list.
    """
    results = results_of(settings, as_of, rules, instead)
    held = results.fired.select(PAIR).with_columns(first_on=pl.lit(as_of))
    held = listing(held, results, rules.routing.inhibitions)
    clients = held["client_id"].unique().sort().to_list()
    teams = results.teams(clients)
    kept_off = would_keep_off(clients, held, results).select("client_id", shown=False)
    return (
        pl.DataFrame(
            [
                (as_of, client, teams[client][0])
                for client in clients
                if client in teams
            ],
            schema={"as_of": pl.Date, "client_id": pl.String, "team": pl.String},
            orient="row",
        )
        .join(kept_off, on="client_id", how="left")
        .with_columns(pl.col("shown").fill_null(True))
    )


def _first_morning(
    settings: Settings, as_of: date, rules: RuleSet, instead: Instead
) -> pl.DataFrame:
    engine = open_store(settings.database_url, must_exist=True)
    try:
        newest = newest_night(engine)
        if newest != as_of:
            raise ValueError(
                f"the first morning follows the store's newest night, {newest}, and "
                f"not {as_of}; compare as of that day"
            )
        with engine.connect() as connection:
            results = results_of(settings, as_of, rules, instead)
            return would_open(connection, results, rules)
    finally:
        engine.dispose()


def _outcomes(by_night: dict[date, dict[date, Said]], a: date, b: date) -> pl.DataFrame:
    """`as_of`, `client_id`, `applies`, `fired_a`, `fired_b` of all nights."""
    fired = pl.col("outcome") == Outcome.FIRED
    return pl.concat(
        said[a]
        .outcomes.select(
            "client_id",
            applies=pl.col("outcome") != Outcome.NOT_APPLICABLE,
            fired_a=fired,
        )
        .join(said[b].outcomes.select("client_id", fired_b=fired), on="client_id")
        .select(pl.lit(on).alias("as_of"), pl.all())
        for on, said in by_night.items()
    )


def _groups(
    settings: Settings, as_of: date, one: Trigger, outcomes: pl.DataFrame
) -> pl.DataFrame:
    places, about = Places.of(settings, as_of), outcomes.filter("applies")
    return pl.concat(
        about.join(
            group_of(settings, places, one, about["client_id"], name),
            on="client_id",
            how="left",
        )
        .group_by(value=pl.col(name).fill_null(NOBODY))
        .agg(
            people=pl.len(),
            fired_a=pl.col("fired_a").sum(),
            fired_b=pl.col("fired_b").sum(),
        )
        .select(pl.lit(name).alias("group"), pl.all())
        .sort("value")
        for name in SUBGROUPS
    )
