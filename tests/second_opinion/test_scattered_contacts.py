"""Scattered contacts, counted a second time in plain Python from the prose alone."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from schemas.contacts import Mode, Profession, ServiceFamily, Status, VisitorRole
from tests.second_opinion.agreement import both_agree

ON = date(2026, 11, 1)
CLIENTS = ["anna", "bo"]
PRESENT = {"visit", "home", "workplace", "elsewhere", "remote", "telephone"}
LEFT_OUT = {
    "laboratory",
    "imaging",
    "pharmacy",
    "vaccination",
    "screening",
    "dental",
    "home_care",
    "home_hospital",
}


def second_opinion(contacts):
    """Client to (outcome, measures)."""
    meetings = defaultdict(set)
    for row in contacts:
        day = row["starts_at"].date()
        if (
            row["status"] == "fulfilled"
            and ON - timedelta(days=364) <= day <= ON
            and row["mode"] in PRESENT
            and row["service_family"] not in LEFT_OUT
            and row["visitor_role"] in {"client", "proxy"}
            and row["referral_id"] is None
        ):
            meetings[row["client_id"]].add((day, row["site"], row["profession"]))
    said = {}
    for client in CLIENTS:
        at = Counter(site for _, site, _ in meetings[client])
        met = sum(at.values())
        told = met >= 6
        repeats = sum(times * times for times in at.values()) - met
        measures = {
            "points": len(at),
            "meetings": met,
            "concentration": repeats / (met * (met - 1)) if told else None,
            "usual_point_share": max(at.values()) / met if told else None,
        }
        fired = len(at) >= 5 and met >= 8
        said[client] = ("fired" if fired else "quiet", measures)
    return said


def mostly(usual, others):
    """The usual value nineteen times in twenty, so that rows are often counted."""
    others = list(others)
    return st.sampled_from([usual] * (19 * len(others)) + others)


days = st.one_of(st.sampled_from([-365, -364, -363, -1, 0, 1, 2]), st.integers(-40, 0))
contacts = st.fixed_dictionaries(
    {
        "client_id": st.sampled_from(["anna", "anna", "anna", "bo"]),
        "starts_at": st.builds(
            lambda day, hour: (
                datetime(ON.year, ON.month, ON.day, hour) + timedelta(days=day)
            ),
            days,
            st.sampled_from([0, 8, 23]),
        ),
        "ends_at": st.none(),
        "status": mostly("fulfilled", [s.value for s in Status]),
        "mode": mostly("visit", [m.value for m in Mode]),
        "service_family": mostly("primary_care", [f.value for f in ServiceFamily]),
        "site": st.sampled_from("aaabcdef"),
        "unit": st.sampled_from(["u1", "u2", None]),
        "profession": st.one_of(
            st.none(), st.sampled_from([p.value for p in Profession][:3])
        ),
        "visitor_role": mostly("client", [r.value for r in VisitorRole]),
        "referral_id": mostly(None, ["referral-1"]),
        "plan_id": st.sampled_from([None, "plan-1"]),
    }
)


@both_agree(
    "scattered_contacts",
    ON,
    drawn=st.one_of(
        *(st.lists(contacts, min_size=n, max_size=n + 10) for n in (0, 8, 20))
    ),
)
def test_both_count_the_same(drawn):
    """Plain Python and the engine say the same of everybody."""
    clients = [{"client_id": client} for client in CLIENTS]
    return {"clients": clients, "contacts": drawn}, second_opinion(drawn)
