"""Missed appointments, counted a second time in plain Python from the prose alone."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from schemas.contacts import Mode, ServiceFamily, Status, VisitorRole
from tests.second_opinion.agreement import both_agree

ON = date(2026, 11, 1)
CLIENTS = ["anna", "bo"]
MET_IN_PERSON = {"visit", "home", "workplace", "elsewhere", "remote"}


def within(day, days):
    """In the window of `days` days that ends with the as-of day."""
    return ON - timedelta(days=days - 1) <= day <= ON


def booked_ahead(row):
    """Booked at least the day before."""
    day = row["starts_at"].date()
    return row["booked_at"] is not None and row["booked_at"].date() < day


def tells_of_bookings(contacts):
    """Something up to now was booked, missed or cancelled, or nothing happened."""
    due = [row for row in contacts if row["starts_at"].date() <= ON]
    return not due or any(
        row["booked_at"] or row["status"] not in {"fulfilled", "unknown"} for row in due
    )


def closing_units(contacts):
    """Units, or sites, that close nearly all of a year's bookings in time."""
    bookings, closed = Counter(), Counter()
    for row in contacts:
        day = row["starts_at"].date()
        last = ON - timedelta(days=7)
        if row["booked_at"] and last - timedelta(days=364) <= day <= last:
            bookings[row["unit"] or row["site"]] += 1
            closed[row["unit"] or row["site"]] += row["status"] != "booked"
    return {unit for unit in bookings if closed[unit] / bookings[unit] >= 0.95}


def visit_near(booking, contacts):
    """The client was met in the same unit, or by the same profession, near the day."""
    for row in contacts:
        apart = abs((row["starts_at"].date() - booking["starts_at"].date()).days)
        same_unit = (row["unit"] or row["site"]) == (booking["unit"] or booking["site"])
        same_profession = row["profession"] == booking["profession"] is not None
        if (
            row["status"] == "fulfilled"
            and row["mode"] in MET_IN_PERSON | {"telephone", "ward"}
            and row["client_id"] == booking["client_id"]
            and row["starts_at"].date() <= ON
            and ((same_unit and apart <= 1) or (same_profession and apart <= 7))
        ):
            return True
    return False


def settled(contacts):
    """The contacts with what became of open bookings: `missed`, `open` or as it was."""
    closing = closing_units(contacts)
    for row in contacts:
        known = row["status"]
        if (
            known == "booked"
            and row["starts_at"].date() <= ON - timedelta(days=7)
            and booked_ahead(row)
        ):
            if visit_near(row, contacts):
                known = "unknown"
            else:
                closes = (row["unit"] or row["site"]) in closing
                known = "no_show" if closes else "open"
        yield row | {"status": known}


def second_opinion(clients, contacts):
    """Client to (outcome, measures)."""
    moved = {row["client_id"]: row["moved_out_on"] for row in clients}
    hospital = defaultdict(set)
    for row in contacts:
        day = row["starts_at"].date()
        if (
            row["status"] == "fulfilled"
            and day <= ON
            and (row["mode"] == "ward" or row["service_family"] == "emergency")
        ):
            still_on = row["mode"] == "ward" and row["ends_at"] is None
            last = ON if still_on else (row["ends_at"] or row["starts_at"]).date()
            while day <= last:
                hospital[row["client_id"]].add(day)
                day += timedelta(days=1)
    missed, open_days, booked = defaultdict(set), defaultdict(set), defaultdict(set)
    for row in settled(contacts):
        client, day = row["client_id"], row["starts_at"].date()
        near = {day + timedelta(days=days) for days in (-1, 0, 1)}
        if (
            row["mode"] not in MET_IN_PERSON
            or row["service_family"] in {"vaccination", "screening"}
            or row["visitor_role"] not in {"client", "proxy"}
            or (row["booked_at"] and row["booked_at"] > row["starts_at"])
            or not within(day, 365)
        ):
            continue
        if row["status"] == "no_show" or (
            row["status"] == "fulfilled" and row["booked_at"]
        ):
            booked[client].add(day)
        if near & hospital[client] or (moved[client] and day >= moved[client]):
            continue
        if row["status"] == "no_show" and not row["absence_explained"]:
            missed[client].add(day)
        if row["status"] == "open":
            open_days[client].add(day)
    said = {}
    for row in clients:
        client = row["client_id"]
        days, most = missed[client], missed[client] | open_days[client]
        recent = sum(within(day, 90) for day in days)
        recent_most = sum(within(day, 90) for day in most)
        told = len(booked[client]) >= 5
        measures = {
            "no_show_days": len(days),
            "recent_no_show_days": recent,
            "no_show_share": len(days) / len(booked[client]) if told else 0,
        }
        if len(days) >= 3 or recent >= 2:
            outcome = "fired"
        elif len(most) >= 3 or recent_most >= 2 or not tells_of_bookings(contacts):
            outcome = "not_assessable"
        else:
            outcome = "quiet"
        said[client] = (outcome, measures)
    return said


