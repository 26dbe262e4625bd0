"""Visits outside the plan, counted a second time in plain Python from the prose."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from schemas.contacts import Mode, ServiceFamily, Status, Urgency, VisitorRole
from schemas.plans import PlanKind
from tests.second_opinion.agreement import both_agree

ON = date(2026, 11, 1)
CLIENTS = ["anna", "bo"]
IN_PERSON = {"visit", "home", "workplace", "elsewhere"}
AGREED = {"care", "service", "client", "rehabilitation", "substance"}
LEFT_OUT = {
    "maternity_child",
    "screening",
    "vaccination",
    "occupational",
    "dental",
    "laboratory",
    "imaging",
    "pharmacy",
    "home_care",
    "home_hospital",
}


def kind_of_contact(row):
    """`planned`, `unplanned`, or `neither`."""
    if row["plan_id"] or row["referral_id"]:
        return "planned"
    if row["urgency"] in {"urgent", "emergency"}:
        return "unplanned"
    if row["booked_at"] is None:
        return "unplanned"
    ahead = (row["starts_at"].date() - row["booked_at"].date()).days
    if row["booked_at"] > row["starts_at"] or ahead <= 1:
        return "unplanned"
    return "planned" if ahead >= 7 else "neither"


def kind_of_visit(kinds):
    """One planned contact makes it planned; all unplanned make it unplanned."""
    if "planned" in kinds:
        return "planned"
    return "unplanned" if set(kinds) == {"unplanned"} else "neither"


def second_opinion(plans, contacts):
    """Client to (outcome, measures)."""
    # The source tells of bookings when something due was booked, missed or cancelled.
    due = [row for row in contacts if row["starts_at"].date() <= ON]
    known = not due or any(
        row["booked_at"] or row["status"] not in {"fulfilled", "unknown"} for row in due
    )
    since = {}
    for plan in plans:
        over = plan["ends_on"] is not None and plan["ends_on"] < ON
        if plan["kind"] in AGREED and plan["updated_on"] <= ON and not over:
            day = since.get(plan["client_id"], ON)
            since[plan["client_id"]] = min(day, plan["updated_on"])
    visits = defaultdict(list)
    for row in contacts:
        client, day = row["client_id"], row["starts_at"].date()
        if (
            client in since
            and since[client] < day <= ON
            and day >= ON - timedelta(days=89)
            and row["status"] == "fulfilled"
            and row["mode"] in IN_PERSON
            and row["service_family"] not in LEFT_OUT
            and row["visitor_role"] in {"client", "proxy"}
        ):
            kind = kind_of_contact(row)
            if (
                kind == "unplanned"
                and not known
                and row["urgency"] in {None, "non_urgent"}
            ):
                kind = "neither"
            visits[client, day, row["site"]].append(kind)
    said = {}
    for client in CLIENTS:
        if client not in since:
            nothing = {"unplanned_visits": None, "unplanned_share": None}
            said[client] = ("not_applicable", nothing)
            continue
        kinds = [
            kind_of_visit(kinds) for (who, *_), kinds in visits.items() if who == client
        ]
        unplanned, planned = kinds.count("unplanned"), kinds.count("planned")
        open_ = 0 if known else kinds.count("neither")
        told = unplanned + planned + open_
        share = 100 * unplanned / told if told else 0
        most = 100 * (unplanned + open_) / told if told else 0
        if unplanned >= 4 and share >= 50:
            outcome = "fired"
        elif unplanned + open_ >= 4 and most >= 50:
            outcome = "not_assessable"
        else:
            outcome = "quiet"
        measures = {"unplanned_visits": unplanned, "unplanned_share": share}
        said[client] = (outcome, measures)
    return said


def mostly(usual, others):
    """The usual value nine times in ten, so that rows are often counted."""
    others = list(others)
    return st.sampled_from([usual] * (9 * len(others)) + others)


@st.composite
def one_contact(draw, bookings):
    """A contact, mostly an ordinary visit; booked by chance where `bookings`."""
    days = draw(st.one_of(st.sampled_from([-90, -89, -1, 0, 1]), st.integers(-21, -10)))
    starts_at = datetime(ON.year, ON.month, ON.day, 12) + timedelta(days=days)
    ahead = draw(st.sampled_from([None] * 6 + [-1, 0, 1, 2, 6, 7, 14]))
    return {
        "client_id": draw(mostly("anna", ["bo"])),
        "starts_at": starts_at,
        "booked_at": starts_at - timedelta(days=ahead)
        if bookings and ahead is not None
        else None,
        "urgency": draw(mostly("non_urgent", [None, *(one.value for one in Urgency)])),
        "plan_id": draw(mostly(None, ["plan-1"])),
        "referral_id": draw(mostly(None, ["referral-1"])),
        "site": draw(st.sampled_from("aab")),
        "status": draw(mostly("fulfilled", [one.value for one in Status]))
        if bookings
        else "fulfilled",
        "mode": draw(mostly("visit", [one.value for one in Mode])),
        "service_family": draw(
            mostly("primary_care", [one.value for one in ServiceFamily])
        ),
        "visitor_role": draw(mostly("client", [one.value for one in VisitorRole])),
    }


plans = st.fixed_dictionaries(
    {
        "client_id": st.sampled_from(CLIENTS),
        "kind": mostly("care", [kind.value for kind in PlanKind]),
        "updated_on": mostly(-200, [-90, -89, -15, 0, 1]).map(
            lambda days: ON + timedelta(days=days)
        ),
        "ends_on": mostly(None, [ON - timedelta(days=1), ON, ON + timedelta(days=1)]),
    }
).filter(lambda plan: plan["ends_on"] is None or plan["ends_on"] >= plan["updated_on"])


@st.composite
def people(draw):
    """Plans, and contacts of a source that tells of bookings or does not."""
    bookings = draw(st.sampled_from([True, True, False]))
    size = draw(st.sampled_from([0, 12, 16]))
    contacts = draw(st.lists(one_contact(bookings), min_size=size, max_size=25))
    return draw(st.lists(plans, min_size=1, max_size=4)), contacts


@both_agree("contacts_outside_plan", ON, drawn=people())
def test_both_count_the_same(drawn):
    """Plain Python and the engine say the same of everybody."""
    agreed, contacts = drawn
    rows = {
        "clients": [{"client_id": client} for client in CLIENTS],
        "plans": agreed,
        "contacts": contacts,
    }
    return rows, second_opinion(agreed, contacts)
