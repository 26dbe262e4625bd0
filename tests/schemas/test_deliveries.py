"""A team's own settings stand over those of every team, and nothing is guessed."""

import pytest
from pydantic import ValidationError

from schemas.deliveries import Channel, Deliveries, Format, MailServer, is_loopback

MAIL = {"host": "mail.hva.example", "sender": "a@hva.example", "page": "https://x/"}


def test_by_default_lists_stay_in_their_folders():
    given = Deliveries().of("any-team")
    assert given.channels == (Channel.FOLDER,)
    assert given.formats == (Format.XLSX, Format.EXCEL_FI)
    assert not given.restricted


def test_a_team_has_its_own_settings_over_those_of_every_team():
    settings = Deliveries.model_validate(
        {
            "every_team": {"formats": ["xlsx"], "restricted": True},
            "teams": {"north": {"formats": ["fhir"]}, "south": {"restricted": False}},
        }
    )
    assert settings.of("north").formats == (Format.FHIR,)
    assert settings.of("north").restricted
    assert settings.of("south").formats == (Format.XLSX,)
    assert not settings.of("south").restricted


def test_teams_are_those_of_the_routing():
    settings = Deliveries.model_validate({"teams": {"north": {}}})
    settings.check(["north", "south"])
    with pytest.raises(ValueError, match="there is no team north in the routing"):
        settings.check(["south"])


def test_mail_needs_an_address():
    settings = Deliveries.model_validate(
        {"mail": MAIL, "every_team": {"channels": ["folder", "mail"]}}
    )
    with pytest.raises(ValueError, match="north is given mail, but no address"):
        settings.check(["north"])


@pytest.mark.parametrize("channel", ["sftp", "mail"])
def test_a_channel_needs_its_server(channel):
    with pytest.raises(ValidationError, match=f"a team is given {channel}"):
        Deliveries.model_validate(
            {"teams": {"north": {"channels": ["folder", channel]}}}
        )


def test_mail_alone_carries_no_list():
    with pytest.raises(ValidationError, match="mail tells of a list and carries none"):
        Deliveries.model_validate(
            {"teams": {"north": {"channels": ["mail"]}}, "mail": MAIL}
        )


@pytest.mark.parametrize(
    "address",
    [
        "järvelä@hva.example",
        "team@järvelä.example",
        "a..b@hva.example",
        "team.@hva.example",
        "team@hva.example.",
        "team",
        "a@b, c@d",
        "a@b\nBcc: c@d",
        "Team <team@hva.example>",
    ],
)
def test_an_address_that_no_mail_could_have_is_refused(address):
    with pytest.raises(ValidationError, match="is not one mail address"):
        Deliveries.model_validate({"teams": {"north": {"mail_to": address}}})
    with pytest.raises(ValidationError, match="is not one mail address"):
        MailServer.model_validate(MAIL | {"sender": address})


@pytest.mark.parametrize(
    "page",
    [
        "https://hva.example/?token=abc",
        "https://hva.example/#abc",
        "https://user:secret@hva.example/",
    ],
)
def test_an_address_in_a_mail_carries_nothing(page):
    with pytest.raises(ValidationError, match="a bare address"):
        MailServer.model_validate(MAIL | {"page": page})


@pytest.mark.parametrize(
    "told",
    [
        {"channels": []},
        {"formats": []},
        {"channels": ["fax"]},
        {"everything": True},
    ],
)
def test_what_is_not_understood_is_refused(told):
    with pytest.raises(ValidationError):
        Deliveries.model_validate({"teams": {"north": told}, "mail": MAIL})


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("127.0.0.1", True),
        ("127.8.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("localhost.hva.example", False),
        ("127.0.0.1.example", False),
        ("10.0.0.1", False),
    ],
)
def test_only_this_machine_is_this_machine(host, here):
    assert is_loopback(host) == here
