"""Quick returns to a ward or an emergency department."""

from tests.spec.matters import MATTERS

WARDS = """
      | starts_at        | ends_at          | mode | service_family | urgency
------+------------------+------------------+------+----------------+-----------
"""
TOGETHER = """
     | starts_at        | ends_at          | mode | service_family | urgency | booked_at
-----+------------------+------------------+------+----------------+---------+----------
"""
EMERGENCIES = """
      | starts_at        | ends_at          | service_family | urgency   | booked_at
------+------------------+------------------+----------------+-----------+----------
"""


def test_one_return_to_a_ward_is_quiet_and_two_fire(spec):
    """Each urgent stay soon after another is one return."""
    spec(
        on="2026-11-01",
        contacts=WARDS
        + "anna | 2026-08-03 | 2026-08-05 | ward | specialised | urgent\n"
        + "anna | 2026-08-20 | 2026-08-22 | ward | specialised | urgent\n"
        + "bo   | 2026-08-03 | 2026-08-05 | ward | specialised | urgent\n"
        + "bo   | 2026-08-20 | 2026-08-22 | ward | specialised | urgent\n"
        + "bo   | 2026-09-10 | 2026-09-12 | ward | specialised | emergency\n"
        + "cia  | 2026-08-03 | 2026-08-05 | ward | specialised | urgent\n"
        + "cia  | 2026-08-20 | 2026-08-22 | ward | specialised | urgent\n"
        + "cia  | 2026-09-10 | 2026-09-12 | ward | specialised | emergency\n"
        + "cia  | 2026-09-20 | 2026-09-22 | ward | specialised | emergency\n",
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired"},
        measures={
            "anna": {"returns": 1, "returns_to_ward": 1},
            "bo": {"returns": 2, "returns_to_ward": 2},
            "cia": {"returns": 3},
        },
        evidence={"bo": ["contact-4", "contact-5"]},
    )


def test_thirty_days_after_leaving_is_soon_and_a_day_more_is_not(spec):
    """Counted from the last day of the earlier stay."""
    spec(
        on="2026-11-01",
        contacts=WARDS
        + "anna | 2026-08-03 08:00 | 2026-08-05 20:00 | ward | specialised | urgent\n"
        + "anna | 2026-09-04 23:00 | 2026-09-06 08:00 | ward | specialised | urgent\n"
        + "bo   | 2026-08-03 08:00 | 2026-08-05 20:00 | ward | specialised | urgent\n"
        + "bo   | 2026-09-05 00:30 | 2026-09-06 08:00 | ward | specialised | urgent\n"
        + "cia  | 2026-10-20 08:00 | 2026-10-25 20:00 | ward | specialised | urgent\n"
        + "cia  | 2026-11-01 23:00 | 2026-11-06 08:00 | ward | specialised | urgent\n"
        + "dan  | 2026-10-20 08:00 | 2026-10-25 20:00 | ward | specialised | urgent\n"
        + "dan  | 2026-11-02 00:00 | 2026-11-06 08:00 | ward | specialised | urgent\n",
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan"], "quiet"),
        measures={
            "anna": {"returns": 1},
            "bo": {"returns": 0},
            "cia": {"returns": 1},
            "dan": {"returns": 0},
        },
    )


def test_three_days_after_an_emergency_visit_is_very_soon(spec):
    """Seventy-two hours from the end of the earlier visit, or from its start."""
    spec(
        on="2026-11-01",
        contacts=EMERGENCIES
        + "anna | 2026-09-01 08:00 | 2026-09-01 14:00 | emergency | emergency | -\n"
        + "anna | 2026-09-04 14:00 | 2026-09-04 16:00 | emergency | emergency | -\n"
        + "bo   | 2026-09-01 08:00 | 2026-09-01 14:00 | emergency | emergency | -\n"
        + "bo   | 2026-09-04 14:01 | 2026-09-04 16:00 | emergency | emergency | -\n"
        + "cia  | 2026-09-01 08:00 | -                | emergency | emergency | -\n"
        + "cia  | 2026-09-04 08:00 | -                | emergency | emergency | -\n"
        + "dan  | 2026-09-01 08:00 | -                | emergency | emergency | -\n"
        + "dan  | 2026-09-04 08:01 | -                | emergency | emergency | -\n",
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan"], "quiet"),
        measures={
            "anna": {"returns": 1, "returns_to_ward": 0},
            "bo": {"returns": 0},
            "cia": {"returns": 1},
            "dan": {"returns": 0},
        },
    )


