"""Bundles are FHIR R4: by the published models, and by the code sets that they skip."""

import dataclasses
import json
from datetime import timedelta
from itertools import chain

import pytest
from fhir.resources.R4B.bundle import Bundle
from pydantic import ValidationError

from delivery.fhir import FhirFacts, fhir_bundle
from worklist.endings import Ended
from worklist.masking import CONTACT_REQUEST
from worklist.states import State
from worklist.vocabulary import vocabulary

SYSTEM = "urn:oid:1.2.246.999"
FACTS = FhirFacts(
    SYSTEM,
    expires_after=30,
    trigger_names={"missed_appointments": {"fi": "Ajat", "sv": "Tider", "en": "Times"}},
)
# Required bindings, as R4 prints them: https://hl7.org/fhir/R4/valueset-….html
OBSERVATION_STATUS = {
    *("registered", "preliminary", "final", "amended", "corrected", "cancelled"),
    *("entered-in-error", "unknown"),
}
BINDINGS = {
    ("Bundle", "type"): {
        *("document", "message", "transaction", "transaction-response", "batch"),
        *("batch-response", "history", "searchset", "collection"),
    },
    ("Task", "status"): {
        *("draft", "requested", "received", "accepted", "rejected", "ready"),
        *("cancelled", "in-progress", "on-hold", "failed", "completed"),
        "entered-in-error",
    },
    ("Task", "intent"): {
        *("unknown", "proposal", "plan", "order", "original-order", "reflex-order"),
        *("filler-order", "instance-order", "option"),
    },
    ("DetectedIssue", "status"): OBSERVATION_STATUS,
    ("CodeSystem", "status"): {"draft", "active", "retired", "unknown"},
    ("CodeSystem", "content"): {
        *("not-present", "example", "fragment", "complete", "supplement"),
    },
}


def not_in_their_sets(bundle):
    """The codes that stand where R4 requires others; the models let them pass."""
    for one in (bundle, *(entry["resource"] for entry in bundle["entry"])):
        for (kind, element), allowed in BINDINGS.items():
            if one["resourceType"] == kind and one.get(element) not in allowed:
                yield kind, element, one.get(element)


def undefined_codes(bundle):
    """Codes of ours that no code system of the bundle defines."""
    defined = {
        (one["url"], concept["code"])
        for one in of_kind(bundle, "CodeSystem")
        for concept in one.get("concept", ())
    }
    for one in (*of_kind(bundle, "Task"), *of_kind(bundle, "DetectedIssue")):
        for concept in (one.get(name, {}) for name in CONCEPTS):
            for coding in concept.get("coding", ()):
                if (coding["system"], coding["code"]) not in defined:
                    yield coding


CONCEPTS = ("code", "businessStatus", "statusReason")


def read(content):
    """A bundle that the models and the code sets accept, and whose links lead on."""
    bundle = json.loads(content)
    Bundle.model_validate_json(content)
    assert list(not_in_their_sets(bundle)) == []
    assert list(undefined_codes(bundle)) == []
    names = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(names) == len(set(names))
    for task in of_kind(bundle, "Task"):
        found = [told["valueReference"] for told in task.get("input", ())]
        assert task.get("focus") in (found[:1] or [None])
        assert {told["reference"] for told in found} <= set(names)
    return bundle


def of_kind(bundle, kind):
    resources = (entry["resource"] for entry in bundle["entry"])
    return [one for one in resources if one["resourceType"] == kind]


