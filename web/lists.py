"""A team's list on a page: who is new, who is open, who comes back, and who waits."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from gettext import NullTranslations
from typing import Annotated, Any

from fastapi import Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from audit.log import Action
from schemas.identity_codes import IDENTITY_CODE
from web.choices import Menu, in_words, menus
from web.policy import GuardedRouter, Policy
from web.reading import Shown
from web.scope import Scope
from web.told import Told
from web.words import LANGUAGES, Language, day_in_words, in_language, translations
from worklist.rows import Reason, Row
from worklist.states import State
from worklist.vocabulary import vocabulary

router = GuardedRouter()

# Ours: what fits two lines of a row; the rest stands on the client's own page.
REASONS_SHOWN = 3


@dataclass(frozen=True)
class Card:
    """One client on the page.

    `ref`: what stands for the client in addresses. `seen`: how many recordings the
    page knows of, which a recording must have seen too. `recordable`: something can be
    recorded here.
    """

    ref: str
    name: str
    about: str
    tag: str
    reasons: tuple[Reason, ...]
    notes: tuple[str, ...]
    seen: int
    opened_on: date
    taken: bool
    recordable: bool


@dataclass(frozen=True)
class Group:
    """Cards that stand together; `shown`: not folded away, even when it is empty."""

    code: str
    title: str
    cards: tuple[Card, ...]
    shown: bool = False
    empty: str = ""


@dataclass(frozen=True)
class Recordables:
    """What a team can record of a client.

    `others`: the teams to which a client can be transferred, by code. `titles`: of the
    menus.
    """

    team: str
    menus: tuple[Menu, ...]
    others: dict[str, str]
    titles: dict[str, str]


@dataclass(frozen=True)
class ListPage:
    """Everything that a team's page tells.

    `as_of`: the day up to which the data reach; `today`: the day on which the page is
    read. `hands`: how many new clients the team takes a day.
    """

    team: str
    name: str
    today: date
    as_of: date
    ran_at: datetime
    stale: bool
    notices: tuple[str, ...]
    hands: int
    queued: int
    groups: tuple[Group, ...]
    handled: tuple[Told, ...]
    can_record: Recordables
    reasons_shown: int = REASONS_SHOWN


class Describer:
    """Puts rows into the words of a reader's language."""

    def __init__(
        self, shown: Shown, language: Language, reference: Callable[[str], str]
    ) -> None:
        self._shown, self._language, self._reference = shown, language, reference
        self._words: NullTranslations = translations(language)

    def card(self, row: Row, tag: str = "", recordable: bool = True) -> Card:
        """A row as it is shown."""
        return Card(
            ref=self._reference(row.client_id),
            name=self.name(row.client_id),
            about=self._about(row),
            tag=tag,
            reasons=row.reasons,
            notes=tuple(self._notes(row)),
            seen=row.recorded,
            opened_on=row.opened_on,
            taken=row.state == State.TAKEN,
            recordable=recordable,
        )

    def handled(self, row: Mapping[str, Any]) -> Told:
        """What was recorded, a row of the table, as it is shown."""
        return Told(
            ref=self._reference(row["client_id"]),
            name=self.name(row["client_id"]),
            said=in_words(row["code"], row["reason"], self._language),
            actor=row["actor"],
            at=row["recorded_at"].replace(tzinfo=UTC),
            seen=row["number"],
            opened_on=row["opened_on"],
            undoable=row["counts_on"] == self._shown.morning,
        )

    def name(self, client_id: str) -> str:
        """The client's name, or the pseudonym by which to look it up.

        Whatever looks like an identity code is cut out of it.
        """
        _ = self._words.gettext
        name = IDENTITY_CODE.sub("…", self._shown.names.get(client_id, "")).strip()
        return name or _("(name missing) %(client)s") % {"client": client_id}

    def tag(self, row: Row) -> str:
        """Where a row stands today."""
        _ = self._words.gettext
        if row.state == State.TAKEN:
            return _("in hand")
        if row in self._shown.team_list.back:
            return _("back today")
        if row.listed_on != self._shown.team_list.as_of:
            return ""
        if row.transferred:
            return _("transferred today")
        if row.opened_on == self._shown.team_list.as_of:
            return _("new")
        return _("from the queue today")

    def _about(self, row: Row) -> str:
        _ = self._words.gettext
        spoken = {
            "fi": _("speaks Finnish"),
            "sv": _("speaks Swedish"),
            "other": _("speaks another language"),
        }
        age = _("%(age)s y") % {"age": row.age} if row.age is not None else ""
        return " · ".join(filter(None, [age, spoken.get(row.language or "", "")]))

    def _notes(self, row: Row) -> Iterator[str]:
        _ = self._words.gettext
        if row.overdue is not None:
            yield _("has waited for over %(days)s days") % {"days": row.overdue}
        if row.wakes_on is not None and row.state == State.SNOOZED:
            day = day_in_words(row.wakes_on, self._language)
            yield _("comes back on %(day)s") % {"day": day}
        if row.kept_off is not None:
            yield row.kept_off.because
        if row.earlier is not None:
            kind = vocabulary().dispositions[row.earlier.outcome]
            yield _("Handled earlier on %(day)s: %(outcome)s") % {
                "day": day_in_words(row.earlier.closed_on, self._language),
                "outcome": getattr(kind, self._language),
            }