def test_the_window_has_two_edges(spec):
    """It begins 179 days before the as-of day; what a return follows may lie before."""
    spec(
        on="2026-11-01",
        contacts=EMERGENCIES
        + "anna | 2026-05-04 08:00 | - | emergency | emergency | -\n"
        + "anna | 2026-05-05 23:59 | - | emergency | emergency | -\n"
        + "bo   | 2026-05-04 08:00 | - | emergency | emergency | -\n"
        + "bo   | 2026-05-06 00:00 | - | emergency | emergency | -\n"
        + "cia  | 2026-10-30 08:00 | - | emergency | emergency | -\n"
        + "cia  | 2026-11-01 23:59 | - | emergency | emergency | -\n"
        + "dan  | 2026-10-30 08:00 | - | emergency | emergency | -\n"
        + "dan  | 2026-11-02 00:00 | - | emergency | emergency | -\n",
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan"], "quiet"),
        measures={
            "anna": {"returns": 0},
            "bo": {"returns": 1},
            "cia": {"returns": 1},
            "dan": {"returns": 0},
        },
    )


def test_an_emergency_visit_after_a_ward_and_a_ward_after_an_emergency_visit(spec):
    """Either way very soon; later than that an emergency visit is no return."""
    spec(
        on="2026-11-01",
        contacts=TOGETHER
        + "anna | 2026-09-01 08:00 | 2026-09-05 12:00 | ward | other | non_urgent | -\n"
        + "anna | 2026-09-08 12:00 | 2026-09-08 14:00 | visit | emergency | - | -\n"
        + "bo | 2026-09-01 08:00 | 2026-09-05 12:00 | ward | other | non_urgent | -\n"
        + "bo | 2026-09-08 12:01 | 2026-09-08 14:00 | visit | emergency | - | -\n"
        + "cia | 2026-09-01 08:00 | 2026-09-01 10:00 | visit | emergency | - | -\n"
        + "cia | 2026-09-04 10:00 | 2026-09-05 12:00 | ward | other | urgent | -\n"
        + "dan | 2026-09-01 08:00 | 2026-09-01 10:00 | visit | emergency | - | -\n"
        + "dan | 2026-09-04 10:01 | 2026-09-06 12:00 | ward | other | urgent | -\n",
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan"], "quiet"),
        measures={
            "anna": {"returns": 1, "returns_to_ward": 0},
            "bo": {"returns": 0},
            "cia": {"returns": 1, "returns_to_ward": 1},
            "dan": {"returns": 0},
        },
    )


def test_an_emergency_visit_that_leads_to_a_ward_is_part_of_the_stay(spec):
    """Shortly before it or during it, so that one return counts once."""
    spec(
        on="2026-11-01",
        contacts=TOGETHER
        + "anna | 2026-09-01 08:00 | 2026-09-05 12:00 | ward | other | urgent | -\n"
        + "anna | 2026-09-07 01:00 | 2026-09-07 09:00 | visit | emergency | - | -\n"
        + "anna | 2026-09-07 21:00 | 2026-09-10 12:00 | ward | other | urgent | -\n"
        + "anna | 2026-09-09 08:00 | 2026-09-09 09:00 | visit | emergency | - | -\n"
        + "bo | 2026-09-01 08:00 | 2026-09-05 12:00 | ward | other | urgent | -\n"
        + "bo | 2026-09-07 01:00 | 2026-09-07 08:59 | visit | emergency | - | -\n"
        + "bo | 2026-09-07 21:00 | 2026-09-10 12:00 | ward | other | urgent | -\n"
        + "cia | 2026-09-01 01:00 | 2026-09-01 05:00 | visit | emergency | - | -\n"
        + "cia | 2026-09-01 06:00 | 2026-09-05 12:00 | ward | other | urgent | -\n"
        + "dan | 2026-09-01 06:00 | 2026-09-05 12:00 | ward | other | urgent | -\n"
        + "dan | 2026-09-05 12:00 | 2026-09-05 13:00 | visit | emergency | - | -\n"
        + "eva | 2026-09-01 06:00 | 2026-09-05 12:00 | ward | other | urgent | -\n"
        + "eva | 2026-09-05 11:59 | 2026-09-05 13:00 | visit | emergency | - | -\n",
        outcomes={
            "anna": "quiet",
            "bo": "fired",
            "cia": "quiet",
            "dan": "quiet",
            "eva": "quiet",
        },
        measures={
            "anna": {"returns": 1, "returns_to_ward": 1},
            "bo": {"returns": 2, "returns_to_ward": 1},
            "cia": {"returns": 0},
            "dan": {"returns": 1, "returns_to_ward": 0},
            "eva": {"returns": 0},
        },
        evidence={"bo": ["contact-6", "contact-7"]},
    )


