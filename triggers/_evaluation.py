"""Measures people, applies the thresholds last, and gathers evidence for the fired.

One bucket of clients at a time: every trigger is about one person, so a bucket of
people is a whole plan and memory stays flat.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal

import polars as pl
from polars.io.plugins import register_io_source

from schemas.admitted import COUNTY, Frames
from schemas.extracts import ADMITTED
from schemas.outcome import OUTCOME, Outcome
from triggers._catalogue import Trigger
from triggers._decisions import Threshold

FIRED_SCHEMA: dict[str, Any] = {
    "client": pl.UInt32,
    "trigger": pl.String,
    "decided_on": pl.Date,
    "measures": pl.List(pl.Struct({"measure": pl.String, "value": pl.Float64})),
    "limits": pl.List(
        pl.Struct(
            {
                "measure": pl.String,
                "operator": pl.String,
                "limit": pl.Float64,
                "met": pl.Boolean,
            }
        )
    ),
    "evidence": pl.List(pl.String),
    "registers": pl.List(pl.String),
    "newest_on": pl.Date,
}
UNASSESSED_SCHEMA = pl.Schema(
    {"client": pl.UInt32, "trigger": pl.String, "reason": pl.String}
)

# What a bucket needs has been read: cutting it into morsels again would only cost.
ENGINE: Literal["in-memory"] = "in-memory"


# Extract to the columns of it that triggers read.
Columns = dict[str, set[str]]

# What is read depends on the decision alone, so that any day tells it.
ANY_DAY = date(2000, 1, 1)


@dataclass(frozen=True)
class Evaluation:
    """What a night says of one bucket of people.

    `measures`: `client` and one Float64 column `TRIGGER__MEASURE` each; null: not told.
    Of a measure that is told as a range, `TRIGGER__MEASURE_at_most` is its upper end.
    `outcomes`: `client` and one Outcome column per trigger, never null.
    `unassessed`: `client`, `trigger`, `reason` for people who alone lack data.
    `fired`: one row per person and trigger, sorted so: `decided_on` (the decision that
    was in force), all its `measures`, its `limits` with whether each was met, the keys
    of the rows that are its `evidence`, the `registers` that hold them, and the newest
    day among them, `newest_on`.
    """

    measures: pl.DataFrame
    outcomes: pl.DataFrame
    unassessed: pl.DataFrame
    fired: pl.DataFrame


def evaluate(
    extracts: Frames,
    triggers: list[Trigger],
    as_of: date,
    unusable: frozenset[str] = frozenset(),
    columns: Columns | None = None,
) -> Evaluation:
    """Measure every person of the population in `extracts` against `triggers`.

    `extracts`: the admitted form, one bucket, lazy. A trigger that reads one of the
    `unusable` extracts is not assessable for anyone. `columns`: what `columns_read`
    found for these triggers; the buckets of a night share it.
    """
    usable = usable_triggers(triggers, unusable)
    columns = columns or columns_read(usable, extracts)
    frames = _read(extracts, columns)
    people = frames["clients"].filter(pl.col("excluded").is_null()).select("client")
    measured = people
    for one in usable:
        measured = measured.join(
            _measured(one, frames, as_of),
            on="client",
            how="left",
            maintain_order="left",
        )
    wide = measured.sort("client").collect(engine=ENGINE)
    readings = [_Reading(one, frozenset(wide.columns)) for one in usable]
    said = {reading.one.stem: reading.outcome for reading in readings}
    outcomes = wide.select(
        "client",
        *(
            said.get(one.stem, _said(Outcome.NOT_ASSESSABLE)).alias(one.stem)
            for one in triggers
        ),
    )
    return Evaluation(
        measures=wide.select(
            "client",
            *(
                column
                for reading in readings
                for name in reading.one.definition.measures
                for column in reading.told(name)
            ),
        ),
        outcomes=outcomes,
        unassessed=_unassessed(wide, outcomes, readings),
        fired=_fired(wide, outcomes, readings, frames, as_of),
    )


def usable_triggers(triggers: list[Trigger], unusable: frozenset[str]) -> list[Trigger]:
    """The triggers that read none of the unusable extracts."""
    return [one for one in triggers if not one.extracts & unusable]


def columns_read(triggers: list[Trigger], extracts: Frames) -> Columns:
    """The columns of each extract that the triggers read, to measure and as evidence.

    Found by running each trigger over empty extracts that note what is asked of them,
    so that no trigger has to list its columns and none can list them wrongly.
    """
    schemas = {
        name: tuple(rows.collect_schema().items()) for name, rows in extracts.items()
    }
    columns: Columns = {"clients": {"client", "excluded"}}
    for one in triggers:
        theirs = tuple((name, schemas[name]) for name in sorted(one.frames))
        for name, asked in _columns_of(one, theirs).items():
            columns.setdefault(name, set()).update(asked)
    return columns


@lru_cache(maxsize=256)
def _columns_of(
    one: Trigger, schemas: tuple[tuple[str, tuple[tuple[str, pl.DataType], ...]], ...]
) -> Columns:
    asked: Columns = {
        name: set() if name in COUNTY else {"client"} for name, _ in schemas
    }
    noting = {
        name: _noting_scan(pl.Schema(schema), asked[name]) for name, schema in schemas
    }
    for rows in (_measured(one, noting, ANY_DAY), _evidence(one, noting, ANY_DAY)):
        # The streaming engine may leave out a scan once its join has no partner.
        rows.collect(engine=ENGINE)
    return asked


def _noting_scan(schema: pl.Schema, asked: set[str]) -> pl.LazyFrame:
    def no_rows(
        with_columns: list[str] | None,
        predicate: pl.Expr | None,
        n_rows: int | None,
        batch_size: int | None,
    ) -> Iterator[pl.DataFrame]:
        wanted = list(schema) if with_columns is None else with_columns
        asked.update(wanted)
        rows = pl.DataFrame(schema={name: schema[name] for name in wanted})
        yield rows if predicate is None else rows.filter(predicate)

    return register_io_source(no_rows, schema=schema)


def _read(extracts: Frames, columns: Columns) -> Frames:
    read = pl.collect_all(
        [extracts[name].select(sorted(found)) for name, found in columns.items()]
    )
    return {
        name: rows.lazy().with_columns(
            pl.lit(None, dtype).map_batches(_unread, return_dtype=dtype).alias(column)
            for column, dtype in extracts[name].collect_schema().items()
            if column not in columns[name]
        )
        for name, rows in zip(columns, read, strict=True)
    }


def _unread(_: pl.Series) -> pl.Series:
    # A shared thought may tell more than its caller wants: what it tells it from must
    # have a name, and is never computed.
    raise AssertionError("a column is used that no trigger was found to read")


def _measured(one: Trigger, frames: Frames, as_of: date) -> pl.LazyFrame:
    measures = one.call(one.module.measure, frames, as_of)
    if one.concerned is not None:
        concerned = one.call(one.concerned, frames, as_of).with_columns(
            concerned=pl.lit(True)
        )
        measures = concerned.join(measures, on="client", how="left")
    return measures.rename(
        lambda name: name if name == "client" else f"{one.stem}__{name}"
    )


@dataclass(frozen=True)
class _Reading:
    """One trigger's columns in the wide frame, read with its decision."""

    one: Trigger
    columns: frozenset[str]

    def value(self, measure: str) -> pl.Expr:
        value = pl.col(f"{self.one.stem}__{measure}").cast(pl.Float64)
        absent = self.one.definition.measures[measure].absent
        return (
            value
            if absent is None
            else pl.when(self.concerned).then(value.fill_null(absent))
        )

    @property
    def concerned(self) -> pl.Expr:
        if self.one.concerned is None:
            return pl.lit(True)
        return pl.col(f"{self.one.stem}__concerned").is_not_null()

    def told(self, measure: str) -> Iterator[pl.Expr]:
        """The measure as it is stored, and the most it can be where it is a range."""
        name = f"{self.one.stem}__{measure}"
        yield self.value(measure).alias(name)
        if self.in_range(measure):
            yield pl.col(f"{name}_at_most").cast(pl.Float64)

    def in_range(self, measure: str) -> bool:
        """Whether the measure is told as a range, with a most it can be."""
        return f"{self.one.stem}__{measure}_at_most" in self.columns

    def holds(self, threshold: Threshold) -> pl.Expr:
        met = threshold.holds(self.value(threshold.measure))
        if not self.in_range(threshold.measure):
            return met
        most = pl.col(f"{self.one.stem}__{threshold.measure}_at_most").fill_null(0)
        return pl.when(met).then(True).when(~threshold.holds(most)).then(False)

    @property
    def fires(self) -> pl.Expr:
        condition = self.one.decision.fires_when
        parts = [self.holds(threshold) for threshold in condition.thresholds]
        return pl.any_horizontal(parts) if condition.any else pl.all_horizontal(parts)

    @property
    def outcome(self) -> pl.Expr:
        return (
            pl.when(~self.concerned)
            .then(_said(Outcome.NOT_APPLICABLE))
            .when(self.fires.is_null())
            .then(_said(Outcome.NOT_ASSESSABLE))
            .when(self.fires)
            .then(_said(Outcome.FIRED))
            .otherwise(_said(Outcome.QUIET))
        )

    @property
    def lacking(self) -> pl.Expr:
        """The first measure without a value; `range` when all have one."""
        return pl.coalesce(
            *(
                pl.when(self.value(threshold.measure).is_null()).then(
                    pl.lit(threshold.measure)
                )
                for threshold in self.one.decision.fires_when.thresholds
            ),
            pl.lit("range"),
        )

    @property
    def measures(self) -> pl.Expr:
        return pl.concat_list(
            pl.struct(measure=pl.lit(name), value=self.value(name))
            for name in self.one.definition.measures
        )

    @property
    def limits(self) -> pl.Expr:
        return pl.concat_list(
            pl.struct(
                measure=pl.lit(threshold.measure),
                operator=pl.lit(threshold.operator),
                limit=pl.lit(threshold.limit, pl.Float64),
                met=self.holds(threshold).fill_null(False),
            )
            for threshold in self.one.decision.fires_when.thresholds
        )


