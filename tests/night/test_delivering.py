"""A night's deliveries by every channel, from what the night left behind."""

import json
import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from io import BytesIO
from itertools import chain
from zipfile import ZipFile

import polars as pl
import pytest
from sqlalchemy import insert, select

from delivery.outbox import NotMade
from fixtures.population import generate
from night import merging, packing, steps
from night.delivering import deliver_waiting, undelivered
from night.places import Places
from schemas.deliveries import Channel, Deliveries
from schemas.settings import read_settings
from tests.delivery.servers import free_port, mail_server, sshd
from worklist import deliveries
from worklist.deliveries import Kind, Progress
from worklist.endings import Ended
from worklist.store import open_store, writing
from worklist.tables import ACCESS, NIGHT

from .conftest import AT, FIRST, all_steps, files_of

NEXT = FIRST + timedelta(days=1)
MAILED, SENT, FHIR = "station-koivula", "station-rantala", "client-guidance"
NAMED = "restricted"


@pytest.fixture(scope="module")
def merged(tmp_path_factory):
    """A home of few people, whose night is ready to be delivered."""
    home = tmp_path_factory.mktemp("delivering")
    generate(700, FIRST, 7, home / "landing" / FIRST.isoformat())
    settings = read_settings(home)
    county = settings.county.model_copy(update={"quality_pages": False})
    settings = settings.model_copy(
        update={
            "county": county,
            "database_url": f"sqlite:///{home / 'store.sqlite'}",
        }
    )
    for name, step in all_steps(settings, FIRST):
        if name != "merge":
            step()
        else:
            break
    return settings


@pytest.fixture(scope="module")
def receivers(tmp_path_factory):
    with sshd(tmp_path_factory.mktemp("sshd")) as files, mail_server() as mail:
        yield files, *mail


@pytest.fixture
def home(merged, receivers, tmp_path):
    """The home with a store and lists of its own, and teams on every channel."""
    files, mailbox, port = receivers
    mailbox.mails.clear()
    for path in files.folder.rglob("*"):
        if path.is_file():
            path.unlink()
    mail = {"channels": ["folder", "mail"], "mail_to": "koivula@hva.example"}
    delivery = {
        "sftp": files.settings,
        "mail": {
            "host": "127.0.0.1",
            "port": port,
            "security": "none",
            "sender": "heratteet@hva.example",
            "page": "https://heratteet.hva.example/",
        },
        "teams": {
            MAILED: mail,
            SENT: {"channels": ["sftp"], "formats": ["xlsx", "fhir"]},
            FHIR: {"formats": ["fhir", "rfc4180"]},
        },
    }
    settings = with_deliveries(merged, delivery).model_copy(
        update={"database_url": f"sqlite:///{tmp_path / 'store.sqlite'}"}
    )
    steps.merge_results(settings, FIRST)
    yield settings
    for path in (settings.home / "lists").rglob("*"):
        if path.is_file():
            path.unlink()


def with_deliveries(settings, delivery):
    county = settings.county.model_copy(
        update={"delivery": Deliveries.model_validate(delivery)}
    )
    return settings.model_copy(update={"county": county})


def broken(settings, **servers):
    """The same settings, with servers that nobody listens at."""
    told = settings.county.delivery.model_dump()
    for server in ("sftp", "mail"):
        if server in servers:
            told[server]["port"] = servers[server]
    return with_deliveries(settings, told)


def rows(settings, day=FIRST):
    engine = open_store(settings.database_url)
    try:
        return deliveries.owed_of(engine, day, day)
    finally:
        engine.dispose()


def names_of_clients(settings):
    landed = settings.landing_of(FIRST) / "identities.parquet"
    identities = pl.read_parquet(landed)
    return set(
        chain(
            *identities.select("family_name", "given_name").drop_nulls().rows(),
        )
    )


