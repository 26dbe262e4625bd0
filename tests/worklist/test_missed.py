"""The missed-case rate: exact intervals, weights by people, nothing guessed."""

from datetime import date

import polars as pl
import pytest

from schemas.reviews import Drawn
from worklist.missed import estimate, interval

ON = date(2026, 11, 20)


def sample(stratum, people, month="2026-11", **said):
    """A stratum of a month with its answers: how many yes, no, unsure and none."""
    needs = [
        None if need == "none" else need for need, n in said.items() for _ in "x" * n
    ]
    rows = pl.DataFrame(
        [
            (month, f"{month}-{stratum}-{n}", stratum, need)
            for n, need in enumerate(needs)
        ],
        schema=dict.fromkeys(("month", "client_id", "stratum", "need"), pl.String),
        orient="row",
    )
    drawn = Drawn(
        month=month, stratum=stratum, as_of=ON, people=people, drawn=len(needs)
    )
    return drawn, rows


def rates(*samples):
    drawn, rows = zip(*samples, strict=True)
    return {one.stratum: one for one in estimate(drawn, pl.concat(rows))}


@pytest.mark.parametrize(
    ("yes", "of", "expected"),
    [
        # From tables of the exact binomial interval at 95 %.
        (0, 10, (0.0, 0.3085)),
        (1, 10, (0.0025, 0.4450)),
        (5, 10, (0.1871, 0.8129)),
        (10, 10, (0.6915, 1.0)),
        (2, 20, (0.0123, 0.3170)),
        (0, 0, (0.0, 1.0)),
    ],
)
def test_the_interval_is_that_of_clopper_and_pearson(yes, of, expected):
    assert interval(yes, of) == pytest.approx(expected, abs=5e-5)


def test_unsure_and_unanswered_are_shown_and_count_as_neither():
    one = rates(sample("quiet", 100, yes=1, no=9, unsure=3, none=7))["quiet"]
    assert (one.drawn, one.yes, one.no) == (20, 1, 9)
    assert (one.unsure, one.unanswered) == (3, 7)
    assert one.rate == 0.1
    assert (one.at_least, one.at_most) == pytest.approx((0.0025, 0.4450), abs=5e-5)


def test_all_together_is_weighted_by_people_and_no_narrower_than_it_says():
    found = rates(sample("quiet", 900, no=10), sample("inpatient", 100, yes=5, no=5))
    of_all = found["all"]
    assert list(found) == ["quiet", "inpatient", "all"]
    assert of_all.people == 1000
    assert of_all.rate == pytest.approx(0.05)
    low, high = interval(0, 10, 0.975), interval(5, 10, 0.975)
    assert of_all.at_least == pytest.approx(0.9 * low[0] + 0.1 * high[0])
    assert of_all.at_most == pytest.approx(0.9 * low[1] + 0.1 * high[1])
    assert of_all.at_most > 0.9 * found["quiet"].at_most


def test_a_stratum_without_an_answer_leaves_the_whole_unknown():
    found = rates(sample("quiet", 900, no=10), sample("inpatient", 100, none=4))
    assert found["inpatient"].rate is None
    assert (found["inpatient"].at_least, found["inpatient"].at_most) == (0.0, 1.0)
    assert found["all"].rate is None
    assert found["all"].at_most == pytest.approx(0.9 * interval(0, 10, 0.975)[1] + 0.1)


def test_months_are_taken_together():
    found = rates(
        sample("quiet", 100, yes=1, no=4), sample("quiet", 300, "2026-12", no=5)
    )
    assert found["quiet"].people == 400
    assert (found["quiet"].yes, found["quiet"].no) == (1, 9)


def test_before_anything_was_drawn_there_is_no_rate():
    nothing = sample("quiet", 0)[1]
    assert estimate([], nothing) == []
