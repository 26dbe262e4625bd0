"""`herate night`: the steps of a night, here or through Airflow."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from cli.delivering import complain
from cli.options import AsOf, Home, Json, day, today
from cli.printing import ERR, Exit, print_json, print_summary, say
from night.concerns import enter_generated_concerns
from night.delivering import undelivered
from night.manifest import NightManifest
from night.places import Places, earlier_nights
from night.summary import NightSummary, summarise
from schemas.extracts import ADMITTED, EXTRACTS
from schemas.settings import Settings, read_settings

INHABITANTS = 68_000
SEED = 1


def night(
    as_of: AsOf = None,
    home: Home = None,
    landing: Annotated[
        Path | None,
        typer.Option(
            "--landing", help="The folder of the extracts, if not in the home."
        ),
    ] = None,
    airflow: Annotated[
        bool, typer.Option("--airflow", help="Run the steps as Airflow's DAG.")
    ] = False,
    generate: Annotated[
        bool,
        typer.Option(
            "--generate", help="Generate the invented county's landing if it is absent."
        ),
    ] = False,
    inhabitants: Annotated[
        int, typer.Option(min=100, help="With --generate: how many inhabitants.")
    ] = INHABITANTS,
    as_json: Json = False,
) -> None:
    """Run one night from landing to lists.

    Without --as-of: the day after the last night, or the county's first night.
    """
    settings = read_settings(home, landing)
    on = day(as_of) if as_of else next_night(settings)
    if generate and not settings.county.invented:
        raise ValueError(
            f"{settings.county.name} is no invented county: people are generated only "
            "where the county's settings say `invented: true`"
        )
    if as_of:
        _refuse_the_future(settings, on)
    seconds: dict[str, float] = {}
    if generate and not settings.landing_of(on).is_dir():
        from fixtures.population import generate as generate_county

        _timed(
            seconds,
            "generate",
            lambda: generate_county(inhabitants, on, SEED, settings.landing_of(on)),
        )
    if generate:
        enter = partial(enter_generated_concerns, settings, on, today())
        _timed(seconds, "enter concerns", enter)
    if airflow:
        from cli.through_airflow import run_night

        succeeded = run_night(settings, on, seconds)
    else:
        succeeded = run_steps(settings, on, seconds)
    told = summarise(settings, on, seconds)
    if as_json:
        print_json(told)
    else:
        print_summary(told)
        if told.lists and (page := page_of(settings)):
            say(f"In a browser: {page}")
    left = undelivered(settings, last=on)
    complain(left)
    raise typer.Exit(_exit_code(told, succeeded, bool(left)))


def page_of(settings: Settings) -> str | None:
    """Where the lists of a night can be looked at; null: nobody may sign in there."""
    county = settings.county
    if county.sign_in is not None:
        return county.sign_in.page
    return "`make web`, then http://127.0.0.1:8000/" if county.invented else None


def next_night(settings: Settings) -> date:
    """The day after the newest night that could list, or the county's first night."""
    nights = [
        found
        for found in earlier_nights(settings.home, date.max)
        if (manifest := Places.of(settings, found).manifest).is_file()
        and not held_back(NightManifest.model_validate_json(manifest.read_bytes()))
    ]
    if nights:
        return nights[-1] + timedelta(days=1)
    if settings.county.first_night is None:
        raise ValueError(
            "no night has been run yet and the county names no first night; "
            "give the day with --as-of"
        )
    return settings.county.first_night


def _refuse_the_future(settings: Settings, on: date) -> None:
    """Raise ValueError for a day that is not over, unless nobody lives it."""
    yesterday = today() - timedelta(days=1)
    if on > yesterday and not settings.county.invented:
        raise ValueError(
            f"{on} is not over yet, so that no extract can reach it; give an as-of day "
            f"up to {yesterday}"
        )


def held_back(night: NightManifest) -> bool:
    """Whether a required extract could not be used, so that no list went out."""
    return any(
        contract.required and not night.extracts[name].usable
        for name, contract in EXTRACTS.items()
    )


def run_steps(settings: Settings, on: date, seconds: dict[str, float]) -> bool:
    """The same steps as the DAG's, one after another; true when no trigger failed."""
    from night import steps

    try:
        _timed(seconds, "check personas", partial(steps.personas, settings, on))
        for extract in ADMITTED:
            _timed(
                seconds, f"admit {extract}", partial(steps.admit, settings, on, extract)
            )
        _timed(seconds, "form buckets", partial(steps.buckets, settings, on))
        for group in steps.groups(settings, on):
            _timed(seconds, "evaluate", partial(steps.evaluate, settings, on, group))
        _timed(seconds, "gather", partial(steps.gather_results, settings, on))
        _timed(seconds, "merge", partial(steps.merge_results, settings, on))
        if why := steps.kept(settings, on):
            ERR.print(f"herate: {why}", style="red", markup=False)
        deliver = partial(steps.deliver, settings, on, datetime.now(UTC))
        _timed(seconds, "deliver", deliver)
        _timed(seconds, "close", partial(steps.close, settings, on))
    except Exception:
        # Silent is not quiet: the teams hear of it before the error does its work.
        with suppress(Exception):
            steps.note_failure(settings, on, datetime.now(UTC))
        raise
    with suppress(steps.NotDelivered):  # told at the end, with what to do
        steps.deliver_rest(settings, on, datetime.now(UTC))
    try:
        steps.failed_triggers(settings, on)
    except steps.FailedTriggers as error:
        ERR.print(f"herate: {error}", style="red", markup=False)
        return False
    return True


def _timed(seconds: dict[str, float], step: str, run: Callable[[], object]) -> None:
    started = time.perf_counter()
    run()
    seconds[step] = seconds.get(step, 0.0) + time.perf_counter() - started
    if ERR.is_terminal or os.environ.get("HERATE_PROGRESS"):
        ERR.print(f"  {step:<24} {seconds[step]:6.1f} s", highlight=False)


def _exit_code(told: NightSummary, succeeded: bool, left: bool) -> Exit:
    if held_back(told.night):
        return Exit.NO_LIST
    if left:
        return Exit.NOT_DELIVERED
    return Exit.OK if succeeded else Exit.FAILED_TRIGGER
