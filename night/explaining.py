"""Answers why somebody is listed, or why not, from what a night stored."""

from datetime import date
from typing import Any

import polars as pl
from pydantic import BaseModel, ConfigDict
from sqlalchemy import or_, select

from night.evaluation import read_counts
from night.merging import county_routing, labels_of, live_triggers
from night.places import Places, earlier_nights
from schemas.outcome import Outcome
from schemas.register import Register
from schemas.settings import Settings
from triggers._catalogue import Trigger, definition, triggers_on
from triggers._decisions import Status
from triggers._words import reason, remarks
from worklist import states
from worklist.inhibitions import covered
from worklist.masking import CONTACT_REQUEST, Person, may_have, may_see
from worklist.reading import read
from worklist.states import State
from worklist.store import open_store
from worklist.tables import EPISODE, FIRING


class Clause(BaseModel):
    """One limit against what was measured: `distance` is how far the value is from
    meeting it, 0 when it is met, null when there is no value."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    measure: str
    value: float | None
    operator: str
    limit: float
    met: bool | None
    distance: float | None
    sentence: str


class Finding(BaseModel):
    """What one trigger says of one client on one night.

    `covered_by`: the rules by which another trigger covers it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    trigger: str
    status: str
    outcome: str
    because: str
    clauses: tuple[Clause, ...]
    remarks: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    covered_by: tuple[str, ...] = ()


