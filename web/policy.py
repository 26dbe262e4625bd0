"""Who may ask for what: every route names its policy, and none is open by default."""

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from functools import wraps
from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse

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


# What an answer's status means, wherever a page gives it.
MEANS = {
    204: "The session goes on; the page stays as it is.",
    303: "Goes on to another page: the sign-in, or what follows a form.",
    400: "No page of ours sends this.",
    401: "The session has ended; nothing was recorded.",
    403: "Another site sent this.",
    404: "It does not exist, or is not the team's.",
    409: "Somebody recorded something first; nothing was recorded.",
    422: "The form is not whole.",
    503: "Nothing can be logged or asked now, so that nothing is shown.",
}


class GuardedRouter(APIRouter):
    """Routes that cannot be added without saying who may use them."""

    def page(
        self,
        path: str,
        policy: Policy,
        method: str = "GET",
        also: tuple[int, ...] = (),
        **given: Any,
    ) -> Callable[..., Any]:
        """A route with its policy, which is checked before anything else is read.

        `also`: what it answers with beside what its policy and method make it answer.
        """
        route = self.api_route(
            path,
            methods=[method],
            dependencies=[Depends(GUARDS[policy])],
            openapi_extra={"x-policy": policy.value},
            response_class=HTMLResponse,
            responses=_described({*_answers(policy, method), *also}),
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


def _answers(policy: Policy, method: str) -> Iterator[int]:
    yield 503
    if policy != Policy.OPEN:
        yield from (303, 401)
    if policy == Policy.TEAM:
        yield 404
    if method == "POST":
        yield from (303, 400, 403, 422)


def _described(statuses: Iterable[int]) -> dict[int | str, dict[str, Any]]:
    # What goes on elsewhere, or stays, has no content; Safety refuses in plain text.
    kinds: dict[str, Any] = {"text/html": {}, "text/plain": {}}
    return {
        status: {"description": MEANS[status]}
        | ({} if status in (204, 303) else {"content": kinds})
        for status in sorted(statuses)
    }
