"""Runs a night as the real DAG, on an Airflow that needs nothing set up.

The metadata database is SQLite in the home. The DAG run is Airflow's own; this only
starts it, follows the states of its tasks in that database, and says how it went.
"""

import json
import os
import re
import secrets
import sqlite3
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from cli.printing import ERR
from night.assurance import PersonaFailed
from night.places import Places
from schemas.settings import REPOSITORY, Settings

DAG = "nightly"
POLL_SECONDS = 0.5


def airflow_environment(settings: Settings) -> dict[str, str]:
    """The environment in which Airflow needs nothing but the home."""
    home = settings.home / "airflow"
    return os.environ | {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(REPOSITORY),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / 'airflow.db'}",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
        "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_hex(64),
        "GX_ANALYTICS_ENABLED": "False",
        "HERATE_HOME": str(settings.home),
        "HERATE_RETRY_SECONDS": "0",
        "HERATE_DATABASE_URL": settings.database_url,
        **({"HERATE_LANDING": str(settings.landing)} if settings.landing else {}),
    }


def run_night(settings: Settings, on: date, seconds: dict[str, float]) -> bool:
    """Run the DAG for one as-of day; true when the run ended well.

    Adds the seconds of each task. Raises ValueError with the place of the log when
    the run ended before its manifest was written.
    """
    environment = airflow_environment(settings)
    home = Path(environment["AIRFLOW_HOME"])
    home.mkdir(parents=True, exist_ok=True)
    log = home / f"night-{on}.log"
    airflow = [sys.executable, "-m", "airflow"]
    with log.open("w") as out:
        started = time.perf_counter()
        migrated = subprocess.run(
            [*airflow, "db", "migrate"], env=environment, stdout=out, stderr=out
        )
        if migrated.returncode:
            raise ValueError(f"Airflow's database could not be set up; see {log}")
        seconds["airflow db migrate"] = time.perf_counter() - started
        ERR.print(f"  airflow db migrate {seconds['airflow db migrate']:12.1f} s")
        before = _newest_run(home)
        configuration = json.dumps({"as_of": on.isoformat()})
        run = subprocess.Popen(
            [*airflow, "dags", "test", DAG, "--conf", configuration],
            env=environment,
            cwd=REPOSITORY,
            stdout=out,
            stderr=out,
        )
        told: set[tuple[str, int]] = set()
        while run.poll() is None:
            time.sleep(POLL_SECONDS)
            _tell(home, before, told, seconds)
        _tell(home, before, told, seconds)
    state = _state(home, before)
    if state == "success":
        return True
    said = f"the DAG run ended as {state or 'nothing'}: {_last_error(log)}; see {log}"
    if not Places.of(settings, on).manifest.is_file():
        raise PersonaFailed(said) if "PersonaFailed" in said else ValueError(said)
    ERR.print(f"herate: {said}", markup=False, soft_wrap=True)
    return False


def _ask(home: Path, query: str, *values: object) -> list[tuple]:
    # Another process writes: a moment's lock is no reason to stop.
    with sqlite3.connect(f"file:{home / 'airflow.db'}?mode=ro", uri=True) as database:
        try:
            return database.execute(query, values).fetchall()
        except sqlite3.OperationalError:
            return []


def _newest_run(home: Path) -> int:
    return int(_ask(home, "SELECT coalesce(max(id), 0) FROM dag_run")[0][0])


def _tell(
    home: Path, before: int, told: set[tuple[str, int]], seconds: dict[str, float]
) -> None:
    """Say which tasks have ended since, each once, and note how long they took."""
    ended = _ask(
        home,
        "SELECT task_id, map_index, task_instance.state, duration "
        "FROM task_instance JOIN dag_run USING (dag_id, run_id) "
        "WHERE dag_run.id > ? AND task_instance.end_date IS NOT NULL "
        "ORDER BY task_instance.end_date",
        before,
    )
    for task, index, state, duration in ended:
        if (task, index) in told or state == "up_for_retry":
            continue
        told.add((task, index))
        name = task if index < 0 else f"{task} {index + 1}"
        seconds[name] = duration or 0.0
        ERR.print(f"  {name:<24} {seconds[name]:6.1f} s  {state}", highlight=False)


def _state(home: Path, before: int) -> str | None:
    states = _ask(home, "SELECT state FROM dag_run WHERE id > ? ORDER BY id", before)
    return str(states[-1][0]) if states else None


def _last_error(log: Path) -> str:
    """The sentence of the last error that a task's log tells."""
    told = re.findall(r"^[\w.]+(?:Error|Failed|Triggers): .*$", log.read_text(), re.M)
    return told[-1] if told else "no error was noted"