class Explanation(BaseModel):
    """Everything that a night stored of one client.

    `excluded` says why the client is not in the population; `listed` where the row
    went: team, rule, and the night that listed it, or the queue. `hidden`: what a team
    is told instead of what it may not see; null: nothing is hidden.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    client_id: str
    as_of: date
    excluded: str | None
    listed: str
    findings: tuple[Finding, ...]
    hidden: str | None = None


def last_night(settings: Settings, month: str = "") -> date:
    """The newest night, of a month (`2026-11`) or of all, that was run to its end.

    Raises ValueError when there is none.
    """
    nights = [
        day
        for day in earlier_nights(settings.home, date.max)
        if Places.of(settings, day).manifest.is_file()
    ]
    if month and nights:
        nights = [day for day in nights if day.isoformat().startswith(month)]
        if not nights:
            raise ValueError(f"{settings.home}: no night of {month} has been run here")
    if not nights:
        raise ValueError(
            f"{settings.home}: no night has been run here; run `herate night` first"
        )
    return nights[-1]


def explain(
    settings: Settings, client_id: str, as_of: date, language: str = "en"
) -> Explanation:
    """Why a client is on a list, and why not by the other triggers.

    Raises ValueError when the night knows no such client.
    """
    places = Places.of(settings, as_of)
    number = _client_number(places, client_id)
    clients = pl.scan_parquet(places.buckets("clients") / "*.parquet")
    person = clients.filter(pl.col("client") == number).select("excluded").collect()
    excluded: str | None = person.item()
    findings: tuple[Finding, ...] = ()
    if excluded is None:
        outcomes = _stored(places, "outcomes", client_id)[0]
        measures = _stored(places, "measures", client_id)[0]
        fired = {row["trigger"]: row for row in _stored(places, "fired", client_id)}
        lacking = {
            row["trigger"]: row["reason"]
            for row in _stored(places, "unassessed", client_id)
        }
        counts = read_counts(places)
        covering = _covering(settings, client_id, as_of)
        findings = tuple(
            Finding(
                trigger=one.stem,
                status=one.decision.status,
                outcome=outcomes[one.stem],
                because=_because(
                    one,
                    outcomes[one.stem],
                    lacking.get(one.stem),
                    counts.unusable.get(one.stem, ()),
                    counts.failed.get(one.stem),
                    language,
                ),
                clauses=_clauses(one, measures, language),
                remarks=_remarks(one, measures, language)
                if outcomes[one.stem] == Outcome.FIRED
                else (),
                evidence=tuple(fired.get(one.stem, {}).get("evidence", ())),
                covered_by=covering.get(one.stem, ()),
            )
            for one in triggers_on(as_of)
            if one.stem in outcomes
        )
    return Explanation(
        client_id=client_id,
        as_of=as_of,
        excluded=excluded,
        listed=_listed(settings, client_id, as_of),
        findings=findings,
    )


def explain_to(
    settings: Settings, code: str, client_id: str, as_of: date, language: str = "en"
) -> Explanation:
    """The same as a team may see it.

    Raises ValueError when there is no such team, or when the client is not its own on
    that day or may not stand on its list: no team learns of others' clients here.
    """
    routing = county_routing(settings)
    if code not in routing.teams:
        raise ValueError(
            f"there is no team {code}; the county has {', '.join(routing.teams)}"
        )
    team, places = routing.teams[code], Places.of(settings, as_of)
    episode = _episode(settings, client_id, as_of)
    labels = labels_of(places, [client_id]).to_dicts()
    person = Person.of(labels[0]) if labels else Person()
    if (
        episode is None
        or episode["team"] != code
        or episode["state"] == State.CLOSED
        or not may_have(team, person)
    ):
        raise ValueError(f"{client_id} is not on a list of team {code} on {as_of}")
    told = explain(settings, client_id, as_of, language)
    held_in = {
        row["trigger"]: row["registers"] for row in _stored(places, "fired", client_id)
    }
    seen, hidden = [], False
    for found in told.findings:
        one = definition(found.trigger)
        registers = held_in.get(found.trigger, one.registers)
        if may_see(team, one.seen_by, map(Register, registers), person):
            seen.append(found)
        else:
            hidden |= found.outcome == Outcome.FIRED and found.status == Status.LIVE
    return told.model_copy(
        update={
            "findings": tuple(seen),
            "hidden": CONTACT_REQUEST[language] if hidden else None,
            # The rule that took the client would tell of what is hidden.
            "listed": f"team {code}, open since {episode['opened_on']}",
        }
    )


def _covering(
    settings: Settings, client_id: str, as_of: date
) -> dict[str, tuple[str, ...]]:
    """Which triggers are covered for a client after a night, and by which rules."""
    ended = FIRING.c.ended_on
    query = select(FIRING).where(
        FIRING.c.client_id == client_id,
        FIRING.c.first_on <= as_of,
        or_(ended.is_(None), ended > as_of),
    )
    with open_store(settings.database_url).connect() as connection:
        held = read(connection, query)
    live = live_triggers(as_of)
    beside = [stem for stem, one in live.items() if not one.stands_alone]
    under = covered(held, county_routing(settings).inhibitions, live, beside)
    by_trigger = under.group_by("trigger", maintain_order=True).agg("rule")
    return {stem: tuple(rules) for stem, rules in by_trigger.rows()}


def _client_number(places: Places, client_id: str) -> int:
    found = (
        pl.scan_parquet(places.numbers)
        .filter(pl.col("client_id") == client_id)
        .collect()
        if places.numbers.is_file()
        else pl.DataFrame()
    )
    if found.is_empty():
        raise ValueError(
            f"the night of {places.as_of} knows no client {client_id}; give the "
            "pseudonym as it stands in the clients extract"
        )
    return int(found["client"].item())


def _stored(places: Places, result: str, client_id: str) -> list[dict]:
    rows = pl.scan_parquet(places.result(result)).filter(
        pl.col("client_id") == client_id
    )
    return rows.collect().to_dicts()


def _clauses(one: Trigger, measures: dict, language: str) -> tuple[Clause, ...]:
    told = []
    for threshold in one.decision.fires_when.thresholds:
        value = measures.get(f"{one.stem}__{threshold.measure}")
        met = None if value is None else threshold.met_by(value)
        words = one.definition.measures[threshold.measure]
        told.append(
            Clause(
                measure=threshold.measure,
                value=value,
                operator=threshold.operator,
                limit=threshold.limit,
                met=met,
                distance=None
                if value is None
                else 0.0
                if met
                else round(abs(threshold.limit - value), 6),
                sentence=getattr(words.label, language)
                if value is None
                else reason(
                    one,
                    threshold.measure,
                    value,
                    threshold.operator,
                    threshold.limit,
                    language,
                ),
            )
        )
    return tuple(told)


def _remarks(one: Trigger, measures: dict, language: str) -> tuple[str, ...]:
    values = {
        name: value
        for name in one.definition.measures
        if (value := measures.get(f"{one.stem}__{name}")) is not None
    }
    return tuple(remarks(one, values, language))


def _because(
    one: Trigger,
    outcome: str,
    lacking: str | None,
    unusable: tuple[str, ...],
    failed: str | None,
    language: str,
) -> str:
    if unusable:
        return f"the extracts {', '.join(unusable)} are missing or were refused"
    if failed:
        return f"the trigger failed tonight ({failed})"
    if outcome == Outcome.NOT_APPLICABLE and one.definition.not_applicable:
        return str(getattr(one.definition.not_applicable, language))
    if outcome == Outcome.NOT_ASSESSABLE and lacking:
        words = one.definition.not_assessable.get(lacking)
        return str(getattr(words, language)) if words else f"{lacking} is not known"
    if outcome == Outcome.FIRED:
        return str(getattr(one.definition.explains, language))
    return "no limit is met"


def _episode(settings: Settings, client_id: str, as_of: date) -> dict[str, Any] | None:
    """A client's newest episode as it stood after a night."""
    query = select(EPISODE).where(
        EPISODE.c.client_id == client_id, states.standing_on(as_of)
    )
    with open_store(settings.database_url).connect() as connection:
        episodes = read(connection, query).sort("opened_on").to_dicts()
    return episodes[-1] if episodes else None


def _listed(settings: Settings, client_id: str, as_of: date) -> str:
    episode = _episode(settings, client_id, as_of)
    if episode is None:
        live = ", ".join(sorted(live_triggers(as_of)))
        return f"no open episode: none of the live triggers ({live}) newly holds"
    where = f"team {episode['team']} by rule {episode['rule']}"
    since = f"open since {episode['opened_on']}"
    match State(episode["state"]):
        case State.CLOSED:
            return (
                f"no open episode: the one of {episode['opened_on']} closed on "
                f"{episode['from_on']} as {episode['outcome']}"
            )
        case State.WAITING:
            return f"{where}, {since}, waiting in the queue"
        case State.SNOOZED:
            return f"{where}, {since}, snoozed until {episode['wakes_on']}"
        case State.SUPPRESSED:
            until = episode["suppressed_until"]
            return (
                f"{where}, {since}, kept off the list since {episode['suppressed_on']} "
                f"as {episode['suppressed_by']}" + (f", until {until}" if until else "")
            )
        case State.TAKEN:
            return f"{where}, {since}, taken"
    return f"{where}, {since}, on the list since {episode['listed_on']}"
