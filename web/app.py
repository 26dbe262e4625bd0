"""The application: the clinics' page over one installation's store and nights."""

import hmac
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from audit.log import NotLogged
from night.explaining import NoNight
from night.merging import county_routing
from schemas.local_day import local_day
from schemas.settings import Settings
from schemas.sign_in import SignIn
from schemas.whole_files import write_whole
from web import (
    client,
    concerns,
    demo,
    lists,
    oidc,
    own_settings,
    printing,
    recording,
    statement,
    staying,
)
from web.cookies import Cookies
from web.logins import Logins
from web.policy import SignInFirst, session_of
from web.provider import Provider
from web.reading import Reader
from web.safety import HEADERS, LOOPBACK, Safety
from web.sessions import LoginSilent, Session, Sessions
from web.staying import HX_TRIGGER, ending, tell_again
from web.words import (
    LANGUAGES,
    asked_language,
    day_in_words,
    in_language,
    moment_in_words,
    month_in_words,
    time_in_words,
    translations,
)
from worklist.store import open_store

ROOM = Path(__file__).parent
KEY_FILE = "web.key"
LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pages:
    """Makes pages from templates, in the language of whoever reads."""

    by_language: dict[str, Environment]

    def page(
        self, request: Request, template: str, status: int = 200, **told: Any
    ) -> Response:
        """One page; what is told is escaped."""
        session = getattr(request.state, "session", None)
        asked = request.headers.get("accept-language", "")
        language = session.language if session else asked_language(asked)
        made = self.by_language[language].get_template(template)
        everywhere = {
            "request": request,
            "session": session,
            "language": language,
            "ending": ending(session, request.app.state.clock(), language)
            if session
            else None,
            "own_teams": own_teams(request, session, language) if session else {},
        }
        answer = HTMLResponse(made.render(**everywhere, **told), status_code=status)
        if session:
            tell_again(request, answer, session, language)
        return answer


def own_teams(request: Request, session: Session, language: str) -> dict[str, str]:
    """The teams of whoever has signed in: code to name."""
    known = request.app.state.routing().teams
    teams = (code for code in session.user.teams if code in known)
    return {code: in_language(known[code].name, language) for code in teams}


def create_app(
    settings: Settings,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    demo_login: bool = False,
) -> FastAPI:
    """The application of one installation.

    `clock` tells the time in UTC. `demo_login`: anybody may sign in as an invented
    professional, which is for invented counties on this machine alone; else people
    sign in by the county's own login.

    Raises ValueError where the county's routing or its login is not right, and where
    the demo login is asked for a county that is not invented or has a login.
    """
    login = _login(settings, demo_login)
    app = FastAPI(title="Herätteet", docs_url=None, redoc_url=None, openapi_url=None)
    # Nothing secret of a session stands on a page, and nothing that was asked for is
    # repeated there, so that the length of a compressed page tells nobody anything.
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    page = urlsplit(login.page) if login else None
    app.add_middleware(
        Safety,
        hosts=(page.hostname or "",) if page else LOOPBACK,
        tls=bool(page and page.scheme == "https"),
    )
    app.state.settings = settings
    app.state.store = open_store(settings.database_url)
    provider = Provider(login, clock) if login else None
    again = provider.again if provider else None
    app.state.sessions = Sessions(app.state.store, clock, again)
    app.state.provider, app.state.logins = provider, Logins(app.state.store, clock)
    app.state.cookies = Cookies(secure=login is not None)
    app.state.clock = clock
    app.state.key = _key(settings.home)
    app.state.routing = lambda: county_routing(settings)
    app.state.today = lambda: local_day(clock())
    app.state.reader = Reader(
        settings, app.state.store, lambda client: reference(app.state.key, client)
    )
    app.state.pages = Pages({one: _environment(one) for one in LANGUAGES})
    app.mount("/static", StaticFiles(directory=ROOM / "static"), name="static")
    app.include_router(lists.router)
    app.include_router(client.router)
    app.include_router(printing.router)
    app.include_router(own_settings.router)
    app.include_router(staying.router)
    app.include_router(concerns.router)
    app.include_router(recording.router)
    app.include_router(statement.router)
    app.include_router(oidc.router if login else demo.router)
    app.add_exception_handler(SignInFirst, _to_sign_in)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _unexpected)
    app.add_exception_handler(RequestValidationError, _not_whole)
    app.add_exception_handler(NoNight, _no_night)
    app.add_exception_handler(LoginSilent, _login_silent)
    for error in (NotLogged, SQLAlchemyError):
        app.add_exception_handler(error, _not_now)
    return app


