"""Prescription requests, judged a second time in plain Python from the prose alone."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from hypothesis import strategies as st

from tests.second_opinion.agreement import both_agree

ON = date(2026, 11, 1)
CLIENTS = ["anna", "bo"]
STRONG = (
    *("N02A", "N02BF01", "N02BF02", "N03AE01", "N03AX12", "N03AX16"),
    *("N05BA", "N05CD", "N05CF", "N06BA", "R05DA"),
)
SAME = {"N02BF01": "N03AX12", "N02BF02": "N03AX16"}
NAMES = (
    "early_refills",
    "organisations_with_pharmacies",
    "organisations",
    "overlaps",
    "refused_requests",
)
LIMITS = (3, 3, 4, 2, 2)


def within(day, days):
    """In the window of `days` days that ends with the as-of day."""
    return ON - timedelta(days=days - 1) <= day <= ON


def supply(row, rows):
    """Days that a dispensing lasts, and whether that is recorded and no estimate."""
    if row["days_supply"] is not None:
        return row["days_supply"], True
    fetched = {
        other["occurred_on"]
        for other in rows
        if other["event"] == "dispensed"
        and other["occurred_on"] <= ON
        and other["client_id"] == row["client_id"]
        and other["substance_code"] == row["substance_code"]
    }
    gaps = [(later - day).days for day, later in pairwise(sorted(fetched))]
    if len(gaps) >= 2:
        return round(min(max(median(gaps), 14), 120)), False
    if row["ddd"] is not None:
        return round(min(max(row["ddd"], 1), 400)), False
    return 90, False


def early(dispensed, rows):
    """Days of early dispensings: those that are known, and all that may be."""
    by_prescription = defaultdict(lambda: defaultdict(list))
    for row in dispensed:
        days = by_prescription[row["prescription_id"]]
        days[row["occurred_on"]].append(supply(row, rows))
    known, possible = set(), set()
    for days in by_prescription.values():
        for before, day in pairwise(sorted(days)):
            lasts = sum(days_ for days_, _ in days[before])
            left = lasts - (day - before).days
            if within(day, 365) and left > 7 and left > lasts / 4:
                possible.add(day)
                if all(recorded for _, recorded in days[before]):
                    known.add(day)
    return len(known), len(possible)


def overlapping(dispensed, rows):
    """Days of overlapping dispensings: those that are known, and all that may be."""
    known, possible = set(), set()
    for later in dispensed:
        for before in dispensed:
            group, other = (
                SAME.get(row["substance_code"], row["substance_code"])[:5]
                for row in (later, before)
            )
            day = later["occurred_on"]
            if (
                group != other
                or not within(day, 180)
                or before["occurred_on"] > day
                or before["prescription_id"] == later["prescription_id"]
            ):
                continue
            ours, theirs = (row["prescriber_organisation"] for row in (later, before))
            if ours is not None and ours == theirs:
                continue
            (lasts, recorded), (lasted, recorded_before) = (
                supply(row, rows) for row in (later, before)
            )
            ends = before["occurred_on"] + timedelta(days=lasted)
            if min(lasts, (ends - day).days) >= 7:
                possible.add(day)
                if recorded and recorded_before and None not in (ours, theirs):
                    known.add(day)
    return len(known), len(possible)


def organised(recent):
    """(with pharmacies, most there may be, without pharmacies, most there may be)."""
    named = {row["prescriber_organisation"] for row in recent} - {None}
    with_name = {
        row["prescription_id"]
        for row in recent
        if row["prescriber_organisation"] is not None
    }
    nameless = {row["prescription_id"] for row in recent} - with_name
    dispensed = [row["pharmacy"] for row in recent if row["event"] == "dispensed"]
    pharmacies = len({*dispensed} - {None})
    most = len(named) + len(nameless)
    if not pharmacies:
        return 0, 0, len(named), most
    most = min(most, pharmacies + dispensed.count(None))
    return min(len(named), pharmacies), most, 0, 0


def judge(who, rows, diagnoses):
    """The outcome and the measures of one person."""
    own = [row for row in rows if row["client_id"] == who]
    strong = [
        row
        for row in own
        if within(row["occurred_on"], 545)
        and (row["substance_code"] or "").startswith(STRONG)
        and not row["dose_dispensing"]
    ]
    spared = any(
        within(row["occurred_on"], 365)
        and (row["substance_code"] or "").startswith("N07BC")
        for row in own
    )
    for row in diagnoses:
        if row["client_id"] != who or row["confirmed"] is False:
            continue
        if row["recorded_on"] <= ON and row["code"] == "Z51.5":
            spared = True
        if within(row["recorded_on"], 365) and (
            row["code"] in {"SPAT1275", "X76"} or row["code"].startswith("C")
        ):
            spared = True
    if spared or not any(within(row["occurred_on"], 365) for row in strong):
        return "not_applicable", dict.fromkeys(NAMES)
    dispensed = [row for row in strong if row["event"] == "dispensed"]
    early_known, early_most = early(dispensed, rows)
    if not any(
        row["event"] == "dispensed" and row["occurred_on"] <= ON for row in rows
    ):
        early_most = 365
    half_year = [row for row in strong if within(row["occurred_on"], 180)]
    with_, with_most, without, without_most = organised(
        [
            row
            for row in half_year
            if row["event"] in {"prescribed", "renewed", "dispensed"}
        ]
    )
    overlaps, overlaps_most = overlapping(dispensed, rows)
    refused = len(
        {r["occurred_on"] for r in half_year if r["event"] == "renewal_refused"}
    )
    known = (early_known, with_, without, overlaps, refused)
    most = (early_most, with_most, without_most, overlaps_most, refused)
    if any(value >= limit for value, limit in zip(known, LIMITS, strict=True)):
        outcome = "fired"
    elif any(value >= limit for value, limit in zip(most, LIMITS, strict=True)):
        outcome = "not_assessable"
    else:
        outcome = "quiet"
    return outcome, dict(zip(NAMES, known, strict=True))


days = st.one_of(
    st.integers(-100, 0),
    st.integers(-100, 0),
    st.sampled_from([-545, -544, -365, -364, -180, -179, -7, -1, 0, 1]),
).map(lambda days: ON + timedelta(days=days))


def prescriptions(events, codes, organisations):
    """Rows of some events, substances and prescribers."""
    return st.fixed_dictionaries(
        {
            "client_id": st.sampled_from(["anna", "anna", "bo"]),
            "event": st.sampled_from(events),
            "occurred_on": days,
            "substance_code": st.sampled_from(codes),
            "prescription_id": st.sampled_from(["rx-1", "rx-2", "rx-3", "rx-4"]),
            "days_supply": st.sampled_from([30, 30, 30, 14, 7, 90, 36, None]),
            "ddd": st.sampled_from([None, 30.0, 7.4]),
            "dose_dispensing": st.sampled_from([False] * 8 + [None, True]),
            "prescriber_organisation": st.sampled_from(organisations),
            "pharmacy": st.sampled_from(["a", "b", "c", "d"] * 2 + [None]),
        }
    )


EVENTS = ["dispensed"] * 6 + ["prescribed", "renewed", "renewal_refused"]
REFUSALS = ["renewal_refused", "renewal_requested", "dispensed", "prescribed"]
TWO = ["county", "clinic"]
SEVERAL = ["county", "clinic", "hospital", "school"] * 2 + [None]
CODES = ["N05BA04", "N05BA12", "N05CF01", "N02AA05", "N03AX16", "N02BF02", "N05CH01"]
diagnoses = st.fixed_dictionaries(
    {
        "client_id": st.sampled_from(CLIENTS),
        "recorded_on": days,
        "code": st.sampled_from(["Z51.5", "C50.9", "X76", "SPAT1275", "F41.1"]),
        "confirmed": st.sampled_from([True, None, False]),
    }
)
SYSTEM = {"X76": "icpc2", "SPAT1275": "spat"}


@both_agree(
    "irregular_prescription_requests",
    ON,
    drawn=st.one_of(
        st.lists(
            prescriptions(["dispensed"], ["N05BA04"], ["county"]),
            min_size=14,
            max_size=30,
        ),
        st.lists(
            prescriptions(["dispensed"], ["N03AX16", "N02BF02"], TWO),
            min_size=8,
            max_size=16,
        ),
        st.lists(prescriptions(EVENTS, CODES, SEVERAL), min_size=10, max_size=20),
        st.lists(
            prescriptions(REFUSALS, [*CODES, "N07BC51", None], SEVERAL),
            min_size=6,
            max_size=14,
        ),
        st.lists(
            prescriptions(["prescribed", "renewed"], CODES, SEVERAL),
            min_size=6,
            max_size=14,
        ),
    ),
    diagnosed=st.one_of(st.just([]), st.just([]), st.lists(diagnoses, max_size=2)),
    no_pharmacy=st.booleans(),
)
def test_both_judge_the_same(drawn, diagnosed, no_pharmacy):
    """Plain Python and the engine say the same of everybody."""
    rows = [
        row
        | {"substance_system": row["substance_code"] and "atc"}
        | ({"pharmacy": None} if no_pharmacy else {})
        for row in drawn
    ]
    county = {
        "clients": [{"client_id": client} for client in CLIENTS],
        "prescriptions": rows,
        "diagnoses": [
            row | {"system": SYSTEM.get(row["code"], "icd10")} for row in diagnosed
        ],
    }
    return county, {who: judge(who, rows, diagnosed) for who in CLIENTS}
