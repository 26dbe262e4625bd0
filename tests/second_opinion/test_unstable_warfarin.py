"""Warfarin, judged a second time in plain Python from the prose alone."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import pairwise
from statistics import median

from hypothesis import strategies as st

from tests.second_opinion.agreement import both_agree

ON = date(2026, 11, 1)
CLIENTS = ["anna", "bo"]
NAMES = ("time_in_range", "high_inr_days", "highest_inr")


def within(day, days):
    """In the window of `days` days that ends with the as-of day."""
    return ON - timedelta(days=days - 1) <= day <= ON


def supply(row, rows):
    """First of: dose, the person's own interval, three months; else half a year."""
    if row["days_supply"] is not None:
        return row["days_supply"]
    if row["event"] != "dispensed":
        return 180
    fetched = {
        other["occurred_on"]
        for other in rows
        if other["event"] == "dispensed"
        and other["occurred_on"] <= ON
        and other["client_id"] == row["client_id"]
        and other["substance_code"] == row["substance_code"]
    }
    gaps = [(later - day).days for day, later in pairwise(sorted(fetched))]
    return round(min(max(median(gaps), 14), 120)) if len(gaps) >= 2 else 90


def used_since(who, rows):
    """The first day of the unbroken use; None: not in use, or not for long enough."""
    known = any(
        row["event"] == "dispensed" and row["occurred_on"] <= ON for row in rows
    )
    telling = {"dispensed"} if known else {"prescribed", "renewed"}
    packs = [
        row
        for row in rows
        if row["client_id"] == who
        and row["event"] in telling
        and row["substance_code"] == "B01AA03"
        and within(row["occurred_on"], 365)
    ]
    if all(row["ended_on"] is not None and row["ended_on"] <= ON for row in packs):
        return None
    end = bridged = date.min
    for day, days in sorted((row["occurred_on"], supply(row, rows)) for row in packs):
        start = min(max(day, end), day + timedelta(days=90))
        end = start + timedelta(days=days)
        if start > bridged:
            since = start
        bridged = end + timedelta(days=max(30, days // 2))
    return since if bridged > ON and (ON - since).days >= 90 else None


def in_range(daily, valve, on_ward):
    """Per cent of the days with a value in range; None: too little is known."""
    lowest, highest = (25, 35) if valve else (20, 30)
    days = inside = 0
    for first, last in pairwise(sorted(daily)):
        gap = (last - first).days
        for step in range(1, gap + 1 if gap <= 56 else 1):
            change = (daily[last] - daily[first]) * Fraction(step, gap)
            if first + timedelta(days=step) not in on_ward:
                days += 1
                inside += lowest <= (daily[first] + change) * 10 <= highest
    return 100 * inside / days if len(daily) >= 5 and days >= 90 else None


def judge(who, rows, results, stays, diagnoses):
    """The outcome and the measures of one person."""
    since = used_since(who, rows)
    if since is None:
        return "not_applicable", dict.fromkeys(NAMES)
    by_day = defaultdict(list)
    for row in results:
        day = row["taken_on"]
        if (
            row["client_id"] == who
            and row["result_status"] in {"final", "corrected"}
            and row["value"] is not None
            and row["analyte"] == "inr"
            and within(day, 180)
            and day >= since + timedelta(days=42)
        ):
            by_day[day].append(row["value"])
    # Values are whole tenths, so that their mean is exact.
    daily = {
        day: Fraction(sum(round(value * 10) for value in found), 10 * len(found))
        for day, found in by_day.items()
    }
    on_ward = {
        row["starts_at"].date() + timedelta(days=number)
        for row in stays
        if row["client_id"] == who
        for number in range((row["ends_at"] - row["starts_at"]).days + 1)
    }
    valve = any(
        row["client_id"] == who
        and row["recorded_on"] <= ON
        and row["confirmed"] is not False
        and row["code"] == "Z95.2"
        for row in diagnoses
    )
    share = in_range(daily, valve, on_ward)
    high = sum(value > 5 for value in daily.values())
    highest = max(daily.values(), default=None)
    if high >= 2 or (highest or 0) > 8 or (share is not None and share < 60):
        outcome = "fired"
    else:
        outcome = "not_assessable" if share is None else "quiet"
    return outcome, dict(zip(NAMES, (share, high, highest), strict=True))


def ago(*days):
    """Days before the as-of day."""
    return st.sampled_from(days).map(lambda days: ON - timedelta(days=days))


packs = st.fixed_dictionaries(
    {
        "client_id": st.sampled_from(["anna", "anna", "bo"]),
        "event": st.sampled_from(["dispensed"] * 6 + ["prescribed", "renewed"]),
        "occurred_on": ago(365, 364, 300, 200, 150, 120, 91, 90, 89, 60, 30, 0, -1),
        "substance_code": st.sampled_from(["B01AA03"] * 5 + ["B01AF01", None]),
        "days_supply": st.sampled_from([90, 90, 100, 60, 400, None]),
        "ended_on": st.one_of(st.none(), st.none(), st.none(), ago(30, 0, -1)),
    }
)
LONG_IN_USE = {
    "client_id": "anna",
    "event": "dispensed",
    "substance_code": "B01AA03",
    "days_supply": 400,
    "ended_on": None,
}
values = st.one_of(
    st.integers(15, 40).map(lambda tenths: tenths / 10),
    st.sampled_from([2.0, 2.5, 3.0, 3.5, 5.0, 5.0, 5.0, 5.1, 8.0, 8.0, 8.1, None]),
)
results = st.fixed_dictionaries(
    {
        "client_id": st.sampled_from(["anna", "anna", "anna", "bo"]),
        "taken_on": st.one_of(
            st.integers(0, 150).map(lambda days: ON - timedelta(days=days)),
            ago(180, 179, 49, 48, 47, 0, -1),
        ),
        "analyte": st.sampled_from(["inr"] * 9 + ["ldl"]),
        "value": values,
        "result_status": st.sampled_from(["final"] * 6 + ["corrected", "preliminary"]),
    }
)
# Results of anna often enough for the share to be told, mostly about in range.
series = st.lists(
    st.tuples(st.integers(0, 24), st.sampled_from([1.9, 2.0, 2.2, 2.5, 2.9, 3.0, 3.4])),
    min_size=6,
    max_size=6,
).map(
    lambda drawn: [
        {
            "client_id": "anna",
            "taken_on": ON - timedelta(days=28 * place + days),
            "analyte": "inr",
            "value": value,
            "result_status": "final",
        }
        for place, (days, value) in enumerate(drawn)
    ]
)
stays = st.builds(
    lambda who, day, days: {
        "client_id": who,
        "starts_at": datetime.combine(day, time(9)),
        "ends_at": datetime.combine(day + timedelta(days=days), time(9)),
        "mode": "ward",
    },
    st.sampled_from(CLIENTS),
    ago(140, 100, 60, 20),
    st.sampled_from([0, 1, 10]),
)
diagnoses = st.fixed_dictionaries(
    {
        "client_id": st.sampled_from(CLIENTS),
        "recorded_on": ago(1000, 1, 0, -1),
        "code": st.sampled_from(["Z95.2", "Z95.2", "Z95.3"]),
        "confirmed": st.sampled_from([True, None, False]),
    }
)


@both_agree(
    "unstable_warfarin",
    ON,
    fetched=st.lists(packs, max_size=5),
    long_in_use=st.sampled_from([300, 300, 90, None]),
    often=st.one_of(st.just([]), series, series, series),
    measured=st.lists(results, max_size=8),
    stayed=st.lists(stays, max_size=1),
    found=st.lists(diagnoses, max_size=1),
)
def test_both_judge_the_same(fetched, long_in_use, often, measured, stayed, found):
    """Plain Python and the engine say the same of everybody."""
    measured = [*often, *measured]
    if long_in_use:
        day = ON - timedelta(days=long_in_use)
        fetched = [LONG_IN_USE | {"occurred_on": day}, *fetched]
    rows = [
        row | {"substance_system": row["substance_code"] and "atc"} for row in fetched
    ]
    county = {
        "clients": [{"client_id": client} for client in CLIENTS],
        "prescriptions": rows,
        "measurements": measured,
        "contacts": stayed,
        "diagnoses": found,
    }
    return county, {who: judge(who, rows, measured, stayed, found) for who in CLIENTS}
