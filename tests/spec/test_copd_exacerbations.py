"""Chronic obstructive pulmonary disease that flares again and again."""


def test_flares_have_a_limit(spec):
    """One course of cortisone is quiet; two and three fire, antibiotic or not."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | J44.8 | 2015-03-01
        bo    | J44.8 | 2015-03-01
        cia   | J44.8 | 2015-03-01
        dan   | J44.8 | 2015-03-01
        """,
        prescriptions="""
              | substance_code | occurred_on | days_supply
        ------+----------------+-------------+------------
        anna  | H02AB06        | 2026-09-01  | 10
        bo    | H02AB06        | 2026-05-01  | 10
        bo    | H02AB06        | 2026-09-01  | 10
        bo    | J01CA04        | 2026-09-01  | 7
        cia   | H02AB06        | 2026-02-01  | 10
        cia   | H02AB06        | 2026-05-01  | 10
        cia   | H02AB04        | 2026-09-01  | 10
        dan   | J01CA04        | 2026-05-01  | 7
        dan   | J01CA04        | 2026-09-01  | 7
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired", "dan": "quiet"},
        measures={
            "anna": {"flares": 1, "acute_episodes": 0},
            "bo": {"flares": 2},
            "cia": {"flares": 3},
            "dan": {"flares": 0},
        },
        evidence={"bo": ["event-2", "event-3"]},
    )


def test_flares_lie_four_weeks_apart(spec):
    """27 days after the dispensing before is the same flare; 28 and 29 are another."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | J44.8 | 2015-03-01
        bo    | J44.8 | 2015-03-01
        cia   | J44.8 | 2015-03-01
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
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired"},
        measures={"anna": {"flares": 1}, "bo": {"flares": 2}},
    )


def test_a_flare_counts_by_the_day_on_which_it_began(spec):
    """The first day of the window is in; the day before and tomorrow are not."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | J44.8 | 2015-03-01
        bo    | J44.8 | 2015-03-01
        cia   | J44.8 | 2015-03-01
        dan   | J44.8 | 2015-03-01
        eva   | J44.8 | 2015-03-01
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
        eva   | H02AB06        | 2026-05-01  | 10          | dispensed
        eva   | H02AB06        | 2026-09-01  | 10          | prescribed
        """,
        outcomes={
            "anna": "quiet",
            "bo": "fired",
            "cia": "fired",
            "dan": "quiet",
            "eva": "quiet",
        },
        measures={"anna": {"flares": 1}, "dan": {"flares": 1}},
    )


def test_a_course_lasts_three_weeks_at_most(spec):
    """Supply for 21 days is a flare, for 22 it is not; nor are machine doses."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | J44.8 | 2015-03-01
        bo    | J44.8 | 2015-03-01
        cia   | J44.8 | 2015-03-01
        """,
        prescriptions="""
              | substance_code | occurred_on | days_supply | dose_dispensing | permanent
        ------+----------------+-------------+-------------+-----------------+----------
        anna  | H02AB06        | 2026-05-01  | 20          | no              | no
        anna  | H02AB06        | 2026-09-01  | 21          | -               | -
        bo    | H02AB06        | 2026-05-01  | 21          | no              | no
        bo    | H02AB06        | 2026-09-01  | 22          | no              | no
        cia   | H02AB06        | 2026-05-01  | 14          | no              | no
        cia   | H02AB06        | 2026-09-01  | 14          | yes             | no
        """,
        outcomes={"anna": "fired", "bo": "quiet", "cia": "quiet"},
        measures={"bo": {"flares": 1}, "cia": {"flares": 1}},
    )


