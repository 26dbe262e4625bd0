"""Asthma, judged a second time in plain Python from the prose alone."""

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
CODES = [("icd10", "J45.9")] * 9 + [
    *(("icd10", "J46"), ("icpc2", "R96"), ("icpc2", "J45")),
    *(("icd10", "J44.9"), ("icpc2", "R95"), ("icd10", "J18.9")),
]
RELIEVER = ("R03AC02", "R03AC03")
INHALED_CORTISONE = ("R03BA", "R03AK07", "R03AL08")
SUBSTANCES = [
    *("R03AC02", "R03AC03", "R03AC02", "R03AC13", "R03BA02", "R03AK07", "R03AK04"),
    *("H02AB06", "H02AB06", "H02AB06", "H02AB04", "H02AA02"),
]
EDGES = (-393, -392, -391, -365, -364, -337, -336, -88, -60, -28, -27)


def packages(client, prescriptions, codes):
    """Packages dispensed in a year; a dispensing of unknown size is one."""
    return sum(
        row["packages"] or 1
        for row in prescriptions
        if row["client_id"] == client
        and row["event"] == "dispensed"
        and within(row["occurred_on"], 365)
        and row["substance_code"].startswith(codes)
    )


def second_opinion(contacts, diagnoses, prescriptions):
    """Client to (outcome, measures)."""
    due = [row for row in prescriptions if row["occurred_on"] <= ON]
    known = not due or any(row["event"] == "dispensed" for row in due)
    said = {}
    for client in CLIENTS:
        if client not in having(diagnoses, ASTHMA):
            names = ("reliever_packages", "cortisone_courses", "acute_episodes")
            nothing = dict.fromkeys([*names, "cortisone_share"])
            said[client] = ("not_applicable", nothing)
            continue
        relievers = packages(client, prescriptions, RELIEVER)
        cortisone = packages(client, prescriptions, INHALED_CORTISONE)
        sure, most = courses(client, prescriptions)
        if client in having(diagnoses, COPD):
            sure = most = 0
        episodes = sum(
            within(began, 365)
            for began, _ in acute_episodes(client, contacts, diagnoses, ASTHMA)
        )
        inhalers = relievers + cortisone
        measures = {
            "reliever_packages": relievers,
            "cortisone_courses": sure,
            "acute_episodes": episodes,
            "cortisone_share": cortisone / inhalers if inhalers else None,
        }
        limits = (
            told(relievers, relievers, 6) if known else None,
            told(sure, most, 2) if known else None,
            episodes >= 1,
        )
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


@both_agree("uncontrolled_asthma", ON, rows=county())
def test_both_judge_the_same(rows):
    """Plain Python and the engine say the same of everybody."""
    return rows, second_opinion(
        rows["contacts"], rows["diagnoses"], rows["prescriptions"]
    )
