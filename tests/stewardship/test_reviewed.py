"""Recordings and reviews together tell sensitivity, each part by its own people."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stewardship.reach import threshold_on
from stewardship.reviewed import LISTED, corrected_by_limit
from stewardship.sweep import sweep
from triggers._catalogue import trigger

THRESHOLD = threshold_on(trigger("many_medicines", date(2026, 11, 20)))
COLUMNS = ["client_id", "reach", "reach_at_most", "stratum", "positive"]


def people(*parts):
    """Each part: how many, what they reach, their stratum, what was said of them."""
    rows = [
        (value, value, stratum, positive)
        for count, value, stratum, positive in parts
        for _ in range(count)
    ]
    return pl.DataFrame(
        [(f"c{at}", *row) for at, row in enumerate(rows)],
        schema=dict(
            zip(
                COLUMNS,
                [pl.String, pl.Float64, pl.Float64, pl.String, pl.Boolean],
                strict=True,
            )
        ),
        orient="row",
    )


def told(everybody, limits=(7.0,), by=()):
    looked = everybody.filter(pl.col("positive").is_not_null())
    return corrected_by_limit(everybody, looked, THRESHOLD, limits, by).to_dicts()


# Of the listed 10 of 20 were told of, of the quiet 20 of 1,000.
COUNTY = people(
    (8, 9.0, LISTED, True),
    (2, 9.0, LISTED, False),
    (10, 9.0, LISTED, None),
    (1, 2.0, "quiet", True),
    (19, 2.0, "quiet", False),
    (980, 2.0, "quiet", None),
)


def test_those_looked_at_stand_for_their_part():
    [row] = told(COUNTY)
    # 16 of the 20 who fire, 50 of the 1,000 who do not
    assert row["sensitivity"] == pytest.approx(16 / 66)
    assert row["specificity"] == pytest.approx(950 / 954)
    assert row["sensitivity_one_more"] == pytest.approx(16 / 116)
    assert row["sensitivity_low"] < 16 / 66 < row["sensitivity_high"]
    assert (row["looked_fired"], row["looked_quiet"], row["unseen"]) == (10, 20, [])


def test_who_fires_cuts_across_the_strata_and_each_part_has_its_own_people():
    """At 5 also 100 of the quiet fire, of whom 4 were looked at."""
    near = people((3, 6.0, "quiet", True), (1, 6.0, "quiet", False))
    unseen = people((96, 6.0, "quiet", None))
    strict, loose = reversed(told(pl.concat([COUNTY, near, unseen]), (5.0, 7.0)))
    assert loose["sensitivity"] == pytest.approx((16 + 75) / (16 + 75 + 50))
    # Not at 7: all the quiet are one part, whoever of them was looked at.
    assert strict["sensitivity"] == pytest.approx(16 / (16 + 1100 * 4 / 24))


def test_where_nobody_was_looked_at_all_is_null_and_the_part_is_named():
    unseen = people((5, 6.0, "unlisted", None))
    loose, strict = told(pl.concat([COUNTY, unseen]), (5.0, 7.0))
    assert loose["unseen"] == ["fires, unlisted"]
    assert strict["unseen"] == ["does not fire, unlisted"]
    for row in (loose, strict):
        assert row["sensitivity"] is None
        assert row["specificity_low"] is None


def test_who_is_not_assessable_at_a_limit_is_not_in_its_numbers():
    between = people((5, 5.0, "unlisted", None)).with_columns(reach_at_most=9.0)
    [row] = told(pl.concat([COUNTY, between]))
    assert row["sensitivity"] == pytest.approx(16 / 66)
    assert row["unseen"] == []


def test_groups_are_told_apart_in_the_order_of_their_limits():
    both = pl.concat(
        [COUNTY.with_columns(sex=pl.lit(name)) for name in ("male", "female")]
    )
    rows = told(both, (7.0, 5.0), ["sex"])
    assert [(row["sex"], row["limit"]) for row in rows] == [
        *(("female", 5), ("female", 7)),
        *(("male", 5), ("male", 7)),
    ]
    assert [row["sensitivity"] for row in rows] == pytest.approx([16 / 66] * 4)


PERSON = st.tuples(
    st.integers(3, 9).map(float), st.sampled_from([LISTED, "quiet"]), st.booleans()
)


@settings(max_examples=25)
@given(st.lists(PERSON, min_size=1, max_size=15))
def test_where_everybody_was_looked_at_it_is_what_a_sweep_counts(drawn):
    everybody = people(*((1, *one) for one in drawn))
    counted = sweep(everybody, everybody, THRESHOLD, [5, 7], complete=True).to_dicts()
    for row, plain in zip(told(everybody, (5.0, 7.0)), counted, strict=True):
        for name in ("sensitivity", "specificity"):
            expected = (
                plain[name] if plain[name] is None else pytest.approx(plain[name])
            )
            assert row[name] == expected


def test_where_lower_is_worse_the_highest_limit_is_the_loosest():
    below = threshold_on(trigger("missing_contact_person", date(2026, 11, 20)))
    assert below.operator == "below"
    everybody = people((8, 0.0, LISTED, True), (9, 2.0, "quiet", False))
    rows = corrected_by_limit(everybody, everybody, below, [1, 3])
    assert rows["limit"].to_list() == [3, 1]
    assert rows["looked_fired"].to_list() == [17, 8]
