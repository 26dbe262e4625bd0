"""Blood pressure, averaged a second time in plain Python from the prose alone."""

from collections import defaultdict
from datetime import date, timedelta
from statistics import fmean

from hypothesis import strategies as st

from schemas.measurements import ResultStatus, Setting
from tests.second_opinion.agreement import both_agree

ON = date(2026, 11, 1)
CLIENTS = ["anna", "bo"]
# Mostly one person, so that rows come together.
WHO = ["anna", "anna", "anna", "bo"]
HYPERTENSION = {
    "icd10": ("I10", "I11", "I12", "I13", "I15"),
    "icpc2": ("K86", "K87"),
}


def has_hypertension(diagnosis):
    """A recorded diagnosis, not a suspicion, made by the as-of day."""
    system, code = diagnosis["system"], diagnosis["code"]
    listed = (
        code in {"59621000", "38341003"}
        if system == "snomed"
        else code.startswith(HYPERTENSION[system])
    )
    known = diagnosis["recorded_on"] <= ON and diagnosis["confirmed"] is not False
    return listed and known


def second_opinion(diagnoses, measurements):
    """Client to (outcome, measures)."""
    concerned = {row["client_id"] for row in diagnoses if has_hypertension(row)}
    readings = defaultdict(lambda: defaultdict(list))
    for row in measurements:
        if (
            ON - timedelta(days=364) <= row["taken_on"] <= ON
            and row["result_status"] in {"final", "corrected"}
            and row["value"] is not None
            and row["analyte"] in {"systolic", "diastolic"}
            and row["setting"] not in {"home", "ward", "emergency"}
        ):
            of_day = readings[row["client_id"], row["analyte"]]
            of_day[row["taken_on"]].append(row["value"])
    said = {}
    for client in CLIENTS:
        if client not in concerned:
            nothing = {"systolic": None, "diastolic": None}
            said[client] = ("not_applicable", nothing)
            continue
        measures = {}
        for analyte in ("systolic", "diastolic"):
            of_day = readings[client, analyte]
            daily = [fmean(of_day[day]) for day in sorted(of_day)[-2:]]
            measures[analyte] = fmean(daily) if len(daily) == 2 else None
        said[client] = (outcome(**measures), measures)
    return said


def outcome(systolic, diastolic):
    """Either limit fires; quiet needs both to be known and below."""
    if (systolic or 0) >= 160 or (diastolic or 0) >= 100:
        return "fired"
    return "not_assessable" if None in (systolic, diastolic) else "quiet"


def mostly(usual, others):
    """The usual value nine times in ten, so that rows are often counted."""
    others = [one and one.value for one in others]
    return st.sampled_from([usual] * (9 * len(others)) + others)


days = st.one_of(st.sampled_from([-365, -364, -363, -1, 0, 1]), st.integers(-5, 0)).map(
    lambda days: ON + timedelta(days=days)
)
diagnoses = st.fixed_dictionaries(
    {
        "client_id": st.sampled_from(WHO),
        "recorded_on": st.one_of(days, st.just(date(2012, 3, 1))),
        "ended_on": st.one_of(st.none(), days),
        "code": st.sampled_from(
            [*["I10"] * 6, "I13.2", "I14", "K86", "38341003", "383410030"]
        ),
        "system": st.sampled_from(["icd10", "icd10", "icd10", "icpc2", "snomed"]),
        "confirmed": st.sampled_from([True, True, None, False]),
    }
)
taken = st.fixed_dictionaries(
    {
        "client_id": st.sampled_from(WHO),
        "taken_on": days,
        "result_status": mostly("final", ResultStatus),
        "setting": mostly("office", [None, *Setting]),
    }
)
VALUES = {
    "systolic": [80.0, 158.0, 159.0, 160.0, 160.0, 161.0, 162.0, None],
    "diastolic": [60.0, 98.0, 99.0, 100.0, 100.0, 101.0, 102.0, None],
    "hba1c": [50.0, 160.0],
}
analysed = st.sampled_from(
    [(analyte, value) for analyte, values in VALUES.items() for value in values]
)
measurements = st.builds(
    lambda row, value: row | {"analyte": value[0], "value": value[1]}, taken, analysed
)


@both_agree(
    "uncontrolled_blood_pressure",
    ON,
    diagnosed=st.lists(diagnoses, min_size=2, max_size=5),
    measured=st.lists(measurements, min_size=6, max_size=25),
)
def test_both_average_the_same(diagnosed, measured):
    """Plain Python and the engine say the same of everybody."""
    rows = {
        "clients": [{"client_id": client} for client in CLIENTS],
        "diagnoses": diagnosed,
        "measurements": measured,
    }
    return rows, second_opinion(diagnosed, measured)
