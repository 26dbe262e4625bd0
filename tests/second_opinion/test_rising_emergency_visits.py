"""Rising emergency visits, told a second time in plain Python from the prose alone."""

from datetime import date, datetime, timedelta
from fractions import Fraction
from math import comb

from hypothesis import strategies as st

from schemas.contacts import Mode, ServiceFamily, Status, VisitorRole
from tests.second_opinion.agreement import both_agree

ON = date(2026, 11, 1)
CLIENTS = ["anna", "bo"]
IN_PERSON = {"visit", "home", "workplace", "elsewhere"}
SHARE = Fraction(90, 455)
TOLD = ["emergency_visits", "rate_ratio", "chance"]


def ago(days):
    """The day so many days before the as-of day."""
    return ON - timedelta(days=days)


def chance(recent, baseline):
    """Of so many times at least so many in the recent window, in per cent."""
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


def visits(contacts, diagnoses, client):
    """The days of a client's emergency visits."""
    expected = {
        row["contact_id"]
        for row in diagnoses
        if row["client_id"] == client
        and row["code"] in {"O80", "Z49.1", "Z51.1"}
        and row["recorded_on"] <= ON
    }
    emergencies = sorted(
        (row["starts_at"], f"contact-{number}", row)
        for number, row in enumerate(contacts, start=1)
        if row["client_id"] == client
        and row["status"] == "fulfilled"
        and row["visitor_role"] in {"client", "proxy"}
        and row["service_family"] == "emergency"
        and row["mode"] in IN_PERSON
    )
    whole = []
    for one in emergencies:
        if whole and one[0] - whole[-1][-1][0] <= timedelta(hours=12):
            whole[-1].append(one)
        else:
            whole.append([one])
    for visit in whole:
        moment, _, row = visit[0]
        planned = row["plan_id"] is not None or (
            row["booked_at"] is not None
            and row["booked_at"] <= moment
            and (moment.date() - row["booked_at"].date()).days >= 7
        )
        if not planned and not expected & {key for _, key, _ in visit}:
            yield moment.date()


def second_opinion(clients, contacts, diagnoses):
    """Client to (outcome, measures)."""
    begins = min(
        (row["starts_at"].date() for row in contacts if own(row)), default=None
    )
    said = {}
    for row in clients:
        days = list(visits(contacts, diagnoses, row["client_id"]))
        recent = sum(ago(89) <= day <= ON for day in days)
        baseline = sum(ago(454) <= day <= ago(90) for day in days)
        supported = (
            row["social_worker"] is not None
            or row["care_lead"] is not None
            or (row["segment"] in {3, 4} and row["segment_consent"] is True)
        )
        known = (
            begins is not None
            and begins <= ago(454)
            and (row["moved_in_on"] is None or row["moved_in_on"] <= ago(454))
        )
        ratio = float(Fraction(recent, 90) / Fraction(max(baseline, 1), 365))
        told = (recent, ratio, chance(recent, baseline)) if known else (None,) * 3
        measures = dict(zip(TOLD, told, strict=True))
        if not known:
            outcome = "not_assessable"
        elif recent >= 3 and ratio >= 2 and told[2] < 1:
            outcome = "fired"
        else:
            outcome = "quiet"
        said[row["client_id"]] = (outcome, measures | {"supported": int(supported)})
    return said


USUAL = {
    "ends_at": None,
    "booked_at": None,
    "status": "fulfilled",
    "mode": "visit",
    "service_family": "emergency",
    "visitor_role": "client",
    "plan_id": None,
}


def mostly(usual, others):
    """The usual value three times in four, so that rows are often counted."""
    return st.one_of(*[st.just(usual)] * 3, st.sampled_from(list(others)))


days = st.one_of(
    st.sampled_from([-455, -454, -90, -89, -1, 0, 1]),
    st.integers(-89, 0),
    st.integers(-60, 0),
)


# What may be out of the ordinary with a contact, one thing at a time.
ODD = {
    "ahead": [timedelta(days=days) for days in (-1, 0, 6, 7, 8)],
    "status": [status.value for status in Status],
    "mode": [mode.value for mode in Mode],
    "service_family": [family.value for family in ServiceFamily],
    "visitor_role": [role.value for role in VisitorRole],
    "plan_id": ["plan-1"],
}


@st.composite
def one_contact(draw):
    """An emergency visit; every third is out of the ordinary in one way."""
    starts_at = datetime(ON.year, ON.month, ON.day) + timedelta(
        days=draw(days), hours=draw(st.sampled_from([0, 8, 11, 12, 20, 23]))
    )
    odd = draw(st.sampled_from([*ODD, *[None] * 12]))
    row = USUAL | {
        "client_id": draw(st.sampled_from(CLIENTS)),
        "starts_at": starts_at,
    }
    if odd is not None:
        row[odd] = draw(st.sampled_from(ODD[odd]))
    ahead = row.pop("ahead", None)
    return row | {"booked_at": None if ahead is None else starts_at - ahead}


@st.composite
def people(draw):
    """The two clients, with support of some kind or none, here for long or not."""
    return [
        {
            "client_id": client,
            "moved_in_on": draw(
                st.sampled_from([*[None] * 7, ago(455), ago(454), ago(453)])
            ),
            "segment": draw(st.sampled_from([None, 2, 3, 4])),
            "segment_consent": draw(st.sampled_from([None, True, False])),
            "social_worker": draw(mostly(None, ["worker-1"])),
            "care_lead": draw(mostly(None, ["worker-2"])),
        }
        for client in CLIENTS
    ]


@st.composite
def some_diagnoses(draw, contacts):
    """Diagnoses of one to three of the contacts, mostly of expected visits."""
    numbers = draw(st.lists(st.integers(1, len(contacts)), min_size=1, max_size=3))
    return [
        {
            "client_id": contacts[number - 1]["client_id"],
            "contact_id": draw(mostly(f"contact-{number}", [None])),
            "recorded_on": draw(mostly(ON, [ago(30), ago(-1)])),
            "code": draw(st.sampled_from(["O80", "Z49.1", "Z51.1", "Z51.5", "I10"])),
            "system": "icd10",
        }
        for number in numbers
    ]


@both_agree(
    "rising_emergency_visits",
    ON,
    clients=people(),
    drawn=st.one_of(
        st.lists(one_contact(), min_size=n, max_size=16) for n in (0, 9)
    ).flatmap(
        lambda contacts: st.tuples(
            st.just(contacts),
            st.one_of(st.just([]), some_diagnoses(contacts))
            if contacts
            else st.just([]),
        )
    ),
    first=st.sampled_from([None, ago(453), ago(454), *[ago(2000)] * 7]),
)
def test_both_count_the_same(clients, drawn, first):
    """Plain Python and the engine say the same of everybody."""
    contacts, diagnoses = drawn
    if first is not None:
        contacts = [
            *contacts,
            USUAL
            | {
                "client_id": "bo",
                "starts_at": datetime(first.year, first.month, first.day, 9),
                "service_family": "dental",
            },
        ]
    rows = {"clients": clients, "contacts": contacts, "diagnoses": diagnoses}
    return rows, second_opinion(**rows)
