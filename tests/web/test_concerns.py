"""A concern is raised about whoever a list could show, and tells of nobody."""

import re
from datetime import timedelta

import polars as pl
import pytest

from night.places import Places
from tests.web.conftest import MORNING, ON
from tests.web.test_accesses import accesses
from tests.web.test_client import listed
from tests.web.test_recording import TEAM
from worklist.concerns import stored_concerns
from worklist.objections import enter_objection

KIND = {"kind": "means_run_out"}


@pytest.fixture
def people(app):
    """`client_id`, `excluded` and the identity code of the night's clients."""
    places = Places.of(app.state.settings, ON)
    identities = pl.read_parquet(places.landing / "identities.parquet")
    clients = pl.read_parquet(places.buckets("clients") / "*.parquet").join(
        pl.read_parquet(places.numbers), on="client"
    )
    return clients.join(identities, on="client_id").sort("client_id")


def say(client, who, team=TEAM, **given):
    form = KIND | {"client": who, "told": "yes", "wish": "contact"} | given
    return client.post(f"/teams/{team}/concern", data=form)


def raised(app):
    return stored_concerns(app.state.store).filter(
        raised_on=MORNING, raised_by="professional", kind="means_run_out"
    )


def token(answer):
    return re.search(r'name="token" value="([^"]+)"', answer.text)[1]


def take_back(client, of, team=TEAM):
    return client.post(f"/teams/{team}/concern/withdraw", data={"token": of})


@pytest.mark.parametrize("by", ["client_id", "personal_identity_code"])
def test_what_is_said_is_kept_and_logged(app, browser, people, by):
    one = people.filter(pl.col("excluded").is_null()).row(0, named=True)
    answer = say(browser(TEAM), f" {one[by].lower()} ")
    assert answer.status_code == 200
    assert "Huoli on kirjattu" in answer.text
    assert one["family_name"] not in answer.text
    assert one[by] not in answer.text
    [kept] = raised(app).to_dicts()
    assert kept["client_id"] == one["client_id"]
    assert (kept["client_told"], kept["client_wish"]) == (True, "contact")
    assert kept["source_register"] == app.state.routing().teams[TEAM].sector
    [row] = accesses(app)
    assert (row["client_id"], row["action"]) == (one["client_id"], "recorded")


def test_the_answer_is_the_same_wherever_the_client_stands(app, browser, people):
    """On another team's list, on none, and where somebody said the same before."""
    nurse, without = browser(TEAM), re.compile(r'value="gAAAA[^"]+"')
    theirs = listed(app, "restricted").rows[0].client_id
    known = {
        row.client_id
        for team in app.state.routing().teams
        for row in listed(app, team).named
    }
    nobody = people.filter(
        pl.col("excluded").is_null(), ~pl.col("client_id").is_in(sorted(known))
    )["client_id"][0]
    answers = [say(nurse, who) for who in (theirs, nobody, nobody)]
    assert {one.status_code for one in answers} == {200}
    assert len({without.sub("", one.text) for one in answers}) == 1
    assert len({len(token(one)) // 40 for one in answers}) == 1


def test_who_cannot_be_listed_answers_as_who_does_not_exist(app, browser, people):
    nurse = browser(TEAM)
    outside = people.filter(
        pl.col("excluded").cast(pl.String).is_in(["deceased", "minor", "objects"])
    )
    asked = [*outside.group_by("excluded", maintain_order=True).first()["client_id"]]
    assert len(asked) > 1
    answers = [say(nurse, who) for who in (*asked, "nobody", "010190-901R", " ")]
    assert {one.status_code for one in answers} == {422}
    assert len({one.text for one in answers}) == 1
    assert raised(app).is_empty()
    # Who was asked about is logged, where there is such a person.
    assert [one["client_id"] for one in accesses(app)] == asked


def test_who_objects_today_answers_as_who_does_not_exist(app, browser, clock):
    nurse, who = browser(TEAM), listed(app).rows[0].client_id
    with app.state.store.begin() as connection:
        enter_objection(connection, who, True, MORNING, "registrar", clock.now)
    answers = [say(nurse, one) for one in (who, "nobody")]
    assert {one.status_code for one in answers} == {422}
    assert answers[0].text == answers[1].text
    assert raised(app).is_empty()


def test_one_on_the_own_list_is_raised_from_their_page(app, browser):
    nurse, row = browser(TEAM), listed(app).rows[0]
    ref = app.state.reader.reference(row.client_id)
    page = nurse.get(f"/teams/{TEAM}/clients/{ref}").text
    assert f'action="/teams/{TEAM}/clients/{ref}/concern"' in page
    answer = nurse.post(f"/teams/{TEAM}/clients/{ref}/concern", data=KIND)
    assert answer.status_code == 200
    [kept] = raised(app).to_dicts()
    assert kept["client_id"] == row.client_id
    assert (kept["client_told"], kept["client_wish"]) == (None, None)


def test_the_own_concern_is_taken_back_on_its_day(app, browser, clock):
    nurse, who = browser(TEAM), listed(app).rows[0].client_id
    first = say(nurse, who)
    assert "Huoli on peruttu" in take_back(nurse, token(first)).text
    assert raised(app)["withdrawn_on"].to_list() == [MORNING]
    again = say(nurse, who)
    assert raised(app)["withdrawn_on"].null_count() == 1
    clock.now += timedelta(days=1)
    assert take_back(browser(TEAM), token(again)).status_code == 400
    assert raised(app)["withdrawn_on"].null_count() == 1


def test_what_somebody_else_said_too_stands(app, browser):
    nurse, other, who = browser(TEAM), browser("home-care"), listed(app).rows[0]
    first = say(nurse, who.client_id)
    assert token(say(nurse, who.client_id))
    say(other, who.client_id, "home-care")
    assert raised(app).height == 2
    assert "Huoli on peruttu" in take_back(nurse, token(first)).text
    assert sorted(raised(app)["withdrawn_on"], key=str) == [MORNING, None]


@pytest.mark.parametrize("made_up", ["x", "gAAAAA" * 20, ""])
def test_nobody_takes_back_what_is_not_theirs(app, browser, made_up):
    nurse, other, who = browser(TEAM), browser("home-care"), listed(app).rows[0]
    of = token(say(nurse, who.client_id))
    assert take_back(other, of, "home-care").status_code == 400
    assert take_back(nurse, made_up).status_code in (400, 422)
    assert raised(app)["withdrawn_on"].to_list() == [None]


@pytest.mark.parametrize(
    "given", [{"kind": "other"}, {"wish": "money"}, {"told": "maybe"}, {"client": ""}]
)
def test_what_no_form_of_ours_sends_is_refused(app, browser, given):
    who = listed(app).rows[0].client_id
    assert say(browser(TEAM), given.pop("client", who), **given).status_code in (
        400,
        422,
    )
    assert raised(app).is_empty()
