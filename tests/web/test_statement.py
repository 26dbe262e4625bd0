"""The accessibility statement holds what the law asks of it, for whoever reads it."""

import pytest
from pydantic import ValidationError
from starlette.testclient import TestClient

from schemas.settings import County, read_settings
from tests.web.conftest import HOST
from web.app import create_app


@pytest.fixture
def statement(tmp_path):
    """`statement(LANGUAGE, FEEDBACK)`: what somebody who has not signed in reads."""

    def read(language, feedback=None):
        settings = read_settings(tmp_path)
        county = settings.county.model_copy(update={"feedback": feedback})
        settings = settings.model_copy(update={"county": county})
        client = TestClient(create_app(settings, demo_login=True), base_url=HOST)
        return client.get("/accessibility", headers={"accept-language": language}).text

    return read


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "fi",
            (
                "306/2019",
                "täyttävät vaatimukset osittain",
                "ruudunlukuohjelmalla",
                "Laadittu ma 23.11.2026",
                "14 päivässä",
                "Liikenne- ja viestintävirasto Traficom",
                "https://www.saavutettavuusvaatimukset.fi/",
            ),
        ),
        (
            "sv",
            (
                "306/2019",
                "uppfyller kraven delvis",
                "skärmläsningsprogram",
                "Gjort må 23.11.2026",
                "14 dagar",
                "Transport- och kommunikationsverket Traficom",
                "https://www.tillganglighetskrav.fi/",
            ),
        ),
    ],
)
def test_it_tells_state_day_feedback_and_supervisor(statement, language, told):
    page = statement(language)
    assert f'<html lang="{language}">' in page
    assert [one for one in told if one not in page] == []
    assert read_settings().county.name in page


@pytest.mark.parametrize(
    ("feedback", "address"),
    [
        ("tuki@hva.example", "mailto:tuki@hva.example"),
        ("https://hva.example/palaute", "https://hva.example/palaute"),
    ],
)
def test_feedback_goes_where_the_county_says(statement, feedback, address):
    assert f'<a href="{address}">{feedback}</a>' in statement("fi", feedback)


@pytest.mark.parametrize(
    "feedback", ["", "tuki", "http://hva.example/", "javascript:alert(1)", "a b@c.fi"]
)
def test_what_is_no_address_is_no_place_for_feedback(feedback):
    with pytest.raises(ValidationError):
        County(name="x", mode="shadow", feedback=feedback)
