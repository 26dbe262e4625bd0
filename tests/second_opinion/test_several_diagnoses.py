"""Several long-term illnesses, counted a second time from the prose alone."""

from collections import defaultdict
from datetime import date, timedelta

from hypothesis import strategies as st

from schemas.prescriptions import Event
from tests.second_opinion.agreement import both_agree

ON = date(2026, 11, 1)
CLIENTS = ["anna", "bo"]
# Illness to its chapter, how its codes begin, and how its medicines begin.
ILLNESSES = {
    "diabetes": ("IV", {"icd10": ("E11", "E14"), "icpc2": ("T90",)}, ("A10",)),
    "pressure": ("IX", {"icd10": ("I10", "I11"), "icpc2": ("K86",)}, ("C07", "C09")),
    "flutter": ("IX", {"icd10": ("I48",), "icpc2": ("K78",)}, ("B01AA", "B01AF")),
    "asthma": ("X", {"icd10": ("J45",), "icpc2": ("R96",)}, ("R03AC", "R03BA")),
    "lungs": ("X", {"icd10": ("J44",), "icpc2": ("R95",)}, ("R03BB",)),
    "memory": ("V", {"icd10": ("F00", "F03", "G30"), "icpc2": ("P70",)}, ("N06D",)),
    "mood": ("V", {"icd10": ("F32", "F33"), "icpc2": ("P76",)}, ("N06A",)),
    "pain": ("VI", {"icd10": ("G43", "R52.2"), "icpc2": ("N89",)}, ()),
    "kidney": ("XIV", {"icd10": ("N18",)}, ()),
}


def within(day, days):
    """In the window of `days` days that ends with the as-of day."""
    return ON - timedelta(days=days - 1) <= day <= ON


def second_opinion(diagnoses, prescriptions):
    """Client to (outcome, measures)."""
    days, treated = defaultdict(set), set()
    for row in diagnoses:
        if within(row["recorded_on"], 730) and row["confirmed"] is not False:
            for illness, (_, codes, _) in ILLNESSES.items():
                if row["code"].startswith(codes.get(row["system"], ())):
                    days[row["client_id"], illness].add(row["recorded_on"])
    for row in prescriptions:
        if row["event"] == "dispensed" and within(row["occurred_on"], 365):
            for illness, (_, _, medicines) in ILLNESSES.items():
                if row["substance_system"] == "atc" and (
                    row["substance_code"] or ""
                ).startswith(medicines):
                    treated.add((row["client_id"], illness))
    said = {}
    for client in CLIENTS:
        held = {
            illness
            for illness in ILLNESSES
            if len(days[client, illness]) >= (1 if (client, illness) in treated else 2)
        }
        chapters = {ILLNESSES[illness][0] for illness in held}
        fires = len(held) >= 4 and len(chapters) >= 3
        measures = {"groups": len(held), "chapters": len(chapters)}
        said[client] = ("fired" if fires else "quiet", measures)
    return said


days = st.one_of(
    st.sampled_from([-730, -729, -366, -365, -364, -1, 0, 1]),
    st.integers(-20, 0),
).map(lambda days: ON + timedelta(days=days))
CODES = [
    (system, code)
    for _, codes, _ in ILLNESSES.values()
    for system, beginnings in codes.items()
    for code in beginnings
]
OTHER_CODES = [
    *(("icpc2", code) for code in ("A97", "A98", "P17", "R74")),
    *(("icd10", code) for code in ("F17.2", "R51", "S93.4", "J06.9", "R52.0", "K86")),
]
coded = st.one_of(
    *[st.sampled_from(CODES)] * 4,
    st.sampled_from(OTHER_CODES),
    st.sampled_from(["icd10", "icpc2", "snomed"]).flatmap(
        lambda system: st.sampled_from(CODES).map(lambda one: (system, one[1]))
    ),
)
diagnoses = st.builds(
    lambda row, code: row | {"system": code[0], "code": code[1]},
    st.fixed_dictionaries(
        {
            "client_id": st.sampled_from(CLIENTS),
            "recorded_on": days,
            "confirmed": st.sampled_from([True, True, None, False]),
        }
    ),
    coded,
)
prescriptions = st.fixed_dictionaries(
    {
        "client_id": st.sampled_from(CLIENTS),
        "event": st.sampled_from(["dispensed", *(event.value for event in Event)]),
        "occurred_on": days,
        "substance_code": st.sampled_from(
            ["A10BA02", "C07AB07", "R03AC02", "R03BB04", "N06DA02", "H03AA01", None]
        ),
        "substance_system": st.sampled_from(["atc", "atc", "atc", "rxnorm"]),
    }
)


@st.composite
def followed(draw):
    """Some illnesses of one person, each recorded on a day or two of its own."""
    client = draw(st.sampled_from(CLIENTS))
    held = draw(st.lists(st.sampled_from(list(ILLNESSES)), max_size=7, unique=True))
    return [
        {
            "client_id": client,
            "recorded_on": ON - timedelta(days=draw(st.integers(0, 729))),
            "confirmed": None,
            "system": "icd10",
            "code": ILLNESSES[illness][1]["icd10"][0],
        }
        for illness in held
        for _ in range(draw(st.sampled_from([1, 2, 2, 2])))
    ]


@both_agree(
    "several_diagnoses",
    ON,
    diagnosed=st.builds(
        lambda rows, more: rows + [row for one in more for row in one],
        st.lists(diagnoses, max_size=10),
        st.lists(followed(), max_size=3),
    ),
    prescribed=st.lists(prescriptions, max_size=10),
)
def test_both_count_the_same(diagnosed, prescribed):
    """Plain Python and the engine say the same of everybody."""
    rows = {
        "clients": [{"client_id": who} for who in CLIENTS],
        "diagnoses": diagnosed,
        "prescriptions": prescribed,
    }
    return rows, second_opinion(diagnosed, prescribed)
