"""Care or services that seem to be slipping away."""


def test_one_sign_is_quiet_and_two_fire(spec):
    """Different signs are counted, not the rows that make one."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | status
        ------+------------+--------
        anna  | 2026-10-01 | no_show
        anna  | 2026-10-02 | no_show
        anna  | 2026-10-03 | no_show
        bo    | 2026-10-01 | no_show
        bo    | 2026-10-02 | no_show
        cia   | 2026-10-01 | no_show
        cia   | 2026-10-02 | no_show
        """,
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        bo    | Z53.2 | 2026-10-01
        cia   | Z53.2 | 2026-10-01
        """,
        prescriptions="""
              | event      | substance_code | occurred_on
        ------+------------+----------------+------------
        cia   | prescribed | A10BA02        | 2026-08-01
        cia   | prescribed | C09AA05        | 2026-08-01
        dan   | dispensed  | C10AA05        | 2026-10-01
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired", "dan": "quiet"},
        measures={
            "anna": {"signs": 1, "appointments_missed": 1, "care_not_taken_up": 0},
            "bo": {"signs": 2, "appointments_missed": 1, "care_not_taken_up": 1},
            "cia": {"signs": 3, "medicines_not_fetched": 1, "medicine_stopped": 0},
            "dan": {"signs": 0},
        },
        evidence={
            "bo": ["contact-4", "contact-5", "diagnosis-1"],
            "cia": ["contact-6", "contact-7", "diagnosis-2", "event-1", "event-2"],
        },
    )


def test_missed_days_in_the_long_and_the_short_window(spec):
    """Three in 365 days or two in 90 days; several on one day are one."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at        | status  | absence_explained
        ------+------------------+---------+------------------
        anna  | 2025-11-02       | no_show | -
        anna  | 2026-03-01       | no_show | -
        bo    | 2025-11-02       | no_show | -
        bo    | 2026-03-01       | no_show | -
        bo    | 2026-04-01       | no_show | -
        cia   | 2025-11-01       | no_show | -
        cia   | 2026-03-01       | no_show | -
        cia   | 2026-04-01       | no_show | -
        dan   | 2026-08-04       | no_show | -
        dan   | 2026-11-01       | no_show | -
        eva   | 2026-08-03       | no_show | -
        eva   | 2026-11-01       | no_show | -
        finn  | 2026-10-01 08:00 | no_show | -
        finn  | 2026-10-01 14:00 | no_show | -
        gun   | 2026-10-01       | no_show | -
        gun   | 2026-11-02       | no_show | -
        hans  | 2026-10-01       | no_show | yes
        hans  | 2026-10-02       | no_show | no
        """,
        outcomes=dict.fromkeys(
            ["anna", "bo", "cia", "dan", "eva", "finn", "gun", "hans"], "quiet"
        ),
        measures={
            "anna": {"appointments_missed": 0},
            "bo": {"appointments_missed": 1},
            "cia": {"appointments_missed": 0},
            "dan": {"appointments_missed": 1},
            "eva": {"appointments_missed": 0},
            "finn": {"appointments_missed": 0},
            "gun": {"appointments_missed": 0},
            "hans": {"appointments_missed": 0},
        },
    )


