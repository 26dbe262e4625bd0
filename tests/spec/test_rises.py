"""Rises: whether somebody uses a service clearly more than before."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from fixtures.text_tables import complete_rows
from schemas.admitted import admit_in_memory
from schemas.extracts import EXTRACTS
from schemas.rises import RiseRule, chance_of_as_many, known_since, rises
from tests.examples import examples
from triggers._catalogue import trigger
from triggers._evaluation import evaluate

ON = date(2026, 11, 1)
RULE = RiseRule(recent_days=90, baseline_days=365, least_county_contacts=100)
TWICE = RULE._replace(evaluations=2, days_apart=28)
DAYS = {"client": pl.UInt32, "day": pl.Date}
LONG_AGO = -2000
OTHER_KIND = 1000  # so many contacts on a day are of another kind here


def on(days):
    """A day so many days after the as-of day; negative: before it."""
    return ON + timedelta(days=days)


def county(contacts):
    """The county's days from days after the as-of day to contacts of that day."""
    return pl.LazyFrame(
        [(on(LONG_AGO), 1), *((on(days), count) for days, count in contacts.items())],
        schema={"day": pl.Date, "contacts": pl.UInt32},
        orient="row",
    )


def told(days, rule=RULE, contacts=None, moved_in=None):
    """(recent, weeks, rate ratio, chance) of somebody who came on these days."""
    clients = pl.LazyFrame(
        {"client": [1], "moved_in_on": [None if moved_in is None else on(moved_in)]},
        schema={"client": pl.UInt32, "moved_in_on": pl.Date},
    )
    came = pl.LazyFrame([(1, on(one)) for one in days], schema=DAYS, orient="row")
    alike = pl.col("contacts") < OTHER_KIND
    found = rises(clients, came, county(contacts or {}), alike, ON, rule).collect()
    assert found["client"].to_list() == [1]
    return found.select("recent", "weeks", "rate_ratio", "chance").row(0)


def times(recent, baseline):
    """So many days in each of the two windows, as far from their edges as can be."""
    return [-10] * recent + [-300] * baseline


def chance(recent, baseline, share):
    """The chance of one pair, in per cent."""
    return 100 * probability(recent, baseline, share)


def probability(recent, baseline, share):
    """The chance of one pair."""
    pair = pl.LazyFrame({"recent": [recent], "baseline": [baseline], "share": [share]})
    columns = (pl.col(name) for name in ("recent", "baseline", "share"))
    return pair.select(chance_of_as_many(*columns)).collect().item()


@pytest.mark.parametrize(
    ("recent", "baseline", "expected"),
    [
        (3, 0, 0.8),
        (3, 1, 2.6),
        (4, 1, 0.6),
        (6, 3, 0.3),
        (6, 6, 1.8),
        (9, 10, 0.6),
        (12, 20, 1.5),
        (10, 24, 12),
    ],
)
def test_known_pairs(recent, baseline, expected):
    """For 90 days against 365, in per cent."""
    found = told(times(recent, baseline))
    assert found[3] == pytest.approx(expected, abs=0.05 if expected < 10 else 0.5)
    assert found[3] == chance(recent, baseline, 90 / 455)


@settings(max_examples=examples(300))
@given(
    recent=st.integers(0, 200),
    baseline=st.integers(0, 400),
    share=st.floats(0.001, 0.999),
)
def test_the_chance_is_that_of_the_exact_test(recent, baseline, share):
    """SciPy's own exact one-sided binomial test says the same."""
    expected = (
        binomtest(recent, recent + baseline, share, alternative="greater").pvalue
        if recent + baseline
        else 1.0
    )
    assert probability(recent, baseline, share) == pytest.approx(expected, rel=1e-8)


def test_the_chance_is_told_of_many_at_once():
    """One value for each row, in their order."""
    pairs = pl.LazyFrame({"recent": [3, 0, 4], "baseline": [0, 5, 1]})
    found = pairs.select(
        chance_of_as_many(pl.col("recent"), pl.col("baseline"), pl.lit(90 / 455))
    )
    assert found.collect().to_series().to_list() == [
        probability(3, 0, 90 / 455),
        1.0,
        probability(4, 1, 90 / 455),
    ]


