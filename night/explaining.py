"""Answers why somebody is listed, or why not, from what a night stored."""

from datetime import date

import polars as pl
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from night.evaluation import read_counts
from night.merging import live_triggers
from night.places import Places, earlier_nights
from schemas.outcome import Outcome
from schemas.settings import Settings
from triggers._catalogue import Trigger, triggers_on
from triggers._words import reason, remarks
from worklist import states
from worklist.reading import read
from worklist.states import State
from worklist.store import open_store
from worklist.tables import EPISODE


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
    """What one trigger says of one client on one night."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    trigger: str
    status: str
    outcome: str
    because: str
    clauses: tuple[Clause, ...]
    remarks: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


class Explanation(BaseModel):
    """Everything that a night stored of one client.

    `excluded` says why the client is not in the population; `listed` where the row
    went: team, rule, and the night that listed it, or the queue.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    client_id: str
    as_of: date
    excluded: str | None
    listed: str
    findings: tuple[Finding, ...]


def last_night(settings: Settings) -> date:
    """The newest night that was run to its end; ValueError when there is none."""
    nights = [
        day
        for day in earlier_nights(settings.home, date.max)
        if Places.of(settings, day).manifest.is_file()
    ]
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


def _listed(settings: Settings, client_id: str, as_of: date) -> str:
    query = select(EPISODE).where(
        EPISODE.c.client_id == client_id, states.standing_on(as_of)
    )
    with open_store(settings.database_url).connect() as connection:
        episodes = read(connection, query).sort("opened_on").to_dicts()
    if not episodes:
        live = ", ".join(sorted(live_triggers(as_of)))
        return f"no open episode: none of the live triggers ({live}) newly holds"
    episode = episodes[-1]
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
        case State.TAKEN:
            return f"{where}, {since}, taken"
    return f"{where}, {since}, on the list since {episode['listed_on']}"
