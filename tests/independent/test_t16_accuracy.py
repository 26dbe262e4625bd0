"""What four counts tell.

Sources: TriggerPrim (PMC10662617), whose abstract fixes one table of whole numbers; the
Pra validation (BMJ Open 2016; 862 people, 154 events) at two cut-offs; Singh's 39
triggers (232 of 908 reviewed records). Facts from publications; no code.
Theirs: sensitivity, specificity, predictive values, likelihood ratios and the number
needed to review, in per cent as they print them.
Ours: nothing but the names of the columns. A documented difference: TriggerPrim has
Wald intervals (0.503-0.702); ours are Wilson's, which keep what they promise also near
0 and 1.
"""

import polars as pl
import pytest

from stewardship.accuracy import COUNTS, with_accuracy


def told(*counts):
    return with_accuracy(pl.DataFrame([counts], schema=list(COUNTS), orient="row")).row(
        0, named=True
    )


def test_triggerprim():
    row = told(56, 328, 37, 1_376)
    assert row["sensitivity"] == pytest.approx(0.602, abs=5e-4)
    assert row["specificity"] == pytest.approx(0.8075, abs=5e-5)
    assert row["precision"] == pytest.approx(0.1458, abs=5e-5)
    assert row["negative_predictive_value"] == pytest.approx(0.9738, abs=5e-5)
    assert row["likelihood_ratio_positive"] == pytest.approx(3.128, abs=5e-4)
    assert row["likelihood_ratio_negative"] == pytest.approx(0.493, abs=5e-4)
    assert row["number_needed_to_review"] == pytest.approx(6.9, abs=0.05)


@pytest.mark.parametrize(
    ("counts", "per_cent", "ratios"),
    [
        ((26, 37, 128, 671), (17, 95, 41, 84), (3.2, 0.9)),
        ((103, 288, 51, 420), (67, 59, 26, 89), (1.6, 0.6)),
    ],
)
def test_pra(counts, per_cent, ratios):
    row = told(*counts)
    names = ("sensitivity", "specificity", "precision", "negative_predictive_value")
    assert tuple(round(100 * row[name]) for name in names) == per_cent
    names = ("likelihood_ratio_positive", "likelihood_ratio_negative")
    assert tuple(round(row[name], 1) for name in names) == ratios


def test_singh():
    """Only what fired was reviewed, so that nothing but precision is known."""
    row = told(232, 908 - 232, None, None)
    assert round(100 * row["precision"], 1) == 25.6
    assert row["sensitivity"] is None
    assert row["specificity"] is None
