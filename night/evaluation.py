"""Evaluates groups of buckets, then gathers the results of a night."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import polars as pl
from pydantic import BaseModel, ConfigDict

from night.admission import reports_of
from night.buckets import bucket_count, scan_bucket
from night.places import Places
from schemas.admitted import Frames
from schemas.many_tests import kept_of
from schemas.outcome import OUTCOME, Outcome
from schemas.settings import Settings
from schemas.whole_files import GROUP_OF_FEW, sink_whole, write_whole
from triggers._catalogue import Trigger, triggers_on
from triggers._evaluation import (
    Columns,
    Evaluation,
    columns_read,
    evaluate,
    usable_triggers,
)
from worklist.labels import client_labels

# More would need more memory: each holds what it has read of a bucket.
BUCKETS_AT_ONCE = 2
RESULTS = ("measures", "outcomes", "unassessed", "fired")
# What routing and masking ask of a client: found once, for all who ask.
LABELS = "labels"


class ManyTests(BaseModel):
    """How a trigger that tests for chance did among the many tests of a night.

    `fired`: people for whom it fired. `tested`: people for whom it told a chance.
    `kept`: how many of those chances `schemas.many_tests` would keep, whatever the
    trigger's other limits say. Recorded alone; it decides nothing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    fired: int
    tested: int
    kept: int