def test_a_stay_that_began_in_an_emergency_department_began_there(spec):
    """Its hour tells how soon it was, and it was not planned."""
    spec(
        on="2026-11-01",
        contacts=TOGETHER
        + "anna | 2026-09-01 08:00 | 2026-09-01 10:00 | visit | emergency | - | -\n"
        + "anna | 2026-09-04 09:00 | 2026-09-04 11:00 | visit | emergency | - | -\n"
        + "anna | 2026-09-04 12:00 | 2026-09-06 12:00 | ward | other | non_urgent | -\n"
        + "bo | 2026-09-01 08:00 | 2026-09-01 10:00 | visit | emergency | - | -\n"
        + "bo | 2026-09-04 09:00 | 2026-09-06 12:00 | ward | other | non_urgent | -\n"
        + "bo | 2026-09-04 12:00 | 2026-09-04 13:00 | visit | emergency | - | -\n"
        + "cia | 2026-09-01 08:00 | 2026-09-01 10:00 | visit | emergency | - | -\n"
        + "cia | 2026-09-04 09:00 | 2026-09-04 11:00 | visit | emergency | - | -\n"
        + "cia | 2026-09-04 12:00 | 2026-09-06 12:00 | ward | other | - | -\n"
        + "dan | 2026-09-01 08:00 | 2026-09-01 10:00 | visit | emergency | - | -\n"
        + "dan | 2026-09-04 09:00 | 2026-09-04 11:00 | visit | emergency | - | -\n"
        + "dan | 2026-09-04 09:00 | 2026-09-06 12:00 | ward | other | non_urgent | -\n"
        + "eva | 2026-09-01 08:00 | 2026-09-01 10:00 | visit | emergency | - | -\n"
        + "eva | 2026-09-03 20:00 | 2026-09-04 08:00 | visit | emergency | - | -\n"
        + "eva | 2026-09-04 11:00 | 2026-09-04 12:00 | visit | emergency | - | -\n"
        + "eva | 2026-09-04 12:00 | 2026-09-06 12:00 | ward | other | non_urgent | -\n",
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan", "eva"], "quiet"),
        measures={
            "anna": {"returns": 1},
            "bo": {"returns": 0},
            "cia": {"returns": 1},
            "dan": {"returns": 1},
            "eva": {"returns": 1},
        },
    )


def test_moves_and_planned_stays_are_no_returns(spec):
    """Wards whose days touch are one stay; a planned stay may still be followed."""
    spec(
        on="2026-11-01",
        contacts=WARDS
        + "anna | 2026-09-01 | 2026-09-05 | ward | specialised | urgent\n"
        + "anna | 2026-09-05 | 2026-09-09 | ward | specialised | urgent\n"
        + "anna | 2026-09-09 | 2026-09-12 | ward | specialised | urgent\n"
        + "bo   | 2026-09-01 | 2026-09-05 | ward | specialised | urgent\n"
        + "bo   | 2026-09-15 | 2026-09-18 | ward | specialised | non_urgent\n"
        + "cia  | 2026-09-01 | 2026-09-05 | ward | specialised | non_urgent\n"
        + "cia  | 2026-09-15 | 2026-09-18 | ward | specialised | urgent\n"
        + "dan  | 2026-09-01 | 2026-09-05 | ward | specialised | urgent\n"
        + "dan  | 2026-09-15 | 2026-09-18 | ward | specialised | urgent\n"
        + "dan  | 2026-09-25 | 2026-09-28 | ward | specialised | non_urgent\n",
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan"], "quiet"),
        measures={
            "anna": {"returns": 0},
            "bo": {"returns": 0},
            "cia": {"returns": 1},
            "dan": {"returns": 1},
        },
    )


