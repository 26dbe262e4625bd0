"""High blood pressure whose treatment may need another look."""


def test_the_systolic_mean_decides_at_its_limit(spec):
    """The mean of two days: 159.5 is quiet; 160 and above fire."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code
        ------+-----
        anna  | I10
        bo    | I10
        cia   | I10
        """,
        measurements="""
              | taken_on   | analyte   | value
        ------+------------+-----------+------
        anna  | 2026-09-01 | systolic  | 159
        anna  | 2026-09-01 | diastolic | 80
        anna  | 2026-10-01 | systolic  | 160
        anna  | 2026-10-01 | diastolic | 80
        bo    | 2026-09-01 | systolic  | 150
        bo    | 2026-09-01 | diastolic | 80
        bo    | 2026-10-01 | systolic  | 170
        bo    | 2026-10-01 | diastolic | 80
        cia   | 2026-09-01 | systolic  | 160
        cia   | 2026-09-01 | diastolic | 80
        cia   | 2026-10-01 | systolic  | 162
        cia   | 2026-10-01 | diastolic | 80
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired"},
        measures={
            "anna": {"systolic": 159.5, "diastolic": 80},
            "bo": {"systolic": 160},
            "cia": {"systolic": 161},
        },
        evidence={"bo": [f"measurement-{number}" for number in range(5, 9)]},
    )


def test_the_diastolic_mean_decides_at_its_limit(spec):
    """The mean of two days: 99.5 is quiet; 100 and above fire."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code
        ------+-----
        anna  | I10
        bo    | I10
        cia   | I10
        """,
        measurements="""
              | taken_on   | analyte   | value
        ------+------------+-----------+------
        anna  | 2026-09-01 | systolic  | 140
        anna  | 2026-09-01 | diastolic | 99
        anna  | 2026-10-01 | systolic  | 140
        anna  | 2026-10-01 | diastolic | 100
        bo    | 2026-09-01 | systolic  | 140
        bo    | 2026-09-01 | diastolic | 100
        bo    | 2026-10-01 | systolic  | 140
        bo    | 2026-10-01 | diastolic | 100
        cia   | 2026-09-01 | systolic  | 140
        cia   | 2026-09-01 | diastolic | 100
        cia   | 2026-10-01 | systolic  | 140
        cia   | 2026-10-01 | diastolic | 102
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired"},
        measures={
            "anna": {"diastolic": 99.5},
            "bo": {"diastolic": 100},
            "cia": {"diastolic": 101},
        },
    )


def test_one_measuring_day_is_too_few_and_the_third_is_too_old(spec):
    """Two days make a mean; of three, only the two latest count."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code
        ------+-----
        anna  | I10
        bo    | I10
        cia   | I10
        """,
        measurements="""
              | taken_on   | analyte   | value
        ------+------------+-----------+------
        anna  | 2026-10-01 | systolic  | 190
        anna  | 2026-10-01 | diastolic | 110
        bo    | 2026-08-01 | systolic  | 190
        bo    | 2026-08-01 | diastolic | 110
        bo    | 2026-09-01 | systolic  | 140
        bo    | 2026-09-01 | diastolic | 80
        bo    | 2026-10-01 | systolic  | 140
        bo    | 2026-10-01 | diastolic | 80
        """,
        outcomes={"anna": "not_assessable", "bo": "quiet", "cia": "not_assessable"},
        measures={
            "anna": {"systolic": None, "diastolic": None},
            "bo": {"systolic": 140, "diastolic": 80},
        },
        reasons={"anna": "systolic", "cia": "systolic"},
    )


def test_each_pressure_has_its_own_days(spec):
    """A pressure from one day is not known; the other may decide alone."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code
        ------+-----
        anna  | I10
        bo    | I10
        cia   | I10
        """,
        measurements="""
              | taken_on   | analyte   | value
        ------+------------+-----------+------
        anna  | 2026-09-01 | systolic  | 140
        anna  | 2026-10-01 | systolic  | 140
        anna  | 2026-10-01 | diastolic | 110
        bo    | 2026-09-01 | systolic  | 165
        bo    | 2026-10-01 | systolic  | 165
        bo    | 2026-10-01 | diastolic | 80
        cia   | 2026-08-01 | diastolic | 110
        cia   | 2026-09-01 | systolic  | 140
        cia   | 2026-09-01 | diastolic | 110
        cia   | 2026-10-01 | systolic  | 140
        """,
        outcomes={"anna": "not_assessable", "bo": "fired", "cia": "fired"},
        measures={
            "anna": {"systolic": 140, "diastolic": None},
            "bo": {"systolic": 165, "diastolic": None},
            "cia": {"systolic": 140, "diastolic": 110},
        },
        reasons={"anna": "diastolic"},
        evidence={"cia": [f"measurement-{number}" for number in ("10", "7", "8", "9")]},
    )