@pytest.mark.parametrize(
    ("day", "recent", "counted"),
    [
        (1, 0, False),
        (0, 1, True),
        (-89, 1, True),
        (-90, 0, True),
        (-454, 0, True),
        (-455, 0, False),
    ],
)
def test_both_windows_have_edges(day, recent, counted):
    """Ninety days that end with the as-of day, and the 365 right before them."""
    found = told([day, *times(5, 0)])
    assert found[0] == 5 + recent
    baseline = int(counted and not recent)
    assert found[3] == chance(5 + recent, baseline, 90 / 455)


def test_the_ratio_is_of_days_and_counts_a_baseline_of_none_as_one():
    """Twice as many in a fourth of the days is eight times as often."""
    assert told(times(4, 2))[2] == pytest.approx((4 / 90) / (2 / 365))
    assert told(times(4, 1))[2] == pytest.approx((4 / 90) / (1 / 365))
    assert told(times(4, 0))[2] == pytest.approx((4 / 90) / (1 / 365))
    assert told(times(0, 4))[2] == 0


def test_weeks_are_those_of_the_calendar():
    """From Monday to Sunday; those of the baseline do not count."""
    monday = (date(2026, 10, 5) - ON).days
    assert told([monday, monday + 6, -300, -200])[1] == 1
    assert told([monday - 1, monday, monday + 6])[1] == 2
    new_year = (date(2026, 1, 1) - ON).days
    before = RULE._replace(recent_days=400, baseline_days=30)
    assert told([new_year - 1, new_year], before)[1] == 1


def test_who_never_came_has_not_risen():
    """No times, and a chance of a hundred per cent."""
    assert told([]) == (0, 0, 0, 100)


def test_a_rise_of_the_county_is_not_a_rise_of_one():
    """With half of the county's contacts in the recent window, half are expected."""
    found = told(times(6, 3), contacts={-10: 50, -300: 50})
    assert found[3] == chance(6, 3, 0.5)
    assert found[2] == pytest.approx(2)


def test_a_fall_of_the_county_makes_a_rise_clearer():
    """Whoever comes as often as before while others come less has risen."""
    found = told(times(6, 6), contacts={-10: 10, -300: 90})
    assert found[3] == chance(6, 6, 0.1)
    assert found[2] == pytest.approx(9)


@pytest.mark.parametrize(
    ("contacts", "share"),
    [
        ({-10: 50, -300: 49}, 90 / 455),
        ({-10: 50, -300: 50}, 1 / 2),
        ({-10: 50, -300: 51}, 50 / 101),
        ({-10: 100}, 90 / 455),
        ({-300: 100}, 90 / 455),
        ({-89: 40, -90: 60}, 0.4),
        ({0: 40, -454: 60}, 0.4),
        ({1: 40, -10: 50, -300: 50}, 0.5),
        ({-455: 40, -10: 50, -300: 50}, 0.5),
        ({-11: 5000, -10: 50, -300: 50}, 0.5),
        ({}, 90 / 455),
    ],
)
def test_too_small_a_county_tells_no_trend(contacts, share):
    """From a hundred contacts on here, and some in each of the windows."""
    assert told(times(6, 3), contacts=contacts)[3] == chance(6, 3, share)


def test_of_two_evaluations_the_weaker_is_told():
    """Five of six times came after the first evaluation, four weeks ago."""
    latest = [-1, -2, -3, -4, -5, -40]
    now = told(latest)
    both = told(latest, TWICE)
    assert now[0] == 6
    assert both[0] == 1
    assert both[1] == 1
    assert both[2] == pytest.approx((1 / 90) / (1 / 365))
    assert both[3] == chance(1, 0, 90 / 455)


def test_a_rise_that_is_passing_is_told_by_the_latest_evaluation():
    """What came 100 days ago was recent four weeks ago, and is not any more."""
    found = told([-100] * 6 + [-10], TWICE)
    assert found[0] == 1
    assert found[3] == chance(1, 6, 90 / 455)


def test_each_evaluation_has_its_own_share_of_the_county():
    """Ten days ago the county had many, all after the first evaluation."""
    contacts = {-10: 100, -50: 50, -300: 50}
    found = told(times(0, 3) + [-50] * 6, TWICE, contacts)
    assert found[3] == max(chance(6, 3, 150 / 200), chance(6, 3, 50 / 100))
    assert found[2] == pytest.approx((6 * (1 - 0.75)) / (0.75 * 3))


