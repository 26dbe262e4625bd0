"""A list that its reader narrows down shows fewer, and says of how many."""

import html
import re

import pytest

from tests.web.test_accesses import accesses
from tests.web.test_client import listed
from tests.web.test_recording import HTMX, TEAM, Row
from web.cookies import SESSION
from web.sessions import User

LIST = f"/teams/{TEAM}"
ROW = re.compile(r'<article class="card" id="(c\w+)"')


def asked(client, app, **by):
    """The references on the list that is asked for, its page and whom the log knows."""
    before = len(accesses(app))
    answer = client.get(LIST, params=by)
    seen = (row["client_id"] for row in accesses(app)[before:])
    logged = {app.state.reader.reference(client) for client in seen}
    assert answer.status_code == 200
    return ROW.findall(answer.text), html.unescape(answer.text), logged


def test_one_trigger_shows_its_clients_alone_and_says_of_how_many(app, browser):
    nurse, rows = browser(TEAM), listed(app).rows
    stems = {one.trigger: one.name for row in rows for one in row.reasons}
    for stem, name in stems.items():
        if not stem:
            continue
        theirs = {
            app.state.reader.reference(row.client_id)
            for row in rows
            if stem in {one.trigger for one in row.reasons}
        }
        shown, page, logged = asked(nurse, app, trigger=stem)
        assert set(shown) == theirs == logged
        assert f"Näytetään {len(theirs)}/{len(rows)}." in page
        assert f'<option value="{stem}" selected>{name}</option>' in page
    assert any(
        0 < sum(stem in {r.trigger for r in row.reasons} for row in rows) < len(rows)
        for stem in stems
    )


def test_mine_are_those_whom_i_took_and_nobody_elses(app, browser):
    nurse = browser(TEAM)
    everybody, page, _ = asked(nurse, app)
    assert "Näytetään" not in page
    none, page, logged = asked(nurse, app, whose="mine")
    assert (none, logged) == ([], set())
    assert f"Näytetään 0/{len(everybody)}." in page
    assert "Ei uusia herätteitä" not in page
    row = Row(nurse)
    row.post("record", HTMX, what="taken")
    mine, page, logged = asked(nurse, app, whose="mine")
    assert mine == [row.ref]
    assert logged == {row.ref}
    assert f"Näytetään 1/{len(everybody)}." in page
    # Somebody else of the team has none of it.
    other = User("toinen", "Toinen", (TEAM,))
    nurse.cookies.set(SESSION, app.state.sessions.begin(other, "fi"))
    assert asked(nurse, app, whose="mine")[0] == []
    assert f"Näytetään 0/{len(everybody)}." in asked(nurse, app, whose="mine")[1]


@pytest.mark.parametrize(
    ("by", "status"),
    [
        ({"trigger": "nothing_of_ours"}, 404),
        ({"trigger": "../lists"}, 404),
        ({"trigger": "x" * 65}, 422),
        ({"whose": "hers"}, 422),
    ],
)
def test_what_the_form_does_not_offer_is_refused(browser, by, status):
    assert browser(TEAM).get(LIST, params=by).status_code == status
