"""A county's login that the tests hold in their hand, on a real server on loopback.

It keeps to OpenID Connect, PKCE with it, but for what a test tells it to do otherwise.
"""

import base64
import hashlib
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.testclient import TestClient

from schemas.settings import read_settings
from schemas.sign_in import SignIn
from tests.web.conftest import HOST, OURS
from web.app import create_app

CLIENT = "heratteet"
SECRET = "a secret of this test"
# A group of the county's login for each team of the tests.
TEAMS = {"hva-care-leads": "care-leads", "hva-home-care": "home-care"}


def sign_in(issuer, **given):
    """Settings of a county whose login is at an address."""
    told = {
        "page": HOST,
        "issuer": issuer,
        "client_id": CLIENT,
        "secret_env": "HERATE_TEST_SECRET",
        "claims": {"user": "username"},
        "teams": TEAMS,
    }
    return SignIn.model_validate(told | given)


def app_of(home, login, clock):
    """The pages of a county that has a login."""
    settings = read_settings(home)
    county = settings.county.model_copy(update={"sign_in": login, "invented": False})
    return create_app(settings.model_copy(update={"county": county}), clock)


def browser(app):
    """A browser without scripts: the pages in this process, the login on its server."""
    pages = TestClient(app, base_url=HOST)._transport
    return httpx.Client(
        base_url=HOST, mounts={HOST: pages}, follow_redirects=True, headers=OURS
    )


def key_of_a_login(kid):
    """A key pair by the name under which it is published."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


# It takes long to make one.
KEY = key_of_a_login("first")


class Login:
    """What the login does; `asked`: what came to its token endpoint.

    `claims` of everybody who signs in. `forge`: makes the ID token out of its claims
    and the key. `answer`: changes what it sends back with the browser. `refuses` all
    that is asked at the token endpoint, `silent` everywhere there. `rotates`: a refresh
    token serves once. `gives`: what stands in an answer of the token endpoint.
    """

    def __init__(self):
        self.issuer = ""
        self.key = KEY
        self.claims = {
            "sub": "1234",
            "username": "sirpa.n",
            "name": "Sirpa N.",
            "groups": ["hva-care-leads", "everybody"],
        }
        self.forge = lambda claims, key: signed(claims, key)
        self.answer = lambda told: told
        self.metadata = {}
        self.refuses = self.silent = self.rotates = False
        self.gives = {"access_token", "refresh_token", "id_token"}
        self.again_gives = {"access_token", "refresh_token", "id_token"}
        self.codes, self.asked, self.refresh_tokens = {}, [], set()
        self.replays = False

    def discovery(self):
        """What it tells of itself."""
        pages = {
            f"{name}_endpoint": f"{self.issuer}/{name}"
            for name in ("authorization", "token", "userinfo", "end_session")
        }
        return {
            "issuer": self.issuer,
            "jwks_uri": f"{self.issuer}/keys",
            **pages,
            **self.metadata,
        }

    def authorized(self, asked):
        """What goes back with a browser that was sent here."""
        code = token_urlsafe(8)
        self.codes[code] = asked
        return self.answer({"code": code, "state": asked["state"]})

    def token(self, form):
        """The answer of the token endpoint: a status and JSON."""
        self.asked.append(form)
        if self.silent:
            return 503, {}
        refused = 400, {"error": "invalid_grant"}
        if self.refuses:
            return refused
        if form["grant_type"] == "refresh_token":
            if form["refresh_token"] not in self.refresh_tokens:
                return refused
            if self.rotates:
                self.refresh_tokens.remove(form["refresh_token"])
            return 200, self._tokens(None, self.again_gives)
        asked = self.codes.get(form["code"])
        if not self.replays:
            self.codes.pop(form["code"], None)
        if asked is None or asked["redirect_uri"] != form["redirect_uri"]:
            return refused
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked["code_challenge"] != challenge:
            return refused
        return 200, self._tokens(asked["nonce"], self.gives)

    def _tokens(self, nonce, gives):
        now = int(time.time())
        about = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300}
        claims = about | self.claims | ({"nonce": nonce} if nonce else {})
        refresh = token_urlsafe(8)
        if "refresh_token" in gives:
            self.refresh_tokens.add(refresh)
        told = {
            "access_token": "an access token",
            "refresh_token": refresh,
            "id_token": self.forge(claims, self.key),
        }
        return {"token_type": "Bearer"} | {name: told[name] for name in gives}


def signed(claims, key, **header):
    """A token as it should be, but for what the header is told to say."""
    told = {"alg": "RS256", "kid": key.kid} | header
    return jwt.encode(told, claims, key, algorithms=["RS256", "HS256", "none"])


def parts(header, claims, signature=b""):
    """A token of any parts, put together by hand."""
    pieces = (json.dumps(header).encode(), json.dumps(claims).encode(), signature)
    return ".".join(
        base64.urlsafe_b64encode(one).rstrip(b"=").decode() for one in pieces
    )


@contextmanager
def serving(login):
    """The login on a server of its own, while the tests need it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            link = urlsplit(self.path)
            match link.path:
                case "/.well-known/openid-configuration":
                    self._json(200, login.discovery())
                case "/keys":
                    self._json(200, {"keys": [login.key.as_dict(private=False)]})
                case "/userinfo":
                    refused = login.refuses or login.silent
                    self._json(401 if refused else 200, login.claims)
                case "/authorization":
                    asked = dict(parse_qsl(link.query))
                    back = urlencode(login.authorized(asked))
                    self.send_response(302)
                    self.send_header("Location", f"{asked['redirect_uri']}?{back}")
                    self.end_headers()
                case _:
                    self._json(404, {})

        def do_POST(self):
            size = int(self.headers["Content-Length"])
            form = {
                name: values[0]
                for name, values in parse_qs(self.rfile.read(size).decode()).items()
            }
            basic = self.headers.get("Authorization", "").removeprefix("Basic ")
            form["client"] = base64.b64decode(basic).decode()
            self._json(*login.token(form))

        def _json(self, status, told):
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(told).encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    login.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield login
    finally:
        server.shutdown()
        server.server_close()
