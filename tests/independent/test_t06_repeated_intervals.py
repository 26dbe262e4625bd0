"""Repeated intervals: the same interval three times is no longer than once.

Source: OHDSI/circe-be, src/test/resources/cohortgeneration/eraDupes/* at 9a80aa71.
Licence: Apache-2.0.
Theirs: five intervals, three of them the same, gaps of up to 30 days bridged, and the
one period that comes out.
Ours: an interval is a supply from its first day to its last, the grace is 30 days. Two
documented differences. Their end is that of the last supply; ours comes a grace later
(see the case of continuous exposure). And what stands three times is to them one record
told three times, to us three packs: rows that are the same throughout never pass the
gate, and packs of one day follow each other as far as the cap lets them.
"""

from datetime import date, timedelta

import pytest

from schemas.drug_use import SupplyRule

INTERVALS = [
    (date(2009, 6, 16), date(2009, 6, 19)),
    (date(2009, 7, 1), date(2009, 7, 4)),
    *[(date(2009, 7, 27), date(2009, 7, 30))] * 3,
]
PAD = 30
ERA = (date(2009, 6, 16), date(2009, 7, 30))


@pytest.mark.parametrize(
    ("carry_cap", "packs_in_a_row"),
    [(0, 1), (90, 3)],
    ids=["as they read it", "as our nights read it"],
)
def test_one_period_comes_out(periods, carry_cap, packs_in_a_row):
    """Nothing carried over gives their end; packs in a row last three days each."""
    dispensed = [(begin, (end - begin).days, None) for begin, end in INTERVALS]
    rule = SupplyRule(carry_cap=carry_cap, least_grace=PAD, grace_divisor=400)
    begin, end = ERA
    later = (packs_in_a_row - 1) * 3 + PAD
    assert periods(dispensed, date(2009, 12, 31), rule) == [
        (begin, end + timedelta(days=later))
    ]
