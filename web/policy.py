"""Who may ask for what: every route names its policy, and none is open by default."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request

from web.cookies import SESSION
from web.scope import Scope
from web.sessions import LoginSilent, Session
from worklist.routing import rules_of
from worklist.row_security import seen_by


class Policy(StrEnum):
    """Anybody; whoever has signed in; a member of the team in the path."""

    OPEN = "open"
    SIGNED_IN = "signed_in"
    TEAM = "team"


class SignInFirst(Exception):
    """The page is for those who have signed in."""


def session_of(request: Request) -> Session | None:
    """The session of a request, if one stands."""
    key = request.app.state.cookies.of(request, SESSION)
    return request.app.state.sessions.standing(key) if key else None


def _open(request: Request) -> None:
    try:
        request.state.session = session_of(request)
    except LoginSilent:
        request.state.session = None


def _signed_in(request: Request) -> None:
    request.state.session = session_of(request)
    if request.state.session is None:
        raise SignInFirst


def _in_team(request: Request, team: str) -> None:
    _signed_in(request)
    session = request.state.session
    routing = request.app.state.routing()
    # A team of others answers as one that does not exist.
    if team not in session.user.teams or team not in routing.teams:
        raise HTTPException(404)
    told_by = tuple(
        node.rule for node in rules_of(routing.tree) if team in node.informs
    )
    request.state.scope = Scope(session.user, team, session.language, told_by)


GUARDS: dict[Policy, Callable[..., None]] = {
    Policy.OPEN: _open,
    Policy.SIGNED_IN: _signed_in,
    Policy.TEAM: _in_team,
}


class GuardedRouter(APIRouter):
    """Routes that cannot be added without saying who may use them."""

    def page(
        self, path: str, policy: Policy, method: str = "GET", **given: Any
    ) -> Callable[..., Any]:
        """A route with its policy, which is checked before anything else is read."""
        route = self.api_route(
            path,
            methods=[method],
            dependencies=[Depends(GUARDS[policy])],
            openapi_extra={"x-policy": policy.value},
            **given,
        )
        if policy != Policy.TEAM:
            return route
        return lambda answer: route(_within_scope(answer))


def _within_scope(answer: Callable[..., Any]) -> Callable[..., Any]:
    """The same, whose transactions read the clients of the scope's team alone."""

    @wraps(answer)
    def scoped(request: Request, **given: Any) -> Any:
        scope = request.state.scope
        with seen_by([scope.team], scope.told_by):
            return answer(request, **given)

    return scoped