def test_every_team_is_given_one_thing_by_each_of_its_channels(home, receivers):
    files, mailbox, _ = receivers
    given = steps.deliver(home, FIRST, AT)
    teams = merging.county_routing(home).teams
    assert sum(given.values()) == len(teams)
    owed = rows(home)
    assert {(one.team, one.channel) for one in owed} == {
        (team, channel)
        for team in teams
        for channel in home.county.delivery.of(team).channels
    }
    assert {one.state for one in owed} <= {Progress.SENT, Progress.NOT_NEEDED}
    folders = {path.parent.name for path in Places.of(home, FIRST).lists.rglob("*.*")}
    assert folders == set(teams) - {SENT}
    assert {name.split("/")[0] for name in files.files()} == {SENT}
    assert {name.partition(".")[2] for name in files.files()} == {
        "xlsx",
        "fhir.json",
        "sha256",
    }
    assert len(mailbox.mails) == 1
    told = json.loads(Places.of(home, FIRST).delivered.read_text())
    assert [one["team"] for one in told if one["path"] is None] == [SENT]


def test_no_client_is_named_in_mail_or_in_fhir(home, receivers):
    files, mailbox, _ = receivers
    steps.deliver(home, FIRST, AT)
    ((_, envelope),) = mailbox.mails
    mail = message_from_bytes(envelope.content, policy=default)
    said = " ".join([*mail.values(), mail.get_content()])
    bundles = [
        content.decode()
        for name, content in files.files().items()
        if name.endswith(".fhir.json")
    ] + [path.read_text() for path in Places.of(home, FIRST).lists.rglob("*.fhir.json")]
    assert len(bundles) == 2
    told = " ".join([said, *bundles])
    words = set(told.replace('"', " ").replace(",", " ").split())
    assert not words & names_of_clients(home)
    clients = pl.read_parquet(home.landing_of(FIRST) / "clients.parquet")
    pseudonyms = set(clients["client_id"].drop_nulls())
    assert not any(pseudonym in said for pseudonym in pseudonyms)
    assert any(pseudonym in " ".join(bundles) for pseudonym in pseudonyms)


def test_everybody_of_whom_files_tell_is_in_the_access_log(home, receivers):
    files, *_ = receivers
    steps.deliver(home, FIRST, AT)
    clients = pl.read_parquet(home.landing_of(FIRST) / "clients.parquet")
    pseudonyms = set(clients["client_id"].drop_nulls())
    told = {SENT: " ".join(map(readable, files.files().items()))}
    for path in Places.of(home, FIRST).lists.rglob("*.*"):
        said = readable((path.name, path.read_bytes()))
        told[path.parent.name] = told.get(path.parent.name, "") + said
    named = {
        (team, client)
        for team, said in told.items()
        for client in pseudonyms & {*re.findall(r"[\w-]+", said)}
    }
    engine = open_store(home.database_url)
    with engine.connect() as connection:
        rows = connection.execute(select(ACCESS.c.team, ACCESS.c.client_id)).all()
    engine.dispose()
    assert len(named) > 50
    assert sorted(map(tuple, rows)) == sorted(named)


def readable(file):
    """What a delivered file says, with the texts of a workbook's sheets."""
    name, content = file
    if not name.endswith(".xlsx"):
        return content.decode("utf-8-sig")
    with ZipFile(BytesIO(content)) as parts:
        return " ".join(
            parts.read(part).decode()
            for part in parts.namelist()
            if part.endswith(".xml")
        )


@pytest.mark.parametrize(
    ("team", "restricted", "leave"),
    [(FHIR, False, 1), (FHIR, True, 2), (NAMED, False, 1), (NAMED, True, 4)],
)
def test_an_ending_that_is_for_few_eyes_stays_behind(
    home, monkeypatch, team, restricted, leave
):
    clients = pl.read_parquet(home.landing_of(FIRST) / "clients.parquet")
    under_order = clients.filter("non_disclosure")["client_id"][0]
    others = clients.filter(~pl.col("non_disclosure"))["client_id"]
    told = [
        (others[0], "frequent_visits"),
        (others[1], "crisis_or_violence"),
        (under_order, "frequent_visits"),
        ("nobody-knows", "frequent_visits"),
    ]
    ended = [
        Ended(client, FIRST, team, FIRST, "expired", None, frozenset({trigger}))
        for client, trigger in told
    ]
    monkeypatch.setattr("night.packing.ended_lately", lambda *_: ended)
    delivery = home.county.delivery.model_dump()
    delivery["teams"][team] = {"formats": ["fhir"], "restricted": restricted}
    steps.deliver(with_deliveries(home, delivery), FIRST, AT)
    (bundle,) = Places.of(home, FIRST).lists.glob(f"{team}/*.fhir.json")
    closed = [
        entry["resource"]["for"]["identifier"]["value"]
        for entry in json.loads(bundle.read_text())["entry"]
        if entry["resource"].get("statusReason")
    ]
    assert closed == [client for client, _ in told[:leave]]