def test_an_antibiotic_tells_what_an_estimated_supply_does_not(spec):
    """Within five days, before or after; without it the person is not assessable."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | J44.8 | 2015-03-01
        bo    | J44.8 | 2015-03-01
        cia   | J44.8 | 2015-03-01
        dan   | J44.8 | 2015-03-01
        eva   | J44.8 | 2015-03-01
        finn  | J44.8 | 2015-03-01
        gun   | J44.8 | 2015-03-01
        hans  | J44.8 | 2015-03-01
        """,
        prescriptions="""
              | substance_code | occurred_on | days_supply | ddd | permanent | event
        ------+----------------+-------------+-------------+-----+-----------+----------
        anna  | H02AB06        | 2026-05-01  | 10          | -   | no        | dispensed
        anna  | H02AB06        | 2026-09-01  | -           | 60  | no        | dispensed
        bo    | H02AB06        | 2026-05-01  | 10          | -   | no        | dispensed
        bo    | H02AB06        | 2026-09-01  | -           | 60  | no        | dispensed
        bo    | J01CA04        | 2026-09-06  | 7           | -   | no        | dispensed
        cia   | H02AB06        | 2026-05-01  | 10          | -   | no        | dispensed
        cia   | H02AB06        | 2026-09-07  | -           | 60  | no        | dispensed
        cia   | J01CA04        | 2026-09-02  | 7           | -   | no        | dispensed
        dan   | H02AB06        | 2026-05-01  | 10          | -   | no        | dispensed
        dan   | H02AB06        | 2026-09-01  | -           | 60  | no        | dispensed
        dan   | J01CA04        | 2026-09-07  | 7           | -   | no        | dispensed
        eva   | H02AB06        | 2026-05-01  | 10          | -   | no        | dispensed
        eva   | H02AB06        | 2026-09-01  | -           | 60  | no        | dispensed
        eva   | J01CA04        | 2026-09-01  | 7           | -   | no        | renewed
        finn  | H02AB06        | 2026-05-01  | 10          | -   | no        | dispensed
        finn  | H02AB06        | 2026-10-30  | -           | 60  | no        | dispensed
        finn  | J01CA04        | 2026-11-02  | 7           | -   | no        | dispensed
        gun   | H02AB06        | 2026-05-01  | 10          | -   | no        | dispensed
        gun   | H02AB06        | 2026-09-01  | -           | 60  | no        | dispensed
        gun   | J02AC01        | 2026-09-01  | 7           | -   | no        | dispensed
        hans  | H02AB06        | 2026-05-01  | 10          | -   | no        | dispensed
        hans  | H02AB06        | 2026-10-30  | -           | 60  | no        | dispensed
        hans  | J01CA04        | 2026-11-01  | 7           | -   | no        | dispensed
        """,
        outcomes={
            "anna": "not_assessable",
            "bo": "fired",
            "cia": "fired",
            "dan": "not_assessable",
            "eva": "not_assessable",
            "finn": "not_assessable",
            "gun": "not_assessable",
            "hans": "fired",
        },
        measures={"anna": {"flares": 1}, "bo": {"flares": 2}},
        reasons={"anna": "range", "dan": "range", "finn": "range"},
        evidence={"bo": ["event-3", "event-4"]},
    )


def test_two_antibiotics_beside_one_course_are_one_flare(spec):
    """However many antibiotics were tried, the course is counted once."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | J44.8 | 2015-03-01
        """,
        prescriptions="""
              | substance_code | occurred_on | days_supply | ddd | permanent
        ------+----------------+-------------+-------------+-----+----------
        anna  | H02AB06        | 2026-09-01  | -           | 60  | no
        anna  | J01CA04        | 2026-09-01  | 7           | -   | no
        anna  | J01AA02        | 2026-09-05  | 7           | -   | no
        """,
        outcomes={"anna": "quiet"},
        measures={"anna": {"flares": 1}},
    )


