"""Illness out of balance: limits, where a reading was taken, and no reading at all.

Source: the test cases of CMS165 (blood pressure) and CMS122 (HbA1c) in
cqframework/ecqm-content-qicore-2024 at 9ebd48ff. Licence: the repository is CC0-1.0,
the text of the measures belongs to their stewards and is for non-commercial use; the
shapes of cases are used, with codes and words of our own.
Theirs: who counts as controlled: below 140/90, the reading not from an emergency visit.
Ours: controlled is quiet, not controlled fired, asked with their limits and one
measuring day. Two documented differences, of one kind: they count people without a
usable reading as not controlled, which is fair to a clinic's average and not to a
person. To us they are not assessable, and the list says so.
"""

import pytest

ON = "2026-11-01"
THEIR_LIMITS = {
    "any": [
        {"measure": "systolic", "at_least": 140, "source": "theirs"},
        {"measure": "diastolic", "at_least": 90, "source": "theirs"},
    ]
}
CONTROLLED = {True: "quiet", False: "fired"}


@pytest.fixture
def blood_pressure(asked):
    """`blood_pressure(systolic, diastolic, setting)`: the outcome of one reading."""

    def ask(systolic, diastolic, setting):
        said = asked(
            "uncontrolled_blood_pressure",
            on=ON,
            fires_when=THEIR_LIMITS,
            parameters={"measuring_days": 1},
            diagnoses="| code\nanna | I10",
            measurements=f"""
                  | taken_on   | analyte   | value       | setting
            ------+------------+-----------+-------------+----------
            anna  | 2026-10-01 | systolic  | {systolic}  | {setting}
            anna  | 2026-10-01 | diastolic | {diastolic} | {setting}
            """,
        )
        return said["anna"]["outcome"]

    return ask


@pytest.mark.parametrize(
    ("systolic", "diastolic", "controlled"),
    [(139, 89, True), (140, 89, False), (139, 90, False)],
)
def test_their_limits_are_met_where_they_say(
    blood_pressure, systolic, diastolic, controlled
):
    """139/89 is controlled; 140 or 90 is not."""
    assert blood_pressure(systolic, diastolic, "office") == CONTROLLED[controlled]


def test_a_reading_of_an_emergency_visit_does_not_show_control(blood_pressure):
    """It counts for neither; theirs is then not controlled, ours not assessable."""
    theirs, ours = CONTROLLED[False], "not_assessable"
    said = blood_pressure(139, 89, "emergency")
    assert said == ours
    assert said not in (CONTROLLED[True], theirs)


def test_diabetes_without_a_result_is_not_assessable(asked):
    """Theirs: poor control. Ours: nobody knows, and the reason is said."""
    said = asked("uncontrolled_diabetes", on=ON, diagnoses="| code\nanna | E11.9")
    theirs, ours = CONTROLLED[False], "not_assessable"
    assert said["anna"]["outcome"] == ours
    assert said["anna"]["outcome"] != theirs
    assert said["anna"]["hba1c"] is None