@pytest.fixture
def every_state(row, as_of):
    later = as_of + timedelta(days=7)
    return {
        "rows": [row("c1"), row("c2", state=State.TAKEN)],
        "queue": [row("c3", listed_on=None)],
        "snoozed": [row("c4", state=State.SNOOZED, wakes_on=later)],
    }


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_an_episode_is_a_task_in_the_state_in_which_it_stands(
    team_list, every_state, language
):
    one = team_list(**every_state, language=language)
    bundle = read(fhir_bundle(one, FACTS))
    assert (bundle["type"], bundle["language"]) == ("collection", language)
    tasks = of_kind(bundle, "Task")
    assert [(t["status"], t["businessStatus"]["coding"][0]["code"]) for t in tasks] == [
        ("requested", "listed"),
        ("in-progress", "taken"),
        ("draft", "waiting"),
        ("on-hold", "snoozed"),
    ]
    assert {task["intent"] for task in tasks} == {"proposal"}
    assert [task["for"]["identifier"] for task in tasks] == [
        {"system": SYSTEM, "value": client} for client in ("c1", "c2", "c3", "c4")
    ]
    assert {task["owner"]["identifier"]["value"] for task in tasks} == {one.code}
    assert {task["owner"]["display"] for task in tasks} == {one.team.name[language]}
    period = {"start": "2026-11-22", "end": "2026-12-22"}
    assert tasks[0]["restriction"] == {"period": period}
    assert "restriction" not in tasks[1]


def test_what_a_rule_has_taken_off_the_list_is_on_hold_and_says_no_more(
    team_list, row, as_of
):
    kept_off = [
        row("was-listed", state=State.SUPPRESSED),
        row("never-listed", listed_on=None, state=State.SUPPRESSED),
    ]
    one = dataclasses.replace(team_list([row()]), suppressed=tuple(kept_off))
    (_, task) = of_kind(read(fhir_bundle(one, FACTS)), "Task")
    assert task["for"]["identifier"]["value"] == "was-listed"
    assert (task["status"], task["businessStatus"]["text"]) == (
        "on-hold",
        "Ei listalla toistaiseksi",
    )
    assert not {"focus", "input", "description"} & set(task)


def test_each_reason_is_an_issue_until_somebody_acts_or_it_no_longer_holds(
    team_list, row, reason
):
    over = reason(trigger="many_medicines", name="Monta lääkettä", ended=True)
    names = {**FACTS.trigger_names, "many_medicines": {"fi": "Monta lääkettä"}}
    facts = FhirFacts(SYSTEM, 30, names)
    rows = [
        row("c1", reasons=(reason(), over)),
        row("c2", state=State.TAKEN),
    ]
    bundle = read(fhir_bundle(team_list(rows), facts))
    issues = of_kind(bundle, "DetectedIssue")
    assert [(one["status"], one["detail"]) for one in issues] == [
        ("preliminary", reason().facts[0]),
        ("cancelled", reason().facts[0]),
        ("final", reason().facts[0]),
    ]
    (first, second) = of_kind(bundle, "Task")
    assert [len(first["input"]), len(second["input"])] == [2, 1]


def test_a_masked_reason_is_a_request_for_contact_and_nothing_else(
    team_list, row, masked
):
    bundle = read(fhir_bundle(team_list([row(reasons=(masked,))]), FACTS))
    assert of_kind(bundle, "DetectedIssue") == []
    (task,) = of_kind(bundle, "Task")
    assert task["description"] == CONTACT_REQUEST["fi"]
    assert not {"focus", "input", "reasonCode"} & set(task)


def test_the_same_episode_keeps_its_names(team_list, row, as_of):
    listed = read(fhir_bundle(team_list([row()]), FACTS))
    taken = read(fhir_bundle(team_list([row(state=State.TAKEN)]), FACTS))
    names = [
        [entry["fullUrl"] for entry in bundle["entry"]] for bundle in (listed, taken)
    ]
    assert names[0] == names[1]
    earlier = as_of - timedelta(days=90)
    another = read(fhir_bundle(team_list([row(opened_on=earlier)]), FACTS))
    of_clients = [entry["fullUrl"] for entry in another["entry"]][-2:]
    assert not set(of_clients) & set(names[0])


def test_the_same_list_gives_the_same_bytes(team_list, every_state):
    made = [fhir_bundle(team_list(**every_state), FACTS) for _ in range(2)]
    assert made[0] == made[1]


