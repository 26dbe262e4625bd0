"""Answers why somebody is listed, or why not, from what a night stored."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import polars as pl
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from night.evaluation import read_counts
from night.findings import Finding, finding
from night.listing import lists_of, rules_of_lists
from night.places import Places, earlier_nights
from night.seen import as_seen_by, row_of
from schemas.outcome import Outcome
from schemas.settings import Settings
from triggers._catalogue import triggers_on
from triggers._decisions import Status
from triggers._for_client import NO_SUGGESTION, framed
from worklist import standing_words as words
from worklist.lists import TeamList
from worklist.masking import CONTACT_REQUEST
from worklist.recorded import TRANSFERRED
from worklist.routing import Routing, rules_of
from worklist.rows import Row
from worklist.standing import Part, Place, Standing, standing_of
from worklist.store import open_store
from worklist.tables import NIGHT

# A suggestion stands in these; elsewhere nobody means to be in touch.
SUGGESTED = (Place.LISTED, Place.TAKEN, Place.WAITING, Place.SNOOZED)
GONE = {
    "fi": "Tämän yön henkilörivejä ei enää säilytetä: paikkaa jonossa ei voi kertoa.",
    "sv": "Nattens rader om personer sparas inte längre: platsen i kön kan inte sägas.",
    "en": "The rows of this night are no longer kept: a place in a queue cannot be "
    "told.",
}
HELD_BACK = {
    "fi": "Tämä yö ei julkaissut listoja: aiempien päivien listat ovat voimassa.",
    "sv": "Denna natt publicerade inga listor: listorna från tidigare dagar gäller.",
    "en": "This night published no lists: those of earlier days stand.",
}
NOT_DELIVERED = {
    "fi": "Hyvinvointialueen asetukset eivät salli listoja: mitään ei ole toimitettu.",
    "sv": "Välfärdsområdets inställningar tillåter inga listor: inget har levererats.",
    "en": "The county's settings allow no lists of people: nothing was delivered.",
}


class Explanation(BaseModel):
    """Everything that a night stored of one client.

    `team`: whose view it is; null: that of the data team, who see everything. `where`
    says in sentences where the client stands, `earlier` how earlier episodes ended,
    `notes` what cannot be told. `answers_for`: the team of the open episode, and the
    `rule` that leads there (null: not shown). `excluded`: why the client is not in the
    population (empty: it is no longer kept). `hidden`: what a team is told instead of
    what it may not see; null: nothing is hidden. `for_client`: what the client may be
    told; nothing of whom the night does not know, or who is not in the population.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    client_id: str
    as_of: date
    team: str | None
    place: Place
    answers_for: str | None
    rule: str | None
    opened_on: date | None
    where: tuple[str, ...]
    earlier: tuple[str, ...]
    notes: tuple[str, ...]
    excluded: str | None
    findings: tuple[Finding, ...]
    hidden: str | None = None
    for_client: tuple[str, ...] = ()


class NoNight(ValueError):
    """No night has been run here, or none of the month in question."""


def last_night(settings: Settings, month: str = "") -> date:
    """The newest night, of a month (`2026-11`) or of all, that was run to its end.

    Raises NoNight when there is none.
    """
    nights = [
        day
        for day in earlier_nights(settings.home, date.max)
        if Places.of(settings, day).manifest.is_file()
    ]
    if month and nights:
        nights = [day for day in nights if day.isoformat().startswith(month)]
        if not nights:
            raise NoNight(f"{settings.home}: no night of {month} has been run here")
    if not nights:
        raise NoNight(
            f"{settings.home}: no night has been run here; run `herate night` first"
        )
    return nights[-1]


