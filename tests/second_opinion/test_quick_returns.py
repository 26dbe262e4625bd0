"""Quick returns, counted a second time in plain Python from the prose alone."""

from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from schemas.contacts import Status, VisitorRole
from tests.second_opinion.agreement import both_agree

ON = date(2026, 11, 1)
CLIENTS = ["anna", "bo"]
NIGHT = datetime(ON.year, ON.month, ON.day)
# What the drawn codes are about; the others say nothing, or tell a delivery.
ABOUT = {"R51": "headache", "N01": "headache", "S93.4": "ankle"}
EXPECTED = {"O80", "Z51.1"}


class Arrival:
    """Somebody came: to a ward, or to an emergency department alone."""

    def __init__(self, rows, on_ward):
        self.keys = [row["contact_id"] for row in rows]
        self.at = min(row["starts_at"] for row in rows)
        self.on_ward = on_ward
        self.unplanned = None
        self.left_at = None


def stays_of(rows):
    """Ward stays of one person; wards that touch, or nearly, are one."""
    wards = sorted(
        (
            row
            for row in rows
            if row["mode"] == "ward"
            and row["status"] == "fulfilled"
            and row["starts_at"].date() <= ON
        ),
        key=lambda row: (row["starts_at"], row["contact_id"]),
    )
    stays = []
    for row in wards:
        if stays:
            days = [(one["ends_at"] or NIGHT).date() for one in stays[-1]]
            ends = [one["ends_at"] for one in stays[-1] if one["ends_at"]]
            touches = row["starts_at"].date() <= max(days)
            near = ends and row["starts_at"] - max(ends) <= timedelta(hours=6)
            if touches or near:
                stays[-1].append(row)
                continue
        stays.append([row])
    for ward_rows in stays:
        stay = Arrival(ward_rows, on_ward=True)
        ends = [row["ends_at"] for row in ward_rows]
        if all(end is not None and end.date() <= ON for end in ends):
            stay.left_at = max(ends)
        urgency = ward_rows[0]["urgency"]
        stay.unplanned = None if urgency is None else urgency != "non_urgent"
        yield stay


def visits_of(rows):
    """Emergency visits of one person; contacts within half a day are one."""
    contacts = sorted(
        (
            row
            for row in rows
            if row["service_family"] == "emergency"
            and row["mode"] in {"visit", "home", "workplace", "elsewhere"}
            and row["status"] == "fulfilled"
            and row["visitor_role"] in {"client", "proxy"}
            and row["starts_at"].date() <= ON
        ),
        key=lambda row: (row["starts_at"], row["contact_id"]),
    )
    visits = []
    for row in contacts:
        if visits and row["starts_at"] - visits[-1][-1]["starts_at"] <= timedelta(
            hours=12
        ):
            visits[-1].append(row)
        else:
            visits.append([row])
    for of_visit in visits:
        visit = Arrival(of_visit, on_ward=False)
        visit.left_at = max(row["ends_at"] or row["starts_at"] for row in of_visit)
        first = of_visit[0]
        ahead = first["booked_at"] and first["booked_at"] <= first["starts_at"]
        days = ahead and (first["starts_at"].date() - first["booked_at"].date()).days
        visit.unplanned = not (first["plan_id"] or (days or 0) >= 1)
        yield visit


def arrivals_of(rows):
    """Stays, and the visits that are no part of one."""
    stays = list(stays_of(rows))
    admitted = {id(stay): stay.at for stay in stays}
    alone = []
    for visit in visits_of(rows):
        of_it = [
            stay
            for stay in stays
            if visit.left_at >= admitted[id(stay)] - timedelta(hours=12)
            and (stay.left_at is None or visit.at < stay.left_at)
        ]
        for stay in of_it:
            if visit.at <= admitted[id(stay)]:
                stay.at = min(stay.at, visit.at)
                stay.unplanned = True
        if not of_it:
            alone.append(visit)
    return [*stays, *alone]


def is_return(later, earlier, codes):
    """Whether one arrival soon follows another."""
    if earlier.left_at is None or earlier.at >= later.at:
        return False
    days = (later.at.date() - earlier.left_at.date()).days
    if later.on_ward and earlier.on_ward and days <= 30:
        return True
    if later.at - earlier.left_at > timedelta(hours=72):
        return False
    mine, theirs = (
        {
            ABOUT[code]
            for key in one.keys
            for code in codes.get(key, ())
            if code in ABOUT
        }
        for one in (later, earlier)
    )
    return not mine or not theirs or bool(mine & theirs)


