"""Signing in by the county's own login, and out of both."""

import logging
import re
import secrets

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from web.cookies import ON_THE_WAY, SESSION
from web.policy import GuardedRouter, Policy
from web.provider import CALLBACK, SIGNED_OUT
from web.sessions import NoLonger
from web.words import asked_language

router = GuardedRouter()
LOG = logging.getLogger(__name__)

# A path of ours and no more: no host, no query, nothing that a browser would mend.
OURS = re.compile(r"/(?:[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*)?")
LONGEST = 200


@router.page("/login", Policy.OPEN, also=(303,))
def begin(request: Request, next: str = "/") -> Response:  # noqa: A002
    """To the county's login, and from there to the page that was asked for."""
    state = request.app.state
    goes_to = next if len(next) <= LONGEST and OURS.fullmatch(next) else "/"
    # A second tab is on its way beside the first.
    browser = state.cookies.of(request, ON_THE_WAY) or secrets.token_urlsafe(32)
    begun = state.provider.begin()
    state.logins.add(browser, begun, goes_to)
    answer = RedirectResponse(begun.address, status_code=303)
    state.cookies.give(answer, ON_THE_WAY, browser)
    return answer


@router.page(CALLBACK, Policy.OPEN, also=(303, 403))
def finish(
    request: Request,
    state: str = "",
    code: str = "",
    iss: str | None = None,
    error: str = "",
) -> Response:
    """Back from the county's login: a session begins, or nothing does."""
    ours = request.app.state
    browser = ours.cookies.of(request, ON_THE_WAY) or ""
    sent = ours.logins.take(browser, state)
    try:
        if sent is None:
            raise NoLonger("nobody was sent to the login so from this browser")
        if error or not code:
            raise NoLonger(f"the login refused: {error[:40]!r}")
        nonce, verifier, goes_to = sent
        proof = ours.provider.finish(code, nonce, verifier, iss)
    except NoLonger as why:
        LOG.warning("a sign-in was refused: %s", why)
        return ours.pages.page(request, "not_signed_in.html", 403)
    if request.state.session is not None:
        ours.sessions.end(request.state.session.key)
    language = asked_language(request.headers.get("accept-language", ""))
    key = ours.sessions.begin(proof.user, language, proof)
    answer = RedirectResponse(goes_to, status_code=303)
    ours.cookies.give(answer, SESSION, key)
    return answer


@router.page("/logout", Policy.OPEN, "POST")
def sign_out(request: Request) -> Response:
    """End the session at once, and go on to sign out of the county's login.

    Whether that answers or not: who leaves is out.
    """
    state = request.app.state
    if key := state.cookies.of(request, SESSION):
        state.sessions.end(key)
    # A form may be sent to our own pages alone, and so may what it is answered with:
    # the browser goes on from a page of ours.
    onward = state.provider.end_address()
    request.state.session = None
    answer = state.pages.page(request, "signed_out_here.html", onward=onward)
    state.cookies.take(answer, SESSION)
    state.cookies.take(answer, ON_THE_WAY)
    return answer


@router.page(SIGNED_OUT, Policy.OPEN)
def signed_out(request: Request) -> Response:
    """Where the county's login sends whoever has signed out."""
    return request.app.state.pages.page(request, "signed_out_here.html", onward=None)
