"""Monitoring of an illness or a medicine that has not been done for long."""


def test_hba1c_is_late_after_fifteen_months(spec):
    """456 days after the last one it is not; 457 and 458 days after, it is."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | E11.9 | 2015-03-01
        bo    | E11.9 | 2015-03-01
        cia   | E11.9 | 2015-03-01
        dan   | E11.9 | 2015-03-01
        """,
        measurements="""
              | analyte | taken_on
        ------+---------+-----------
        anna  | hba1c   | 2025-08-02
        bo    | hba1c   | 2025-08-01
        cia   | hba1c   | 2025-07-31
        cia   | hba1c   | 2025-03-01
        dan   | hba1c   | 2024-03-01
        dan   | hba1c   | 2026-08-01
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired", "dan": "quiet"},
        measures={
            "anna": {"days_without_hba1c": 456, "days_without_inr": 0},
            "bo": {"days_without_hba1c": 457},
            "cia": {"days_without_hba1c": 458},
            "dan": {"days_without_hba1c": 92},
        },
        evidence={
            "bo": ["diagnosis-2", "measurement-2"],
            "cia": ["diagnosis-3", "measurement-3"],
        },
    )


def test_inr_is_late_after_twelve_weeks_on_warfarin(spec):
    """84 days after the last one it is not; 85 and 86 days after, it is."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | substance_code | occurred_on | days_supply
        ------+----------------+-------------+------------
        anna  | B01AA03        | 2026-05-01  | 100
        anna  | B01AA03        | 2026-08-01  | 100
        bo    | B01AA03        | 2026-05-01  | 100
        bo    | B01AA03        | 2026-08-01  | 100
        cia   | B01AA03        | 2026-05-01  | 100
        cia   | B01AA03        | 2026-08-01  | 100
        """,
        measurements="""
              | analyte | taken_on   | value
        ------+---------+------------+------
        anna  | inr     | 2026-08-09 | 2.4
        bo    | inr     | 2026-08-08 | 2.4
        cia   | inr     | 2026-08-07 | 2.4
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired"},
        measures={
            "anna": {"days_without_inr": 84, "days_without_hba1c": 0},
            "bo": {"days_without_inr": 85},
            "cia": {"days_without_inr": 86},
        },
        evidence={"bo": ["event-4", "measurement-2"]},
    )


def test_lithium_and_neutrophils_have_limits_of_their_own(spec):
    """A lithium level after 183 days, a neutrophil count after 56 days."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | substance_code | occurred_on | days_supply
        ------+----------------+-------------+------------
        anna  | N05AN01        | 2026-01-01  | 365
        bo    | N05AN01        | 2026-01-01  | 365
        cia   | N05AN01        | 2026-01-01  | 365
        dan   | N05AH02        | 2026-01-01  | 365
        eva   | N05AH02        | 2026-01-01  | 365
        finn  | N05AH02        | 2026-01-01  | 365
        """,
        measurements="""
              | analyte     | taken_on   | value
        ------+-------------+------------+------
        anna  | lithium     | 2026-05-02 | 0.7
        bo    | lithium     | 2026-05-01 | 0.7
        cia   | lithium     | 2026-04-30 | 0.7
        dan   | neutrophils | 2026-09-06 | 4
        eva   | neutrophils | 2026-09-05 | 4
        finn  | neutrophils | 2026-09-04 | 4
        """,
        outcomes={
            "anna": "quiet",
            "bo": "fired",
            "cia": "fired",
            "dan": "quiet",
            "eva": "fired",
            "finn": "fired",
        },
        measures={
            "anna": {"days_without_lithium": 183, "days_without_neutrophils": 0},
            "bo": {"days_without_lithium": 184},
            "dan": {"days_without_neutrophils": 56, "days_without_lithium": 0},
            "eva": {"days_without_neutrophils": 57},
        },
        evidence={"bo": ["event-2", "measurement-2"]},
    )


def test_another_result_does_not_stand_in(spec):
    """A potassium is no INR, and an INR is no lithium level."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | substance_code | occurred_on | days_supply
        ------+----------------+-------------+------------
        anna  | B01AA03        | 2026-01-01  | 365
        bo    | N05AN01        | 2026-01-01  | 365
        """,
        measurements="""
              | analyte   | taken_on   | value
        ------+-----------+------------+------
        anna  | inr       | 2026-02-01 | 2.4
        anna  | potassium | 2026-10-01 | 4
        bo    | lithium   | 2026-02-01 | 0.7
        bo    | inr       | 2026-10-01 | 1.0
        """,
        outcomes={"anna": "fired", "bo": "fired"},
        measures={
            "anna": {"days_without_inr": 273},
            "bo": {"days_without_lithium": 273, "days_without_inr": 0},
        },
        evidence={
            "anna": ["event-1", "measurement-1"],
            "bo": ["event-2", "measurement-3"],
        },
    )


