"""Memory and changing contacts, told again in plain Python from the prose alone."""

from datetime import date, datetime, timedelta
from fractions import Fraction
from math import comb
from random import Random

from hypothesis import strategies as st

from schemas.contacts import Mode, ServiceFamily, VisitorRole
from tests.second_opinion.agreement import both_agree

ON = date(2026, 11, 1)
CLIENTS = ["anna", "bo"]
NAMES = ("signs", "appointments_missed", "contacts_risen")
BOOKABLE = {"visit", "home", "workplace", "elsewhere", "remote"}
MET = BOOKABLE | {"telephone"}
LEFT_OUT = {
    "maternity_child",
    "occupational",
    "home_care",
    "home_hospital",
    "dental",
    "laboratory",
    "imaging",
    "pharmacy",
    "vaccination",
    "screening",
}
SHARE = Fraction(90, 455)


def ago(days):
    """The day so many days before the as-of day."""
    return ON - timedelta(days=days)


def within(day, days):
    """In the window of `days` days that ends with the as-of day."""
    return ago(days - 1) <= day <= ON


def is_new(diagnoses, prescriptions):
    """The first sign of memory illness lies in the year."""
    recorded = [
        row
        for row in diagnoses
        if row["recorded_on"] <= ON and row["confirmed"] is not False
    ]
    signs = [
        row["recorded_on"] for row in recorded if row["code"] in {"G30.1", "F03", "P70"}
    ] + [
        row["occurred_on"]
        for row in prescriptions
        if row["occurred_on"] <= ON
        and row["substance_code"] == "N06DA02"
        and row["event"] in {"prescribed", "renewed", "dispensed"}
    ]
    checks = {row["recorded_on"] for row in recorded if row["code"] in {"P20", "R41.3"}}
    if signs:
        return min(signs) >= ago(364)
    return len(checks) >= 2 and min(checks) >= ago(364)


def missed_days(contacts):
    """Days missed, and days that were or may have been missed."""
    hospital = {
        row["starts_at"].date()
        for row in contacts
        if row["status"] == "fulfilled"
        and row["service_family"] == "emergency"
        and row["starts_at"].date() <= ON
    }
    sure, perhaps = set(), set()
    for row in contacts:
        day = row["starts_at"].date()
        if (
            row["mode"] not in BOOKABLE
            or row["service_family"] in {"vaccination", "screening"}
            or row["visitor_role"] not in {"client", "proxy"}
            or {day + timedelta(days=apart) for apart in (-1, 0, 1)} & hospital
        ):
            continue
        if row["status"] == "no_show" and not row["absence_explained"]:
            sure.add(day)
        if row["status"] == "booked" and may_be_open(row, contacts):
            perhaps.add(day)
    return sure, sure | perhaps


def may_be_open(booking, contacts):
    """Nobody closed it, and no visit near shows that the client came."""
    day = booking["starts_at"].date()
    return day <= ago(7) and not any(
        row["status"] == "fulfilled"
        and row["mode"] in MET
        and row["starts_at"].date() <= ON
        and abs((row["starts_at"].date() - day).days) <= 7
        for row in contacts
    )


def too_many(days):
    """Three in the year or two in the quarter."""
    recent = sum(within(day, 90) for day in days)
    return sum(within(day, 365) for day in days) >= 3 or recent >= 2


def has_risen(contacts):
    """At both evaluations, four weeks apart."""
    days = {
        row["starts_at"].date()
        for row in contacts
        if row["status"] == "fulfilled"
        and row["mode"] in MET
        and row["service_family"] not in LEFT_OUT
        and row["visitor_role"] in {"client", "proxy"}
        and row["plan_id"] is None
    }
    return all(risen_at(days, last) for last in (ON, ago(28)))


def risen_at(days, last):
    """Six days, three weeks, twice as often, and no more by chance than one in 200."""
    recent = {day for day in days if last - timedelta(days=89) <= day <= last}
    until = last - timedelta(days=90)
    earlier = sum(until - timedelta(days=364) <= day <= until for day in days)
    times = len(recent) + earlier
    chance = sum(
        comb(times, found) * SHARE**found * (1 - SHARE) ** (times - found)
        for found in range(len(recent), times + 1)
    )
    return (
        len(recent) >= 6
        and len({day.isocalendar()[:2] for day in recent}) >= 3
        and Fraction(len(recent), 90) >= 2 * Fraction(max(earlier, 1), 365)
        and chance <= Fraction(5, 1000)
    )


def second_opinion(clients, contacts, diagnoses, prescriptions):
    """Client to (outcome, measures)."""
    took_place = [
        row["starts_at"].date()
        for row in contacts
        if row["status"] == "fulfilled" and row["visitor_role"] in {"client", "proxy"}
    ]
    begins = min((day for day in took_place if day <= ON), default=None)
    tells_of_bookings = any(
        row["starts_at"].date() <= ON
        and (row["booked_at"] is not None or row["status"] != "fulfilled")
        for row in contacts
    ) or not any(row["starts_at"].date() <= ON for row in contacts)
    said = {}
    for row in clients:
        name, moved_in = row["client_id"], row["moved_in_on"]
        own, theirs, taken = (
            [one for one in rows if one["client_id"] == name]
            for rows in (contacts, diagnoses, prescriptions)
        )
        if not is_new(theirs, taken):
            said[name] = ("not_applicable", dict.fromkeys(NAMES))
            continue
        since = None if begins is None else max(begins, moved_in or begins)
        known = since is not None and since <= ago(729)
        sure, most = missed_days(own)
        missed, risen = too_many(sure), has_risen(own)
        if since is None or since > ago(482):
            risen = False
        perhaps = too_many(most) or not tells_of_bookings
        signs = missed + risen
        if known and signs:
            outcome = "fired"
        elif not known or perhaps:
            outcome = "not_assessable"
        else:
            outcome = "quiet"
        measures = (signs if known else 0, missed, risen)
        said[name] = (outcome, dict(zip(NAMES, measures, strict=True)))
    return said


