"""Signs of substance use or gambling, a second time from the prose alone."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from schemas.contacts import Mode, VisitorRole
from schemas.measurements import ResultStatus
from schemas.prescriptions import Event
from tests.second_opinion.agreement import both_agree

ON = date(2026, 11, 1)
SEX = {"anna": "female", "bo": None}
USE = {
    "icd10": (
        *("F10", "F11", "F12", "F13", "F14", "F15", "F16", "F18", "F19"),
        *("F63.0", "Z72.1", "Z72.6", "K70", "T51"),
    ),
    "icpc2": ("P15", "P16", "P18", "P19"),
    "spat": ("SPAT1274", "SPAT1227", "SPAT1275", "SPAT1344"),
}
INTOXICATION = {
    "icd10": tuple(f"{code}.0" for code in USE["icd10"][:9]),
    "icpc2": ("P16",),
}
SUBSTITUTION = {"spat": ("SPAT1275",)}
WITH_SUBSTITUTION = {"icd10": ("F11.2",), "icpc2": ("P19",)}
PRESENT = {"visit", "home", "workplace", "elsewhere", "remote", "telephone", "ward"}


def within(day, days):
    """In the window of `days` days that ends with the as-of day."""
    return ON - timedelta(days=days - 1) <= day <= ON


def coded(row, codes):
    """The code begins as one of the list, in its own system."""
    return row["code"].startswith(codes.get(row["system"], ()))


def latest(measurements, analyte):
    """Client to the latest usable result, the highest of its day."""
    found = {}
    for row in measurements:
        if (
            row["analyte"] == analyte
            and row["result_status"] in {"final", "corrected"}
            and row["value"] is not None
            and within(row["taken_on"], 365)
        ):
            told = (row["taken_on"], row["value"])
            found[row["client_id"]] = max(told, found.get(row["client_id"], told))
    return {client: value for client, (_, value) in found.items()}


def second_opinion(diagnoses, prescriptions, contacts, measurements):
    """Client to (outcome, measures)."""
    signs, of_treatment = defaultdict(set), defaultdict(set)
    acute, treated, planned = defaultdict(set), set(), set()
    for row in diagnoses:
        client, day = row["client_id"], row["recorded_on"]
        if not within(day, 365) or not coded(row, USE):
            continue
        if coded(row, INTOXICATION):
            acute[client].add(day)
        elif coded(row, SUBSTITUTION):
            treated.add(client)
            of_treatment[client].add(day)
        elif coded(row, WITH_SUBSTITUTION):
            of_treatment[client].add(day)
        else:
            signs[client].add(day)
    for row in prescriptions:
        client, day = row["client_id"], row["occurred_on"]
        if (
            row["event"] == "dispensed"
            and row["substance_system"] == "atc"
            and within(day, 365)
        ):
            if row["substance_code"].startswith("N07BB"):
                signs[client].add(day)
            if row["substance_code"].startswith("N07BC"):
                treated.add(client)
                of_treatment[client].add(day)
    for row in contacts:
        client, day = row["client_id"], row["starts_at"].date()
        if (
            row["service_family"] == "substance_use"
            and row["status"] == "fulfilled"
            and row["mode"] in PRESENT
            and row["visitor_role"] in {"client", "proxy"}
            and within(day, 365)
        ):
            of_treatment[client].add(day)
            if row["plan_id"] and within(day, 90):
                planned.add(client)
    audit, audit_c = latest(measurements, "audit"), latest(measurements, "audit_c")
    said = {}
    for client, sex in SEX.items():
        days = signs[client] | (acute[client] if len(acute[client]) >= 2 else set())
        if client not in treated & planned:
            days |= of_treatment[client]
        measures = {
            "sign_days": len(days),
            "audit": audit.get(client, 0),
            "acute_days": len(acute[client]),
            "audit_c_women": audit_c.get(client, 0) if sex == "female" else 0,
            "audit_c_others": audit_c.get(client, 0) if sex != "female" else 0,
        }
        fires = days or measures["audit"] >= 15
        said[client] = ("fired" if fires else "quiet", measures)
    return said


days = st.one_of(
    st.sampled_from([-366, -365, -364, -91, -90, -89, -1, 0, 1]), st.integers(-20, 2)
).map(lambda days: ON + timedelta(days=days))
who = st.sampled_from(list(SEX))
codes = st.sampled_from(
    [
        *(("icd10", code) for code in ("F10.0", "F10.00", "F11.0", "F10.1", "F10")),
        *(("icd10", code) for code in ("F11.2", "F11.20", "F17.2", "F63.0", "F63.1")),
        *(("icd10", code) for code in ("Z72.6", "Z72.0", "K70.3", "I10", "P15")),
        *[("icpc2", code) for code in ("P15", "P16", "P17", "P19", "A98")],
        *[("spat", f"SPAT{number}") for number in (1272, 1274, 1275, 1344)],
    ]
)
diagnoses = st.builds(
    lambda row, code: row | {"system": code[0], "code": code[1]},
    st.fixed_dictionaries(
        {
            "client_id": who,
            "recorded_on": days,
            "confirmed": st.sampled_from([True, None, False]),
        }
    ),
    codes,
)
prescriptions = st.fixed_dictionaries(
    {
        "client_id": who,
        "event": st.sampled_from(["dispensed", *(event.value for event in Event)]),
        "occurred_on": days,
        "substance_code": st.sampled_from(["N07BB04", "N07BC01", "N07BA03", "N05BA01"]),
        "substance_system": st.sampled_from(["atc", "atc", "atc", "rxnorm"]),
    }
)
contacts = st.fixed_dictionaries(
    {
        "client_id": who,
        "starts_at": days.map(lambda day: datetime(day.year, day.month, day.day, 12)),
        "service_family": st.sampled_from(["substance_use"] * 3 + ["mental_health"]),
        "status": st.sampled_from(["fulfilled", "fulfilled", "no_show"]),
        "mode": st.sampled_from(["visit", *(mode.value for mode in Mode)]),
        "visitor_role": st.sampled_from(
            ["client"] * 3 + [role.value for role in VisitorRole]
        ),
        "plan_id": st.sampled_from([None, "plan-1"]),
    }
)
measurements = st.fixed_dictionaries(
    {
        "client_id": who,
        "taken_on": days,
        "analyte": st.sampled_from(["audit", "audit", "audit_c", "phq9"]),
        "value": st.sampled_from([None, 0.0, 5.0, 14.0, 14.0, 15.0, 16.0]),
        "result_status": st.sampled_from(
            ["final", "final", *(status.value for status in ResultStatus)]
        ),
    }
)


@both_agree(
    "addiction_signs",
    ON,
    diagnosed=st.lists(diagnoses, max_size=4),
    prescribed=st.lists(prescriptions, max_size=3),
    met=st.lists(contacts, max_size=3),
    measured=st.lists(measurements, max_size=4),
)
def test_both_count_the_same(diagnosed, prescribed, met, measured):
    """Plain Python and the engine say the same of everybody."""
    rows = {
        "clients": [{"client_id": client, "sex": sex} for client, sex in SEX.items()],
        "diagnoses": diagnosed,
        "prescriptions": prescribed,
        "contacts": met,
        "measurements": measured,
    }
    return rows, second_opinion(diagnosed, prescribed, met, measured)
