"""What a page says where there is nothing to show."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from schemas.settings import read_settings
from tests.web.conftest import HOST, OURS
from tests.web.test_recording import TEAM
from web.app import create_app
from web.cookies import SESSION
from web.sessions import User


def signed_in(app, teams):
    client = TestClient(app, base_url=HOST, follow_redirects=False, headers=OURS)
    key = app.state.sessions.begin(User("sirpa", "Sirpa", teams), "fi")
    client.cookies.set(SESSION, key)
    return client


def test_before_the_first_night_there_is_no_list_yet(tmp_path, clock):
    app = create_app(read_settings(tmp_path), clock, demo_login=True)
    answer = signed_in(app, (TEAM,)).get(f"/teams/{TEAM}")
    assert answer.status_code == 200
    assert "Listaa ei vielä ole" in answer.text


@pytest.mark.parametrize("teams", [(), ("gone",)])
def test_whoever_has_no_team_is_told_whom_to_ask(app, teams):
    answer = signed_in(app, teams).get("/")
    assert answer.status_code == 200
    assert "Sinulla ei ole tiimiä" in answer.text


def test_an_old_list_says_that_it_is_old(browser, clock):
    client = browser(TEAM)
    assert "Lista ei ole päivittynyt" not in client.get(f"/teams/{TEAM}").text
    clock.now += timedelta(days=1)
    later = browser(TEAM).get(f"/teams/{TEAM}").text
    assert "Lista ei ole päivittynyt" in later
    assert "pe 20.11.2026" in later


def test_only_an_invented_county_lets_anybody_in(finished_night):
    settings = read_settings(finished_night)
    county = settings.county.model_copy(update={"invented": False})
    with pytest.raises(ValueError, match="invented county alone"):
        create_app(settings.model_copy(update={"county": county}), demo_login=True)


def test_without_the_demo_login_a_county_needs_its_own(tmp_path):
    with pytest.raises(ValueError, match="set sign_in"):
        create_app(read_settings(tmp_path))
