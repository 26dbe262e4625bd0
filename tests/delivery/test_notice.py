"""A mail says that there is a list, or none, and cannot say anything of anybody."""

import ast
import dataclasses
import inspect
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.policy import default

import pytest

from delivery import mail, notice
from delivery.notice import Notice
from worklist.deliveries import Kind

AT = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
SENDER, TO = "heratteet@hva.example", "koivula@hva.example"
PAGE = "https://heratteet.hva.example/"
DAY = date(2026, 11, 22)


def told(one, to=TO, at=AT):
    return message_from_bytes(bytes(one.message(SENDER, to, PAGE, at)), policy=default)


@pytest.mark.parametrize("kind", [Kind.LIST, Kind.EMPTY])
def test_a_list_is_told_in_both_languages_with_its_page(kind):
    mail = told(Notice("Koivulan terveysasema", DAY, kind))
    assert mail["Subject"] == (
        "Päivän lista on valmis / Dagens lista är klar (22.11.2026)"
    )
    assert mail.get_content().replace("\r\n", "\n") == (
        "Koivulan terveysasema: päivän lista on päivittynyt, tiedot 22.11.2026 asti. "
        f"Avaa lista tästä:\n{PAGE}\n"
        "Tämä viesti ei sisällä asiakastietoja.\n\n"
        "Koivulan terveysasema: dagens lista har uppdaterats, uppgifter till och med "
        f"22.11.2026. Öppna listan här:\n{PAGE}\n"
        "Detta meddelande innehåller inga klientuppgifter.\n"
    )


def test_a_failure_is_told_as_one():
    mail = told(Notice("Koivulan terveysasema", DAY, Kind.FAILURE))
    assert "Päivän lista puuttuu / Dagens lista saknas" in mail["Subject"]
    assert "lista ei ole päivittynyt 22.11.2026" in mail.get_content()
    assert "listan har inte uppdaterats 22.11.2026" in mail.get_content()


def test_the_same_notice_has_the_same_message_id_and_another_has_another():
    one = Notice("Koivulan terveysasema", DAY, Kind.LIST)
    later = datetime(2026, 11, 24, tzinfo=UTC)
    assert told(one)["Message-ID"] == told(one, at=later)["Message-ID"]
    others = [
        told(one, to="rantala@hva.example"),
        told(dataclasses.replace(one, team="Rantala")),
        told(dataclasses.replace(one, day=date(2026, 11, 23))),
        told(dataclasses.replace(one, kind=Kind.FAILURE)),
    ]
    ids = {mail["Message-ID"] for mail in (told(one), *others)}
    assert len(ids) == 5
    assert {one.rpartition("@")[2] for one in ids} == {"hva.example>"}


def test_a_mail_knows_three_things_and_none_of_them_is_a_client():
    fields = {one.name: one.type for one in dataclasses.fields(Notice)}
    assert fields == {"team": str, "day": date, "kind": Kind}
    taken = inspect.signature(Notice.message).parameters
    assert list(taken) == ["self", "sender", "to", "page", "at"]
    assert list(inspect.signature(mail.send).parameters) == ["mail", "server", "check"]


@pytest.mark.parametrize("module", [notice, mail])
def test_mail_reads_no_room_that_knows_clients(module):
    tree = ast.parse(inspect.getsource(module))
    ours = {
        node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.module.split(".")[0] in {"delivery", "worklist", "schemas", "night"}
    }
    assert ours <= {"delivery.words", "worklist.deliveries", "schemas.deliveries"}


def test_no_name_breaks_out_of_its_line():
    mail = told(Notice("Koivula\r\nBcc: x@example.org", DAY, Kind.LIST))
    assert mail["Bcc"] is None
    assert mail["To"] == TO
