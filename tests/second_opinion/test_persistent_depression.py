"""Lasting depression, judged a second time in plain Python from the prose alone."""

from collections import defaultdict
from datetime import date, timedelta
from statistics import fmean

from hypothesis import strategies as st

from schemas.measurements import ResultStatus
from tests.second_opinion.agreement import both_agree

ON = date(2026, 11, 1)
CLIENTS = ["anna", "bo", "cia"]
DEPRESSION = {"icd10": ("F32", "F33", "F34.1"), "icpc2": ("P76",)}
LIMITS = {"phq9": 15, "lasting_phq9": 10, "bdi": 19, "epds": 13}


def within(day, days):
    """In the window of `days` days that ends with the as-of day."""
    return ON - timedelta(days=days - 1) <= day <= ON


def lasting(daily):
    """The lowest from the last result eight weeks before the latest, up to it."""
    latest = max(daily)
    earlier = [day for day in daily if (latest - day).days >= 56]
    return min(daily[day] for day in daily if day >= max(earlier)) if earlier else 0


def second_opinion(diagnoses, measurements):
    """Client to (outcome, measures)."""
    concerned = {
        row["client_id"]
        for row in diagnoses
        if within(row["recorded_on"], 730)
        and row["confirmed"] is not False
        and row["code"].startswith(DEPRESSION.get(row["system"], ()))
    }
    results = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for row in measurements:
        if (
            row["analyte"] in {"phq9", "bdi", "epds"}
            and row["result_status"] in {"final", "corrected"}
            and row["value"] is not None
            and within(row["taken_on"], 180)
        ):
            of_scale = results[row["client_id"]][row["analyte"]]
            of_scale[row["taken_on"]].append(row["value"])
    said = {}
    for client in CLIENTS:
        nothing = dict.fromkeys(LIMITS)
        if client not in concerned | set(results):
            said[client] = ("not_applicable", nothing)
        elif client not in results:
            said[client] = ("not_assessable", nothing)
        else:
            measures = dict.fromkeys(LIMITS, 0)
            for scale, by_day in results[client].items():
                daily = {day: fmean(values) for day, values in by_day.items()}
                measures[scale] = daily[max(daily)]
                if scale == "phq9":
                    measures["lasting_phq9"] = lasting(daily)
            fires = any(measures[name] >= limit for name, limit in LIMITS.items())
            said[client] = ("fired" if fires else "quiet", measures)
    return said


days = st.one_of(
    st.sampled_from([-730, -729, -180, -179, -58, -57, -56, -55, -2, -1, 0, 1]),
    st.integers(-120, 0),
).map(lambda days: ON + timedelta(days=days))
diagnoses = st.fixed_dictionaries(
    {
        "client_id": st.sampled_from(CLIENTS),
        "recorded_on": days,
        "code": st.sampled_from(["F32.1", "F33", "F34.1", "F34.0", "P76"]),
        "system": st.sampled_from(["icd10", "icd10", "icpc2", "snomed"]),
        "confirmed": st.sampled_from([True, None, False]),
    }
)
VALUES = {
    "phq9": [0, 6, 9, 10, 11, 14, 15],
    "bdi": [5, 18, 19, 20],
    "epds": [5, 12, 13, 14],
    "audit": [20],
}
measurements = st.sampled_from(["phq9"] * 6 + ["bdi", "epds", "audit"]).flatmap(
    lambda scale: st.fixed_dictionaries(
        {
            "client_id": st.sampled_from(CLIENTS),
            "taken_on": days,
            "analyte": st.just(scale),
            "value": st.sampled_from([*map(float, VALUES[scale]), None]),
            "result_status": st.sampled_from(
                ["final"] * 4 + [status.value for status in ResultStatus]
            ),
        }
    )
)


@both_agree(
    "persistent_depression",
    ON,
    diagnosed=st.lists(diagnoses, max_size=4),
    measured=st.lists(measurements, max_size=12),
)
def test_both_judge_the_same(diagnosed, measured):
    """Plain Python and the engine say the same of everybody."""
    rows = {
        "clients": [{"client_id": who} for who in CLIENTS],
        "diagnoses": diagnosed,
        "measurements": measured,
    }
    return rows, second_opinion(diagnosed, measured)
