"""A client's own page: what stands behind the reasons, and nothing of others."""

import html
import re

import pytest

from night.explaining import last_night
from night.listing import list_of
from tests.web.conftest import MORNING, ON
from tests.web.test_accesses import accesses
from tests.web.test_recording import HTMX, TEAM, Row, recordings
from worklist.episodes import open_clients
from worklist.lists import clients_of


def page_of(client, ref, team=TEAM):
    return client.get(f"/teams/{team}/clients/{ref}")


def listed(app, team=TEAM, language="fi"):
    """The list of a team, made of everybody."""
    everybody = open_clients(app.state.store, ON)
    return list_for(app, everybody, team, language)


def list_for(app, clients, team=TEAM, language="fi"):
    told = (ON, MORNING, team, language, clients)
    return list_of(app.state.settings, app.state.store, *told)


def test_who_asks_for_the_clients_of_a_team_gets_the_same_list(app):
    settings, routing = app.state.settings, app.state.routing()
    assert last_night(settings) == ON
    told = 0
    for team in routing.teams:
        theirs = clients_of(app.state.store, routing, team, MORNING)
        same = list_for(app, theirs, team)
        assert same == listed(app, team)
        told += len(same.named)
    assert told > 50


def test_the_name_on_the_list_leads_to_the_reasons_that_the_list_tells(app, browser):
    nurse = browser(TEAM)
    page = nurse.get(f"/teams/{TEAM}").text
    for row in listed(app).rows[:5]:
        ref = app.state.reader.reference(row.client_id)
        assert f'href="/teams/{TEAM}/clients/{ref}"' in page
        told = html.unescape(page_of(nurse, ref).text)
        for reason in row.reasons:
            assert reason.name in told
            assert all(fact in told for fact in reason.facts)
        assert "Mitä tehtiin?" in told


def test_a_client_who_is_opened_is_logged_so(app, browser):
    nurse, row = browser(TEAM), listed(app).rows[0]
    page_of(nurse, app.state.reader.reference(row.client_id))
    [one] = accesses(app)
    assert (one["client_id"], one["action"]) == (row.client_id, "opened")
    assert (one["actor"], one["team"], one["as_of"]) == (f"demo-{TEAM}", TEAM, ON)


def test_what_the_team_may_not_see_has_its_plain_request_alone(app, browser):
    team = "station-koivula"
    masked = [row for row in listed(app, team).named if row.masked]
    if not masked:
        team, masked = next(
            (one, rows)
            for one in app.state.routing().teams
            if (rows := [row for row in listed(app, one).named if row.masked])
        )
    nurse = browser(team)
    for row in masked:
        told = page_of(nurse, app.state.reader.reference(row.client_id), team).text
        shown = {reason.name for reason in row.reasons}
        articles = re.findall(r'<article class="card">\n<h3>([^<]+)', told)
        assert {html.unescape(one).strip() for one in articles} == shown


def test_it_can_be_recorded_there_and_says_so_afterwards(app, browser):
    row = Row(browser(TEAM))
    told = page_of(row.client, row.ref).text
    assert f'hx-post="/teams/{TEAM}/clients/{row.ref}/record"' in told
    row.post("record", HTMX, what="taken")
    assert "Kirjattu: Otettu käsittelyyn" in page_of(row.client, row.ref).text
    row.form["seen"] = "1"
    row.post("record", HTMX, what="assessed_3")
    told = page_of(row.client, row.ref)
    assert told.status_code == 200
    assert "ei ole enää listallasi" in told.text
    assert f"{row.ref}/undo" in told.text
    assert len(recordings(app)) == 2


@pytest.mark.parametrize("language", ["sv", "en"])
def test_it_speaks_the_readers_language(app, browser, language):
    nurse, row = browser(TEAM), listed(app).rows[0]
    nurse.post("/language", data={"language": language})
    told = page_of(nurse, app.state.reader.reference(row.client_id)).text
    assert {"sv": "Varför på listan?", "en": "Why on the list?"}[language] in told


def test_a_page_without_the_nights_rows_says_so(app, browser, tmp_path):
    nurse, row = browser(TEAM), listed(app).rows[0]
    buckets = tmp_path / "home" / "nights" / ON.isoformat() / "buckets" / "clients"
    buckets.rename(buckets.with_name("gone"))
    told = page_of(nurse, app.state.reader.reference(row.client_id)).text
    assert "rivejä ei enää säilytetä" in told
