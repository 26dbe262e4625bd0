"""Asthma whose treatment may need another look."""


def test_packages_of_reliever_have_a_limit(spec):
    """Five are quiet; six and seven fire, however they were fetched."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | J45.9 | 2015-03-01
        bo    | J45.9 | 2015-03-01
        cia   | J45.9 | 2015-03-01
        dan   | J45.9 | 2015-03-01
        """,
        prescriptions="""
              | substance_code | occurred_on | packages
        ------+----------------+-------------+---------
        anna  | R03AC02        | 2026-10-01  | 5
        bo    | R03AC02        | 2026-10-01  | 6
        cia   | R03AC02        | 2026-02-01  | 2
        cia   | R03AC03        | 2026-03-01  | 3
        cia   | R03AC02        | 2026-03-01  | 2
        dan   | R03AC02        | 2026-10-01  | 6
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired", "dan": "fired"},
        measures={
            "anna": {
                "reliever_packages": 5,
                "cortisone_courses": 0,
                "acute_episodes": 0,
            },
            "bo": {"reliever_packages": 6},
            "cia": {"reliever_packages": 7},
        },
        evidence={"bo": ["event-2"], "cia": ["event-3", "event-4", "event-5"]},
    )


def test_a_dispensing_of_unknown_size_is_one_package(spec):
    """Where nobody told how many packages there were, there was at least one."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | J45.9 | 2015-03-01
        bo    | J45.9 | 2015-03-01
        """,
        prescriptions="""
              | substance_code | occurred_on | packages
        ------+----------------+-------------+---------
        anna  | R03AC02        | 2026-09-01  | 4
        anna  | R03AC02        | 2026-10-01  | -
        bo    | R03AC02        | 2026-09-01  | 4
        bo    | R03AC02        | 2026-10-01  | -
        bo    | R03AC02        | 2026-10-02  | -
        """,
        outcomes={"anna": "quiet", "bo": "fired"},
        measures={"anna": {"reliever_packages": 5}, "bo": {"reliever_packages": 6}},
    )


def test_reliever_must_be_dispensed_within_a_year(spec):
    """The window begins 364 days before the as-of day; what is fetched counts."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | J45.9 | 2015-03-01
        bo    | J45.9 | 2015-03-01
        cia   | J45.9 | 2015-03-01
        dan   | J45.9 | 2015-03-01
        eva   | J45.9 | 2015-03-01
        finn  | J45.9 | 2015-03-01
        """,
        prescriptions="""
              | substance_code | occurred_on | event             | packages
        ------+----------------+-------------+-------------------+---------
        anna  | R03AC02        | 2025-11-01  | dispensed         | 6
        bo    | R03AC02        | 2025-11-02  | dispensed         | 6
        cia   | R03AC02        | 2026-11-01  | dispensed         | 6
        dan   | R03AC02        | 2026-11-02  | dispensed         | 6
        eva   | R03AC02        | 2026-10-01  | prescribed        | 6
        finn  | R03AC13        | 2026-10-01  | dispensed         | 6
        """,
        outcomes={
            "anna": "quiet",
            "bo": "fired",
            "cia": "fired",
            "dan": "quiet",
            "eva": "quiet",
            "finn": "quiet",
        },
        measures={"anna": {"reliever_packages": 0}, "finn": {"reliever_packages": 0}},
    )


def test_the_share_of_inhaled_cortisone_is_context(spec):
    """Packages of it among those of it and of reliever; not known without any."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | J45.9 | 2015-03-01
        bo    | J45.9 | 2015-03-01
        cia   | J45.9 | 2015-03-01
        dan   | J45.9 | 2015-03-01
        """,
        prescriptions="""
              | substance_code | occurred_on | packages
        ------+----------------+-------------+---------
        anna  | R03AC02        | 2026-09-01  | 6
        anna  | R03BA02        | 2026-09-01  | 2
        bo    | R03AK07        | 2026-09-01  | 3
        cia   | R03AC02        | 2026-09-01  | 3
        dan   | R03DC03        | 2026-09-01  | 3
        """,
        outcomes={"anna": "fired", "bo": "quiet", "cia": "quiet", "dan": "quiet"},
        measures={
            "anna": {"cortisone_share": 0.25, "reliever_packages": 6},
            "bo": {"cortisone_share": 1, "reliever_packages": 0},
            "cia": {"cortisone_share": 0},
            "dan": {"cortisone_share": None},
        },
        evidence={"anna": ["event-1"]},
    )


def test_courses_of_cortisone_have_a_limit(spec):
    """One is quiet; two and three fire."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | J45.9 | 2015-03-01
        bo    | J45.9 | 2015-03-01
        cia   | J45.9 | 2015-03-01
        """,
        prescriptions="""
              | substance_code | occurred_on | days_supply
        ------+----------------+-------------+------------
        anna  | H02AB06        | 2026-09-01  | 10
        bo    | H02AB06        | 2026-05-01  | 10
        bo    | H02AB04        | 2026-09-01  | 7
        cia   | H02AB06        | 2026-02-01  | 10
        cia   | H02AB06        | 2026-05-01  | 10
        cia   | H02AB06        | 2026-09-01  | 10
        cia   | R03BA02        | 2026-09-01  | 10
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired"},
        measures={
            "anna": {"cortisone_courses": 1},
            "bo": {"cortisone_courses": 2},
            "cia": {"cortisone_courses": 3},
        },
        evidence={"bo": ["event-2", "event-3"]},
    )


