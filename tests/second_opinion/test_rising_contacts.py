"""Rising contacts, told a second time in plain Python from the prose alone."""

from datetime import date, datetime, timedelta
from fractions import Fraction
from math import comb

from hypothesis import strategies as st

from schemas.contacts import Mode, ServiceFamily, Status, VisitorRole
from tests.second_opinion.agreement import both_agree

ON = date(2026, 11, 1)
CLIENTS = ["anna", "bo"]
MET = {"visit", "home", "workplace", "elsewhere", "remote", "telephone"}
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
NEEDED = 483
USUAL = {
    "ends_at": None,
    "status": "fulfilled",
    "mode": "visit",
    "service_family": "primary_care",
    "visitor_role": "client",
    "plan_id": None,
    "referral_id": None,
}
# What may be out of the ordinary with a contact.
ODD = {
    "status": [status.value for status in Status],
    "mode": [mode.value for mode in Mode],
    "service_family": [family.value for family in ServiceFamily],
    "visitor_role": [role.value for role in VisitorRole],
    "plan_id": ["plan-1"],
    "referral_id": ["referral-1"],
}


def ago(days):
    """The day so many days before the as-of day."""
    return ON - timedelta(days=days)


def chance(recent, baseline):
    """Of so many days at least so many in the recent window, in per cent."""
    times = recent + baseline
    return float(
        100
        * sum(
            comb(times, found) * SHARE**found * (1 - SHARE) ** (times - found)
            for found in range(recent, times + 1)
        )
    )


def own(row):
    """Carried out, and on the client's own matter, by the as-of day."""
    return (
        row["status"] == "fulfilled"
        and row["visitor_role"] in {"client", "proxy"}
        and row["starts_at"].date() <= ON
    )


def counts(row):
    """A contact that counts."""
    rehabilitation = row["service_family"] == "rehabilitation"
    return (
        own(row)
        and row["mode"] in MET
        and row["service_family"] not in LEFT_OUT
        and row["plan_id"] is None
        and not (rehabilitation and row["referral_id"] is not None)
    )


def evaluation(days, last):
    """(contact days, weeks, ratio, chance) of one evaluation, by its last day."""
    recent = {day for day in days if last - timedelta(days=89) <= day <= last}
    until = last - timedelta(days=90)
    baseline = {day for day in days if until - timedelta(days=364) <= day <= until}
    return (
        len(recent),
        len({day.isocalendar()[:2] for day in recent}),
        float(Fraction(len(recent), 90) / Fraction(max(len(baseline), 1), 365)),
        chance(len(recent), len(baseline)),
    )


def second_opinion(clients, contacts):
    """Client to (outcome, measures)."""
    begins = min(
        (row["starts_at"].date() for row in contacts if own(row)), default=None
    )
    needed = ago(NEEDED - 1)
    said = {}
    for row in clients:
        client, moved_in = row["client_id"], row["moved_in_on"]
        if begins is None or begins > needed or (moved_in and moved_in > needed):
            nothing = dict.fromkeys(["contact_days", "weeks", "rate_ratio", "chance"])
            said[client] = ("not_assessable", nothing)
            continue
        days = {
            one["starts_at"].date()
            for one in contacts
            if one["client_id"] == client and counts(one)
        }
        now, before = evaluation(days, ON), evaluation(days, ago(28))
        measures = {
            "contact_days": min(now[0], before[0]),
            "weeks": min(now[1], before[1]),
            "rate_ratio": min(now[2], before[2]),
            "chance": max(now[3], before[3]),
        }
        risen = [
            found[0] >= 6 and found[1] >= 3 and found[2] >= 2 and found[3] <= 0.5
            for found in (now, before)
        ]
        said[client] = ("fired" if all(risen) else "quiet", measures)
    return said


days = st.one_of(
    st.sampled_from(
        [-482, -481, -455, -454, -118, -117, -116, -90, -89, -88, -28, -27, 0, 1]
    ),
    st.integers(-119, 0),
    *[st.integers(-89, -28)] * 4,
)


@st.composite
def one_contact(draw):
    """A visit; every fifth is out of the ordinary in one way or two."""
    row = USUAL | {
        "client_id": draw(st.sampled_from(CLIENTS)),
        "starts_at": datetime(ON.year, ON.month, ON.day)
        + timedelta(days=draw(days), hours=draw(st.sampled_from([0, 8, 23]))),
        "site": draw(st.sampled_from("ab")),
    }
    for odd in draw(st.sampled_from([*[[]] * 8, [*ODD][:3], [*ODD][2:]])):
        row[odd] = draw(st.sampled_from([USUAL[odd], *ODD[odd]]))
    return row


@both_agree(
    "rising_contacts",
    ON,
    moved_in_on=st.sampled_from([*[None] * 8, ago(483), ago(482), ago(481)]),
    drawn=st.one_of(
        st.lists(one_contact(), min_size=least, max_size=24) for least in (0, 14)
    ),
    first=st.sampled_from([None, ago(481), ago(482), *[ago(2000)] * 9]),
)
def test_both_count_the_same(moved_in_on, drawn, first):
    """Plain Python and the engine say the same of everybody."""
    clients = [
        {"client_id": "anna", "moved_in_on": None},
        {"client_id": "bo", "moved_in_on": moved_in_on},
    ]
    if first is not None:
        moment = datetime(first.year, first.month, first.day, 9)
        other = {"client_id": "bo", "starts_at": moment, "mode": "letter"}
        drawn = [*drawn, USUAL | other]
    return {"clients": clients, "contacts": drawn}, second_opinion(clients, drawn)