def mostly(usual, others):
    """The usual value three times in four, so that rows are often counted."""
    return st.one_of(*[st.just(usual)] * 3, st.sampled_from(list(others)))


days = st.one_of(
    st.sampled_from([-365, -364, -90, -89, -88, -8, -7, -6, -1, 0, 1]),
    st.integers(-30, 0),
).map(lambda days: datetime(ON.year, ON.month, ON.day, 12) + timedelta(days=days))


@st.composite
def one_contact(draw):
    """A contact, mostly an ordinary appointment that was missed, used or left open."""
    starts_at = draw(days)
    ahead = draw(mostly(timedelta(days=14), [None, *map(timedelta, (-1, 0, 1))]))
    status = draw(
        st.one_of(
            st.sampled_from(["no_show", "no_show", "booked", "fulfilled"]),
            st.sampled_from([status.value for status in Status]),
        )
    )
    return {
        "client_id": draw(st.sampled_from(CLIENTS)),
        "starts_at": starts_at,
        "ends_at": draw(
            st.sampled_from([None, starts_at, starts_at + timedelta(days=3)])
        ),
        "booked_at": None if ahead is None else starts_at - ahead,
        "status": status,
        "absence_explained": draw(mostly(None, [True, False])),
        "mode": draw(mostly("visit", [mode.value for mode in Mode])),
        "service_family": draw(
            mostly(
                "primary_care",
                ["emergency", "vaccination", *(f.value for f in ServiceFamily)],
            )
        ),
        "unit": draw(st.sampled_from(["unit-1", "unit-2", None])),
        "site": draw(st.sampled_from(["site-1", "unit-1"])),
        "profession": draw(st.sampled_from(["nurse", "physician", None])),
        "visitor_role": draw(mostly("client", [role.value for role in VisitorRole])),
    }


# A call of bo, who is in contact, and so is measured, after moving away too.
LONG_AGO = {
    "client_id": "bo",
    "starts_at": datetime(2024, 12, 1, 12),
    "ends_at": None,
    "booked_at": None,
    "status": "fulfilled",
    "absence_explained": None,
    "mode": "telephone",
    "service_family": "primary_care",
    "unit": "unit-1",
    "site": "site-1",
    "profession": "nurse",
    "visitor_role": "client",
}
# What is left of contacts in a source that tells of no bookings.
UNBOOKED = {"booked_at": None, "status": "fulfilled"}


@both_agree(
    "missed_appointments",
    ON,
    drawn=st.one_of(
        st.lists(one_contact(), max_size=8),
        st.lists(one_contact(), min_size=12, max_size=30),
    ),
    bookings=st.sampled_from([*[True] * 9, False]),
    moved_out_on=st.sampled_from([None, None, ON - timedelta(days=7), ON]),
)
def test_both_count_the_same(drawn, bookings, moved_out_on):
    """Plain Python and the engine say the same of everybody."""
    clients = [
        {"client_id": "anna", "resident": True, "moved_out_on": None},
        {"client_id": "bo", "resident": True, "moved_out_on": moved_out_on},
    ]
    contacts = [row if bookings else row | UNBOOKED for row in [*drawn, LONG_AGO]]
    return {"clients": clients, "contacts": contacts}, second_opinion(clients, contacts)
