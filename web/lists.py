"""A team's list on a page: who is new, who is open, who comes back, and who waits."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from gettext import NullTranslations
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from audit.log import Action
from schemas.settings import NUMBER_IN_LINK
from triggers._catalogue import stems
from web.choices import Menu, follow_ups, in_words, menus
from web.evidence_words import nobody_named
from web.narrowing import Narrowed, Narrowing, Whose, in_hand_of, narrowed
from web.policy import GuardedRouter, Policy
from web.reading import Shown, is_supported
from web.scope import Scope
from web.sessions import REASONS_SHOWN
from web.told import Told
from web.words import (
    Language,
    day_in_words,
    extracts_in_words,
    in_language,
    translations,
)
from worklist.rows import Reason, Row
from worklist.states import State
from worklist.vocabulary import vocabulary

router = GuardedRouter()
NOTHING_LEFT_OUT = Narrowing()


@dataclass(frozen=True)
class Card:
    """One client on the page.

    `ref`: what stands for the client in addresses. `seen`: how many recordings the
    page knows of, which a recording must have seen too. `recordable`: something can be
    recorded here. `undo`: what the team recorded last and can take back; empty: none.
    `record`: where the client's own record opens; empty: nobody told.
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
    undo: str
    record: str


@dataclass(frozen=True)
class Group:
    """Cards that stand together; `clients`: whose they are; `empty`: said of none."""

    code: str
    title: str
    cards: tuple[Card, ...]
    clients: tuple[str, ...]
    empty: str = ""


@dataclass(frozen=True)
class Folded:
    """A group of which the list tells the number alone; it has a page of its own."""

    code: str
    title: str
    count: int


@dataclass(frozen=True)
class Recordables:
    """What a team can record of a client.

    `others`: the teams to which a client can be transferred, by code. `titles`: of the
    menus. `made`: what of a page is the same for each row, once it is made.
    """

    team: str
    menus: tuple[Menu, ...]
    others: dict[str, str]
    titles: dict[str, str]
    made: dict[str, Markup] = field(default_factory=dict)


@dataclass(frozen=True)
class ListPage:
    """Everything that a team's page tells.

    `as_of`: the day up to which the data reach; `today`: the day on which the page is
    read. `hands`: how many new clients the team takes a day. `missing`: the names of
    the extracts for the want of which there is no newer list. `narrowed`: what is left
    out of it.
    """

    team: str
    name: str
    today: date
    as_of: date
    ran_at: datetime
    stale: bool
    missing: tuple[str, ...]
    notices: tuple[str, ...]
    hands: int
    queued: int
    groups: tuple[Group, ...]
    folded: tuple[Folded, ...]
    handled: tuple[Told, ...]
    can_record: Recordables
    reasons_shown: int = REASONS_SHOWN
    narrowed: Narrowed = field(default_factory=Narrowed)


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
            undo=self._undo(row) if recordable else "",
            record=self._record(row.client_id),
        )

    def handled(self, row: Mapping[str, Any]) -> Told:
        """What was recorded, a row of the table, as it is shown."""
        return Told(
            ref=self._reference(row["client_id"]),
            name=self.name(row["client_id"], in_full=True),
            said=in_words(row["code"], row["reason"], self._language),
            actor=row["actor"],
            at=row["recorded_at"].replace(tzinfo=UTC),
            seen=row["number"],
            opened_on=row["opened_on"],
            undoable=self._is_last(row),
            follow_ups=follow_ups(row["code"], self._language)
            if self._is_last(row)
            else (),
        )

    def name(self, client_id: str, in_full: bool = False) -> str:
        """The client's name, or the pseudonym by which to look it up.

        `in_full`: with the number by which the county knows the client.
        """
        _ = self._words.gettext
        who = self._shown.names.get(client_id)
        name = (who.in_full if in_full else who.name).strip() if who else ""
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

    def _is_last(self, row: Mapping[str, Any]) -> bool:
        """Whether a recording can be taken back: it is the last, and no night's yet."""
        last = self._shown.today.get(row["client_id"])
        return last is not None and last["disposition_id"] == row["disposition_id"]

    def _undo(self, row: Row) -> str:
        last = self._shown.today.get(row.client_id)
        if last is None or last["team"] != self._shown.team_list.code:
            return ""
        return in_words(last["code"], last["reason"], self._language)

    def _about(self, row: Row) -> str:
        _ = self._words.gettext
        spoken = {
            "fi": _("speaks Finnish"),
            "sv": _("speaks Swedish"),
            "other": _("speaks another language"),
        }
        age = _("%(age)s y") % {"age": row.age} if row.age is not None else ""
        told = [age, self._number(row.client_id), spoken.get(row.language or "")]
        return " · ".join(filter(None, told))

    def _number(self, client_id: str) -> str | None:
        who = self._shown.names.get(client_id)
        return who.number if who else None

    def _record(self, client_id: str) -> str:
        link, number = self._shown.record_link, self._number(client_id)
        if link is None or number is None:
            return ""
        return link.replace(NUMBER_IN_LINK, quote(number, ""))

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
                "outcome": kind.told(self._language),
            }
        yield from nobody_named(row, _)


