"""One client of a team's list: why they are on it, and what stands behind that."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from babel.dates import format_date
from fastapi import Request
from fastapi.responses import Response

from audit.log import Action
from delivery.languages import WORDS
from night.evidence import Evidence, Source, evidence_for, sources_of
from night.merging import live_triggers
from night.places import Places
from schemas.checklist import SEEDS, not_shown
from schemas.settings import SiteName
from triggers._catalogue import definition, trigger
from web.choices import in_words
from web.concerns import Questions, questions
from web.evidence_words import EvidenceWords, not_counted_in_words, plans_in_words
from web.lists import Card, Describer, Recordables, recordables
from web.policy import GuardedRouter, Policy
from web.reading import Found
from web.scope import Scope
from web.strip import Strip, strip_of
from web.told import Told
from web.words import Language, day_in_words, in_language, translations
from worklist.handled import shown_to
from worklist.recorded import recordings_of
from worklist.rows import Reason
from worklist.standing import Standing, standing_of
from worklist.standing_words import ended_in_words

router = GuardedRouter()


@dataclass(frozen=True)
class Why:
    """One reason of the client; what the team may not see has a name alone.

    `newest_on`: the newest event behind it; null: none is told. `source`: the words on
    which the rule rests, and whose they are.
    """

    name: str
    new: bool
    facts: tuple[str, ...]
    explains: str = ""
    asks: str = ""
    counts: str = ""
    leaves_out: str = ""
    newest_on: date | None = None
    source: str = ""


@dataclass(frozen=True)
class Happened:
    """One row of the timeline; `counted_by`: the names of the reasons that count it."""

    day: date
    said: str
    counted_by: tuple[str, ...]


@dataclass(frozen=True)
class Month:
    """One month of the timeline, newest first."""

    name: str
    happened: tuple[Happened, ...]


@dataclass(frozen=True)
class ClientPage:
    """Everything that the page of one client tells.

    `recorded`: of the open episode; `earlier`: how earlier ones ended. `kept`: whether
    the rows of people of the night are still there. `can_record`: null: nothing can be
    recorded here.
    """

    card: Card
    team: str
    team_name: str
    as_of: date
    why: tuple[Why, ...]
    kept: bool
    strip: Strip
    lanes: dict[str, str]
    months: tuple[Month, ...]
    medicines: tuple[str, ...]
    not_counted: tuple[str, ...]
    recorded: tuple[str, ...]
    earlier: tuple[str, ...]
    support: tuple[str, ...]
    sources: tuple[str, ...]
    notices: tuple[str, ...]
    not_shown: tuple[str, ...]
    can_record: Recordables | None
    asked: Questions


class Teller:
    """Puts what is known of one client into the words of a reader's language."""

    def __init__(
        self,
        scope: Scope,
        found: Found,
        evidence: Evidence,
        sites: Mapping[str, SiteName],
    ) -> None:
        self._language: Language = scope.language
        self._team, self._found, self._evidence = scope.team, found, evidence
        self._gettext = translations(scope.language).gettext
        self._events = EvidenceWords(scope.language, sites)

    def why(self, reasons: Iterable[Reason]) -> Iterator[Why]:
        """The reasons of the row, as the list has them, with what each counts."""
        for one in reasons:
            if not one.trigger:
                yield Why(one.name, one.new, one.facts)
                continue
            words = definition(one.trigger)
            decided = trigger(one.trigger, self._found.shown.team_list.as_of)
            yield Why(
                one.name,
                one.new,
                one.facts,
                explains=getattr(words.explains, self._language),
                asks=one.asks,
                counts=getattr(words.counts, self._language),
                leaves_out=getattr(words.leaves_out, self._language),
                newest_on=self._evidence.newest.get(one.trigger),
                source=self._source(decided.decision.quote, decided.decision.seed_lines)
                if decided
                else "",
            )

    def months(self) -> Iterator[Month]:
        """The events by month."""
        events = groupby(self._evidence.events, lambda one: one.day.replace(day=1))
        for first, theirs in events:
            name = format_date(first, "LLLL y", locale=self._language).capitalize()
            happened = tuple(
                Happened(one.day, self._events.event(one), self._names(one.counted_by))
                for one in theirs
            )
            yield Month(name, happened)

    def medicines(self) -> Iterator[str]:
        """Each substance that counted, why, and for which reason."""
        for one in self._evidence.medicines:
            names = ", ".join(self._names(one.counted_by))
            yield f"{self._events.medicine(one)} ({names})"

    def not_counted(self) -> Iterator[str]:
        """How many contacts of a year no reason counts, by why."""
        for kind, words in not_counted_in_words(self._gettext).items():
            if count := self._evidence.not_counted.get(kind):
                yield f"{words}: {count}"

    def support(self, segment: int | None) -> Iterator[str]:
        """Who is named, which plans are in force, and the segment by consent."""
        _, support = self._gettext, self._evidence.support
        if support.social_worker is not None:
            yield (
                _("An own worker is named.")
                if support.social_worker
                else _("No own worker is named.")
            )
        if support.care_lead is not None:
            yield (
                _("A care lead is named.")
                if support.care_lead
                else _("No care lead is named.")
            )
        for kind, day in support.plans:
            told = {"plan": plans_in_words(_)[kind], "day": self._day(day)}
            yield _("%(plan)s, updated on %(day)s") % told
        if segment is not None:
            words = WORDS["sv" if self._language == "sv" else "fi"]
            yield _("Segment: %(segment)s") % {"segment": words.segments[segment]}

    def sources(self, sources: Iterable[Source]) -> Iterator[str]:
        """Up to which day each extract tells, or that it does not."""
        _ = self._gettext
        words = WORDS["sv" if self._language == "sv" else "fi"]
        for one in sources:
            name = (
                one.extract if self._language == "en" else words.extracts[one.extract]
            )
            if not one.landed:
                told = _("MISSING")
            elif one.until is None:
                told = words.verdicts[one.verdict]
            else:
                told = _("until %(day)s") % {"day": self._day(one.until)}
            yield f"{name}: {told}"

    def earlier(self, stood: Standing, sees: set[str]) -> Iterator[str]:
        """How earlier episodes ended, of those that the team may see."""
        for one in stood.ended:
            if one.team in sees:
                yield ended_in_words(one, self._language)

    def recorded(self, rows: Iterable[dict[str, Any]]) -> Iterator[str]:
        """What was recorded of the open episode, and by whom of the team itself."""
        for row in rows:
            said = in_words(row["code"], row["reason"], self._language)
            by = f", {row['actor']}" if row["team"] == self._team else ""
            yield f"{said} ({self._day(row['recorded_at'].date())}{by})"

    def _names(self, stems: Iterable[str]) -> tuple[str, ...]:
        return tuple(getattr(definition(one).name, self._language) for one in stems)

    def _source(self, quote: str, lines: Iterable[str]) -> str:
        seeds = dict.fromkeys(SEEDS[line.partition(":")[0]] for line in lines)
        return f"“{quote}” ({'; '.join(seeds)})" if seeds else ""

    def _day(self, day: date) -> str:
        return day_in_words(day, self._language)


