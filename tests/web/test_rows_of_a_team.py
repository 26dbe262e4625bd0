"""The page as a role that row-level security holds: all works, nobody else shows."""

import random
import re
import shutil
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text
from starlette.testclient import TestClient

from audit.verification import verify
from night import steps
from schemas.settings import read_settings
from tests.web.conftest import HOST, ON, OURS
from tests.web.test_policies import routes
from tests.web.test_recording import HTMX, Row
from tests.worklist.conftest import database, page_role  # noqa: F401
from web.app import create_app
from worklist.row_security import grant_page, seen_by
from worklist.store import open_store
from worklist.tables import CONCERN_WITHDRAWAL, DISPOSITION, EPISODE, FIRING

CARD = re.compile(r'<article class="card" id="(\w+)"')


@pytest.fixture(scope="module")
def settings(finished_night, tmp_path_factory, postgresql):
    """The night's home with its store on PostgreSQL, as the owner."""
    home = tmp_path_factory.mktemp("rows") / "home"
    shutil.copytree(finished_night, home)
    with database(postgresql, "rows_of_a_team") as url:
        settings = read_settings(home).model_copy(update={"database_url": url})
        county = settings.county.model_copy(update={"quality_pages": False})
        settings = settings.model_copy(update={"county": county})
        steps.merge_results(settings, ON)
        yield settings


@pytest.fixture(scope="module")
def apps(settings, page_role):  # noqa: F811
    """The page as the owner, and as the role that may do no more than the page does."""
    owner = open_store(settings.database_url)
    grant_page(owner, page_role)
    held = owner.url.set(username=page_role).render_as_string(False)
    clock = lambda: datetime(2026, 11, 21, 6, tzinfo=UTC)  # noqa: E731
    made = [
        create_app(settings.model_copy(update={"database_url": url}), clock, True)
        for url in (settings.database_url, held)
    ]
    yield made
    for app in made:
        app.state.store.dispose()
    owner.dispose()


@pytest.fixture(autouse=True)
def _nothing_stays_recorded(settings):
    yield
    owner = open_store(settings.database_url)
    with owner.begin() as connection:
        connection.execute(text("DELETE FROM disposition"))
        connection.execute(text("DELETE FROM episode WHERE from_on > '2026-11-20'"))
        connection.execute(text("UPDATE episode SET until_on = NULL"))
    owner.dispose()


def signed_in(app, team):
    client = TestClient(app, base_url=HOST, follow_redirects=False, headers=OURS)
    client.post("/login", data={"team": team})
    return client


def test_each_team_is_shown_the_same_as_without(apps):
    shown = 0
    for team in apps[0].state.routing().teams:
        owner, page = (signed_in(app, team) for app in apps)
        told = owner.get(f"/teams/{team}").text
        assert page.get(f"/teams/{team}").text == told
        cards = CARD.findall(told)
        shown += len(cards)
        if shown > 20:
            continue  # the pages beside the list read what it does
        for path in ("/print", *(f"/clients/{ref}" for ref in cards[:1])):
            answers = [one.get(f"/teams/{team}{path}") for one in (owner, page)]
            assert answers[0].status_code == 200
            assert answers[0].text == answers[1].text
    assert shown > 50


def test_every_route_answers_as_it_does_without(apps):
    """So that what a new one does in the store is granted."""
    owner, page = (signed_in(app, "care-leads") for app in apps)
    [mine, *_] = CARD.findall(owner.get("/teams/care-leads").text)
    for one in routes(apps[0]):
        if one.path in ("/login", "/logout"):
            continue
        answers = [one.by(client, ref=mine) for client in (page, owner)]
        assert answers[0].status_code < 500
        if one.method == "GET":
            assert answers[0].status_code == answers[1].status_code


def clients_of(engine, table):
    with engine.connect() as connection:
        return set(connection.scalars(select(table.c.client_id)))


def test_without_our_filters_nobody_of_another_team_is_read(apps):
    """1,000 times: two teams, and all rows that one of them can read."""
    owner, page = (app.state.store for app in apps)
    with owner.connect() as connection:
        answers = dict(
            connection.execute(select(EPISODE.c.client_id, EPISODE.c.team)).all()
        )
    teams = sorted(set(answers.values()))
    assert len(teams) > 5
    read = {}
    for team in teams:
        with seen_by([team]):
            tables = (EPISODE, FIRING, DISPOSITION)
            read[team] = set().union(*(clients_of(page, one) for one in tables))
    draw = random.Random(7)
    for _ in range(1000):
        one, other = draw.sample(teams, 2)
        assert read[one] == {who for who, team in answers.items() if team == one}
        assert not read[one] & read[other]


@pytest.mark.parametrize(
    "what",
    [
        "taken",
        "assessed_1",
        "assessed_4",
        "contact_person:care_lead",
        "already_supported",
        "not_relevant:planned",
        "declined",
        "not_reached",
        "administrative:moved",
        "snoozed:agreed_later:30",
        "transferred",
    ],
)
def test_what_is_recorded_is_recorded_and_can_be_undone(apps, what, tmp_path):
    owner, page = apps
    row = Row(signed_in(page, "care-leads"), "care-leads")
    row.form["to_team"] = "home-care"
    before = episodes(owner)
    assert row.post("record", HTMX, what=what).status_code == 200
    assert episodes(owner) != before
    answer = row.post("undo", HTMX, seen="1")
    assert answer.status_code == 200
    assert 'class="card done"' in answer.text
    assert episodes(owner) == before
    with owner.state.store.connect() as connection:
        assert verify(connection, tmp_path / "none").findings == ()


def episodes(app):
    with app.state.store.connect() as connection:
        rows = connection.execute(select(EPISODE)).mappings()
        return sorted(map(str, rows))


def test_who_takes_over_a_client_sees_them_and_who_gave_them_does_not(apps):
    _, page = apps
    row = Row(signed_in(page, "care-leads"), "care-leads")
    row.post("record", what="transferred", to_team="home-care")
    assert row.name in signed_in(page, "home-care").get("/teams/home-care").text
    [client] = clients_of(apps[0].state.store, DISPOSITION)
    with seen_by(["home-care"]):
        assert client in clients_of(page.state.store, FIRING)
    with seen_by(["station-harju"]):
        assert client not in clients_of(page.state.store, FIRING)


def test_a_concern_is_raised_and_taken_back(apps):
    _, page = apps
    row = Row(signed_in(page, "care-leads"), "care-leads")
    told = row.post("concern", kind="situation").text
    form = {"token": re.search(r'name="token" value="([^"]+)"', told)[1]}
    answer = row.client.post("/teams/care-leads/concern/withdraw", data=form)
    assert answer.status_code == 200
    with apps[0].state.store.connect() as connection:
        assert connection.scalars(select(CONCERN_WITHDRAWAL.c.concern_id)).all()