class StoredNight:
    """One night as it was stored, to be asked about as many clients as one likes.

    Raises ValueError when its results are not there.
    """

    def __init__(self, settings: Settings, as_of: date) -> None:
        self.settings, self.as_of = settings, as_of
        self.places = Places.of(settings, as_of)
        if not (self.places.counts.is_file() and self.places.numbers.is_file()):
            raise ValueError(
                f"there are no results of a night of {as_of} in {settings.home}; it "
                "was not run, found its extracts unusable, or is no longer kept; "
                "give another night with --as-of"
            )
        self.triggers = {one.stem: one for one in triggers_on(as_of)}
        self.counts = read_counts(self.places)
        self.store = open_store(settings.database_url)
        self.rules = rules_of_lists(settings, self.store, as_of)

    @property
    def routing(self) -> Routing:
        """The tree that it follows, and its teams."""
        return self.rules.routing

    @property
    def whole(self) -> bool:
        """Whether the rows of its people are still kept."""
        return self.places.buckets("clients").is_dir()

    @cached_property
    def merged(self) -> bool:
        """Whether it was put into the store; one that lacks an extract is not."""
        with self.store.connect() as connection:
            query = select(NIGHT.c.as_of).where(NIGHT.c.as_of == self.as_of)
            return connection.scalar(query) is not None

    @cached_property
    def lists(self) -> list[TeamList]:
        """Every team's list; none where the rows of people are gone."""
        return lists_of(self.settings, self.as_of) if self.whole else []


def explain(
    night: StoredNight, client_id: str, language: str = "en", team: str | None = None
) -> Explanation:
    """Where a client stands and why, trigger by trigger, in `fi`, `sv` or `en`.

    `team`: as that team may see it, of its own client; else everything, which is for
    data teams.

    Raises ValueError when neither the night nor the store knows the client, when there
    is no such team, or when the client is not the team's own: no team learns of others'
    clients here.
    """
    stood = standing_of(
        night.store,
        client_id,
        night.as_of,
        night.triggers,
        night.routing,
        night.rules.worklist,
    )
    known, excluded = _known(night.places, client_id)
    if not known and stood.episode is None and not stood.ended:
        raise ValueError(
            f"the night of {night.as_of} knows no client {client_id}; give the "
            "pseudonym as it stands in the clients extract"
        )
    found = _findings(night, client_id, language)
    row, turn = row_of(night.lists, client_id, stood) if stood.episode else (None, None)
    hidden = False
    if team is not None:
        stood, found, hidden = as_seen_by(
            team, night.routing, night.places, client_id, row, stood, found
        )
    place = _place(stood, known, excluded)
    found = tuple(_with_part(one, stood, language) for one in found)
    episode = stood.episode or {}
    return Explanation(
        client_id=client_id,
        as_of=night.as_of,
        team=team,
        place=place,
        answers_for=episode.get("team"),
        rule=episode.get("rule") or None,
        opened_on=episode.get("opened_on"),
        where=(
            *words.where_in_words(stood, place, night.routing, language, excluded),
            *_turn(stood, place, turn, night, language),
            *_more(stood, known, row, night, language),
        ),
        earlier=tuple(words.ended_in_words(one, language) for one in stood.ended),
        notes=tuple(_notes(night, language)),
        excluded=excluded,
        findings=found,
        hidden=CONTACT_REQUEST[language] if hidden else None,
        for_client=_for_client(place, found, language)
        if known and excluded is None
        else (),
    )


def _notes(night: StoredNight, language: str) -> Iterator[str]:
    if not night.whole:
        yield GONE[language]
    if not night.merged:
        yield HELD_BACK[language]
    if not night.settings.county.may_list_people(night.as_of):
        yield NOT_DELIVERED[language]


def _known(places: Places, client_id: str) -> tuple[bool, str | None]:
    """Whether a night has the client's row, and why not in the population.

    The reason is empty where it is no longer kept.
    """
    theirs = pl.col("client_id") == client_id
    numbers = pl.scan_parquet(places.numbers).filter(theirs).collect()
    if numbers.is_empty():
        return False, None
    outcomes = pl.scan_parquet(places.result("outcomes"))
    if not outcomes.filter(theirs).select("client_id").collect().is_empty():
        return True, None
    if not places.buckets("clients").is_dir():
        return True, ""
    clients = pl.scan_parquet(places.buckets("clients") / "*.parquet")
    mine = clients.filter(pl.col("client") == numbers["client"].item())
    return True, str(mine.select("excluded").collect().item())