def test_without_a_result_the_days_are_counted_from_the_beginning(spec):
    """From the first diagnosis or the present use, where the county's data reach."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | E11.9 | 2025-08-02
        bo    | E11.9 | 2025-08-01
        bo    | E11.9 | 2026-08-01
        """,
        prescriptions="""
              | substance_code | occurred_on | days_supply
        ------+----------------+-------------+------------
        cia   | B01AA03        | 2026-08-09  | 100
        dan   | B01AA03        | 2026-08-08  | 100
        """,
        measurements="""
              | analyte | taken_on   | value
        ------+---------+------------+------
        eva   | hba1c   | 2024-01-01 | 40
        eva   | inr     | 2024-01-01 | 1
        """,
        outcomes={
            "anna": "quiet",
            "bo": "fired",
            "cia": "quiet",
            "dan": "fired",
            "eva": "not_applicable",
        },
        measures={
            "anna": {"days_without_hba1c": 456},
            "bo": {"days_without_hba1c": 457},
            "cia": {"days_without_inr": 84},
            "dan": {"days_without_inr": 85},
        },
        evidence={"bo": ["diagnosis-2"], "dan": ["event-2"]},
    )


def test_the_county_cannot_miss_what_lies_before_its_own_results(spec):
    """Where its first result is younger than the limit, nobody can be told late."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | E11.9 | 2015-03-01
        bo    | E11.9 | 2026-03-01
        """,
        prescriptions="""
              | substance_code | occurred_on | days_supply
        ------+----------------+-------------+------------
        cia   | B01AA03        | 2026-05-01  | 200
        dan   | N05AN01        | 2026-01-01  | 365
        eva   | N05AN01        | 2026-10-01  | 100
        """,
        measurements="""
              | analyte | taken_on   | value | result_status
        ------+---------+------------+-------+--------------
        finn  | hba1c   | 2025-08-02 | 40    | final
        finn  | hba1c   | 2025-08-01 | 40    | rejected
        finn  | inr     | 2026-08-08 | 1     | final
        finn  | lithium | 2026-11-02 | 0.7   | final
        """,
        outcomes={
            "anna": "not_assessable",
            "bo": "quiet",
            "cia": "fired",
            "dan": "not_assessable",
            "eva": "quiet",
            "finn": "not_applicable",
        },
        measures={
            "anna": {"days_without_hba1c": 456},
            "bo": {"days_without_hba1c": 245},
            "cia": {"days_without_inr": 85},
            "dan": {"days_without_lithium": 0},
        },
        reasons={"anna": "range", "dan": "range"},
    )