def _said(outcome: Outcome) -> pl.Expr:
    return pl.lit(outcome.value, OUTCOME)


def _unassessed(
    wide: pl.DataFrame, outcomes: pl.DataFrame, readings: list[_Reading]
) -> pl.DataFrame:
    return pl.concat(
        [
            pl.DataFrame(schema=UNASSESSED_SCHEMA),
            *(
                wide.filter(
                    outcomes[reading.one.stem] == Outcome.NOT_ASSESSABLE
                ).select(
                    "client",
                    trigger=pl.lit(reading.one.stem),
                    reason=reading.lacking,
                )
                for reading in readings
            ),
        ]
    ).sort("client", "trigger")


def _fired(
    wide: pl.DataFrame,
    outcomes: pl.DataFrame,
    readings: list[_Reading],
    frames: Frames,
    as_of: date,
) -> pl.DataFrame:
    parts = [pl.LazyFrame(schema=FIRED_SCHEMA)]
    for reading in readings:
        one = reading.one
        fires = outcomes[one.stem] == Outcome.FIRED
        if not fires.any():
            continue
        fired = wide.lazy().filter(fires)
        theirs = {
            name: frames[name]
            if name in COUNTY
            else frames[name].join(fired.select("client"), on="client", how="semi")
            for name in one.frames
        }
        parts.append(
            fired.select(
                "client",
                trigger=pl.lit(one.stem),
                decided_on=pl.lit(one.decided_on),
                measures=reading.measures,
                limits=reading.limits,
            )
            .join(_evidence(one, theirs, as_of), on="client", how="left")
            .select(pl.col(name).cast(dtype) for name, dtype in FIRED_SCHEMA.items())
        )
    return pl.concat(parts).sort("client", "trigger").collect(engine=ENGINE)


def _evidence(one: Trigger, rows: Frames, as_of: date) -> pl.LazyFrame:
    counted = one.call(one.module.counted, rows, as_of)
    columns = counted.collect_schema().names()
    keys = [key for name in sorted(one.extracts) for key in ADMITTED[name].key]
    evidence = pl.coalesce(key for key in ["evidence", *keys] if key in columns)
    registers = (
        pl.col("source_register").cast(pl.String).unique().sort()
        if "source_register" in columns
        else pl.lit(sorted(r.value for r in one.definition.registers))
    )
    return counted.group_by("client").agg(
        evidence=evidence.unique().sort(),
        registers=registers,
        newest_on=pl.col("day").max(),
    )
