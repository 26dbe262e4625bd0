"""Overdue monitoring, judged a second time in plain Python from the prose alone."""

from collections import defaultdict
from datetime import timedelta

from hypothesis import strategies as st

from schemas.measurements import ResultStatus
from schemas.prescriptions import Event
from tests.second_opinion.agreement import both_agree
from tests.second_opinion.hospital import (
    ON,
    coded,
    mostly,
    ordinary_or,
    outcome,
    supply_of,
    told,
    within,
)

CLIENTS = ["anna", "bo", "cia"]
# Mostly one person, so that rows come together.
WHO = ["anna", "anna", "anna", "bo", "cia"]
DIABETES = {"icd10": ("E10", "E11", "E12", "E13", "E14"), "icpc2": ("T89", "T90")}
MONITORED = {"A10": "hba1c", "B01AA03": "inr"}
MONITORED |= {"N05AN01": "lithium", "N05AH02": "neutrophils"}
LIMITS = {"hba1c": 456, "inr": 84, "lithium": 183, "neutrophils": 56}


def used_since(rows):
    """The first day of the present use, of (day, supply); None when it is over."""
    end = bridged = since = None
    for day, supply in sorted(rows):
        start = day if end is None else min(max(day, end), day + timedelta(days=90))
        if bridged is None or start > bridged:
            since = start
        end = start + timedelta(days=supply)
        bridged = end + timedelta(days=max(14, supply // 4))
    return since if bridged is not None and bridged > ON else None


def needed(client, diagnoses, prescriptions):
    """Which results the client needs, and since when."""
    found = defaultdict(list)
    for row in diagnoses:
        if row["client_id"] == client and coded(row, DIABETES):
            found["hba1c"].append(row["recorded_on"])
    due = [row for row in prescriptions if row["occurred_on"] <= ON]
    dispensings_known = any(row["event"] == "dispensed" for row in due)
    supplied = defaultdict(list)
    for row in due:
        kind = next(
            (
                analyte
                for code, analyte in MONITORED.items()
                if row["substance_code"].startswith(code)
            ),
            None,
        )
        if (
            kind is None
            or row["client_id"] != client
            or not within(row["occurred_on"], 730)
            or (row["ended_on"] is not None and row["ended_on"] <= ON)
        ):
            continue
        if row["event"] == "dispensed":
            days = round(supply_of(row, prescriptions)[0])
        elif not dispensings_known and row["event"] in {"prescribed", "renewed"}:
            days = row["days_supply"] or 180
        else:
            continue
        supplied[kind].append((row["occurred_on"], days))
    for kind, rows in supplied.items():
        if since := used_since(rows):
            found[kind].append(since)
    return {kind: min(days) for kind, days in found.items()}


def second_opinion(clients, diagnoses, prescriptions, measurements):
    """Client to (outcome, measures)."""
    results, county = defaultdict(list), defaultdict(list)
    for row in measurements:
        if row["result_status"] != "rejected" and row["taken_on"] <= ON:
            results[row["client_id"], row["analyte"]].append(row["taken_on"])
            county[row["analyte"]].append(row["taken_on"])
    said = {}
    for person in clients:
        client, moved_in = person["client_id"], person["moved_in_on"]
        since_when = needed(client, diagnoses, prescriptions)
        if not since_when:
            nothing = {f"days_without_{kind}": None for kind in LIMITS}
            said[client] = ("not_applicable", nothing)
            continue
        measures, limits = {}, []
        for kind, limit in LIMITS.items():
            least = most = 0
            if kind in since_when:
                own = results[client, kind]
                since = max(day for day in [since_when[kind], moved_in, *own] if day)
                seen = since if own else max(since, min(county[kind], default=ON))
                least, most = (max((ON - day).days, 0) for day in (seen, since))
            measures[f"days_without_{kind}"] = least
            limits.append(told(least, most, limit + 1))
        said[client] = (outcome(*limits), measures)
    return said


days = st.one_of(
    st.sampled_from([-731, -730, -729, -457, -456, -184, -183, -85, -84, -57, -56]),
    st.sampled_from([-1, 0, 1]),
    st.integers(-120, 0),
    st.integers(-700, 0),
).map(lambda days: ON + timedelta(days=days))
diagnoses = st.builds(
    lambda row, odd: row | {"confirmed": True} | odd,
    st.fixed_dictionaries(
        {
            "client_id": st.sampled_from(WHO),
            "recorded_on": days,
            "code": st.sampled_from(["E11.9", "E11.9", "E10", "T90", "E09"]),
            "system": st.sampled_from(["icd10", "icd10", "icpc2"]),
        }
    ),
    ordinary_or({"confirmed": st.sampled_from([None, False])}),
)
DISPENSED = {"event": "dispensed", "ended_on": None, "ddd": None}
prescriptions = st.builds(
    lambda row, odd: {**row, **DISPENSED, **odd},
    st.fixed_dictionaries(
        {
            "client_id": st.sampled_from(WHO),
            "occurred_on": days,
            "substance_code": st.sampled_from(
                ["B01AA03", "B01AA03", "N05AN01", "N05AH02", "A10BA02", "B01AF02"]
            ),
            "days_supply": st.sampled_from([28, 90, 100, 365, None]),
        }
    ),
    ordinary_or({"event": mostly("dispensed", Event), "ended_on": days}),
)
VALUES = {"hba1c": 45.0, "inr": 2.4, "lithium": 0.7, "neutrophils": 4.0}
measurements = st.sampled_from([*VALUES, "potassium"]).flatmap(
    lambda analyte: st.fixed_dictionaries(
        {
            "client_id": st.sampled_from(WHO),
            "taken_on": days,
            "analyte": st.just(analyte),
            "value": st.sampled_from([VALUES.get(analyte, 4.0), None]),
            "result_status": mostly("final", ResultStatus),
        }
    )
)


@st.composite
def county(draw):
    """Rows of three people."""
    early = [
        {
            "client_id": "cia",
            "taken_on": ON - timedelta(days=days),
            "analyte": analyte,
            "value": value,
            "result_status": "final",
        }
        for days in draw(st.sampled_from([(731,), (731,), (457,), (184,), ()]))
        for analyte, value in VALUES.items()
    ]
    moved_in = mostly(None, [ON - timedelta(days=days) for days in (500, 100, 20, -9)])
    return {
        "clients": [
            {"client_id": who, "moved_in_on": draw(moved_in)} for who in CLIENTS
        ],
        "diagnoses": draw(st.lists(diagnoses, min_size=1, max_size=4)),
        "prescriptions": draw(st.lists(prescriptions, min_size=3, max_size=10)),
        "measurements": early + draw(st.lists(measurements, max_size=10)),
    }


@both_agree("overdue_monitoring", ON, rows=county())
def test_both_judge_the_same(rows):
    """Plain Python and the engine say the same of everybody."""
    return rows, second_opinion(
        *(rows[name] for name in ("clients", "diagnoses")),
        *(rows[name] for name in ("prescriptions", "measurements")),
    )
