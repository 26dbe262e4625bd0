"""Heart failure, judged a second time in plain Python from the prose alone."""

from datetime import datetime, timedelta

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
from tests.second_opinion.hospital import (
    ON,
    acute_episodes,
    days,
    having,
    mostly,
    own_matter,
    reasons_for,
    stays,
    within,
)

CLIENTS = ["anna", "bo"]
# Mostly one person, so that rows come together.
WHO = ["anna", "anna", "anna", "bo"]
HEART_FAILURE = {"icd10": ("I50", "I11.0"), "icpc2": ("K77",)}
CODES = [("icd10", "I50.9")] * 9 + [
    *(("icd10", "I11.0"), ("icpc2", "K77"), ("icd10", "I11.9"), ("icpc2", "I50")),
]
EDGES = (-194, -193, -180, -179, -165, -28, -15, -14, -13)
MET = {"visit", "home", "workplace", "elsewhere", "remote", "telephone"}
NO_FOLLOW_UP = {
    *("emergency", "laboratory", "imaging", "pharmacy", "vaccination", "screening"),
    "dental",
}
STAFF = {None, "physician", "nurse", "public_health_nurse", "practical_nurse"}


def left_alone(client, ended, contacts, moved_out_on):
    """Nobody met the client in the two weeks, nor was the client away in them."""
    last = ended + timedelta(days=14)
    if last > ON or (moved_out_on is not None and moved_out_on <= last):
        return False
    for row in contacts:
        if row["client_id"] != client or row["status"] != "fulfilled":
            continue
        if ended < row["starts_at"].date() <= last and (
            row["mode"] == "ward"
            or (
                row["mode"] in MET
                and row["service_family"] not in NO_FOLLOW_UP
                and row["profession"] in STAFF
                and own_matter(row)
            )
        ):
            return False
    return True


def second_opinion(clients, contacts, diagnoses):
    """Client to (outcome, measures)."""
    said = {}
    for person in clients:
        client = person["client_id"]
        names = ("unfollowed_episodes", "acute_episodes")
        if client not in having(diagnoses, HEART_FAILURE):
            said[client] = ("not_applicable", dict.fromkeys(names))
            continue
        episodes = list(acute_episodes(client, contacts, diagnoses, HEART_FAILURE))
        begun = sum(within(began, 180) for began, _ in episodes)
        alone = sum(
            within(ended, 180)
            and left_alone(client, ended, contacts, person["moved_out_on"])
            for _, ended in episodes
            if ended is not None
        )
        fires = alone >= 1 or begun >= 2
        measures = dict(zip(names, (alone, begun), strict=True))
        said[client] = ("fired" if fires else "quiet", measures)
    return said


# A call of each: who is in contact is measured after moving away too.
LONG_AGO = {
    "starts_at": datetime(2024, 12, 1, 12),
    "ends_at": datetime(2024, 12, 1, 13),
    "mode": "telephone",
    "service_family": "primary_care",
    "status": "fulfilled",
    "visitor_role": "client",
    "profession": "nurse",
    "urgency": "non_urgent",
}


@st.composite
def meetings(draw, number):
    """One contact after a stay, mostly a meeting that is follow-up."""
    day = draw(days(-179, -166, -165, -14, -13))
    starts_at = datetime(day.year, day.month, day.day, 12)
    return {
        "contact_id": f"meeting-{number}",
        "client_id": draw(st.sampled_from(WHO)),
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=1),
        "mode": draw(mostly("visit", Mode)),
        "service_family": draw(mostly("primary_care", ServiceFamily)),
        "status": draw(mostly("fulfilled", Status)),
        "visitor_role": draw(mostly("client", VisitorRole)),
        "profession": draw(mostly("nurse", [None, *Profession])),
        "urgency": draw(mostly("non_urgent", [None, *Urgency])),
    }


@st.composite
def county(draw):
    """Rows of two people."""
    found = draw(stays(WHO, EDGES))
    for row in found:
        row["profession"] = None
    followed = [draw(meetings(number)) for number in range(draw(st.integers(0, 5)))]
    calls = [
        LONG_AGO | {"client_id": who, "contact_id": f"call of {who}"} for who in CLIENTS
    ]
    # The day that the follow-up of an episode lasts until is one to move away on.
    ends = [(row["ends_at"] or row["starts_at"]).date() for row in found]
    moves = [day + timedelta(days=more) for day in ends for more in (13, 14, 15)]
    moved = mostly(None, [ON - timedelta(days=14), ON, *moves])
    return {
        "clients": [
            {"client_id": who, "moved_out_on": draw(moved), "resident": True}
            for who in CLIENTS
        ],
        "contacts": [*found, *followed, *calls],
        "diagnoses": draw(reasons_for(found, WHO, CODES, EDGES)),
    }


@both_agree("heart_failure_without_follow_up", ON, rows=county())
def test_both_judge_the_same(rows):
    """Plain Python and the engine say the same of everybody."""
    return rows, second_opinion(rows["clients"], rows["contacts"], rows["diagnoses"])
