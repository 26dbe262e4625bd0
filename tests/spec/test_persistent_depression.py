"""Depression that has not eased."""


def test_the_latest_phq9_decides_at_its_limit(spec):
    """Below 15 is quiet; 15 and above fire. Results of one day count as their mean."""
    spec(
        on="2026-11-01",
        measurements="""
              | taken_on   | analyte | value
        ------+------------+---------+------
        anna  | 2026-10-01 | phq9    | 14
        bo    | 2026-10-01 | phq9    | 15
        cia   | 2026-10-01 | phq9    | 16
        dan   | 2026-10-01 | phq9    | 14
        dan   | 2026-10-01 | phq9    | 15
        eva   | 2026-10-01 | phq9    | 14
        eva   | 2026-10-01 | phq9    | 16
        """,
        outcomes={
            "anna": "quiet",
            "bo": "fired",
            "cia": "fired",
            "dan": "quiet",
            "eva": "fired",
        },
        measures={
            "anna": {"phq9": 14, "lasting_phq9": 0, "bdi": 0, "epds": 0},
            "dan": {"phq9": 14.5},
            "eva": {"phq9": 15},
        },
        evidence={"bo": ["measurement-2"], "eva": ["measurement-6", "measurement-7"]},
    )


def test_only_the_latest_result_counts(spec):
    """An older result that was higher does not decide, whatever the order of rows."""
    spec(
        on="2026-11-01",
        measurements="""
              | taken_on   | analyte | value
        ------+------------+---------+------
        anna  | 2026-10-01 | phq9    | 8
        anna  | 2026-09-01 | phq9    | 20
        bo    | 2026-10-01 | phq9    | 20
        bo    | 2026-09-01 | phq9    | 8
        """,
        outcomes={"anna": "quiet", "bo": "fired"},
        measures={"anna": {"phq9": 8}, "bo": {"phq9": 20}},
    )


def test_bdi_and_epds_have_limits_of_their_own(spec):
    """BDI from 19 on, EPDS from 13 on; each scale speaks for itself."""
    spec(
        on="2026-11-01",
        measurements="""
              | taken_on   | analyte | value
        ------+------------+---------+------
        anna  | 2026-10-01 | bdi     | 18
        bo    | 2026-10-01 | bdi     | 19
        cia   | 2026-10-01 | bdi     | 20
        dan   | 2026-10-01 | epds    | 12
        eva   | 2026-10-01 | epds    | 13
        finn  | 2026-10-01 | epds    | 14
        gun   | 2026-10-01 | phq9    | 3
        gun   | 2026-09-01 | bdi     | 19
        """,
        outcomes={
            "anna": "quiet",
            "bo": "fired",
            "cia": "fired",
            "dan": "quiet",
            "eva": "fired",
            "finn": "fired",
            "gun": "fired",
        },
        measures={
            "anna": {"bdi": 18, "phq9": 0},
            "eva": {"epds": 13, "bdi": 0},
            "gun": {"phq9": 3, "bdi": 19},
        },
    )


def test_a_phq9_that_stays_at_ten_has_not_eased(spec):
    """Ten on two days eight weeks apart fires; nine on either does not."""
    spec(
        on="2026-11-01",
        measurements="""
              | taken_on   | analyte | value
        ------+------------+---------+------
        anna  | 2026-08-06 | phq9    | 9
        anna  | 2026-10-01 | phq9    | 10
        bo    | 2026-08-06 | phq9    | 10
        bo    | 2026-10-01 | phq9    | 10
        cia   | 2026-08-06 | phq9    | 11
        cia   | 2026-10-01 | phq9    | 12
        dan   | 2026-08-06 | phq9    | 12
        dan   | 2026-10-01 | phq9    | 9
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired", "dan": "quiet"},
        measures={
            "anna": {"lasting_phq9": 9},
            "bo": {"lasting_phq9": 10},
            "cia": {"lasting_phq9": 11, "phq9": 12},
            "dan": {"lasting_phq9": 9},
        },
        evidence={"bo": ["measurement-3", "measurement-4"]},
    )


def test_the_two_results_must_lie_eight_weeks_apart(spec):
    """After 55 days nothing is known to have lasted; after 56 and 57 it has."""
    spec(
        on="2026-11-01",
        measurements="""
              | taken_on   | analyte | value
        ------+------------+---------+------
        anna  | 2026-08-07 | phq9    | 12
        anna  | 2026-10-01 | phq9    | 12
        bo    | 2026-08-06 | phq9    | 12
        bo    | 2026-10-01 | phq9    | 12
        cia   | 2026-08-05 | phq9    | 12
        cia   | 2026-10-01 | phq9    | 12
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired"},
        measures={"anna": {"lasting_phq9": 0}, "bo": {"lasting_phq9": 12}},
    )


