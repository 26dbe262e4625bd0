"""What people entered comes along with a night's extracts."""

import json
from datetime import date, timedelta

import polars as pl
import pytest
from sqlalchemy import select

from extracts.landing import write_extract
from night import listing, steps
from night.admission import read_report
from night.evaluation import read_counts
from night.manifest import NightManifest
from night.places import Places
from schemas.concerns import ConcernForm
from schemas.extracts import EXTRACTS
from schemas.outcome import Outcome
from schemas.verdict import Verdict
from worklist.concerns import enter_concerns, withdraw_concern
from worklist.reading import read
from worklist.store import open_store
from worklist.tables import HEARD

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


@pytest.fixture(autouse=True)
def _quick_nights(without_suites, few_triggers):
    """Neither suites nor more triggers than a list needs would tell any of this."""
    few_triggers("concern_raised", "many_medicines", "scattered_contacts")


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


@pytest.fixture
def unseen(home, somebody):
    """Adults of whom no extract but the clients knows anything."""
    folder = home.landing_of(DAYS[-1])
    known = {
        client
        for extract in set(EXTRACTS) - {"clients"}
        for client in pl.read_parquet(folder / f"{extract}.parquet")["client_id"]
    }
    found = [one for one in somebody if one not in known]
    assert len(found) >= 4
    return found


def rows_of(settings, day, client):
    """The lists and queues that hold a client: team, row, and where it stands."""
    return [
        (one.team, row, place)
        for one in listing.lists_of(settings, day)
        for place, rows in (("list", one.rows), ("queue", one.queue))
        for row in rows
        if row.client_id == client
    ]


def test_whom_no_register_shows_comes_to_one_team_with_the_concern_in_words(
    home, unseen
):
    """Whatever team takes them, and whatever else it has to do."""
    told = {"kind": "means_run_out", "client_told": True, "client_wish": "contact"}
    enter(home, *unseen, **told)
    run_night(home, FIRST)
    counts = read_counts(Places.of(home, FIRST))
    assert counts.outcomes["concern_raised"] == {
        Outcome.FIRED: len(unseen),
        Outcome.QUIET: counts.population - len(unseen),
        Outcome.NOT_ASSESSABLE: 0,
        Outcome.NOT_APPLICABLE: 0,
    }
    seen = 0
    for client in unseen:
        [(team, row, place)] = rows_of(home, FIRST, client)
        assert place == "list"
        [reason] = row.reasons
        if team.sector == "health":
            seen += 1
            assert reason.trigger == "concern_raised"
            assert (reason.name, reason.facts) == {
                "fi": (
                    "Kirjattu huoli",
                    (
                        "1 työntekijän huoli, raja vähintään 1, 90 pv",
                        "ammattilaisen keinot ovat loppuneet",
                        "asiakkaalle on kerrottu huolesta",
                        "asiakas toivoo yhteydenottoa",
                    ),
                ),
                "sv": (
                    "Antecknad oro",
                    (
                        "1 anteckning om en anställds oro, gräns minst 1, 90 dagar",
                        "den yrkesutbildade personens möjligheter att hjälpa räcker "
                        "inte till",
                        "klienten har fått veta om oron",
                        "klienten önskar bli kontaktad",
                    ),
                ),
            }[team.language]
    assert seen
    files = files_of(home.home / "lists").values()
    assert any(
        "työntekijän huoli" in file.decode("utf-8-sig", "ignore") for file in files
    )


def test_the_other_sector_sees_a_request_for_contact_alone(home, somebody):
    folder = home.landing_of(FIRST)
    supported, others = somebody[:10], somebody[10:20]
    clients = pl.read_parquet(folder / "clients.parquet").with_columns(
        social_worker=pl.when(pl.col("client_id").is_in(supported)).then(
            pl.lit("worker-1")
        ),
        care_lead=pl.lit(None, pl.String),
        segment=pl.lit(None, pl.Int64),
        non_disclosure=pl.lit(False),
        health_to_social_consent=pl.lit(None, pl.Boolean),
        social_to_health_consent=pl.lit(None, pl.Boolean),
    )
    write_extract(folder, EXTRACTS["clients"], clients, FIRST, FIRST)
    enter(home, *supported, *others, source_register="social")
    run_night(home, FIRST)
    sectors = set()
    for client in (*supported, *others):
        [(team, row, _)] = rows_of(home, FIRST, client)
        told = [one for one in row.reasons if one.trigger == "concern_raised"]
        assert bool(told) == (team.sector == "social")
        shown = [bool(one.trigger) for one in row.reasons]
        assert shown == sorted(shown, reverse=True)
        sectors.add(team.sector)
    assert sectors == {"health", "social"}


def test_concerns_lead_each_group_of_a_list(home, unseen):
    enter(home, *unseen)
    run_night(home, FIRST)
    for one in listing.lists_of(home, FIRST):
        human = [
            any(reason.trigger == "concern_raised" for reason in row.reasons)
            for row in one.rows
            if row.opened_on == FIRST
        ]
        assert human == sorted(human, reverse=True)


def test_withdrawn_it_leaves_the_list_and_raised_anew_it_comes_back(home, unseen):
    [concern] = enter(home, unseen[0])
    run_night(home, DAYS[0])
    assert rows_of(home, DAYS[0], unseen[0])
    withdraw(home, concern, DAYS[1])
    run_night(home, DAYS[1])
    assert rows_of(home, DAYS[1], unseen[0]) == []
    enter(home, unseen[0], raised_on=DAYS[2])
    run_night(home, DAYS[2])
    [(_, row, place)] = rows_of(home, DAYS[2], unseen[0])
    assert (row.opened_on, place) == (DAYS[2], "list")
    with open_store(home.database_url).connect() as connection:
        heard = read(connection, select(HEARD).order_by(HEARD.c.as_of))
    assert heard.select("concern_id", "as_of").row(0) == (concern, DAYS[0])
    assert heard["as_of"].to_list() == [DAYS[0], DAYS[2]]
