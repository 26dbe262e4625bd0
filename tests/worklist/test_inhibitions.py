"""One trigger covers another: it counts once, and nobody is lost by it."""

from datetime import timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.worklist.nights import FIRST, ROUTING, night, run
from triggers._catalogue import trigger
from worklist.inhibitions import Inhibition, covered
from worklist.ordering import PAIR
from worklist.reading import read
from worklist.routing import Routing, read_routing
from worklist.tables import EPISODE, FIRING

LIVE = {"over": "spread", "under": "volume", "other": "life"}
RULE = {"rule": "one", "source": ["over"], "target": ["under"], "because": "a test"}
COVERING = Routing.model_validate(ROUTING.model_dump() | {"inhibitions": [RULE]})
DAYS = [FIRST + timedelta(days=days) for days in range(5)]
LATER = DAYS[1]


def held(*pairs):
    return pl.DataFrame(pairs, schema=dict.fromkeys(PAIR, pl.String), orient="row")


def told(*pairs, live=LIVE, beside=(), rules=COVERING.inhibitions):
    return covered(held(*pairs), rules, live, beside).rows()


def test_a_source_covers_its_target_for_the_same_client_alone():
    both = [("anna", "over"), ("anna", "under"), ("bertta", "under")]
    assert told(*both) == [("anna", "under", "over", "one")]
    assert told(("anna", "over"), ("bertta", "under")) == []


def test_a_source_that_lists_nobody_covers_nothing():
    pairs = [("anna", "over"), ("anna", "under")]
    assert told(*pairs, live=["under"]) == []
    assert told(*pairs, beside=["over"]) == []
    assert told(*pairs, beside=["over", "under"]) != []
    assert told(*pairs, beside=["under"]) != []


def episodes(store):
    with store.connect() as connection:
        rows = read(connection, select(EPISODE))
    return sorted(rows.select("client_id", "opened_on", "state", "gone_on").rows())


def after(store, *nights, routing=COVERING, beside=()):
    by_day = {
        day: night(day, fired, live=LIVE, beside=beside)
        for day, fired in zip(DAYS, nights, strict=False)
    }
    run(store, by_day, *by_day, routing=routing)
    return episodes(store)


BOTH = [("anna", "over"), ("anna", "under")]


def test_a_covered_trigger_does_not_hold_an_episode_with_what_stands_beside(store):
    """`other` lists only beside another family: a covered one is no family."""
    fired = [*BOTH, ("bertta", "under"), ("bertta", "other")]
    opened = after(store, fired, beside=["over", "under", "other"])
    assert [client for client, *_ in opened] == ["bertta"]


def test_without_the_rule_the_same_night_lists_both(store):
    fired = [*BOTH, ("bertta", "under"), ("bertta", "other")]
    opened = after(store, fired, beside=["over", "under", "other"], routing=ROUTING)
    assert [client for client, *_ in opened] == ["anna", "bertta"]


def test_what_is_covered_is_kept_and_holds_again_when_its_source_is_gone(store):
    opened = after(store, BOTH, [("anna", "under")])
    assert [(client, day, gone) for client, day, _, gone in opened] == [
        ("anna", DAYS[0], None)
    ]
    with store.connect() as connection:
        firings = read(connection, select(FIRING)).sort("trigger")
    assert firings.select("trigger", "first_on", "ended_on").rows() == [
        ("over", DAYS[0], LATER),
        ("under", DAYS[0], None),
    ]


def test_any_order_of_the_nights_gives_the_same(store_url, store):
    by_day = {
        DAYS[0]: night(DAYS[0], [("anna", "under")], live=LIVE),
        DAYS[1]: night(DAYS[1], BOTH, live=LIVE),
        DAYS[2]: night(DAYS[2], [("anna", "under"), ("bertta", "over")], live=LIVE),
    }
    run(store, by_day, *DAYS[:3], routing=COVERING)
    in_order = episodes(store)
    run(store, by_day, DAYS[1], DAYS[0], routing=COVERING)
    assert episodes(store) == in_order


@given(
    st.sets(st.sampled_from("abcdef"), min_size=1),
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from("def")),
        min_size=1,
        max_size=6,
    ),
    st.sets(st.sampled_from("abcdef")),
)
def test_whoever_has_a_reason_keeps_one(stems, rules, beside):
    """What covers is not covered, so that something is always left."""
    inhibitions = [
        Inhibition(rule=str(n), source=[over], target=[under], because="a test")
        for n, (over, under) in enumerate(rules)
    ]
    pairs = [("anna", stem) for stem in stems]
    under = {stem for _, stem, *_ in told(*pairs, live=stems, rules=inhibitions)}
    assert stems - under
    under = {
        stem
        for _, stem, *_ in told(*pairs, live=stems, rules=inhibitions, beside=beside)
    }
    alone = stems - beside
    assert not alone or alone - under


# Of each default inhibition, what makes the target a part of the source: the decisions
# of both, so that whoever changes one of them is reminded of the inhibition.
def values(stem, *names):
    one = trigger(stem, FIRST)
    return tuple(getattr(one.parameters, name) for name in names)


def limits(stem, *measures):
    thresholds = {
        limit.measure: limit.limit
        for limit in trigger(stem, FIRST).decision.fires_when.thresholds
    }
    return tuple(thresholds[measure] for measure in measures)


@pytest.mark.parametrize("source", ["slipping_from_care", "memory_decline"])
def test_missed_appointments_are_a_sign_of_what_covers_them(source):
    short = {
        "slipping_from_care": "recent_window_days",
        "memory_decline": "recent_missed_window_days",
    }[source]
    assert limits("missed_appointments", "no_show_days", "recent_no_show_days") == (
        values(source, "missed_days", "recent_missed_days")
    )
    assert values("missed_appointments", "long_window_days", "short_window_days") == (
        values(source, "missed_window_days", short)
    )


def test_rising_contacts_are_a_sign_of_memory_decline():
    names = ("contact_days", "weeks", "rate_ratio", "chance")
    assert limits("rising_contacts", *names) == values("memory_decline", *names)
    windows = ("recent_days", "baseline_days", "evaluations", "days_apart")
    assert values("rising_contacts", *windows) == values("memory_decline", *windows)


def test_emergency_visits_that_rise_are_frequent():
    [rising] = limits("rising_emergency_visits", "emergency_visits")
    [frequent] = limits("frequent_visits", "recent_emergency_visits")
    assert rising >= frequent
    assert values("rising_emergency_visits", "recent_days") <= (
        values("frequent_visits", "emergency_window_days")
    )


def test_the_default_inhibitions_are_those_three():
    pairs = {
        (source, target)
        for one in read_routing().inhibitions
        for source in one.source
        for target in one.target
    }
    assert pairs == {
        ("slipping_from_care", "missed_appointments"),
        ("memory_decline", "missed_appointments"),
        ("memory_decline", "rising_contacts"),
        ("rising_emergency_visits", "frequent_visits"),
    }