def test_sent_again_nothing_goes_out_but_what_was_lost_does(home, receivers):
    _, mailbox, _ = receivers
    steps.deliver(home, FIRST, AT)
    before = rows(home)
    steps.deliver(home, FIRST, AT)
    steps.merge_results(home, FIRST)
    steps.deliver(home, FIRST, AT + timedelta(hours=1))
    assert [(one.state, one.content_key, one.sent_at) for one in rows(home)] == [
        (one.state, one.content_key, one.sent_at) for one in before
    ]
    assert len(mailbox.mails) == 1


def test_servers_that_are_down_hold_up_nobody_and_are_tried_again(home, receivers):
    _, mailbox, _ = receivers
    down = broken(home, sftp=free_port(), mail=free_port())
    steps.deliver(down, FIRST, AT)
    left = undelivered(down)
    assert {(one.team, one.channel, one.error) for one in left} == {
        (SENT, "sftp", "ConnectionRefusedError"),
        (MAILED, "mail", "ConnectionRefusedError"),
    }
    with pytest.raises(steps.NotDelivered, match="not reached by mail"):
        steps.deliver_rest(down, FIRST, AT)
    assert mailbox.mails == []
    steps.deliver_rest(home, FIRST, AT)
    assert undelivered(home) == []
    assert len(mailbox.mails) == 1


def test_a_failed_run_tells_those_who_have_nothing_yet(home, receivers):
    _, mailbox, _ = receivers
    down = broken(home, mail=free_port())
    steps.deliver(down, FIRST, AT)
    assert steps.note_failure(home, FIRST, AT) == 1
    (told,) = [one for one in rows(home) if one.kind == Kind.FAILURE]
    assert (told.team, told.channel) == (MAILED, Channel.MAIL)
    ((_, envelope),) = mailbox.mails
    assert b"P=C3=A4iv=C3=A4n" in envelope.content or b"puuttuu" in envelope.content
    assert not [*Places.of(home, FIRST).lists.rglob("ei_listaa_*")]


def test_a_failed_run_whose_store_is_gone_still_tells_every_team(home, receivers):
    files, mailbox, _ = receivers
    nowhere = f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/nothing"
    gone = home.model_copy(update={"database_url": nowhere})
    teams = merging.county_routing(home).teams
    assert steps.note_failure(gone, NEXT, AT) == len(teams)
    notes = [*Places.of(gone, NEXT).lists.rglob("ei_listaa_*")]
    assert {path.parent.name for path in notes} == set(teams) - {SENT}
    assert [name.split("/")[1][:9] for name in files.files()] == ["ei_listaa"] * 2
    assert len(mailbox.mails) == 1


def test_mail_is_not_sent_of_a_day_that_a_later_one_has_left_behind(home, receivers):
    _, mailbox, _ = receivers
    with writing(open_store(home.database_url)) as connection:
        connection.execute(insert(NIGHT).values(as_of=NEXT, results="0" * 64))
    steps.deliver(home, FIRST, AT)
    assert mailbox.mails == []
    assert [one.state for one in rows(home) if one.channel == Channel.MAIL] == [
        Progress.NOT_NEEDED
    ]


def test_a_failure_of_a_later_day_leaves_no_day_behind(home, receivers):
    _, mailbox, _ = receivers
    assert steps.note_failure(home, NEXT + timedelta(days=365), AT)
    mailbox.mails.clear()
    steps.deliver(home, FIRST, AT)
    assert len(mailbox.mails) == 1


def test_a_run_that_goes_on_after_its_failure_was_told_brings_the_lists(
    home, receivers
):
    files, mailbox, _ = receivers
    assert steps.note_failure(home, FIRST, AT) == len(rows_of_teams(home))
    lists = Places.of(home, FIRST).lists
    assert {path.name[:9] for path in lists.rglob("*.*")} == {"ei_listaa"}
    given = steps.deliver(home, FIRST, AT)
    assert "failure" not in given
    assert given["list"] > 1
    assert "ei_listaa" not in {path.name[:9] for path in lists.rglob("*.*")}
    assert "ei_listaa" not in {name.split("/")[1][:9] for name in files.files()}
    assert {one.state for one in rows(home)} == {Progress.SENT}
    assert len(mailbox.mails) == 2


