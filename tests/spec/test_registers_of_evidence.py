"""The register of the evidence decides who may see it, and its days the order."""

from datetime import date

import pytest

from triggers._catalogue import trigger
from triggers._evaluation import evaluate

ON = "2026-11-01"


@pytest.fixture
def fired(admitted):
    """`fired(stem, EXTRACT=table, ...)`: what is said of those for whom it holds."""

    def find(stem, **tables):
        frames, numbers = admitted(ON, **tables)
        day = date.fromisoformat(ON)
        said = evaluate(frames, [trigger(stem, day)], day).fired
        return said.join(numbers, on="client")

    return find


@pytest.fixture
def registers(fired):
    """The registers of the evidence, by person."""

    def find(stem, **tables):
        return dict(fired(stem, **tables)["client_id", "registers"].rows())

    return find


@pytest.fixture
def newest(fired):
    """The day of the newest evidence, by person."""

    def find(stem, **tables):
        found = fired(stem, **tables)["client_id", "newest_on"].rows()
        return {who: str(day) for who, day in found}

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
        cia   | 2026-10-01 | no_show | social
        cia   | 2026-10-02 | no_show | social
        dan   | 2026-10-01 | no_show | social
        dan   | 2026-10-02 | no_show | social
        """,
        prescriptions="""
              | event      | substance_code | occurred_on | days_supply
        ------+------------+----------------+-------------+------------
        cia   | prescribed | A10BA02        | 2026-08-01  | -
        cia   | prescribed | C09AA05        | 2026-08-01  | -
        dan   | dispensed  | C10AA05        | 2026-07-18  | 30
        dan   | dispensed  | C10AA05        | 2026-08-17  | 30
        dan   | dispensed  | C10AA05        | 2026-09-16  | 30
        """,
        diagnoses="""
              | code
        ------+------
        anna  | Z53.2
        bo    | Z53.2
        """,
    ) == {
        "anna": ["health", "social"],
        "bo": ["health"],
        "cia": ["health", "social"],
        "dan": ["health", "social"],
    }


def test_a_visit_belongs_to_the_register_of_its_service(registers):
    """Many visits, of which one may be to another register than the others."""
    days = [f"2026-0{month}-01" for month in range(2, 9)]
    assert registers(
        "frequent_visits",
        contacts="| starts_at | source_register\n"
        + "".join(f"anna | {day} | health\n" for day in days)
        + "".join(f"bo | {day} | social\n" for day in days),
    ) == {"anna": ["health"], "bo": ["social"]}


def test_a_matter_belongs_to_the_registers_where_it_was_brought_up(registers):
    """Housing may be asked about in either."""
    assert registers(
        "unresolved_matter",
        contacts="""
              | starts_at  | site | source_register
        ------+------------+------+----------------
        anna  | 2026-10-01 | a    | social
        anna  | 2026-10-02 | b    | social
        anna  | 2026-10-03 | c    | social
        bo    | 2026-10-01 | a    | social
        bo    | 2026-10-02 | b    | health
        bo    | 2026-10-03 | c    | health
        """,
        diagnoses="| contact_id | code | recorded_on\n"
        + "".join(
            f"{who} | contact-{number} | Z59.1 | 2026-10-03\n"
            for who, numbers in (("anna", (1, 2, 3)), ("bo", (4, 5, 6)))
            for number in numbers
        ),
    ) == {"anna": ["social"], "bo": ["health", "social"]}


CLIENTS = """
      | segment | segment_on | segment_consent | social_worker
------+---------+------------+-----------------+--------------
anna  | 3       | 2025-06-02 | yes             | worker-1
bo    | 3       | 2025-06-02 | yes             | worker-1
"""


def test_a_missing_contact_is_told_in_the_registers_of_plan_and_worker(registers):
    """The segment is health data, so that health is always among them."""
    assert registers(
        "missing_contact_person",
        clients=CLIENTS
        + "cia   | 3       | 2025-06-02 | yes             | worker-1\n"
        + "dan   | 3       | 2025-06-02 | yes             | worker-1\n",
        plans="""
              | updated_on | source_register
        ------+------------+----------------
        anna  | 2026-09-01 | social
        bo    | 2026-09-01 | health
        cia   | 2026-09-01 | health
        """,
        contacts="""
              | starts_at  | worker_id | source_register
        ------+------------+-----------+----------------
        anna  | 2026-03-02 | worker-1  | health
        bo    | 2026-03-02 | worker-1  | health
        cia   | 2026-03-02 | worker-1  | social
        """,
    ) == {
        "anna": ["health", "social"],
        "bo": ["health"],
        "cia": ["health", "social"],
        "dan": ["health"],
    }


def test_a_segment_is_held_against_visits_of_their_own_register(registers):
    """Meetings in social services for co-operation."""
    days = ("2026-08-20", "2026-08-25", "2026-09-20", "2026-09-25", "2026-10-20")
    assert registers(
        "segment_mismatch",
        clients=CLIENTS,
        contacts="| starts_at | source_register\n"
        + "".join(f"anna | {day} | social\n" for day in (*days, "2026-10-25")),
    ) == {"anna": ["health", "social"], "bo": ["health"]}


MEMORY = {
    "diagnoses": """
          | code  | recorded_on
    ------+-------+------------
    anna  | G30.1 | 2026-10-20
    bo    | G30.1 | 2026-03-02
    cia   | G30.1 | 2026-03-02
    """,
    "contacts": """
          | starts_at  | status    | source_register
    ------+------------+-----------+----------------
    zoe   | 2024-01-08 | fulfilled | health
    anna  | 2026-10-12 | no_show   | social
    anna  | 2026-10-19 | no_show   | social
    bo    | 2026-10-12 | no_show   | health
    bo    | 2026-10-19 | no_show   | health
    cia   | 2026-08-05 | fulfilled | social
    cia   | 2026-08-12 | fulfilled | social
    cia   | 2026-08-19 | fulfilled | social
    cia   | 2026-08-26 | fulfilled | social
    cia   | 2026-09-02 | fulfilled | social
    cia   | 2026-09-09 | fulfilled | social
    """,
}


def test_a_sign_of_memory_is_health_data_and_a_contact_that_of_its_service(registers):
    assert registers("memory_decline", **MEMORY) == {
        "anna": ["health", "social"],
        "bo": ["health"],
        "cia": ["health", "social"],
    }


def test_the_newest_of_signs_and_contacts_tells_the_day(newest):
    assert newest("memory_decline", **MEMORY) == {
        "anna": "2026-10-20",
        "bo": "2026-10-19",
        "cia": "2026-09-09",
    }


def test_the_day_of_a_stay_is_the_one_on_which_it_ended(newest):
    assert newest(
        "lapsed_psychosis_treatment",
        diagnoses="| code | recorded_on\nanna | F20.0 | 2020-01-02\n",
        prescriptions="| occurred_on | substance_code\nanna | 2026-09-20 | N05AH03\n",
        contacts="""
              | starts_at  | ends_at    | mode | service_family
        ------+------------+------------+------+---------------
        anna  | 2026-10-01 | 2026-10-12 | ward | mental_health
        """,
    ) == {"anna": "2026-10-12"}
