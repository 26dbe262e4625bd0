"""Records what a team did about a client, at once, and takes it back as easily."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, timedelta
from typing import Annotated

from fastapi import Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Connection
from starlette.datastructures import State

from audit.log import Action, Entry, Source, append_within
from web.choices import Chosen, chosen, follow_ups, in_words
from web.policy import GuardedRouter, Policy
from web.reading import Found
from web.scope import Scope
from web.told import Told
from worklist.handled import shown_to
from worklist.recorded import (
    TRANSFERRED,
    UNDONE,
    RecordedMeanwhile,
    Recording,
    RefusedRecording,
    answers_for,
    record_within,
    undo_within,
    was_last,
    was_recorded,
)
from worklist.store import writing

router = GuardedRouter()
SOURCE = "page"


@router.page("/teams/{team}/clients/{ref}/record", Policy.TEAM, "POST", (409,))
def take_down(
    request: Request,
    team: str,
    ref: str,
    what: Annotated[str, Form(max_length=80)],
    seen: Annotated[int, Form(ge=0, le=9999)],
    opened_on: Annotated[date, Form()],
    to_team: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Record one thing of one client; sent twice, it is recorded once."""
    state, scope = request.app.state, request.state.scope
    try:
        choice = chosen(what)
    except ValueError:
        raise HTTPException(400) from None
    found = _recordable(state.reader.find(scope, ref))
    one = _recording(found, choice, scope, seen, opened_on, to_team)
    try:
        with _writing(state, one) as connection:
            if not was_recorded(connection, one):
                routing, rules = state.routing(), state.settings.county.worklist
                when, ours = (
                    (state.clock(), state.today()),
                    answers_for(connection, one),
                )
                record_within(connection, one, *when, routing, rules)
                if not ours:
                    raise HTTPException(404)  # which takes it back
    except RecordedMeanwhile as error:
        return _refused(request, found, ref, error, opened_on)
    except RefusedRecording:
        raise HTTPException(400) from None
    words = in_words(choice.code, choice.reason, scope.language)
    told = (words, scope.user.name, state.clock(), seen + 1, opened_on)
    more = follow_ups(choice.code, scope.language)
    return _answer(request, scope, Told(ref, found.name, *told, follow_ups=more))


@router.page("/teams/{team}/clients/{ref}/undo", Policy.TEAM, "POST", (409,))
def take_back(
    request: Request,
    team: str,
    ref: str,
    seen: Annotated[int, Form(ge=1, le=9999)],
    opened_on: Annotated[date, Form()],
) -> Response:
    """Undo what was recorded last of a client, as long as no night knows of it."""
    state, scope = request.app.state, request.state.scope
    found = _recordable(state.reader.find(scope, ref))
    one = _recording(found, Chosen(UNDONE, None, None), scope, seen, opened_on, "")
    try:
        rules = state.settings.county.worklist
        with _writing(state, one) as connection:
            ours = was_last(connection, one)
            undo_within(connection, one, state.clock(), state.today(), rules)
            if not ours:
                raise HTTPException(404)  # which takes it back
    except RecordedMeanwhile as error:
        mine = (error.last["code"], error.last["actor"]) == (UNDONE, one.actor)
        if not mine or error.last["number"] != seen + 1:
            return _refused(request, found, ref, error, opened_on)
        act = (Action.OPENED, [found.client_id], state.clock())
        state.reader.log(scope, found.shown, *act)
    except RefusedRecording:
        raise HTTPException(400) from None
    told = ("", scope.user.name, state.clock(), seen + 1, opened_on)
    return _answer(request, scope, Told(ref, found.name, *told, undone=True))


def _recordable(found: Found) -> Found:
    if not found.recordable:
        raise HTTPException(404)
    return found


@contextmanager
def _writing(state: State, one: Recording) -> Iterator[Connection]:
    """One transaction, which the access log knows of as well."""
    with writing(state.store) as connection:
        yield connection
        act = (Action.RECORDED, one.actor, Source.WEB, one.team)
        append_within(connection, [Entry(one.client_id, *act)], state.clock())


def _recording(
    found: Found, choice: Chosen, scope: Scope, seen: int, opened_on: date, to_team: str
) -> Recording:
    end = timedelta(days=choice.days) if choice.days else None
    return Recording(
        client_id=found.client_id,
        opened_on=opened_on,
        code=choice.code,
        actor=scope.user.actor,
        team=scope.team,
        source=SOURCE,
        reason=choice.reason,
        until=found.morning + end if end else None,
        # The page's form always names one; it means something for a transfer alone.
        to_team=(to_team or None) if choice.code == TRANSFERRED else None,
        seen=seen,
    )


def _refused(
    request: Request,
    found: Found,
    ref: str,
    error: RecordedMeanwhile,
    opened_on: date,
) -> Response:
    """What somebody else recorded first; that it is shown is logged before."""
    state, scope, last = request.app.state, request.state.scope, error.last
    act = (Action.OPENED, [found.client_id], state.clock())
    state.reader.log(scope, found.shown, *act)
    words, actor = in_words(last["code"], last["reason"], scope.language), last["actor"]
    if not shown_to(last["team"], scope.team, state.routing().teams):
        # What was recorded would tell of a register that the team does not see.
        words = actor = ""
    at = last["recorded_at"].replace(tzinfo=UTC)
    told = (words, actor, at, last["number"], opened_on)
    return _answer(request, scope, Told(ref, found.name, *told, refused=True))


def _answer(request: Request, scope: Scope, told: Told) -> Response:
    """In the row's place where the page asks for that, else on a page of its own."""
    partial = bool(request.headers.get("hx-request"))
    if not partial and not told.refused:
        return RedirectResponse(f"/teams/{scope.team}#{told.ref}", status_code=303)
    return request.app.state.pages.page(
        request,
        "told.html" if partial else "conflict.html",
        409 if told.refused and not partial else 200,
        told=told,
        team=scope.team,
    )