def test_a_later_beginning_counts_instead_of_an_old_result(spec):
    """A new diagnosis, a use that began anew, or moving in after the last result."""
    spec(
        on="2026-11-01",
        clients="""
              | moved_in_on
        ------+------------
        dan   | 2025-08-02
        eva   | 2025-08-01
        finn  | 2026-12-01
        """,
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | E11.9 | 2026-09-01
        dan   | E11.9 | 2015-03-01
        eva   | E11.9 | 2015-03-01
        finn  | E11.9 | 2015-03-01
        """,
        prescriptions="""
              | substance_code | occurred_on | days_supply
        ------+----------------+-------------+------------
        bo    | B01AA03        | 2025-06-01  | 90
        bo    | B01AA03        | 2026-10-01  | 90
        cia   | B01AA03        | 2026-04-01  | 90
        cia   | B01AA03        | 2026-07-01  | 90
        cia   | B01AA03        | 2026-10-01  | 90
        """,
        measurements="""
              | analyte | taken_on   | value
        ------+---------+------------+------
        anna  | hba1c   | 2024-09-01 | 45
        bo    | inr     | 2025-07-01 | 2.4
        cia   | inr     | 2026-05-01 | 2.4
        dan   | hba1c   | 2024-09-01 | 45
        eva   | hba1c   | 2024-09-01 | 45
        finn  | hba1c   | 2024-09-01 | 45
        """,
        outcomes={
            "anna": "quiet",
            "bo": "quiet",
            "cia": "fired",
            "dan": "quiet",
            "eva": "fired",
            "finn": "quiet",
        },
        measures={
            "anna": {"days_without_hba1c": 61},
            "bo": {"days_without_inr": 31},
            "cia": {"days_without_inr": 184},
            "dan": {"days_without_hba1c": 456},
            "eva": {"days_without_hba1c": 457},
            "finn": {"days_without_hba1c": 0},
        },
    )


def test_any_sample_that_was_not_rejected_counts(spec):
    """Preliminary, corrected or without a number; not after the as-of day."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | E11.9 | 2015-03-01
        bo    | E11.9 | 2015-03-01
        cia   | E11.9 | 2015-03-01
        dan   | E11.9 | 2015-03-01
        eva   | E11.9 | 2015-03-01
        finn  | E11.9 | 2015-03-01
        """,
        measurements="""
              | taken_on   | value | result_status
        ------+------------+-------+--------------
        anna  | 2025-01-01 | 45    | final
        anna  | 2026-10-01 | 45    | rejected
        bo    | 2026-10-01 | 45    | preliminary
        cia   | 2026-10-01 | -     | final
        dan   | 2026-10-01 | 45    | corrected
        eva   | 2025-01-01 | 45    | final
        eva   | 2026-11-02 | 45    | final
        finn  | 2026-11-01 | 45    | final
        """,
        outcomes={
            "anna": "fired",
            "bo": "quiet",
            "cia": "quiet",
            "dan": "quiet",
            "eva": "fired",
            "finn": "quiet",
        },
        measures={
            "anna": {"days_without_hba1c": 669},
            "bo": {"days_without_hba1c": 31},
            "finn": {"days_without_hba1c": 0},
        },
        evidence={"anna": ["diagnosis-1", "measurement-1"]},
    )


def test_a_medicine_must_be_in_use(spec):
    """Its supply and the grace reach past the day; ended prescriptions do not count."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | substance_code | occurred_on | days_supply | ended_on   | event
        ------+----------------+-------------+-------------+------------+----------
        anna  | B01AA03        | 2026-07-11  | 91          | -          | dispensed
        bo    | B01AA03        | 2026-07-12  | 91          | -          | dispensed
        cia   | B01AA03        | 2026-07-12  | 91          | 2026-11-01 | dispensed
        dan   | B01AA03        | 2026-07-12  | 91          | 2026-11-02 | dispensed
        eva   | B01AA03        | 2026-07-12  | 180         | -          | renewed
        finn  | B01AF02        | 2026-07-12  | 180         | -          | dispensed
        gun   | B01AA03        | 2026-11-02  | 180         | -          | dispensed
        hans  | B01AA03        | 2024-11-01  | 400         | -          | dispensed
        hans  | B01AA03        | 2025-11-01  | 400         | -          | dispensed
        ida   | B01AA03        | 2024-11-02  | 400         | -          | dispensed
        ida   | B01AA03        | 2025-11-01  | 400         | -          | dispensed
        """,
        measurements="""
              | analyte | taken_on   | value
        ------+---------+------------+------
        jan   | inr     | 2024-01-01 | 1
        """,
        outcomes={
            "anna": "not_applicable",
            "bo": "fired",
            "cia": "not_applicable",
            "dan": "fired",
            "eva": "not_applicable",
            "finn": "not_applicable",
            "gun": "not_applicable",
            "hans": "fired",
            "ida": "fired",
            "jan": "not_applicable",
        },
        measures={
            "bo": {"days_without_inr": 112},
            "hans": {"days_without_inr": 365},
            "ida": {"days_without_inr": 729},
        },
        evidence={"ida": ["event-11"]},
    )


def test_stock_is_carried_over_and_a_grace_bridges(spec):
    """At most 90 days of stock count, and the grace is 14 days at least."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | substance_code | occurred_on | days_supply
        ------+----------------+-------------+------------
        anna  | B01AA03        | 2026-09-20  | 28
        bo    | B01AA03        | 2026-09-21  | 28
        cia   | B01AA03        | 2026-03-31  | 100
        cia   | B01AA03        | 2026-03-31  | 100
        cia   | B01AA03        | 2026-03-31  | 100
        dan   | B01AA03        | 2026-04-01  | 100
        dan   | B01AA03        | 2026-04-01  | 100
        dan   | B01AA03        | 2026-04-01  | 100
        """,
        measurements="""
              | analyte | taken_on   | value
        ------+---------+------------+------
        eva   | inr     | 2024-01-01 | 1
        """,
        outcomes={
            "anna": "not_applicable",
            "bo": "quiet",
            "cia": "not_applicable",
            "dan": "fired",
            "eva": "not_applicable",
        },
        measures={"dan": {"days_without_inr": 214}},
        evidence={"dan": ["event-6", "event-7", "event-8"]},
    )


def test_without_dispensings_prescriptions_tell_the_use(spec):
    """They last for their own supply, or else for half a year."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | substance_code | occurred_on | days_supply | event
        ------+----------------+-------------+-------------+-----------
        anna  | B01AA03        | 2026-05-01  | -           | prescribed
        bo    | B01AA03        | 2026-03-21  | -           | prescribed
        finn  | B01AA03        | 2026-03-22  | -           | prescribed
        cia   | B01AA03        | 2026-06-01  | 300         | renewed
        dan   | B01AA03        | 2026-06-01  | 300         | renewal_requested
        """,
        measurements="""
              | analyte | taken_on   | value
        ------+---------+------------+------
        eva   | inr     | 2024-01-01 | 1
        """,
        outcomes={
            "anna": "fired",
            "bo": "not_applicable",
            "cia": "fired",
            "dan": "not_applicable",
            "eva": "not_applicable",
            "finn": "fired",
        },
        measures={"anna": {"days_without_inr": 184}, "cia": {"days_without_inr": 153}},
    )


def test_each_kind_is_told_by_itself(spec):
    """Diabetes and warfarin: one late sample is enough, whichever it is."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | E11.9 | 2015-03-01
        bo    | E11.9 | 2015-03-01
        """,
        prescriptions="""
              | substance_code | occurred_on | days_supply
        ------+----------------+-------------+------------
        anna  | B01AA03        | 2026-05-01  | 365
        bo    | B01AA03        | 2026-05-01  | 365
        """,
        measurements="""
              | analyte | taken_on   | value
        ------+---------+------------+------
        anna  | hba1c   | 2025-01-01 | 45
        anna  | inr     | 2026-10-01 | 2.4
        bo    | hba1c   | 2026-10-01 | 45
        bo    | inr     | 2026-10-01 | 2.4
        """,
        outcomes={"anna": "fired", "bo": "quiet"},
        measures={
            "anna": {"days_without_hba1c": 669, "days_without_inr": 31},
            "bo": {"days_without_hba1c": 31, "days_without_inr": 31},
        },
        evidence={"anna": ["diagnosis-1", "event-1", "measurement-1", "measurement-2"]},
    )


def test_the_rule_is_about_people_who_need_monitoring(spec):
    """Diabetes recorded in any system, or glucose-lowering medicine in use."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code     | system | confirmed | recorded_on | ended_on
        ------+----------+--------+-----------+-------------+-----------
        anna  | E11.9    | icd10  | yes       | 2012-03-01  | 2012-03-01
        bo    | T90      | icpc2  | -         | 2026-11-01  | -
        cia   | 73211009 | snomed | yes       | 2012-03-01  | -
        dan   | E11.9    | icd10  | no        | 2012-03-01  | -
        eva   | E11.9    | icd10  | yes       | 2026-11-02  | -
        finn  | E09      | icd10  | yes       | 2012-03-01  | -
        """,
        prescriptions="""
              | substance_code | occurred_on | days_supply
        ------+----------------+-------------+------------
        gun   | A10BA02        | 2026-10-01  | 90
        hans  | A10BA02        | 2026-01-01  | 90
        """,
        measurements="""
              | taken_on
        ------+-----------
        ida   | 2024-01-01
        """,
        outcomes={
            "anna": "fired",
            "bo": "quiet",
            "cia": "fired",
            "dan": "not_applicable",
            "eva": "not_applicable",
            "finn": "not_applicable",
            "gun": "quiet",
            "hans": "not_applicable",
            "ida": "not_applicable",
        },
        measures={
            "bo": {"days_without_hba1c": 0},
            "gun": {"days_without_hba1c": 31},
            "dan": {"days_without_hba1c": None},
        },
    )


def test_who_has_moved_away_is_cared_for_elsewhere(spec):
    """From the day of the move on; who moves tomorrow still lives here."""
    spec(
        on="2026-11-01",
        clients="""
              | moved_out_on
        ------+-------------
        anna  | 2026-11-01
        bo    | 2026-11-02
        """,
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | E11.9 | 2012-03-01
        bo    | E11.9 | 2012-03-01
        """,
        measurements="""
              | taken_on
        ------+-----------
        anna  | 2024-01-01
        bo    | 2024-01-01
        """,
        contacts="""
              | starts_at
        ------+-----------
        anna  | 2026-06-01
        """,
        outcomes={"anna": "not_applicable", "bo": "fired"},
    )
