"""The gate: Great Expectations judges each extract and writes its Data Docs.

Great Expectations takes seconds to import, so that it is imported when an extract is
judged and not before.
"""

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime, time
from pathlib import Path
from statistics import median
from typing import Any

import polars as pl

from schemas.contacts import Status
from schemas.contract import Contract
from schemas.facts import Facts
from schemas.verdict import Finding, Judgement, Severity, verdict_of

# With fewer earlier nights a median says little.
NIGHTS_TO_COMPARE = 3
# A year holds every season of a feed that comes seldom.
DAYS_OF_RHYTHM = 365
# Counts alone: no sample of the values that broke an expectation.
RESULT_FORMAT = {
    "result_format": "BASIC",
    "partial_unexpected_count": 0,
    "exclude_unexpected_values": True,
}


class UnjudgedExtract(ValueError):
    """An extract that could not be judged: an expectation could not be computed."""


def judge(
    contract: type[Contract],
    frame: pl.LazyFrame,
    facts: Facts,
    docs_dir: Path | None = None,
) -> Judgement:
    """The verdict on one extract, before its bad rows are taken out.

    `frame`: the contract's columns in its types, null where a text could not be read.
    `docs_dir`: the folder of the Great Expectations project, made on first use, where
    results and Data Docs go; None keeps nothing. Judging the same night again
    overwrites its results. Raises ValueError for a contract without a suite and
    `UnjudgedExtract` where an expectation could not be computed.
    """
    _be_quiet()
    from quality.suites import judged_columns, night_name, night_suite, suite_of

    suite = suite_of(contract)
    judged = frame.select(contract.column_names()).with_columns(
        **judged_columns(contract, facts.as_of)
    )
    try:
        night = night_counts(contract, judged, facts)
    except pl.exceptions.PolarsError as error:
        # What polars says may quote a row; the kind of error does not.
        raise UnjudgedExtract(
            f"The extract {contract.extract} could not be judged: its rows could not "
            f"be computed ({type(error).__name__}). Read the extract again."
        ) from None
    has_volume = len(facts.earlier_rows) >= NIGHTS_TO_COMPARE
    suites = {
        contract.extract: suite,
        night_name(contract): night_suite(contract, has_volume),
    }
    frames = {contract.extract: judged, night_name(contract): night.lazy()}
    with _alone_in(docs_dir) if docs_dir else nullcontext():
        results = (
            _run_checkpoint(contract.extract, suites, frames, facts, docs_dir)
            if docs_dir
            else _validate(suites, frames)
        )
    findings = tuple(_finding(contract.extract, result) for result in results)
    return Judgement(
        extract=contract.extract,
        verdict=verdict_of(findings),
        rows=night["rows"].item(),
        findings=findings,
    )


def night_counts(
    contract: type[Contract], judged: pl.LazyFrame, facts: Facts
) -> pl.DataFrame:
    """One row of counts and shares, null where there is nothing to compare with.

    `rows`; `volume`: rows over the median of the earlier nights; `silence`: days from
    the newest event to the as-of day, in usual gaps where days with events come more
    seldom than daily; `days_not_covered`: from the end of the claimed period to the
    as-of day; `quarantined_share`, `duplicate_share`, `unknown_client_share`.
    """
    rows_in = max(facts.rows_in, 1)
    usual = median(facts.earlier_rows) if facts.earlier_rows else None
    return (
        judged.select(rows=pl.len(), silence=_silence(contract))
        .select(
            "rows",
            "silence",
            volume=pl.col("rows") / (usual or None),
            days_not_covered=pl.lit((facts.as_of - facts.period_to).days),
            quarantined_share=pl.lit(facts.quarantined) / rows_in,
            duplicate_share=pl.lit(facts.exact_duplicates) / rows_in,
            unknown_client_share=pl.lit(facts.unknown_clients) / rows_in,
        )
        .collect(engine="streaming")
    )


