"""`herate audit`: what it tells the person who asks, and what it finds."""

import json
from datetime import UTC, date, datetime
from functools import partial

import pytest
from sqlalchemy import text, update

from audit.log import Action, Entry, Source, append
from tests.audit.conftest import free, rows_of
from worklist.store import open_store, writing
from worklist.tables import ACCESS

AT = datetime(2026, 11, 21, 22, 30, tzinfo=UTC)  # half past midnight in Finland


@pytest.fixture
def log(store):
    """A store in which a nurse has seen Anna and Bo, and opened Anna."""
    on = date(2026, 11, 20)
    for action, clients in (("listed", ("anna", "bo")), ("opened", ("anna",))):
        append(
            store,
            [
                Entry(client, Action(action), "sn1234", Source.WEB, "home-care", on)
                for client in clients
            ],
            AT,
        )
    return store


@pytest.fixture
def herate(herate, log, monkeypatch):
    """`herate(ARGUMENT, ...)`: the command that audits, in the registrar's hands."""
    monkeypatch.setattr("getpass.getuser", lambda: "registrar")
    return partial(herate, "audit")


def logged(store):
    with store.connect() as connection:
        return [
            (row["actor"], row["action"], row["client_id"], row["source"])
            for row in rows_of(connection)
        ][3:]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fi", "22.11.2026 klo 0.30: käyttäjä sn1234, Kotihoito – avasi tietosi."),
        ("sv", "22.11.2026 kl. 0.30: användare sn1234, Hemvården – öppnade dina"),
        ("en", "2026-11-22 00:30: user sn1234, Kotihoito – opened your data."),
    ],
)
def test_the_person_who_asks_reads_who_saw_them_and_what_for(
    herate, language, sentence
):
    code, out, _ = herate("client", "anna", "--language", language)
    assert code == 0
    assert sentence in out
    assert len(out.splitlines()) == 4


def test_a_week_is_read_for_what_to_ask_about(herate, store):
    on = ("--until", "2026-11-22", "--actor", "sn9")
    code, out, _ = herate("unusual", *on)
    assert code == 0
    assert out.splitlines() == [
        "at_night: sn1234 asked for 1 clients at night on 2026-11-22",
        "1 to ask about, 2026-11-16 to 2026-11-22",
    ]
    for number in range(5):
        user = Entry("bo", Action.OPENED, f"n{number}", Source.WEB, "home-care")
        append(store, [user], AT.replace(hour=9))
    told = json.loads(herate("unusual", *on, "--json")[1])
    assert [(one["kind"], one["client_id"]) for one in told["findings"]] == [
        ("at_night", None),
        ("many_users", "bo"),
    ]
    assert logged(store)[-1] == ("sn9", "audited", "bo", "command")
    assert "0 to ask about" in herate("unusual", "--until", "2026-11-14")[1]
    code, _, err = herate("unusual", "--since", "2026-11-23", *on)
    assert (code, "turn them round" in err) == (2, True)


def test_looking_it_up_is_logged_and_told_the_next_time(herate, store):
    assert "katsoi, kuka on" not in herate("client", "anna")[1]
    assert logged(store) == [("registrar", "audited", "anna", "command")]
    told = herate("client", "anna", "--actor", "sn9")[1]
    assert "käyttäjä registrar – katsoi, kuka on käyttänyt tietojasi" in told
    assert logged(store)[1:] == [("sn9", "audited", "anna", "command")]


def test_programs_are_told_every_row(herate):
    code, out, _ = herate("client", "anna", "--json")
    told = json.loads(out)
    assert code == 0
    assert [one["action"] for one in told["accesses"]] == ["listed", "opened"]
    assert told["accesses"][0]["at"] == "2026-11-21T22:30:00Z"
    assert (told["since"], len(told["in_words"])) == ("2026-11-22", 2)


def test_days_are_finlands_and_both_count(herate):
    def rows(*days):
        return len(json.loads(herate("client", "anna", *days, "--json")[1])["accesses"])

    assert rows("--since", "2026-11-22", "--until", "2026-11-22") == 2
    assert rows("--until", "2026-11-21") == 0
    assert "Kukaan ei ole" in herate("client", "anna", "--until", "2026-11-21")[1]


