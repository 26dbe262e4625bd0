"""What a professional chooses for themselves: kept for their next session too."""

import re
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from web.policy import GuardedRouter, Policy
from web.words import LANGUAGES

router = GuardedRouter()
ALL = 99
REASONS = (1, 3, ALL)
# Which pages are shown again once their language is another.
SHOWN_AGAIN = re.compile(r"/settings|/teams/[a-z0-9-]+(/groups/[a-z]+|/clients/c\w+)?")


@router.page("/settings", Policy.SIGNED_IN)
def settings(request: Request) -> Response:
    """The user's own settings."""
    page = request.app.state.pages.page
    return page(request, "settings.html", reasons=REASONS, every=ALL)


@router.page("/settings", Policy.SIGNED_IN, "POST")
def choose(
    request: Request,
    language: Annotated[str, Form(max_length=2)],
    reasons_shown: Annotated[int, Form()],
    shortcuts: Annotated[bool, Form()] = False,
) -> Response:
    """Keep what the user chose."""
    if language not in LANGUAGES or reasons_shown not in REASONS:
        raise HTTPException(400)
    sessions, key = request.app.state.sessions, request.state.session.key
    sessions.choose(key, language, reasons_shown, shortcuts)
    return RedirectResponse("/settings", status_code=303)


@router.page("/language", Policy.SIGNED_IN, "POST", (404,))
def speak(request: Request, language: Annotated[str, Form(max_length=2)]) -> Response:
    """Show the pages in another language from now on."""
    if language not in LANGUAGES:
        raise HTTPException(404)
    request.app.state.sessions.speak(request.state.session.key, language)
    was_on = urlsplit(request.headers.get("referer", "")).path
    goes_to = was_on if SHOWN_AGAIN.fullmatch(was_on) else "/"
    return RedirectResponse(goes_to, status_code=303)
