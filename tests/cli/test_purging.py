"""`herate purge`: what is kept no longer goes, once it was told."""

import json
import shutil
from datetime import date, timedelta

import pytest

from schemas.settings import read_settings
from tests.cli.conftest import ON


@pytest.fixture
def later(night, monkeypatch):
    """A landing came long ago and its night never was; today is a year later."""
    settings = read_settings()
    old = settings.home / "landing" / str(ON - timedelta(days=3))
    old.mkdir(parents=True)
    (old / "clients.csv").write_text("client_id\n")
    monkeypatch.setattr("cli.purging.today", lambda: date(2027, 11, 20))
    yield old
    shutil.rmtree(old, ignore_errors=True)


def test_a_dry_run_tells_and_deletes_nothing(herate, later):
    told = herate("purge", "--dry-run", "--json")
    assert told.code == 0
    found = json.loads(told.out)
    assert found["dry_run"]
    assert f"landing/{later.name}" in found["paths"]
    assert later.is_dir()


def test_what_is_past_its_days_is_named_and_gone(herate, later):
    told = herate("purge")
    assert told.code == 0
    assert f"landing/{later.name}\n" in told.out
    assert "deleted: folders and files 1, ended sessions 0" in told.out
    assert not later.exists()


def test_without_a_store_nothing_is_made(herate, tmp_path):
    told = herate("purge", "--home", tmp_path / "nowhere")
    assert told.code == 2
    assert "no store" in told.err
    assert not (tmp_path / "nowhere").exists()
