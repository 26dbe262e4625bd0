"""`herate suppressed` and `herate review`, on one night of a small county."""

import json
import shutil
from datetime import timedelta

import polars as pl
import pytest

from audit.log import NotLogged
from night.listing import lists_of
from night.places import Places
from night.reviewing import strata_of
from schemas.settings import read_settings
from tests.audit.conftest import rows_of
from worklist.episodes import open_clients
from worklist.store import open_store

from .conftest import ON

COUNTY = "name: X\nmode: shadow\n"


@pytest.fixture(autouse=True)
def _night(night):
    """Commands find a night that was run."""


def test_everybody_kept_off_is_told_with_the_rule_and_the_reasons(herate):
    lists = lists_of(read_settings(), ON)
    one = max(lists, key=lambda one: len(one.suppressed))
    code, out, _ = herate("suppressed", "--team", one.code, "--json")
    assert code == 0
    told = json.loads(out)
    assert told["as_of"] == str(ON)
    assert (told["shown"], told["queued"]) == (len(one.rows), len(one.queue))
    assert told["suppressed"] == len(one.suppressed) == len(told["rows"]) > 0
    assert sum(told["by_rule"].values()) == told["suppressed"] + told["snoozed"]
    for row, kept in zip(told["rows"], one.suppressed, strict=True):
        assert row["client_id"] == kept.client_id
        assert row["since"] == str(ON)
        assert row["rule"]
        assert row["reasons"]
    listed = {row.client_id for row in (*one.rows, *one.queue)}
    assert not listed & {row["client_id"] for row in told["rows"]}
    shown = herate("suppressed", "--team", one.code, "--as-of", ON)[1]
    assert f"{told['suppressed']} by a rule" in shown
    assert told["rows"][0]["client_id"] in shown


def test_a_past_night_tells_who_was_kept_off_then(herate, night, monkeypatch, tmp_path):
    later = ON + timedelta(days=1)
    home = shutil.copytree(night.home, tmp_path / "home")
    shutil.copytree(home / "nights" / str(ON), home / "nights" / str(later))
    monkeypatch.setenv("HERATE_HOME", str(home))
    one = next(one for one in lists_of(read_settings(), ON) if one.rows)
    snoozed = ("snoozed", "--reason", "agreed_later", "--until", "2026-12-24")
    client = one.rows[0].client_id
    assert herate("record", client, "--actor", "nurse-1", "--code", *snoozed).code == 0
    for day, count in ((ON, 0), (later, 1)):
        asked = ("suppressed", "--team", one.code, "--as-of", day, "--json")
        assert json.loads(herate(*asked).out)["snoozed"] == count


def test_why_tells_that_a_client_is_kept_off(herate):
    [kept, *_] = [
        row for one in lists_of(read_settings(), ON) for row in one.suppressed
    ]
    told = herate("why", kept.client_id)[1]
    assert f"Kept off the list since {ON}: " in told
    assert "Being absent from the list means nothing" in told
    assert "There is no suggestion" in herate("why", kept.client_id, "--for-client")[1]


def test_a_review_is_drawn_answered_and_estimated(herate):
    assert herate("review", "estimate", "--json")[0] == 0
    code, out, _ = herate("review", "draw", "--month", "2026-11", "--json")
    assert code == 0
    strata = json.loads(out)["strata"]
    assert sum(one["drawn"] for one in strata) == 20
    assert {"quiet", "already_supported"} <= {one["stratum"] for one in strata}
    assert herate("review", "draw", "--month", "2026-11", "--json")[1] == out
    other = herate("review", "draw", "--month", "2026-11", "--per-stratum", "3")
    assert other[0] == 2
    assert "the review of 2026-11 is already drawn" in other[2]
    shown = herate("review", "list")[1]
    # Who reviews is not told why somebody was drawn.
    assert not [one["stratum"] for one in strata if one["stratum"] in shown]
    clients = json.loads(herate("review", "list", "--json")[1])["clients"]
    first = clients[0]["client_id"]
    answered = ("review", "answer", first, "--need", "yes", "--actor", "nurse-1")
    assert f"answered: {first}, review of 2026-11: yes" in herate(*answered)[1]
    rates = json.loads(herate("review", "estimate", "--json")[1])["rates"]
    assert rates[-1]["stratum"] == "all"
    assert (rates[-1]["yes"], rates[-1]["unanswered"]) == (1, 19)
    assert rates[-1]["rate"] is None
    assert "Clopper and Pearson" in herate("review", "estimate")[1]