class Counts(BaseModel):
    """What a night's evaluation adds up to.

    `outcomes`: trigger to outcome to people, adding up to `population` for each.
    `excluded`: reason to clients. `unusable`: trigger to the extracts that it lacked.
    `failed`: trigger to the kind of error that stopped it. `many_tests`: trigger to
    what became of its tests, for those that test for chance.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    population: int
    excluded: dict[str, int]
    outcomes: dict[str, dict[str, int]]
    unusable: dict[str, tuple[str, ...]]
    failed: dict[str, str]
    many_tests: dict[str, ManyTests] = {}


class UnbalancedOutcomes(ValueError):
    """The outcomes of a trigger do not add up to the population."""


def unusable_extracts(places: Places) -> frozenset[str]:
    """The extracts that are missing or refused on a night."""
    reports = reports_of(places)
    return frozenset(name for name, report in reports.items() if not report.usable)


def evaluate_group(
    settings: Settings, as_of: date, numbers: list[int], only: tuple[str, ...] = ()
) -> dict[str, str]:
    """Evaluate some buckets and write their results.

    Returns the triggers that failed, with the kind of error: those are not assessable
    for anyone in that bucket, and hold up nobody else.
    """
    if not numbers:
        return {}
    places = Places.of(settings, as_of)
    triggers = triggers_on(as_of, only)
    unusable = unusable_extracts(places)
    columns = _columns_read(scan_bucket(places, numbers[0]), triggers, unusable)

    def evaluate_bucket(number: int) -> dict[str, str]:
        bucket = scan_bucket(places, number)
        result, failed = _evaluate_all_that_can(
            bucket, triggers, as_of, unusable, columns
        )
        folder = places.results_of_bucket(number)
        tables = {name: getattr(result, name) for name in RESULTS}
        tables[LABELS] = client_labels(bucket["clients"], bucket["contacts"], as_of)
        sink_whole(
            {folder / f"{name}.parquet": rows.lazy() for name, rows in tables.items()}
        )
        write_whole(folder / "failed.json", json.dumps(failed))
        return failed

    # Much of a bucket's work is a single thread's, so the next one starts meanwhile.
    with ThreadPoolExecutor(BUCKETS_AT_ONCE) as threads:
        failed_in = list(threads.map(evaluate_bucket, numbers))
    return {stem: kind for failed in failed_in for stem, kind in failed.items()}


def _columns_read(
    bucket: Frames, triggers: list[Trigger], unusable: frozenset[str]
) -> Columns | None:
    try:
        return columns_read(usable_triggers(triggers, unusable), bucket)
    except Exception:
        # A trigger that cannot even be planned is found where it is evaluated.
        return None


def _evaluate_all_that_can(
    bucket: Frames,
    triggers: list[Trigger],
    as_of: date,
    unusable: frozenset[str],
    columns: Columns | None,
) -> tuple[Evaluation, dict[str, str]]:
    try:
        return evaluate(bucket, triggers, as_of, unusable, columns), {}
    except Exception:
        # One of them failed: find out which, and let the others speak.
        failed = {}
        for one in triggers:
            try:
                evaluate(bucket, [one], as_of, unusable)
            except Exception as error:
                failed[one.stem] = type(error).__name__
        if not failed:
            raise
        sound = [one for one in triggers if one.stem not in failed]
        result = evaluate(bucket, sound, as_of, unusable)
        silent = {
            stem: pl.lit(Outcome.NOT_ASSESSABLE.value, OUTCOME) for stem in failed
        }
        stems = [one.stem for one in triggers]
        outcomes = result.outcomes.with_columns(**silent).select("client", *stems)
        return (
            Evaluation(result.measures, outcomes, result.unassessed, result.fired),
            failed,
        )


def gather(settings: Settings, as_of: date, only: tuple[str, ...] = ()) -> Counts:
    """Put the buckets' results together, under the pseudonyms, and count them.

    Writes `measures`, `outcomes`, `unassessed`, `fired` and `labels`, each sorted by
    pseudonym. Raises UnbalancedOutcomes when a trigger's outcomes are not one for each
    person.
    """
    places = Places.of(settings, as_of)
    count = bucket_count(places)
    numbers = pl.scan_parquet(places.numbers)
    for name in (*RESULTS, LABELS):
        rows = _with_pseudonyms(places, name, count, numbers)
        # The page of one client reads these by pseudonym.
        group = GROUP_OF_FEW if name in ("fired", LABELS) else None
        sink_whole({places.result(name): rows}, group)
    counts = _count(places, count, triggers_on(as_of, only))
    write_whole(places.counts, counts.model_dump_json(indent=2) + "\n")
    return counts


def _with_pseudonyms(
    places: Places, name: str, count: int, numbers: pl.LazyFrame
) -> pl.LazyFrame:
    # A trigger that failed in one bucket has no measures there.
    rows = pl.concat(
        [
            pl.scan_parquet(places.results_of_bucket(number) / f"{name}.parquet")
            for number in range(count)
        ],
        how="diagonal",
    )
    return rows.join(numbers, on="client", how="left", maintain_order="left").select(
        "client_id", pl.exclude("client_id", "client")
    )


def _count(places: Places, count: int, triggers: list[Trigger]) -> Counts:
    outcomes = pl.scan_parquet(places.result("outcomes"))
    clients = pl.scan_parquet(
        [places.bucket("clients", number) for number in range(count)]
    )
    *by_trigger, excluded = pl.collect_all(
        [
            *(outcomes.group_by(pl.col(one.stem)).len() for one in triggers),
            clients.group_by("excluded").len(),
        ]
    )
    of_reason = dict(excluded.cast({"excluded": pl.String}).rows())
    population = of_reason.pop(None, 0)
    said = {
        one.stem: {str(outcome): 0 for outcome in Outcome} | dict(found.rows())
        for one, found in zip(triggers, by_trigger, strict=True)
    }
    for stem, found in said.items():
        if sum(found.values()) != population:
            raise UnbalancedOutcomes(
                f"{stem}: the four outcomes add up to {sum(found.values())}, but the "
                f"population is {population}; nothing may be listed"
            )
    unusable = unusable_extracts(places)
    failed: dict[str, str] = {}
    for number in range(count):
        path = places.results_of_bucket(number) / "failed.json"
        failed |= json.loads(path.read_text())
    return Counts(
        population=population,
        excluded=dict(sorted(of_reason.items())),
        outcomes=said,
        unusable={
            one.stem: tuple(sorted(one.extracts & unusable))
            for one in triggers
            if one.extracts & unusable
        },
        failed=dict(sorted(failed.items())),
        many_tests={
            one.stem: ManyTests(
                fired=said[one.stem][Outcome.FIRED],
                tested=chances.count(),
                kept=kept_of(chances),
            )
            for one in triggers
            if (chances := _chances(places, one)) is not None
        },
    )


def _chances(places: Places, one: Trigger) -> pl.Series | None:
    """The chances of everybody whom a trigger tested; None where it tests for none."""
    measures = pl.scan_parquet(places.result("measures"))
    told = set(measures.collect_schema())
    for name, words in one.definition.measures.items():
        if words.p_value and f"{one.stem}__{name}" in told:
            per_cent = measures.select(f"{one.stem}__{name}").collect().to_series()
            return per_cent / 100
    return None


def read_counts(places: Places) -> Counts:
    """The counts that `gather` wrote."""
    return Counts.model_validate_json(places.counts.read_bytes())