def test_the_first_visit_of_a_referral_missed_twice(spec):
    """On two days of 180, by one referral; once only, or by two, is not enough."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | status  | referral_id
        ------+------------+---------+------------
        anna  | 2026-05-06 | no_show | ref-a
        anna  | 2026-07-01 | no_show | ref-a
        bo    | 2026-05-05 | no_show | ref-b
        bo    | 2026-07-01 | no_show | ref-b
        cia   | 2026-05-06 | no_show | ref-c
        cia   | 2026-07-01 | no_show | ref-d
        dan   | 2026-05-06 | no_show | -
        dan   | 2026-07-01 | no_show | -
        eva   | 2026-05-06 | no_show | ref-e
        finn  | 2026-07-01 | no_show | ref-e
        """,
        diagnoses="""
              | code
        ------+------
        anna  | Z11
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan", "eva", "finn"], "quiet"),
        measures={
            "anna": {"appointments_missed": 1},
            "bo": {"appointments_missed": 0},
            "cia": {"appointments_missed": 0},
            "dan": {"appointments_missed": 0},
            "eva": {"appointments_missed": 0},
            "finn": {"appointments_missed": 0},
        },
    )


def test_which_appointments_are_looked_at(spec):
    """The same as for missed appointments: the client's own, met face to face."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | status  | mode      | service_family | visitor_role
        ------+------------+---------+-----------+----------------+-------------
        anna  | 2026-10-01 | no_show | home      | primary_care   | client
        anna  | 2026-10-02 | no_show | workplace | primary_care   | client
        bo    | 2026-10-01 | no_show | elsewhere | primary_care   | client
        bo    | 2026-10-02 | no_show | remote    | primary_care   | proxy
        cia   | 2026-10-01 | no_show | visit     | primary_care   | client
        cia   | 2026-10-02 | no_show | telephone | primary_care   | client
        dan   | 2026-10-01 | no_show | visit     | primary_care   | client
        dan   | 2026-10-02 | no_show | visit     | vaccination    | client
        eva   | 2026-10-01 | no_show | visit     | primary_care   | client
        eva   | 2026-10-02 | no_show | visit     | screening      | client
        finn  | 2026-10-01 | no_show | visit     | primary_care   | client
        finn  | 2026-10-02 | no_show | visit     | primary_care   | for_child
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan", "eva", "finn"], "quiet"),
        measures={
            "anna": {"appointments_missed": 1},
            "bo": {"appointments_missed": 1},
            "cia": {"appointments_missed": 0},
            "dan": {"appointments_missed": 0},
            "eva": {"appointments_missed": 0},
            "finn": {"appointments_missed": 0},
        },
    )


def test_days_around_hospital_and_after_moving_do_not_count(spec):
    """The day before a stay and the day after it; a stay to come hides nothing.

    The rule is not about who has moved away; who moves tomorrow still lives here.
    """
    spec(
        on="2026-11-01",
        clients="""
              | moved_out_on
        ------+-------------
        anna  | -
        bo    | -
        cia   | -
        dan   | 2026-11-02
        eva   | 2026-10-08
        """,
        contacts="""
              | starts_at  | status    | mode  | service_family | booked_at
        ------+------------+-----------+-------+----------------+-----------
        anna  | 2026-10-01 | no_show   | visit | primary_care   | -
        anna  | 2026-10-08 | no_show   | visit | primary_care   | -
        anna  | 2026-10-09 | fulfilled | ward  | specialised    | -
        bo    | 2026-10-01 | no_show   | visit | primary_care   | -
        bo    | 2026-10-08 | no_show   | visit | primary_care   | -
        bo    | 2026-10-10 | fulfilled | visit | emergency      | -
        bo    | 2026-10-08 | booked    | ward  | specialised    | -
        bo    | 2026-11-02 | fulfilled | ward  | specialised    | -
        cia   | 2026-10-01 | no_show   | visit | primary_care   | -
        cia   | 2026-10-08 | no_show   | visit | primary_care   | -
        cia   | 2026-10-07 | fulfilled | visit | emergency      | -
        dan   | 2026-10-01 | no_show   | visit | primary_care   | -
        dan   | 2026-10-08 | no_show   | visit | primary_care   | 2026-10-09
        eva   | 2026-10-01 | no_show   | visit | primary_care   | -
        eva   | 2026-10-08 | no_show   | visit | primary_care   | -
        eva   | 2026-09-01 | fulfilled | visit | primary_care   | -
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan"], "quiet")
        | {"eva": "not_applicable"},
        measures={
            "anna": {"appointments_missed": 0},
            "bo": {"appointments_missed": 1},
            "cia": {"appointments_missed": 0},
            "dan": {"appointments_missed": 0},
            "eva": {"appointments_missed": None},
        },
    )


def test_who_came_by_the_referral_did_not_miss_its_first_visit(spec):
    """Before, between or after; a letter, or a visit still to come, is no coming."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | status    | mode   | referral_id
        ------+------------+-----------+--------+------------
        anna  | 2026-05-10 | no_show   | visit  | ref-a
        anna  | 2026-07-01 | no_show   | visit  | ref-a
        anna  | 2026-11-01 | fulfilled | visit  | ref-a
        bo    | 2026-05-10 | no_show   | visit  | ref-b
        bo    | 2026-07-01 | no_show   | visit  | ref-b
        bo    | 2026-11-02 | fulfilled | visit  | ref-b
        cia   | 2026-05-10 | no_show   | visit  | ref-c
        cia   | 2026-07-01 | no_show   | visit  | ref-c
        cia   | 2026-08-01 | fulfilled | letter | ref-c
        dan   | 2026-05-10 | no_show   | visit  | ref-d
        dan   | 2026-07-01 | no_show   | visit  | ref-d
        dan   | 2026-08-01 | fulfilled | visit  | -
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan"], "quiet"),
        measures={
            "anna": {"appointments_missed": 0},
            "bo": {"appointments_missed": 1},
            "cia": {"appointments_missed": 1},
            "dan": {"appointments_missed": 1},
        },
    )