def endings():
    for code, kind in vocabulary().dispositions.items():
        if kind.effect in ("close", "try_again"):
            for reason in kind.reasons or (None,):
                yield code, reason
    yield from ((code, None) for code in vocabulary().automatic)


@pytest.mark.parametrize(("code", "reason"), list(endings()))
def test_an_ending_is_told_with_its_status(team_list, as_of, code, reason):
    one = team_list()
    opened_on = as_of - timedelta(days=9)
    ended = [
        Ended("c1", opened_on, one.code, as_of, code, reason),
        Ended("c2", opened_on, "another-team", as_of, code, reason),
    ]
    bundle = read(fhir_bundle(one, FhirFacts(SYSTEM, 30, ended=ended)))
    (task,) = of_kind(bundle, "Task")
    expected = {
        "not_relevant": "rejected",
        "administrative": "cancelled",
        "lapsed": "cancelled",
        "expired": "cancelled",
        "not_reached": "cancelled",
    }.get(code, "completed")
    if reason == "wrong_data":
        expected = "entered-in-error"
    assert task["status"] == expected
    assert task["statusReason"]["coding"][0]["code"] == code
    assert task["identifier"][0]["value"] == f"c1/{opened_on}"


def test_nobody_is_named(team_list, every_state):
    bundle = read(fhir_bundle(team_list(**every_state), FACTS))
    told = json.dumps(bundle, ensure_ascii=False)
    assert not {"Patient", "Practitioner"} & {
        entry["resource"]["resourceType"] for entry in bundle["entry"]
    }
    assert '"family"' not in told
    assert '"birthDate"' not in told


def test_every_text_comes_back_as_it_was(team_list, row, reason, texts):
    # FHIR forbids empty text and control characters.
    told = [text for text in texts if text.strip() and text.isprintable()]
    rows = [
        row(f"c{at}", reasons=(reason(facts=(text,)),)) for at, text in enumerate(told)
    ]
    bundle = read(fhir_bundle(team_list(rows), FACTS))
    assert [one["detail"] for one in of_kind(bundle, "DetectedIssue")] == told


def test_the_checks_see_what_the_models_let_pass(team_list, row):
    bundle = json.loads(fhir_bundle(team_list([row()]), FACTS))
    of_kind(bundle, "Task")[0]["status"] = "bogus"
    of_kind(bundle, "DetectedIssue")[0]["code"]["coding"][0]["code"] = "bogus"
    Bundle.model_validate(bundle)
    assert list(not_in_their_sets(bundle)) == [("Task", "status", "bogus")]
    assert [one["code"] for one in undefined_codes(bundle)] == ["bogus"]


def test_the_models_see_what_has_no_place(team_list, row):
    bundle = json.loads(fhir_bundle(team_list([row()]), FACTS))
    of_kind(bundle, "Task")[0]["score"] = 7
    with pytest.raises(ValidationError):
        Bundle.model_validate(bundle)


def test_statuses_are_among_those_that_tasks_have():
    said = chain(
        (one.task_status for one in vocabulary().dispositions.values()),
        (one.task_status for one in vocabulary().automatic.values()),
    )
    assert set(said) <= BINDINGS["Task", "status"]


@pytest.mark.parametrize(
    ("outcome", "code"),
    [("transferred", "transferred"), (State.SUPPRESSED.value, "suppressed")],
)
def test_what_left_the_team_is_cancelled_and_not_closed(
    team_list, as_of, outcome, code
):
    one = team_list([])
    end = Ended("c1", as_of, one.code, as_of, outcome, None)
    (task,) = of_kind(
        read(fhir_bundle(one, dataclasses.replace(FACTS, ended=[end]))), "Task"
    )
    assert task["status"] == "cancelled"
    assert task["statusReason"]["coding"][0]["code"] == code
    assert "businessStatus" not in task
