"""A row says that nobody is named to the client, as far as the team may know."""

import html
from dataclasses import replace

import pytest

from tests.web.test_client import listed
from tests.web.test_recording import TEAM
from web.lists import Describer
from web.reading import Shown


@pytest.mark.parametrize(
    ("social_worker", "care_lead", "said"),
    [
        (False, False, ["Yhteyshenkilöä ei ole nimetty."]),
        (False, None, ["Omatyöntekijää ei ole nimetty."]),
        (None, False, ["Hoitovastaavaa ei ole nimetty."]),
        (True, False, []),
        (False, True, []),
        (None, None, []),
    ],
)
def test_nobody_is_named(app, clock, social_worker, care_lead, said):
    team_list = listed(app)
    shown = Shown(team_list, {}, clock(), [], {})
    row = replace(team_list.rows[0], social_worker=social_worker, care_lead=care_lead)
    notes = Describer(shown, "fi", app.state.reader.reference).card(row).notes
    assert [one for one in notes if "nimetty" in one] == said


def test_the_list_says_it_on_the_row(app, browser):
    nurse, rows = browser(TEAM), listed(app).rows
    assert rows
    page = html.unescape(nurse.get(f"/teams/{TEAM}").text)
    articles = page.split("<article")[1:]
    for row in rows:
        ref = app.state.reader.reference(row.client_id)
        [article] = [one for one in articles if f'id="{ref}"' in one]
        nobody = not row.care_lead and not row.social_worker
        assert ("ei ole nimetty" in article) == nobody
