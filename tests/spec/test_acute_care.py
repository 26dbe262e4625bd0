"""Acute care: emergency visits and unplanned ward stays for a diagnosis of a set."""

from datetime import date

import pytest

from schemas.acute_care import acute_care
from schemas.codes import Codes

ON = "2026-11-01"
ASTHMA = Codes(prefixes={"icd10": ("J45",)})


@pytest.fixture
def care(admitted):
    """`care(contacts, diagnoses)`: (contact, began on, left on) as days of October."""

    def find(contacts, diagnoses):
        frames, _ = admitted(ON, contacts=contacts, diagnoses=diagnoses)
        found = acute_care(
            frames["contacts"], frames["diagnoses"], ASTHMA, date.fromisoformat(ON)
        )
        columns = ["contact_id", "began_on", "left_on"]
        return [
            (contact, began.day, left and left.day)
            for contact, began, left in found.select(columns).collect().rows()
        ]

    return find


def test_a_visit_and_a_stay_are_told_with_their_ends(care):
    """A stay has the day on which it began and ended, whichever ward is named."""
    assert care(
        """
              | starts_at        | ends_at          | mode  | service_family | urgency
        ------+------------------+------------------+-------+----------------+----------
        anna  | 2026-10-01       | 2026-10-01       | visit | emergency      | emergency
        bo    | 2026-10-01       | 2026-10-05       | ward  | specialised    | emergency
        bo    | 2026-10-05       | 2026-10-09       | ward  | rehabilitation | urgent
        cia   | 2026-10-01       | -                | ward  | specialised    | emergency
        dan   | 2026-10-01 22:00 | 2026-10-02 03:00 | visit | emergency      | emergency
        """,
        """
              | code  | contact_id | recorded_on
        ------+-------+------------+------------
        anna  | J45.9 | contact-1  | 2026-10-01
        bo    | J45.9 | contact-3  | 2026-10-09
        cia   | J45.9 | contact-4  | 2026-10-01
        dan   | J45.9 | contact-5  | 2026-10-01
        """,
    ) == [
        ("contact-1", 1, 1),
        ("contact-3", 1, 9),
        ("contact-4", 1, None),
        ("contact-5", 1, 2),
    ]


def test_what_begins_within_a_day_is_one_episode(care):
    """From the emergency department to a ward over midnight; a chain is one, too."""
    assert care(
        """
              | starts_at        | ends_at          | mode  | service_family | urgency
        ------+------------------+------------------+-------+----------------+----------
        anna  | 2026-10-01 23:00 | 2026-10-02 02:00 | visit | emergency      | emergency
        anna  | 2026-10-02 02:00 | 2026-10-03 10:00 | ward  | specialised    | emergency
        anna  | 2026-10-03 22:00 | 2026-10-03 23:00 | visit | emergency      | emergency
        anna  | 2026-10-05 08:00 | 2026-10-05 09:00 | visit | emergency      | emergency
        bo    | 2026-10-05 08:00 | 2026-10-05 09:00 | visit | emergency      | emergency
        """,
        """
              | code  | contact_id | recorded_on
        ------+-------+------------+------------
        anna  | J45.9 | contact-1  | 2026-10-01
        anna  | J45.9 | contact-2  | 2026-10-02
        anna  | J45.9 | contact-3  | 2026-10-03
        anna  | J45.9 | contact-4  | 2026-10-05
        bo    | J45.9 | contact-5  | 2026-10-05
        """,
    ) == [
        ("contact-1", 1, 2),
        ("contact-2", 1, 3),
        ("contact-3", 1, 3),
        ("contact-4", 5, 5),
        ("contact-5", 5, 5),
    ]


def test_a_visit_for_something_else_links_no_episodes(care):
    """Only care for the diagnosis is looked at."""
    assert care(
        """
              | starts_at  | service_family
        ------+------------+---------------
        anna  | 2026-10-01 | emergency
        anna  | 2026-10-02 | emergency
        anna  | 2026-10-03 | emergency
        """,
        """
              | code  | contact_id | recorded_on
        ------+-------+------------+------------
        anna  | J45.9 | contact-1  | 2026-10-01
        anna  | S93.4 | contact-2  | 2026-10-02
        anna  | J45.9 | contact-3  | 2026-10-03
        """,
    ) == [("contact-1", 1, 1), ("contact-3", 3, 3)]


def test_a_contact_stands_once_however_often_it_is_coded(care):
    """Two diagnoses of the set, or one that names it and one of its day."""
    assert care(
        """
              | starts_at  | service_family
        ------+------------+---------------
        anna  | 2026-10-01 | emergency
        bo    | 2026-10-01 | emergency
        """,
        """
              | code  | contact_id | recorded_on
        ------+-------+------------+------------
        anna  | J45.0 | contact-1  | 2026-10-01
        anna  | J45.9 | contact-1  | 2026-10-01
        bo    | J45.9 | contact-2  | 2026-10-01
        bo    | J45.9 | -          | 2026-10-01
        """,
    ) == [("contact-1", 1, 1), ("contact-2", 1, 1)]


def test_a_diagnosis_of_somebody_else_is_nobodys(care):
    """Neither by the contact that it names nor by its day."""
    assert (
        care(
            """
              | starts_at  | service_family
        ------+------------+---------------
        anna  | 2026-10-01 | emergency
        """,
            """
              | code  | contact_id | recorded_on
        ------+-------+------------+------------
        bo    | J45.9 | contact-1  | 2026-10-01
        bo    | J45.9 | -          | 2026-10-01
        """,
        )
        == []
    )