def _silence(contract: type[Contract]) -> pl.Expr:
    if not contract.day:
        return pl.lit(None, pl.Float64)
    days_old = pl.col("days_old")
    happened = days_old >= 0
    if contract.booked_ahead:
        # A booking is entered long before; only a carried-out contact is fresh.
        happened &= pl.col("status") == Status.FULFILLED
    days_with_events = days_old.filter(
        happened & (days_old < DAYS_OF_RHYTHM)
    ).n_unique()
    usual_gap = DAYS_OF_RHYTHM / days_with_events
    # Without an event in a year there is no rhythm: the days themselves count.
    usual_gap = pl.when(days_with_events > 0).then(usual_gap).otherwise(1)
    return days_old.filter(happened).min() / usual_gap


def _validate(suites: dict[str, Any], frames: dict[str, Any]) -> list[Any]:
    """The results alone: a checkpoint would put suites and results into stores."""
    import great_expectations as gx

    from quality.polars_datasource import lazy_frames

    context = _without_progress_bars(gx.get_context(mode="ephemeral"))
    source = lazy_frames(context, "extracts")
    return [
        result
        for name, suite in suites.items()
        for result in source.asset(name)
        .whole()
        .get_batch({"dataframe": frames})
        .validate(suite, result_format=RESULT_FORMAT)
        .results
    ]


def _run_checkpoint(
    extract: str,
    suites: dict[str, Any],
    frames: dict[str, Any],
    facts: Facts,
    docs_dir: Path,
) -> list[Any]:
    import great_expectations as gx
    from great_expectations.core.run_identifier import RunIdentifier

    from quality.data_docs import BuildPages, finish_pages
    from quality.polars_datasource import lazy_frames

    context = _without_progress_bars(
        gx.get_context(mode="file", project_root_dir=docs_dir)
    )
    source = lazy_frames(context, "extracts")
    definitions = [
        context.validation_definitions.add_or_update(
            gx.ValidationDefinition(
                name=name,
                data=source.asset(name).whole(),
                suite=context.suites.add_or_update(suite),
            )
        )
        for name, suite in suites.items()
    ]
    checkpoint = context.checkpoints.add_or_update(
        gx.Checkpoint(
            name=extract,
            validation_definitions=definitions,
            actions=[BuildPages(name="data_docs")],
            result_format=RESULT_FORMAT,
        )
    )
    # The name and the time make the address of the result: the same night, the same.
    run_time = datetime.combine(facts.as_of, time.min, UTC)
    outcome = checkpoint.run(
        batch_parameters={"dataframe": frames},
        run_id=RunIdentifier(run_name=facts.as_of.isoformat(), run_time=run_time),
    )
    finish_pages(docs_dir, suites, facts.as_of)
    return [
        result
        for validation in outcome.run_results.values()
        for result in validation.results
    ]


def _without_progress_bars(context: Any) -> Any:
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


def _finding(extract: str, result: Any) -> Finding:
    config = result.expectation_config
    if not result.result and not result.success:
        raise UnjudgedExtract(
            f"The extract {extract} could not be judged: '{config.description}' could "
            "not be computed. Check that the frame has the contract's types."
        )
    return Finding(
        expectation=config.description,
        column=config.kwargs.get("column"),
        severity=Severity(config.severity),
        passed=bool(result.success),
        observed=_observed(result.result),
        sentence=config.meta["then"],
    )


def _observed(result: dict[str, Any]) -> str | None:
    """Numbers alone, whatever else the result may hold."""
    if "unexpected_count" in result:
        broken, rows = result["unexpected_count"], result["element_count"]
        return f"{broken} of {rows} rows"
    value = result.get("observed_value")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return f"{value:.6g}" if isinstance(value, float) else str(value)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """One judge at a time: extracts share a project, whose index page all rewrite."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _be_quiet() -> None:
    os.environ["GX_ANALYTICS_ENABLED"] = "False"
    logging.getLogger("great_expectations").setLevel(logging.WARNING)
