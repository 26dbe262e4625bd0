"""When a session ends, told on every page; whoever asks in time stays signed in."""

import json
from datetime import datetime
from typing import Any

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from web.policy import GuardedRouter, Policy
from web.sessions import Session
from web.words import time_in_words

router = GuardedRouter()
HX_TRIGGER = "HX-Trigger"


def ending(session: Session, now: datetime, language: str) -> dict[str, Any]:
    """When a session ends, as `static/session.js` reads it.

    `left`: seconds till it does if it is not used; `at`: that time in words; `last`:
    whether use no longer postpones it.
    """
    return {
        "left": int((session.ends_at - now).total_seconds()),
        "at": time_in_words(session.ends_at, language),
        "last": session.ends_at == session.over_at,
    }


def tell_again(
    request: Request, answer: Response, session: Session, language: str
) -> None:
    """Tell a page that stands when its session ends now."""
    if "hx-request" in request.headers:
        told = ending(session, request.app.state.clock(), language)
        answer.headers[HX_TRIGGER] = json.dumps({"session": told})


@router.page("/session", Policy.SIGNED_IN, "POST", (204,))
def stay(request: Request) -> Response:
    """Stay signed in: to ask is enough, and the page stays as it is."""
    if "hx-request" not in request.headers:
        return RedirectResponse("/", status_code=303)
    answer, session = Response(status_code=204), request.state.session
    tell_again(request, answer, session, session.language)
    return answer
