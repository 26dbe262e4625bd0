"""What is recorded on a page is in the store at once, once, and can be taken back."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.web.conftest import MORNING
from worklist.states import State, newest_episode
from worklist.tables import DISPOSITION

TEAM = "care-leads"
HTMX = {"hx-request": "true"}
HIDDEN = re.compile(r'type="hidden" name="(\w+)" value="([^"]+)"')


class Row:
    """The first row of a team's list, as its page tells it."""

    def __init__(self, client, team=TEAM):
        self.client, self.team = client, team
        page = client.get(f"/teams/{team}").text
        card = page[page.index('<article class="card"') :]
        card = card[: card.index("</article>")]
        self.ref = re.search(r'id="([0-9a-f]{32})"', card)[1]
        self.name = re.search(r"<h3[^>]*><a[^>]*>([^<]+)<", card)[1]
        self.form = dict(HIDDEN.findall(card))
        # A page always sends the team of its list of teams too.
        self.form["to_team"] = re.search(r'<option value="([^"]+)"', card)[1]

    def post(self, act, headers=None, **given):
        path = f"/teams/{self.team}/clients/{self.ref}/{act}"
        return self.client.post(path, data=self.form | given, headers=headers)


@pytest.fixture
def nurse(browser):
    return browser(TEAM)


def recordings(app):
    with app.state.store.connect() as connection:
        return [dict(row) for row in connection.execute(select(DISPOSITION)).mappings()]


def episode(app, row):
    [client] = {
        one.client_id
        for one in app.state.store.connect().execute(select(DISPOSITION))
        if app.state.reader.reference(one.client_id) == row.ref
    }
    return newest_episode(app.state.store, client)


def test_one_click_takes_a_client_and_says_so_in_the_place_of_the_row(app, nurse):
    row = Row(nurse)
    answer = row.post("record", HTMX, what="taken")
    assert answer.status_code == 200
    assert row.name in answer.text
    assert "Otettu käsittelyyn" in answer.text
    # The focus goes to what takes it back.
    assert re.search(r"<button autofocus>Kumoa", answer.text)
    assert "<html" not in answer.text
    [one] = recordings(app)
    assert (one["code"], one["team"], one["actor"]) == ("taken", TEAM, f"demo-{TEAM}")
    assert (one["source"], one["counts_on"]) == ("page", MORNING)
    assert episode(app, row)["state"] == State.TAKEN


def test_without_scripts_the_page_comes_back_to_the_row(app, nurse):
    row = Row(nurse)
    answer = row.post("record", what="not_relevant:planned")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/teams/{TEAM}#{row.ref}"
    assert recordings(app)[0]["reason"] == "planned"
    page = nurse.get(f"/teams/{TEAM}").text
    handled = page[page.index('id="handled"') :]
    assert row.name in handled
    assert "selittyy hoito- tai palvelusuunnitelmalla" in handled
    assert f"{row.ref}/undo" in handled


def test_a_snooze_ends_so_many_days_after_the_morning(app, nurse):
    row = Row(nurse)
    row.post("record", what="snoozed:agreed_later:30")
    [one] = recordings(app)
    assert one["until"] == MORNING + timedelta(days=30)
    assert episode(app, row)["state"] == State.SNOOZED


def test_a_transfer_needs_a_team(app, nurse, browser):
    row = Row(nurse)
    assert row.post("record", what="transferred", to_team="").status_code == 400
    assert row.post("record", what="transferred", to_team=TEAM).status_code == 400
    assert recordings(app) == []
    assert (
        row.post("record", what="transferred", to_team="home-care").status_code == 303
    )
    assert episode(app, row)["team"] == "home-care"


def test_sent_twice_it_is_recorded_once(app, nurse):
    row = Row(nurse)
    first, second = (row.post("record", HTMX, what="taken") for _ in range(2))
    assert first.text == second.text
    assert len(recordings(app)) == 1