def test_an_estimated_long_supply_may_have_been_for_a_flare(spec):
    """A permanent medicine was not; one near a course belongs to it."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | J44.8 | 2015-03-01
        bo    | J44.8 | 2015-03-01
        cia   | J44.8 | 2015-03-01
        dan   | J44.8 | 2015-03-01
        eva   | J44.8 | 2015-03-01
        """,
        prescriptions="""
              | substance_code | occurred_on | days_supply | ddd | permanent
        ------+----------------+-------------+-------------+-----+----------
        anna  | H02AB06        | 2026-05-01  | 10          | -   | no
        anna  | H02AB06        | 2026-09-01  | -           | 60  | yes
        bo    | H02AB06        | 2026-09-01  | 10          | -   | no
        bo    | H02AB06        | 2026-09-28  | -           | 60  | no
        cia   | H02AB06        | 2026-09-01  | 10          | -   | no
        cia   | H02AB06        | 2026-09-29  | -           | -   | -
        dan   | H02AB06        | 2025-11-01  | -           | 60  | no
        dan   | H02AB06        | 2026-09-01  | 10          | -   | no
        eva   | H02AB06        | 2026-09-01  | -           | 60  | no
        """,
        outcomes={
            "anna": "quiet",
            "bo": "quiet",
            "cia": "not_assessable",
            "dan": "quiet",
            "eva": "quiet",
        },
        measures={"eva": {"flares": 0}, "cia": {"flares": 1}},
    )


def test_one_episode_of_acute_care_is_enough(spec):
    """An emergency visit or an unplanned stay for COPD; planned ones do not count."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on | contact_id | main | confirmed
        ------+-------+-------------+------------+------+----------
        anna  | J44.1 | 2026-09-01  | contact-1  | yes  | yes
        bo    | J44.1 | 2026-09-01  | contact-2  | yes  | yes
        cia   | J44.1 | 2026-09-01  | contact-3  | yes  | yes
        dan   | J44.1 | 2026-09-01  | contact-4  | no   | yes
        eva   | J44.8 | 2015-09-01  | -          | yes  | yes
        eva   | J44.1 | 2026-09-01  | contact-5  | yes  | no
        finn  | J44.1 | 2026-05-01  | contact-6  | yes  | yes
        finn  | J44.1 | 2026-09-01  | contact-7  | yes  | yes
        gun   | J44.8 | 2015-09-01  | -          | yes  | yes
        gun   | J18.9 | 2026-09-01  | contact-8  | yes  | yes
        hans  | J44.1 | 2026-09-01  | -          | yes  | yes
        """,
        contacts="""
              | starts_at  | ends_at    | mode  | service_family | urgency
        ------+------------+------------+-------+----------------+-----------
        anna  | 2026-09-01 | 2026-09-01 | visit | emergency      | emergency
        bo    | 2026-09-01 | 2026-09-05 | ward  | specialised    | urgent
        cia   | 2026-09-01 | 2026-09-05 | ward  | specialised    | non_urgent
        dan   | 2026-09-01 | 2026-09-01 | visit | emergency      | emergency
        eva   | 2026-09-01 | 2026-09-01 | visit | emergency      | emergency
        finn  | 2026-05-01 | 2026-05-02 | ward  | specialised    | urgent
        finn  | 2026-09-01 | 2026-09-02 | visit | emergency      | emergency
        gun   | 2026-09-01 | 2026-09-05 | ward  | specialised    | urgent
        hans  | 2026-09-01 | 2026-09-05 | ward  | specialised    | urgent
        """,
        outcomes={
            "anna": "fired",
            "bo": "fired",
            "cia": "quiet",
            "dan": "quiet",
            "eva": "quiet",
            "finn": "fired",
            "gun": "quiet",
            "hans": "fired",
        },
        measures={
            "anna": {"acute_episodes": 1, "flares": 0},
            "cia": {"acute_episodes": 0},
            "finn": {"acute_episodes": 2},
        },
        evidence={"finn": ["contact-6", "contact-7"]},
    )


