"""What people entered comes along with a night's extracts."""

import json
from datetime import date, timedelta

import polars as pl
import pytest

from night import steps
from night.admission import read_report
from night.manifest import NightManifest
from night.places import Places
from schemas.concerns import ConcernForm
from schemas.verdict import Verdict
from worklist.concerns import enter_concerns, withdraw_concern
from worklist.store import open_store

from .conftest import DAYS, FIRST, files_of, run_night


def enter(settings, *clients, **told):
    """Enter concerns of the first night's day; returns their ids."""
    usual = {
        "raised_on": FIRST,
        "raised_by": "professional",
        "kind": "situation",
        "source_register": "health",
    }
    forms = [ConcernForm(client_id=one, **(usual | told)) for one in clients]
    store = open_store(settings.database_url)
    entered = enter_concerns(store, forms, FIRST)
    store.dispose()
    return [one.concern_id for one in entered]


def withdraw(settings, concern_id, day):
    store = open_store(settings.database_url)
    withdraw_concern(store, concern_id, day)
    store.dispose()


@pytest.fixture
def admitted(home):
    """Admits the clients and then the concerns of the first night; the report."""
    steps.admit(home, FIRST, "clients")

    def admit():
        steps.admit(home, FIRST, "concerns")
        places = Places.of(home, FIRST)
        rows = pl.read_parquet(places.extract("concerns") / "admitted.parquet")
        return read_report(places, "concerns"), rows

    return admit


@pytest.fixture
def somebody(home):
    """A few adults who live in the county."""
    clients = pl.read_parquet(home.landing_of(FIRST) / "clients.parquet")
    adults = clients.filter(
        pl.col("born_on") < date(2000, 1, 1),
        pl.col("born_on") > date(1930, 1, 1),
        pl.col("resident"),
        pl.col("died_on").is_null(),
        pl.col("moved_out_on").is_null(),
        pl.col("objects").ne_missing(True),
        ~pl.col("client_id").is_duplicated(),
    )
    return adults["client_id"].sort().to_list()


def test_without_a_concern_the_extract_is_empty_and_not_missing(admitted):
    report, rows = admitted()
    assert report.usable
    assert report.verdict == Verdict.ADMITTED
    assert (report.rows, report.admitted, rows.height) == (0, 0, 0)


def test_the_night_keeps_what_it_took_with_its_hash(home, admitted, somebody):
    empty, _ = admitted()
    enter(home, *somebody[:2])
    report, rows = admitted()
    assert set(rows["client_id"]) == set(somebody[:2])
    assert (report.rows, report.admitted, report.quarantined) == (2, 2, 0)
    assert len(report.digest) == 64
    assert report.digest != empty.digest
    assert admitted()[0] == report
    # Raised after the night's day: not this night's.
    enter(home, somebody[0], raised_on=FIRST + timedelta(1))
    assert admitted()[0] == report
    # A concern of its day that came in later is told by the hash.
    enter(home, somebody[0], kind="means_run_out")
    assert admitted()[0].digest != report.digest


def test_a_later_withdrawal_changes_nothing_of_an_earlier_night(
    home, admitted, somebody
):
    [concern] = enter(home, somebody[0])
    before = admitted()
    withdraw(home, concern, FIRST + timedelta(1))
    after = admitted()
    assert after[0] == before[0]
    assert after[1].equals(before[1])


def test_concerns_about_nobody_of_tonight_are_counted_and_set_aside(
    home, admitted, somebody
):
    enter(home, somebody[0], "nobody-of-tonight")
    report, rows = admitted()
    assert rows["client_id"].to_list() == [somebody[0]]
    assert (report.rows, report.admitted, report.quarantined) == (2, 1, 1)
    assert report.reasons == {"unknown_client": 1}
    assert report.verdict == Verdict.ADMITTED
    assert [found.observed for found in report.failures] == ["1 of 2 rows"]
    assert "nobody-of-tonight" not in report.model_dump_json()


def test_without_usable_clients_concerns_cannot_be_told_apart(home):
    (home.landing_of(FIRST) / "clients.manifest.json").unlink()
    steps.admit(home, FIRST, "clients")
    assert steps.admit(home, FIRST, "concerns")["verdict"] == "refused"
    report = read_report(Places.of(home, FIRST), "concerns")
    assert not report.usable
    assert "the clients extract was not admitted" in report.sentence


def test_the_manifest_tells_of_the_concerns(home, somebody):
    enter(home, somebody[0])
    run_night(home, FIRST)
    manifest = json.loads(Places.of(home, FIRST).manifest.read_text())
    night = NightManifest.model_validate(manifest)
    assert night.extracts["concerns"].admitted == 1


def test_a_past_night_run_again_gives_the_same_lists_after_a_withdrawal(home, somebody):
    [concern] = enter(home, somebody[0])
    run_night(home, DAYS[0])
    before = files_of(home.home / "lists"), files_of(Places.of(home, FIRST).folder)
    withdraw(home, concern, DAYS[1])
    run_night(home, DAYS[0])
    after = files_of(home.home / "lists"), files_of(Places.of(home, FIRST).folder)
    assert after == before
