"""Many medicines, counted a second time in plain Python from the prose alone."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from hypothesis import strategies as st

from tests.second_opinion.agreement import both_agree

ON = date(2026, 11, 1)
CLIENTS = ["anna", "bo"]
LEFT_OUT = (
    *("A01A", "A11", "A12", "B01AB", "B05", "D", "G03A", "J01", "J02", "J05", "J07"),
    *("N07BA", "P", "R01A", "R02", "S01", "S02", "S03", "V03", "V04", "V06", "V07"),
    *("V08", "V09", "V10"),
)
ALL_THE_SAME = ("D05B", "D10BA", "J01EA01", "J01XX05", "S01E")
SAME = {"N02BF01": "N03AX12", "N02BF02": "N03AX16"}


def counts(row):
    """A substance that can count: coded, regular by its kind."""
    code = row["substance_code"]
    left_out = row["substance_system"] == "atc" and (
        code.startswith(LEFT_OUT) and not code.startswith(ALL_THE_SAME)
    )
    return not left_out and row["as_needed"] is not True


def days_of_supply(row, prescriptions):
    """First of: dose, the person's own interval, DDDs at one a day, three months."""
    if row["days_supply"] is not None:
        return row["days_supply"]
    fetched = {
        other["occurred_on"]
        for other in prescriptions
        if other["event"] == "dispensed"
        and other["occurred_on"] <= ON
        and other["client_id"] == row["client_id"]
        and other["substance_code"] == row["substance_code"]
    }
    gaps = [(later - day).days for day, later in pairwise(sorted(fetched))]
    if len(gaps) >= 2:
        return round(min(max(median(gaps), 14), 120))
    if row["ddd"] is not None:
        return round(min(max(row["ddd"], 1), 400))
    return 90


