"""Acute care and short courses in plain Python, for the second opinions on them."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median

from hypothesis import strategies as st

from schemas.contacts import Mode, ServiceFamily, Status, Urgency, VisitorRole
from schemas.prescriptions import Event

ON = date(2026, 11, 1)
IN_PERSON = {"visit", "home", "workplace", "elsewhere"}


def within(day, days):
    """In the window of `days` days that ends with the as-of day."""
    return ON - timedelta(days=days - 1) <= day <= ON


def coded(row, codes):
    """By the as-of day, not only suspected, and the code begins as one of the list."""
    return (
        row["recorded_on"] <= ON
        and row["confirmed"] is not False
        and row["code"].startswith(codes.get(row["system"], ()))
    )


def having(diagnoses, codes):
    """The clients with an established diagnosis of the list."""
    return {row["client_id"] for row in diagnoses if coded(row, codes)}


def own_matter(row):
    """The client came, or somebody on the client's behalf."""
    return row["visitor_role"] in {"client", "proxy"}


def stays_of(client, contacts):
    """The client's ward stays: (first day, last day or None, planned, contact ids)."""
    wards = sorted(
        (
            row
            for row in contacts
            if row["client_id"] == client
            and row["mode"] == "ward"
            and row["status"] == "fulfilled"
            and row["starts_at"].date() <= ON
        ),
        key=lambda row: (row["starts_at"], row["contact_id"]),
    )
    stays = []
    for row in wards:
        lasts = ON if row["ends_at"] is None else min(row["ends_at"].date(), ON)
        same = stays and (
            row["starts_at"].date() <= stays[-1]["until"]
            or row["starts_at"] - stays[-1]["until_at"] <= timedelta(hours=6)
        )
        if same:
            stay = stays[-1]
            stay["rows"].append(row)
            stay["until"] = max(stay["until"], lasts)
            stay["until_at"] = max(stay["until_at"], row["ends_at"] or datetime.min)
        else:
            stays.append(
                {
                    "rows": [row],
                    "until": lasts,
                    "until_at": row["ends_at"] or datetime.min,
                }
            )
    for stay in stays:
        ends = [row["ends_at"] for row in stay["rows"]]
        over = all(end is not None and end.date() <= ON for end in ends)
        yield (
            stay["rows"][0]["starts_at"].date(),
            max(ends).date() if over else None,
            stay["rows"][0]["urgency"] == "non_urgent",
            [row["contact_id"] for row in stay["rows"]],
        )


def acute_episodes(client, contacts, diagnoses, codes):
    """The client's episodes of acute care for a list: (began on, ended on or None)."""
    acute = []
    for row in contacts:
        day = row["starts_at"].date()
        if (
            row["client_id"] == client
            and row["service_family"] == "emergency"
            and row["status"] == "fulfilled"
            and row["mode"] in IN_PERSON
            and own_matter(row)
            and day <= ON
        ):
            ended = (row["ends_at"] or row["starts_at"]).date()
            acute.append((day, ended if ended <= ON else None, [row["contact_id"]]))
    acute += [
        (day, ended, contact_ids)
        for day, ended, planned, contact_ids in stays_of(client, contacts)
        if not planned
    ]
    reasons = [
        row
        for row in diagnoses
        if row["client_id"] == client and coded(row, codes) and row["main"] is not False
    ]
    named = {row["contact_id"] for row in reasons if row["contact_id"]}
    days = {row["recorded_on"] for row in reasons if not row["contact_id"]}
    episodes = []
    for day, ended, contact_ids in sorted(acute, key=lambda one: one[0]):
        if day not in days and not named & set(contact_ids):
            continue
        if episodes and (day - episodes[-1][-1][0]).days <= 1:
            episodes[-1].append((day, ended))
        else:
            episodes.append([(day, ended)])
    for visits in episodes:
        ends = [ended for _, ended in visits]
        yield visits[0][0], None if None in ends else max(ends)


def supply_of(row, prescriptions):
    """(days, whether only estimated): the dose, own interval, DDDs or three months."""
    if row["days_supply"] is not None:
        return row["days_supply"], False
    fetched = {
        other["occurred_on"]
        for other in prescriptions
        if other["event"] == "dispensed"
        and other["occurred_on"] <= ON
        and other["client_id"] == row["client_id"]
        and other["substance_code"] == row["substance_code"]
    }
    gaps = [(later - day).days for day, later in pairwise(sorted(fetched))]
    if len(gaps) >= 2:
        return min(max(median(gaps), 14), 120), True
    if row["ddd"] is not None:
        return min(max(row["ddd"], 1), 400), True
    return 90, True


