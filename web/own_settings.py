"""What a professional chooses for themselves: kept for their next session too."""

from typing import Annotated

from fastapi import Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from web.policy import GuardedRouter, Policy
from web.words import LANGUAGES

router = GuardedRouter()
ALL = 99
REASONS = (1, 3, ALL)


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
) -> Response:
    """Keep what the user chose."""
    if language not in LANGUAGES or reasons_shown not in REASONS:
        raise HTTPException(400)
    sessions, key = request.app.state.sessions, request.state.session.key
    sessions.choose(key, language=language, reasons_shown=reasons_shown)
    return RedirectResponse("/settings", status_code=303)