def rows_of_teams(settings):
    return {one.team: one for one in rows(settings)}


def test_what_a_team_cannot_be_given_holds_up_no_other_and_is_told_to_it(
    home, monkeypatch
):
    made = packing.list_package

    def breaks(one, *told):
        if one.code == FHIR:
            raise ValueError("x")
        return made(one, *told)

    monkeypatch.setattr(packing, "list_package", breaks)
    with pytest.raises(NotMade, match=f"{FHIR} is owed by folder"):
        steps.deliver(home, FIRST, AT)
    assert [one.team for one in rows(home) if one.state == Progress.PENDING] == [FHIR]
    assert steps.note_failure(home, FIRST, AT) == 1
    assert rows_of_teams(home)[FHIR].kind == Kind.FAILURE
    monkeypatch.undo()
    steps.deliver(home, FIRST, AT)
    assert rows_of_teams(home)[FHIR].kind != Kind.FAILURE


def test_a_list_that_is_gone_is_given_again_and_one_that_was_filled_in_is_not(home):
    steps.deliver(home, FIRST, AT)
    gone, filled_in, *_ = Places.of(home, FIRST).lists.rglob("lista_*.xlsx")
    content = gone.read_bytes()
    gone.unlink()
    filled_in.write_bytes(b"filled in")
    steps.deliver(home, FIRST, AT)
    assert gone.read_bytes() == content
    assert filled_in.read_bytes() == b"filled in"


@pytest.fixture
def damage(home):
    """`damage()` cuts the identities off, `damage.mend()` puts them back."""
    path = home.landing_of(FIRST) / "identities.parquet"
    whole = path.read_bytes()

    def cut():
        path.write_bytes(whole[: len(whole) // 2])

    cut.mend = lambda: path.write_bytes(whole)
    yield cut
    cut.mend()


def test_without_readable_identities_lists_go_out_by_pseudonym_and_are_owed(
    home, damage
):
    damage()
    told = home.county.delivery.model_dump()
    told["every_team"]["formats"] = ["rfc4180"]
    home = with_deliveries(home, told)
    steps.deliver(home, FIRST, AT)
    lists = sorted(Places.of(home, FIRST).lists.rglob("lista_*.rfc4180.csv"))
    client = pl.read_csv(lists[0], infer_schema=False)["client_id"][0]
    assert f"(nimi puuttuu) {client}" in lists[0].read_text()
    with pytest.raises(steps.NotDelivered) as red:
        steps.deliver_rest(home, FIRST, AT)
    assert str(red.value).count("identities extract cannot be read") == 1
    assert "not reached" not in str(red.value)
    damage.mend()
    steps.deliver_rest(home, FIRST, AT)
    assert "nimi puuttuu" not in lists[0].read_text()


def test_a_list_with_names_is_not_replaced_by_one_without(home, receivers, damage):
    files, _, _ = receivers
    steps.deliver(home, FIRST, AT)
    lists = Places.of(home, FIRST).lists
    before = files_of(lists), files.files()
    damage()
    steps.merge_results(home, FIRST)
    steps.deliver(home, FIRST, AT)
    with pytest.raises(steps.NotDelivered, match="identities extract cannot be read"):
        steps.deliver_rest(home, FIRST, AT)
    assert (files_of(lists), files.files()) == before


def test_a_channel_that_left_the_settings_is_not_used(home, receivers):
    files, _, _ = receivers
    told = home.county.delivery.model_dump()
    told["teams"] = {}
    steps.deliver(with_deliveries(home, told), FIRST, AT)
    assert files.files() == {}
    assert {one.state for one in rows(home) if one.team == SENT} == {
        Progress.NOT_NEEDED
    }


def test_without_a_legal_basis_nothing_is_sent(home, receivers):
    files, mailbox, _ = receivers
    county = home.county.model_copy(update={"legal_basis": None})
    without = home.model_copy(update={"county": county})
    assert steps.deliver(without, FIRST, AT) == {}
    assert steps.note_failure(without, FIRST, AT) == 0
    deliver_waiting(without, AT)
    assert (files.files(), mailbox.mails) == ({}, [])
