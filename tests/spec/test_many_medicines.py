"""Many regular medicines at once."""

SIX = """
      | substance_code
------+---------------
anna  | A02BC01
anna  | A10BA02
anna  | B01AF01
anna  | C03CA01
anna  | C07AB02
anna  | C09AA05
"""


def test_six_medicines_are_quiet(spec):
    """Six regular medicines stay below the limit."""
    spec(
        on="2026-11-01",
        prescriptions=SIX,
        outcomes={"anna": "quiet"},
        measures={"anna": {"medicines": 6, "prescribed_medicines": 0}},
    )


def test_seven_medicines_fire(spec):
    """Seven meet the limit, and their dispensings are the evidence."""
    spec(
        on="2026-11-01",
        prescriptions=SIX + "anna  | C10AA05",
        outcomes={"anna": "fired"},
        measures={"anna": {"medicines": 7}},
        evidence={"anna": [f"event-{number}" for number in range(1, 8)]},
    )


def test_eight_medicines_fire(spec):
    """Eight regular medicines are above the limit."""
    spec(
        on="2026-11-01",
        prescriptions=SIX + "anna  | C10AA05\nanna  | N06AB04",
        outcomes={"anna": "fired"},
        measures={"anna": {"medicines": 8}},
    )


def test_without_any_row_there_are_no_medicines(spec):
    """Somebody without prescriptions takes none: quiet, not unknown."""
    spec(
        on="2026-11-01",
        prescriptions="",
        outcomes={"anna": "quiet"},
        measures={"anna": {"medicines": 0, "prescribed_medicines": 0}},
    )


def test_strengths_of_a_substance_are_one(spec):
    """Two packs of one substance are one medicine; two insulins are two."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | substance_code
        ------+---------------
        anna  | C07AB02
        anna  | C07AB02
        bo    | A10AB05
        bo    | A10AE04
        """,
        outcomes={"anna": "quiet", "bo": "quiet"},
        measures={"anna": {"medicines": 1}, "bo": {"medicines": 2}},
    )


def test_a_gabapentinoid_that_changed_its_code_is_one(spec):
    """The old and the new code of pregabalin, or of gabapentin, are one substance."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | substance_code
        ------+---------------
        anna  | N03AX16
        anna  | N02BF02
        bo    | N03AX12
        bo    | N02BF01
        cia   | N02BF01
        cia   | N02BF02
        """,
        outcomes={"anna": "quiet", "bo": "quiet", "cia": "quiet"},
        measures={
            "anna": {"medicines": 1},
            "bo": {"medicines": 1},
            "cia": {"medicines": 2},
        },
    )


def test_groups_that_are_left_out_do_not_count(spec):
    """Vaccines, skin products, short antimicrobials, vitamins and the like are left."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | substance_code
        ------+---------------
        anna  | J07BB02
        anna  | D07AC01
        anna  | J01CA04
        anna  | A11CC05
        anna  | G03AA07
        anna  | S01AA01
        anna  | B01AB05
        bo    | J01XX05
        bo    | S01ED51
        bo    | D05BB02
        """,
        outcomes={"anna": "quiet", "bo": "quiet"},
        measures={"anna": {"medicines": 0}, "bo": {"medicines": 3}},
    )


def test_medicines_taken_when_needed_do_not_count(spec):
    """Taken when needed does not count; not known whether it is so does."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | as_needed
        ------+----------
        anna  | yes
        bo    | no
        cia   | -
        """,
        outcomes={"anna": "quiet", "bo": "quiet", "cia": "quiet"},
        measures={
            "anna": {"medicines": 0},
            "bo": {"medicines": 1},
            "cia": {"medicines": 1},
        },
    )


def test_an_ended_prescription_does_not_count(spec):
    """A prescription ended by the as-of day is over; one that ends later is not."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | ended_on
        ------+-----------
        anna  | 2026-10-31
        bo    | 2026-11-01
        cia   | 2026-11-02
        """,
        outcomes={"anna": "quiet", "bo": "quiet", "cia": "quiet"},
        measures={
            "anna": {"medicines": 0},
            "bo": {"medicines": 0},
            "cia": {"medicines": 1},
        },
    )


