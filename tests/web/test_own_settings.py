"""What a professional chooses is theirs, and is there again the next day."""

import html
import re

import pytest

from tests.web.test_client import listed
from tests.web.test_recording import TEAM

SCRIPT = "/static/shortcuts.js"
MORE = re.compile(r"\+\d+ (muu|annan|andra)")


def choose(client, language="fi", reasons="3", **more):
    form = {"language": language, "reasons_shown": reasons, **more}
    return client.post("/settings", data=form)


def test_all_reasons_stand_on_a_row_for_whoever_wants_them(app, browser):
    assert any(len(row.reasons) > 1 for row in listed(app).rows)
    nurse = browser(TEAM)
    choose(nurse, reasons="1")
    assert MORE.search(nurse.get(f"/teams/{TEAM}").text)
    assert choose(nurse, reasons="99").status_code == 303
    page = html.unescape(nurse.get(f"/teams/{TEAM}").text)
    assert not MORE.search(page)
    for row in listed(app).rows:
        assert all(reason.name in page for reason in row.reasons)
    assert 'value="99" checked' in nurse.get("/settings").text


def test_it_is_as_it_was_at_the_next_session_of_theirs_alone(app, browser):
    choose(browser(TEAM), "sv", "1")
    again = browser(TEAM).get("/settings").text
    assert "Egna inställningar" in again
    assert 'value="1" checked' in again
    other = browser("home-care").get("/settings").text
    assert "Omat asetukset" in other
    assert 'value="3" checked' in other


def test_keys_of_one_letter_are_for_whoever_switches_them_on(browser):
    nurse = browser(TEAM)
    assert SCRIPT not in nurse.get(f"/teams/{TEAM}").text
    choose(nurse, shortcuts="true")
    for client in (nurse, browser(TEAM)):
        assert SCRIPT in client.get(f"/teams/{TEAM}").text
        assert 'name="shortcuts" value="true" checked' in client.get("/settings").text
    assert SCRIPT not in browser("home-care").get("/teams/home-care").text
    choose(nurse)
    assert SCRIPT not in nurse.get(f"/teams/{TEAM}").text


@pytest.mark.parametrize("given", [{"language": "de"}, {"reasons": "2"}])
def test_what_the_form_does_not_offer_is_refused(browser, given):
    assert choose(browser(TEAM), **given).status_code == 400
