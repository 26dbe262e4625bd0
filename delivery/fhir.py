"""A team's list as a FHIR R4 Bundle: a Task for each episode, what was found beside it.

https://hl7.org/fhir/R4/task.html and detectedissue.html. A client is named by the
pseudonym alone, and a reason that the team may not see is a plain request for contact.
The same episode keeps its identifier, whatever becomes of it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from delivery.columns import words_of
from worklist.endings import Ended
from worklist.lists import TeamList
from worklist.recorded import TRANSFERRED
from worklist.rows import Reason, Row
from worklist.states import State
from worklist.vocabulary import Ending, vocabulary

Resource = dict[str, Any]

OURS = "urn:heratteet"
# Systems of identifiers, and of codes.
EPISODE, FIRING = f"{OURS}:episode", f"{OURS}:firing"
TEAM, DAY = f"{OURS}:team", f"{OURS}:list"
STATE, OUTCOME = f"{OURS}:code:state", f"{OURS}:code:outcome"
TRIGGER, TASK = f"{OURS}:code:trigger", f"{OURS}:code:task"
REASSESS = {
    "fi": "Ehdotus palvelutarpeen uudelleenarvioinnista",
    "sv": "Förslag till ny bedömning av servicebehovet",
    "en": "Suggestion to reassess the need for services",
}
# https://hl7.org/fhir/R4/valueset-task-status.html
TASK_STATUS = {
    State.WAITING: "draft",
    State.LISTED: "requested",
    State.TAKEN: vocabulary().dispositions["taken"].task_status,
    State.SNOOZED: vocabulary().dispositions["snoozed"].task_status,
    State.SUPPRESSED: "on-hold",
}
# Which rule keeps a client off a list may tell of care: it is not told.
KEPT_OFF = {"fi": "Ei listalla toistaiseksi", "sv": "Inte på listan tills vidare"}


@dataclass(frozen=True)
class FhirFacts:
    """What a bundle tells beside its list.

    `client_system`: the name of the pseudonyms, a URI. `expires_after`: days on a list.
    `trigger_names`: trigger to language to name. `ended`: what lately ended for a
    team, of which a receiver may still hold the Task.
    """

    client_system: str
    expires_after: int
    trigger_names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ended: Sequence[Ended] = ()


def fhir_bundle(one: TeamList, facts: FhirFacts) -> bytes:
    """The bundle as UTF-8 JSON, the same for the same list.

    Its type is `collection`. It holds our code systems, the Tasks of the list, its
    queue and those asleep, each with a DetectedIssue for every reason that is shown,
    and without reasons the Tasks of episodes that a rule has taken off the list, or
    that lately ended or left the team.
    """
    resources = [*_code_systems(facts)]
    for row in one.everybody:
        resources += _episode(row, one, facts)
    for row in one.suppressed:
        if row.listed_on:
            resources.append(_standing(row, one, facts))
    ended = [end for end in facts.ended if end.team == one.code]
    resources += [_ended(end, one, facts) for end in ended]
    bundle = {
        "resourceType": "Bundle",
        "language": one.team.language,
        "identifier": {"system": DAY, "value": f"{one.code}/{one.as_of}"},
        "type": "collection",
        "entry": [
            {"fullUrl": _full_url(resource), "resource": resource}
            for resource in resources
        ],
    }
    return json.dumps(bundle, ensure_ascii=False, indent=1).encode()


def _episode(row: Row, one: TeamList, facts: FhirFacts) -> list[Resource]:
    issues = [_issue(reason, row, facts) for reason in row.reasons if reason.trigger]
    masked = [reason.name for reason in row.reasons if not reason.trigger]
    task = _standing(row, one, facts)
    if masked:
        task["description"] = masked[0]
    if issues:
        found = [{"reference": _full_url(issue)} for issue in issues]
        kind = {"text": REASSESS[one.team.language]}
        task["focus"] = found[0]
        task["input"] = [{"type": kind, "valueReference": each} for each in found]
    shown_on = row.wakes_on or row.listed_on
    if row.state == State.LISTED and shown_on:
        last = shown_on + timedelta(days=facts.expires_after)
        task["restriction"] = {"period": {"start": f"{shown_on}", "end": f"{last}"}}
    return [task, *issues]


def _standing(row: Row, one: TeamList, facts: FhirFacts) -> Resource:
    return _task(row.client_id, f"{row.opened_on}", one, facts) | {
        "status": TASK_STATUS[row.state],
        "businessStatus": _concept(STATE, row.state, _state(row.state, one)),
    }


def _issue(reason: Reason, row: Row, facts: FhirFacts) -> Resource:
    # https://hl7.org/fhir/R4/valueset-observation-status.html
    acted = "final" if row.state == State.TAKEN else "preliminary"
    issue = {
        "resourceType": "DetectedIssue",
        "identifier": [
            {
                "system": FIRING,
                "value": f"{row.client_id}/{row.opened_on}/{reason.trigger}",
            }
        ],
        "status": "cancelled" if reason.ended else acted,
        "code": _concept(TRIGGER, reason.trigger, reason.name),
        "patient": _client(row.client_id, facts),
    }
    return issue | ({"detail": "; ".join(reason.facts)} if reason.facts else {})


def _ended(end: Ended, one: TeamList, facts: FhirFacts) -> Resource:
    told = _task(end.client_id, f"{end.opened_on}", one, facts) | {
        "status": _closed_status(end),
        "lastModified": f"{end.ended_on}",
    }
    if end.outcome == State.SUPPRESSED:
        said = KEPT_OFF[one.team.language]
        return told | {"statusReason": _concept(STATE, State.SUPPRESSED, said)}
    said = getattr(vocabulary().ending(end.outcome), one.team.language)
    told["statusReason"] = _concept(OUTCOME, end.outcome, said)
    # With another team it goes on.
    if end.outcome == TRANSFERRED:
        return told
    return told | {"businessStatus": _concept(STATE, State.CLOSED, said)}


def _closed_status(end: Ended) -> str:
    if end.outcome in (TRANSFERRED, State.SUPPRESSED):
        return "cancelled"
    kind = vocabulary().dispositions.get(end.outcome)
    reason = kind.reasons.get(end.reason or "") if kind else None
    status = (reason and reason.task_status) or vocabulary().ending(
        end.outcome
    ).task_status
    # Each try puts a Task on hold; after the last one nobody tries again.
    return "cancelled" if status == "on-hold" else status


def _task(client: str, opened_on: str, one: TeamList, facts: FhirFacts) -> Resource:
    return {
        "resourceType": "Task",
        "identifier": [{"system": EPISODE, "value": f"{client}/{opened_on}"}],
        "intent": "proposal",
        "code": _concept(TASK, "reassess", REASSESS[one.team.language]),
        "for": _client(client, facts),
        "authoredOn": opened_on,
        "owner": {
            "type": "Organization",
            "identifier": {"system": TEAM, "value": one.code},
            "display": one.team.name[one.team.language],
        },
    }


def _client(client: str, facts: FhirFacts) -> Resource:
    identifier = {"system": facts.client_system, "value": client}
    return {"type": "Patient", "identifier": identifier}


def _state(state: State, one: TeamList) -> str:
    words = words_of(one)
    return {
        State.WAITING: words.waiting,
        State.LISTED: words.open,
        State.TAKEN: words.taken,
        State.SUPPRESSED: KEPT_OFF[one.team.language],
        State.SNOOZED: getattr(vocabulary().dispositions["snoozed"], one.team.language),
    }[state]


def _code_systems(facts: FhirFacts) -> Iterable[Resource]:
    endings: list[tuple[str, Ending]] = [
        *vocabulary().dispositions.items(),
        *vocabulary().automatic.items(),
    ]
    yield _code_system(TASK, "Task", {"reassess": REASSESS})
    yield _code_system(STATE, "State", {state: {"en": state} for state in State})
    yield _code_system(
        OUTCOME,
        "Outcome",
        {code: {"fi": e.fi, "sv": e.sv, "en": e.en} for code, e in endings},
    )
    yield _code_system(TRIGGER, "Trigger", facts.trigger_names)


def _code_system(
    url: str, name: str, concepts: Mapping[str, Mapping[str, str]]
) -> Resource:
    system: Resource = {
        "resourceType": "CodeSystem",
        "url": url,
        "name": name,
        "status": "active",
        "content": "complete",
    }
    told = [_definition(code, words) for code, words in concepts.items()]
    return system | ({"concept": told} if told else {})


def _definition(code: str, words: Mapping[str, str]) -> Resource:
    others = [
        {"language": language, "value": words[language]}
        for language in ("fi", "sv")
        if language in words
    ]
    defined = {"code": str(code), "display": str(words.get("en", code))}
    return defined | ({"designation": others} if others else {})


def _concept(system: str, code: str, text: str) -> Resource:
    return {"coding": [{"system": system, "code": str(code)}], "text": text}


def _full_url(resource: Resource) -> str:
    """A name that a resource has in every bundle: made from its identifier."""
    named = (
        resource["url"]
        if resource["resourceType"] == "CodeSystem"
        else "{system}|{value}".format(**resource["identifier"][0])
    )
    return f"urn:uuid:{uuid5(NAMESPACE_URL, named)}"
