"""The command as tests run it, and one night that it was run for."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import pytest

from cli.main import main
from fixtures.population import generate
from schemas.settings import REPOSITORY
from worklist.store import open_store

ON = date(2026, 11, 20)


class Told(NamedTuple):
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Night:
    """The night of `ON` in a small county: where it is, and what the command told."""

    home: Path
    landing: Path
    told: dict[str, Any]

    def result(self, name: str) -> pl.DataFrame:
        """One of the results of the evaluation."""
        return pl.read_parquet(
            self.home / "nights" / str(ON) / "results" / f"{name}.parquet"
        )


@pytest.fixture
def herate(monkeypatch, capsys):
    """`herate(ARGUMENT, ...)`: the command, within this process."""

    def run(*arguments):
        monkeypatch.setattr("sys.argv", ["herate", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return Told(ended.value.code or 0, printed.out, printed.err)

    mask = os.umask(0o022)
    yield run
    os.umask(mask)


@pytest.fixture
def store(tmp_path, monkeypatch):
    """The empty store of a home of its own, where commands look."""
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    monkeypatch.setenv("HERATE_HOME", str(tmp_path))
    monkeypatch.setenv("HERATE_DATABASE_URL", url)
    engine = open_store(url)
    yield engine
    engine.dispose()


def herate_process(*arguments, home):
    """The command in a process of its own, not yet ended."""
    return subprocess.Popen(
        [sys.executable, "-m", "cli.main", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
        env=os.environ
        | {
            "HERATE_HOME": str(home),
            "HERATE_DATABASE_URL": f"sqlite:///{home}/store.sqlite",
            "HERATE_PROGRESS": "1",
        },
    )


@pytest.fixture(scope="session")
def finished_night(made_once):
    """A home in which one night was run by the command; nobody writes there."""

    def make(folder):
        home, landing = folder / "home", folder / "landing"
        home.mkdir()
        generate(600, ON, 7, landing)
        command = ("night", "--as-of", ON, "--landing", landing, "--json")
        running = herate_process(*command, home=home)
        printed, complaints = running.communicate()
        assert running.returncode == 0, complaints
        (folder / "told.json").write_text(printed)

    folder = made_once("cli-night", make)
    told = json.loads((folder / "told.json").read_text())
    return Night(folder / "home", folder / "landing", told)


@pytest.fixture
def night(finished_night, tmp_path, monkeypatch):
    """The finished night, where commands look; the store is a copy of its own."""
    store = tmp_path / "store.sqlite"
    shutil.copy2(finished_night.home / "store.sqlite", store)
    monkeypatch.setenv("HERATE_HOME", str(finished_night.home))
    monkeypatch.setenv("HERATE_DATABASE_URL", f"sqlite:///{store}")
    return finished_night
