"""People sign in by the county's own login, and are out when it says so."""

import re
import threading
from datetime import timedelta

import httpx
import pytest
from oidc_provider_mock import run_server_in_thread
from sqlalchemy import func, select, update

from tests.web.sign_in.conftest import LISTED, TEAM, signed_in
from tests.web.sign_in.login import (
    SECRET,
    app_of,
    browser,
    key_of_a_login,
    sign_in,
)
from web.sessions import CHECK_EVERY, CHECKED_WITHIN, hashed
from worklist.tables import WEB_LOGIN, WEB_SESSION

MOMENT = timedelta(seconds=1)


def test_a_real_login_lets_a_user_in_and_a_changed_group_out(home, clock, monkeypatch):
    monkeypatch.setenv("HERATE_TEST_SECRET", SECRET)
    with run_server_in_thread() as server:
        issuer = f"http://localhost:{server.server_port}"

        def belong(*groups):
            told = {"name": "Sirpa N.", "username": "sirpa.n", "groups": [*groups]}
            httpx.put(f"{issuer}/users/sirpa", json=told).raise_for_status()

        belong("hva-care-leads")
        app = app_of(home, sign_in(issuer), clock)
        with browser(app) as nurse:
            form = nurse.get(LISTED)
            assert form.url.host == "localhost"
            page = nurse.post(form.url, data={"sub": "sirpa"})
            assert (page.status_code, page.url.path) == (200, LISTED)
            assert "Sirpa N." in page.text
            clock.later += CHECKED_WITHIN
            assert signed_in(nurse)
            belong("hva-home-care")
            clock.later += CHECKED_WITHIN
            assert nurse.get(LISTED).status_code == 404
            assert nurse.get("/").url.path == "/teams/home-care"
            httpx.post(f"{issuer}/users/sirpa/revoke-tokens").raise_for_status()
            clock.later += CHECKED_WITHIN
            assert nurse.get(LISTED).url.host == "localhost"


def test_who_signs_in_comes_to_the_page_that_they_asked_for(nurse, login, app):
    page = nurse.get(LISTED)
    assert (page.status_code, page.url.path) == (200, LISTED)
    [asked] = login.asked
    assert asked["client"] == f"heratteet:{SECRET}"
    assert len(asked["code_verifier"]) >= 43
    session = page.history[-1].headers
    cookie = session["set-cookie"]
    assert cookie.startswith("__Host-herate=")
    for part in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie
    assert "max-age=" in page.headers["strict-transport-security"]
    with app.state.store.connect() as connection:
        [row] = connection.execute(select(WEB_SESSION)).mappings()
        assert connection.scalar(select(func.count()).select_from(WEB_LOGIN)) == 0
    assert (row["actor"], row["teams"]) == ("sirpa.n", TEAM)
    # What is kept opens nothing without the browser's key.
    [refresh] = login.refresh_tokens
    assert refresh not in str(dict(row))


def test_the_address_of_the_login_says_nothing_of_the_page_or_the_secret(nurse, login):
    sent = nurse.get(LISTED).history[1].headers["location"]
    assert "code_challenge_method=S256" in sent
    assert "care-leads" not in sent
    assert "secret" not in sent


@pytest.mark.parametrize("groups", [[], ["everybody"], None, "everybody"])
def test_who_is_in_no_group_of_ours_has_no_team(nurse, login, groups):
    login.claims["groups"] = groups
    assert "Sinulla ei ole tiimiä" in nurse.get("/").text
    assert nurse.get(LISTED).status_code == 404


def test_groups_that_userinfo_alone_tells_are_heard(nurse, login):
    login.forge = lambda claims, key, forge=login.forge: forge(
        {name: claims[name] for name in claims if name != "groups"}, key
    )
    assert signed_in(nurse)


@pytest.mark.parametrize("name", ["", " ", "010190-901R", "x" * 65, "a\nb", None, 7])
def test_what_is_no_user_name_signs_nobody_in(nurse, login, name):
    login.claims["username"] = name
    assert nurse.get(LISTED).status_code == 403


def test_an_identity_code_in_a_name_is_not_shown(nurse, login):
    login.claims["name"] = "Sirpa 010190-901R"
    page = nurse.get(LISTED).text
    assert "Sirpa …" in page
    assert "010190" not in page


def test_who_signs_out_is_out_at_once_and_goes_on_to_the_login(nurse, login):
    nurse.get(LISTED)
    cookies = dict(nurse.cookies)
    page = nurse.post("/logout")
    assert page.status_code == 200
    onward = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.text)[1]
    assert onward.startswith(f"{login.issuer}/end_session?")
    assert "signed-out" in onward
    assert "id_token" not in onward
    assert "__Host-herate" not in nurse.cookies
    nurse.cookies.update(cookies)
    assert nurse.get(LISTED, follow_redirects=False).status_code == 303