def courses(client, prescriptions, antibiotic_days=()):
    """How many courses of cortisone began in the year, and how many there may be.

    An antibiotic within five days makes sure what an estimated supply does not.
    """
    certain, uncertain = set(), set()
    for row in prescriptions:
        day = row["occurred_on"]
        if (
            row["client_id"] != client
            or row["event"] != "dispensed"
            or day > ON
            or not row["substance_code"].startswith("H02AB")
            or row["dose_dispensing"] is True
        ):
            continue
        supply, estimated = supply_of(row, prescriptions)
        if supply <= 21:
            certain.add(day)
        elif estimated and row["permanent"] is not True:
            near = any(abs((day - other).days) <= 5 for other in antibiotic_days)
            (certain if near else uncertain).add(day)
    begun, before = [], None
    for day in sorted(certain):
        if before is None or (day - before).days >= 28:
            begun.append(day)
        before = day
    sure = sum(within(day, 365) for day in begun)
    maybe = {
        day
        for day in uncertain
        if within(day, 365) and all(abs((day - other).days) >= 28 for other in certain)
    }
    return sure, sure + len(maybe)


def told(value, most, limit):
    """Whether a limit is met: yes, no, or unknown where the range spans it."""
    return True if value >= limit else None if most >= limit else False


def outcome(*limits):
    """Any limit fires; without one, an unknown leaves it open."""
    if True in limits:
        return "fired"
    return "not_assessable" if None in limits else "quiet"


def mostly(usual, others):
    """The usual value three times in four, so that rows are often counted."""
    return st.one_of(*[st.just(usual)] * 3, st.sampled_from(list(others)))


def days(*edges):
    """Days at the edges of windows, and spread over the year."""
    return st.one_of(
        st.sampled_from([*edges, -1, 0, 1]), st.integers(-60, 0), st.integers(-300, 0)
    ).map(lambda days: ON + timedelta(days=days))


def ordinary_or(odd):
    """Whole rows are ordinary, with nothing drawn, twice in three times."""
    return st.one_of(st.just({}), st.just({}), st.fixed_dictionaries(odd))


ODD_CONTACT = {
    "mode": mostly("visit", Mode),
    "service_family": mostly("emergency", ServiceFamily),
    "status": mostly("fulfilled", Status),
    "visitor_role": mostly("client", VisitorRole),
    "urgency": st.sampled_from([None, *Urgency]),
}
ODD_DIAGNOSIS = {
    "main": st.sampled_from([True, None, False]),
    "confirmed": st.sampled_from([True, None, False]),
}
ODD_DISPENSING = {
    "event": mostly("dispensed", Event),
    "permanent": st.sampled_from([False, None, True]),
    "dose_dispensing": st.sampled_from([False, None, True]),
}


@st.composite
def stays(draw, clients, edges):
    """Contacts, mostly emergency visits and unplanned wards, with keys."""
    found = []
    for number in range(draw(st.integers(2, 7))):
        day, hour = draw(days(*edges)), draw(st.sampled_from([0, 8, 14, 23]))
        starts_at = datetime(day.year, day.month, day.day, hour)
        ward = draw(st.booleans())
        long = st.sampled_from([0, 4, 9, 24, 48, 24 * 14, None])
        lasts = draw(long if ward else mostly(1, [None, 4, 24, 72]))
        end = None if lasts is None else starts_at + timedelta(hours=lasts)
        found.append(
            {
                "contact_id": f"contact-{number}",
                "client_id": draw(st.sampled_from(clients)),
                "starts_at": starts_at,
                "ends_at": end,
                "mode": "ward" if ward else "visit",
                "service_family": "specialised" if ward else "emergency",
                "status": "fulfilled",
                "visitor_role": "client",
                "urgency": "emergency",
                **draw(ordinary_or(ODD_CONTACT)),
            }
        )
    return found


@st.composite
def reasons_for(draw, contacts, clients, codes, edges):
    """Diagnoses: one for most contacts, there or on its day, and some at none."""
    found = []
    at_none = [None] * draw(st.integers(1, 3))
    for at in [*draw(st.permutations([*contacts, *at_none]))[:8]]:
        system, code = draw(st.sampled_from(codes))
        client = at["client_id"] if at else draw(st.sampled_from(clients))
        day = at["starts_at"].date() if at else draw(days(*edges))
        found.append(
            {
                "client_id": client,
                "contact_id": draw(mostly(at["contact_id"], [None])) if at else None,
                "recorded_on": day + timedelta(days=draw(mostly(0, [-1, 1]))),
                "system": system,
                "code": code,
                "main": True,
                "confirmed": True,
                **draw(ordinary_or(ODD_DIAGNOSIS)),
            }
        )
    return found


def dispensings(clients, substances, edges):
    """Rows of prescriptions, mostly dispensed, some of unknown supply."""
    supply = st.sampled_from(
        [
            *((7, None), (7, None), (21, None), (22, None)),
            *((None, None), (None, 21.0), (None, 60.0)),
        ]
    )
    row = st.fixed_dictionaries(
        {
            "client_id": st.sampled_from(clients),
            "occurred_on": days(*edges),
            "substance_code": st.sampled_from(substances),
            "packages": st.sampled_from([None, 1, 2, 3, 5]),
        }
    )
    ordinary = {"event": "dispensed", "permanent": False, "dose_dispensing": False}
    return st.builds(
        lambda row, supply, odd: {
            **row,
            **ordinary,
            **dict(zip(("days_supply", "ddd"), supply, strict=True)),
            **odd,
        },
        row,
        supply,
        ordinary_or(ODD_DISPENSING),
    )
