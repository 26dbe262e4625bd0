"""Accuracy where who was looked at depends on the test.

Source: the two classical examples of Begg and Greenes' correction, as the R package
PVBcorrect has them: hepatic scintigraphy (Drum and Christacapoulos 1972, n = 650) and
diaphanography (Marshall 1984, n = 900). The figures are from the papers; no code.
Theirs: the naive and the corrected sensitivity and specificity.
Ours: a stratum for each result of the test, with its people and who was looked at.
"""

import polars as pl
import pytest

from stewardship.verification import corrected

HEPATIC = [(True, 429, 231, 32), (False, 221, 27, 54)]
DIAPHANOGRAPHY = [(True, 67, 26, 11), (False, 833, 7, 44)]


def told(rows):
    columns = ["fired", "people", "positive", "negative"]
    return corrected(pl.DataFrame(rows, schema=columns, orient="row"))


@pytest.mark.parametrize(
    ("rows", "sensitivity", "specificity"),
    [(HEPATIC, 0.8365, 0.7384), (DIAPHANOGRAPHY, 0.2917, 0.9730)],
)
def test_the_corrected_values_are_theirs(rows, sensitivity, specificity):
    found = told(rows)
    assert found["sensitivity"].value == pytest.approx(sensitivity, abs=5e-5)
    assert found["specificity"].value == pytest.approx(specificity, abs=5e-5)
    for one in found.values():
        assert one.low < one.value < one.high


def test_few_answers_show_that_they_are_few():
    """One more of 51 moves diaphanography; of hepatic's 81 it moves little."""
    shaky, steady = told(DIAPHANOGRAPHY)["sensitivity"], told(HEPATIC)["sensitivity"]
    assert shaky.value - shaky.one_more > 0.02
    assert shaky.high - shaky.low > 0.2
    assert steady.value - steady.one_more < 0.01
