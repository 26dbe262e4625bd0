"""Segment and use, compared a second time in plain Python from the prose alone."""

from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from schemas.contacts import Mode, ServiceFamily, Status, VisitorRole
from tests.second_opinion.agreement import both_agree

ON = date(2026, 11, 1)
CLIENTS = ["anna", "bo"]
IN_PERSON = {"visit", "home", "workplace", "elsewhere"}
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
MEASURES = (
    "segment_age_days",
    "visit_days",
    "support_days",
    "support_visits",
    "social_days",
)


def ago(day):
    """Days before the as-of day."""
    return (ON - day).days


def visits_since(client, contacts):
    """(day, profession, register) of the visits after the segment was recorded."""
    for row in contacts:
        day = row["starts_at"].date()
        if (
            row["client_id"] == client["client_id"]
            and client["segment_on"] < day <= ON
            and row["status"] == "fulfilled"
            and row["mode"] in IN_PERSON
            and row["service_family"] not in LEFT_OUT
            and row["visitor_role"] in {"client", "proxy"}
        ):
            yield day, row["profession"], row["source_register"]


def of_segment(client, contacts):
    """The measures of a client with a dated segment, and the most visits."""
    visits = set(visits_since(client, contacts))
    age = ago(client["segment_on"])
    found = dict.fromkeys(MEASURES, 0) | {"segment_age_days": age}
    most = 0
    match client["segment"]:
        case 1:
            found["visit_days"] = len({day for day, *_ in visits if ago(day) < 180})
        case 2:
            health = {(day, who) for day, who, place in visits if place == "health"}
            each = [
                len({day for day, who in health if who == one})
                for one in {who for _, who in health} - {None}
            ]
            untold = len({day for day, who in health if who is None})
            found["support_days"] = age
            found["support_visits"] = max(each, default=0)
            most = max(each, default=0) + untold
        case 3:
            periods = [set(), set(), set()]
            for day, _, place in visits:
                if place == "social" and ago(day) < 90:
                    periods[ago(day) // 30].add(day)
            found["social_days"] = min(len(days) for days in periods)
    return found, most


def second_opinion(clients, contacts):
    """Client to (outcome, measures)."""
    said = {}
    for client in clients:
        who, segment_on = client["client_id"], client["segment_on"]
        unknown = dict.fromkeys(MEASURES)
        ahead = segment_on is not None and segment_on > ON
        if client["segment"] is None or not client["segment_consent"] or ahead:
            said[who] = ("not_applicable", unknown)
        elif segment_on is None:
            said[who] = ("not_assessable", unknown)
        else:
            found, most = of_segment(client, contacts)
            if (
                found["segment_age_days"] > 365
                or found["visit_days"] > 3
                or found["support_days"] > 90
                or found["support_visits"] > 4
                or found["social_days"] > 1
            ):
                outcome = "fired"
            else:
                outcome = "not_assessable" if most > 4 else "quiet"
            said[who] = (outcome, found)
    return said


def mostly(usual, others):
    """The usual value nineteen times in twenty, so that rows are often counted."""
    others = list(others)
    return st.sampled_from([usual] * (19 * len(others)) + others)


def one_client(name):
    """A client, mostly with a segment whose entry is not old."""
    entries = st.sampled_from([366, 365, 200, 200, 200, 91, 90, 60, 60, 60, 30, 0, -1])
    return st.fixed_dictionaries(
        {
            "client_id": st.just(name),
            "segment": st.sampled_from([1, 2, 3, 1, 2, 3, 4, None]),
            "segment_on": st.one_of(
                entries.map(lambda one: ON - timedelta(days=one)),
                mostly(ON - timedelta(days=60), [None]),
            ),
            "segment_consent": mostly(True, [False, None]),
        }
    )


@st.composite
def one_contact(draw):
    """A contact, mostly an ordinary visit, near the edges of the windows."""
    days = draw(
        st.one_of(
            st.sampled_from([180, 179, 90, 89, 60, 59, 30, 29, 0, -1]),
            st.integers(1, 59),
        )
    )
    return {
        "client_id": draw(st.sampled_from(CLIENTS)),
        "starts_at": datetime(ON.year, ON.month, ON.day, 12) - timedelta(days=days),
        "status": draw(mostly("fulfilled", [one.value for one in Status])),
        "mode": draw(mostly("visit", [one.value for one in Mode])),
        "service_family": draw(
            mostly("primary_care", [one.value for one in ServiceFamily])
        ),
        "profession": draw(
            st.sampled_from(["nurse", "nurse", "physician", None, None])
        ),
        "source_register": draw(st.sampled_from(["health", "social"])),
        "visitor_role": draw(mostly("client", [one.value for one in VisitorRole])),
    }


@st.composite
def contacts(draw):
    """Few or many contacts."""
    least = draw(st.sampled_from([0, 8, 16, 30]))
    return draw(st.lists(one_contact(), min_size=least, max_size=least + 10))


@both_agree(
    "segment_mismatch",
    ON,
    clients=st.tuples(*(one_client(name) for name in CLIENTS)),
    drawn=contacts(),
)
def test_both_count_the_same(clients, drawn):
    """Plain Python and the engine say the same of everybody."""
    rows = {"clients": list(clients), "contacts": drawn}
    return rows, second_opinion(clients, drawn)