def test_who_signs_out_is_out_though_the_login_has_no_such_page(nurse, login):
    login.metadata["end_session_endpoint"] = None
    nurse.get(LISTED)
    page = nurse.post("/logout").text
    assert "refresh" not in page
    assert "Olet kirjautunut ulos" in page


def test_who_signs_out_is_out_though_the_login_is_silent(nurse, login, clock, app):
    nurse.get(LISTED)
    login.silent = True
    clock.later += timedelta(minutes=2)
    assert nurse.get(LISTED).status_code == 503
    assert nurse.post("/logout").status_code == 200
    with app.state.store.connect() as connection:
        assert connection.scalar(select(WEB_SESSION.c.ended_at)) is not None


@pytest.mark.parametrize("gives", ["id_token", "access_token"])
def test_a_team_that_was_taken_away_is_gone_within_a_minute(nurse, login, clock, gives):
    login.again_gives = {"access_token", "refresh_token", gives}
    assert signed_in(nurse)
    login.claims["groups"] = ["hva-home-care"]
    clock.later += CHECKED_WITHIN
    assert nurse.get(LISTED).status_code == 404
    assert nurse.get("/").url.path == "/teams/home-care"


def test_without_refresh_tokens_userinfo_is_asked(nurse, login, clock):
    login.gives = {"access_token", "id_token"}
    assert signed_in(nurse)
    login.claims["groups"] = []
    clock.later += CHECKED_WITHIN
    assert nurse.get(LISTED).status_code == 404
    login.refuses = True
    clock.later += CHECKED_WITHIN
    assert nurse.get(LISTED, follow_redirects=False).status_code == 303


def test_whom_the_login_refuses_is_out_within_a_minute(nurse, login, clock, app):
    assert signed_in(nurse)
    login.refuses = True
    clock.later += CHECKED_WITHIN
    assert nurse.get(LISTED, follow_redirects=False).status_code == 303
    login.refuses = False
    assert nurse.get("/", follow_redirects=False).status_code == 303
    with app.state.store.connect() as connection:
        [row] = connection.execute(select(WEB_SESSION)).mappings()
    assert row["ended_at"] is not None
    assert row["kept"] is None


def test_somebody_else_or_another_name_is_not_who_signed_in(nurse, login, clock):
    for told in ({"sub": "5678"}, {"username": "other"}):
        login.claims |= {"sub": "1234", "username": "sirpa.n"}
        assert signed_in(nurse)
        login.claims |= told
        clock.later += CHECKED_WITHIN
        assert nurse.get(LISTED, follow_redirects=False).status_code == 303


def test_the_login_is_not_asked_for_every_page(nurse, login, clock):
    for _ in range(3):
        assert signed_in(nurse)
    assert len(login.asked) == 1
    clock.later += CHECK_EVERY
    for _ in range(3):
        assert signed_in(nurse)
    assert len(login.asked) == 2


def test_a_login_that_is_silent_for_a_moment_stops_nobody(nurse, login, clock):
    assert signed_in(nurse)
    login.silent = True
    clock.later += CHECK_EVERY + MOMENT
    assert signed_in(nurse)
    clock.later += CHECK_EVERY
    answer = nurse.get(LISTED)
    assert answer.status_code == 503
    assert "card" not in answer.text
    login.silent = False
    assert signed_in(nurse)


def test_two_pages_at_once_ask_once(nurse, login, clock, app):
    """A refresh token that serves once would else end the session at its second use."""
    login.rotates = True
    assert signed_in(nurse)
    clock.later += CHECKED_WITHIN
    found = []

    def ask():
        with browser(app) as other:
            other.cookies.update(nurse.cookies)
            found.append(other.get(LISTED, follow_redirects=False).status_code)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert found == [200] * 6
    assert len(login.asked) == 2


def test_a_session_that_no_login_proved_opens_nothing(nurse, app):
    nurse.get(LISTED)
    with app.state.store.connect().execution_options(writes=True) as connection:
        connection.execute(update(WEB_SESSION).values(checked_at=None))
        connection.commit()
    assert nurse.get(LISTED, follow_redirects=False).status_code == 303


def test_a_new_key_of_the_login_is_found(nurse, login, app):
    assert signed_in(nurse)
    nurse.post("/logout")
    login.key = key_of_a_login("second")
    assert signed_in(nurse)


def test_signing_in_again_ends_the_session_before(nurse, app):
    nurse.get(LISTED)
    first = nurse.cookies["__Host-herate"]
    nurse.get("/login")
    assert nurse.cookies["__Host-herate"] != first
    with app.state.store.connect() as connection:
        ended = select(WEB_SESSION.c.ended_at).where(
            WEB_SESSION.c.key_hash == hashed(first)
        )
        assert connection.scalar(ended) is not None


def test_two_tabs_can_be_on_their_way_at_once(nurse, login):
    first, second = (
        nurse.get(f"/login?next={page}", follow_redirects=False).headers["location"]
        for page in ("/", LISTED)
    )
    assert nurse.get(second).url.path == LISTED
    assert nurse.get(first).status_code == 200
