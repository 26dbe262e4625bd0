"""A missing contact person, told a second time in plain Python from the prose."""

from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from schemas.contacts import Mode, Status, VisitorRole
from schemas.plans import PlanKind
from tests.second_opinion.agreement import both_agree

ON = date(2026, 11, 1)
CLIENTS = ["anna", "bo"]
TOUCHES = {
    "visit",
    "home",
    "workplace",
    "elsewhere",
    "remote",
    "telephone",
    "digital",
    "ward",
}
HOLDS = {"care", "service", "client", "rehabilitation", "substance"}
MEASURES = (
    "named_workers",
    "plans_in_force",
    "plan_age_days",
    "days_without_named",
    "days_without_named_closer",
    "plans_without_named",
)


def days_since(days, segment_on):
    """Since the latest of the days, the segment, or a year ago, whichever is nearer."""
    found = [(ON - day).days for day in days] + [365]
    if segment_on is not None:
        found.append((ON - segment_on).days)
    return min(found)


def about(client):
    """Whether the rule is about the person."""
    recorded_by_now = client["segment_on"] is None or client["segment_on"] <= ON
    return client["segment"] in {3, 4} and client["segment_consent"] and recorded_by_now


def second_opinion(clients, plans, contacts):
    """Client to (outcome, measures)."""
    said = {}
    for client in clients:
        who = client["client_id"]
        if not about(client):
            said[who] = ("not_applicable", dict.fromkeys(MEASURES))
            continue
        named = {client["social_worker"], client["care_lead"]} - {None}
        reviewed = [
            plan["updated_on"]
            for plan in plans
            if plan["client_id"] == who
            and plan["kind"] in HOLDS
            and plan["updated_on"] <= ON
            and (plan["ends_on"] is None or plan["ends_on"] >= ON)
        ]
        sure, perhaps = [], []
        for row in contacts:
            day = row["starts_at"].date()
            if (
                row["client_id"] == who
                and row["status"] == "fulfilled"
                and row["mode"] in TOUCHES
                and row["visitor_role"] != "for_child"
                and ON - timedelta(days=364) <= day <= ON
            ):
                if row["worker_id"] in named:
                    sure.append(day)
                if row["worker_id"] is None or row["worker_id"] in named:
                    perhaps.append(day)
        least = days_since(perhaps, client["segment_on"]) if named else 0
        most = days_since(sure, client["segment_on"]) if named else 0
        close = client["segment"] == 4
        age = (ON - max(reviewed)).days if reviewed else 0
        measures = dict(
            zip(
                MEASURES,
                [
                    sum(
                        client[one] is not None
                        for one in ("social_worker", "care_lead")
                    ),
                    len(reviewed),
                    age,
                    least,
                    least if close else 0,
                    0 if named else len(reviewed),
                ],
                strict=True,
            )
        )
        limit = 30 if close else 90
        if not named or not reviewed or age > 365 or least > limit:
            outcome = "fired"
        else:
            outcome = "not_assessable" if most > limit else "quiet"
        said[who] = (outcome, measures)
    return said


def mostly(usual, others):
    """The usual value nine times in ten."""
    others = list(others)
    return st.sampled_from([usual] * (9 * len(others)) + others)


def days_ago(*days):
    """One of the days, so many before the as-of day."""
    return st.sampled_from(days).map(lambda one: ON - timedelta(days=one))


def one_client(name):
    """A client, mostly with a segment of continuous need and somebody named."""
    return st.fixed_dictionaries(
        {
            "client_id": st.just(name),
            "segment": st.sampled_from([3, 3, 3, 4, 4, 4, 2, None]),
            "segment_on": st.one_of(
                st.none(), days_ago(400, 400, 400, 400, 366, 91, 90, 31, 30, 0, -1)
            ),
            "segment_consent": mostly(True, [False, None]),
            "social_worker": st.sampled_from(["one", "one", None]),
            "care_lead": st.sampled_from(["two", None]),
        }
    )


plans = st.fixed_dictionaries(
    {
        "client_id": st.sampled_from(CLIENTS),
        "kind": mostly("care", [kind.value for kind in PlanKind]),
        "updated_on": days_ago(366, 365, 364, 100, 100, 100, 100, 1, 0, -1),
        "ends_on": mostly(None, [ON - timedelta(days=1), ON, ON + timedelta(days=1)]),
    }
).filter(lambda plan: plan["ends_on"] is None or plan["ends_on"] >= plan["updated_on"])
contacts = st.fixed_dictionaries(
    {
        "client_id": st.sampled_from(CLIENTS),
        "starts_at": days_ago(
            365, 364, 92, 91, 90, 89, 60, 32, 31, 30, 29, 15, 1, 0, -1
        ).map(lambda day: datetime(day.year, day.month, day.day, 12)),
        "worker_id": st.sampled_from(["one", "two", "other", None, None]),
        "status": mostly("fulfilled", [one.value for one in Status]),
        "mode": mostly("visit", [one.value for one in Mode]),
        "visitor_role": mostly("client", [one.value for one in VisitorRole]),
    }
)


@both_agree(
    "missing_contact_person",
    ON,
    clients=st.tuples(*(one_client(name) for name in CLIENTS)),
    agreed=st.lists(plans, min_size=2, max_size=6),
    drawn=st.lists(contacts, max_size=8),
)
def test_both_count_the_same(clients, agreed, drawn):
    """Plain Python and the engine say the same of everybody."""
    rows = {"clients": list(clients), "plans": agreed, "contacts": drawn}
    return rows, second_opinion(clients, agreed, drawn)
