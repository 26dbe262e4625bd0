"""Unresolved matters, told a second time in plain Python from the prose alone."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from schemas.contacts import Mode, ServiceFamily, Status, VisitorRole
from tests.second_opinion.agreement import both_agree

ON = date(2026, 11, 1)
CLIENTS = ["anna", "bo"]
MET = {"visit", "home", "workplace", "elsewhere", "remote", "telephone"}
LEFT_OUT = {
    "laboratory",
    "imaging",
    "pharmacy",
    "vaccination",
    "screening",
    "dental",
    "maternity_child",
    "occupational",
    "home_care",
    "home_hospital",
}
# What the drawn codes are about, and whether that is a symptom; the rest is nothing.
ABOUT = {
    ("R51", "icd10"): ("headache", True),
    ("N01", "icpc2"): ("headache", True),
    ("R10.4", "icd10"): ("belly", True),
    ("K50.1", "icd10"): ("bowel", False),
    ("K50.9", "icd10"): ("bowel", False),
}
CODES = [*ABOUT, ("Z00.0", "icd10"), ("A98", "icpc2"), ("D45", "icpc2")]


def day_of(row):
    """The day of a contact."""
    return row["starts_at"].date()


def within(row, days):
    """In the window of `days` days that ends with the as-of day."""
    return ON - timedelta(days=days - 1) <= day_of(row) <= ON


def took_place(row):
    """The client was met, on the own matter."""
    return (
        row["status"] == "fulfilled"
        and row["mode"] in MET
        and row["visitor_role"] in {"client", "proxy"}
    )


def by_matter(contacts, diagnoses):
    """Matter to the contacts about it: main diagnoses, by the key of the contact."""
    found = defaultdict(list)
    for row in contacts:
        matters = {
            ABOUT[one["code"], one["system"]][0]
            for one in diagnoses
            if one["contact_id"] == row["contact_id"]
            and one["recorded_on"] <= ON
            and one["main"] is not False
            and (one["code"], one["system"]) in ABOUT
        }
        for matter in matters:
            found[matter].append(row)
    return found


def meetings_of(rows):
    """Meetings: day, point and profession."""
    return {(day_of(row), row["site"], row["profession"]) for row in rows}


def stuck(rows):
    """(meetings, the most they can be) of one stuck matter; 0 when it is not stuck."""
    if any(row["plan_id"] or row["referral_id"] for row in rows):
        return 0, 0
    sure = meetings_of(row for row in rows if row["redirected"])
    perhaps = meetings_of(row for row in rows if row["redirected"] is not False)
    number = len(meetings_of(rows))
    return (number if len(sure) >= 3 else 0), (number if len(perhaps) >= 3 else 0)


def rounds_of(symptom, contacts, diagnoses):
    """Rounds of examinations for one symptom."""
    recorded = [
        one
        for one in diagnoses
        if ABOUT.get((one["code"], one["system"])) == (symptom, True)
        and one["main"] is not False
        and one["recorded_on"] <= ON
    ]
    days = sorted(
        {
            day_of(row)
            for row in contacts
            if took_place(row)
            and within(row, 365)
            and (
                row["service_family"] in {"laboratory", "imaging"} or row["referral_id"]
            )
            and any(
                one["contact_id"] == row["contact_id"]
                or 0 <= (day_of(row) - one["recorded_on"]).days <= 14
                for one in recorded
            )
        }
    )
    firsts = defaultdict(list)
    for one in diagnoses:
        matter, is_symptom = ABOUT.get((one["code"], one["system"]), (None, True))
        if (
            not is_symptom
            and one["confirmed"] is not False
            and one["recorded_on"] <= ON
        ):
            firsts[matter].append(one["recorded_on"])
    if days and any(min(recorded_on) >= days[0] for recorded_on in firsts.values()):
        return 0
    return sum(
        place == 0 or (day - days[place - 1]).days > 14
        for place, day in enumerate(days)
    )


def second_opinion(contacts, diagnoses):
    """Client to (outcome, measures)."""
    said = {}
    for client in CLIENTS:
        mine = [row for row in contacts if row["client_id"] == client]
        told = [one for one in diagnoses if one["client_id"] == client]
        counting = [
            row
            for row in mine
            if took_place(row) and row["service_family"] not in LEFT_OUT
        ]
        points, meetings = [0], [(0, 0)]
        for rows in by_matter(counting, told).values():
            sites = {
                row["site"]
                for row in rows
                if within(row, 90) and not row["plan_id"] and not row["referral_id"]
            }
            points.append(len(sites))
            meetings.append(stuck([row for row in rows if within(row, 180)]))
        measures = {
            "points": max(points),
            "stuck_meetings": max(sure for sure, _ in meetings),
            "examination_rounds": max(
                rounds_of(symptom, mine, told) for symptom in ("headache", "belly")
            ),
        }
        if (
            measures["points"] >= 3
            or measures["stuck_meetings"] >= 6
            or measures["examination_rounds"] >= 3
        ):
            outcome = "fired"
        elif max(most for _, most in meetings) >= 6:
            outcome = "not_assessable"
        else:
            outcome = "quiet"
        said[client] = (outcome, measures)
    return said


def mostly(usual, others):
    """The usual value nineteen times in twenty, so that rows are often counted."""
    others = list(others)
    return st.sampled_from([usual] * (19 * len(others)) + others)


EDGES = [365, 364, 180, 179, 90, 89, 0, -1]


@st.composite
def one_contact(draw, examined, sites, noted):
    """A meeting about a matter, or, where `examined`, mostly an examination."""
    days = draw(
        st.integers(0, 25)
        if not examined
        else st.sampled_from([*EDGES, 15, 30, 31, 44, 45, 46, 60, 100, 200])
    )
    return {
        "client_id": "anna",
        "starts_at": datetime(ON.year, ON.month, ON.day, 12)
        - timedelta(days=draw(mostly(days, EDGES))),
        "site": draw(st.sampled_from(sites)),
        "profession": draw(mostly("nurse", ["physician", None])),
        "service_family": draw(
            mostly(
                "laboratory" if examined else "primary_care",
                [one.value for one in ServiceFamily],
            )
        ),
        "status": draw(mostly("fulfilled", [one.value for one in Status])),
        "mode": draw(mostly("visit", [one.value for one in Mode])),
        "visitor_role": draw(mostly("client", [one.value for one in VisitorRole])),
        "redirected": draw(st.sampled_from(noted)),
        "plan_id": draw(mostly(None, ["plan-1"])),
        "referral_id": draw(mostly(None, ["referral-1"])),
    }


@st.composite
def people(draw):
    """Contacts, mostly with a diagnosis each, and some diagnoses beside them."""
    examined = draw(st.booleans())
    sites = draw(st.sampled_from(["a", "ab", "abcd"]))
    noted = draw(st.sampled_from([[True, False], [True, None, None], [False, None]]))
    least = draw(st.sampled_from([0, 4, 8, 12]))
    one = one_contact(examined, sites, noted)
    contacts = draw(st.lists(one, min_size=least, max_size=least + 6))
    usual = draw(st.sampled_from(CODES[:3]))
    diagnoses = []
    for number, contact in enumerate(contacts):
        contact["contact_id"] = f"contact-{number}"
        contact["client_id"] = draw(mostly("anna", ["bo"]))
        code, system = draw(mostly(usual, CODES))
        diagnoses.append(
            {
                "client_id": contact["client_id"],
                "contact_id": draw(mostly(contact["contact_id"], [None])),
                "code": code,
                "system": system,
                "recorded_on": day_of(contact)
                - timedelta(days=draw(mostly(0, [14, 15, -1]))),
                "main": draw(mostly(True, [False, None])),
                "confirmed": None,
            }
        )
    for days in draw(st.lists(st.sampled_from([0, -1, 30, 200, 400, 1]), max_size=1)):
        diagnoses.append(
            {
                "client_id": "anna",
                "contact_id": None,
                "code": "K50.1",
                "system": "icd10",
                "recorded_on": ON - timedelta(days=days),
                "main": draw(st.sampled_from([True, False, None])),
                "confirmed": draw(st.sampled_from([True, False, None])),
            }
        )
    return contacts, diagnoses


@both_agree("unresolved_matter", ON, drawn=people())
def test_both_count_the_same(drawn):
    """Plain Python and the engine say the same of everybody."""
    contacts, diagnoses = drawn
    rows = {
        "clients": [{"client_id": client} for client in CLIENTS],
        "contacts": contacts,
        "diagnoses": diagnoses,
    }
    return rows, second_opinion(contacts, diagnoses)
