"""Renewals, counted a second time in plain Python from the prose alone."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import strategies as st

from tests.second_opinion.agreement import both_agree

ON = date(2026, 11, 1)
CLIENTS = ["anna", "bo"]
NAMES = ("renewals_of_one", "early_renewals", "request_days_without_doctor")
ONE_YEAR = (
    *("N02A", "N03AE01", "N03AX12", "N03AX16", "N02BF01", "N02BF02"),
    *("N05BA", "N05CD", "N05CF"),
)
SAME = {"N02BF01": "N03AX12", "N02BF02": "N03AX16"}
MET = {"visit", "home", "workplace", "elsewhere", "remote", "telephone", "digital"}
MET |= {"ward"}


def within(day, days):
    """In the window of `days` days that ends with the as-of day."""
    return ON - timedelta(days=days - 1) <= day <= ON


def substance(row):
    """Two codes of one substance are one; None: a product without a code."""
    return SAME.get(row["substance_code"], row["substance_code"])


def early_days(rows):
    """Days of renewal that follow a prescription or a renewal too soon."""
    found = set()
    documents = defaultdict(dict)
    for row in rows:
        if row["event"] in {"prescribed", "renewed"} and substance(row) is not None:
            if not row["substance_code"].startswith(ONE_YEAR):
                continue
            days = documents[substance(row)]
            days[row["occurred_on"]] = row["event"] == "renewed" or days.get(
                row["occurred_on"], False
            )
    for days in documents.values():
        ordered = sorted(days)
        for before, day in pairwise(ordered):
            if days[day] and (day - before).days <= 183 and within(day, 365):
                found.add(day)
    return found


def judge(rows, contacts, renewals_known):
    """The outcome and the measures of one person."""
    past = [row for row in rows if row["occurred_on"] <= ON]
    if past and not renewals_known:
        return "not_assessable", (0, 0, 0)
    recent = [row for row in past if within(row["occurred_on"], 548)]
    robot = {substance(row) for row in recent if row["dose_dispensing"]} - {None}
    counting = [row for row in recent if substance(row) not in robot]
    renewed = defaultdict(set)
    asked = set()
    for row in counting:
        if row["event"] == "renewed" and within(row["occurred_on"], 365):
            renewed[substance(row)].add(row["occurred_on"])
        if row["event"] == "renewal_requested" and within(row["occurred_on"], 180):
            asked.add(row["occurred_on"])
    renewed.pop(None, None)
    most = max(map(len, renewed.values()), default=0)
    early = len(early_days(counting))
    met = {
        row["profession"]
        for row in contacts
        if row["status"] == "fulfilled"
        and row["mode"] in MET
        and row["visitor_role"] in {"client", "proxy"}
        and within(row["starts_at"].date(), 365)
    }
    without = 0 if met & {"physician", None} else len(asked)
    if most >= 3 or early >= 2 or without >= 4:
        outcome = "fired"
    elif "physician" not in met and len(asked) >= 4:
        outcome = "not_assessable"
    else:
        outcome = "quiet"
    return outcome, (most, early, without)


days = st.one_of(
    st.sampled_from([-548, -547, -365, -364, -182, -180, -179, -1, 0, 1]),
    st.integers(-185, 0),
    st.integers(-370, 0),
).map(lambda days: ON + timedelta(days=days))


def prescriptions(events, codes):
    """Rows of prescriptions of some events and substances."""
    return st.fixed_dictionaries(
        {
            "client_id": st.sampled_from(CLIENTS),
            "event": st.sampled_from(events),
            "occurred_on": days,
            "substance_code": st.sampled_from(codes),
            "dose_dispensing": st.sampled_from([False] * 12 + [None] * 4 + [True]),
        }
    )


contacts = st.fixed_dictionaries(
    {
        "client_id": st.sampled_from(CLIENTS),
        "starts_at": st.sampled_from([-365, -364, -30, 0, 1]).map(
            lambda days: ON + timedelta(days=days)
        ),
        "status": st.sampled_from(["fulfilled", "fulfilled", "no_show"]),
        "mode": st.sampled_from(["visit", "ward", "digital", "handling", "letter"]),
        "profession": st.sampled_from(["physician", "nurse", "nurse", None]),
        "visitor_role": st.sampled_from(["client", "proxy", "for_child"]),
    }
)
DOCUMENTS = ["prescribed", "renewed", "renewed", "renewed", "dispensed"]
MEDICINES = ["A10BA02", "N05CH01", "N03AX12", "N02BF01", None]
REQUESTS = ["renewal_requested"] * 5 + ["renewal_refused", "renewed"]


@both_agree(
    "repeated_renewals",
    ON,
    drawn=st.one_of(
        st.lists(
            prescriptions(DOCUMENTS, ["N05BA04", "N03AX16", "N02BF02"]),
            min_size=4,
            max_size=12,
        ),
        st.lists(prescriptions(DOCUMENTS, MEDICINES), min_size=10, max_size=25),
        st.lists(
            prescriptions(REQUESTS, ["A10BA02", "C07AB02", None]),
            min_size=10,
            max_size=20,
        ),
        st.lists(prescriptions(["prescribed", "dispensed"], ["A10BA02"]), max_size=4),
    ),
    met=st.lists(contacts, max_size=2),
)
def test_both_count_the_same(drawn, met):
    """Plain Python and the engine say the same of everybody."""
    rows = [
        row | {"substance_system": row["substance_code"] and "atc"} for row in drawn
    ]
    seen = [
        row | {"starts_at": datetime.combine(row["starts_at"], time(9))} for row in met
    ]
    county = {
        "clients": [{"client_id": client} for client in CLIENTS],
        "prescriptions": rows,
        "contacts": seen,
    }
    past = [row for row in rows if row["occurred_on"] <= ON]
    renewals_known = any(row["event"].startswith("renew") for row in past) or not past
    expected = {}
    for client in CLIENTS:
        own, met_own = (
            [row for row in some if row["client_id"] == client] for some in (rows, seen)
        )
        outcome, measures = judge(own, met_own, renewals_known)
        expected[client] = (outcome, dict(zip(NAMES, measures, strict=True)))
    return county, expected