def list_page(
    shown: Shown,
    scope: Scope,
    today: date,
    can_record: Recordables,
    reference: Callable[[str], str],
) -> ListPage:
    """The page of a team's list as it stands now."""
    one = shown.team_list
    say = Describer(shown, scope.language, reference)
    _ = translations(scope.language).gettext
    taken = [row for row in one.rows if row.state == State.TAKEN]
    came = [row for row in one.rows if row.listed_on == one.as_of and row not in taken]
    back = [row for row in one.back if row not in came]
    still = [row for row in one.rows if row not in came and row not in back]
    own = sorted(still, key=lambda row: row not in taken)

    def group(code: str, title: str, rows: Iterable[Row], **given) -> Group:
        recordable = code not in ("informed", "suppressed")
        cards = tuple(say.card(row, say.tag(row), recordable) for row in rows)
        return Group(code, title, cards, **given)

    return ListPage(
        team=one.code,
        name=in_language(one.team.name, scope.language),
        today=today,
        as_of=one.as_of,
        ran_at=shown.ran_at,
        stale=shown.morning < today,
        notices=one.notices,
        hands=one.team.new_per_night,
        queued=len(one.queue),
        groups=(
            group(
                "new",
                _("New today"),
                came,
                shown=True,
                empty=_("No new signs. %(open)s open.") % {"open": len(still)},
            ),
            group("back", _("Back today"), back, shown=bool(back)),
            group("open", _("Still open"), own, shown=bool(own)),
            group("queue", _("In the queue"), one.queue),
            group("snoozed", _("Comes back later"), one.snoozed),
            group("suppressed", _("Not on the list now"), one.suppressed),
            group("informed", _("For your information"), one.informed),
        ),
        handled=tuple(say.handled(row) for row in shown.handled_elsewhere),
        can_record=can_record,
    )


def recordables(request: Request, scope: Scope) -> Recordables:
    """What the scope's team can record, in the words of its reader."""
    _ = translations(scope.language).gettext
    teams = request.app.state.routing().teams
    return Recordables(
        team=scope.team,
        menus=menus(scope.language),
        others={
            code: in_language(one.name, scope.language)
            for code, one in teams.items()
            if code != scope.team
        },
        titles={
            "assessed_1": _("Assessed"),
            "contact_person": _("Support"),
            "not_relevant": _("Not relevant"),
            "snoozed": _("Later"),
            "declined": _("Other outcome"),
        },
    )


@router.page("/", Policy.SIGNED_IN)
def home(request: Request) -> Response:
    """To the first of the user's teams."""
    known = request.app.state.routing().teams
    teams = [one for one in request.state.session.user.teams if one in known]
    if not teams:
        return request.app.state.pages.page(request, "no_team.html")
    return RedirectResponse(f"/teams/{teams[0]}", status_code=303)


@router.page("/teams/{team}", Policy.TEAM)
def team_list(request: Request, team: str) -> Response:
    """The team's list as it stands now."""
    state, scope = request.app.state, request.state.scope
    shown = state.reader.shown(scope)
    can_record = recordables(request, scope)
    page = list_page(shown, scope, state.today(), can_record, state.reader.reference)
    state.reader.log(scope, shown, Action.LISTED, shown.clients, state.clock())
    return state.pages.page(request, "list.html", page=page)


@router.page("/language", Policy.SIGNED_IN, "POST")
def speak(request: Request, language: Annotated[str, Form(max_length=2)]) -> Response:
    """Show the pages in another language from now on."""
    if language not in LANGUAGES:
        raise HTTPException(404)
    request.app.state.sessions.speak(request.state.session.key, language)
    return RedirectResponse("/", status_code=303)


@router.page("/accessibility", Policy.OPEN)
def accessibility(request: Request) -> Response:
    """How accessible the pages are, and where to tell of what is not."""
    return request.app.state.pages.page(request, "accessibility.html")
