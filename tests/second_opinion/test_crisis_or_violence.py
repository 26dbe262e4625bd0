"""Crises and unsafe situations, counted a second time from the prose alone."""

from collections import defaultdict
from datetime import date, timedelta

from hypothesis import strategies as st

from tests.second_opinion.agreement import both_agree

ON = date(2026, 11, 1)
CLIENTS = ["anna", "bo"]
CRISIS = {
    "icd10": ("F43.0", "F43.2", "Z63.4", "Z63.5", "Z63.7", "Z73.3"),
    "icpc2": ("P02", "P25", "Z15", "Z19", "Z23"),
}
LASTING = {"icd10": ("F43.1",), "icpc2": ("P82",)}
DANGER = {
    "icd10": (
        "T74",
        *(f"X{number}" for number in range(60, 100)),
        *(f"Y0{number}" for number in range(10)),
        *("Z04.4", "Z04.5", "Z61.4", "Z61.5", "Z61.6", "Z91.5"),
    ),
    "icpc2": ("P77", "Z25"),
}


def within(day, days):
    """In the window of `days` days that ends with the as-of day."""
    return ON - timedelta(days=days - 1) <= day <= ON


def coded(row, codes):
    """The code begins as one of the list, in its own system."""
    return row["code"].startswith(codes.get(row["system"], ()))


def second_opinion(diagnoses):
    """Client to (outcome, measures)."""
    days, lasting = defaultdict(set), defaultdict(set)
    for row in diagnoses:
        day = row["recorded_on"]
        if (coded(row, DANGER) and within(day, 365)) or (
            coded(row, CRISIS) and within(day, 180)
        ):
            days[row["client_id"]].add(day)
        if coded(row, LASTING) and day <= ON:
            lasting[row["client_id"]].add(day)
    for client, recorded in lasting.items():
        for day in recorded:
            before = [other for other in recorded if other < day]
            anew = not before or (day - max(before)).days >= 365
            if anew and within(day, 180):
                days[client].add(day)
    return {
        client: (
            "fired" if days[client] else "quiet",
            {"situation_days": len(days[client])},
        )
        for client in CLIENTS
    }


days = st.one_of(
    st.sampled_from([-730, -366, -365, -364, -181, -180, -179, -1, 0, 1]),
    st.integers(-800, 5),
).map(lambda days: ON + timedelta(days=days))
codes = st.sampled_from(
    [
        *[("icd10", "F43.1"), ("icpc2", "P82"), ("icd10", "F43.10")] * 2,
        *(("icd10", code) for code in ("F43.0", "F43.20", "F43.9", "Z63.5", "Z63.0")),
        *(("icd10", code) for code in ("T74.1", "X59", "X60", "X99", "Y00.0", "Y10")),
        *(("icpc2", code) for code in ("P02", "Z25", "Z12", "P77", "P29")),
        *(("icd10", code) for code in ("Z25", "Z15", "I10")),
        *(("snomed", code) for code in ("F43.0", "Z25")),
    ]
)
diagnoses = st.builds(
    lambda row, code: row | {"system": code[0], "code": code[1]},
    st.fixed_dictionaries(
        {
            "client_id": st.sampled_from(CLIENTS),
            "recorded_on": days,
            "confirmed": st.sampled_from([True, None, False]),
        }
    ),
    codes,
)


@both_agree("crisis_or_violence", ON, diagnosed=st.lists(diagnoses, max_size=6))
def test_both_count_the_same(diagnosed):
    """Plain Python and the engine say the same of everybody."""
    rows = {"clients": [{"client_id": who} for who in CLIENTS], "diagnoses": diagnosed}
    return rows, second_opinion(diagnosed)
