"""Diabetes, judged a second time in plain Python from the prose alone."""

from collections import defaultdict
from datetime import date, timedelta
from statistics import fmean

from hypothesis import strategies as st

from schemas.measurements import ResultStatus
from schemas.prescriptions import Event
from tests.second_opinion.agreement import both_agree

ON = date(2026, 11, 1)
BORN = {"anna": date(1960, 5, 17), "bo": date(1946, 11, 1), "cia": date(1946, 11, 2)}
DIABETES = {
    "icd10": ("E10", "E11", "E12", "E13", "E14"),
    "icpc2": ("T89", "T90"),
}
HYPOGLYCAEMIA = {"icd10": ("E15", "E16.0", "E16.1", "E16.2"), "icpc2": ("T87",)}


def coded(row, codes):
    """Recorded, not only suspected, and the code begins as one of the list."""
    return (
        row["recorded_on"] <= ON
        and row["confirmed"] is not False
        and row["code"].startswith(codes.get(row["system"], ()))
    )


def within(day, days):
    """In the window of `days` days that ends with the as-of day."""
    return ON - timedelta(days=days - 1) <= day <= ON


def mmol_per_mol(row):
    """The value in mmol/mol; without a unit, a small one can only be per cent."""
    if row["unit"] == "%" or (row["unit"] is None and row["value"] < 20):
        return round((row["value"] - 2.152) / 0.09148, 1)
    return round(row["value"], 1)


def second_opinion(diagnoses, prescriptions, measurements):
    """Client to (outcome, measures)."""
    concerned = {row["client_id"] for row in diagnoses if coded(row, DIABETES)} | {
        row["client_id"]
        for row in prescriptions
        if row["event"] == "dispensed"
        and within(row["occurred_on"], 365)
        and row["substance_system"] == "atc"
        and (row["substance_code"] or "").startswith("A10")
    }
    low_days = defaultdict(set)
    for row in diagnoses:
        if coded(row, HYPOGLYCAEMIA) and within(row["recorded_on"], 365):
            low_days[row["client_id"]].add(row["recorded_on"])
    results = defaultdict(lambda: defaultdict(list))
    for row in measurements:
        if (
            row["analyte"] == "hba1c"
            and row["result_status"] in {"final", "corrected"}
            and row["value"] is not None
            and within(row["taken_on"], 821)
        ):
            results[row["client_id"]][row["taken_on"]].append(mmol_per_mol(row))
    said = {}
    for client, born in BORN.items():
        if client not in concerned:
            nothing = dict.fromkeys(["hba1c", "hba1c_after_rise", "hypoglycaemia_days"])
            said[client] = ("not_applicable", nothing)
            continue
        days = sorted(results[client], reverse=True)
        daily = [fmean(results[client][day]) for day in days]
        latest = daily[0] if days and within(days[0], 456) else None
        after_rise = latest
        if latest is not None:
            young = (born.year + 80, born.month, born.day) > (ON.year, ON.month, ON.day)
            risen = len(daily) > 1 and latest - daily[1] >= 10 - 1e-9
            after_rise = latest if risen and young else 0
        measures = {
            "hba1c": latest,
            "hba1c_after_rise": after_rise,
            "hypoglycaemia_days": len(low_days[client]),
        }
        said[client] = (outcome(latest, after_rise, len(low_days[client])), measures)
    return said


def outcome(latest, after_rise, low_days):
    """Any limit fires; without a result only hypoglycaemias can decide."""
    if low_days >= 2 or (latest or 0) >= 75 or (after_rise or 0) >= 64:
        return "fired"
    return "not_assessable" if latest is None else "quiet"


days = st.one_of(
    st.sampled_from([-821, -820, -456, -455, -365, -364, -1, 0, 1]),
    st.integers(-4, 0),
).map(lambda days: ON + timedelta(days=days))
diagnoses = st.fixed_dictionaries(
    {
        "client_id": st.sampled_from(list(BORN)),
        "recorded_on": days,
        "code": st.sampled_from(
            ["E11.9", "E14", "E09", "T90", "T87", "E16.0", "E16.2", "E16.3", "E15"]
        ),
        "system": st.sampled_from(["icd10", "icd10", "icpc2", "snomed"]),
        "confirmed": st.sampled_from([True, True, None, False]),
    }
)
prescriptions = st.fixed_dictionaries(
    {
        "client_id": st.sampled_from(list(BORN)),
        "event": st.sampled_from(["dispensed", *(event.value for event in Event)]),
        "occurred_on": days,
        "substance_code": st.sampled_from(["A10BA02", "A10AB05", "A11CC05", None]),
        "substance_system": st.sampled_from(["atc", "atc", "rxnorm"]),
    }
)
values = st.one_of(
    st.tuples(
        st.one_of(
            st.none(),
            st.sampled_from([20.0, 53.0, 53.9, 54.0, 63.9, 64.0, 74.9, 75.0, 75.1]),
        ),
        st.sampled_from(["mmol/mol", "mmol/mol", None]),
    ),
    st.tuples(
        st.sampled_from([5.9, 7.0, 8.0, 8.1, 9.0, 9.1, 19.9]),
        st.sampled_from(["%", None]),
    ),
)
measurements = st.builds(
    lambda row, value: row | {"value": value[0], "unit": value[1]},
    st.fixed_dictionaries(
        {
            "client_id": st.sampled_from(list(BORN)),
            "taken_on": days,
            "analyte": st.sampled_from(["hba1c", "hba1c", "hba1c", "ldl"]),
            "result_status": st.sampled_from(
                ["final", "final", *(status.value for status in ResultStatus)]
            ),
        }
    ),
    values,
)


@both_agree(
    "uncontrolled_diabetes",
    ON,
    diagnosed=st.lists(diagnoses, min_size=3, max_size=10),
    prescribed=st.lists(prescriptions, max_size=4),
    measured=st.lists(measurements, min_size=3, max_size=30),
)
def test_both_judge_the_same(diagnosed, prescribed, measured):
    """Plain Python and the engine say the same of everybody."""
    rows = {
        "clients": [{"client_id": who, "born_on": day} for who, day in BORN.items()],
        "diagnoses": diagnosed,
        "prescriptions": prescribed,
        "measurements": measured,
    }
    return rows, second_opinion(diagnosed, prescribed, measured)
