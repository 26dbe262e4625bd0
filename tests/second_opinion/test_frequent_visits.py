"""Frequent visits, counted a second time in plain Python from the prose alone."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from schemas.contacts import (
    Mode,
    Profession,
    ServiceFamily,
    Status,
    Urgency,
    VisitorRole,
)
from tests.second_opinion.agreement import both_agree

ON = date(2026, 11, 1)
CLIENTS = ["anna", "bo"]
IN_PERSON = {"visit", "home", "workplace", "elsewhere"}
PROFESSIONS = {"physician", "nurse", "public_health_nurse"}
USUAL = {
    "ends_at": None,
    "status": "fulfilled",
    "mode": "visit",
    "profession": "nurse",
    "visitor_role": "client",
    "urgency": "non_urgent",
    "plan_id": None,
    "referral_id": None,
}
# What may be out of the ordinary with a contact.
ODD = {
    "status": [status.value for status in Status],
    "mode": [mode.value for mode in Mode],
    "service_family": [family.value for family in ServiceFamily],
    "visitor_role": [role.value for role in VisitorRole],
    "profession": [None, *(profession.value for profession in Profession)],
    "plan_id": [None, "plan-1"],
    "referral_id": [None, "referral-1"],
    "urgency": [None, *(urgency.value for urgency in Urgency)],
}


def within(day, days):
    """In the window of `days` days that ends with the as-of day."""
    return ON - timedelta(days=days - 1) <= day <= ON


def lead(row):
    """Days ahead that it was booked; None: not booked, or after its own time."""
    if row["booked_at"] is None or row["booked_at"] > row["starts_at"]:
        return None
    return (row["starts_at"].date() - row["booked_at"].date()).days


def met(row):
    """Carried out in person, on the own matter."""
    return (
        row["status"] == "fulfilled"
        and row["mode"] in IN_PERSON
        and row["visitor_role"] in {"client", "proxy"}
    )


def planned(row):
    """Known to have been planned."""
    urgent = row["urgency"] in {"urgent", "emergency"}
    return row["referral_id"] is not None or (not urgent and (lead(row) or 0) >= 7)


def emergencies(contacts):
    """The days of one client's emergency visits."""
    at = sorted(
        (row["starts_at"], f"contact-{number}", row)
        for number, row in contacts
        if met(row) and row["service_family"] == "emergency"
    )
    before = None
    for moment, _, row in at:
        follows = before is not None and moment - before <= timedelta(hours=12)
        before = moment
        if not follows and row["plan_id"] is None and (lead(row) or 0) < 7:
            yield moment.date()


def second_opinion(contacts):
    """Client to (outcome, measures)."""
    said = {}
    for client in CLIENTS:
        theirs = [
            (number, row)
            for number, row in enumerate(contacts, start=1)
            if row["client_id"] == client
        ]
        visits = defaultdict(bool)
        perhaps = 0
        for _, row in theirs:
            day = row["starts_at"].date()
            if (
                met(row)
                and within(day, 365)
                and row["service_family"] == "primary_care"
                and row["plan_id"] is None
            ):
                if row["profession"] is None:
                    perhaps += 1
                elif row["profession"] in PROFESSIONS:
                    visits[day, row["site"], row["profession"]] |= planned(row)
        days = list(emergencies(theirs))
        measures = {
            "visits": len(visits),
            "planned_share": sum(visits.values()) / len(visits) if visits else 0,
            "emergency_visits": sum(within(day, 365) for day in days),
            "recent_emergency_visits": sum(within(day, 180) for day in days),
        }
        if (
            measures["visits"] > 6
            or measures["emergency_visits"] >= 4
            or measures["recent_emergency_visits"] >= 3
        ):
            outcome = "fired"
        elif measures["visits"] + perhaps > 6:
            outcome = "not_assessable"
        else:
            outcome = "quiet"
        said[client] = (outcome, measures)
    return said


days = st.one_of(
    st.sampled_from([-365, -364, -363, -180, -179, -178, -1, 0, 1]),
    st.integers(-366, 0),
)


@st.composite
def one_contact(draw):
    """A visit; every fifth is out of the ordinary in several ways."""
    starts_at = datetime(ON.year, ON.month, ON.day) + timedelta(
        days=draw(days), hours=draw(st.sampled_from([0, 8, 11, 12, 20, 23]))
    )
    ahead = draw(st.sampled_from([None, None, *map(timedelta, (-1, 0, 1, 2, 6, 7))]))
    row = USUAL | {
        "client_id": draw(st.sampled_from(CLIENTS)),
        "starts_at": starts_at,
        "booked_at": None if ahead is None else starts_at - ahead,
        "service_family": draw(
            st.sampled_from([*["primary_care"] * 4, "emergency", "emergency"])
        ),
        "site": draw(st.sampled_from("ab")),
        "profession": draw(st.sampled_from([*["nurse"] * 9, "physician", None, None])),
    }
    for odd in draw(st.sampled_from([*[[]] * 8, [*ODD][:4], [*ODD][4:]])):
        row[odd] = draw(st.sampled_from([row[odd], *ODD[odd]]))
    return row


@both_agree(
    "frequent_visits",
    ON,
    drawn=st.one_of(
        st.lists(one_contact(), min_size=least, max_size=24) for least in (0, 12)
    ),
)
def test_both_count_the_same(drawn):
    """Plain Python and the engine say the same of everybody."""
    clients = [{"client_id": client} for client in CLIENTS]
    return {"clients": clients, "contacts": drawn}, second_opinion(drawn)