def test_a_visit_that_was_agreed_on_is_no_return(spec):
    """Booked ahead, or in a plan; booked on its own day is as if not booked."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | service_family | booked_at  | plan_id | urgency
        ------+------------+----------------+------------+---------+-----------
        anna  | 2026-09-01 | emergency      | -          | -       | emergency
        anna  | 2026-09-02 | emergency      | 2026-09-01 | -       | emergency
        bo    | 2026-09-01 | emergency      | -          | -       | emergency
        bo    | 2026-09-02 | emergency      | -          | plan-1  | emergency
        cia   | 2026-09-01 | emergency      | -          | -       | emergency
        cia   | 2026-09-02 | emergency      | 2026-09-02 | -       | emergency
        dan   | 2026-09-01 | emergency      | 2026-08-01 | -       | emergency
        dan   | 2026-09-02 | emergency      | -          | -       | emergency
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan"], "quiet"),
        measures={
            "anna": {"returns": 0},
            "bo": {"returns": 0},
            "cia": {"returns": 1},
            "dan": {"returns": 1},
        },
    )


def test_a_return_counts_once_however_many_it_follows(spec):
    """The third visit follows both the first and the second."""
    spec(
        on="2026-11-01",
        contacts=EMERGENCIES
        + "anna | 2026-09-01 08:00 | - | emergency | emergency | -\n"
        + "anna | 2026-09-02 08:00 | - | emergency | emergency | -\n"
        + "anna | 2026-09-03 08:00 | - | emergency | emergency | -\n"
        + "bo   | 2026-09-01 08:00 | - | emergency | emergency | -\n"
        + "bo   | 2026-09-01 20:00 | - | emergency | emergency | -\n"
        + "bo   | 2026-09-02 08:01 | - | emergency | emergency | -\n",
        outcomes={"anna": "fired", "bo": "quiet"},
        measures={"anna": {"returns": 2}, "bo": {"returns": 1}},
        evidence={"anna": ["contact-2", "contact-3"]},
    )


def test_the_whole_visit_is_the_evidence(spec):
    """Each contact of the night in which the client came back."""
    spec(
        on="2026-11-01",
        contacts=EMERGENCIES
        + "anna | 2026-09-01 08:00 | - | emergency | emergency | -\n"
        + "anna | 2026-09-02 08:00 | - | emergency | emergency | -\n"
        + "anna | 2026-09-02 11:00 | - | emergency | emergency | -\n"
        + "anna | 2026-09-04 08:00 | - | emergency | emergency | -\n",
        outcomes={"anna": "fired"},
        measures={"anna": {"returns": 2}},
        evidence={"anna": ["contact-2", "contact-3", "contact-4"]},
    )


def test_another_matter_is_no_very_soon_return(spec):
    """Told by diagnoses in either system; where one has none, it counts."""
    visits = EMERGENCIES + "".join(
        f"{who} | 2026-09-0{day} 08:00 | - | emergency | emergency | -\n"
        for who in ("anna", "bo", "cia", "dan", "eva", "finn", "gun")
        for day in (1, 3)
    )
    spec(
        on="2026-11-01",
        contacts=visits,
        diagnoses="""
              | contact_id | code  | system
        ------+------------+-------+-------
        anna  | contact-1  | R51   | icd10
        anna  | contact-2  | S93.4 | icd10
        bo    | contact-3  | R51   | icd10
        bo    | contact-4  | N01   | icpc2
        cia   | contact-5  | R51   | icd10
        dan   | contact-8  | R51   | icd10
        eva   | contact-9  | R51   | icd10
        eva   | contact-10 | A97   | icpc2
        finn  | contact-11 | R51   | icd10
        finn  | contact-11 | I10   | icd10
        finn  | contact-12 | S93.4 | icd10
        finn  | contact-12 | K86   | icpc2
        finn  | -          | E11   | icd10
        gun   | contact-13 | R51   | icd10
        gun   | contact-14 | Z76.0 | icd10
        """,
        outcomes=dict.fromkeys(
            ["anna", "bo", "cia", "dan", "eva", "finn", "gun"], "quiet"
        ),
        measures={
            "anna": {"returns": 0},
            "bo": {"returns": 1},
            "cia": {"returns": 1},
            "dan": {"returns": 1},
            "eva": {"returns": 1},
            "finn": {"returns": 1},
            "gun": {"returns": 1},
        },
    )


def test_a_return_to_a_ward_counts_whatever_the_reason(spec):
    """Somebody who leaves a ward should manage at home; one matter leads to another."""
    spec(
        on="2026-11-01",
        contacts=WARDS
        + "anna | 2026-09-01 | 2026-09-05 | ward | specialised | urgent\n"
        + "anna | 2026-09-15 | 2026-09-18 | ward | specialised | urgent\n",
        diagnoses="""
              | contact_id | code
        ------+------------+------
        anna  | contact-1  | J18.9
        anna  | contact-2  | S72.0
        """,
        outcomes={"anna": "quiet"},
        measures={"anna": {"returns": 1}},
    )


def test_deliveries_dialysis_and_treatments_of_cancer_are_expected(spec):
    """Told by a diagnosis of the return, not of what it followed."""
    stays = WARDS + "".join(
        f"{who} | 2026-09-01 | 2026-09-05 | ward | specialised | urgent\n"
        f"{who} | 2026-09-15 | 2026-09-18 | ward | specialised | urgent\n"
        for who in ("anna", "bo", "cia", "dan", "eva", "finn")
    )
    spec(
        on="2026-11-01",
        contacts=stays,
        diagnoses="""
              | contact_id | code  | system
        ------+------------+-------+-------
        anna  | contact-2  | O80   | icd10
        anna  | contact-2  | I10   | icd10
        bo    | contact-4  | Z49.1 | icd10
        cia   | contact-6  | Z51.1 | icd10
        dan   | contact-8  | W90   | icpc2
        eva   | contact-9  | O80   | icd10
        finn  | contact-12 | Z51.5 | icd10
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan", "eva", "finn"], "quiet"),
        measures={
            "anna": {"returns": 0},
            "bo": {"returns": 0},
            "cia": {"returns": 0},
            "dan": {"returns": 0},
            "eva": {"returns": 1},
            "finn": {"returns": 1},
        },
    )


