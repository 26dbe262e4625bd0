"""Every night: extracts in, suggestions out, each team's list ready by seven.

    personas -> admit clients -> admit the other extracts -> buckets
             -> evaluate (mapped over groups of buckets) -> gather
             -> merge -> deliver -> close -> deliver_rest

The run's partition is the as-of day: the last complete day of data. Each task writes
only its own day, so any night can be run again, cleared or backfilled.

What a channel did not take stays in the outbox, for `deliver_rest` and for the nights
to come; the run is red while anything is left.

A trigger that fails never holds up the lists, but it does turn the night red:
`report_failed_triggers` runs last. When a step before delivery fails altogether,
`note_failure` tells every team that there is no list today.
"""

import os
from datetime import timedelta

import pendulum
from airflow.sdk import (
    Asset,
    CronPartitionTimetable,
    Param,
    dag,
    get_current_context,
    task,
)

# A night on a terminal sets this to nothing: nobody there waits for minutes.
RETRY_DELAY = timedelta(seconds=int(os.environ.get("HERATE_RETRY_SECONDS", "300")))
CLIENTS = "clients"
OTHERS = ("contacts", "diagnoses", "prescriptions", "measurements", "plans", "concerns")
ADMITTED = {
    extract: Asset(name=f"{extract}_admitted", group="extracts")
    for extract in (CLIENTS, *OTHERS)
}
LISTS = Asset(name="team_lists", group="products")


def as_of_day():
    """The as-of day of the run, however the run came about."""
    from datetime import date

    context = get_current_context()
    key = context["dag_run"].partition_key or context["params"]["as_of"]
    if not key:
        raise ValueError(
            "the run has no as-of day; trigger it with a partition key or with the "
            "parameter as_of, such as 2026-11-21"
        )
    return date.fromisoformat(key)


def now():
    """When a task began, in UTC."""
    from datetime import UTC, datetime

    return datetime.now(UTC)


def settings():
    """The settings of this installation."""
    from schemas.settings import read_settings

    # What a task writes is about people: its files are for this user alone.
    os.umask(0o077)
    return read_settings()


@dag(
    # Outside the hour that summer time skips or repeats.
    schedule=CronPartitionTimetable(
        "30 4 * * *", timezone="Europe/Helsinki", key_format="%Y-%m-%d", run_offset=-1
    ),
    start_date=pendulum.datetime(2026, 11, 1, tz="Europe/Helsinki"),
    catchup=False,
    max_active_runs=1,
    doc_md=__doc__,
    params={
        "as_of": Param(None, type=["null", "string"], format="date"),
        "groups": Param(1, type="integer", minimum=1, maximum=1024),
    },
    default_args={
        "owner": "data platform",
        "retries": 2,
        "retry_delay": RETRY_DELAY,
    },
    tags=["night"],
)
def nightly():
    @task
    def check_personas() -> int:
        from night import steps

        return steps.personas(settings(), as_of_day())

    def admission(extract: str):
        @task(task_id=f"admit_{extract}", outlets=[ADMITTED[extract]])
        def admit(*, outlet_events=None) -> dict:
            from night import steps

            counts = steps.admit(settings(), as_of_day(), extract)
            outlet_events[ADMITTED[extract]].extra = counts
            return counts

        return admit()

    @task(inlets=list(ADMITTED.values()))
    def form_buckets() -> int:
        from night import steps

        return steps.buckets(settings(), as_of_day())

    @task
    def group_buckets() -> list:
        from night import steps

        most = get_current_context()["params"]["groups"]
        return steps.groups(settings(), as_of_day(), most)

    @task
    def evaluate(group: list) -> dict:
        from night import steps

        return steps.evaluate(settings(), as_of_day(), list(group))

    @task(trigger_rule="none_failed")
    def gather() -> dict:
        from night import steps

        return steps.gather_results(settings(), as_of_day())

    @task
    def merge() -> bool:
        from night import steps

        merged = steps.merge_results(settings(), as_of_day())
        if why := steps.kept(settings(), as_of_day()):
            print(why)  # to the task's log
        return merged

    @task(outlets=[LISTS])
    def deliver() -> dict:
        from night import steps

        return steps.deliver(settings(), as_of_day(), now())

    @task
    def close() -> None:
        from night import steps

        steps.close(settings(), as_of_day())

    @task
    def deliver_rest() -> None:
        from night import steps

        steps.deliver_rest(settings(), as_of_day(), now())

    @task(trigger_rule="one_failed", retries=0)
    def note_failure() -> int:
        from night import steps

        return steps.note_failure(settings(), as_of_day(), now())

    @task(retries=0)
    def report_failed_triggers() -> None:
        from night import steps

        steps.failed_triggers(settings(), as_of_day())

    checked = check_personas()
    clients = admission(CLIENTS)
    others = [admission(extract) for extract in OTHERS]
    formed = form_buckets()
    grouped = group_buckets()
    evaluated = evaluate.expand(group=grouped)
    gathered, merged, delivered = gather(), merge(), deliver()

    checked >> clients >> others >> formed >> grouped
    (
        evaluated
        >> gathered
        >> merged
        >> delivered
        >> close()
        >> [deliver_rest(), report_failed_triggers()]
    )
    before_lists = [checked, clients, *others, formed, grouped, evaluated]
    [*before_lists, gathered, merged, delivered] >> note_failure()


nightly()
