"""What no login of the county's sent lets nobody in: forged tokens, used codes, others.

Each attack is one change of a sign-in that succeeds without it.
"""

import hmac
import json
import time

import pytest
from sqlalchemy import select

from tests.web.sign_in.conftest import LISTED, signed_in
from tests.web.sign_in.login import (
    CLIENT,
    SECRET,
    Login,
    browser,
    key_of_a_login,
    parts,
    serving,
    sign_in,
    signed,
)
from web.provider import Provider
from web.sessions import NoLonger
from worklist.tables import WEB_SESSION

OTHER_KEY = key_of_a_login("first")
LONG_AGO = 3600


def by_secret(claims, key, secret):
    """A token signed by what a checker that confuses algorithms takes for a secret."""
    header = {"alg": "HS256", "kid": key.kid}
    told = parts(header, claims).rpartition(".")[0]
    return parts(header, claims, hmac.digest(secret, told.encode(), "sha256"))


def without(claims, *names):
    return {name: claims[name] for name in claims if name not in names}


FORGED = {
    "alg none": lambda c, k: parts({"alg": "none", "kid": k.kid}, c),
    "alg None": lambda c, k: parts({"alg": "None", "kid": k.kid}, c),
    "no alg": lambda c, k: parts({"kid": k.kid}, c),
    "signature cut off": lambda c, k: signed(c, k).rpartition(".")[0] + ".",
    "HS256 with the public key": lambda c, k: by_secret(c, k, k.as_pem(private=False)),
    "HS256 with our own secret": lambda c, k: by_secret(c, k, SECRET.encode()),
    "another issuer": lambda c, k: signed(c | {"iss": "https://evil.example"}, k),
    "an issuer with a slash": lambda c, k: signed(c | {"iss": c["iss"] + "/"}, k),
    "no issuer": lambda c, k: signed(without(c, "iss"), k),
    "another audience": lambda c, k: signed(c | {"aud": "another page"}, k),
    "another audience by way of us": lambda c, k: signed(
        c | {"aud": "another page", "azp": CLIENT}, k
    ),
    "no audience": lambda c, k: signed(without(c, "aud"), k),
    "for another of two": lambda c, k: signed(
        c | {"aud": [CLIENT, "other"], "azp": "other"}, k
    ),
    "another nonce": lambda c, k: signed(c | {"nonce": "n"}, k),
    "no nonce": lambda c, k: signed(without(c, "nonce"), k),
    "expired": lambda c, k: signed(c | {"exp": int(time.time()) - LONG_AGO}, k),
    "never expires": lambda c, k: signed(without(c, "exp"), k),
    "not yet": lambda c, k: signed(c | {"nbf": int(time.time()) + LONG_AGO}, k),
    "made later": lambda c, k: signed(c | {"iat": int(time.time()) + LONG_AGO}, k),
    "no subject": lambda c, k: signed(without(c, "sub"), k),
    "a subject that is none": lambda c, k: signed(c | {"sub": 7}, k),
    "an unknown key": lambda c, k: signed(c, k, kid="unknown"),
    "another's key of that name": lambda c, k: signed(c, OTHER_KEY, kid=k.kid),
    "a key that the token brings": lambda c, k: signed(
        c, OTHER_KEY, kid=k.kid, jwk=OTHER_KEY.as_dict(private=False)
    ),
    "claims changed afterwards": lambda c, k: ".".join(
        (
            signed(c, k).split(".")[0],
            parts({}, c | {"groups": ["hva-home-care"]}).split(".")[1],
            signed(c, k).split(".")[2],
        )
    ),
    "another access token": lambda c, k: signed(c | {"at_hash": "x" * 22}, k),
    "no token": lambda c, k: "",
    "no JWT": lambda c, k: "nonsense",
    "not JSON": lambda c, k: "e30.bm9uc2Vuc2U.e30",
}


def sessions(app):
    with app.state.store.connect() as connection:
        return connection.execute(select(WEB_SESSION.c.key_hash)).all()


def refused(app, answer):
    """Nobody came in, and nothing that they sent is said back."""
    assert answer.status_code == 403
    assert "Kirjautuminen ei onnistunut" in answer.text
    return sessions(app) == []


@pytest.mark.parametrize("attack", FORGED)
def test_a_forged_token_lets_nobody_in(app, nurse, login, attack):
    forge, login.forge = login.forge, FORGED[attack]
    assert refused(app, nurse.get(LISTED))
    login.forge = forge
    assert nurse.get("/login?next=/accessibility").status_code == 200
    assert len(sessions(app)) == 1