def _login(settings: Settings, demo_login: bool) -> SignIn | None:
    """The county's login; null: the demo login, where that may be."""
    login = settings.county.sign_in
    if not demo_login:
        if login is None:
            raise ValueError(
                "the county's settings do not say how people sign in; set sign_in in "
                "its YAML, or show an invented county with --demo"
            )
        login.check(county_routing(settings).teams)
        return login
    if login is not None or not settings.county.invented:
        raise ValueError(
            "the demo login lets anybody in, and is for an invented county alone that "
            "has no login of its own; leave --demo out"
        )
    return None


def reference(key: bytes, client_id: str) -> str:
    """What stands for a client in an address: it means nothing anywhere else.

    It begins with a letter, as the name of an element must that a selector finds.
    """
    return f"c{hmac.digest(key, client_id.encode(), 'sha256').hex()[:31]}"


def _key(home: Path) -> bytes:
    path = home / KEY_FILE
    if not path.is_file():
        write_whole(path, secrets.token_bytes(32))
    return path.read_bytes()


def _environment(language: str) -> Environment:
    made = Environment(
        loader=FileSystemLoader(ROOM / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    made.filters["day"] = lambda day: day_in_words(day, language)
    made.filters["month"] = lambda day: month_in_words(day, language)
    made.filters["time"] = lambda at: time_in_words(at, language)
    made.filters["moment"] = lambda at: moment_in_words(at, language)
    made.globals["languages"] = LANGUAGES
    made.globals["once"] = _once
    return made


def _once(made: dict[str, Markup], name: str, caller: Callable[[], Markup]) -> Markup:
    """What is the same for every row of a page, rendered for the first alone."""
    if name not in made:
        made[name] = caller()
    return made[name]


def _to_sign_in(request: Request, _: Exception) -> Response:
    partial = "hx-request" in request.headers
    if request.method == "GET" and not partial:
        goes_to = urlencode({"next": request.url.path})
        return RedirectResponse(f"/login?{goes_to}", status_code=303)
    was_on = request.headers.get("hx-current-url" if partial else "referer", "")
    answer = request.app.state.pages.page(
        request, "signed_out.html", 401, goes_to=urlsplit(was_on).path
    )
    # Whoever clicked a row must read that nothing was recorded, wherever it stood.
    answer.headers.update(
        {
            "HX-Retarget": "#main",
            "HX-Reselect": "#main",
            "HX-Reswap": "outerHTML",
            HX_TRIGGER: "session-over",
        }
    )
    return answer


def _login_silent(request: Request, error: Exception) -> Response:
    LOG.warning("the county's login gave no answer: %s", error)
    return request.app.state.pages.page(request, "login_silent.html", 503)


def _not_now(request: Request, _: Exception) -> Response:
    # Who saw what must be known: no row, no answer.
    return request.app.state.pages.page(request, "not_now.html", 503)


def _no_night(request: Request, _: Exception) -> Response:
    return request.app.state.pages.page(request, "no_night.html")


def _unexpected(request: Request, _: Exception) -> Response:
    # Made outside of what gives every other answer its headers.
    answer = _refused(request, HTTPException(500))
    answer.headers.update(HEADERS | {"Cache-Control": "no-store"})
    return answer


def _not_whole(request: Request, _: Exception) -> Response:
    return _refused(request, HTTPException(422))


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    try:
        request.state.session = session_of(request)
    except (LoginSilent, SQLAlchemyError):
        request.state.session = None
    return request.app.state.pages.page(
        request, "refused.html", error.status_code, number=error.status_code
    )
