"""Continuous exposure: dispensings that follow each other are one period.

Source: OHDSI/circe-be,
src/test/resources/cohortgeneration/exits/continuousExposure_* at 9a80aa71.
Licence: Apache-2.0.
Theirs: seven dispensings without an end (a day each is assumed), gaps of up to 60 days
bridged, and the two periods that come out.
Ours: a supply of one day, a grace of 60 days, nothing carried over. A documented
difference: their period ends with its last supply, because they look back on the whole
of it. A night does not know whether another dispensing will come, so that to us the
substance stays in use until the grace is over.
"""

from datetime import date, timedelta

import polars as pl

from schemas.drug_use import SupplyRule
from schemas.meetings import begins_anew

DISPENSED = [date(2000, month, 1) for month in (1, 2, 3, 4, 8, 9, 10)]
GAP = 60
ERAS = [
    (date(2000, 1, 1), date(2000, 4, 2)),
    (date(2000, 8, 1), date(2000, 10, 2)),
]
RULE = SupplyRule(carry_cap=0, least_grace=GAP, grace_divisor=400)


def test_our_periods_are_theirs_and_the_grace(periods):
    """The same beginnings; each end comes a grace later."""
    found = periods([(day, 1, None) for day in DISPENSED], date(2000, 12, 31), RULE)
    assert found == [(begin, end + timedelta(days=GAP)) for begin, end in ERAS]


def test_chained_days_begin_where_their_periods_begin():
    """A dispensing begins anew when more than the gap lies after the day of supply."""
    rows = pl.LazyFrame({"client": 1, "day": DISPENSED})
    begun = rows.filter(begins_anew("day", timedelta(days=1 + GAP))).collect()
    assert begun["day"].to_list() == [begin for begin, _ in ERAS]
