"""Asks why and why not of many people of a night, and looks for contradictions.

`python -m tests.contradictions HOME N` does so for N people drawn at random from the
last night of a home: the answers must agree with the teams' lists, with the night's
results, with themselves, and with one another in the three languages.
"""

import re
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import polars as pl

from night.explaining import StoredNight, explain, last_night
from schemas.outcome import Outcome
from schemas.settings import read_settings
from triggers._decisions import LANGUAGES
from worklist.standing import Part, Place
from worklist.standing_words import SAYS
from worklist.states import State

OPEN = {Place(state.value) for state in State if state != State.CLOSED}
# What comes out the same whatever the language.
SAME = ("place", "answers_for", "rule", "opened_on", "excluded", "client_id", "as_of")


def contradictions(
    night: StoredNight, clients: list[str]
) -> tuple[list[str], Counter[str]]:
    """What does not agree of some clients, and how many stand where."""
    shown = {
        row.client_id: (one.code, row, place)
        for one in night.lists
        for place, rows in _by_place(one).items()
        for row in rows
    }
    results = night.places.result("outcomes")
    outcomes = {row["client_id"]: row for row in pl.read_parquet(results).to_dicts()}
    found: list[str] = []
    places: Counter[str] = Counter()
    for client in clients:
        told = {language: explain(night, client, language) for language in LANGUAGES}
        one = told["en"]
        places[one.place] += 1
        where = shown.get(client)
        found += [f"{client}: {said}" for said in _of_place(one, where)]
        found += [f"{client}: {said}" for said in _of_findings(one, outcomes)]
        found += [f"{client}: {said}" for said in _of_languages(told)]
        if where is not None:
            found += [f"{client}: {said}" for said in _of_team(night, one, where)]
    return found, places


def _by_place(one):
    return {
        Place.LISTED: [row for row in one.rows if row.state == State.LISTED],
        Place.TAKEN: [row for row in one.rows if row.state == State.TAKEN],
        Place.WAITING: one.queue,
        Place.SNOOZED: one.snoozed,
        Place.SUPPRESSED: one.suppressed,
    }


def _of_place(one, where):
    withheld = SAYS["en"]["withheld"] in one.where
    if where is not None:
        code, row, place = where
        if (one.answers_for, one.place) != (code, place):
            yield f"stands at {place} of {code}, and why says {one.place}"
        if one.opened_on != row.opened_on:
            yield "the row is of another episode"
        if withheld:
            yield "is on a list that may not show them"
    elif one.place in OPEN and not withheld:
        yield f"why says {one.place}, and no list shows it"
    elif withheld and one.place not in OPEN:
        yield "no open episode, yet something is withheld"
    parts = {found.part for found in one.findings}
    gone = any("No reason holds any more" in said for said in one.where)
    if one.place in OPEN:
        holds = Part.LISTS in parts
        # What cannot be assessed, or is not known tonight, holds on unseen.
        if one.findings and not holds and not gone and one.place != Place.SUPPRESSED:
            yield "is open without a reason"
        if holds and gone:
            yield "a reason holds, and none does"
    elif Part.LISTS in parts:
        yield "a reason lists the client, and no episode is open"
    if one.place == Place.NOTHING and parts & {Part.RESTS, Part.BACKLOG}:
        yield "nothing holds, and something rests"
    if (one.place == Place.EXCLUDED) != (
        one.excluded is not None and one.opened_on is None
    ):
        yield "is excluded, and is not"


def _of_findings(one, outcomes):
    stored = outcomes.get(one.client_id)
    if (stored is None) == bool(one.findings):
        yield "has findings, and is not in the population"
    for found in one.findings:
        if found.outcome != stored[found.trigger]:
            yield f"{found.trigger}: not the stored outcome"
        met = [clause.met for clause in found.clauses]
        fires = any(met) if found.needs == "any" else all(met)
        if found.outcome == Outcome.FIRED and not fires:
            yield f"{found.trigger}: fired, and its limits do not say so"
        if found.outcome == Outcome.QUIET and fires:
            yield f"{found.trigger}: quiet, and its limits are met"
        for clause in found.clauses:
            if clause.met is not None and clause.met != (clause.away == "met"):
                yield f"{found.trigger}: {clause.measure} is met, and is not"
            if clause.met and clause.distance != 0:
                yield f"{found.trigger}: {clause.measure} is met at a distance"
        holds = found.part is not None
        if found.outcome == Outcome.FIRED and not holds:
            yield f"{found.trigger}: fired, and the store does not know"
        if holds and found.outcome in (Outcome.QUIET, Outcome.NOT_APPLICABLE):
            yield f"{found.trigger}: {found.outcome}, and holds in the store"
        if (found.part == Part.SHADOW) != (holds and found.status == "shadow"):
            yield f"{found.trigger}: on trial, and not"
        if found.part == Part.RESTS:
            due = re.search(r"\d{4}-\d\d-\d\d at the soonest", found.part_in_words)
            if due and date.fromisoformat(due.group()[:10]) <= one.as_of:
                yield f"{found.trigger}: should have come back by {due.group()}"


