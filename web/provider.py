"""The county's login as this page's client sees it: OpenID Connect, code with PKCE.

Of OpenID Connect Core 1.0, §3.1 (signing in), §5.3 (userinfo) and §12 (asking again by
a refresh token); RFC 9207 (who answered). No token is written anywhere in the clear.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from schemas.identity_codes import IDENTITY_CODE
from schemas.sign_in import SignIn
from web.sessions import LoginSilent, NoLonger, Proof, User
from worklist.actors import UnfitActor, check_actor

CALLBACK = "/login/callback"
SIGNED_OUT = "/signed-out"
# Signed by the login's own private key alone: no `none`, and no secret that a public
# key could be taken for.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384")
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
# Seconds: for one answer; for which what the login publishes is kept; by which its
# clock may differ from ours.
TIMEOUT = 5
KEPT_FOR = 600
LEEWAY = 60
LONGEST_NAME = 200


@dataclass(frozen=True)
class Begun:
    """Somebody who was sent to the county's login: where, and what must come back."""

    address: str
    state: str
    nonce: str
    verifier: str


class Provider:
    """The login of a county; `clock` tells the time in UTC.

    Raises ValueError where the client's secret is not to be found.
    """

    def __init__(self, settings: SignIn, clock: Callable[[], datetime]) -> None:
        self._settings, self._clock = settings, clock
        self._secret = settings.secret()
        self._metadata = _Kept(self._discovered)
        self._keys = _Kept(self._published)

    def begin(self) -> Begun:
        """Send somebody to the login; raises LoginSilent."""
        state, nonce, verifier = (generate_token(48) for _ in range(3))
        with self._client() as client:
            address, _ = client.create_authorization_url(
                self._metadata()["authorization_endpoint"],
                state=state,
                code_verifier=verifier,
                nonce=nonce,
            )
        return Begun(address, state, nonce, verifier)

    def finish(self, code: str, nonce: str, verifier: str, issuer: str | None) -> Proof:
        """Who came back with a code; `issuer`: who says that it sent them.

        Raises NoLonger where anything is not as it must be, LoginSilent.
        """
        metadata = self._metadata()
        promised = metadata.get("authorization_response_iss_parameter_supported")
        if (issuer or promised) and issuer != self._settings.issuer:
            raise NoLonger("another login answered than the one that was asked")
        token = self._tokens(
            lambda client: client.fetch_token(
                metadata["token_endpoint"],
                grant_type="authorization_code",
                code=code,
                code_verifier=verifier,
            )
        )
        if "id_token" not in token:
            raise NoLonger("the login gave no ID token")
        return self._proof(self._id_token(token, nonce), token)

    def again(self, subject: str, kept: str) -> Proof:
        """Ask anew about somebody who signed in; raises NoLonger, LoginSilent.

        By the refresh token if the login gave one, which it refuses for whoever may not
        sign in any more; else by the access token, for as long as that is good.
        """
        token = json.loads(kept)
        if "refresh_token" in token:
            address = self._metadata()["token_endpoint"]
            token = self._tokens(
                lambda client: client.refresh_token(address, token["refresh_token"])
            )
        claims: Mapping[str, Any] = {"sub": subject}
        if "id_token" in token:
            claims = self._id_token(token, None)
            if claims["sub"] != subject:
                raise NoLonger("the login answered about somebody else")
        return self._proof(claims, token)

    def end_address(self) -> str | None:
        """Where somebody signs out of the login too; null: it has no such page.

        The ID token is no part of it, for that would put a name into an address.
        """
        try:
            page = self._metadata().get("end_session_endpoint")
        except LoginSilent:
            return None
        told = {
            "client_id": self._settings.client_id,
            "post_logout_redirect_uri": self._settings.page + SIGNED_OUT,
        }
        return f"{page}?{urlencode(told)}" if page else None

    def _proof(self, claims: Mapping[str, Any], token: Mapping[str, Any]) -> Proof:
        told = self._settings.claims
        if not {told.user, told.groups} <= claims.keys():
            claims = {**claims, **self._userinfo(claims["sub"], token)}
        actor, name = claims.get(told.user), claims.get(told.name)
        if not isinstance(actor, str) or not actor.isprintable():
            raise NoLonger(f"the claim {told.user} holds no user name")
        try:
            check_actor(actor)
        except UnfitActor as error:
            raise NoLonger(f"the claim {told.user} holds no user name") from error
        groups = claims.get(told.groups) or []
        if not isinstance(groups, list):
            groups = [groups]
        lead = self._settings.teams
        teams = tuple(dict.fromkeys(lead[one] for one in lead if one in groups))
        greeted = IDENTITY_CODE.sub("…", name) if isinstance(name, str) else actor
        kept = {
            name: token[name]
            for name in ("refresh_token", "access_token")
            if name in token
        }
        user = User(actor, greeted[:LONGEST_NAME], teams)
        return Proof(claims["sub"], user, json.dumps(kept))

    def _userinfo(self, subject: str, token: Mapping[str, Any]) -> dict[str, Any]:
        page = self._metadata().get("userinfo_endpoint")
        if not page:
            return {}
        bearer = {"Authorization": f"Bearer {token.get('access_token', '')}"}
        answer = _get(page, bearer)
        if answer.get("sub") != subject:
            raise NoLonger("the login answered about somebody else")
        return answer

    def _tokens(self, ask: Callable[[Any], Mapping[str, Any]]) -> Mapping[str, Any]:
        try:
            with self._client() as client:
                return ask(client)
        except OAuthError as error:
            raise NoLonger(f"the login refused: {str(error.error)[:40]!r}") from None
        except requests.RequestException as error:
            raise LoginSilent(type(error).__name__) from None
        except ValueError:
            raise LoginSilent("its answer cannot be read") from None

    def _id_token(self, token: Mapping[str, Any], nonce: str | None) -> CodeIDToken:
        """The claims of an ID token that is what it must be; raises NoLonger."""
        try:
            read = self._signed(str(token["id_token"]))
            settings = self._settings
            claims = CodeIDToken(
                read.claims,
                read.header,
                {
                    "iss": {"essential": True, "value": settings.issuer},
                    "aud": {"essential": True, "value": settings.client_id},
                },
                {
                    "nonce": nonce,
                    "client_id": settings.client_id,
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(int(self._clock().timestamp()), LEEWAY)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise NoLonger(
                f"the ID token is not right: {type(error).__name__}"
            ) from None
        if not isinstance(claims["sub"], str):
            raise NoLonger("the ID token names nobody")
        return claims

    def _signed(self, token: str) -> jwt.Token:
        try:
            return jwt.decode(token, self._keys(), ALGORITHMS)
        except InvalidKeyIdError:
            # It may be newer than what we have.
            return jwt.decode(token, self._keys(anew=True), ALGORITHMS)

    def _client(self) -> OAuth2Session:
        return OAuth2Session(
            self._settings.client_id,
            self._secret,
            scope=" ".join(self._settings.scopes),
            redirect_uri=self._settings.page + CALLBACK,
            code_challenge_method="S256",
            default_timeout=TIMEOUT,
        )

    def _discovered(self) -> dict[str, Any]:
        issuer = self._settings.issuer
        found = _get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != issuer:
            raise LoginSilent("it calls itself otherwise than the settings do (issuer)")
        if lacking := [name for name in ENDPOINTS if name not in found]:
            raise LoginSilent(f"it does not tell its {lacking[0]}")
        return found

    def _published(self) -> KeySet:
        try:
            published: Any = _get(self._metadata()["jwks_uri"])
            return KeySet.import_key_set(published)
        except (JoseError, ValueError, TypeError, KeyError):
            raise LoginSilent("its keys cannot be read") from None


class _Kept:
    """What the login publishes, asked for when it is needed and kept for a while."""

    def __init__(self, ask: Callable[[], Any]) -> None:
        self._ask, self._found, self._until = ask, None, 0.0

    def __call__(self, anew: bool = False) -> Any:
        if anew or time.monotonic() > self._until:
            self._found, self._until = self._ask(), time.monotonic() + KEPT_FOR
        return self._found


def _get(address: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    try:
        answer = requests.get(address, headers=headers, timeout=TIMEOUT)
        if answer.status_code in (401, 403):
            raise NoLonger("the login does not tell of them any more")
        answer.raise_for_status()
        found = answer.json()
    except requests.RequestException as error:
        raise LoginSilent(type(error).__name__) from None
    if not isinstance(found, dict):
        raise LoginSilent("its answer cannot be read")
    return found
