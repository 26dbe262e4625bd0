"""Reads what nights stored, for calibration: who reaches how far, in which group."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise

import polars as pl

from night.merging import county_routing, live_triggers, ways_of
from night.places import Places, earlier_nights
from schemas.settings import Settings
from stewardship.labels import LabelSource, of_dispositions, of_fixture, of_reviews
from stewardship.reach import reach, threshold_on
from triggers._catalogue import Trigger, trigger
from triggers._decisions import Threshold
from worklist.lately import recorded_until
from worklist.review import answers, drawn
from worklist.store import open_store

GROUPS = ("team", "age", "sex", "language", "municipality")
# Years of age at which a band begins; the last has no end.
AGE_BANDS = (18, 30, 45, 65, 75, 85)
NOBODY = "-"
# What a generated county knows of its people, beside its landing.
FIXTURE = "labels.parquet"


def decided(stem: str, as_of: date, measure: str | None) -> tuple[Trigger, Threshold]:
    """A trigger as it is decided for a day, and its threshold on a measure.

    Raises ValueError where it is not measured that day, or has no such threshold.
    """
    one = trigger(stem, as_of)
    if one is None:
        raise ValueError(f"{stem} is not measured on {as_of}: it is off or retired")
    return one, threshold_on(one, measure)


def nights_between(settings: Settings, first: date, last: date) -> list[date]:
    """The days of the nights that have results, oldest first.

    Raises ValueError where there is none.
    """
    days = [*earlier_nights(settings.home, last), last]
    found = [
        day
        for day in days
        if day >= first and Places.of(settings, day).result("measures").is_file()
    ]
    if not found:
        raise ValueError(
            f"{settings.home}: no night from {first} to {last} has results; run "
            "`herate night` first"
        )
    return found


def holds_measure(
    settings: Settings, as_of: date, one: Trigger, threshold: Threshold
) -> bool:
    """Whether a night's results are stored and hold the measure of a threshold."""
    stored = Places.of(settings, as_of).result("measures")
    wanted = f"{one.stem}__{threshold.measure}"
    return stored.is_file() and wanted in pl.scan_parquet(stored).collect_schema()


def night_before(
    settings: Settings, as_of: date, days: int, one: Trigger, threshold: Threshold
) -> date:
    """The last night that holds the measure and is `days` or more before another one.

    Raises ValueError where there is none.
    """
    last = as_of - timedelta(days=days)
    for day in reversed([*earlier_nights(settings.home, last), last]):
        if holds_measure(settings, day, one, threshold):
            return day
    raise ValueError(
        f"{settings.home}: no night until {last} holds {threshold.measure} of "
        f"{one.stem}; run that night, or give a smaller --after"
    )


def handled_between(settings: Settings, first: date, last: date) -> pl.Series:
    """The clients of whom anything was recorded after one night and until another."""
    engine = open_store(settings.database_url, must_exist=True)
    try:
        with engine.connect() as connection:
            recorded = recorded_until(connection, last)
    finally:
        engine.dispose()
    return recorded.filter(pl.col("counts_on") > first)["client_id"].unique()


def fired_on(settings: Settings, as_of: date, stems: Iterable[str]) -> pl.DataFrame:
    """`client_id`, `trigger` of those of a night in whom one of some triggers fires."""
    fired = pl.scan_parquet(Places.of(settings, as_of).result("fired"))
    wanted = pl.col("trigger").is_in([*stems])
    return fired.filter(wanted).select("client_id", "trigger").collect()


def reached(
    settings: Settings,
    nights: Iterable[date],
    one: Trigger,
    threshold: Threshold,
    by: Sequence[str] = (),
) -> pl.DataFrame:
    """`as_of`, `client_id`, `reach`, `reach_at_most` and the columns `by` of nights.

    `team` is who would answer for the client if the trigger held of them.
    """
    frames = []
    for as_of in nights:
        places = Places.of(settings, as_of)
        people = reach(
            pl.scan_parquet(places.result("measures")),
            pl.scan_parquet(places.result("outcomes")),
            one,
            threshold,
        ).collect()
        for name in by:
            groups = group_of(settings, places, one, people["client_id"], name)
            people = people.join(groups, on="client_id", how="left").with_columns(
                pl.col(name).fill_null(NOBODY)
            )
        frames.append(people.select(pl.lit(as_of).alias("as_of"), pl.all()))
    return pl.concat(frames)


def labels_from(settings: Settings, source: LabelSource, as_of: date) -> pl.DataFrame:
    """The labels of one source, as `stewardship.labels` makes them.

    Raises ValueError where the night's landing has no labels of a fixture.
    """
    if source == LabelSource.FIXTURE:
        truth = settings.landing_of(as_of) / FIXTURE
        if not truth.is_file():
            raise ValueError(
                f"{truth} is not there: only a generated county has labels of its own; "
                "use --labels dispositions"
            )
        return of_fixture(pl.read_parquet(truth))
    engine = open_store(settings.database_url, must_exist=True)
    try:
        if source == LabelSource.REVIEWS:
            months = [one.month for one in drawn(engine) if one.as_of <= as_of]
            return of_reviews(answers(engine).filter(pl.col("month").is_in(months)))
        with engine.connect() as connection:
            return of_dispositions(recorded_until(connection, as_of))
    finally:
        engine.dispose()


def group_of(
    settings: Settings, places: Places, one: Trigger, clients: pl.Series, name: str
) -> pl.DataFrame:
    """`client_id` and the group of each client; null: it is not known."""
    if name == "team":
        return _teams(settings, places, one, clients)
    rows = pl.scan_parquet(places.buckets("clients") / "*.parquet").join(
        pl.scan_parquet(places.numbers), on="client"
    )
    group = _age_band() if name == "age" else pl.col(name)
    return rows.select("client_id", group.cast(pl.String).alias(name)).collect()


def _age_band() -> pl.Expr:
    ends = [f"{first}-{after - 1}" for first, after in pairwise(AGE_BANDS)]
    names = dict(enumerate([*ends, f"{AGE_BANDS[-1]}-"]))
    begun = pl.sum_horizontal(pl.col("age") >= first for first in AGE_BANDS[1:])
    band = begun.replace_strict(names, return_dtype=pl.String)
    return pl.when(pl.col("age").is_not_null()).then(band)


def _teams(
    settings: Settings, places: Places, one: Trigger, clients: pl.Series
) -> pl.DataFrame:
    fired = pl.read_parquet(
        places.result("fired"), columns=["client_id", "trigger", "registers"]
    )
    registers = sorted(register.value for register in one.definition.registers)
    holds = pl.DataFrame({"client_id": clients}).select(
        "client_id", trigger=pl.lit(one.stem), registers=pl.lit(registers)
    )
    others = fired.filter(pl.col("trigger") != one.stem)
    live = {**live_triggers(places.as_of), one.stem: one}
    ways = ways_of(
        places,
        clients.to_list(),
        pl.concat([others, holds]),
        live,
        county_routing(settings),
    )
    return pl.DataFrame(
        [(client, team) for client, (team, _) in ways.items()],
        schema={"client_id": pl.String, "team": pl.String},
        orient="row",
    )
