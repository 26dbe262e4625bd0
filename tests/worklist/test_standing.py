"""Where a client stands, read from the store as it was, in three languages."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from schemas.worklist_rules import Backlog, WorklistRules
from tests.worklist.nights import FIRST, ROUTING, night, run
from triggers._catalogue import trigger
from triggers._decisions import LANGUAGES, Status
from worklist.inhibitions import Inhibition
from worklist.recorded import Recording, record, undo
from worklist.standing import Part, Place, standing_of
from worklist.standing_words import (
    ended_in_words,
    holding_in_words,
    recording_in_words,
    turn_in_words,
    where_in_words,
)

STEMS = ("many_medicines", "repeated_renewals", "scattered_contacts", "frequent_visits")
TRIGGERS = {stem: trigger(stem, FIRST) for stem in STEMS}
LIVE = {stem: one.definition.family for stem, one in TRIGGERS.items()}
BESIDE = ("frequent_visits",)
MEDICINES, RENEWALS = ("anna", STEMS[0]), ("anna", STEMS[1])
RULES = WorklistRules(lapses_after=0)


def day(number):
    return FIRST + timedelta(number)


def merge(engine, fired, rules=RULES, routing=ROUTING):
    """Merge nights: `fired` gives the pairs of each day, by its number."""
    nights = {
        day(number): night(day(number), pairs, live=LIVE, beside=BESIDE)
        for number, pairs in fired.items()
    }
    run(engine, nights, *nights, rules=rules, routing=routing)


def stood(engine, number, rules=RULES, routing=ROUTING, triggers=TRIGGERS):
    return standing_of(engine, "anna", day(number), triggers, routing, rules)


def said(engine, code, number, opened=0, **more):
    """Record something on the morning of a day."""
    at = datetime.combine(day(number), time(9), UTC)
    one = Recording("anna", day(opened), code, "n-1", "north", "test", **more)
    return record(engine, one, at, day(number), ROUTING, RULES)


def where(one, language, place=None):
    return where_in_words(one, place or one.place, ROUTING, language)


def test_on_the_list_and_in_the_queue(store):
    full = ROUTING.model_copy(
        update={
            "teams": ROUTING.teams
            | {"north": ROUTING.teams["north"].model_copy(update={"new_per_night": 1})}
        }
    )
    others = {("aaron", STEMS[2]), ("abel", STEMS[2])}
    merge(store, {0: {MEDICINES, *others}, 1: {MEDICINES, *others}}, routing=full)
    first, second = stood(store, 0, routing=full), stood(store, 1, routing=full)
    assert {first.place, second.place} == {Place.WAITING}
    assert where(first, "fi") == ["Jonossa: P, 20.11.2026 alkaen."]
    assert where(first, "sv") == ["I kön: N, från och med 20.11.2026."]
    merge(store, {2: {MEDICINES, *others}}, routing=full)
    listed = stood(store, 2, routing=full)
    assert where(listed, "en") == ["On the list of north since 2026-11-22."]
    assert [one.part for one in listed.holding] == [Part.LISTS]
    # A past night is read as it stood.
    assert stood(store, 1, routing=full) == second
    told = turn_in_words(3, 9, full.teams["north"], day(3), "fi")
    assert told == [
        "Jonossa 3. / 9. Listalle nousee tavallisesti enintään 1 riviä yössä, kun "
        "listalla on alle 60 riviä.",
        "Tällä tahdilla vuoro on noin 23.11.2026.",
    ]


@pytest.mark.parametrize(
    ("code", "more", "returns_after"),
    [("assessed_1", {}, 365), ("declined", {}, None), ("taken", {}, "open")],
)
def test_what_held_when_it_closed_rests_as_long_as_is_told(
    store, code, more, returns_after
):
    merge(store, {0: {MEDICINES}})
    said(store, code, 1, **more)
    merge(store, {1: {MEDICINES}})
    one = stood(store, 1)
    if returns_after == "open":
        assert one.place == Place.TAKEN
        assert where(one, "sv") == ["Under behandling: N, från och med 21.11.2026."]
        return
    assert one.place == Place.RESTS
    [holding] = one.holding
    assert holding.part == Part.RESTS
    if returns_after is None:
        assert holding.until is None
        assert "ei yksin nosta uudelleen" in holding_in_words(holding, "fi")
        return
    assert holding.until == day(1 + returns_after)
    merge(store, {returns_after: {MEDICINES}})
    assert stood(store, returns_after).place == Place.RESTS
    merge(store, {returns_after + 1: {MEDICINES}})
    assert stood(store, returns_after + 1).place == Place.LISTED


def test_what_is_new_of_the_same_kind_rests_for_the_cool_down(store):
    merge(store, {0: {MEDICINES}})
    said(store, "declined", 1)
    merge(store, {1: {MEDICINES}, 5: {MEDICINES, RENEWALS}})
    old, new = stood(store, 5).holding
    assert (old.trigger, old.until) == (STEMS[0], None)
    assert (new.trigger, new.until) == (STEMS[1], day(181))
    merge(store, {180: {MEDICINES, RENEWALS}})
    assert stood(store, 180).place == Place.RESTS
    merge(store, {181: {MEDICINES, RENEWALS}})
    one = stood(store, 181)
    assert one.place == Place.LISTED
    assert [ended_in_words(ended, "sv") for ended in one.ended] == [
        "Tidigare episod 20.11.2026–21.11.2026: Diskuterat, klienten önskar inte."
    ]


def test_a_new_family_ends_the_rest(store):
    merge(store, {0: {MEDICINES}})
    said(store, "assessed_1", 1)
    merge(store, {1: {MEDICINES}, 2: {MEDICINES, ("anna", STEMS[2])}})
    one = stood(store, 2)
    assert one.place == Place.LISTED
    assert {holding.part for holding in one.holding} == {Part.LISTS}


def test_what_stands_beside_lists_nobody_alone(store):
    merge(store, {0: {("anna", "frequent_visits")}})
    assert stood(store, 0).place == Place.BESIDE
    merge(store, {1: {("anna", "frequent_visits"), MEDICINES}})
    one = stood(store, 1)
    assert {holding.part for holding in one.holding} == {Part.LISTS}


def test_what_is_on_trial_lists_nobody(store):
    on_trial = TRIGGERS[STEMS[0]]
    decision = on_trial.decision.model_copy(update={"status": Status.SHADOW})
    triggers = TRIGGERS | {STEMS[0]: replace(on_trial, decision=decision)}
    live = {stem: family for stem, family in LIVE.items() if stem != STEMS[0]}
    run(store, {FIRST: night(FIRST, {MEDICINES}, live=live)}, FIRST, rules=RULES)
    one = stood(store, 0, triggers=triggers)
    assert one.place == Place.SHADOW
    assert one.of_trigger(STEMS[0]).part == Part.SHADOW


def test_what_is_covered_names_what_covers_it(store):
    covers = Inhibition(
        rule="renewals within many", source=STEMS[:1], target=STEMS[1:2], because="x"
    )
    routing = ROUTING.model_copy(update={"inhibitions": (covers,)})
    merge(store, {0: {MEDICINES, RENEWALS}}, routing=routing)
    under = stood(store, 0, routing=routing).of_trigger(STEMS[1])
    assert under.part == Part.COVERED
    assert holding_in_words(under, "fi") == "sisältyy: Monta lääkettä"
    assert "renewals within many" in holding_in_words(under, "en")


def test_a_backlog_that_the_county_does_not_list(store):
    rules = WorklistRules(lapses_after=0, backlog=Backlog.NEW_ONLY)
    merge(store, {0: {MEDICINES}}, rules=rules)
    assert stood(store, 0, rules=rules).place == Place.BACKLOG


def test_nothing_holds_of_whom_the_store_does_not_know(store):
    merge(store, {0: set()})
    one = stood(store, 0)
    assert (one.place, one.holding, one.ended) == (Place.NOTHING, (), ())
    assert where(one, "en")[-1] == (
        "Being absent from the list means nothing about a person's need."
    )


def test_a_snooze_tells_why_and_what_was_undone_is_not_told(store):
    merge(store, {0: {MEDICINES}})
    said(store, "snoozed", 1, reason="waiting_for_service", until=day(20))
    morning = stood(store, 0)
    # The list of the night stands; what was recorded of it is told beside.
    assert morning.place == Place.LISTED
    assert [row["code"] for row in morning.since_then] == ["snoozed"]
    merge(store, {1: {MEDICINES}})
    one = stood(store, 1)
    assert where(one, "fi") == ["Palaa listalle 10.12.2026: P."]
    told = [
        recording_in_words(one.recorded, "recorded", ROUTING, language)
        for language in LANGUAGES
    ]
    assert told == [
        "Viimeksi kirjattu: Siirretty myöhemmäksi: odotetaan palvelua tai tulosta "
        "(21.11.2026 alkaen, P).",
        "Senast antecknat: Uppskjutet till senare: väntar på service eller resultat "
        "(från och med 21.11.2026, N).",
        "Last recorded: Snoozed until later: waiting for a service or a result "
        "(from 2026-11-21, north).",
    ]
    said(store, "declined", 2)
    back = Recording("anna", day(0), "undone", "n-1", "north", "test")
    undo(store, back, datetime.combine(day(2), time(10), UTC), day(2), RULES)
    assert stood(store, 1).since_then == ()


def test_a_closing_tells_its_reason(store):
    merge(store, {0: {MEDICINES}})
    said(store, "not_relevant", 1, reason="planned")
    merge(store, {1: {MEDICINES}})
    [ended] = stood(store, 1).ended
    assert ended_in_words(ended, "en") == (
        "Earlier episode 2026-11-20 to 2026-11-21: Not relevant: explained by the plan."
    )


def test_an_episode_whose_reasons_have_gone_says_so(store):
    rules = WorklistRules(lapses_after=14)
    merge(store, {0: {MEDICINES}, 1: set()}, rules=rules)
    one = stood(store, 1, rules=rules)
    assert one.place == Place.LISTED
    assert where(one, "fi")[-1] == (
        "Mikään peruste ei enää täyty (21.11.2026 alkaen): jakso raukeaa, ellei kukaan "
        "ota sitä."
    )