def test_renewed_medicines_stay_regular(spec):
    """An ended prescription tells how long a substance has been used, no more."""
    seven = ["A02BC01", "A10BA02", "B01AF01", "C03CA01", "C07AB02", "C09AA05"]
    seven += ["C10AA05"]
    dispensed = [
        ("2026-01-04", "2026-10-01"),
        ("2026-04-04", "2026-10-01"),
        ("2026-07-03", "2026-10-01"),
        ("2026-10-01", "-"),
    ]
    spec(
        on="2026-11-01",
        prescriptions="| occurred_on | ended_on | permanent | substance_code\n"
        + "".join(
            f"anna | {day} | {ended} | no | {substance}\n"
            for substance in seven
            for day, ended in dispensed
        ),
        outcomes={"anna": "fired"},
        measures={"anna": {"medicines": 7}},
        evidence={"anna": sorted(f"event-{number}" for number in range(1, 29))},
    )


def test_an_ended_prescription_is_history_alone(spec):
    """Its supply is not used any more; its length and its permanent mark stay."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | occurred_on | days_supply | ended_on   | permanent
        ------+-------------+-------------+------------+----------
        anna  | 2026-08-01  | 60          | 2026-10-01 | no
        anna  | 2026-09-30  | 30          | -          | no
        bo    | 2026-08-02  | 60          | 2026-10-01 | no
        bo    | 2026-09-30  | 30          | -          | no
        cia   | 2026-09-01  | 30          | 2026-10-01 | yes
        cia   | 2026-09-30  | 30          | -          | no
        dan   | 2026-07-01  | 90          | 2026-10-01 | yes
        dan   | 2026-10-01  | 90          | 2026-11-01 | yes
        eva   | 2026-10-01  | 90          | 2026-11-01 | yes
        eva   | 2026-06-01  | 90          | -          | no
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan", "eva"], "quiet"),
        measures={
            "anna": {"medicines": 1},
            "bo": {"medicines": 0},
            "cia": {"medicines": 1},
            "dan": {"medicines": 0},
            "eva": {"medicines": 0},
        },
    )


def test_a_product_without_a_substance_does_not_count(spec):
    """An ex tempore product has no substance to be told apart by."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | substance_code | substance_system
        ------+----------------+-----------------
        anna  | -              | -
        bo    | 617314         | rxnorm
        """,
        outcomes={"anna": "quiet", "bo": "quiet"},
        measures={"anna": {"medicines": 0}, "bo": {"medicines": 1}},
    )


def test_nothing_after_the_as_of_day_counts(spec):
    """What is dispensed on the as-of day counts; the day after does not."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | occurred_on
        ------+------------
        anna  | 2026-11-01
        bo    | 2026-11-02
        """,
        outcomes={"anna": "quiet", "bo": "quiet"},
        measures={"anna": {"medicines": 1}, "bo": {"medicines": 0}},
    )


def test_supply_with_its_grace_must_reach_past_the_as_of_day(spec):
    """Thirty days have a grace of fourteen, a hundred days one of a quarter."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | occurred_on | days_supply
        ------+-------------+------------
        anna  | 2026-09-18  | 30
        bo    | 2026-09-19  | 30
        cia   | 2026-06-29  | 100
        dan   | 2026-06-30  | 100
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan"], "quiet"),
        measures={
            "anna": {"medicines": 0},
            "bo": {"medicines": 1},
            "cia": {"medicines": 0},
            "dan": {"medicines": 1},
        },
    )


def test_what_is_carried_over_is_capped(spec):
    """Of much on one day, ninety days go on to the last pack, and then its grace."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | occurred_on | days_supply
        ------+-------------+------------
        anna  | 2026-05-20  | 60
        anna  | 2026-05-20  | 60
        anna  | 2026-05-20  | 60
        bo    | 2026-05-21  | 60
        bo    | 2026-05-21  | 60
        bo    | 2026-05-21  | 60
        """,
        outcomes={"anna": "quiet", "bo": "quiet"},
        measures={"anna": {"medicines": 0}, "bo": {"medicines": 1}},
    )


def test_the_look_back_has_an_edge(spec):
    """Even the longest supply is looked for within 365 days."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | occurred_on | days_supply
        ------+-------------+------------
        anna  | 2025-11-01  | 400
        bo    | 2025-11-02  | 400
        """,
        outcomes={"anna": "quiet", "bo": "quiet"},
        measures={"anna": {"medicines": 0}, "bo": {"medicines": 1}},
    )


