"""Every route has a policy, and nobody learns what is not theirs."""

import pytest
from fastapi.routing import APIRoute
from starlette.routing import Mount

from tests.web.conftest import OURS
from web.lists import router as lists
from web.policy import GUARDS, Policy

NOBODY = "f" * 32
FORM = {"what": "taken", "seen": "1", "opened_on": "2026-11-20", "language": "sv"}
FORM |= {"kind": "situation", "client": "nobody", "token": "x"}


def routes(app):
    return [one for one in app.routes if not isinstance(one, Mount)]


def test_every_route_is_guarded_by_the_policy_that_it_names(app):
    found = routes(app)
    assert len(found) > 8
    for one in found:
        assert isinstance(one, APIRoute)
        guards = [dependency.call for dependency in one.dependant.dependencies]
        assert guards[0] is GUARDS[Policy(one.openapi_extra["x-policy"])]
        if "{team}" in one.path:
            assert one.openapi_extra["x-policy"] == Policy.TEAM


def test_a_route_without_a_policy_cannot_be_added():
    with pytest.raises(TypeError, match="policy"):
        lists.page("/other")


def asked(client, one, team, ref=NOBODY):
    path = one.path.format(team=team, ref=ref, group="queue")
    [method] = one.methods
    return client.request(method, path, data=FORM if method == "POST" else None)


def test_whoever_has_not_signed_in_sees_no_team(app, browser):
    for one in routes(app):
        if one.openapi_extra["x-policy"] != Policy.OPEN:
            answer = asked(browser(), one, "care-leads")
            assert answer.status_code in (303, 401)
            assert "card" not in answer.text


def test_the_team_of_others_answers_as_one_that_is_not_there(app, browser):
    client = browser("care-leads")
    theirs = [one for one in routes(app) if "{team}" in one.path]
    assert len(theirs) >= 3
    for one in theirs:
        other, none = (asked(client, one, team) for team in ("home-care", "nowhere"))
        assert other.status_code == none.status_code == 404
        assert other.text == none.text


def test_a_client_of_others_answers_as_one_that_is_not_there(app, browser):
    station, other = browser("station-harju"), browser("care-leads")
    page = other.get("/teams/care-leads").text
    refs = [part[:32] for part in page.split('id="name-')[1:]]
    assert refs
    for one in routes(app):
        if "{ref}" in one.path:
            found = {asked(station, one, "station-harju", ref).text for ref in refs}
            missing = asked(station, one, "station-harju")
            assert missing.status_code == 404
            assert found == {missing.text}


def test_another_site_changes_nothing(app, browser):
    client = browser("care-leads")
    for one in routes(app):
        if "POST" in one.methods:
            path = one.path.format(team="care-leads", ref=NOBODY)
            answer = client.post(
                path, data=FORM, headers=OURS | {"sec-fetch-site": "cross-site"}
            )
            assert answer.status_code == 403


def test_whoever_signs_out_sees_nothing_more(browser):
    client = browser("care-leads")
    assert client.get("/teams/care-leads").status_code == 200
    key = client.cookies["herate"]
    assert client.post("/logout").status_code == 303
    client.cookies.set("herate", key)
    assert client.get("/teams/care-leads").status_code == 303
