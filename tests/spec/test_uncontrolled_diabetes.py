"""Diabetes whose treatment may need another look."""


def test_the_latest_result_decides_at_its_limit(spec):
    """Just below 75 mmol/mol is quiet; 75 and above fire."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code
        ------+------
        anna  | E11.9
        bo    | E11.9
        cia   | E11.9
        """,
        measurements="""
              | taken_on   | value
        ------+------------+------
        anna  | 2026-10-01 | 74.9
        bo    | 2026-10-01 | 75
        cia   | 2026-10-01 | 76
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired"},
        measures={"anna": {"hba1c": 74.9, "hba1c_after_rise": 0}, "bo": {"hba1c": 75}},
        evidence={"bo": ["measurement-2"]},
    )


def test_an_older_result_does_not_decide(spec):
    """Only the latest result counts, whichever way it went; days count as means."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code
        ------+------
        anna  | E11.9
        bo    | E11.9
        """,
        measurements="""
              | taken_on   | value
        ------+------------+------
        anna  | 2026-06-01 | 90
        anna  | 2026-10-01 | 60
        bo    | 2026-10-01 | 70
        bo    | 2026-10-01 | 81
        """,
        outcomes={"anna": "quiet", "bo": "fired"},
        measures={
            "anna": {"hba1c": 60, "hba1c_after_rise": 0},
            "bo": {"hba1c": 75.5},
        },
    )


def test_a_notable_rise_has_a_lower_limit(spec):
    """After a rise of ten, 64 fires; after nine, or below 64, it does not."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code
        ------+------
        anna  | E11.9
        bo    | E11.9
        cia   | E11.9
        dan   | E11.9
        """,
        measurements="""
              | taken_on   | value
        ------+------------+------
        anna  | 2026-04-01 | 55
        anna  | 2026-10-01 | 64
        bo    | 2026-04-01 | 54
        bo    | 2026-10-01 | 64
        cia   | 2026-04-01 | 53
        cia   | 2026-10-01 | 64
        dan   | 2026-04-01 | 53
        dan   | 2026-10-01 | 63
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired", "dan": "quiet"},
        measures={
            "anna": {"hba1c_after_rise": 0},
            "bo": {"hba1c_after_rise": 64},
            "cia": {"hba1c_after_rise": 64},
            "dan": {"hba1c_after_rise": 63},
        },
    )


def test_for_the_oldest_a_rise_does_not_count(spec):
    """From the eightieth birthday on only the upper limit decides."""
    spec(
        on="2026-11-01",
        clients="""
              | born_on
        ------+-----------
        anna  | 1946-11-01
        bo    | 1946-11-02
        """,
        diagnoses="""
              | code
        ------+------
        anna  | E11.9
        bo    | E11.9
        """,
        measurements="""
              | taken_on   | value
        ------+------------+------
        anna  | 2026-04-01 | 50
        anna  | 2026-10-01 | 70
        bo    | 2026-04-01 | 50
        bo    | 2026-10-01 | 70
        """,
        outcomes={"anna": "quiet", "bo": "fired"},
        measures={"anna": {"hba1c_after_rise": 0}, "bo": {"hba1c_after_rise": 70}},
    )


def test_the_result_must_be_within_fifteen_months(spec):
    """The window begins 455 days before the as-of day; without a result: unknown."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code
        ------+------
        anna  | E11.9
        bo    | E11.9
        cia   | E11.9
        dan   | E11.9
        eva   | E11.9
        """,
        measurements="""
              | taken_on   | value
        ------+------------+------
        anna  | 2025-08-02 | 80
        bo    | 2025-08-03 | 80
        cia   | 2026-11-01 | 80
        dan   | 2026-11-02 | 80
        """,
        outcomes={
            "anna": "not_assessable",
            "bo": "fired",
            "cia": "fired",
            "dan": "not_assessable",
            "eva": "not_assessable",
        },
        measures={"anna": {"hba1c": None, "hba1c_after_rise": None}},
        reasons={"anna": "hba1c", "dan": "hba1c", "eva": "hba1c"},
    )


def test_the_result_before_may_be_older(spec):
    """The one before is looked for within 821 days."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code
        ------+------
        anna  | E11.9
        bo    | E11.9
        """,
        measurements="""
              | taken_on   | value
        ------+------------+------
        anna  | 2024-08-02 | 50
        anna  | 2026-10-01 | 70
        bo    | 2024-08-03 | 50
        bo    | 2026-10-01 | 70
        """,
        outcomes={"anna": "quiet", "bo": "fired"},
        measures={"anna": {"hba1c_after_rise": 0}, "bo": {"hba1c_after_rise": 70}},
    )


def test_only_final_results_with_a_number_count(spec):
    """A corrected result is final; preliminary, rejected and text results are not."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code
        ------+------
        anna  | E11.9
        bo    | E11.9
        cia   | E11.9
        dan   | E11.9
        """,
        measurements="""
              | value | result_status
        ------+-------+--------------
        anna  | 80    | preliminary
        bo    | 80    | rejected
        cia   | -     | final
        dan   | 80    | corrected
        """,
        outcomes={
            "anna": "not_assessable",
            "bo": "not_assessable",
            "cia": "not_assessable",
            "dan": "fired",
        },
    )


def test_only_hba1c_is_hba1c(spec):
    """Another result says nothing of it."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code
        ------+------
        anna  | E11.9
        """,
        measurements="""
              | analyte | value | unit
        ------+---------+-------+-----
        anna  | weight  | 80    | kg
        """,
        outcomes={"anna": "not_assessable"},
    )


