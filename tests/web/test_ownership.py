"""Only the team that answers for a client records, and undoes what it recorded."""

import re

import pytest
from sqlalchemy import update

from tests.web.conftest import HOST, ON
from tests.web.test_client import listed
from tests.web.test_recording import HIDDEN, HTMX, TEAM, Row, recordings
from worklist.states import standing_on
from worklist.tables import EPISODE

HEALTH, SOCIAL = "station-koivula", "adult-social-work"
TOLD = "specialised-care"


def posted(browser, app, team, client_id, act="record", headers=HTMX, **form):
    """The answer to a form that no page of the team has."""
    opened_on = next((str(row.opened_on) for row in listed(app, team).named), str(ON))
    ref = app.state.reader.reference(client_id)
    told = {"seen": "0", "opened_on": opened_on, "what": "declined"} | form
    return browser(team).post(
        f"/teams/{team}/clients/{ref}/{act}", data=told, headers=headers
    )


def test_a_team_that_is_only_told_of_a_client_records_nothing(app, browser):
    [client, *_] = [row.client_id for row in listed(app, TOLD).informed]
    assert posted(browser, app, TOLD, client).status_code == 404
    assert recordings(app) == []


def test_nothing_is_recorded_of_whom_a_rule_keeps_off(app, browser):
    client = listed(app).rows[0].client_id
    with app.state.store.begin() as connection:
        connection.execute(
            update(EPISODE)
            .where(standing_on(ON), EPISODE.c.client_id == client)
            .values(
                state="suppressed",
                suppressed_by="inpatient",
                suppressed_on=ON,
                found_in="listed",
            )
        )
    assert posted(browser, app, TEAM, client).status_code == 404
    assert recordings(app) == []


@pytest.fixture
def given_away(app, browser):
    """A client whom a station transferred, and of whom social work recorded since."""
    row = Row(browser(HEALTH), HEALTH)
    answer = row.post("record", HTMX, what="transferred", to_team=SOCIAL)
    row.form |= dict(HIDDEN.findall(answer.text))
    client = recordings(app)[0]["client_id"]
    told = posted(browser, app, SOCIAL, client, seen="1", what="not_relevant:planned")
    assert "Kirjattu" in told.text
    assert len(recordings(app)) == 2
    return row


def test_a_team_that_gave_a_client_away_records_and_undoes_no_more(app, given_away):
    given_away.form["seen"] = "2"
    assert given_away.post("undo", HTMX).status_code == 404
    assert given_away.post("record", HTMX, what="declined").status_code in (400, 404)
    assert len(recordings(app)) == 2


def test_a_team_undoes_its_own_transfer_while_nobody_has_recorded_since(app, browser):
    row = Row(browser(HEALTH), HEALTH)
    answer = row.post("record", HTMX, what="transferred", to_team=SOCIAL)
    row.form |= dict(HIDDEN.findall(answer.text))
    assert row.post("record", HTMX, what="declined").status_code == 404
    assert [one["code"] for one in recordings(app)] == ["transferred"]
    assert row.post("undo", HTMX).status_code == 200
    assert [one["code"] for one in recordings(app)] == ["transferred", "undone"]


def test_a_conflict_tells_nothing_of_what_another_sector_recorded(given_away):
    told = given_away.post("undo", HTMX).text
    assert "toinen tiimi on kirjannut" in told
    assert "selittyy" not in told
    assert f"demo-{SOCIAL}" not in told


def test_an_undo_that_comes_twice_is_one_undo(app, browser):
    row = Row(browser(TEAM))
    row.form |= dict(HIDDEN.findall(row.post("record", HTMX, what="taken").text))
    first, second = (row.post("undo", HTMX) for _ in range(2))
    assert first.text == second.text
    assert "kuten ennen" in first.text or "ennallaan" in first.text
    assert len(recordings(app)) == 2


@pytest.mark.parametrize("ref", ["cä", "c%00", "💊", "c" * 400])
def test_an_address_of_no_client_is_not_found_whatever_is_in_it(browser, ref):
    assert browser(TEAM).get(f"/teams/{TEAM}/clients/{ref}").status_code == 404


def test_what_nobody_foresaw_is_told_on_a_page_of_ours(app, browser, monkeypatch):
    client = browser(TEAM)
    client._transport.raise_server_exceptions = False

    def fails(*_):
        raise RuntimeError("a note for developers")

    monkeypatch.setattr(app.state.reader, "shown", fails)
    answer = client.get(f"/teams/{TEAM}")
    assert answer.status_code == 500
    assert answer.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "developers" not in answer.text
    assert "<h1>" in answer.text


def test_a_click_after_the_session_has_ended_says_that_nothing_was_recorded(
    app, browser
):
    row = Row(browser(TEAM))
    row.client.post("/logout")
    where = {"hx-current-url": f"{HOST}/teams/{TEAM}"}
    answer = row.post("record", HTMX | where, what="taken")
    assert answer.status_code == 401
    assert answer.headers["hx-retarget"] == answer.headers["hx-reselect"] == "#main"
    assert "Mitään ei kirjattu" in answer.text
    assert re.search(rf'href="/login\?next=[^"]*{TEAM}"', answer.text)
    assert recordings(app) == []