def test_nothing_lower_may_come_between(spec):
    """A better result between the two shows that it had eased; one before does not."""
    spec(
        on="2026-11-01",
        measurements="""
              | taken_on   | analyte | value
        ------+------------+---------+------
        anna  | 2026-07-01 | phq9    | 12
        anna  | 2026-08-20 | phq9    | 6
        anna  | 2026-10-01 | phq9    | 12
        bo    | 2026-06-01 | phq9    | 6
        bo    | 2026-07-01 | phq9    | 12
        bo    | 2026-08-20 | phq9    | 10
        bo    | 2026-10-01 | phq9    | 12
        cia   | 2026-07-01 | phq9    | 12
        cia   | 2026-08-20 | bdi     | 6
        cia   | 2026-10-01 | phq9    | 12
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired"},
        measures={
            "anna": {"lasting_phq9": 6},
            "bo": {"lasting_phq9": 10},
            "cia": {"lasting_phq9": 12},
        },
    )


def test_a_scale_of_another_kind_makes_nothing_lasting(spec):
    """BDI does not become lasting, and a PHQ-9 does not last through a BDI."""
    spec(
        on="2026-11-01",
        measurements="""
              | taken_on   | analyte | value
        ------+------------+---------+------
        anna  | 2026-07-01 | bdi     | 14
        anna  | 2026-10-01 | bdi     | 14
        bo    | 2026-07-01 | bdi     | 14
        bo    | 2026-10-01 | phq9    | 14
        """,
        outcomes={"anna": "quiet", "bo": "quiet"},
        measures={"anna": {"lasting_phq9": 0}, "bo": {"lasting_phq9": 0}},
    )


def test_the_result_must_be_within_half_a_year(spec):
    """The window begins 179 days before the as-of day; older results say nothing."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code
        ------+------
        anna  | F32.1
        bo    | F32.1
        cia   | F32.1
        dan   | F32.1
        eva   | F32.1
        """,
        measurements="""
              | taken_on   | analyte | value
        ------+------------+---------+------
        anna  | 2026-05-05 | phq9    | 20
        bo    | 2026-05-06 | phq9    | 20
        cia   | 2026-11-01 | phq9    | 20
        dan   | 2026-11-02 | phq9    | 20
        """,
        outcomes={
            "anna": "not_assessable",
            "bo": "fired",
            "cia": "fired",
            "dan": "not_assessable",
            "eva": "not_assessable",
        },
        measures={
            "anna": {"phq9": None, "lasting_phq9": None, "bdi": None, "epds": None}
        },
        reasons={"anna": "phq9", "dan": "phq9", "eva": "phq9"},
    )


def test_an_older_phq9_does_not_show_that_it_has_lasted(spec):
    """Both results must be of the window."""
    spec(
        on="2026-11-01",
        measurements="""
              | taken_on   | analyte | value
        ------+------------+---------+------
        anna  | 2026-05-05 | phq9    | 12
        anna  | 2026-10-01 | phq9    | 12
        bo    | 2026-05-06 | phq9    | 12
        bo    | 2026-10-01 | phq9    | 12
        """,
        outcomes={"anna": "quiet", "bo": "fired"},
        measures={"anna": {"lasting_phq9": 0}, "bo": {"lasting_phq9": 12}},
    )


def test_only_final_results_with_a_number_count(spec):
    """A corrected result is final; preliminary, rejected and text results are not."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code
        ------+------
        anna  | F32.1
        bo    | F32.1
        cia   | F32.1
        dan   | F32.1
        """,
        measurements="""
              | analyte | value | result_status
        ------+---------+-------+--------------
        anna  | phq9    | 20    | preliminary
        bo    | phq9    | 20    | rejected
        cia   | phq9    | -     | final
        dan   | phq9    | 20    | corrected
        """,
        outcomes={
            "anna": "not_assessable",
            "bo": "not_assessable",
            "cia": "not_assessable",
            "dan": "fired",
        },
    )


def test_other_scales_are_not_about_depression(spec):
    """An AUDIT of 20 is not a PHQ-9, and does not make the rule applicable."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code
        ------+------
        anna  | F32.1
        """,
        measurements="""
              | analyte | value
        ------+---------+------
        anna  | audit   | 20
        bo    | audit   | 20
        """,
        outcomes={"anna": "not_assessable", "bo": "not_applicable"},
    )


def test_the_rule_is_about_a_recent_depression(spec):
    """Recorded in any system within two years, and more than a suspicion."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code      | system | confirmed | recorded_on | ended_on
        ------+-----------+--------+-----------+-------------+-----------
        anna  | F33.2     | icd10  | yes       | 2024-11-01  | -
        bo    | F33.2     | icd10  | yes       | 2024-11-02  | -
        cia   | F34.1     | icd10  | yes       | 2026-11-01  | -
        dan   | F32.1     | icd10  | yes       | 2026-11-02  | -
        eva   | F32.1     | icd10  | no        | 2026-10-01  | -
        finn  | P76       | icpc2  | -         | 2026-10-01  | -
        gun   | 370143000 | snomed | yes       | 2026-10-01  | -
        hans  | F32.1     | icd10  | yes       | 2026-03-01  | 2026-03-01
        ida   | F34.0     | icd10  | yes       | 2026-10-01  | -
        jan   | F32.1     | icpc2  | yes       | 2026-10-01  | -
        """,
        measurements="""
              | analyte | taken_on
        ------+---------+-----------
        anna  | phq9    | 2026-01-01
        """,
        outcomes={
            "anna": "not_applicable",
            "bo": "not_assessable",
            "cia": "not_assessable",
            "dan": "not_applicable",
            "eva": "not_applicable",
            "finn": "not_assessable",
            "gun": "not_assessable",
            "hans": "not_assessable",
            "ida": "not_applicable",
            "jan": "not_applicable",
        },
        measures={"anna": {"phq9": None}},
    )


def test_a_scale_alone_makes_it_applicable(spec):
    """Whoever filled one in within the window; an antidepressant alone does not."""
    spec(
        on="2026-11-01",
        measurements="""
              | taken_on   | analyte | value
        ------+------------+---------+------
        anna  | 2026-05-05 | phq9    | 3
        bo    | 2026-05-06 | phq9    | 3
        cia   | 2026-10-01 | epds    | 3
        """,
        prescriptions="""
              | substance_code
        ------+---------------
        dan   | N06AB10
        """,
        outcomes={
            "anna": "not_applicable",
            "bo": "quiet",
            "cia": "quiet",
            "dan": "not_applicable",
        },
    )
