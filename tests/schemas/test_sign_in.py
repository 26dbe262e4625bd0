"""How people sign in, as a county sets it: what is not safe is not taken."""

import pytest
from pydantic import ValidationError

from schemas.sign_in import SignIn

WHOLE = {
    "page": "https://lista.hva.example",
    "issuer": "https://login.hva.example/realms/hva",
    "client_id": "heratteet",
    "secret_env": "HERATE_TEST_SECRET",
    "claims": {"user": "preferred_username"},
    "teams": {"hva-home-care": "home-care"},
}


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"issuer": "https://login.hva.example/"},
        {"page": "http://127.0.0.1:8000", "issuer": "http://localhost:9000"},
        {"page": "http://[::1]:8000"},
    ],
)
def test_what_is_whole_and_safe_is_taken(given):
    SignIn.model_validate(WHOLE | given)


@pytest.mark.parametrize(
    "given",
    [
        {"page": "http://lista.hva.example"},
        {"page": "https://lista.hva.example/"},
        {"page": "https://lista.hva.example/x"},
        {"page": "https://user@lista.hva.example"},
        {"page": "lista.hva.example"},
        {"page": "ftp://lista.hva.example"},
        {"issuer": "http://login.hva.example"},
        {"issuer": "http://127.0.0.1.hva.example"},
        {"issuer": "https://login.hva.example?x=y"},
        {"issuer": "https://"},
        {"client_id": ""},
        {"secret_env": None},
        {"secret_file": "secret"},
        {"client_secret": "in the settings"},
        {"scopes": ["profile"]},
        {"claims": {}},
        {"teams": {}},
    ],
)
def test_what_is_not_is_refused(given):
    with pytest.raises(ValidationError):
        SignIn.model_validate(WHOLE | given)


def test_the_secret_stands_in_a_file_or_in_the_environment(tmp_path, monkeypatch):
    in_file = {"secret_env": None, "secret_file": tmp_path / "secret"}
    settings = SignIn.model_validate(WHOLE | in_file)
    with pytest.raises(ValueError, match="secret cannot be read"):
        settings.secret()
    settings.secret_file.write_text("\n")
    with pytest.raises(ValueError, match="holds no secret"):
        settings.secret()
    settings.secret_file.write_text("open sesame\n")
    assert settings.secret() == "open sesame"
    settings = SignIn.model_validate(WHOLE)
    monkeypatch.delenv("HERATE_TEST_SECRET", raising=False)
    with pytest.raises(ValueError, match="HERATE_TEST_SECRET holds no secret"):
        settings.secret()
    monkeypatch.setenv("HERATE_TEST_SECRET", "open sesame")
    assert settings.secret() == "open sesame"


def test_a_group_leads_to_a_team_that_there_is():
    settings = SignIn.model_validate(WHOLE)
    settings.check(["home-care", "other"])
    with pytest.raises(ValueError, match=r"sign_in.teams: there is no team home-care"):
        settings.check(["other"])
