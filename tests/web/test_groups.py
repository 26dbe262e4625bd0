"""What the list folds away has a page of its own, and is shown and logged there."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import update

from tests.web.conftest import ON
from tests.web.test_accesses import accesses
from tests.web.test_recording import TEAM
from web.reading import is_supported
from web.scope import Scope
from web.sessions import User
from worklist.states import standing_on
from worklist.tables import EPISODE

ADDRESS = re.compile(rf"/teams/{TEAM}/groups/([a-z]+)")
CARD = re.compile(r'<article class="card" id="(\w+)"')


def shown(app, team=TEAM):
    scope = Scope(User("sirpa", "Sirpa", (team,)), team, "fi")
    return app.state.reader.shown(scope, queue=True)


@pytest.fixture
def everywhere(app):
    """Clients of the team in every group; returns what each group holds."""
    clients = [row.client_id for row in shown(app).team_list.named]
    assert len(clients) >= 4
    states = [
        {"state": "waiting", "listed_on": None},
        {"state": "snoozed", "wakes_on": ON.replace(month=12)},
        {"state": "suppressed", "suppressed_by": "already_supported"},
        {"state": "suppressed", "suppressed_by": "recently_assessed"},
    ]
    with app.state.store.begin() as connection:
        for client, values in zip(clients, states, strict=False):
            if values["state"] == "suppressed":
                values |= {"suppressed_on": ON, "found_in": "listed"}
            connection.execute(
                update(EPISODE)
                .where(standing_on(ON), EPISODE.c.client_id == client)
                .values(**values)
            )
    one = shown(app).team_list
    return {
        "queue": one.queue,
        "snoozed": one.snoozed,
        "supported": [row for row in one.suppressed if is_supported(row)],
        "suppressed": [row for row in one.suppressed if not is_supported(row)],
    }


def test_a_folded_group_is_counted_on_the_list_and_shown_on_its_page(
    app, browser, everywhere
):
    client = browser(TEAM)
    page = client.get(f"/teams/{TEAM}").text
    assert {*everywhere} <= {*ADDRESS.findall(page)} <= {*everywhere, "informed"}
    on_list = {*CARD.findall(page)}
    for code, rows in everywhere.items():
        refs = {app.state.reader.reference(row.client_id) for row in rows}
        assert refs
        assert not refs & on_list
        before = len(accesses(app))
        told = client.get(f"/teams/{TEAM}/groups/{code}").text
        assert {*CARD.findall(told)} == refs
        logged = {row["client_id"] for row in accesses(app)[before:]}
        assert logged == {row.client_id for row in rows}
        assert f"({len(rows)})</h1>" in told
        assert f"({len(rows)})</h2>" in page
        assert ("/record" in told) == (code in ("queue", "snoozed"))


@pytest.mark.parametrize("team", ["care-leads", "station-koivula", "restricted"])
def test_a_queue_that_is_counted_is_as_long_as_one_that_is_read(app, team):
    whole = shown(app, team).team_list
    waiting = frozenset(row.client_id for row in whole.queue)
    scope = Scope(User("sirpa", "Sirpa", (team,)), team, "fi")
    counted = app.state.reader.shown(scope).team_list
    assert counted == replace(whole, queue=(), counted=waiting)
    assert counted.queued == whole.queued == len(waiting)


def test_whoever_may_not_stand_on_the_list_is_not_counted_in_its_queue(app):
    whole = shown(app, "restricted").team_list
    hidden = [row.client_id for row in (*whole.rows, *whole.queue)]
    assert hidden
    with app.state.store.begin() as connection:
        connection.execute(
            update(EPISODE)
            .where(standing_on(ON), EPISODE.c.client_id.in_(hidden))
            .values(team="station-koivula", state="waiting", listed_on=None)
        )
    team = "station-koivula"
    whole = shown(app, team).team_list
    counted = app.state.reader.shown(
        Scope(User("sirpa", "Sirpa", (team,)), team, "fi")
    ).team_list
    assert whole.withheld == counted.withheld
    assert whole.withheld["waiting"] > 0
    assert counted == replace(
        whole, queue=(), counted=frozenset(row.client_id for row in whole.queue)
    )


def test_there_is_no_other_group(browser):
    assert browser(TEAM).get(f"/teams/{TEAM}/groups/new").status_code == 404


def test_a_group_of_nobody_is_an_empty_page(app, browser):
    assert not shown(app).team_list.snoozed
    told = browser(TEAM).get(f"/teams/{TEAM}/groups/snoozed")
    assert (told.status_code, CARD.findall(told.text)) == (200, [])
    assert accesses(app) == []


def test_a_page_is_sent_compressed(browser):
    answer = browser(TEAM).get(f"/teams/{TEAM}", headers={"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < len(answer.content) / 4
