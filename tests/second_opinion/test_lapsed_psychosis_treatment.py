"""Lapsed treatment, judged a second time in plain Python from the prose alone."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from statistics import median

from hypothesis import strategies as st

from tests.second_opinion.agreement import both_agree

ON = date(2026, 11, 1)
CLIENTS = ["anna", "bo"]
ANTIPSYCHOTICS = tuple(f"N05A{letter}" for letter in "ABCDEFGHLX")
CONTACT = {"visit", "home", "workplace", "elsewhere", "remote", "telephone"}
CONTACT |= {"digital", "ward"}
NO_CONTACT = {"laboratory", "imaging", "pharmacy", "vaccination", "screening", "dental"}
NAMES = ("injection_days_late", "days_without_tablets", "days_since_discharge")


def within(day, days):
    """In the window of `days` days that ends with the as-of day."""
    return ON - timedelta(days=days - 1) <= day <= ON


def supply(row, rows):
    """First of: dose, the person's own interval, DDDs at one a day, three months."""
    if row["days_supply"] is not None:
        return row["days_supply"]
    fetched = {
        other["occurred_on"]
        for other in rows
        if other["event"] == "dispensed"
        and other["occurred_on"] <= ON
        and other["client_id"] == row["client_id"]
        and other["substance_code"] == row["substance_code"]
    }
    gaps = [(later - day).days for day, later in pairwise(sorted(fetched))]
    if len(gaps) >= 2:
        return round(min(max(median(gaps), 14), 120))
    return 90 if row["ddd"] is None else round(min(max(row["ddd"], 1), 400))


def diagnosed(rows):
    """Recorded by the as-of day, and not only suspected."""
    return [
        row
        for row in rows
        if row["recorded_on"] <= ON
        and row["confirmed"] is not False
        and row["code"].startswith(("F2", "F30", "F31", "P72"))
    ]


def days_on_wards(stays):
    """Every day of each stay; one still on lasts until the as-of day."""
    return {
        first + timedelta(days=number)
        for first, last, _, _ in stays
        for number in range((min(last, ON) - first).days + 1)
    }


def ward_stays(contacts):
    """(first day, last day, whether it has ended, keys) of stays; touching are one."""
    wards = sorted(
        (row["starts_at"], row["ends_at"], row["contact_id"])
        for row in contacts
        if row["mode"] == "ward"
        and row["status"] == "fulfilled"
        and row["starts_at"].date() <= ON
    )
    stays = []
    for starts, ends, key in wards:
        first, last = starts.date(), ends.date()
        ended = last <= ON
        moved = stays and starts - stays[-1][4] <= timedelta(hours=6)
        if stays and (first <= stays[-1][1] or moved):
            before = stays.pop()
            first, last = before[0], max(last, before[1])
            ended, key = ended and before[2], {key, *before[3]}
            ends = max(ends, before[4])
        stays.append((first, last, ended, key if isinstance(key, set) else {key}, ends))
    return [stay[:4] for stay in stays]


def lapses(own, rows, away):
    """Days late of injections and days without tablets; None: nothing is known."""
    counting = [
        row
        for row in own
        if within(row["occurred_on"], 730)
        and row["event"] in {"prescribed", "renewed", "dispensed"}
        and (row["substance_code"] or "").startswith(ANTIPSYCHOTICS)
        and row["as_needed"] is not True
    ]
    in_force = any(row["ended_on"] is None or row["ended_on"] > ON for row in counting)
    dispensed = []
    for row in counting:
        days = supply(row, rows)
        low = (
            row["substance_code"] == "N05AH04"
            and row["ddd"] is not None
            and row["ddd"] < 0.25 * days
        )
        if row["event"] == "dispensed" and not low:
            dispensed.append((row["occurred_on"], days, row))
    if not dispensed:
        return None, None
    injections = [one for one in dispensed if one[2]["depot"]]
    tablets = [one for one in dispensed if not one[2]["depot"]]
    forms = []
    if injections:
        due = max(day + timedelta(days=days) for day, days, _ in injections)
        forms.append((due, True, max(day for day, _, _ in injections)))
    if tablets:
        by_substance = defaultdict(list)
        for day, days, row in tablets:
            by_substance[row["substance_code"]].append((day, days))
        ends = []
        for packs in by_substance.values():
            end = date.min
            for day, days in sorted(packs):
                start = min(max(day, end), day + timedelta(days=90))
                end = start + timedelta(days=days)
            ends.append(end - timedelta(days=1))
        forms.append((max(ends), False, max(day for day, _, _ in tablets)))
    until, injected, fetched = max(forms)
    gap = (ON - until).days - sum(day > fetched for day in away)
    gap = max(gap, 0) if in_force else 0
    if injected:
        return gap, 0
    days = [day for day, _, _ in tablets]
    regular = (
        any(row["permanent"] for _, _, row in tablets)
        or (max(days) - min(days)).days >= 60
        or sum(days for _, days, _ in tablets) >= 90
    )
    return 0, gap if regular else 0


def since_discharge(stays, contacts, diagnoses):
    """Days since the last psychiatric stay ended, unless a contact followed."""
    psychiatric = [
        last
        for first, last, ended, keys in stays
        if ended
        and within(last, 365)
        and (
            any(
                row["contact_id"] in keys and row["service_family"] == "mental_health"
                for row in contacts
            )
            or any(
                first <= row["recorded_on"] <= last
                if row["contact_id"] is None
                else row["contact_id"] in keys
                for row in diagnoses
            )
        )
    ]
    if not psychiatric:
        return 0
    left = max(psychiatric)
    for row in contacts:
        if (
            left < row["starts_at"].date() <= ON
            and row["status"] == "fulfilled"
            and row["mode"] in CONTACT
            and row["service_family"] not in NO_CONTACT
            and row["visitor_role"] in {"client", "proxy"}
        ):
            return 0
    return (ON - left).days