def test_medicines_that_were_not_fetched(spec):
    """One is too few, two are enough; prescribed at least 60 days ago, within 180."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | event      | substance_code | occurred_on
        ------+------------+----------------+------------
        anna  | prescribed | A10BA02        | 2026-09-02
        bo    | prescribed | A10BA02        | 2026-09-02
        bo    | renewed    | C09AA05        | 2026-05-06
        cia   | prescribed | A10BA02        | 2026-09-03
        cia   | prescribed | C09AA05        | 2026-09-02
        dan   | prescribed | A10BA02        | 2026-05-05
        dan   | prescribed | C09AA05        | 2026-09-02
        eva   | prescribed | A10BA02        | 2026-09-02
        eva   | prescribed | C09AA05        | 2026-09-02
        eva   | prescribed | N06AB06        | 2026-09-02
        finn  | dispensed  | C10AA05        | 2026-10-01
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan", "eva", "finn"], "quiet"),
        measures={
            "anna": {"medicines_not_fetched": 0},
            "bo": {"medicines_not_fetched": 1},
            "cia": {"medicines_not_fetched": 0},
            "dan": {"medicines_not_fetched": 0},
            "eva": {"medicines_not_fetched": 1},
            "finn": {"medicines_not_fetched": 0},
        },
    )


def test_which_prescriptions_are_looked_at(spec):
    """Permanent or long-term, of a regular group, not as needed, prescribed or renewed.

    Two events of one substance are one medicine, under whichever code.
    """
    spec(
        on="2026-11-01",
        prescriptions="""
              | event             | substance_code | occurred_on | permanent | as_needed
        ------+-------------------+----------------+-------------+-----------+----------
        anna  | prescribed        | A10BA02        | 2026-08-01  | -         | -
        anna  | prescribed        | H03AA01        | 2026-08-01  | yes       | no
        bo    | prescribed        | A10BA02        | 2026-08-01  | yes       | no
        bo    | prescribed        | H03AA01        | 2026-08-01  | -         | no
        cia   | prescribed        | A10BA02        | 2026-08-01  | yes       | no
        cia   | prescribed        | D07AC01        | 2026-08-01  | yes       | no
        dan   | prescribed        | A10BA02        | 2026-08-01  | yes       | no
        dan   | prescribed        | H03AA01        | 2026-08-01  | yes       | yes
        eva   | prescribed        | A10BA02        | 2026-08-01  | yes       | no
        eva   | renewal_requested | H03AA01        | 2026-08-01  | yes       | no
        finn  | prescribed        | A10BA02        | 2026-08-01  | yes       | no
        finn  | prescribed        | -              | 2026-08-01  | yes       | no
        gun   | prescribed        | A10BA02        | 2026-08-01  | yes       | no
        gun   | renewed           | A10BA02        | 2026-08-15  | yes       | no
        hans  | prescribed        | N02BF02        | 2026-08-01  | yes       | no
        hans  | prescribed        | N03AX16        | 2026-08-01  | yes       | no
        jan   | prescribed        | N02BF01        | 2026-08-01  | yes       | no
        jan   | prescribed        | N03AX12        | 2026-08-01  | yes       | no
        ida   | dispensed         | C10AA05        | 2026-10-01  | yes       | no
        """,
        outcomes=dict.fromkeys(
            ["anna", "bo", "cia", "dan", "eva", "finn", "gun", "hans", "ida", "jan"],
            "quiet",
        ),
        measures={
            "anna": {"medicines_not_fetched": 1},
            "bo": {"medicines_not_fetched": 0},
            "cia": {"medicines_not_fetched": 0},
            "dan": {"medicines_not_fetched": 0},
            "eva": {"medicines_not_fetched": 0},
            "finn": {"medicines_not_fetched": 0},
            "gun": {"medicines_not_fetched": 0},
            "hans": {"medicines_not_fetched": 0},
            "jan": {"medicines_not_fetched": 0},
        },
    )


def test_a_prescription_that_was_ended_was_not_left(spec):
    """Ended by the as-of day; one that ends later is in force."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | event      | substance_code | occurred_on | ended_on
        ------+------------+----------------+-------------+-----------
        anna  | prescribed | A10BA02        | 2026-08-01  | -
        anna  | prescribed | C09AA05        | 2026-08-01  | 2026-11-01
        bo    | prescribed | A10BA02        | 2026-08-01  | -
        bo    | prescribed | C09AA05        | 2026-08-01  | 2026-11-02
        cia   | dispensed  | C10AA05        | 2026-10-01  | -
        """,
        outcomes={"anna": "quiet", "bo": "quiet", "cia": "quiet"},
        measures={
            "anna": {"medicines_not_fetched": 0},
            "bo": {"medicines_not_fetched": 1},
        },
    )


def test_what_was_fetched_or_is_still_in_use_was_not_left(spec):
    """On the day it was prescribed or later, or so much before that it still lasts."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | event      | substance_code | occurred_on | days_supply
        ------+------------+----------------+-------------+------------
        anna  | prescribed | A10BA02        | 2026-08-01  | -
        anna  | prescribed | C09AA05        | 2026-08-01  | -
        anna  | dispensed  | C09AA05        | 2026-08-01  | 28
        bo    | prescribed | A10BA02        | 2026-08-01  | -
        bo    | prescribed | C09AA05        | 2026-08-01  | -
        bo    | dispensed  | C09AA05        | 2026-07-31  | 28
        cia   | prescribed | A10BA02        | 2026-08-01  | -
        cia   | prescribed | C09AA05        | 2026-08-01  | -
        cia   | dispensed  | C09AA05        | 2026-07-31  | 90
        dan   | prescribed | A10BA02        | 2026-08-01  | -
        dan   | prescribed | C09AA05        | 2026-08-01  | -
        dan   | dispensed  | C09AA05        | 2026-11-02  | 90
        eva   | prescribed | A10BA02        | 2026-08-01  | -
        eva   | prescribed | C09AA05        | 2026-08-01  | -
        eva   | dispensed  | C09CA01        | 2026-08-02  | 90
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan", "eva"], "quiet"),
        measures={
            "anna": {"medicines_not_fetched": 0},
            "bo": {"medicines_not_fetched": 1},
            "cia": {"medicines_not_fetched": 0},
            "dan": {"medicines_not_fetched": 1},
            "eva": {"medicines_not_fetched": 1},
        },
    )


