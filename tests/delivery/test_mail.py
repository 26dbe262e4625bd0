"""A notice reaches a real mail server over a connection that nobody else reads."""

import json
import smtplib
import ssl
from collections import Counter
from datetime import UTC, date, datetime
from email import message_from_bytes

import pytest
from pydantic import ValidationError

from delivery import mail
from delivery.notice import Notice
from schemas.deliveries import MailServer
from worklist.deliveries import Kind

from .servers import certificate, mail_server, unclaimed

AT = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
SENDER, TO = "heratteet@hva.example", "koivula@hva.example"
PAGE = "https://heratteet.hva.example/"


@pytest.fixture(scope="module")
def certified(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="module")
def starttls(certified):
    with mail_server(certified[1]) as (mailbox, port):
        yield mailbox, settings(port, ca_file=certified[0])


@pytest.fixture(scope="module")
def plain():
    with mail_server() as (mailbox, port):
        yield mailbox, settings(port, host="127.0.0.1", security="none")


@pytest.fixture(autouse=True)
def _emptied(plain, starttls):
    for mailbox, _ in (plain, starttls):
        mailbox.mails.clear()
        mailbox.drops = False


def settings(port, host="localhost", **told):
    told = {"host": host, "port": port, "sender": SENDER, "page": PAGE} | told
    return MailServer.model_validate(told)


def message(day=date(2026, 11, 22)):
    notice = Notice("Koivulan terveysasema", day, Kind.LIST)
    return notice.message(SENDER, TO, PAGE, AT)


def test_a_notice_arrives_encrypted(starttls):
    mailbox, server = starttls
    mail.send(message(), server, unclaimed)
    ((encrypted, envelope),) = mailbox.mails
    assert encrypted
    assert (envelope.mail_from, envelope.rcpt_tos) == (SENDER, [TO])
    told = message_from_bytes(envelope.content)
    assert told["Message-ID"] == message()["Message-ID"]


def test_a_server_may_encrypt_from_the_first_byte(certified):
    with mail_server(certified[1], implicit=True) as (mailbox, port):
        server = settings(port, ca_file=certified[0], security="tls")
        mail.send(message(), server, unclaimed)
        assert len(mailbox.mails) == 1
        with pytest.raises(ssl.SSLCertVerificationError):
            mail.send(message(), settings(port, security="tls"), unclaimed)


def test_a_certificate_that_nobody_vouches_for_is_sent_nothing(starttls):
    mailbox, server = starttls
    with pytest.raises(ssl.SSLCertVerificationError):
        mail.send(message(), server.model_copy(update={"ca_file": None}), unclaimed)
    # The certificate is another machine's.
    with pytest.raises(ssl.SSLCertVerificationError):
        mail.send(message(), server.model_copy(update={"host": "127.0.0.1"}), unclaimed)
    assert mailbox.mails == []


def test_a_server_that_does_not_encrypt_is_sent_nothing(plain):
    mailbox, server = plain
    with pytest.raises(smtplib.SMTPNotSupportedError):
        mail.send(message(), settings(server.port), unclaimed)
    assert mailbox.mails == []


@pytest.mark.parametrize("host", ["mail.hva.example", "10.0.0.7", "0.0.0.0"])
def test_only_this_machine_may_be_sent_mail_in_the_open(host):
    with pytest.raises(ValidationError, match="on this machine alone"):
        settings(25, host=host, security="none")


def test_an_answer_that_is_lost_makes_at_most_one_more_of_the_same_mail(plain):
    mailbox, server = plain
    for number in range(100):
        one = message(date.fromordinal(date(2026, 1, 1).toordinal() + number))
        mailbox.drops = True
        with pytest.raises(smtplib.SMTPServerDisconnected):
            mail.send(one, server, unclaimed)
        mailbox.drops = False
        mail.send(one, server, unclaimed)
    arrived = Counter(
        message_from_bytes(envelope.content)["Message-ID"]
        for _, envelope in mailbox.mails
    )
    assert len(arrived) == 100
    assert set(arrived.values()) == {2}


def test_a_password_never_stands_in_the_settings(tmp_path, monkeypatch, certified):
    with pytest.raises(ValidationError, match="password"):
        settings(25, password="hunter2")
    file = tmp_path / "password"
    file.write_text("from a file\n")
    assert settings(25, password_file=file).password() == "from a file"
    monkeypatch.setenv("HERATE_MAIL", "from the environment")
    named = settings(25, password_env="HERATE_MAIL")
    assert named.password() == "from the environment"
    assert "from the environment" not in json.dumps(named.model_dump(mode="json"))
    monkeypatch.delenv("HERATE_MAIL")
    with pytest.raises(OSError, match="HERATE_MAIL"):
        named.password()