def test_what_is_diagnosed_tomorrow_is_not_known_yet(spec):
    """Of the return itself; what was recorded today is."""
    spec(
        on="2026-11-01",
        contacts=WARDS
        + "".join(
            f"{who} | 2026-09-01 | 2026-09-05 | ward | specialised | urgent\n"
            f"{who} | 2026-09-15 | 2026-09-18 | ward | specialised | urgent\n"
            for who in ("anna", "bo")
        ),
        diagnoses="""
              | contact_id | code  | system | recorded_on
        ------+------------+-------+--------+------------
        anna  | contact-2  | O80   | icd10  | 2026-11-01
        bo    | contact-4  | O80   | icd10  | 2026-11-02
        """,
        outcomes=dict.fromkeys(["anna", "bo"], "quiet"),
        measures={"anna": {"returns": 0}, "bo": {"returns": 1}},
    )


def test_only_the_own_stays_and_visits_in_health_services_count(spec):
    """No calls, no child's visits, no social emergency services, nothing not used."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | mode      | service_family | visitor_role | booked_at
        ------+------------+-----------+----------------+--------------+----------
        anna  | 2026-09-01 | visit     | emergency      | client       | -
        anna  | 2026-09-02 | telephone | emergency      | client       | -
        bo    | 2026-09-01 | visit     | emergency      | client       | -
        bo    | 2026-09-02 | visit     | emergency      | for_child    | -
        cia   | 2026-09-01 | visit     | emergency      | client       | -
        cia   | 2026-09-02 | visit     | primary_care   | client       | -
        dan   | 2026-09-01 | visit     | emergency      | client       | -
        dan   | 2026-09-02 | home      | emergency      | proxy        | -
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan"], "quiet"),
        measures={
            "anna": {"returns": 0},
            "bo": {"returns": 0},
            "cia": {"returns": 0},
            "dan": {"returns": 1},
        },
    )


def test_only_what_took_place_in_health_services_counts(spec):
    """No social emergency services, and nothing that was booked or missed."""
    spec(
        on="2026-11-01",
        contacts="| starts_at | mode | service_family | status | source_register"
        " | urgency | booked_at\n"
        "anna | 2026-09-01 | ward  | emergency | fulfilled | health | urgent | -\n"
        "anna | 2026-09-02 | visit | emergency | fulfilled | social | urgent | -\n"
        "bo   | 2026-09-01 | ward  | emergency | fulfilled | health | urgent | -\n"
        "bo   | 2026-09-02 | visit | emergency | no_show   | health | urgent | -\n"
        "cia  | 2026-09-01 | ward  | emergency | fulfilled | health | urgent | -\n"
        "cia  | 2026-09-10 | ward  | emergency | booked    | health | urgent | -\n"
        "dan  | 2026-09-01 | ward  | emergency | fulfilled | health | urgent | -\n"
        "dan  | 2026-09-10 | ward  | emergency | fulfilled | social | urgent | -\n"
        "eva  | 2026-09-01 | ward  | emergency | fulfilled | health | urgent | -\n"
        "eva  | 2026-09-10 | ward  | emergency | fulfilled | health | urgent | -\n",
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan", "eva"], "quiet"),
        measures={
            "anna": {"returns": 0},
            "bo": {"returns": 0},
            "cia": {"returns": 0},
            "dan": {"returns": 0},
            "eva": {"returns": 1},
        },
    )


def test_a_stay_without_a_recorded_end_has_no_known_return(spec):
    """Nobody can have come back from where they may still be."""
    spec(
        on="2026-11-01",
        contacts=TOGETHER
        + "anna | 2026-09-01 | - | ward | other | urgent | -\n"
        + "anna | 2026-09-03 | 2026-09-03 | visit | emergency | - | -\n"
        + "anna | 2026-09-20 | 2026-09-22 | ward | other | urgent | -\n"
        + "bo | 2026-09-01 | 2026-11-02 | ward | other | urgent | -\n"
        + "bo | 2026-09-03 | 2026-09-03 | visit | emergency | - | -\n",
        outcomes={"anna": "quiet", "bo": "quiet"},
        measures={"anna": {"returns": 0}, "bo": {"returns": 0}},
    )


def test_an_urgency_that_is_not_recorded_widens_what_is_known(spec):
    """The stay may have been planned: not assessable where that decides."""
    spec(
        on="2026-11-01",
        contacts=WARDS
        + "anna | 2026-08-03 | 2026-08-05 | ward | specialised | urgent\n"
        + "anna | 2026-08-20 | 2026-08-22 | ward | specialised | urgent\n"
        + "anna | 2026-09-10 | 2026-09-12 | ward | specialised | -\n"
        + "bo   | 2026-08-03 | 2026-08-05 | ward | specialised | urgent\n"
        + "bo   | 2026-08-20 | 2026-08-22 | ward | specialised | -\n"
        + "cia  | 2026-08-03 | 2026-08-05 | ward | specialised | urgent\n"
        + "cia  | 2026-08-20 | 2026-08-22 | ward | specialised | urgent\n"
        + "cia  | 2026-09-10 | 2026-09-12 | ward | specialised | urgent\n"
        + "cia  | 2026-09-20 | 2026-09-22 | ward | specialised | -\n",
        outcomes={"anna": "not_assessable", "bo": "quiet", "cia": "fired"},
        measures={
            "anna": {"returns": 1, "returns_to_ward": 1},
            "bo": {"returns": 0},
            "cia": {"returns": 2, "returns_to_ward": 2},
        },
        reasons={"anna": "range"},
        evidence={"cia": ["contact-7", "contact-8"]},
    )


def test_without_contacts_nobody_has_come_back(spec):
    """Somebody without any contact is quiet, not unknown."""
    spec(
        on="2026-11-01",
        contacts="",
        outcomes={"anna": "quiet"},
        measures={"anna": {"returns": 0, "returns_to_ward": 0}},
    )


def test_each_matter_of_the_list_is_one_in_both_systems(spec):
    """The visit of the next day is about the same, said in the other system."""
    people = [icd for icd, _ in MATTERS]
    spec(
        on="2026-11-01",
        contacts="| starts_at | service_family | booked_at | contact_id\n"
        + "".join(
            f"{icd} | 2026-09-0{number} | emergency | - | {icd}-{number}\n"
            for icd in people
            for number in (1, 2)
        ),
        diagnoses="| contact_id | code | system\n"
        + "".join(
            f"{icd} | {icd}-1 | {icd} | icd10\n{icd} | {icd}-2 | {icpc} | icpc2\n"
            for icd, icpc in MATTERS
        ),
        outcomes=dict.fromkeys(people, "quiet"),
        measures={icd: {"returns": 1} for icd in people},
    )
