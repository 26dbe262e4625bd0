"""Hardships of life, counted a second time in plain Python from the prose alone."""

from collections import defaultdict
from datetime import date, timedelta

from hypothesis import strategies as st

from tests.second_opinion.agreement import both_agree

ON = date(2026, 11, 1)
CLIENTS = ["anna", "bo"]
DOMAINS = {
    "work": {"icd10": ("Z56",), "icpc2": ("Z05", "Z06")},
    "money": {
        "icd10": ("Z59.4", "Z59.5", "Z59.6", "Z59.7", "Z59.8", "Z59.9"),
        "icpc2": ("Z01", "Z02", "Z08"),
    },
    "relations": {
        "icd10": ("Z63",),
        "icpc2": ("Z12", "Z13", "Z14", "Z16", "Z18", "Z20", "Z21", "Z22", "Z24"),
    },
    "housing": {"icd10": ("Z59.0", "Z59.1", "Z59.2", "Z59.3"), "icpc2": ("Z03",)},
    "studies": {"icd10": ("Z55",), "icpc2": ("Z07",)},
    "safety": {"icd10": ("Z60", "Z62", "Z65"), "icpc2": ("Z09", "Z27")},
    "everyday": {"icd10": ("Z73", "Z74"), "icpc2": ("Z04", "Z10", "Z28", "Z29")},
}
# Told by the trigger of crises and violence.
LEFT_OUT = {"icd10": ("Z63.4", "Z63.5", "Z63.7", "Z73.3")}


def within(day, days):
    """In the window of `days` days that ends with the as-of day."""
    return ON - timedelta(days=days - 1) <= day <= ON


def second_opinion(diagnoses):
    """Client to (outcome, measures)."""
    domains = defaultdict(set)
    for row in diagnoses:
        code, system = row["code"], row["system"]
        if (
            within(row["recorded_on"], 365)
            and row["confirmed"] is not False
            and not code.startswith(LEFT_OUT.get(system, ()))
        ):
            domains[row["client_id"]] |= {
                domain
                for domain, codes in DOMAINS.items()
                if code.startswith(codes.get(system, ()))
            }
    return {
        client: (
            "fired" if domains[client] else "quiet",
            {"domains": len(domains[client])},
        )
        for client in CLIENTS
    }


days = st.one_of(
    st.sampled_from([-366, -365, -364, -1, 0, 1]), st.integers(-400, 5)
).map(lambda days: ON + timedelta(days=days))
codes = st.one_of(
    st.sampled_from([55, 56, 57, 59, 60, 61, 62, 63, 64, 65, 73, 74]).flatmap(
        lambda place: st.sampled_from(
            ["", *(f".{number}" for number in range(10))]
        ).map(lambda more: ("icd10", f"Z{place}{more}"))
    ),
    st.integers(1, 29).map(lambda place: ("icpc2", f"Z{place:02}")),
    st.sampled_from([("icd10", "Z12"), ("icpc2", "Z63"), ("snomed", "Z56.0")]),
)
diagnoses = st.builds(
    lambda row, code: row | {"system": code[0], "code": code[1]},
    st.fixed_dictionaries(
        {
            "client_id": st.sampled_from(CLIENTS),
            "contact_id": st.sampled_from([None, "visit-1", "visit-2"]),
            "recorded_on": days,
            "confirmed": st.sampled_from([True, None, False]),
        }
    ),
    codes,
)


@both_agree("hard_life_situation", ON, diagnosed=st.lists(diagnoses, max_size=6))
def test_both_count_the_same(diagnosed):
    """Plain Python and the engine say the same of everybody."""
    rows = {
        "clients": [{"client_id": who} for who in CLIENTS],
        "contacts": [{"client_id": "anna", "contact_id": "visit-1"}],
        "diagnoses": diagnosed,
    }
    return rows, second_opinion(diagnosed)
