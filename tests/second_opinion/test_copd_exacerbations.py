"""COPD, judged a second time in plain Python from the prose alone."""

from hypothesis import strategies as st

from tests.second_opinion.agreement import both_agree
from tests.second_opinion.hospital import (
    ON,
    acute_episodes,
    courses,
    dispensings,
    having,
    outcome,
    reasons_for,
    stays,
    told,
    within,
)

CLIENTS = ["anna", "bo"]
# Mostly one person, so that rows come together.
WHO = ["anna", "anna", "anna", "bo"]
ASTHMA = {"icd10": ("J45", "J46"), "icpc2": ("R96",)}
COPD = {"icd10": ("J44",), "icpc2": ("R95",)}
CODES = [("icd10", "J44.1")] * 9 + [
    *(("icpc2", "R95"), ("icpc2", "J44"), ("icd10", "J45.9"), ("icpc2", "R96")),
    ("icd10", "J18.9"),
]
SUBSTANCES = [
    *("R03BB04", "R03AL03", "R03BA02", "J01CA04", "J01AA02", "J01CA04", "J02AC01"),
    *("H02AB06", "H02AB06", "H02AB06", "H02AB06", "H02AB04", "H02AA02"),
]
EDGES = (-392, -391, -370, -369, -365, -364, -337, -88, -34, -33, -28, -27, -6, -5)


def dispensed(client, prescriptions, codes):
    """The days, up to the as-of day, on which one of the substances was dispensed."""
    return {
        row["occurred_on"]
        for row in prescriptions
        if row["client_id"] == client
        and row["event"] == "dispensed"
        and row["occurred_on"] <= ON
        and row["substance_code"].startswith(codes)
    }


def second_opinion(contacts, diagnoses, prescriptions):
    """Client to (outcome, measures)."""
    due = [row for row in prescriptions if row["occurred_on"] <= ON]
    known = not due or any(row["event"] == "dispensed" for row in due)
    said = {}
    for client in CLIENTS:
        treated = any(
            within(day, 365)
            for day in dispensed(client, prescriptions, ("R03BB", "R03AL"))
        )
        if client not in having(diagnoses, COPD) and (
            not treated or client in having(diagnoses, ASTHMA)
        ):
            nothing = {"flares": None, "acute_episodes": None}
            said[client] = ("not_applicable", nothing)
            continue
        antibiotics = dispensed(client, prescriptions, ("J01",))
        sure, most = courses(client, prescriptions, antibiotics)
        episodes = sum(
            within(began, 365)
            for began, _ in acute_episodes(client, contacts, diagnoses, COPD)
        )
        limits = (told(sure, most, 2) if known else None, episodes >= 1)
        measures = {"flares": sure, "acute_episodes": episodes}
        said[client] = (outcome(*limits), measures)
    return said


@st.composite
def county(draw):
    """Rows of two people."""
    contacts = draw(st.one_of(st.just([]), stays(WHO, EDGES)))
    return {
        "clients": [{"client_id": who} for who in CLIENTS],
        "contacts": contacts,
        "diagnoses": draw(reasons_for(contacts, WHO, CODES, EDGES)),
        "prescriptions": draw(
            st.lists(dispensings(WHO, SUBSTANCES, EDGES), min_size=4, max_size=14)
        ),
    }


@both_agree("copd_exacerbations", ON, rows=county())
def test_both_judge_the_same(rows):
    """Plain Python and the engine say the same of everybody."""
    return rows, second_opinion(
        rows["contacts"], rows["diagnoses"], rows["prescriptions"]
    )
