"""Who objects to the use of their data is on no page from that moment on."""

from datetime import UTC, datetime

import pytest

from schemas.suppression_rules import SuppressionRule
from tests.web.conftest import MORNING
from tests.web.test_accesses import accesses
from tests.web.test_client import listed
from tests.web.test_recording import TEAM, Row, recordings
from worklist.objections import enter_objection
from worklist.states import State
from worklist.store import writing

AT = datetime(2026, 11, 21, 8, tzinfo=UTC)


@pytest.fixture
def objects(app):
    """`objects(client, ...)`: the client objects, or does so no more."""

    def entered(client, objects=True, counts_on=MORNING):
        with writing(app.state.store) as connection:
            enter_objection(connection, client, objects, counts_on, "registrar", AT)

    return entered


def test_they_are_gone_from_every_page_and_nobody_else_is(app, browser, objects):
    nurse, before = browser(TEAM), listed(app)
    gone, *others = [row.client_id for row in before.rows]
    ref = app.state.reader.reference(gone)
    assert ref in nurse.get(f"/teams/{TEAM}").text
    objects(gone)
    seen = len(accesses(app))
    for page in ("", "/print", "/groups/suppressed", "/groups/supported"):
        assert ref not in nurse.get(f"/teams/{TEAM}{page}").text
    list_now = nurse.get(f"/teams/{TEAM}").text
    assert others
    assert all(app.state.reader.reference(one) in list_now for one in others)
    missing = nurse.get(f"/teams/{TEAM}/clients/c{'f' * 31}")
    answer = nurse.get(f"/teams/{TEAM}/clients/{ref}")
    assert (answer.status_code, answer.text) == (404, missing.text)
    assert gone not in {one["client_id"] for one in accesses(app)[seen:]}


def test_nothing_can_be_recorded_of_them_and_what_was_is_hidden(app, browser, objects):
    row = Row(browser(TEAM))
    row.post("record", what="not_relevant:planned")
    assert row.ref in row.client.get(f"/teams/{TEAM}").text
    client = recordings(app)[0]["client_id"]
    objects(client)
    assert row.ref not in row.client.get(f"/teams/{TEAM}").text
    before = recordings(app)
    assert row.post("undo", seen="1").status_code == 404
    assert recordings(app) == before


def test_a_list_that_is_made_again_keeps_them_off_by_the_rule(app, objects):
    before = listed(app)
    gone = before.rows[0].client_id
    objects(gone)
    now = listed(app)
    assert gone not in {row.client_id for row in now.everybody}
    [off] = [row for row in now.suppressed if row.client_id == gone]
    assert off.state == State.SUPPRESSED
    assert off.kept_off.rule == SuppressionRule.OBJECTS
    assert (off.kept_off.since, off.kept_off.until) == (MORNING, None)
    objects(gone, False)
    assert listed(app) == before