def test_dispensings_far_enough_apart_make_it_regular(spec):
    """Two dispensings sixty days apart are regular use, fifty-nine are not yet."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | occurred_on | days_supply | permanent
        ------+-------------+-------------+----------
        anna  | 2026-08-02  | 30          | no
        anna  | 2026-09-30  | 30          | no
        bo    | 2026-08-01  | 30          | no
        bo    | 2026-09-30  | 30          | -
        cia   | 2026-07-31  | 30          | no
        cia   | 2026-09-30  | 30          | no
        """,
        outcomes={"anna": "quiet", "bo": "quiet", "cia": "quiet"},
        measures={
            "anna": {"medicines": 0},
            "bo": {"medicines": 1},
            "cia": {"medicines": 1},
        },
    )


def test_enough_covered_days_make_it_regular(spec):
    """One dispensing that covers ninety of the recent days is regular use."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | occurred_on | days_supply | permanent
        ------+-------------+-------------+----------
        anna  | 2026-08-05  | 100         | no
        bo    | 2026-08-04  | 100         | no
        cia   | 2026-08-03  | 100         | -
        dan   | 2026-08-05  | 100         | yes
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan"], "quiet"),
        measures={
            "anna": {"medicines": 0},
            "bo": {"medicines": 1},
            "cia": {"medicines": 1},
            "dan": {"medicines": 1},
        },
    )


PRESCRIBED = """
      | event      | occurred_on | days_supply | substance_code
------+------------+-------------+-------------+---------------
anna  | prescribed | 2026-06-01  | -           | A02BC01
anna  | prescribed | 2026-06-01  | -           | A10BA02
anna  | prescribed | 2026-06-01  | -           | B01AF01
anna  | prescribed | 2026-06-01  | -           | C03CA01
anna  | prescribed | 2026-06-01  | -           | C07AB02
anna  | prescribed | 2026-06-01  | -           | C09AA05
anna  | renewed    | 2026-06-01  | -           | C10AA05
anna  | renewed    | 2026-06-01  | -           | N06AB04
"""


def test_eight_prescribed_medicines_are_quiet(spec):
    """Where no dispensing is known, eight prescribed medicines stay below."""
    spec(
        on="2026-11-01",
        prescriptions=PRESCRIBED,
        outcomes={"anna": "quiet"},
        measures={"anna": {"medicines": 0, "prescribed_medicines": 8}},
    )


def test_nine_prescribed_medicines_fire(spec):
    """Where no dispensing is known, nine prescribed medicines meet the limit."""
    spec(
        on="2026-11-01",
        prescriptions=PRESCRIBED
        + "anna  | prescribed | 2026-06-01  | - | A10AE04\n"
        + "bo    | prescribed | 2026-06-01  | - | A10AE04\n",
        outcomes={"anna": "fired", "bo": "quiet"},
        measures={"anna": {"medicines": 0, "prescribed_medicines": 9}},
    )


def test_ten_prescribed_medicines_fire(spec):
    """Where no dispensing is known, ten prescribed medicines are above the limit."""
    spec(
        on="2026-11-01",
        prescriptions=PRESCRIBED
        + "anna  | prescribed | 2026-06-01  | - | A10AE04\n"
        + "anna  | prescribed | 2026-06-01  | - | N02BE01\n",
        outcomes={"anna": "fired"},
        measures={"anna": {"prescribed_medicines": 10}},
    )


def test_one_dispensing_in_the_source_makes_prescriptions_no_measure(spec):
    """Where the source knows dispensings, a prescription alone says nothing of use."""
    spec(
        on="2026-11-01",
        prescriptions=PRESCRIBED
        + "anna  | prescribed | 2026-06-01  | - | A10AE04\n"
        + "bo    | dispensed  | 2026-10-01  | - | A10AE04\n",
        outcomes={"anna": "quiet", "bo": "quiet"},
        measures={
            "anna": {"medicines": 0, "prescribed_medicines": 0},
            "bo": {"medicines": 1},
        },
    )


def test_a_prescription_without_supply_lasts_for_a_set_time(spec):
    """It is taken to last for 180 days, with a grace of a quarter; requests are not."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | event             | occurred_on | days_supply
        ------+-------------------+-------------+------------
        anna  | prescribed        | 2026-03-21  | -
        bo    | prescribed        | 2026-03-22  | -
        cia   | prescribed        | 2026-09-18  | 30
        dan   | renewal_requested | 2026-10-01  | -
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan"], "quiet"),
        measures={
            "anna": {"prescribed_medicines": 0},
            "bo": {"prescribed_medicines": 1},
            "cia": {"prescribed_medicines": 0},
            "dan": {"prescribed_medicines": 0},
        },
    )