def _of_languages(told):
    english = told["en"]
    for language in ("fi", "sv"):
        other = told[language]
        for name in SAME:
            if getattr(other, name) != getattr(english, name):
                yield f"{name} is another in {language}"
        pairs = [
            *_paired(english.where, other.where),
            *_paired(english.earlier, other.earlier),
            *_paired(english.notes, other.notes),
            *_paired(english.for_client, other.for_client),
        ]
        for ours, theirs in zip(english.findings, other.findings, strict=True):
            same = {"trigger", "status", "outcome", "needs", "part", "evidence"}
            if ours.model_dump(include=same) != theirs.model_dump(include=same):
                yield f"{ours.trigger} is another in {language}"
            pairs += _paired(
                [clause.sentence for clause in ours.clauses],
                [clause.sentence for clause in theirs.clauses],
            )
            pairs += _paired(ours.remarks, theirs.remarks)
            pairs.append((ours.part_in_words or "", theirs.part_in_words or ""))
        for ours, theirs in pairs:
            if ours.startswith("Routed by"):
                continue
            if _numbers(ours) != _numbers(theirs):
                yield f"in {language} {theirs!r}, in English {ours!r}"


def _paired(ours, theirs):
    if len(ours) != len(theirs):
        return [(f"{len(ours)} sentences", f"{len(theirs)} sentences")]
    return list(zip(ours, theirs, strict=True))


def _numbers(said):
    """The numbers in a sentence; a day is one in every language."""
    return sorted(int(number) for number in re.findall(r"\d+", said or ""))


def _of_team(night, one, where):
    code, row, _ = where
    for language in LANGUAGES:
        told = explain(night, one.client_id, language, code)
        if told.place != one.place:
            yield f"stands elsewhere for {code}"
        shown = {found.trigger for found in told.findings}
        on_row = {reason.trigger for reason in row.reasons} - {""}
        if not on_row <= shown:
            yield f"{code} sees {on_row - shown} on its list, and why hides it"
        if (told.hidden is not None) != any(not r.trigger for r in row.reasons):
            yield f"{code} is told of something hidden on one of list and why"
        fired = {f.trigger for f in told.findings if f.outcome == Outcome.FIRED}
        lists = {
            f.trigger
            for f in told.findings
            if f.trigger in fired and f.status == "live" and f.part != Part.COVERED
        }
        if not lists <= on_row:
            yield f"{code} is told of {lists - on_row}, which its list does not show"
        unseen = {f.trigger for f in one.findings} - shown
        said = " ".join(str(value) for value in told.model_dump().values())
        if named := [stem for stem in unseen if stem in said]:
            yield f"{code} is told of {named}, which it may not see"
        if told.rule not in (None, "transferred"):
            yield f"{code} is told the rule of routing"
        if not fired and not told.hidden and not row.reasons:
            yield f"{code} has a row without any reason"


def everybody(night: StoredNight) -> list[str]:
    """All pseudonyms of a night, in order."""
    numbers = pl.read_parquet(night.places.numbers)
    return sorted(numbers["client_id"])


def main(home: str, people: str = "1000") -> int:
    """Check people of the last night of a home; returns 1 when something is found."""
    settings = read_settings(Path(home))
    night = StoredNight(settings, last_night(settings))
    clients = everybody(night)
    drawn = Random(7).sample(clients, min(int(people), len(clients)))
    found, places = contradictions(night, drawn)
    print(f"{night.as_of}: {len(drawn)} of {len(clients)} people")
    for place, count in places.most_common():
        print(f"  {place:<14} {count:>6,}")
    print(f"contradictions: {len(found)}")
    for said in found[:40]:
        print(f"  {said}")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
