"""Drug-use periods, carried over a second time in a plain loop."""

import random
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.drug_use import SupplyRule, use_of_substances
from tests.second_opinion.agreement import SETTINGS

ON = date(2026, 11, 1)
WINDOW = 180
CARRY_CAP = 90
RULE = SupplyRule(carry_cap=CARRY_CAP, least_grace=14, grace_divisor=4)


def second_opinion(dispensings):
    """(client, substance) to (in use, covered days, used since, supplied until)."""
    by_substance = {}
    for client, substance, day, supply in dispensings:
        rows = by_substance.setdefault((client, substance), [])
        rows.append((day, supply))
    said = {}
    for key, rows in by_substance.items():
        end, periods = date.min, []
        bridged = date.min
        for day, supply in sorted(rows):
            start = min(max(day, end), day + timedelta(days=CARRY_CAP))
            end = start + timedelta(days=supply)
            if start > bridged:
                since = start
            bridged = end + timedelta(days=max(14, supply // 4))
            periods.append((start, bridged))
        used = set()
        for number, (day, until) in enumerate(periods):
            if number + 1 < len(periods):
                until = min(until, periods[number + 1][0])
            while day < until:
                used.add(day)
                day += timedelta(days=1)
        said[key] = (
            periods[-1][1] > ON,
            sum(ON - timedelta(days=WINDOW - 1) <= day <= ON for day in used),
            since,
            end - timedelta(days=1),
        )
    return said


def agree(dispensings):
    """The loop and the engine say the same of every substance."""
    frame = pl.LazyFrame(
        dispensings,
        schema={
            "client": pl.UInt32,
            "substance": pl.UInt32,
            "day": pl.Date,
            "days_supply": pl.Int32,
        },
        orient="row",
    )
    found = use_of_substances(frame, ON, WINDOW, RULE).collect()
    said = {
        (row["client"], row["substance"]): (
            row["in_use"],
            row["covered_days"],
            row["used_since"],
            row["supplied_until"],
        )
        for row in found.to_dicts()
    }
    assert said == second_opinion(dispensings)


dispensing = st.tuples(
    st.integers(0, 1),
    st.integers(0, 1),
    st.integers(0, 364).map(lambda days: ON - timedelta(days=days)),
    st.sampled_from([1, 7, 14, 30, 56, 57, 90, 91, 100, 400]),
)


@SETTINGS
@given(st.lists(dispensing, min_size=1, max_size=40))
def test_both_carry_over_the_same(dispensings):
    """A few dispensings of two people and two substances, the cap in play."""
    agree(dispensings)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("rows", [127, 128, 129, 300, 700])
def test_both_carry_over_the_same_in_long_rows(seed, rows):
    """Weekly doses and stocks: more dispensings of a substance than a year has days."""
    chance = random.Random(seed)
    supplies = chance.choice([[1, 1, 7], [1, 2, 3], [7, 14, 30], [1, 100, 400]])
    agree(
        [
            (
                chance.randrange(2),
                chance.randrange(2),
                ON - timedelta(days=chance.randrange(365)),
                chance.choice(supplies),
            )
            for _ in range(rows)
        ]
        + [
            (2, 0, ON - timedelta(days=364 - number * 364 // rows), 1)
            for number in range(rows)
        ]
    )


@pytest.mark.parametrize("stock", [50, 100, 300])
def test_both_carry_a_stock_through_a_year_of_daily_doses(stock):
    """A stock from the first day is still there after three hundred dispensings."""
    first = ON - timedelta(days=364)
    stocked = [(0, 0, first, stock), (0, 0, first, stock)]
    daily = [(0, 0, ON - timedelta(days=days), 1) for days in range(20, 364)]
    agree(stocked + daily)