def judge(who, rows, contacts, diagnoses):
    """The outcome and the measures of one person."""
    own, seen, found = (
        [row for row in given if row["client_id"] == who]
        for given in (rows, contacts, diagnosed(diagnoses))
    )
    if not found:
        return "not_applicable", dict.fromkeys(NAMES)
    stays = ward_stays(seen)
    late, without = lapses(own, rows, days_on_wards(stays))
    since = since_discharge(stays, seen, found)
    if (late or 0) > 28 or (without or 0) > 60 or since > 7:
        outcome = "fired"
    else:
        outcome = "not_assessable" if late is None else "quiet"
    return outcome, dict(zip(NAMES, (late, without, since), strict=True))


def ago(*days):
    """Days before the as-of day."""
    return st.sampled_from(days).map(lambda days: ON - timedelta(days=days))


prescriptions = st.fixed_dictionaries(
    {
        "client_id": st.sampled_from(["anna", "anna", "anna", "bo"]),
        "event": st.sampled_from(["dispensed"] * 8 + ["prescribed", "renewed"]),
        "occurred_on": st.one_of(
            ago(730, 729, 151, 150, 149, 118, 117, 90, 57, 56, 30, 0, -1),
            st.integers(0, 300).map(lambda days: ON - timedelta(days=days)),
        ),
        "substance_code": st.sampled_from(
            ["N05AH03", "N05AH03", "N05AX13", "N05AX13", "N05AH04", "N05AN01", None]
        ),
        "depot": st.sampled_from([True, False, None]),
        "days_supply": st.sampled_from([28, 28, 30, 60, 90, 100, None]),
        "ddd": st.sampled_from([None, 5.0, 7.0, 25.0, 100.0]),
        "as_needed": st.sampled_from([False] * 6 + [None, True]),
        "permanent": st.sampled_from([False, False, None, True]),
        "ended_on": st.one_of(st.none(), st.none(), ago(200, 1, 0, -1)),
    }
)
FAMILIES = ["mental_health"] * 2 + ["specialised", "laboratory"]
wards = st.builds(
    lambda row, days: row | {"ends_at": row["starts_at"] + timedelta(days=days)},
    st.fixed_dictionaries(
        {
            "client_id": st.sampled_from(CLIENTS),
            "starts_at": ago(400, 380, 100, 40, 20, 12, 9, 8, 7, 3, 0).map(
                lambda day: datetime.combine(day, time(9))
            ),
            "mode": st.just("ward"),
            "status": st.sampled_from(["fulfilled"] * 4 + ["no_show"]),
            "service_family": st.sampled_from(FAMILIES),
            "visitor_role": st.just("client"),
        }
    ),
    st.sampled_from([0, 1, 2, 15, 30]),
)
visits = st.fixed_dictionaries(
    {
        "client_id": st.sampled_from(CLIENTS),
        "starts_at": ago(30, 9, 8, 6, 0, -1).map(
            lambda day: datetime.combine(day, time(13))
        ),
        "mode": st.sampled_from(["visit", "telephone", "digital", "letter"]),
        "status": st.sampled_from(["fulfilled", "fulfilled", "no_show"]),
        "service_family": st.sampled_from(FAMILIES),
        "visitor_role": st.sampled_from(["client", "client", "proxy", "for_child"]),
    }
)
diagnoses = st.fixed_dictionaries(
    {
        "client_id": st.sampled_from(["anna", "anna", "bo"]),
        "recorded_on": ago(1000, 39, 20, 12, 9, 1, 0, -1),
        "code": st.sampled_from(["F20.0", "F31.6", "F29", "P72", "F32.1"]),
        "confirmed": st.sampled_from([True, True, None, False]),
        "contact_id": st.sampled_from([None, None, "contact-0", "contact-1"]),
    }
)

LONG_AGO = {
    "client_id": "anna",
    "recorded_on": date(2015, 3, 1),
    "code": "F20.0",
    "confirmed": None,
    "contact_id": None,
}


@both_agree(
    "lapsed_psychosis_treatment",
    ON,
    drawn=st.lists(prescriptions, min_size=2, max_size=10),
    stayed=st.lists(wards, max_size=3),
    met=st.lists(visits, max_size=1),
    found=st.lists(diagnoses, max_size=3),
    long_ago=st.sampled_from([True, True, True, False]),
)
def test_both_judge_the_same(drawn, stayed, met, found, long_ago):
    """Plain Python and the engine say the same of everybody."""
    if long_ago:
        found = [*found, LONG_AGO]
    rows = [
        row | {"substance_system": row["substance_code"] and "atc"} for row in drawn
    ]
    contacts = [
        {"ends_at": row["starts_at"]} | row | {"contact_id": f"contact-{number}"}
        for number, row in enumerate([*stayed, *met])
    ]
    county = {
        "clients": [{"client_id": client} for client in CLIENTS],
        "prescriptions": rows,
        "contacts": contacts,
        "diagnoses": [
            row | {"system": "icpc2" if row["code"] == "P72" else "icd10"}
            for row in found
        ],
    }
    return county, {who: judge(who, rows, contacts, found) for who in CLIENTS}