def test_what_is_shown_of_a_client_is_logged_before_it_is_printed(herate, monkeypatch):
    settings = read_settings()
    one = max(lists_of(settings, ON), key=lambda one: len(one.suppressed))
    row = next(row for row in one.suppressed if row.reasons[0].trigger)
    anna, trigger = row.client_id, row.reasons[0].trigger
    kind = ("--kind", "situation", "--raised-by", "professional")
    assert herate("concern", "add", anna, *kind).code == 0
    herate("review", "draw", "--month", "2026-11")
    drawn = json.loads(herate("review", "list", "--json")[1])["clients"]
    commands = {
        ("suppressed", "--team", one.code): ("listed", one.code, ON),
        ("why", anna): ("opened", None, ON),
        ("why", anna, "--for-client"): ("opened", None, ON),
        ("why-not", anna, trigger, "--team", one.code): ("opened", one.code, ON),
        ("routes", "test", "--client", anna): ("opened", None, ON),
        ("concern", "list"): ("listed", None, None),
        ("review", "list"): ("listed", None, None),
    }
    shown = {command: [anna] for command in commands}
    kept = (*one.suppressed, *one.snoozed)
    shown["suppressed", "--team", one.code] = [row.client_id for row in kept]
    shown["review", "list"] = [client["client_id"] for client in drawn]
    for command, told in commands.items():
        before = len(log_of(settings))
        code, _, err = herate(*command)
        rows = log_of(settings)[before:]
        assert code == 0, err
        assert [row["client_id"] for row in rows] == shown[command], command
        assert {(row["action"], row["team"], row["as_of"]) for row in rows} <= {told}
        # No row, no answer.
        with monkeypatch.context() as patched:
            patched.setattr("audit.log.append", full)
            assert herate(*command)[:2] == (2, "")


def full(*_):
    raise NotLogged("the disk is full")


def log_of(settings):
    store = open_store(settings.database_url)
    try:
        with store.connect() as connection:
            return rows_of(connection)
    finally:
        store.dispose()


def test_nobody_on_a_list_or_outside_the_population_is_drawn():
    settings = read_settings()
    strata = strata_of(settings, ON)
    quiet, unlisted = {*strata.pop("quiet")}, {*strata.pop("unlisted")}
    outcomes = pl.read_parquet(Places.of(settings, ON).result("outcomes"))
    kept_off = {client for clients in strata.values() for client in clients}
    lists = lists_of(settings, ON)
    told = {row.client_id for one in lists for row in one.suppressed}
    on_lists = {row.client_id for one in lists for row in one.everybody}
    assert told <= kept_off
    assert not on_lists & (quiet | kept_off)
    assert not quiet & kept_off
    assert quiet | kept_off < {*outcomes["client_id"]}
    engine = open_store(settings.database_url)
    opened = {*open_clients(engine, ON)}
    engine.dispose()
    # Whoever is on no list can be drawn, also of whom a trigger holds.
    assert unlisted
    assert quiet | unlisted | kept_off == {*outcomes["client_id"]} - on_lists
    assert not unlisted & opened


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("suppressed", "--team", "nobody"), "there is no team nobody; choose"),
        (
            ("suppressed", "--team", "home-care", "--as-of", "2020-01-01"),
            "the night of 2020-01-01 was not run",
        ),
        (("review", "draw", "--month", "november"), "write a month such as 2026-11"),
        (("review", "draw", "--month", "2025-01"), "no night of 2025-01"),
        (("review", "list", "--month", "2026"), "write a month such as 2026-11"),
        (
            ("review", "answer", "nobody", "--need", "no", "--actor", "a"),
            "nobody was drawn for no review",
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(herate, arguments, sentence):
    code, out, err = herate(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("herate: ")
    assert sentence in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("review", "list"),
        ("record", "anna", "--code", "taken"),
        ("record", "anna", "--undo"),
        ("deliveries",),
    ],
)
def test_a_mistyped_home_is_told_and_no_store_is_made(
    herate, arguments, tmp_path, monkeypatch
):
    monkeypatch.delenv("HERATE_DATABASE_URL")
    code, out, err = herate(*arguments, "--home", tmp_path / "hmoe")
    assert (code, out) == (2, "")
    assert "there is no store here" in err
    assert not (tmp_path / "hmoe").exists()


def test_a_database_that_does_not_answer_is_told(herate, monkeypatch):
    url = "postgresql+psycopg://herate@127.0.0.1:1/herate"
    monkeypatch.setenv("HERATE_DATABASE_URL", url)
    code, out, err = herate("review", "list")
    assert (code, out) == (2, "")
    assert err.startswith("herate: the store herate at 127.0.0.1 cannot be opened")


@pytest.mark.parametrize(
    "arguments",
    [("suppressed", "--team", "home-care"), ("review", "draw", "--month", "2026-11")],
)
def test_without_a_legal_basis_nobody_is_named(
    herate, arguments, tmp_path, monkeypatch
):
    county = tmp_path / "county.yaml"
    county.write_text(COUNTY)
    monkeypatch.setenv("HERATE_COUNTY", str(county))
    code, out, err = herate(*arguments)
    assert (code, out) == (2, "")
    assert "do not allow lists of people" in err
