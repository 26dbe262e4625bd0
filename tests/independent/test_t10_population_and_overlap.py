"""Population and overlap: who is measured, and medicines used at the same time.

Source: opensafely/pincer-measures, analysis/ehrQL/test_measure_definition.py at
2e15894. Licence: MIT.
Theirs: which patients are in the population on 2019-01-01, and which of those with
aspirin and another antiplatelet have had the two within 28 days of each other.
Ours: registered with a practice is living in the county. No trigger of ours looks at
which medicines are used together: that is a pharmacist's review, which
`many_medicines` asks for. So the second part is put to the days on which a substance is
in use: each lasts 28 days, without a grace and with nothing carried over, and together
means that both were in use on one day. Patient 6 is left out, since its expected
values contradict the comment above it.
"""

from datetime import date, timedelta

import pytest

from schemas.drug_use import SupplyRule

STARTS = "2019-01-01"
PATIENTS = """
          | born_on    | died_on
    ------+------------+-----------
    p1    | 1950-01-01 | -
    p2    | 2010-01-01 | -
    p3    | 1950-01-01 | 2018-01-01
    p4    | 1950-01-01 | 2020-01-01
    """
IN_POPULATION = {"p1": True, "p2": False, "p3": False, "p4": True}
WITHIN = 28
RULE = SupplyRule(carry_cap=0, least_grace=0, grace_divisor=400)


def test_the_population_is_theirs(people):
    """A child and somebody who had died are out; who died later is in."""
    found = people(STARTS, PATIENTS)
    assert {who: row["excluded"] is None for who, row in found.items()} == IN_POPULATION
    assert [found[who]["excluded"] for who in ("p2", "p3")] == ["minor", "deceased"]


@pytest.mark.parametrize(
    ("aspirin", "antiplatelet", "together"),
    [
        (["2018-12-01"], ["2018-11-20"], True),
        (
            ["2018-12-20", "2018-11-20"],
            ["2018-12-10", "2018-09-01", "2018-10-25"],
            True,
        ),
        (["2018-12-20"], ["2018-10-20"], False),
    ],
    ids=["patient 8", "patient 9", "patient 10"],
)
def test_in_use_on_one_day_is_prescribed_within_28_days(
    periods, aspirin, antiplatelet, together
):
    """Eleven days apart is together, 61 days apart is not."""

    def days_in_use(days):
        given = [(date.fromisoformat(day), WITHIN, None) for day in days]
        return {
            first + timedelta(days=n)
            for first, after in periods(given, date(2019, 2, 28), RULE)
            for n in range((after - first).days)
        }

    assert bool(days_in_use(aspirin) & days_in_use(antiplatelet)) == together