def _lanes(language: Language) -> dict[str, str]:
    """What the dots of the strip are."""
    _ = translations(language).gettext
    return {
        "emergency": _("emergency services"),
        "missed": _("unused appointment"),
        "contact": _("other contacts"),
        "other": _("other data"),
    }


def client_page(
    request: Request, scope: Scope, found: Found, sees: set[str]
) -> ClientPage:
    """The page of a client who is on the team's list.

    `sees`: the teams of whose handling this one is told.
    """
    state, shown, row = request.app.state, found.shown, found.row
    assert row is not None
    one = shown.team_list
    places = Places.of(state.settings, one.as_of)
    evidence = evidence_for(places, found.client_id, one.team)
    routing, rules = state.routing(), state.settings.county.worklist
    live = live_triggers(one.as_of)
    client = found.client_id
    stood = standing_of(state.store, client, shown.morning, live, routing, rules)
    with state.store.connect() as connection:
        recorded = [
            entry
            for entry in recordings_of(connection, client, shown.morning)
            if entry["counts_on"] > row.opened_on and entry["team"] in sees
        ]
    say = Describer(shown, scope.language, state.reader.reference)
    teller = Teller(scope, found, evidence, state.settings.county.sites)
    recordable = found.recordable
    return ClientPage(
        card=say.card(row, say.tag(row), recordable),
        team=scope.team,
        team_name=in_language(one.team.name, scope.language),
        as_of=one.as_of,
        why=tuple(teller.why(row.reasons)),
        kept=evidence.kept,
        strip=strip_of(evidence.events, one.as_of),
        lanes=_lanes(scope.language),
        months=tuple(teller.months()),
        medicines=tuple(teller.medicines()),
        not_counted=tuple(teller.not_counted()),
        recorded=tuple(teller.recorded(recorded)),
        earlier=tuple(teller.earlier(stood, sees)),
        support=tuple(teller.support(row.segment)),
        sources=tuple(teller.sources(sources_of(places))),
        notices=one.notices,
        not_shown=tuple(getattr(said, scope.language) for said in not_shown()),
        can_record=recordables(request, scope) if recordable else None,
        asked=questions(scope.language),
    )


@router.page("/teams/{team}/clients/{ref}", Policy.TEAM)
def client_view(request: Request, team: str, ref: str) -> Response:
    """Why a client is on the team's list; logged before it is shown."""
    state, scope = request.app.state, request.state.scope
    found = state.reader.find(scope, ref)
    act = (Action.OPENED, [found.client_id], state.clock())
    if found.row is None:
        say = Describer(found.shown, scope.language, state.reader.reference)
        [last] = found.shown.handled
        told: Told = say.handled(last)
        state.reader.log(scope, found.shown, *act)
        return state.pages.page(request, "not_listed.html", told=told, team=team)
    teams = state.routing().teams
    sees = {one for one in teams if shown_to(one, team, teams)}
    page = client_page(request, scope, found, sees)
    state.reader.log(scope, found.shown, *act)
    return state.pages.page(request, "client.html", page=page)
