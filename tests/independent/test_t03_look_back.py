"""Look-back: whether the day a year before counts.

Source: OHDSI/circe-be, src/test/resources/windowcriteria/windowVisitOccurrence_PREP and
_VERIFY at 9a80aa71. Licence: Apache-2.0.
Theirs: visits on five days; the four that lie in the 365 days before 2006-01-01, the
365th day before it among them.
Ours: a trigger that counts meetings, asked on the index day. Their 365 days before the
index day and the index day itself are a window of 366 days to us.
"""

import pytest

INDEX = "2006-01-01"
VISITS = """
          | starts_at
    ------+-----------
    anna  | 2000-01-01
    anna  | 2005-01-01
    anna  | 2005-02-01
    anna  | 2005-03-01
    anna  | 2005-04-01
    """
IN_THEIR_WINDOW = 4


def test_their_365_days_before_are_our_366_days_until(asked):
    """The same visits in the same days, named by another number."""
    said = asked(
        "scattered_contacts",
        on=INDEX,
        parameters={"window_days": 366},
        contacts=VISITS,
    )
    assert said["anna"]["meetings"] == IN_THEIR_WINDOW


@pytest.mark.parametrize(("days", "meetings"), [(365, 3), (367, 4)])
def test_ours_beside_theirs_with_another_number_of_days(asked, days, meetings):
    """Our 365 days hold the as-of day too, so that the day a year before falls out."""
    said = asked(
        "scattered_contacts",
        on=INDEX,
        parameters={"window_days": days},
        contacts=VISITS,
    )
    assert said["anna"]["meetings"] == meetings
