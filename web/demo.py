"""The demo login: anybody on this machine is an invented professional of a team."""

from typing import Annotated

from fastapi import Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from web.cookies import SESSION
from web.policy import GuardedRouter, Policy
from web.sessions import User

router = GuardedRouter()


@router.page("/login", Policy.OPEN)
def choose(request: Request) -> Response:
    """The teams, one of which to sign in to."""
    teams = request.app.state.routing().teams
    return request.app.state.pages.page(request, "login.html", teams=teams)


@router.page("/login", Policy.OPEN, "POST", (404,))
def sign_in(request: Request, team: Annotated[str, Form(max_length=40)]) -> Response:
    """Begin a session in a team, in the team's language."""
    found = request.app.state.routing().teams.get(team)
    if found is None:
        raise HTTPException(404)
    user = User(f"demo-{team}", "Demo", (team,))
    key = request.app.state.sessions.begin(user, found.language)
    answer = RedirectResponse(f"/teams/{team}", status_code=303)
    request.app.state.cookies.give(answer, SESSION, key)
    return answer


@router.page("/logout", Policy.SIGNED_IN, "POST")
def sign_out(request: Request) -> Response:
    """End the session at once."""
    request.app.state.sessions.end(request.state.session.key)
    answer = RedirectResponse("/login", status_code=303)
    request.app.state.cookies.take(answer, SESSION)
    return answer