def test_whom_a_user_saw_is_told_and_logged_for_each_of_them(herate, store):
    code, out, _ = herate("user", "sn1234")
    assert code == 0
    assert "sn1234: rows 3, clients 2" in out
    assert "2026-11-22 00:30:00  bo  listed  home-care  web  2026-11-20" in out
    assert logged(store) == [
        ("registrar", "audited", "anna", "command"),
        ("registrar", "audited", "bo", "command"),
    ]
    assert json.loads(herate("user", "sn1234", "--json")[1])["clients"] == 2
    assert "nobody: rows 0, clients 0" in herate("user", "nobody")[1]


def test_without_a_row_there_is_no_answer(herate, store):
    with writing(store) as connection:
        connection.execute(
            text(
                "CREATE TRIGGER full BEFORE INSERT ON access "
                "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
            )
        )
    for of in (("client", "anna"), ("user", "sn1234"), ("client", "anna", "--json")):
        code, out, err = herate(*of)
        assert (code, out) == (2, "")
        assert "(database or disk is full), so that nothing is shown" in err


def test_a_line_that_somebody_put_into_the_store_stays_one_line(herate, store):
    with writing(store) as connection:
        free(connection)
        forged = "anna\n22.11.2026 klo 0.31: sn1234\x1b[2K"
        number = ACCESS.c.number
        connection.execute(update(ACCESS).where(number == 2).values(client_id=forged))
        connection.execute(update(ACCESS).where(number == 3).values(team=forged))
    for of, lines in ((("client", "anna"), 4), (("user", "sn1234"), 4)):
        out = herate(*of)[1]
        assert len(out.splitlines()) == lines
        assert "\x1b" not in out


def test_a_log_is_verified_and_what_is_wrong_is_said(herate, store, tmp_path):
    code, out, _ = herate("verify")
    assert (code, out) == (
        0,
        "3 rows; none is anchored, so that a cut end could not be seen\n",
    )
    assert herate("anchor")[1].startswith("row 3 is anchored in ")
    assert (tmp_path / "anchors" / "access.jsonl").read_text().count("\n") == 1
    assert "row 3 of 2026-11-21 22:30 UTC is anchored" in herate("verify")[1]
    with writing(store) as connection:
        free(connection)
        connection.execute(update(ACCESS).values(actor="sn5678"))
        connection.execute(text("DELETE FROM access WHERE number = 3"))
    code, out, _ = herate("verify")
    assert code == 5
    assert "changed: row 1 was changed after it was written" in out
    assert "cut: the log ends with row 2, and row 3 of 2026-11-21 22:30 UTC" in out
    code, out, _ = herate("verify", "--json")
    assert code == 5
    found = [(one["kind"], one["number"]) for one in json.loads(out)["findings"]]
    assert found == [("changed", 1), ("cut", 3)]


def test_the_county_says_where_anchors_stand(herate, tmp_path, monkeypatch):
    county, place = tmp_path / "county.yaml", tmp_path / "far" / "away.jsonl"
    county.write_text(f"name: X\nmode: shadow\naudit: {{anchor: {place}}}\n")
    monkeypatch.setenv("HERATE_COUNTY", str(county))
    told = json.loads(herate("anchor", "--json")[1])
    assert (told["path"], told["number"]) == (str(place), 3)
    assert place.read_text().startswith('{"number":3,')


def test_a_log_without_rows_is_no_trouble(herate, tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'empty.sqlite'}"
    open_store(url).dispose()
    monkeypatch.setenv("HERATE_DATABASE_URL", url)
    assert "nothing has been logged yet" in herate("anchor")[1]
    assert herate("verify")[:2] == (
        0,
        "0 rows; none is anchored, so that a cut end could not be seen\n",
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("client", "010190-999R"), "holds a personal identity code"),
        (("client", "anna\nbo"), "cannot be logged; nothing is shown"),
        (("client", "anna", "--actor", "a\x1b[2K"), "the actor is empty, over 64"),
        (
            ("user", "a", "--since", "2026-11-22", "--until", "2026-11-01"),
            "--since 2026-11-22 is after --until 2026-11-01",
        ),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_sentence(
    herate, store, arguments, sentence
):
    code, out, err = herate(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("herate: ")
    assert sentence in err
    assert "010190" not in err
    assert logged(store) == []


def test_a_mistyped_home_is_told_and_no_store_is_made(herate, tmp_path, monkeypatch):
    monkeypatch.delenv("HERATE_DATABASE_URL")
    for command in (("verify",), ("anchor",), ("client", "anna")):
        code, out, err = herate(*command, "--home", tmp_path / "hmoe")
        assert (code, out) == (2, "")
        assert "there is no store here" in err
    assert not (tmp_path / "hmoe").exists()