@pytest.mark.parametrize(
    ("rule", "moved_in", "known"),
    [
        (RULE, -454, True),
        (RULE, -453, False),
        (TWICE, -482, True),
        (TWICE, -481, False),
        (RULE, 1, False),
        (RULE, None, True),
    ],
)
def test_somebody_who_moved_in_since_cannot_be_told(rule, moved_in, known):
    """The county must have known them for both windows of each evaluation."""
    found = told(times(6, 0), rule, moved_in=moved_in)
    assert (found == (None, None, None, None)) is not known


def test_a_county_whose_history_is_short_can_tell_of_nobody():
    """Its first contact is where its history begins."""
    clients = pl.LazyFrame({"client": [1], "moved_in_on": [None]}).cast(
        {"moved_in_on": pl.Date}
    )
    days = {"day": pl.Date, "contacts": pl.UInt32}
    for begins, since in ((-454, on(-454)), (-453, on(-453)), (None, None)):
        rows = [] if begins is None else [(on(begins), 1)]
        short = pl.LazyFrame(rows, schema=days, orient="row")
        assert known_since(clients, short).collect().row(0) == (1, since)
        none = pl.LazyFrame(schema=DAYS)
        clients = clients.cast({"client": pl.UInt32})
        found = rises(clients, none, short, pl.lit(False), ON, RULE)
        assert (found.collect()["chance"].item() == 100) is (begins == -454)


def test_a_rule_says_how_many_days_it_needs():
    """Both windows, and the days between the evaluations."""
    assert RULE.days_needed == 455
    assert TWICE.days_needed == 483
    assert TWICE.recent_days_of_all == 118


NOON = time(12)
# A trigger that looks at rises, and a contact of a kind that it counts.
LOOKING_AT_RISES = {
    "rising_emergency_visits": {"service_family": "emergency"},
    "rising_contacts": {"service_family": "emergency"},
}
# Contacts that none of them counts.
OTHERS = (
    {"service_family": "dental"},
    {"mode": "digital"},
    {"status": "booked"},
    {"visitor_role": "for_child"},
)


@pytest.mark.parametrize("stem", LOOKING_AT_RISES)
@pytest.mark.parametrize("enough", [True, False])
def test_a_trigger_is_told_of_the_trend_among_contacts_of_its_kind(stem, enough):
    """Six against three; in the county nine of each, and others that do not count."""
    usual = {"booked_at": None, **LOOKING_AT_RISES[stem]}
    # In the recent window of each evaluation; 200 days before, in what came before.
    recent = [-6 * place - 30 for place in range(9)]
    drawn = [
        *({"client_id": "anna", "day": on(day)} for day in recent[:6]),
        *({"client_id": "bo", "day": on(day)} for day in recent[6:]),
        *({"client_id": "anna", "day": on(day - 200)} for day in recent[:3]),
        *({"client_id": "bo", "day": on(day - 200)} for day in recent[3:]),
        *({"client_id": "bo", "day": on(-1)} | other for other in OTHERS),
        {"client_id": "bo", "day": on(LONG_AGO)},
    ]
    rows = [
        usual
        | row
        | {"starts_at": datetime.combine(row.pop("day"), datetime.min.time())}
        for row in drawn
    ]
    extracts = {
        "clients": complete_rows(
            EXTRACTS["clients"], [{"client_id": "anna"}, {"client_id": "bo"}]
        ),
        "contacts": complete_rows(EXTRACTS["contacts"], rows),
    }
    admitted, numbers = admit_in_memory(
        {name: frame.lazy() for name, frame in extracts.items()}, ON
    )
    one = trigger(stem, ON)
    parameters = one.parameters.model_copy(
        update={"least_county_contacts": 18 + (not enough)}
    )
    said = evaluate(admitted, [replace(one, parameters=parameters)], ON)
    found = said.measures.join(numbers, on="client").filter(client_id="anna")
    share = 1 / 2 if enough else 90 / 455
    assert found[f"{stem}__chance"].item() == pytest.approx(chance(6, 3, share))