def test_undo_leaves_the_row_as_it_was(app, nurse):
    row = Row(nurse)
    answer = row.post("record", HTMX, what="assessed_3").text
    row.form |= dict(HIDDEN.findall(answer))
    assert row.post("undo", HTMX).status_code == 200
    assert episode(app, row)["state"] != State.CLOSED
    again = Row(nurse)
    assert again.ref == row.ref
    # What was undone is in the store all the same.
    assert [one["code"] for one in recordings(app)] == ["assessed_3", "undone"]


@pytest.mark.parametrize("headers", [None, HTMX])
def test_who_comes_second_sees_what_the_first_recorded(app, nurse, browser, headers):
    row, other = Row(nurse), Row(browser(TEAM))
    row.post("record", what="assessed_4")
    answer = other.post("record", headers, what="taken")
    assert answer.status_code == (409 if headers is None else 200)
    assert "Arvioitu: 4 Huolenpitoasiakkuus" in answer.text
    assert f"demo-{TEAM}" in answer.text
    assert len(recordings(app)) == 1


@pytest.mark.parametrize(
    "given",
    [
        {"what": "nonsense"},
        {"what": "snoozed:agreed_later:8"},
        {"what": "not_relevant"},
        {"what": "taken", "seen": "-1"},
        {"what": "taken", "opened_on": "soon"},
        {"what": ""},
    ],
)
def test_what_no_page_of_ours_sends_is_refused(app, nurse, given):
    assert Row(nurse).post("record", **given).status_code in (400, 422)
    assert recordings(app) == []


def test_what_was_taken_back_is_not_taken_back_again(app, nurse):
    row = Row(nurse)
    row.post("record", what="taken")
    assert row.post("undo", seen="1").status_code == 303
    assert row.post("undo", seen="2").status_code == 400
    assert len(recordings(app)) == 2


def test_every_row_can_be_found_by_a_selector(app):
    """A name that begins with a digit would need escaping, and htmx does not do it."""
    names = [app.state.reader.reference(f"client-{number}") for number in range(100)]
    assert len({*names}) == 100
    assert all(name[0].isalpha() and name.isalnum() for name in names)


def test_a_taken_row_stays_and_can_be_given_back_on_the_list(app, nurse):
    row = Row(nurse)
    assert "Kumoa" not in nurse.get(f"/teams/{TEAM}").text
    row.post("record", what="taken")
    page = nurse.get(f"/teams/{TEAM}").text
    card = page[page.index(f'<article class="card" id="{row.ref}"') :]
    card = card[: card.index("</article>")]
    assert "Kirjattu: Otettu käsittelyyn" in card
    form = dict(HIDDEN.findall(card))
    assert row.post("undo", **form).status_code == 303
    assert episode(app, row)["state"] == State.LISTED
    assert "Kumoa" not in nurse.get(f"/teams/{TEAM}").text


def test_what_another_team_recorded_is_not_this_ones_to_undo(app, nurse, browser):
    row = Row(nurse)
    row.post("record", what="transferred", to_team="home-care")
    theirs = browser("home-care").get("/teams/home-care").text
    card = theirs[theirs.index(f'<article class="card" id="{row.ref}"') :]
    assert "/undo" not in card[: card.index("</article>")]


@pytest.mark.parametrize("headers", [None, HTMX])
def test_who_assesses_3_or_4_is_asked_about_a_contact_person(app, nurse, headers):
    row = Row(nurse)
    told = row.post("record", headers, what="assessed_3").text
    told = told if headers else nurse.get(f"/teams/{TEAM}").text
    assert "Nimettiinkö yhteyshenkilö?" in told
    assert 'value="contact_person:both"' in told
    again = row.post("record", headers, what="contact_person:both", seen="1").text
    told = again if headers else nurse.get(f"/teams/{TEAM}").text
    assert "Yhteyshenkilö nimetty: omatyöntekijä ja hoitovastaava" in told
    assert "Nimettiinkö yhteyshenkilö?" not in told
    assert [one["code"] for one in recordings(app)] == ["assessed_3", "contact_person"]
    assert episode(app, row)["outcome"] == "assessed_3"


@pytest.mark.parametrize("what", ["assessed_2", "taken", "not_relevant:planned"])
def test_nobody_else_is_asked(nurse, what):
    told = Row(nurse).post("record", HTMX, what=what).text
    assert "Nimettiinkö" not in told