def test_per_cent_is_converted(spec):
    """9.0 % is 74.9 mmol/mol and 9.1 % is 76; so is a small number without a unit."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code
        ------+------
        anna  | E11.9
        bo    | E11.9
        cia   | E11.9
        dan   | E11.9
        """,
        measurements="""
              | value | unit
        ------+-------+-----
        anna  | 9.0   | %
        bo    | 9.1   | %
        cia   | 9.1   | -
        dan   | 20    | -
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired", "dan": "quiet"},
        measures={
            "anna": {"hba1c": 74.9},
            "bo": {"hba1c": 76.0},
            "cia": {"hba1c": 76.0},
            "dan": {"hba1c": 20},
        },
    )


def test_hypoglycaemias_alone_can_decide(spec):
    """Two days with a hypoglycaemia fire even without a result; one leaves it open."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | recorded_on | code
        ------+-------------+------
        anna  | 2020-01-07  | E11.9
        anna  | 2026-10-01  | E16.0
        anna  | 2026-10-01  | E16.2
        bo    | 2020-01-07  | E11.9
        bo    | 2026-10-01  | E16.0
        bo    | 2026-10-02  | E16.2
        cia   | 2020-01-07  | E11.9
        cia   | 2026-10-01  | E15
        cia   | 2026-10-02  | E16.1
        cia   | 2026-10-03  | E16.0
        """,
        outcomes={"anna": "not_assessable", "bo": "fired", "cia": "fired"},
        measures={
            "anna": {"hypoglycaemia_days": 1},
            "bo": {"hypoglycaemia_days": 2, "hba1c": None},
            "cia": {"hypoglycaemia_days": 3},
        },
        evidence={"bo": ["diagnosis-5", "diagnosis-6"]},
    )


def test_hypoglycaemias_count_in_every_code_system(spec):
    """One day in ICPC-2 and one in SNOMED CT are two days."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | recorded_on | code      | system
        ------+-------------+-----------+-------
        anna  | 2020-01-07  | T90       | icpc2
        anna  | 2026-10-01  | T87       | icpc2
        anna  | 2026-10-02  | 302866003 | snomed
        """,
        outcomes={"anna": "fired"},
    )


def test_hypoglycaemias_have_a_window_and_must_be_established(spec):
    """Within 365 days, not after the as-of day, and more than a suspicion."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | recorded_on | code  | confirmed
        ------+-------------+-------+----------
        anna  | 2020-01-07  | E11.9 | yes
        anna  | 2025-11-01  | E16.0 | yes
        bo    | 2020-01-07  | E11.9 | yes
        bo    | 2025-11-02  | E16.0 | -
        cia   | 2020-01-07  | E11.9 | yes
        cia   | 2026-11-02  | E16.0 | yes
        dan   | 2020-01-07  | E11.9 | yes
        dan   | 2026-10-01  | E16.0 | no
        eva   | 2020-01-07  | E11.9 | yes
        eva   | 2026-10-01  | E16.3 | yes
        """,
        measurements="""
              | value
        ------+------
        anna  | 53
        bo    | 53
        cia   | 53
        dan   | 53
        eva   | 53
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan", "eva"], "quiet"),
        measures={
            "anna": {"hypoglycaemia_days": 0},
            "bo": {"hypoglycaemia_days": 1},
            "cia": {"hypoglycaemia_days": 0},
            "dan": {"hypoglycaemia_days": 0},
            "eva": {"hypoglycaemia_days": 0},
        },
    )


def test_the_rule_is_about_people_with_diabetes(spec):
    """Recorded in any system, also when marked as over; a suspicion is not enough."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | system | confirmed | recorded_on | ended_on
        ------+-------+--------+-----------+-------------+-----------
        anna  | E11.9 | icd10  | yes       | 2012-03-01  | -
        bo    | T90   | icpc2  | -         | 2012-03-01  | -
        cia   | E11   | icd10  | yes       | 2012-03-01  | 2012-03-01
        dan   | E11   | icd10  | no        | 2012-03-01  | -
        eva   | E11   | icd10  | yes       | 2026-11-02  | -
        finn  | E21   | icd10  | yes       | 2012-03-01  | -
        gun   | 44054006 | snomed | yes    | 2012-03-01  | -
        hans  | E11   | icd10  | yes       | 2026-11-01  | -
        """,
        measurements="""
              | value
        ------+------
        gun   | 80
        hans  | 80
        anna  | 80
        bo    | 80
        cia   | 80
        dan   | 80
        eva   | 80
        finn  | 80
        """,
        outcomes={
            "anna": "fired",
            "bo": "fired",
            "cia": "fired",
            "dan": "not_applicable",
            "eva": "not_applicable",
            "finn": "not_applicable",
            "gun": "fired",
            "hans": "fired",
        },
        measures={
            "dan": {"hba1c": None, "hba1c_after_rise": None, "hypoglycaemia_days": None}
        },
    )


def test_dispensed_medicine_makes_it_applicable(spec):
    """Glucose-lowering medicine dispensed within 365 days; a prescription is not."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | event      | occurred_on | substance_code
        ------+------------+-------------+---------------
        anna  | dispensed  | 2025-11-01  | A10BA02
        bo    | dispensed  | 2025-11-02  | A10BA02
        cia   | dispensed  | 2026-11-01  | A10AB05
        dan   | dispensed  | 2026-11-02  | A10BA02
        eva   | prescribed | 2026-10-01  | A10BA02
        finn  | dispensed  | 2026-10-01  | C07AB02
        """,
        outcomes={
            "anna": "not_applicable",
            "bo": "not_assessable",
            "cia": "not_assessable",
            "dan": "not_applicable",
            "eva": "not_applicable",
            "finn": "not_applicable",
        },
    )