def test_how_long_what_was_fetched_lasts(spec):
    """Its days, a grace of a quarter and at least 14 days, and 90 days of stock."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | event      | substance_code | occurred_on | days_supply
        ------+------------+----------------+-------------+------------
        anna  | prescribed | A10BA02        | 2026-09-01  | -
        anna  | prescribed | C09AA05        | 2026-09-01  | -
        anna  | dispensed  | C09AA05        | 2026-08-25  | 55
        bo    | prescribed | A10BA02        | 2026-09-01  | -
        bo    | prescribed | C09AA05        | 2026-09-01  | -
        bo    | dispensed  | C09AA05        | 2026-08-24  | 55
        cia   | prescribed | A10BA02        | 2026-09-01  | -
        cia   | prescribed | C09AA05        | 2026-09-01  | -
        cia   | dispensed  | C09AA05        | 2026-07-13  | 90
        dan   | prescribed | A10BA02        | 2026-09-01  | -
        dan   | prescribed | C09AA05        | 2026-09-01  | -
        dan   | dispensed  | C09AA05        | 2026-07-12  | 90
        eva   | prescribed | A10BA02        | 2026-09-01  | -
        eva   | prescribed | C09AA05        | 2026-09-01  | -
        eva   | dispensed  | C09AA05        | 2026-04-14  | 90
        eva   | dispensed  | C09AA05        | 2026-04-14  | 90
        eva   | dispensed  | C09AA05        | 2026-04-14  | 90
        finn  | prescribed | A10BA02        | 2026-09-01  | -
        finn  | prescribed | C09AA05        | 2026-09-01  | -
        finn  | dispensed  | C09AA05        | 2026-04-13  | 90
        finn  | dispensed  | C09AA05        | 2026-04-13  | 90
        finn  | dispensed  | C09AA05        | 2026-04-13  | 90
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan", "eva", "finn"], "quiet"),
        measures={
            "anna": {"medicines_not_fetched": 0},
            "bo": {"medicines_not_fetched": 1},
            "cia": {"medicines_not_fetched": 0},
            "dan": {"medicines_not_fetched": 1},
            "eva": {"medicines_not_fetched": 0},
            "finn": {"medicines_not_fetched": 1},
        },
    )


def test_long_term_medicines_by_group(spec):
    """Not marked as permanent: clotting, blood pressure, psychosis, depression."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | event      | substance_code | occurred_on | permanent
        ------+------------+----------------+-------------+----------
        anna  | prescribed | B01AF01        | 2026-08-01  | -
        anna  | prescribed | A10BA02        | 2026-08-01  | -
        bo    | prescribed | C07AB07        | 2026-08-01  | no
        bo    | prescribed | C10AA05        | 2026-08-01  | no
        cia   | prescribed | N05AH03        | 2026-08-01  | -
        cia   | prescribed | A10BA02        | 2026-08-01  | -
        dan   | prescribed | N06AB06        | 2026-08-01  | -
        dan   | prescribed | A10BA02        | 2026-08-01  | -
        eva   | prescribed | B01AB05        | 2026-08-01  | yes
        eva   | prescribed | A10BA02        | 2026-08-01  | -
        finn  | dispensed  | C10AA05        | 2026-10-01  | yes
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan", "eva", "finn"], "quiet"),
        measures={
            "anna": {"medicines_not_fetched": 1},
            "bo": {"medicines_not_fetched": 1},
            "cia": {"medicines_not_fetched": 1},
            "dan": {"medicines_not_fetched": 1},
            "eva": {"medicines_not_fetched": 0},
        },
    )


