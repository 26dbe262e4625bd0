"""PRE2DUP: periods of drug use from the same purchases.

Source: piavat/PRE2DUP-R, tests/testthat/test-pre2dup.R at d442747d, transcribed in
fixtures/external/pre2dup/expected.json. Licence: MIT (LICENSE-MIT.md beside it).
Theirs: the periods of seven purchases of 28 DDDs without hospital days, and of the
first purchase alone.
Ours: each purchase is a dispensing whose dose is not known, so that our ladder finds
its days of supply: the person's own interval once there are two, before that one DDD a
day. The rule is the one that `many_medicines` decides. A period is told by its first
day and the day after its last, as theirs are.

We do not claim to be PRE2DUP. It looks back on every purchase at once, weighs a
person's rhythm with the package's own limits, and ends a period at the last supply. A
night knows what was dispensed until then, and has to say today whether a medicine is in
use. Each difference follows from that:

- Between 14 and 21 August 2004 our nights see a pause. Two purchases lasted 28 days
  each, the grace 14 more. PRE2DUP knows that a third one came, sees a slower rhythm
  than one DDD a day, and lets the second one last.
- Their first period ends on 16 October, ours on 12 October. After three purchases our
  supply is the middle of two intervals, 38 days, and a grace of 14; theirs weighs the
  intervals by their place.
- Their second period ends on 29 December 2004, 28 days after its last purchase. Ours
  lasts until 3 February 2005: the person's own interval has grown to 44 days, six of
  them were left over in December, and the grace comes on top.
- Their third period ends on 2 July 2005, again 28 days after the last purchase; ours on
  9 August, with an interval of 52 days and the grace.
- The single purchase lasts 28 days in both, and ours has the grace of 14 days.
"""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from triggers._catalogue import trigger

CASES = Path(__file__).parents[2] / "fixtures" / "external" / "pre2dup"
UNTIL = date(2005, 12, 31)
OURS = {
    "no hospital data": [
        ("2004-06-05", "2004-08-14"),
        ("2004-08-21", "2004-10-12"),
        ("2004-10-24", "2005-02-03"),
        ("2005-04-09", "2005-08-09"),
    ],
    "single purchase 2004-06-05 only": [("2004-06-05", "2004-07-17")],
}
PURCHASES = {"no hospital data": 7, "single purchase 2004-06-05 only": 1}
# Of the days that both could have said: both, theirs alone, ours alone.
SHARED = {
    "no hospital data": (272, 11, 74),
    "single purchase 2004-06-05 only": (28, 0, 14),
}


@pytest.fixture(scope="module")
def told():
    """What is published: purchases and periods."""
    return json.loads((CASES / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(params=OURS)
def case(request, told, periods):
    """One case: its name, their periods and ours."""
    bought = zip(told["input"]["purchase_dates"], told["input"]["ddd"], strict=True)
    given = [(date.fromisoformat(day), None, float(ddd)) for day, ddd in bought]
    (theirs,) = (
        one["periods"] for one in told["cases"] if one["name"] == request.param
    )
    rule = trigger("many_medicines", UNTIL).parameters.supply
    return (
        request.param,
        [(date.fromisoformat(a), date.fromisoformat(b)) for a, b, *_ in theirs],
        periods(given[: PURCHASES[request.param]], UNTIL, rule),
    )


def test_ours_stand_beside_theirs(case):
    """Our periods, as the docstring explains them."""
    name, _, ours = case
    assert [(str(first), str(after)) for first, after in ours] == OURS[name]


def test_every_period_of_theirs_begins_where_one_of_ours_does(case):
    """A purchase after a pause begins anew in both."""
    _, theirs, ours = case
    assert {first for first, _ in theirs} <= {first for first, _ in ours}


def test_most_days_are_the_same(case):
    """What both say, what only they say, and what only we say."""
    name, theirs, ours = case
    days_theirs, days_ours = days_of(theirs), days_of(ours)
    assert (
        len(days_theirs & days_ours),
        len(days_theirs - days_ours),
        len(days_ours - days_theirs),
    ) == SHARED[name]


def days_of(periods):
    """Every day of some periods."""
    return {
        first + timedelta(days=n)
        for first, after in periods
        for n in range((after - first).days)
    }