def test_readings_of_a_day_count_as_their_mean(spec):
    """Three readings of a tense day weigh as much as one of a calm day."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code
        ------+-----
        anna  | I10
        """,
        measurements="""
              | taken_on   | analyte   | value
        ------+------------+-----------+------
        anna  | 2026-09-01 | systolic  | 180
        anna  | 2026-09-01 | systolic  | 170
        anna  | 2026-09-01 | systolic  | 160
        anna  | 2026-09-01 | diastolic | 90
        anna  | 2026-10-01 | systolic  | 140
        anna  | 2026-10-01 | diastolic | 80
        """,
        outcomes={"anna": "quiet"},
        measures={"anna": {"systolic": 155, "diastolic": 85}},
    )


def test_the_window_has_two_edges(spec):
    """It begins 364 days before the as-of day and ends with it."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code
        ------+-----
        anna  | I10
        bo    | I10
        cia   | I10
        """,
        measurements="""
              | taken_on   | analyte   | value
        ------+------------+-----------+------
        anna  | 2025-11-01 | systolic  | 170
        anna  | 2026-11-01 | systolic  | 170
        bo    | 2025-11-02 | systolic  | 170
        bo    | 2026-11-01 | systolic  | 170
        cia   | 2026-11-01 | systolic  | 170
        cia   | 2026-11-02 | systolic  | 170
        """,
        outcomes={"anna": "not_assessable", "bo": "fired", "cia": "not_assessable"},
    )


def test_readings_elsewhere_do_not_count(spec):
    """At home, on a ward and in an emergency other limits hold; unknown counts."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code
        ------+-----
        anna  | I10
        bo    | I10
        cia   | I10
        dan   | I10
        """,
        measurements="""
              | taken_on   | analyte   | value | setting
        ------+------------+-----------+-------+----------
        anna  | 2026-09-01 | systolic  | 170   | home
        anna  | 2026-10-01 | systolic  | 170   | office
        bo    | 2026-09-01 | systolic  | 170   | ward
        bo    | 2026-10-01 | systolic  | 170   | office
        cia   | 2026-09-01 | systolic  | 170   | emergency
        cia   | 2026-10-01 | systolic  | 170   | office
        dan   | 2026-09-01 | systolic  | 170   | -
        dan   | 2026-10-01 | systolic  | 170   | office
        """,
        outcomes={
            "anna": "not_assessable",
            "bo": "not_assessable",
            "cia": "not_assessable",
            "dan": "fired",
        },
    )


def test_only_pressures_are_pressures(spec):
    """Another result is no pressure, however high, and never evidence."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code
        ------+-----
        anna  | I10
        bo    | I10
        """,
        measurements="""
              | taken_on   | analyte   | value
        ------+------------+-----------+------
        anna  | 2026-09-01 | weight    | 170
        anna  | 2026-10-01 | systolic  | 170
        bo    | 2026-09-01 | systolic  | 170
        bo    | 2026-09-15 | weight    | 170
        bo    | 2026-10-01 | systolic  | 170
        """,
        outcomes={"anna": "not_assessable", "bo": "fired"},
        evidence={"bo": ["measurement-3", "measurement-5"]},
    )


def test_only_final_results_with_a_number_count(spec):
    """A corrected result is final; preliminary, rejected and text results are not."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code
        ------+-----
        anna  | I10
        bo    | I10
        cia   | I10
        dan   | I10
        """,
        measurements="""
              | taken_on   | analyte   | value | result_status
        ------+------------+-----------+-------+--------------
        anna  | 2026-09-01 | systolic  | 170   | preliminary
        anna  | 2026-10-01 | systolic  | 170   | final
        bo    | 2026-09-01 | systolic  | 170   | rejected
        bo    | 2026-10-01 | systolic  | 170   | final
        cia   | 2026-09-01 | systolic  | -     | final
        cia   | 2026-10-01 | systolic  | 170   | final
        dan   | 2026-09-01 | systolic  | 170   | corrected
        dan   | 2026-10-01 | systolic  | 170   | final
        """,
        outcomes={
            "anna": "not_assessable",
            "bo": "not_assessable",
            "cia": "not_assessable",
            "dan": "fired",
        },
    )


def test_the_rule_is_about_people_with_hypertension(spec):
    """Recorded in any system, also when marked as over; a suspicion is not enough."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code     | system | confirmed | recorded_on | ended_on
        ------+----------+--------+-----------+-------------+-----------
        anna  | I10      | icd10  | yes       | 2012-03-01  | -
        bo    | K86      | icpc2  | -         | 2012-03-01  | -
        cia   | 38341003 | snomed | yes       | 2026-11-01  | 2026-11-01
        dan   | I10      | icd10  | no        | 2012-03-01  | -
        eva   | I10      | icd10  | yes       | 2026-11-02  | -
        finn  | I14      | icd10  | yes       | 2012-03-01  | -
        """,
        outcomes={
            "anna": "not_assessable",
            "bo": "not_assessable",
            "cia": "not_assessable",
            "dan": "not_applicable",
            "eva": "not_applicable",
            "finn": "not_applicable",
        },
    )