CODES = [
    *[("G30.1", "icd10")] * 3,
    *[("P20", "icpc2")] * 3,
    *[("R41.3", "icd10")] * 2,
    *[("F03", "icd10"), ("P70", "icpc2"), ("F05", "icd10")],
]
MOST_CONTACTS = 32
OF_ANNA = ("anna", ago(100), ("G30.1", "icd10"), True)


def mostly(chance, usual, others):
    """The usual value nine times in ten, so that rows are often counted."""
    return usual if chance.random() < 0.9 else chance.choice(list(others))


def one_contact(chance):
    """A contact that took place, was missed or was left open."""
    days = chance.choice(
        [
            chance.choice([-454, -365, -364, -117, -90, -89, -28, -27, -7, -6, 0, 1]),
            chance.randint(-120, 0),
            *(chance.randint(-89, -28) for _ in range(3)),
        ]
    )
    starts_at = datetime(ON.year, ON.month, ON.day, 12) + timedelta(days=days)
    status = chance.choice([*["fulfilled"] * 12, "no_show", "no_show", "booked"])
    booked = status == "booked" or chance.random() < 0.5
    return {
        "client_id": chance.choice([*["anna"] * 4, "bo"]),
        "starts_at": starts_at,
        "ends_at": None,
        "booked_at": starts_at - timedelta(days=14) if booked else None,
        "status": status,
        "absence_explained": mostly(chance, None, [True, False]),
        "mode": mostly(chance, "visit", [m.value for m in Mode if m != Mode.WARD]),
        "service_family": mostly(
            chance,
            "primary_care",
            ["emergency", "vaccination", *(f.value for f in ServiceFamily)],
        ),
        "visitor_role": mostly(chance, "client", [r.value for r in VisitorRole]),
        "plan_id": mostly(chance, None, ["plan-1"]),
        "profession": "nurse",
    }


def sign_day(chance):
    """A day at an edge, or well within."""
    days = chance.choice([-900, -365, -364, -363, -200, -30, 0, 1])
    return ON + timedelta(days=days)


def one_diagnosis(client, day, code, confirmed):
    """A recorded diagnosis."""
    return {
        "client_id": client,
        "recorded_on": day,
        "code": code[0],
        "system": code[1],
        "confirmed": confirmed,
    }


def one_prescription(chance):
    """A medicine for memory, mostly dispensed."""
    return {
        "client_id": chance.choice(CLIENTS),
        "occurred_on": sign_day(chance),
        "event": chance.choice(
            ["dispensed", "prescribed", "renewed", "renewal_requested"]
        ),
        "substance_code": mostly(chance, "N06DA02", ["N06AB04"]),
    }


def drawn_by(chance, number):
    """The extracts of one example with so many contacts; anna mostly has a new sign."""
    diagnoses = [OF_ANNA] if chance.random() < 0.8 else []
    if chance.random() < 0.4:
        diagnoses += [
            (
                chance.choice(CLIENTS),
                sign_day(chance),
                chance.choice(CODES),
                mostly(chance, None, [True, False]),
            )
            for _ in range(chance.randint(1, 4))
        ]
    first = chance.choice([ago(728), ago(729), *[ago(2000)] * 9])
    long_ago = one_contact(chance) | {
        "client_id": "bo",
        "starts_at": datetime(first.year, first.month, first.day, 9),
        "booked_at": None,
        "status": "fulfilled",
        "mode": "letter",
        "visitor_role": "client",
    }
    moved_in = chance.choice([*[None] * 9, ago(730), ago(729), ago(728)])
    contacts = [one_contact(chance) for _ in range(MOST_CONTACTS)][:number]
    if chance.random() < 0.2:
        # A source that tells of no bookings.
        untold = {"booked_at": None, "status": "fulfilled"}
        contacts = [row | untold for row in contacts]
    return {
        "clients": [
            {"client_id": "anna", "moved_in_on": moved_in},
            {"client_id": "bo", "moved_in_on": None},
        ],
        "contacts": [*contacts, long_ago],
        "diagnoses": [one_diagnosis(*one) for one in diagnoses],
        "prescriptions": [
            one_prescription(chance) for _ in range(chance.choice([0, 0, 1, 2]))
        ],
    }


@both_agree(
    "memory_decline",
    ON,
    # So many rows vary more when one number draws them all.
    seed=st.integers(0, 2**32),
    number=st.integers(8, MOST_CONTACTS),
)
def test_both_count_the_same(seed, number):
    """Plain Python and the engine say the same of everybody."""
    drawn = drawn_by(Random(seed), number)
    return drawn, second_opinion(**drawn)