def test_acute_care_counts_by_the_day_on_which_it_began(spec):
    """The first day of the window is in; the day before and tomorrow are not."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on | contact_id
        ------+-------+-------------+-----------
        anna  | J44.1 | 2025-11-01  | contact-1
        bo    | J44.1 | 2025-11-02  | contact-2
        cia   | J44.1 | 2026-11-01  | contact-3
        dan   | J44.8 | 2015-11-01  | -
        dan   | J44.1 | 2026-11-02  | contact-4
        """,
        contacts="""
              | starts_at  | service_family
        ------+------------+---------------
        anna  | 2025-11-01 | emergency
        bo    | 2025-11-02 | emergency
        cia   | 2026-11-01 | emergency
        dan   | 2026-11-02 | emergency
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired", "dan": "quiet"},
    )


def test_without_dispensings_only_acute_care_can_decide(spec):
    """A source that knows prescriptions alone cannot tell what was fetched."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on | contact_id
        ------+-------+-------------+-----------
        anna  | J44.8 | 2015-03-01  | -
        bo    | J44.1 | 2026-09-01  | contact-1
        """,
        contacts="""
              | starts_at  | service_family
        ------+------------+---------------
        bo    | 2026-09-01 | emergency
        """,
        prescriptions="""
              | substance_code | occurred_on | event
        ------+----------------+-------------+-----------
        anna  | H02AB06        | 2026-09-01  | prescribed
        cia   | R03BB04        | 2026-09-01  | prescribed
        """,
        outcomes={"anna": "not_assessable", "bo": "fired", "cia": "not_applicable"},
        measures={"anna": {"flares": 0, "acute_episodes": 0}},
        reasons={"anna": "range"},
    )


def test_the_rule_is_about_people_with_copd(spec):
    """Recorded in any system, also when marked as over; a suspicion is not enough."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code     | system | confirmed | recorded_on | ended_on
        ------+----------+--------+-----------+-------------+-----------
        anna  | J44.9    | icd10  | yes       | 2012-03-01  | 2012-03-01
        bo    | R95      | icpc2  | -         | 2026-11-01  | -
        cia   | 13645005 | snomed | yes       | 2012-03-01  | -
        dan   | J44.9    | icd10  | no        | 2012-03-01  | -
        eva   | J44.9    | icd10  | yes       | 2026-11-02  | -
        finn  | J43.9    | icd10  | yes       | 2012-03-01  | -
        """,
        outcomes={
            "anna": "quiet",
            "bo": "quiet",
            "cia": "quiet",
            "dan": "not_applicable",
            "eva": "not_applicable",
            "finn": "not_applicable",
        },
        measures={"anna": {"flares": 0}, "dan": {"flares": None}},
    )


def test_the_medicine_of_copd_makes_it_applicable_without_asthma(spec):
    """Dispensed within 365 days; with a recorded asthma the other trigger answers."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code      | system | recorded_on | confirmed
        ------+-----------+--------+-------------+----------
        gun   | J45.9     | icd10  | 2015-03-01  | yes
        hans  | J45.9     | icd10  | 2015-03-01  | no
        ida   | J45.9     | icd10  | 2015-03-01  | yes
        ida   | J44.9     | icd10  | 2015-03-01  | yes
        jan   | R96       | icpc2  | 2015-03-01  | yes
        kim   | 195967001 | snomed | 2015-03-01  | yes
        """,
        prescriptions="""
              | event      | occurred_on | substance_code
        ------+------------+-------------+---------------
        anna  | dispensed  | 2025-11-01  | R03BB04
        bo    | dispensed  | 2025-11-02  | R03BB04
        cia   | dispensed  | 2026-11-01  | R03AL03
        dan   | dispensed  | 2026-11-02  | R03BB04
        eva   | prescribed | 2026-10-01  | R03BB04
        finn  | dispensed  | 2026-10-01  | R03BA02
        gun   | dispensed  | 2026-10-01  | R03BB04
        hans  | dispensed  | 2026-10-01  | R03BB04
        ida   | dispensed  | 2026-10-01  | R03BB04
        jan   | dispensed  | 2026-10-01  | R03BB04
        kim   | dispensed  | 2026-10-01  | R03BB04
        """,
        outcomes={
            "anna": "not_applicable",
            "bo": "quiet",
            "cia": "quiet",
            "dan": "not_applicable",
            "eva": "not_applicable",
            "finn": "not_applicable",
            "gun": "not_applicable",
            "hans": "quiet",
            "ida": "quiet",
            "jan": "not_applicable",
            "kim": "not_applicable",
        },
    )