def test_a_medicine_has_stopped_when_the_own_interval_is_long_past(spec):
    """Fetched every 30 days: 45 days are not long past, 46 to 225 are, 226 too long."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | substance_code | occurred_on | days_supply
        ------+----------------+-------------+------------
        anna  | C10AA05        | 2026-07-19  | 30
        anna  | C10AA05        | 2026-08-18  | 30
        anna  | C10AA05        | 2026-09-17  | 30
        bo    | C10AA05        | 2026-07-18  | 30
        bo    | C10AA05        | 2026-08-17  | 30
        bo    | C10AA05        | 2026-09-16  | 30
        cia   | C10AA05        | 2026-01-20  | 30
        cia   | C10AA05        | 2026-02-19  | 30
        cia   | C10AA05        | 2026-03-21  | 30
        dan   | C10AA05        | 2026-01-19  | 30
        dan   | C10AA05        | 2026-02-18  | 30
        dan   | C10AA05        | 2026-03-20  | 30
        """,
        diagnoses="""
              | code
        ------+------
        bo    | Z11
        """,
        outcomes={"anna": "quiet", "bo": "quiet", "cia": "quiet", "dan": "quiet"},
        measures={
            "anna": {"medicine_stopped": 0},
            "bo": {"medicine_stopped": 1},
            "cia": {"medicine_stopped": 1},
            "dan": {"medicine_stopped": 0},
        },
    )


