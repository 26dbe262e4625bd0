"""Care that seems to be slipping away, judged a second time from the prose alone."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median

from hypothesis import strategies as st

from tests.second_opinion.agreement import both_agree
from tests.second_opinion.test_missed_appointments import settled, tells_of_bookings

ON = date(2026, 11, 1)
CLIENTS = ["anna", "bo"]
FACE_TO_FACE = {"visit", "home", "workplace", "elsewhere", "remote"}
LONG_TERM = {
    "glucose": ("A10",),
    "clotting": ("B01AA", "B01AC", "B01AE", "B01AF"),
    "pressure": ("C07", "C08", "C09"),
    "lipids": ("C10",),
    "psychosis": ("N05A",),
    "depression": ("N06A",),
}
NOT_REGULAR = ("D", "B01AB", "A11")
SAME = {"N02BF02": "N03AX16", "N02BF01": "N03AX12"}
NOT_TAKEN_UP = {"icd10": ("Z53.2", "Z91.1"), "icpc2": ("Z11",)}


def within(day, days):
    """In the window of `days` days that ends with the as-of day."""
    return ON - timedelta(days=days - 1) <= day <= ON


def unused(contacts):
    """(client, day, referral, certain) of the appointments that may count."""
    hospital = defaultdict(set)
    for row in contacts:
        day = row["starts_at"].date()
        if row["status"] == "fulfilled" and day <= ON and row["mode"] == "ward":
            last = (row["ends_at"] or datetime(ON.year, ON.month, ON.day)).date()
            while day <= last:
                hospital[row["client_id"]].add(day)
                day += timedelta(days=1)
    for row in settled(contacts):
        day = row["starts_at"].date()
        near = {day + timedelta(days=days) for days in (-1, 0, 1)}
        if (
            row["mode"] in FACE_TO_FACE
            and within(day, 365)
            and not (row["booked_at"] and row["booked_at"] > row["starts_at"])
            and not near & hospital[row["client_id"]]
        ):
            if row["status"] == "no_show" and not row["absence_explained"]:
                yield row["client_id"], day, row["referral_id"], True
            if row["status"] == "open":
                yield row["client_id"], day, row["referral_id"], False


def missed(client, appointments, came):
    """Whether these appointments make the sign."""
    own = [(day, referral) for who, day, referral, _ in appointments if who == client]
    days = {day for day, _ in own}
    first_visits = defaultdict(set)
    for day, referral in own:
        if referral and (client, referral) not in came and within(day, 180):
            first_visits[referral].add(day)
    return (
        len(days) >= 3
        or sum(within(day, 90) for day in days) >= 2
        or any(len(found) >= 2 for found in first_visits.values())
    )


def group_of(row):
    """The group of a long-term medicine; None for others."""
    if row["substance_system"] != "atc":
        return None
    return next(
        (
            g
            for g, codes in LONG_TERM.items()
            if row["substance_code"].startswith(codes)
        ),
        None,
    )


def lasts(rows):
    """Whether what was dispensed is still in use: supply, carried over, and grace."""
    end = date.min
    for day, supply in sorted((row["occurred_on"], row["days_supply"]) for row in rows):
        start = min(max(day, end), day + timedelta(days=90))
        end = start + timedelta(days=supply)
        grace = max(14, supply // 4)
    return end + timedelta(days=grace) > ON


def medicines(client, prescriptions, ward):
    """(not fetched, stopped, may be not fetched, may have stopped) of one person."""
    told = any(
        row["event"] == "dispensed" and row["occurred_on"] <= ON
        for row in prescriptions
    )
    own = [
        row | {"substance": SAME.get(row["substance_code"], row["substance_code"])}
        for row in prescriptions
        if row["client_id"] == client
        and row["substance_code"]
        and row["as_needed"] is not True
    ]
    fetched = defaultdict(list)
    for row in own:
        if row["event"] == "dispensed" and within(row["occurred_on"], 730):
            fetched[row["substance"]].append(row)
    issued = [
        row
        for row in own
        if row["event"] in {"prescribed", "renewed"}
        and within(row["occurred_on"], 180)
        and (ON - row["occurred_on"]).days >= 60
        and (group_of(row) or row["permanent"])
        and not (
            row["substance_system"] == "atc"
            and row["substance_code"].startswith(NOT_REGULAR)
        )
        and not (row["ended_on"] and row["ended_on"] <= ON)
    ]
    if not told:
        prescribed = any(
            group_of(row)
            for row in own
            if row["event"] != "dispensed" and within(row["occurred_on"], 730)
        )
        several = len({row["substance"] for row in issued}) >= 2
        return False, False, several, prescribed
    left = set()
    for row in issued:
        before = fetched.get(row["substance"], [])
        since = any(one["occurred_on"] >= row["occurred_on"] for one in before)
        if not since and not (before and lasts(before)):
            left.add(row["substance"])
    return len(left) >= 2, stopped(fetched, ward), False, False


def stopped(fetched, ward):
    """Whether a long-term medicine has stopped."""
    for substance, rows in fetched.items():
        group = group_of(rows[0])
        days = sorted({row["occurred_on"] for row in rows})
        last_rows = [row for row in rows if row["occurred_on"] == days[-1]]
        if not group or len(days) < 3 or lasts(rows):
            continue
        if all(row["ended_on"] and row["ended_on"] <= ON for row in last_rows):
            continue
        if any(
            other != substance
            and group_of(others[0]) == group
            and min(row["occurred_on"] for row in others) >= days[-1]
            for other, others in fetched.items()
        ):
            continue
        gaps = [(later - earlier).days for earlier, later in pairwise(days)]
        without = (ON - days[-1]).days - sum(day > days[-1] for day in ward)
        if 0 < without - 1.5 * median(gaps) <= 180:
            return True
    return False


def second_opinion(contacts, prescriptions, diagnoses):
    """Client to (outcome, measures)."""
    came = {
        (row["client_id"], row["referral_id"])
        for row in contacts
        if row["referral_id"]
        and row["starts_at"].date() <= ON
        and row["status"] == "fulfilled"
        and row["mode"] in FACE_TO_FACE | {"ward", "telephone"}
    }
    maybe = list(unused(contacts))
    certain = [one for one in maybe if one[3]]
    said = {}
    for client in CLIENTS:
        ward = set()
        for row in contacts:
            if row["client_id"] == client and row["mode"] == "ward":
                day = row["starts_at"].date()
                last = min(row["ends_at"].date() if row["ends_at"] else ON, ON)
                while row["status"] == "fulfilled" and day <= last:
                    ward.add(day)
                    day += timedelta(days=1)
        not_fetched, paused, may_wait, may_pause = medicines(
            client, prescriptions, ward
        )
        not_taken_up = any(
            row["client_id"] == client
            and within(row["recorded_on"], 180)
            and row["confirmed"] is not False
            and row["code"].startswith(NOT_TAKEN_UP.get(row["system"], ()))
            for row in diagnoses
        )
        often = missed(client, certain, came)
        may_often = not tells_of_bookings(contacts) or missed(client, maybe, came)
        signs = often + not_fetched + paused + not_taken_up
        most = (
            (often or may_often)
            + (not_fetched or may_wait)
            + (paused or may_pause)
            + not_taken_up
        )
        measures = {
            "signs": signs,
            "appointments_missed": often,
            "medicines_not_fetched": not_fetched,
            "medicine_stopped": paused,
            "care_not_taken_up": not_taken_up,
        }
        unfired = "not_assessable" if most >= 2 else "quiet"
        said[client] = ("fired" if signs >= 2 else unfired, measures)
    return said


who = st.sampled_from(CLIENTS)
edges = [-365, -364, -180, -179, -90, -89, -60, -59, -7, -1, 0, 1]
days = st.one_of(st.sampled_from(edges), *[st.integers(-120, -40)] * 2).map(
    lambda days: ON + timedelta(days=days)
)


def mostly(usual, others):
    """The usual value three times in four, so that rows are often counted."""
    return st.one_of(*[st.just(usual)] * 3, st.sampled_from(list(others)))


@st.composite
def contact(draw):
    """A contact, mostly an appointment that was missed or left open."""
    day = draw(days)
    starts_at = datetime(day.year, day.month, day.day, 12)
    ahead = draw(mostly(timedelta(days=14), [None, timedelta(days=-1)]))
    return {
        "client_id": draw(who),
        "starts_at": starts_at,
        "ends_at": draw(st.sampled_from([starts_at, starts_at + timedelta(days=9)])),
        "booked_at": None if ahead is None else starts_at - ahead,
        "status": draw(
            st.sampled_from(["no_show", "no_show", "booked", "fulfilled", "fulfilled"])
        ),
        "absence_explained": draw(mostly(None, [True, False])),
        "mode": draw(mostly("visit", ["ward", "telephone", "letter"])),
        "service_family": "primary_care",
        "visitor_role": "client",
        "unit": "unit-1",
        "site": "site-1",
        "profession": draw(st.sampled_from(["nurse", "physician"])),
        "referral_id": draw(st.sampled_from([None, "ref-1", "ref-2"])),
    }


codes = st.sampled_from(
    [
        *("A10BA02", "C09AA05", "C09CA01", "C10AA05", "N03AX16", "N02BF02"),
        *("H03AA01", "D07AC01", "B01AB05", None),
    ]
)
written = st.fixed_dictionaries(
    {
        "client_id": who,
        "event": st.sampled_from(["prescribed", "prescribed", "renewed"]),
        "occurred_on": days,
        "substance_code": codes,
        "substance_system": st.sampled_from(["atc", "atc", "atc", "rxnorm"]),
        "days_supply": st.none(),
        "as_needed": mostly(False, [None, True]),
        "permanent": mostly(True, [None, False]),
        "ended_on": mostly(None, [ON, ON + timedelta(days=1)]),
    }
)


@st.composite
def course(draw):
    """Dispensings of one medicine, so and so many days apart, until some day."""
    step = draw(st.sampled_from([28, 30, 90, 91]))
    supply = draw(st.sampled_from([step, step, step + 30]))
    past = draw(st.sampled_from([-60, -1, 0, 1, 2, 60, 60, 179, 180, 181]))
    gap = int(1.5 * step) + past
    usual = {
        "client_id": draw(who),
        "event": "dispensed",
        "substance_code": draw(
            st.one_of(st.sampled_from(["A10BA02", "C10AA05"]), codes.filter(bool))
        ),
        "substance_system": "atc",
        "days_supply": supply,
        "as_needed": draw(mostly(False, [True])),
        "permanent": True,
    }
    last = ON - timedelta(days=gap)
    ended = draw(mostly(None, [ON, ON + timedelta(days=1)]))
    return [
        usual
        | {
            "occurred_on": last - timedelta(days=step * back),
            "ended_on": None if back else ended,
        }
        for back in range(draw(st.sampled_from([1, 2, 3, 3, 4])))
    ]


diagnoses = st.fixed_dictionaries(
    {
        "client_id": who,
        "recorded_on": days,
        "code": st.sampled_from(["Z53.2", "Z91.1", "Z11", "Z53.1"]),
        "system": st.sampled_from(["icd10", "icd10", "icpc2"]),
        "confirmed": mostly(None, [True, False]),
    }
)


@st.composite
def several(draw, row, at_least):
    """Rows of one person that may make a sign together, ordinary but for their days."""
    client = draw(who)
    return [draw(row) | {"client_id": client} for _ in range(at_least)]


MISSED = {"status": "no_show", "absence_explained": None, "mode": "visit"}
missed_times = several(
    contact().map(lambda row: row | MISSED | {"referral_id": "ref-1"}), 2
)
ORDINARY = {"substance_system": "atc", "as_needed": False, "ended_on": None}
left_medicines = st.tuples(
    several(written, 2), st.permutations(["A10BA02", "C10AA05", "H03AA01"])
).map(
    lambda drawn: [
        row | ORDINARY | {"substance_code": code}
        for row, code in zip(*drawn, strict=False)
    ]
)


def a_few(*rows):
    """Lists of rows: none, or enough of them for signs to meet."""
    either = st.one_of(*rows)
    return st.one_of(
        st.lists(either, max_size=2), *[st.lists(either, min_size=4, max_size=9)] * 3
    )


def flat(lists):
    """The rows of all lists."""
    return [row for rows in lists for row in rows]


@both_agree(
    "slipping_from_care",
    ON,
    met=a_few(contact().map(lambda row: [row]), missed_times),
    prescribed=a_few(written.map(lambda row: [row]), left_medicines, course()),
    diagnosed=st.lists(diagnoses, max_size=4),
)
def test_both_judge_the_same(met, prescribed, diagnosed):
    """Plain Python and the engine say the same of everybody."""
    met, prescriptions = flat(met), flat(prescribed)
    rows = {
        "clients": [{"client_id": client} for client in CLIENTS],
        "contacts": met,
        "prescriptions": prescriptions,
        "diagnoses": diagnosed,
    }
    return rows, second_opinion(met, prescriptions, diagnosed)