def test_dispensings_close_together_are_one_course(spec):
    """27 days after the one before is the same course; 28 and 29 begin another."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | J45.9 | 2015-03-01
        bo    | J45.9 | 2015-03-01
        cia   | J45.9 | 2015-03-01
        dan   | J45.9 | 2015-03-01
        """,
        prescriptions="""
              | substance_code | occurred_on | days_supply
        ------+----------------+-------------+------------
        anna  | H02AB06        | 2026-09-01  | 10
        anna  | H02AB06        | 2026-09-28  | 10
        bo    | H02AB06        | 2026-09-01  | 10
        bo    | H02AB06        | 2026-09-29  | 10
        cia   | H02AB06        | 2026-09-01  | 10
        cia   | H02AB06        | 2026-09-30  | 10
        dan   | H02AB06        | 2026-08-15  | 10
        dan   | H02AB06        | 2026-09-05  | 10
        dan   | H02AB06        | 2026-09-25  | 10
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired", "dan": "quiet"},
        measures={"anna": {"cortisone_courses": 1}, "dan": {"cortisone_courses": 1}},
    )


def test_a_course_lasts_three_weeks_at_most(spec):
    """Supply for 21 days is a course, for 22 it is not; nor are machine doses."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | J45.9 | 2015-03-01
        bo    | J45.9 | 2015-03-01
        cia   | J45.9 | 2015-03-01
        """,
        prescriptions="""
              | substance_code | occurred_on | days_supply | dose_dispensing | permanent
        ------+----------------+-------------+-------------+-----------------+----------
        anna  | H02AB06        | 2026-05-01  | 21          | no              | yes
        anna  | H02AB06        | 2026-09-01  | 21          | -               | no
        bo    | H02AB06        | 2026-05-01  | 21          | no              | no
        bo    | H02AB06        | 2026-09-01  | 22          | no              | no
        cia   | H02AB06        | 2026-05-01  | 14          | no              | no
        cia   | H02AB06        | 2026-09-01  | 14          | yes             | no
        """,
        outcomes={"anna": "fired", "bo": "quiet", "cia": "quiet"},
        measures={
            "anna": {"cortisone_courses": 2},
            "bo": {"cortisone_courses": 1},
            "cia": {"cortisone_courses": 1},
        },
    )


def test_a_course_counts_by_the_day_on_which_it_began(spec):
    """The first day of the window is in, the day before and tomorrow are not."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | J45.9 | 2015-03-01
        bo    | J45.9 | 2015-03-01
        cia   | J45.9 | 2015-03-01
        dan   | J45.9 | 2015-03-01
        eva   | J45.9 | 2015-03-01
        finn  | J45.9 | 2015-03-01
        """,
        prescriptions="""
              | substance_code | occurred_on | days_supply | event
        ------+----------------+-------------+-------------+-----------
        anna  | H02AB06        | 2025-11-01  | 10          | dispensed
        anna  | H02AB06        | 2026-09-01  | 10          | dispensed
        bo    | H02AB06        | 2025-11-02  | 10          | dispensed
        bo    | H02AB06        | 2026-09-01  | 10          | dispensed
        cia   | H02AB06        | 2026-09-01  | 10          | dispensed
        cia   | H02AB06        | 2026-11-01  | 10          | dispensed
        dan   | H02AB06        | 2026-09-01  | 10          | dispensed
        dan   | H02AB06        | 2026-11-02  | 10          | dispensed
        eva   | H02AB06        | 2025-10-20  | 10          | dispensed
        eva   | H02AB06        | 2025-11-10  | 10          | dispensed
        eva   | H02AB06        | 2026-09-01  | 10          | dispensed
        finn  | H02AB06        | 2026-05-01  | 10          | dispensed
        finn  | H02AB06        | 2026-09-01  | 10          | prescribed
        """,
        outcomes={
            "anna": "quiet",
            "bo": "fired",
            "cia": "fired",
            "dan": "quiet",
            "eva": "quiet",
            "finn": "quiet",
        },
        measures={"dan": {"cortisone_courses": 1}, "eva": {"cortisone_courses": 1}},
        evidence={"bo": ["event-3", "event-4"]},
    )


def test_an_estimated_long_supply_may_have_been_a_course(spec):
    """It widens what is known; a permanent medicine and a short estimate do not."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | J45.9 | 2015-03-01
        bo    | J45.9 | 2015-03-01
        cia   | J45.9 | 2015-03-01
        dan   | J45.9 | 2015-03-01
        eva   | J45.9 | 2015-03-01
        finn  | J45.9 | 2015-03-01
        """,
        prescriptions="""
              | substance_code | occurred_on | days_supply | ddd | permanent
        ------+----------------+-------------+-------------+-----+----------
        anna  | H02AB06        | 2026-05-01  | 10          | -   | no
        anna  | H02AB06        | 2026-09-01  | -           | 60  | no
        bo    | H02AB06        | 2026-09-01  | -           | -   | -
        cia   | H02AB06        | 2026-05-01  | 10          | -   | no
        cia   | H02AB06        | 2026-09-01  | -           | 60  | yes
        dan   | H02AB06        | 2026-05-01  | 10          | -   | no
        dan   | H02AB06        | 2026-09-01  | -           | 21  | no
        eva   | H02AB06        | 2026-05-01  | -           | 60  | no
        eva   | H02AB06        | 2026-09-01  | -           | 60  | no
        finn  | H02AB06        | 2026-05-01  | 10          | -   | no
        finn  | H02AB06        | 2026-07-01  | 10          | -   | no
        finn  | H02AB06        | 2026-09-01  | -           | 60  | no
        """,
        outcomes={
            "anna": "not_assessable",
            "bo": "quiet",
            "cia": "quiet",
            "dan": "fired",
            "eva": "not_assessable",
            "finn": "fired",
        },
        measures={
            "anna": {"cortisone_courses": 1},
            "bo": {"cortisone_courses": 0},
            "dan": {"cortisone_courses": 2},
            "finn": {"cortisone_courses": 2},
        },
        reasons={"anna": "range", "eva": "range"},
    )


def test_an_uncertain_dispensing_near_a_course_belongs_to_it(spec):
    """27 days from a course it adds none; 28 days away, in the window, it may."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | J45.9 | 2015-03-01
        bo    | J45.9 | 2015-03-01
        cia   | J45.9 | 2015-03-01
        dan   | J45.9 | 2015-03-01
        eva   | J45.9 | 2015-03-01
        """,
        prescriptions="""
              | substance_code | occurred_on | days_supply | ddd | permanent
        ------+----------------+-------------+-------------+-----+----------
        anna  | H02AB06        | 2026-08-05  | -           | 60  | no
        anna  | H02AB06        | 2026-09-01  | 10          | -   | no
        bo    | H02AB06        | 2026-08-04  | -           | 60  | no
        bo    | H02AB06        | 2026-09-01  | 10          | -   | no
        cia   | H02AB06        | 2026-09-01  | 10          | -   | no
        cia   | H02AB06        | 2026-09-28  | -           | 60  | no
        dan   | H02AB06        | 2025-11-01  | -           | 60  | no
        dan   | H02AB06        | 2026-09-01  | 10          | -   | no
        eva   | H02AB06        | 2025-11-02  | -           | 60  | no
        eva   | H02AB06        | 2026-09-01  | 10          | -   | no
        """,
        outcomes={
            "anna": "quiet",
            "bo": "not_assessable",
            "cia": "quiet",
            "dan": "quiet",
            "eva": "not_assessable",
        },
        measures={"anna": {"cortisone_courses": 1}, "bo": {"cortisone_courses": 1}},
    )


def test_with_copd_the_courses_count_there(spec):
    """The packages and the acute care count here all the same."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code     | system | recorded_on | confirmed
        ------+----------+--------+-------------+----------
        anna  | J45.9    | icd10  | 2015-03-01  | yes
        anna  | J44.8    | icd10  | 2026-11-01  | yes
        bo    | J45.9    | icd10  | 2015-03-01  | yes
        bo    | J44.8    | icd10  | 2026-11-02  | yes
        cia   | J45.9    | icd10  | 2015-03-01  | yes
        cia   | J44.8    | icd10  | 2020-03-01  | no
        dan   | J45.9    | icd10  | 2015-03-01  | yes
        dan   | R95      | icpc2  | 2020-03-01  | yes
        eva   | J45.9    | icd10  | 2015-03-01  | yes
        eva   | 13645005 | snomed | 2020-03-01  | yes
        """,
        prescriptions="""
              | substance_code | occurred_on | days_supply | packages
        ------+----------------+-------------+-------------+---------
        anna  | H02AB06        | 2026-05-01  | 10          | 1
        anna  | H02AB06        | 2026-09-01  | 10          | 1
        bo    | H02AB06        | 2026-05-01  | 10          | 1
        bo    | H02AB06        | 2026-09-01  | 10          | 1
        cia   | H02AB06        | 2026-05-01  | 10          | 1
        cia   | H02AB06        | 2026-09-01  | 10          | 1
        dan   | H02AB06        | 2026-09-01  | 10          | 1
        dan   | R03AC02        | 2026-09-01  | 60          | 6
        eva   | H02AB06        | 2026-05-01  | 10          | 1
        eva   | H02AB06        | 2026-09-01  | 10          | 1
        """,
        outcomes={
            "anna": "quiet",
            "bo": "fired",
            "cia": "fired",
            "dan": "fired",
            "eva": "quiet",
        },
        measures={"anna": {"cortisone_courses": 0}, "dan": {"cortisone_courses": 0}},
        evidence={"dan": ["event-8"]},
    )


def test_one_episode_of_acute_care_is_enough(spec):
    """An emergency visit or an unplanned ward stay, and both on one day are one."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on | contact_id
        ------+-------+-------------+-----------
        anna  | J45.9 | 2015-03-01  | -
        bo    | J45.9 | 2026-09-01  | contact-1
        cia   | J46   | 2026-09-03  | contact-2
        dan   | J45.0 | 2026-09-01  | contact-3
        dan   | J45.0 | 2026-09-01  | contact-4
        eva   | J45.0 | 2026-05-01  | contact-5
        eva   | J45.0 | 2026-09-01  | contact-6
        """,
        contacts="""
              | starts_at  | ends_at    | mode  | service_family | urgency
        ------+------------+------------+-------+----------------+-----------
        bo    | 2026-09-01 | 2026-09-01 | visit | emergency      | emergency
        cia   | 2026-09-01 | 2026-09-05 | ward  | specialised    | urgent
        dan   | 2026-09-01 | 2026-09-01 | visit | emergency      | emergency
        dan   | 2026-09-01 | 2026-09-04 | ward  | specialised    | -
        eva   | 2026-05-01 | 2026-05-01 | visit | emergency      | emergency
        eva   | 2026-09-01 | 2026-09-04 | ward  | specialised    | emergency
        """,
        outcomes={
            "anna": "quiet",
            "bo": "fired",
            "cia": "fired",
            "dan": "fired",
            "eva": "fired",
        },
        measures={
            "anna": {"acute_episodes": 0},
            "bo": {"acute_episodes": 1},
            "cia": {"acute_episodes": 1},
            "dan": {"acute_episodes": 1},
            "eva": {"acute_episodes": 2},
        },
        evidence={
            "bo": ["contact-1"],
            "dan": ["contact-3", "contact-4"],
            "eva": ["contact-5", "contact-6"],
        },
    )


def test_acute_care_counts_by_the_day_on_which_it_began(spec):
    """The first day of the window is in; the day before and tomorrow are not."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on | contact_id
        ------+-------+-------------+-----------
        anna  | J45.9 | 2025-11-01  | contact-1
        bo    | J45.9 | 2025-11-02  | contact-2
        cia   | J45.9 | 2026-11-01  | contact-3
        dan   | J45.9 | 2015-11-01  | -
        dan   | J45.9 | 2026-11-02  | contact-4
        eva   | J45.9 | 2025-11-01  | contact-5
        finn  | J45.9 | 2015-11-01  | -
        finn  | J45.9 | 2026-11-02  | contact-6
        gun   | J45.9 | 2026-10-30  | contact-7
        hans  | J45.9 | 2026-10-30  | contact-8
        """,
        contacts="""
              | starts_at  | ends_at    | mode  | service_family | urgency
        ------+------------+------------+-------+----------------+-----------
        anna  | 2025-11-01 | 2025-11-01 | visit | emergency      | emergency
        bo    | 2025-11-02 | 2025-11-02 | visit | emergency      | emergency
        cia   | 2026-11-01 | 2026-11-01 | visit | emergency      | emergency
        dan   | 2026-11-02 | 2026-11-02 | visit | emergency      | emergency
        eva   | 2025-11-01 | 2025-11-09 | ward  | specialised    | emergency
        finn  | 2026-11-01 | 2026-11-02 | visit | emergency      | emergency
        gun   | 2026-11-02 | 2026-11-03 | visit | emergency      | emergency
        hans  | 2026-11-02 | 2026-11-03 | ward  | specialised    | emergency
        """,
        outcomes={
            "anna": "quiet",
            "bo": "fired",
            "cia": "fired",
            "dan": "quiet",
            "eva": "quiet",
            "finn": "quiet",
            "gun": "quiet",
            "hans": "quiet",
        },
    )


def test_care_for_something_else_or_planned_does_not_count(spec):
    """Nor where asthma is beside the main diagnosis, suspected, or at the station."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on | contact_id | main | confirmed
        ------+-------+-------------+------------+------+----------
        anna  | J45.9 | 2026-09-01  | contact-1  | no   | yes
        anna  | S72.0 | 2026-09-01  | contact-1  | yes  | yes
        bo    | J45.9 | 2015-09-01  | -          | yes  | yes
        bo    | J45.9 | 2026-09-01  | contact-2  | yes  | no
        cia   | J45.9 | 2026-09-01  | contact-3  | yes  | yes
        dan   | J45.9 | 2026-09-01  | contact-4  | yes  | yes
        eva   | J45.9 | 2026-09-01  | contact-5  | -    | -
        finn  | J45.9 | 2026-09-01  | contact-6  | yes  | yes
        """,
        contacts="""
              | starts_at  | mode      | service_family | urgency
        ------+------------+-----------+----------------+-----------
        anna  | 2026-09-01 | visit     | emergency      | emergency
        bo    | 2026-09-01 | visit     | emergency      | emergency
        cia   | 2026-09-01 | ward      | specialised    | non_urgent
        dan   | 2026-09-01 | visit     | primary_care   | urgent
        eva   | 2026-09-01 | visit     | emergency      | emergency
        finn  | 2026-09-01 | telephone | emergency      | emergency
        """,
        outcomes={
            "anna": "quiet",
            "bo": "quiet",
            "cia": "quiet",
            "dan": "quiet",
            "eva": "fired",
            "finn": "quiet",
        },
    )


def test_acute_care_must_have_been_given_to_the_client(spec):
    """Not a visit with a child, and nothing that did not take place."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on | contact_id
        ------+-------+-------------+-----------
        anna  | J45.9 | 2026-09-01  | contact-1
        bo    | J45.9 | 2026-09-01  | contact-2
        cia   | J45.9 | 2026-09-01  | contact-3
        dan   | J45.9 | 2026-09-01  | contact-4
        """,
        contacts="""
              | starts_at  | mode  | service_family | urgency | visitor_role | status
        ------+------------+-------+----------------+---------+--------------+----------
        anna  | 2026-09-01 | visit | emergency      | urgent  | proxy        | fulfilled
        bo    | 2026-09-01 | visit | emergency      | urgent  | for_child    | fulfilled
        cia   | 2026-09-01 | visit | emergency      | urgent  | client       | no_show
        dan   | 2026-09-01 | ward  | specialised    | urgent  | client       | booked
        """,
        outcomes={"anna": "fired", "bo": "quiet", "cia": "quiet", "dan": "quiet"},
    )


def test_a_diagnosis_that_names_no_contact_belongs_to_its_day(spec):
    """The visit or stay that began that day; one that names a contact does not."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on | contact_id
        ------+-------+-------------+-----------
        anna  | J45.9 | 2026-09-01  | -
        bo    | J45.9 | 2026-09-02  | -
        cia   | J45.9 | 2026-09-01  | elsewhere
        dan   | J45.9 | 2026-09-01  | -
        """,
        contacts="""
              | starts_at  | ends_at    | mode  | service_family | urgency
        ------+------------+------------+-------+----------------+-----------
        anna  | 2026-09-01 | 2026-09-01 | visit | emergency      | emergency
        bo    | 2026-09-01 | 2026-09-01 | visit | emergency      | emergency
        cia   | 2026-09-01 | 2026-09-01 | visit | emergency      | emergency
        dan   | 2026-09-01 | 2026-09-05 | ward  | specialised    | emergency
        """,
        outcomes={"anna": "fired", "bo": "quiet", "cia": "quiet", "dan": "fired"},
        evidence={"anna": ["contact-1"], "dan": ["contact-4"]},
    )


def test_without_dispensings_only_acute_care_can_decide(spec):
    """A source that knows prescriptions alone cannot tell what was fetched."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on | contact_id
        ------+-------+-------------+-----------
        anna  | J45.9 | 2015-03-01  | -
        bo    | J45.9 | 2026-09-01  | contact-1
        """,
        contacts="""
              | starts_at  | service_family
        ------+------------+---------------
        bo    | 2026-09-01 | emergency
        """,
        prescriptions="""
              | substance_code | occurred_on | event      | packages
        ------+----------------+-------------+------------+---------
        anna  | R03AC02        | 2026-09-01  | prescribed | 6
        cia   | R03AC02        | 2026-09-01  | renewed    | 6
        """,
        outcomes={"anna": "not_assessable", "bo": "fired", "cia": "not_applicable"},
        measures={"anna": {"reliever_packages": 0, "cortisone_courses": 0}},
        reasons={"anna": "range"},
    )


def test_the_rule_is_about_people_with_asthma(spec):
    """Recorded in any system, also when marked as over; a suspicion is not enough."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code      | system | confirmed | recorded_on | ended_on
        ------+-----------+--------+-----------+-------------+-----------
        anna  | J45.9     | icd10  | yes       | 2012-03-01  | 2012-03-01
        bo    | R96       | icpc2  | -         | 2026-11-01  | -
        cia   | 195967001 | snomed | yes       | 2012-03-01  | -
        dan   | J45.9     | icd10  | no        | 2012-03-01  | -
        eva   | J45.9     | icd10  | yes       | 2026-11-02  | -
        finn  | J44.9     | icd10  | yes       | 2012-03-01  | -
        """,
        prescriptions="""
              | substance_code | packages
        ------+----------------+---------
        anna  | R03AC02        | 6
        bo    | R03AC02        | 6
        cia   | R03AC02        | 6
        dan   | R03AC02        | 6
        eva   | R03AC02        | 6
        finn  | R03AC02        | 6
        gun   | R03AC02        | 6
        """,
        outcomes={
            "anna": "fired",
            "bo": "fired",
            "cia": "fired",
            "dan": "not_applicable",
            "eva": "not_applicable",
            "finn": "not_applicable",
            "gun": "not_applicable",
        },
        measures={"dan": {"reliever_packages": None}},
    )