def test_the_interval_is_the_median_of_at_least_two(spec):
    """Three days of fetching; packs of one day are one; the last are the evidence."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | substance_code | occurred_on | days_supply
        ------+----------------+-------------+------------
        anna  | C10AA05        | 2026-06-18  | 30
        anna  | C10AA05        | 2026-07-18  | 30
        bo    | C10AA05        | 2026-06-18  | 30
        bo    | C10AA05        | 2026-07-18  | 30
        bo    | C10AA05        | 2026-07-18  | 30
        cia   | C10AA05        | 2026-05-19  | 30
        cia   | C10AA05        | 2026-06-18  | 30
        cia   | C10AA05        | 2026-07-18  | 30
        cia   | C10AA05        | 2026-07-18  | 30
        dan   | C10AA05        | 2024-11-02  | 30
        dan   | C10AA05        | 2025-05-21  | 30
        dan   | C10AA05        | 2025-12-07  | 30
        eva   | C10AA05        | 2024-11-01  | 30
        eva   | C10AA05        | 2025-05-21  | 30
        eva   | C10AA05        | 2025-12-07  | 30
        """,
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        cia   | Z91.1 | 2026-10-01
        """,
        outcomes={
            "anna": "quiet",
            "bo": "quiet",
            "cia": "fired",
            "dan": "quiet",
            "eva": "quiet",
        },
        measures={
            "anna": {"medicine_stopped": 0},
            "bo": {"medicine_stopped": 0},
            "cia": {"medicine_stopped": 1},
            "dan": {"medicine_stopped": 1},
            "eva": {"medicine_stopped": 0},
        },
        evidence={"cia": ["diagnosis-1", "event-8", "event-9"]},
    )


def test_what_is_no_stopped_medicine(spec):
    """Not a long-term one, as needed, ended, still lasting, or changed to another."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | substance_code | occurred_on | days_supply | as_needed | ended_on
        ------+----------------+-------------+-------------+-----------+-----------
        anna  | H03AA01        | 2026-05-19  | 30          | no        | -
        anna  | H03AA01        | 2026-06-18  | 30          | no        | -
        anna  | H03AA01        | 2026-07-18  | 30          | no        | -
        bo    | C10AA05        | 2026-05-19  | 30          | yes       | -
        bo    | C10AA05        | 2026-06-18  | 30          | yes       | -
        bo    | C10AA05        | 2026-07-18  | 30          | yes       | -
        cia   | C10AA05        | 2026-05-19  | 30          | no        | -
        cia   | C10AA05        | 2026-06-18  | 30          | no        | -
        cia   | C10AA05        | 2026-07-18  | 30          | no        | 2026-11-01
        dan   | C10AA05        | 2026-05-19  | 30          | no        | 2026-06-01
        dan   | C10AA05        | 2026-06-18  | 30          | no        | 2026-06-20
        dan   | C10AA05        | 2026-07-18  | 30          | no        | 2026-11-02
        eva   | C10AA05        | 2026-05-19  | 30          | no        | -
        eva   | C10AA05        | 2026-06-18  | 30          | no        | -
        eva   | C10AA05        | 2026-07-18  | 90          | no        | -
        finn  | C10AA05        | 2026-05-19  | 30          | no        | -
        finn  | C10AA05        | 2026-06-18  | 30          | no        | -
        finn  | C10AA05        | 2026-07-18  | 30          | no        | -
        finn  | C10AA07        | 2026-07-18  | 30          | no        | -
        gun   | C10AA05        | 2026-05-19  | 30          | no        | -
        gun   | C10AA05        | 2026-06-18  | 30          | no        | -
        gun   | C10AA05        | 2026-07-18  | 30          | no        | -
        gun   | C10AA07        | 2026-07-17  | 30          | no        | -
        gun   | C10AA07        | 2026-10-17  | 30          | no        | -
        hans  | C10AA05        | 2026-05-19  | 30          | no        | -
        hans  | C10AA05        | 2026-06-18  | 30          | no        | -
        hans  | C10AA05        | 2026-07-18  | 30          | no        | -
        hans  | C09AA05        | 2026-08-18  | 30          | no        | -
        """,
        outcomes=dict.fromkeys(
            ["anna", "bo", "cia", "dan", "eva", "finn", "gun", "hans"], "quiet"
        ),
        measures={
            "anna": {"medicine_stopped": 0},
            "bo": {"medicine_stopped": 0},
            "cia": {"medicine_stopped": 0},
            "dan": {"medicine_stopped": 1},
            "eva": {"medicine_stopped": 0},
            "finn": {"medicine_stopped": 0},
            "gun": {"medicine_stopped": 1},
            "hans": {"medicine_stopped": 1},
        },
    )


def test_days_on_a_ward_are_no_gap(spec):
    """46 days without, of which the ward takes one; the day of fetching is none."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | ends_at    | mode  | status
        ------+------------+------------+-------+----------
        anna  | 2026-10-01 | 2026-10-01 | ward  | fulfilled
        bo    | 2026-09-16 | 2026-09-16 | ward  | fulfilled
        bo    | 2026-10-01 | 2026-10-01 | ward  | booked
        bo    | 2026-10-02 | -          | visit | fulfilled
        bo    | 2026-11-02 | 2026-11-05 | ward  | fulfilled
        """,
        prescriptions="""
              | substance_code | occurred_on | days_supply
        ------+----------------+-------------+------------
        anna  | C10AA05        | 2026-07-18  | 30
        anna  | C10AA05        | 2026-08-17  | 30
        anna  | C10AA05        | 2026-09-16  | 30
        bo    | C10AA05        | 2026-07-18  | 30
        bo    | C10AA05        | 2026-08-17  | 30
        bo    | C10AA05        | 2026-09-16  | 30
        """,
        outcomes={"anna": "quiet", "bo": "quiet"},
        measures={"anna": {"medicine_stopped": 0}, "bo": {"medicine_stopped": 1}},
    )


def test_care_that_was_not_taken_up(spec):
    """Recorded within 180 days, in both systems; a suspicion does not count."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | system | recorded_on | confirmed
        ------+-------+--------+-------------+----------
        anna  | Z53.2 | icd10  | 2026-05-05  | yes
        bo    | Z53.2 | icd10  | 2026-05-06  | yes
        cia   | Z91.1 | icd10  | 2026-11-01  | -
        dan   | Z11   | icpc2  | 2026-11-02  | yes
        eva   | Z11   | icpc2  | 2026-10-01  | yes
        finn  | Z53.2 | icd10  | 2026-10-01  | no
        gun   | Z53.1 | icd10  | 2026-10-01  | yes
        """,
        outcomes=dict.fromkeys(
            ["anna", "bo", "cia", "dan", "eva", "finn", "gun"], "quiet"
        ),
        measures={
            "anna": {"care_not_taken_up": 0},
            "bo": {"care_not_taken_up": 1},
            "cia": {"care_not_taken_up": 1},
            "dan": {"care_not_taken_up": 0},
            "eva": {"care_not_taken_up": 1},
            "finn": {"care_not_taken_up": 0},
            "gun": {"care_not_taken_up": 0},
        },
    )


def test_bookings_that_were_left_open_may_have_been_missed(spec):
    """With another sign nobody can tell; without, one sign is too few either way."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | status
        ------+------------+--------
        anna  | 2026-10-01 | no_show
        anna  | 2026-10-12 | booked
        bo    | 2026-10-01 | no_show
        bo    | 2026-10-12 | booked
        """,
        diagnoses="""
              | code
        ------+------
        anna  | Z53.2
        """,
        outcomes={"anna": "not_assessable", "bo": "quiet"},
        measures={"anna": {"signs": 1}, "bo": {"signs": 0}},
        reasons={"anna": "range"},
    )


def test_a_source_without_bookings_cannot_tell_of_missed_ones(spec):
    """One other sign leaves it open, two decide, none cannot be enough."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | booked_at | status
        ------+------------+-----------+----------
        anna  | 2026-10-02 | -         | fulfilled
        bo    | 2026-10-02 | -         | fulfilled
        cia   | 2026-10-02 | -         | fulfilled
        """,
        diagnoses="""
              | code
        ------+------
        bo    | Z53.2
        cia   | Z53.2
        """,
        prescriptions="""
              | event      | substance_code | occurred_on
        ------+------------+----------------+------------
        anna  | dispensed  | C10AA05        | 2026-10-01
        cia   | prescribed | A10BA02        | 2026-08-01
        cia   | prescribed | C09AA05        | 2026-08-01
        """,
        outcomes={"anna": "quiet", "bo": "not_assessable", "cia": "fired"},
        reasons={"bo": "range"},
        evidence={"cia": ["diagnosis-2", "event-2", "event-3"]},
    )


def test_a_source_without_dispensings_cannot_tell_what_was_fetched(spec):
    """Two prescribed medicines could be left and stopped; one could be stopped."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | event      | substance_code | occurred_on | permanent
        ------+------------+----------------+-------------+----------
        anna  | prescribed | A10BA02        | 2026-08-01  | yes
        anna  | prescribed | C09AA05        | 2026-08-01  | yes
        bo    | prescribed | A10BA02        | 2026-08-01  | yes
        cia   | prescribed | A10BA02        | 2024-11-02  | yes
        dan   | prescribed | A10BA02        | 2024-11-01  | yes
        eva   | prescribed | H03AA01        | 2026-08-01  | yes
        eva   | prescribed | N05BA01        | 2026-08-01  | yes
        finn  | prescribed | A10BA02        | 2026-10-01  | yes
        finn  | prescribed | C09AA05        | 2026-10-01  | yes
        gun   | prescribed | H03AA01        | 2026-08-01  | yes
        """,
        diagnoses="""
              | code
        ------+------
        cia   | Z53.2
        dan   | Z53.2
        eva   | Z53.2
        gun   | Z53.2
        """,
        outcomes={
            "anna": "not_assessable",
            "bo": "quiet",
            "cia": "not_assessable",
            "dan": "quiet",
            "eva": "not_assessable",
            "finn": "quiet",
            "gun": "quiet",
        },
        measures={"anna": {"signs": 0}, "cia": {"signs": 1}},
        reasons={"anna": "range", "cia": "range", "eva": "range"},
    )


def test_without_rows_there_is_no_sign(spec):
    """Somebody without any record is quiet, not unknown."""
    spec(
        on="2026-11-01",
        contacts="",
        outcomes={"anna": "quiet"},
        measures={
            "anna": {
                "signs": 0,
                "appointments_missed": 0,
                "medicines_not_fetched": 0,
                "medicine_stopped": 0,
                "care_not_taken_up": 0,
            }
        },
    )
