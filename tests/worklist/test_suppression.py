"""When each rule holds for a client, until when, and which reasons it covers."""

from datetime import date

import pytest
from pydantic import ValidationError

from schemas.admitted import admit_in_memory
from schemas.settings import read_county
from schemas.suppression_rules import SuppressionRule, SuppressionRules
from tests.house.test_words import LANGUAGES, OF_ADDICTION, OF_VIOLENCE, forbidden_in
from tests.spec.conftest import drawn
from triggers._catalogue import definition, stems
from worklist.suppression import holding, suppression

ON = date(2026, 11, 1)
LIVES_HERE = "| resident\nanna | yes"
FAMILIES = {stem: definition(stem).family for stem in stems()}


def held(rules=None, **tables):
    """Of Anna on the first of November: rule to its last day and its registers."""
    tables.setdefault("clients", LIVES_HERE)
    frames, _ = admit_in_memory(drawn(tables, ["anna"]), ON)
    rows = holding(frames, ON, rules or SuppressionRules())
    return {rule: (until, where) for _, rule, until, where in rows.rows()}


def client(**columns):
    columns = {"resident": "yes"} | columns
    return f"| {' | '.join(columns)}\nanna | {' | '.join(columns.values())}"


def on_ward(*stays):
    rows = "".join(f"\nanna | {a} | {b} | ward | fulfilled" for a, b in stays)
    return f"| starts_at | ends_at | mode | status{rows}"


def diagnosed(day, code, system="icd10", confirmed="-"):
    headings = "| recorded_on | code | system | confirmed"
    return f"{headings}\nanna | {day} | {code} | {system} | {confirmed}"


def planned(day, kind, ends_on="-", register="health"):
    headings = "| updated_on | kind | ends_on | source_register"
    return f"{headings}\nanna | {day} | {kind} | {ends_on} | {register}"


@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        ({"died_on": "2026-11-01"}, "deceased"),
        ({"born_on": "2008-11-02"}, "minor"),
        ({"objects": "yes"}, "objects"),
        ({"moved_out_on": "2026-11-01"}, "moved_away"),
        ({"resident": "no"}, "no_contact"),
    ],
)
def test_who_is_not_in_the_population_is_on_no_list(columns, rule):
    assert held(clients=client(**columns)) == {rule: (None, None)}


def test_who_is_in_the_population_is_kept_off_by_nothing():
    assert held() == {}


@pytest.mark.parametrize(
    "stays",
    [
        [("2026-10-20 10:00", "-")],
        [("2026-10-20 10:00", "2026-11-02 09:00")],
        [("2026-05-06 10:00", "-")],
        [("2026-10-01 10:00", "2026-10-20 10:00"), ("2026-10-20 11:00", "-")],
    ],
)
def test_who_has_not_left_the_ward_is_on_it(stays):
    assert held(contacts=on_ward(*stays)) == {"inpatient": (None, "health")}


@pytest.mark.parametrize(
    "stays",
    [
        [("2026-10-20 10:00", "2026-11-01 09:00")],
        [("2026-05-05 10:00", "-")],
        [("2026-11-02 10:00", "-")],
        # A ward whose end was forgotten, and another that the client has left.
        [("2026-10-20 10:00", "-"), ("2026-10-21 10:00", "2026-10-25 10:00")],
    ],
)
def test_who_has_left_or_has_a_stay_that_was_forgotten_is_not(stays):
    assert held(contacts=on_ward(*stays)) == {}


def test_a_visit_without_an_end_is_no_stay():
    headings = "| starts_at | ends_at | mode | status\n"
    visit = "anna | 2026-10-20 10:00 | - | visit | fulfilled"
    assert held(contacts=headings + visit) == {}


def test_palliative_care_counts_for_a_year_from_its_diagnosis():
    until = date(2026, 11, 1)
    assert held(diagnoses=diagnosed("2025-11-02", "Z51.5")) == {
        "palliative": (until, "health")
    }
    assert held(diagnoses=diagnosed("2025-11-01", "Z51.5")) == {}
    assert held(diagnoses=diagnosed("2026-11-02", "Z51.5")) == {}
    assert held(diagnoses=diagnosed("2026-10-01", "Z51.1")) == {}
    assert held(diagnoses=diagnosed("2026-10-01", "Z51.5", confirmed="no")) == {}


def test_a_palliative_plan_counts_while_it_is_in_force():
    plan = planned("2020-01-01", "palliative")
    assert held(plans=plan) == {"palliative": (None, "health")}
    ends = planned("2020-01-01", "palliative", "2026-11-01")
    assert held(plans=ends) == {"palliative": (date(2026, 11, 1), "health")}
    ended = planned("2020-01-01", "palliative", "2026-10-31")
    assert held(plans=ended) == {}
    both = held(plans=plan, diagnoses=diagnosed("2026-10-01", "Z51.5"))
    assert both == {"palliative": (None, "health")}