def list_page(
    shown: Shown,
    scope: Scope,
    today: date,
    can_record: Recordables,
    reference: Callable[[str], str],
    only: str | None = None,
    by: Narrowing = NOTHING_LEFT_OUT,
) -> ListPage:
    """The page of a team's list as it stands now.

    `only`: the code of a folded group, which is shown instead of the list; null: the
    list. `by`: what the reader asked to see of its rows. Raises KeyError where there is
    no such group.
    """
    one = shown.team_list
    say = Describer(shown, scope.language, reference)
    _ = translations(scope.language).gettext
    taken = [row for row in one.rows if row.state == State.TAKEN]
    came = [row for row in one.rows if row.listed_on == one.as_of and row not in taken]
    back = [row for row in one.back if row not in came]
    still = [row for row in one.rows if row not in came and row not in back]
    own = sorted(still, key=lambda row: row not in taken)

    supported = [row for row in one.suppressed if is_supported(row)]
    others = [row for row in one.suppressed if not is_supported(row)]
    titles = {
        "queue": (_("In the queue"), one.queue),
        "snoozed": (_("Comes back later"), one.snoozed),
        "supported": (_("Supported already"), supported),
        "suppressed": (_("Not on the list now"), others),
        "informed": (_("For your information"), one.informed),
    }

    def group(code: str, title: str, rows: Iterable[Row], empty: str = "") -> Group:
        rows = [row for row in rows if by.passes(row)]
        recordable = code not in ("informed", "supported", "suppressed")
        cards = tuple(say.card(row, say.tag(row), recordable) for row in rows)
        clients = tuple(row.client_id for row in rows)
        return Group(code, title, cards, clients, empty)

    if only is not None:
        groups = [group(only, *titles[only])]
    else:
        empty = _("No new signs. %(open)s open.") % {"open": len(still)}
        if not one.rows and shown.handled_today:
            last = max(shown.morning, today)
            day = day_in_words(last + timedelta(days=1), scope.language)
            empty = _("All is handled today. The next list: %(day)s.") % {"day": day}
        new_on = {"day": day_in_words(shown.morning, scope.language)}
        stale = shown.morning < today
        title = _("New on %(day)s") % new_on if stale else _("New today")
        groups = [group("new", title, came, empty)]
        groups += [group("back", _("Back today"), back)] if back else []
        groups += [group("open", _("Still open"), own)] if own else []
    if by.asked:
        groups = [group for group in groups if group.cards]

    return ListPage(
        team=one.code,
        name=in_language(one.team.name, scope.language),
        today=today,
        as_of=one.as_of,
        ran_at=shown.ran_at,
        stale=shown.morning < today,
        missing=tuple(extracts_in_words(shown.lacking, scope.language)),
        notices=one.notices,
        hands=one.team.new_per_night,
        queued=one.queued,
        groups=tuple(groups),
        folded=tuple(
            Folded(code, title, count)
            for code, (title, rows) in titles.items()
            for count in [one.queued if code == "queue" else len(rows)]
            if count and only is None
        ),
        handled=tuple(say.handled(row) for row in shown.handled_elsewhere)
        if only is None
        else (),
        can_record=can_record,
        narrowed=narrowed(by, one.rows, scope.language),
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


@router.page("/teams/{team}", Policy.TEAM, also=(422,))
def team_list(
    request: Request,
    team: str,
    trigger: Annotated[str, Query(max_length=64)] = "",
    whose: Whose = "all",
) -> Response:
    """The team's list as it stands now, or what its reader asks to see of it."""
    if trigger and trigger not in stems():
        raise HTTPException(404)
    return _answer(request, request.state.scope, trigger=trigger, whose=whose)


@router.page("/teams/{team}/groups/{group}", Policy.TEAM)
def folded_group(request: Request, team: str, group: str) -> Response:
    """One group that the list folds away; those in it are shown by this page alone."""
    try:
        return _answer(request, request.state.scope, group)
    except KeyError:
        raise HTTPException(404) from None


def _answer(
    request: Request,
    scope: Scope,
    only: str | None = None,
    trigger: str = "",
    whose: Whose = "all",
) -> Response:
    state = request.app.state
    shown = state.reader.shown(scope, queue=only == "queue")
    told = (shown, scope, state.today(), recordables(request, scope))
    mine = in_hand_of(scope, shown, state.store) if whose == "mine" else None
    page = list_page(*told, state.reader.reference, only, Narrowing(trigger, mine))
    page = replace(page, reasons_shown=request.state.session.reasons_shown)
    named = [client for group in page.groups for client in group.clients]
    if only is None:
        named += [row["client_id"] for row in shown.handled_elsewhere]
    state.reader.log(scope, shown, Action.LISTED, named, state.clock())
    template = "list.html" if only is None else "group.html"
    return state.pages.page(request, template, page=page)