def _findings(night: StoredNight, client_id: str, language: str) -> tuple[Finding, ...]:
    outcomes = _stored(night.places, "outcomes", client_id)
    if not outcomes:
        return ()
    measures = _stored(night.places, "measures", client_id)[0]
    fired = {row["trigger"]: row for row in _stored(night.places, "fired", client_id)}
    lacking = {
        row["trigger"]: row["reason"]
        for row in _stored(night.places, "unassessed", client_id)
    }
    return tuple(
        finding(
            one,
            outcomes[0][stem],
            measures,
            fired.get(stem),
            lacking.get(stem),
            night.counts,
            language,
        )
        for stem, one in night.triggers.items()
        if stem in outcomes[0]
    )


def _stored(places: Places, result: str, client_id: str) -> list[dict[str, Any]]:
    rows = pl.scan_parquet(places.result(result))
    return rows.filter(pl.col("client_id") == client_id).collect().to_dicts()


def _place(stood: Standing, known: bool, excluded: str | None) -> Place:
    if stood.episode is not None:
        return stood.place
    if not known:
        return Place.UNKNOWN
    return stood.place if excluded is None else Place.EXCLUDED


def _with_part(one: Finding, stood: Standing, language: str) -> Finding:
    holding = stood.of_trigger(one.trigger)
    if holding is None:
        return one
    return one.model_copy(
        update={
            "part": holding.part.value,
            "part_in_words": words.holding_in_words(holding, language),
        }
    )


def _turn(
    stood: Standing,
    place: Place,
    turn: int | None,
    night: StoredNight,
    language: str,
) -> list[str]:
    if place != Place.WAITING or turn is None or stood.episode is None:
        return []
    one = next(one for one in night.lists if one.code == stood.episode["team"])
    team = night.routing.teams[one.code]
    room = (
        team.new_per_night
        if team.most_shown is None
        else max(team.most_shown - len(one.rows), 0)
    )
    nights = -(-turn // team.new_per_night)
    moves = stood.episode["gone_on"] is None and room >= min(turn, team.new_per_night)
    soonest = stood.as_of + timedelta(days=nights) if moves else None
    return words.turn_in_words(turn, len(one.queue), team, soonest, language)


def _more(
    stood: Standing,
    known: bool,
    row: Row | None,
    night: StoredNight,
    language: str,
) -> list[str]:
    """What else is to be said of an open episode, and of what was recorded since."""
    says, told = words.SAYS[language], []
    if stood.episode is not None:
        if not known:
            told.append(says["no_row"])
        if row is None and night.whole:
            told.append(says["withheld"])
        rule = stood.episode["rule"]
        if rule == TRANSFERRED:
            told.append(says["transferred"])
        elif rule:
            because = {one.rule: one.because for one in rules_of(night.routing.tree)}
            told.append(
                says["by_rule"].format(rule=rule, because=because.get(rule, "?"))
            )
    recorded = [(one, "since_then") for one in stood.since_then]
    if stood.recorded is not None:
        recorded.insert(0, (stood.recorded, "recorded"))
    for one, which in recorded:
        told.append(words.recording_in_words(one, which, night.routing, language))
    return told


def _for_client(
    place: Place, found: tuple[Finding, ...], language: str
) -> tuple[str, ...]:
    if place not in SUGGESTED:
        return (NO_SUGGESTION[language],)
    told = [
        one.for_client
        for one in found
        if one.for_client
        and one.outcome == Outcome.FIRED
        and one.status == Status.LIVE
        and one.part != Part.COVERED
    ]
    return framed(told, language)