def regular_in_use(rows):
    """Is a substance in use on the day, and regularly?

    Of its rows (day, supply, permanent, ended) the ended ones are only history.
    """
    if all(row[3] for row in rows):
        return False
    end, periods = date.min, []
    for day, supply in sorted(row[:2] for row in rows if not row[3]):
        start = min(max(day, end), day + timedelta(days=90))
        end = start + timedelta(days=supply)
        periods.append((start, end + timedelta(days=max(14, supply // 4))))
    used = set()
    for (start, bridged), (next_start, _) in zip(
        periods, [*periods[1:], (date.max, None)], strict=True
    ):
        until = min(bridged, next_start, ON + timedelta(days=1))
        used |= {start + timedelta(days=n) for n in range((until - start).days)}
    covered = sum(ON - timedelta(days=179) <= day for day in used)
    span = max(row[0] for row in rows) - min(row[0] for row in rows)
    permanent = any(row[2] for row in rows)
    in_use = periods[-1][1] > ON
    return in_use and (permanent or span.days >= 60 or covered >= 90)


def second_opinion(prescriptions):
    """Client to (outcome, measures)."""
    dispensings_known = any(row["event"] == "dispensed" for row in prescriptions)
    substances = defaultdict(list)
    for row in prescriptions:
        if row["substance_code"] is None or not counts(row):
            continue
        days_ago = (ON - row["occurred_on"]).days
        code = SAME.get(row["substance_code"], row["substance_code"])
        if not 0 <= days_ago < 365:
            continue
        if row["event"] == "dispensed":
            supply = days_of_supply(row, prescriptions)
        elif not dispensings_known and row["event"] in {"prescribed", "renewed"}:
            supply = row["days_supply"] or 180
        else:
            continue
        substances[row["client_id"], code].append(
            (
                row["occurred_on"],
                supply,
                row["permanent"],
                row["ended_on"] is not None and row["ended_on"] <= ON,
            )
        )
    said = {}
    for client in CLIENTS:
        regular = sum(
            regular_in_use(rows)
            for (who, _), rows in substances.items()
            if who == client
        )
        dispensed = regular if dispensings_known else 0
        prescribed = 0 if dispensings_known else regular
        fired = dispensed >= 7 or prescribed >= 9
        said[client] = (
            "fired" if fired else "quiet",
            {"medicines": dispensed, "prescribed_medicines": prescribed},
        )
    return said


CODES = (
    *("A10BA02", "A02BC01", "B01AF01", "C03CA01", "C07AB02", "C09AA05", "C10AA05"),
    *("N03AX16", "N02BF02", "N03AX12", "A10AB05", "A10AE04", "D05BB02", "D07AC01"),
    *("J01XX05", "J01CA04", "S01ED51", "S01AA01", "A11CC05", "B01AB05", "N06AB04"),
)


def drawn_rows(events, codes, min_size, max_size):
    """Rows of prescriptions with the days, supplies and marks that matter."""
    row = st.fixed_dictionaries(
        {
            "client_id": st.sampled_from(CLIENTS),
            "event": st.sampled_from(events),
            "occurred_on": st.one_of(
                st.sampled_from([-365, -364, -180, -179, -59, -60, -61, -1, 0, 1]),
                st.integers(-200, 0),
            ).map(lambda days: ON + timedelta(days=days)),
            "substance_code": st.sampled_from(codes),
            "days_supply": st.sampled_from([None, None, 1, 14, 30, 56, 90, 100, 400]),
            "ddd": st.sampled_from([None, 0.0, 0.4, 29.5, 100.0, 800.0]),
            "as_needed": st.sampled_from([False, False, False, None, True]),
            "permanent": st.sampled_from([False, False, None, True]),
            "ended_on": st.sampled_from(
                [None] * 5 + [ON + timedelta(days=days) for days in (-1, 0, 1)]
            ),
        }
    )
    return st.lists(row, min_size=min_size, max_size=max_size)


@st.composite
def several(draw, events, least):
    """So many medicines of one person or a few more, most in use, and other rows."""
    ordinary = {
        "client_id": "anna",
        "as_needed": False,
        "permanent": True,
        "ended_on": None,
        "ddd": None,
    }
    day, supply = st.integers(-110, 0), st.sampled_from([90, 100, 100, None])
    return [
        ordinary
        | {
            "event": draw(st.sampled_from(events)),
            "occurred_on": ON + timedelta(days=draw(day)),
            "substance_code": code,
            "days_supply": draw(supply),
        }
        for code in draw(st.permutations(CODES))[: draw(st.integers(least, least + 6))]
    ] + draw(drawn_rows(events, CODES, 0, 6))


def with_keys(rows):
    """Keys in the drawn order; a code has a system."""
    return [
        row
        | {
            "event_id": f"event-{number:03}",
            "substance_system": None if row["substance_code"] is None else "atc",
        }
        for number, row in enumerate(rows)
    ]


def judged(drawn):
    """The rows of the county, and what is expected of them."""
    rows = with_keys(drawn)
    clients = [{"client_id": client} for client in CLIENTS]
    return {"clients": clients, "prescriptions": rows}, second_opinion(rows)


@both_agree(
    "many_medicines",
    ON,
    drawn=st.one_of(
        drawn_rows(["dispensed", "prescribed"], CODES, 15, 40),
        drawn_rows(["dispensed"], CODES[:9], 25, 50),
        several(["dispensed"], 8),
        drawn_rows(["dispensed", "renewed"], ["C07AB02", None, "N03AX16"], 0, 12),
    ),
)
def test_both_count_the_same(drawn):
    """Where dispensings are known, regular medicines in use are counted alike."""
    return judged(drawn)


@both_agree(
    "many_medicines",
    ON,
    drawn=st.one_of(
        drawn_rows(
            ["prescribed", "prescribed", "renewed", "renewal_requested"],
            [*CODES, None],
            5,
            40,
        ),
        several(["prescribed", "renewed"], 11),
    ),
)
def test_both_count_prescriptions_the_same(drawn):
    """Where no dispensing is known, prescribed substances are counted alike."""
    return judged(drawn)
