"""The register of the evidence decides who may see it, and follows the contact."""

from datetime import date

import pytest

from triggers._catalogue import trigger
from triggers._evaluation import evaluate

ON = "2026-11-01"


@pytest.fixture
def registers(admitted):
    """`registers(stem, EXTRACT=table, ...)`: by person, of those for whom it holds."""

    def find(stem, **tables):
        frames, numbers = admitted(ON, **tables)
        day = date.fromisoformat(ON)
        fired = evaluate(frames, [trigger(stem, day)], day).fired
        return dict(fired.join(numbers, on="client")["client_id", "registers"].rows())

    return find


def test_a_hardship_belongs_to_the_register_of_its_contact(registers):
    """Without a known contact it is health data, and one of each is both."""
    assert registers(
        "hard_life_situation",
        contacts="""
              | contact_id | source_register
        ------+------------+----------------
        anna  | visit-1    | social
        bo    | visit-2    | health
        dan   | visit-3    | social
        """,
        diagnoses="""
              | code  | contact_id
        ------+-------+-----------
        anna  | Z59.0 | visit-1
        bo    | Z59.0 | visit-2
        cia   | Z59.0 | visit-3
        dan   | Z59.0 | visit-3
        dan   | Z56.0 | -
        """,
    ) == {
        "anna": ["social"],
        "bo": ["health"],
        "cia": ["health"],
        "dan": ["health", "social"],
    }


def test_a_sign_of_substance_use_belongs_to_the_register_of_its_contact(registers):
    """What is recorded as a code or dispensed is health data."""
    assert registers(
        "addiction_signs",
        contacts="""
              | service_family | source_register
        ------+----------------+----------------
        anna  | substance_use  | social
        bo    | substance_use  | health
        """,
        diagnoses="""
              | code
        ------+------
        cia   | F10.1
        """,
        measurements="""
              | analyte | value
        ------+---------+------
        dan   | audit   | 20
        """,
    ) == {"anna": ["social"], "bo": ["health"], "cia": ["health"], "dan": ["health"]}


def test_a_sign_of_care_slipping_away_belongs_to_the_register_of_its_row(registers):
    """A missed time to that of its contact, a record and a medicine to health."""
    assert registers(
        "slipping_from_care",
        contacts="""
              | starts_at  | status  | source_register
        ------+------------+---------+----------------
        anna  | 2026-10-01 | no_show | social
        anna  | 2026-10-02 | no_show | social
        bo    | 2026-10-01 | no_show | health
        bo    | 2026-10-02 | no_show | health
        """,
        diagnoses="""
              | code
        ------+------
        anna  | Z53.2
        bo    | Z53.2
        """,
    ) == {"anna": ["health", "social"], "bo": ["health"]}
