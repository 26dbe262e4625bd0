"""Values that a living person can have, whatever unit they came in."""

from datetime import date

import pytest

from fixtures.text_tables import text_table
from schemas.measurements import Measurement, first_results, hba1c_mmol_per_mol


def broken_by(rule, analyte, value, unit):
    """Whether one drawn result is taken out by a rule."""
    rows = text_table(
        Measurement, f"| analyte | value | unit\nanna | {analyte} | {value} | {unit}"
    )
    return rows.select(Measurement.violations()[rule]).item()


@pytest.mark.parametrize(
    ("analyte", "value", "unit", "broken"),
    [
        ("hba1c", 14.9, "mmol/mol", True),
        ("hba1c", 15, "mmol/mol", False),
        ("hba1c", 250, "mmol/mol", False),
        ("hba1c", 250.1, "mmol/mol", True),
        ("hba1c", 9, "%", False),
        ("hba1c", 75, "%", True),
        ("hba1c", 3.5, "%", True),
        ("hba1c", 3.6, "%", False),
        ("hba1c", 3.5, "-", True),
        ("hba1c", 9, "-", False),
        ("hba1c", 75, "-", False),
        ("systolic", 59, "mmHg", True),
        ("systolic", 60, "mmHg", False),
        ("systolic", 261, "mmHg", True),
        ("diastolic", 160, "mmHg", False),
        ("diastolic", 161, "mmHg", True),
        ("phq9", 27, "-", False),
        ("phq9", 28, "-", True),
        ("phq9", -1, "-", True),
        ("bdi", 63, "-", False),
        ("bdi", 64, "-", True),
        ("epds", 30, "-", False),
        ("epds", 31, "-", True),
        ("weight", 400, "kg", False),
        ("hba1c", "-", "%", False),
    ],
)
def test_implausible_values_are_taken_out(analyte, value, unit, broken):
    """HbA1c is judged in mmol/mol, so that a wrong unit is seen; no value is none."""
    assert broken_by("implausible:value", analyte, value, unit) is broken


@pytest.mark.parametrize(
    ("analyte", "value", "unit", "broken"),
    [
        ("hba1c", 53, "mmol/mol", False),
        ("hba1c", 7, "%", False),
        ("hba1c", 53, "-", False),
        ("hba1c", 53, "mmol/l", True),
        ("hba1c", 7, "mmol/l", True),
        ("hba1c", "-", "mmol/l", False),
        ("ldl", 3, "mmol/l", False),
        ("systolic", 140, "mm[Hg]", False),
    ],
)
def test_an_hba1c_in_an_unknown_unit_is_taken_out(analyte, value, unit, broken):
    """It has two units; a missing one shows in the value, another tells nothing."""
    assert broken_by("unknown_unit:value", analyte, value, unit) is broken


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (7.0, "%", 53.0),
        (9.0, "%", 74.9),
        (6.5, "-", 47.5),
        (19.9, "-", 194.0),
        (20, "-", 20.0),
        (53.04, "mmol/mol", 53.0),
        ("-", "%", None),
    ],
)
def test_hba1c_is_converted_by_the_master_equation(value, unit, expected):
    """NGSP per cent to IFCC mmol/mol, to one decimal."""
    rows = text_table(Measurement, f"| value | unit\nanna | {value} | {unit}")
    assert rows.select(hba1c_mmol_per_mol()).item() == expected


def test_the_first_results_tell_where_the_history_begins():
    """Of each analyte up to the day; a rejected sample tells nothing."""
    rows = text_table(
        Measurement,
        """
              | analyte | taken_on   | value | result_status
        ------+---------+------------+-------+--------------
        anna  | inr     | 2026-03-01 | 2.4   | final
        bo    | inr     | 2026-02-01 | -     | preliminary
        bo    | inr     | 2026-01-01 | 2.4   | rejected
        cia   | hba1c   | 2026-11-01 | 45    | final
        cia   | lithium | 2026-11-02 | 0.7   | final
        """,
    )
    found = first_results(rows.lazy(), date(2026, 11, 1)).collect()
    assert dict(found.rows()) == {
        "hba1c": date(2026, 11, 1),
        "inr": date(2026, 2, 1),
    }