@pytest.mark.parametrize(
    ("columns", "registers"),
    [
        ({"social_worker": "w1"}, "social"),
        ({"care_lead": "w1"}, "health"),
        ({"social_worker": "w1", "care_lead": "w2"}, "health+social"),
    ],
)
def test_a_named_worker_supports_the_client(columns, registers):
    assert held(clients=client(**columns)) == {"already_supported": (None, registers)}


def segment(day, consent="yes"):
    return client(segment="2", segment_on=day, segment_consent=consent)


def test_a_segment_is_recent_for_ninety_days_if_consented_to():
    first = {"recently_assessed": (ON, "health")}
    assert held(clients=segment("2026-08-04")) == first
    assert held(clients=segment("2026-08-03")) == {}
    assert held(clients=segment("2026-11-02")) == {}
    assert held(clients=segment("2026-10-01", consent="no")) == {}
    assert held(clients=segment("2026-10-01", consent="-")) == {}


@pytest.mark.parametrize("kind", ["care", "service", "client"])
def test_a_plan_is_recent_for_ninety_days(kind):
    assert held(plans=planned("2026-08-04", kind, register="social")) == {
        "recently_planned": (ON, "social")
    }
    assert held(plans=planned("2026-08-03", kind)) == {}
    assert held(plans=planned("2026-10-01", kind, "2026-10-31")) == {}


@pytest.mark.parametrize("kind", ["rehabilitation", "substance"])
def test_other_plans_do_not_say_what_the_client_needs(kind):
    assert held(plans=planned("2026-10-01", kind)) == {}


def test_a_review_of_medicines_counts_for_a_year():
    until = {"medication_reviewed": (ON, "health")}
    assert held(diagnoses=diagnosed("2025-11-02", "SPAT1252", "spat")) == until
    assert held(diagnoses=diagnosed("2025-11-01", "SPAT1252", "spat")) == {}
    assert held(diagnoses=diagnosed("2026-10-01", "SPAT1250", "spat")) == {}
    assert held(plans=planned("2025-11-02", "medication")) == until
    assert held(plans=planned("2025-11-01", "medication")) == {}


def test_a_county_sets_the_days_and_leaves_out_rules():
    week = SuppressionRules(planned_days=7)
    assert held(week, plans=planned("2026-10-26", "care"))
    assert held(week, plans=planned("2026-10-25", "care")) == {}
    without = SuppressionRules(without={"already_supported"})
    assert held(without, clients=client(care_lead="w1")) == {}


@pytest.mark.parametrize("rule", ["deceased", "objects"])
def test_no_county_lists_who_is_not_in_the_population(rule):
    with pytest.raises(ValidationError, match="cannot be left out"):
        SuppressionRules(without={rule})


def test_a_rule_that_does_not_exist_is_told_with_its_place(tmp_path):
    county = tmp_path / "county.yaml"
    county.write_text(
        "name: X\nmode: shadow\nworklist: {suppression: {without: [rich]}}\n"
    )
    with pytest.raises(ValueError, match=r"worklist.suppression.without"):
        read_county(county)


EVERYTHING = set(stems())


def of(*families):
    return {stem for stem, family in FAMILIES.items() if family in families}


AGREED = {
    "contacts_outside_plan",
    "lapsed_psychosis_treatment",
    "slipping_from_care",
    "unresolved_matter",
}


@pytest.mark.parametrize(
    ("rule", "covered"),
    [
        *((rule, EVERYTHING) for rule in list(SuppressionRule)[:5]),
        ("inpatient", EVERYTHING - of("human", "crisis")),
        ("palliative", EVERYTHING - of("human", "crisis")),
        (
            "already_supported",
            EVERYTHING - of("human", "crisis", "coordination") - AGREED,
        ),
        ("recently_assessed", of("volume", "medicines")),
        ("recently_planned", of("volume", "medicines")),
        ("medication_reviewed", of("medicines")),
    ],
)
def test_each_rule_covers_its_reasons_and_no_other(rule, covered):
    table = suppression().covers(FAMILIES)
    assert {*table.filter(rule=str(rule))["trigger"]} == covered


def test_covers_speak_of_families_and_triggers_that_exist():
    for rule in SuppressionRule:
        cover = suppression()[rule].covers
        families = (cover.families or frozenset()) | cover.but_families
        assert families <= {*FAMILIES.values()}
        assert cover.but_triggers <= FAMILIES.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_rules_are_told_in_plain_words(language):
    words = [getattr(suppression()[rule], language) for rule in SuppressionRule]
    assert len({*words}) == len(words)
    for text in words:
        for stems_of in ((), (OF_ADDICTION,), (OF_VIOLENCE,)):
            assert not forbidden_in(text, language, *stems_of)
