"""Whoever is shown is logged first: no row, no answer."""

import pytest
from sqlalchemy import select, text

from tests.web.conftest import ON
from tests.web.test_recording import TEAM, Row
from worklist.tables import ACCESS


def accesses(app):
    with app.state.store.connect() as connection:
        query = select(ACCESS).order_by(ACCESS.c.number)
        return [dict(row) for row in connection.execute(query).mappings()]


def test_everybody_on_a_page_is_logged_with_who_saw_them(app, browser):
    page = browser(TEAM).get(f"/teams/{TEAM}").text
    found = accesses(app)
    assert len(found) == page.count('<article class="card"') >= 3
    for one in found:
        assert app.state.reader.reference(one["client_id"]) in page
        assert (one["action"], one["source"], one["team"]) == ("listed", "web", TEAM)
        assert (one["actor"], one["as_of"]) == (f"demo-{TEAM}", ON)


def test_a_recording_is_logged_with_it(app, browser):
    row = Row(browser(TEAM))
    row.post("record", what="taken")
    one = accesses(app)[-1]
    assert one["action"] == "recorded"
    assert app.state.reader.reference(one["client_id"]) == row.ref


def test_what_is_refused_shows_and_logs_nobody(app, browser):
    browser().get(f"/teams/{TEAM}")
    browser(TEAM).get("/teams/home-care")
    assert accesses(app) == []


@pytest.mark.parametrize("page", ["", "/record"])
def test_where_the_log_cannot_be_written_nobody_is_shown_or_recorded(
    app, browser, page
):
    row = Row(browser(TEAM))
    before = len(accesses(app))
    with app.state.store.connect().execution_options(writes=True) as connection:
        connection.execute(
            text(
                "CREATE TRIGGER broken BEFORE INSERT ON access BEGIN "
                "SELECT RAISE(ABORT, 'no room'); END"
            )
        )
        connection.commit()
    if page:
        answer = row.post("record", what="taken")
    else:
        answer = row.client.get(f"/teams/{TEAM}")
    assert answer.status_code == 503
    assert row.name not in answer.text
    assert len(accesses(app)) == before
    assert (
        app.state.store.connect().execute(text("SELECT 1 FROM disposition")).all() == []
    )
