"""Every route × who asks × whose client: nobody learns what is not theirs.

The routes are those of the application, so that a new one takes part by itself.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_urlsafe

import polars as pl
import pytest
from fastapi.routing import APIRoute
from sqlalchemy import func, select, update
from starlette.routing import Mount
from starlette.testclient import TestClient

from night.places import Places
from tests.web.conftest import HOST, ON, OURS
from tests.web.sign_in.login import SECRET, app_of, sign_in
from web.cookies import SESSION
from web.lists import router as lists
from web.policy import GUARDS, Policy
from web.sessions import IDLE, LONGEST, User, hashed
from worklist.store import writing
from worklist.tables import ACCESS, DISPOSITION, WEB_SESSION

TEAM, OTHERS, NOWHERE = "care-leads", "home-care", "nowhere"
NOBODY = "c" + "f" * 31
FORM = {"seen": "0", "opened_on": "2026-11-20", "language": "sv"}
FORM |= {"kind": "situation", "client": "nobody", "token": "x"}
MOMENT = timedelta(seconds=1)
# What no route of ours is for.
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}


@dataclass(frozen=True)
class Asked:
    """A route of the application, with what stands in its place for a client."""

    path: str
    method: str
    policy: Policy

    @property
    def of_team(self):
        return "{team}" in self.path

    @property
    def of_client(self):
        return "{ref}" in self.path

    def by(self, client, team=TEAM, ref=NOBODY, method=None, what="taken", **headers):
        """The answer that somebody gets."""
        path = self.path.format(team=team, ref=ref, group="queue")
        # There is nothing to undo where nothing was seen to be recorded.
        seen = {"seen": "1"} if path.endswith("/undo") else {}
        given = FORM | seen | {"what": what} if self.method == "POST" else None
        method = method or self.method
        return client.request(method, path, data=given, headers=headers)


def routes(app):
    return [
        Asked(one.path, method, Policy(one.openapi_extra["x-policy"]))
        for one in app.routes
        if not isinstance(one, Mount)
        for method in one.methods
    ]


@pytest.fixture
def behind_a_login(home, clock, monkeypatch):
    monkeypatch.setenv("HERATE_TEST_SECRET", SECRET)
    return app_of(home, sign_in("https://login.example"), clock)


@pytest.fixture
def session(app, clock):
    """`session(KIND, TEAMS)`: a browser whose session is of some kind."""

    def begin(kind="standing", teams=(TEAM,)):
        client = TestClient(app, base_url=HOST, follow_redirects=False, headers=OURS)
        key = app.state.sessions.begin(User("sirpa", "Sirpa", tuple(teams)), "fi")
        now = clock().replace(tzinfo=None)
        change = {
            "idle": {"seen_at": now - IDLE - MOMENT},
            "too old": {"began_at": now - LONGEST - MOMENT},
            "removed": {"teams": OTHERS},
        }.get(kind)
        if change:
            with writing(app.state.store) as connection:
                mine = WEB_SESSION.c.key_hash == hashed(key)
                connection.execute(update(WEB_SESSION).where(mine).values(**change))
        if kind == "ended":
            app.state.sessions.end(key)
        shown = {"forged": token_urlsafe(32), "hash": hashed(key), "cut": key[:-1]}
        if kind != "none":
            client.cookies.set(SESSION, shown.get(kind, key))
        return client

    return begin


DEAD = ["none", "forged", "hash", "cut", "idle", "too old", "ended"]


@pytest.fixture
def people(app):
    """What stands for each client of the county in an answer, to the pseudonym.

    A name that two bear tells of neither.
    """
    places = Places.of(app.state.settings, ON)
    identities = pl.read_parquet(places.landing / "identities.parquet")
    named = identities.select(
        "client_id", name=pl.concat_str("family_name", "given_name", separator=" ")
    ).unique("name", keep="none")
    clients = identities["client_id"]
    known = {app.state.reader.reference(client): client for client in clients}
    assert len(named) > 100
    return known | {name: client for client, name in named.rows()}


@pytest.fixture
def logged(app):
    """`logged()`: what the access log came to hold since it was asked last."""
    seen = 0

    def since():
        nonlocal seen
        query = select(ACCESS).where(ACCESS.c.number > seen).order_by(ACCESS.c.number)
        with app.state.store.connect() as connection:
            rows = [dict(row) for row in connection.execute(query).mappings()]
        seen = rows[-1]["number"] if rows else seen
        return rows

    return since


def shown_in(answer, people):
    """The clients whom an answer names."""
    return {people[one] for one in people if one in answer.text}


def told(answer):
    """All that an answer says, but when it was given."""
    headers = [one for one in answer.headers.items() if one[0] != "date"]
    return answer.status_code, answer.content, headers


def refs_of(client, team):
    page = client.get(f"/teams/{team}").text
    return re.findall(r'<article class="card" id="(\w+)"', page)


@pytest.mark.parametrize("which", ["app", "behind_a_login"])
def test_every_route_is_guarded_by_the_policy_that_it_names(which, request):
    app = request.getfixturevalue(which)
    found = [one for one in app.routes if not isinstance(one, Mount)]
    assert len(found) > 8
    for one in found:
        assert isinstance(one, APIRoute)
        assert len(one.methods) == 1
        guards = [dependency.call for dependency in one.dependant.dependencies]
        assert guards[0] is GUARDS[Policy(one.openapi_extra["x-policy"])]
        if "{team}" in one.path:
            assert one.openapi_extra["x-policy"] == Policy.TEAM


def test_a_route_without_a_policy_cannot_be_added():
    with pytest.raises(TypeError, match="policy"):
        lists.page("/other")


@pytest.mark.parametrize("kind", DEAD)
def test_without_a_session_that_stands_nobody_is_shown(
    app, session, people, logged, kind
):
    client = session(kind)
    [mine, *_] = refs_of(session(), TEAM)
    logged()
    for one in routes(app):
        if one.policy == Policy.OPEN:
            continue
        for team, ref in ((TEAM, mine), (TEAM, NOBODY), (NOWHERE, NOBODY)):
            answer = one.by(client, team, ref)
            assert answer.status_code == (303 if one.method == "GET" else 401)
            assert "Sirpa" not in answer.text
            if one.method == "GET":
                assert answer.headers["location"].startswith("/login")
            assert shown_in(answer, people) - {people.get(ref)} == set()
    assert logged() == []


def test_without_a_session_all_clients_and_teams_answer_alike(app, session):
    client = session("none")
    [mine, *_] = refs_of(session(), TEAM)
    for one in routes(app):
        if one.of_team and one.method == "POST":
            answers = [
                told(one.by(client, team, ref))
                for team, ref in ((TEAM, mine), (TEAM, NOBODY), (NOWHERE, NOBODY))
            ]
            assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize(
    ("kind", "teams", "asked"),
    [
        ("standing", (TEAM,), OTHERS),
        ("standing", (), TEAM),
        ("standing", ("gone",), "gone"),
        ("standing", (TEAM, OTHERS), "restricted"),
        ("removed", (TEAM,), TEAM),
    ],
)
def test_a_team_of_others_answers_as_one_that_is_not_there(
    app, session, people, logged, kind, teams, asked
):
    client = session(kind, teams)
    [theirs, *_] = refs_of(session(teams=(asked,)), asked) or [NOBODY]
    logged()
    found = [one for one in routes(app) if one.of_team]
    assert len(found) > 5
    for one in found:
        for ref in (theirs, NOBODY):
            other, none = (one.by(client, team, ref) for team in (asked, NOWHERE))
            assert other.status_code == 404
            assert told(other) == told(none)
            assert shown_in(other, people) == set()
    assert logged() == []


def test_a_client_of_others_answers_as_one_who_is_not_there(
    app, session, people, logged
):
    """Be they another team's, on no list, or of another installation's key."""
    client = session()
    ours = {*refs_of(client, TEAM)}
    listed = {
        team: refs_of(session(teams=(team,)), team)
        for team in app.state.routing().teams
    }
    theirs = [
        next(one for one in refs if one not in ours)
        for refs in listed.values()
        if {*refs} - ours
    ]
    everybody = {*ours}.union(*listed.values())
    unlisted = next(
        one
        for one in people
        if one[0] == "c" and len(one) == 32 and one not in everybody
    )
    assert len(theirs) > 4
    logged()
    for one in routes(app):
        if one.of_client:
            missing = one.by(client)
            assert missing.status_code == 404
            for ref in (*theirs, unlisted, people[theirs[0]], "x", "C" + theirs[0][1:]):
                answer = one.by(client, ref=ref)
                assert told(answer) == told(missing)
    assert logged() == []
    with app.state.store.connect() as connection:
        count = select(func.count()).select_from(DISPOSITION)
        assert connection.scalar(count) == 0


def test_whoever_is_shown_was_logged_first(app, session, people, logged):
    """Every route, of a client of the team, as a page and as a part of one."""
    shown = set()
    [mine, *_] = refs_of(session(), TEAM)
    logged()
    for one in routes(app):
        for headers in ({}, {"hx-request": "true"}):
            client = session()
            for what in ("taken", "declined"):  # the second is refused, and says why
                answer = one.by(client, ref=mine, what=what, **headers)
                assert answer.status_code < 500
                named = shown_in(answer, people)
                rows = logged()
                if named:
                    shown.add(one.path)
                    assert named <= {row["client_id"] for row in rows}
                for row in rows:
                    assert (row["actor"], row["team"]) == ("sirpa", TEAM)
                    assert row["source"] == "web"
    assert {path.rpartition("}")[2] for path in shown} >= {
        "",
        "/print",
        "/record",
        "/undo",
    }


def test_no_other_method_is_answered(app, session, people, logged):
    client = session()
    [mine, *_] = refs_of(client, TEAM)
    logged()
    answered = {}
    for one in routes(app):
        answered.setdefault(one.path, set()).add(one.method)
    for one in routes(app):
        # HEAD is answered where GET is.
        reads = {"HEAD"} if "GET" in answered[one.path] else set()
        for method in METHODS - answered[one.path] - reads:
            answer = one.by(client, ref=mine, method=method)
            assert answer.status_code == 405
            assert shown_in(answer, people) == set()
    assert logged() == []


@pytest.mark.parametrize("kind", ["standing", "none"])
def test_head_is_answered_and_logged_as_get_without_content(app, session, logged, kind):
    client = session(kind)
    [mine, *_] = refs_of(session(), TEAM)
    logged()
    for one in routes(app):
        if one.method == "GET":
            whole = one.by(client, ref=mine)
            shown = [row["client_id"] for row in logged()]
            bare = one.by(client, ref=mine, method="HEAD")
            assert (bare.status_code, bare.content) == (whole.status_code, b"")
            assert bare.headers == whole.headers
            assert [row["client_id"] for row in logged()] == shown


def test_another_site_changes_nothing(app, session, logged):
    client = session()
    [mine, *_] = refs_of(client, TEAM)
    logged()
    for one in routes(app):
        if one.method == "POST":
            for site in ("cross-site", "same-site", "none"):
                answer = one.by(client, ref=mine, **{"sec-fetch-site": site})
                assert answer.status_code == 403
    assert logged() == []
    assert client.get(f"/teams/{TEAM}").status_code == 200


def test_whoever_signs_out_sees_nothing_more(browser):
    client = browser(TEAM)
    assert client.get(f"/teams/{TEAM}").status_code == 200
    key = client.cookies["herate"]
    assert client.post("/logout").status_code == 303
    client.cookies.set("herate", key)
    assert client.get(f"/teams/{TEAM}").status_code == 303
