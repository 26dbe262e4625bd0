"""Net benefit, as decision curves have it.

Source: test data of the R package dcurves, as its Python sister keeps them
(`r_dca_famhistory.csv`): 750 people, 105 with cancer, family history as the test;
MSKCC-Epi-Bio/dcurves at 0f3e104. Licence: MIT.
Theirs: net benefit per person at threshold probabilities, of family history, of
everybody and of nobody.
Ours: per 1,000 people, at an exchange rate: the odds against at that probability, so
that 0.25 is a rate of 3.
"""

import polars as pl
import pytest

from stewardship.net_benefit import with_net_benefit

PEOPLE, EVENTS = 750, 105
TESTED = {
    "everybody": (EVENTS, PEOPLE - EVENTS),
    "nobody": (0, 0),
    "family history": (24, 91),
}


@pytest.mark.parametrize(
    ("probability", "everybody", "family_history"),
    [
        (0.05, 0.09473684210526317, 0.025614035087719297),
        (0.10, 0.04444444444444445, 0.018518518518518517),
        (0.20, -0.07499999999999998, 0.0016666666666666635),
        (0.25, -0.1466666666666666, -0.008444444444444449),
        (0.50, -0.72, -0.08933333333333335),
    ],
)
def test_it_is_theirs_times_a_thousand(probability, everybody, family_history):
    rate = (1 - probability) / probability
    counts = pl.DataFrame(
        [(*counted, PEOPLE) for counted in TESTED.values()],
        schema=["true_positives", "false_positives", "people"],
        orient="row",
    )
    told = with_net_benefit(counts, (rate,)).to_series(-1)
    assert told.to_list() == pytest.approx(
        [1000 * everybody, 0, 1000 * family_history], abs=1e-9
    )