# Asked again, the login has no nonce to tell.
@pytest.mark.parametrize("attack", [one for one in FORGED if "nonce" not in one])
def test_a_forged_token_lets_nobody_stay(login, clock, attack):
    provider = Provider(sign_in(login.issuer), clock)
    login.refresh_tokens.add("kept")
    kept = json.dumps({"refresh_token": "kept"})
    assert provider.again("1234", kept).user.teams == ("care-leads",)
    login.forge = FORGED[attack]
    with pytest.raises(NoLonger):
        provider.again("1234", kept)


def come_back(client, login):
    """The address that the login sends a browser to, which has not gone there yet."""
    sent = client.get(f"/login?next={LISTED}", follow_redirects=False)
    return client.get(sent.headers["location"], follow_redirects=False).headers[
        "location"
    ]


def test_who_comes_back_twice_comes_in_once(app, nurse, login):
    login.replays = True  # the login itself would take the code again
    back = come_back(nurse, login)
    assert nurse.get(back).status_code == 200
    assert len(sessions(app)) == 1
    assert nurse.get(back).status_code == 403
    assert len(sessions(app)) == 1


def test_a_code_serves_for_its_own_way_alone(app, nurse, login):
    """PKCE: the verifier of another way does not fit it."""
    login.replays = True
    first = come_back(nurse, login)
    code = first.partition("code=")[2].partition("&")[0]
    login.answer = lambda told: told | {"code": code}
    assert refused(app, nurse.get(come_back(nurse, login)))


def test_what_another_browser_was_sent_for_serves_here_nobody(
    app,
    nurse,
    login,
):
    with browser(app) as attacker:
        back = come_back(attacker, login)
    assert refused(app, nurse.get(back))
    come_back(nurse, login)
    assert refused(app, nurse.get(back))


@pytest.mark.parametrize("state", ["", "x", "x" * 48])
def test_a_state_that_nobody_was_given_serves_nobody(app, nurse, login, state):
    login.answer = lambda told: told | {"state": state}
    assert refused(app, nurse.get(LISTED))


def test_who_was_on_the_way_for_too_long_begins_again(app, nurse, login, clock):
    login.forge = lambda claims, key: signed(claims | {"exp": 2**33}, key)
    back = come_back(nurse, login)
    clock.later += 11 * clock.minute
    assert refused(app, nurse.get(back))


def test_another_login_that_answers_is_not_the_one_that_was_asked(app, nurse, login):
    login.answer = lambda told: told | {"iss": "https://evil.example"}
    assert refused(app, nurse.get(LISTED))
    login.metadata["authorization_response_iss_parameter_supported"] = True
    login.answer = lambda told: told
    app.state.provider._metadata(anew=True)
    assert refused(app, nurse.get(LISTED))
    login.answer = lambda told: told | {"iss": login.issuer}
    assert signed_in(nurse)


def test_a_login_that_calls_itself_otherwise_is_not_believed(app, nurse, login):
    login.metadata["issuer"] = "https://evil.example"
    assert nurse.get(LISTED).status_code == 503
    assert sessions(app) == []


def test_a_code_of_another_login_is_not_taken(app, nurse, login):
    with serving(Login()) as evil:
        asked = nurse.get("/login", follow_redirects=False).headers["location"]
        back = nurse.get(
            asked.replace(login.issuer, evil.issuer), follow_redirects=False
        ).headers["location"]
        assert refused(app, nurse.get(back))


def test_what_the_login_refuses_comes_in_nowhere(app, nurse, login):
    login.answer = lambda told: {"error": "access_denied", "state": told["state"]}
    answer = nurse.get(LISTED)
    assert refused(app, answer)
    assert "access_denied" not in answer.text


@pytest.mark.parametrize(
    "asked",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/%2F/evil.example",
        "/%5Cevil.example",
        "\\\\evil.example",
        "/teams//evil.example",
        "/../evil",
        "/.evil.example",
        "/x?to=https://evil.example",
        "/x#https://evil.example",
        "/\t/evil.example",
        "/x\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "data:text/html,x",
        "",
        " /x",
        "/x/",
        "/" + "x" * 200,
    ],
)
def test_whoever_signs_in_goes_to_a_page_of_ours(nurse, asked):
    sent = nurse.get("/login", params={"next": asked}, follow_redirects=False)
    back = nurse.get(sent.headers["location"], follow_redirects=False)
    answer = nurse.get(back.headers["location"], follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example"])
def test_nobody_is_sent_to_the_login_from_another_host(nurse, host):
    sent = nurse.get("/login", headers={"host": host}, follow_redirects=False)
    assert sent.status_code == 400
    assert "location" not in sent.headers


def test_another_port_that_a_request_names_changes_no_address(nurse):
    host = {"host": "localhost:8443"}
    sent = nurse.get("/login", headers=host, follow_redirects=False)
    assert (
        "redirect_uri=https%3A%2F%2Flocalhost%2Flogin%2Fcallback"
        in (sent.headers["location"])
    )