def second_opinion(contacts, diagnoses):
    """Client to (outcome, measures)."""
    codes = {}
    for row in diagnoses:
        if row["recorded_on"] <= ON:
            codes.setdefault(row["contact_id"], []).append(row["code"])
    said = {}
    for client in CLIENTS:
        rows = [
            row
            for row in contacts
            if row["client_id"] == client and row["source_register"] == "health"
        ]
        arrivals = arrivals_of(rows)
        returns = [
            one
            for one in arrivals
            if one.unplanned is not False
            and ON - timedelta(days=179) <= one.at.date() <= ON
            and not any(
                code in EXPECTED for key in one.keys for code in codes.get(key, ())
            )
            and any(is_return(one, other, codes) for other in arrivals)
        ]
        sure = [one for one in returns if one.unplanned]
        measures = {
            "returns": len(sure),
            "returns_to_ward": sum(one.on_ward for one in sure),
        }
        if len(sure) >= 2:
            outcome = "fired"
        else:
            outcome = "not_assessable" if len(returns) >= 2 else "quiet"
        said[client] = (outcome, measures)
    return said


def mostly(usual, others):
    """The usual value nineteen times in twenty, so that rows are often counted."""
    others = list(others)
    return st.sampled_from([usual] * (19 * len(others)) + others)


# Hours between one contact and the next, mostly at the limits.
STEPS = [1, 6, 7, 11, 12, 13, 24, 71, 72, 73, 80, 100, 700, 720, 730, 760]
LENGTHS = [0, 1, 6, 12, 24, 48]


@st.composite
def contacts(draw):
    """A course of contacts, backwards from about the as-of day."""
    rows = []
    at = NIGHT + timedelta(hours=draw(st.sampled_from([30, 24, 23, 0, -100, -4200])))
    for number in range(draw(st.sampled_from([2, 4, 6, 8, 10]))):
        ward = draw(st.booleans())
        length = draw(st.sampled_from(LENGTHS))
        at -= timedelta(hours=draw(st.sampled_from(STEPS)) + length)
        ends_at = at + timedelta(hours=length)
        ahead = draw(mostly(None, [-1, 0, 1, 14]))
        rows.append(
            {
                "contact_id": f"contact-{number}",
                "client_id": draw(mostly("anna", ["bo"])),
                "starts_at": at,
                "ends_at": draw(mostly(ends_at, [None])),
                "booked_at": None if ahead is None else at - timedelta(days=ahead),
                "mode": "ward" if ward else draw(mostly("visit", ["telephone"])),
                "service_family": "specialised"
                if ward
                else draw(mostly("emergency", ["primary_care"])),
                "urgency": draw(st.sampled_from(["urgent"] * 6 + ["non_urgent", None])),
                "plan_id": draw(mostly(None, ["plan-1"])),
                "status": draw(mostly("fulfilled", [one.value for one in Status])),
                "visitor_role": draw(
                    mostly("client", [one.value for one in VisitorRole])
                ),
                "source_register": draw(mostly("health", ["social"])),
            }
        )
    return rows


diagnoses = st.lists(
    st.fixed_dictionaries(
        {
            "contact_id": st.sampled_from([f"contact-{n}" for n in range(8)]),
            "code": st.sampled_from(
                ["R51", "N01", "S93.4", "S93.4", "Z00.0", "O80", "Z51.1"]
            ),
            # Now and then tomorrow, which is not known yet.
            "recorded_on": st.sampled_from([*[ON] * 5, ON + timedelta(days=1)]),
        }
    ),
    max_size=5,
)


@both_agree("quick_returns", ON, drawn=contacts(), coded=diagnoses)
def test_both_count_the_same(drawn, coded):
    """Plain Python and the engine say the same of everybody."""
    whose = {row["contact_id"]: row["client_id"] for row in drawn}
    recorded = [
        row
        | {
            "client_id": whose.get(row["contact_id"], "anna"),
            "system": "icpc2" if row["code"] == "N01" else "icd10",
        }
        for row in coded
    ]
    rows = {
        "clients": [{"client_id": client} for client in CLIENTS],
        "contacts": drawn,
        "diagnoses": recorded,
    }
    return rows, second_opinion(drawn, recorded)
