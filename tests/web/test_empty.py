"""What a page says where there is nothing to show."""

import re
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from night import steps
from schemas.extracts import ADMITTED
from schemas.settings import read_settings
from tests.web.conftest import HOST, ON, OURS
from tests.web.test_client import listed
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


def test_whoever_has_several_teams_goes_from_one_to_another(app):
    client = signed_in(app, (TEAM, "gone", "home-care"))
    page = client.get(f"/teams/{TEAM}").text
    teams = page[page.index("<nav") : page.index("</nav>")]
    assert re.findall(r'href="/teams/([^"]+)"( aria-current)?', teams) == [
        (TEAM, " aria-current"),
        ("home-care", ""),
    ]
    assert "Kotihoito" in teams
    assert "<nav" not in signed_in(app, (TEAM,)).get(f"/teams/{TEAM}").text


@pytest.mark.parametrize(
    ("was_on", "goes_to"),
    [
        (f"{HOST}/teams/home-care", "/teams/home-care"),
        (f"{HOST}/settings", "/settings"),
        (f"{HOST}/teams/home-care/clients/c1/record", "/"),
        ("https://elsewhere.example//evil.example", "/"),
        ("", "/"),
    ],
)
def test_another_language_shows_the_same_page(app, was_on, goes_to):
    client = signed_in(app, (TEAM, "home-care"))
    answer = client.post(
        "/language", data={"language": "sv"}, headers={"referer": was_on}
    )
    assert answer.headers["location"] == goes_to


def test_an_old_list_says_that_it_is_old(browser, clock):
    client = browser(TEAM)
    assert "Lista ei ole päivittynyt" not in client.get(f"/teams/{TEAM}").text
    clock.now += timedelta(days=1)
    later = browser(TEAM).get(f"/teams/{TEAM}").text
    assert "Lista ei ole päivittynyt" in later
    assert "pe 20.11.2026" in later
    assert "Ajo onnistui la 21.11.2026 klo 3.12" in later
    assert ("Uudet la 21.11.2026" in later, "Uudet tänään" in later) == (True, False)
    paper = browser(TEAM).get(f"/teams/{TEAM}/print").text
    assert "Lista ei ole päivittynyt" in paper


def test_only_an_invented_county_lets_anybody_in(finished_night):
    settings = read_settings(finished_night)
    county = settings.county.model_copy(update={"invented": False})
    with pytest.raises(ValueError, match="invented county alone"):
        create_app(settings.model_copy(update={"county": county}), demo_login=True)


def test_without_the_demo_login_a_county_needs_its_own(tmp_path):
    with pytest.raises(ValueError, match="set sign_in"):
        create_app(read_settings(tmp_path))


@pytest.mark.parametrize(
    ("landed", "missing"), [((), "asiakkaat, kontaktit"), (("clients",), "kontaktit")]
)
def test_a_night_that_lacked_an_extract_leaves_the_older_list_and_says_why(
    app, browser, clock, landed, missing
):
    before = browser(TEAM).get(f"/teams/{TEAM}").text
    cards = before.count('<article class="card"')
    settings, failed = app.state.settings, ON + timedelta(days=1)
    for extract in landed:
        settings.landing_of(failed).mkdir()
        for file in settings.landing_of(ON).glob(f"{extract}.*"):
            shutil.copy(file, settings.landing_of(failed))
    for extract in ADMITTED:
        steps.admit(settings, failed, extract)
    steps.buckets(settings, failed)
    for group in steps.groups(settings, failed):
        steps.evaluate(settings, failed, group)
    steps.gather_results(settings, failed)
    assert not steps.merge_results(settings, failed)
    steps.close(settings, failed)
    clock.now += timedelta(days=1)
    told = browser(TEAM).get(f"/teams/{TEAM}").text
    assert "Lista ei ole päivittynyt" in told
    assert f"Puute: {missing}." in told
    assert told.count('<article class="card"') == cards > 0


def test_when_all_is_handled_the_page_says_so(app, browser):
    nurse = browser(TEAM)
    for row in listed(app).rows:
        ref = app.state.reader.reference(row.client_id)
        form = {"seen": 0, "opened_on": row.opened_on, "what": "assessed_2"}
        nurse.post(f"/teams/{TEAM}/clients/{ref}/record", data=form)
    assert (
        "Kaikki käsitelty tänään. Seuraava lista su 22.11.2026."
        in nurse.get(f"/teams/{TEAM}").text
    )


def test_nothing_new_is_said_with_what_is_open(app, browser, monkeypatch):
    team_list = listed(app)
    older = [replace(row, listed_on=ON - timedelta(days=3)) for row in team_list.rows]
    only = replace(team_list, rows=tuple(older))
    monkeypatch.setattr("web.reading.list_of", lambda *_: only)
    told = browser(TEAM).get(f"/teams/{TEAM}").text
    assert f"Ei uusia herätteitä. Avoinna {len(older)}." in told
    assert "Ajo onnistui klo 3.12" in told
