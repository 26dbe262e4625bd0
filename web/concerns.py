"""A professional's own concern about a client: raised, and taken back the same day.

The page is no search of people. A client is found by what the professional knows
already, which is sent in the body alone; whoever a concern can be about, the answer is
the same, and it is the same for all about whom it cannot.
"""

import hmac
import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from cryptography.fernet import Fernet, InvalidToken
from fastapi import Form, HTTPException, Request
from fastapi.responses import Response
from starlette.datastructures import State

from audit.log import Action, Entry, Source, append
from night.concerns import open_door
from night.names import client_with
from night.places import Places
from schemas.concerns import ClientWish, ConcernForm, ConcernKind, RaisedBy
from schemas.identity_codes import IDENTITY_CODE
from schemas.local_day import local_day
from web.evidence_words import concerns_in_words
from web.policy import GuardedRouter, Policy
from web.scope import Scope
from web.words import Language, translations
from worklist.concerns import Entered, enter_concerns, withdraw_concern
from worklist.row_security import concern_about

router = GuardedRouter()
ToldClient = Annotated[str, Form(pattern="^(yes|no|)$")]
Wish = Annotated[str, Form(pattern="^[a-z_]*$", max_length=40)]


@dataclass(frozen=True)
class Questions:
    """What the form asks, each with its choices in words."""

    kinds: dict[str, str]
    told: dict[str, str]
    wishes: dict[str, str]


def questions(language: Language) -> Questions:
    """The form in the words of a language."""
    _ = translations(language).gettext
    return Questions(
        kinds=concerns_in_words(_),
        told={"yes": _("yes"), "no": _("not yet")},
        wishes={
            ClientWish.CONTACT: _("to be contacted"),
            ClientWish.CONTACT_PERSON: _("a contact person"),
            ClientWish.NO_CONTACT_NOW: _("no contact now"),
        },
    )


@router.page("/teams/{team}/concern", Policy.TEAM)
def form(request: Request, team: str) -> Response:
    """The form for a client who is on no list of the team."""
    asked = questions(request.state.scope.language)
    return request.app.state.pages.page(request, "concern.html", team=team, asked=asked)


@router.page("/teams/{team}/concern", Policy.TEAM, "POST")
def raise_one(
    request: Request,
    team: str,
    client: Annotated[str, Form(max_length=64)],
    kind: Annotated[ConcernKind, Form()],
    told: ToldClient = "",
    wish: Wish = "",
) -> Response:
    """Raise a concern about whoever has a pseudonym or a personal identity code."""
    state = request.app.state
    given = client.strip()
    if IDENTITY_CODE.fullmatch(given):
        places = Places.of(state.settings, state.reader.as_of())
        given = client_with(places, given.upper()) or ""
    return _raised(request, given, kind, told, wish)


@router.page("/teams/{team}/clients/{ref}/concern", Policy.TEAM, "POST")
def raise_of(
    request: Request,
    team: str,
    ref: str,
    kind: Annotated[ConcernKind, Form()],
    told: ToldClient = "",
    wish: Wish = "",
) -> Response:
    """Raise a concern about a client of the team's list."""
    found = request.app.state.reader.find(request.state.scope, ref)
    return _raised(request, found.client_id, kind, told, wish)


@router.page("/teams/{team}/concern/withdraw", Policy.TEAM, "POST")
def withdraw(
    request: Request, team: str, token: Annotated[str, Form(max_length=2000)]
) -> Response:
    """Take one's own concern back, on the day on which it was raised."""
    state, scope = request.app.state, request.state.scope
    try:
        own = json.loads(_sealer(state).decrypt(token.encode()))
    except (InvalidToken, ValueError):
        raise HTTPException(400) from None
    at = datetime.fromisoformat(own["at"])
    if own["by"] != [scope.user.actor, team] or local_day(at) != state.today():
        raise HTTPException(400)
    _log(state, scope, own["client"], Action.RECORDED)
    with concern_about(own["client"]):
        withdraw_concern(state.store, own["id"], state.today())
    return _told(request, "withdrawn")


def _raised(
    request: Request, client: str, kind: ConcernKind, told: str, wish: str
) -> Response:
    state, scope = request.app.state, request.state.scope
    state.reader.as_of()
    if wish not in {"", *ClientWish}:
        raise HTTPException(400)
    today, now = state.today(), state.clock()
    door = open_door(state.settings, [client], today)
    if any(door.refusals(client, today)):
        # That this client was asked about is logged, where there is one.
        if client in door.excluded:
            _log(state, scope, client, Action.OPENED)
        return _told(request, "refused", 422)
    one = ConcernForm(
        client_id=client,
        raised_on=today,
        raised_by=RaisedBy.PROFESSIONAL,
        kind=kind,
        source_register=state.routing().teams[scope.team].sector,
        client_told={"yes": True, "no": False}.get(told),
        client_wish=ClientWish(wish) if wish else None,
    )
    _log(state, scope, client, Action.RECORDED)
    by = _whose(state, scope)
    with concern_about(client):
        [entered] = enter_concerns(state.store, [one], today, revive=True, by=by)
    return _told(request, "recorded", token=_token(state, scope, client, entered, now))


def _told(
    request: Request, outcome: str, status: int = 200, token: str = ""
) -> Response:
    """What became of it, in the same words whoever it is about."""
    return request.app.state.pages.page(
        request,
        "concern_told.html",
        status,
        team=request.state.scope.team,
        outcome=outcome,
        token=token,
    )


def _token(
    state: State, scope: Scope, client: str, entered: Entered, at: datetime
) -> str:
    """What takes the concern back, sealed."""
    own = {
        "id": entered.concern_id,
        "client": client,
        "by": [scope.user.actor, scope.team],
        "at": at.isoformat(),
    }
    return _sealer(state).encrypt(json.dumps(own).encode()).decode()


def _sealer(state: State) -> Fernet:
    return Fernet(urlsafe_b64encode(state.key))


def _whose(state: State, scope: Scope) -> str:
    """What stands for whoever says something, and tells nobody who they are."""
    said = f"{scope.user.actor}|{scope.team}".encode()
    return hmac.digest(state.key, said, "sha256").hex()


def _log(state: State, scope: Scope, client: str, action: Action) -> None:
    entry = Entry(client, action, scope.user.actor, Source.WEB, scope.team)
    append(state.store, [entry], state.clock())
