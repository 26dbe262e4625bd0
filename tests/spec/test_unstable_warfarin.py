"""Warfarin whose effect does not stay where it should."""

from datetime import date, timedelta

LAST_DAY = date(2026, 11, 1)


def warfarin(*people):
    """Warfarin fetched for ninety days at a time since the tenth of January."""
    rows = "".join(
        f"{who} | {day} | B01AA03\n"
        for who in people
        for day in ("2026-01-10", "2026-04-10", "2026-07-10", "2026-10-10")
    )
    return f"| occurred_on | substance_code\n{rows}"


def inr(**series):
    """INR results; each series maps days before the as-of day to values."""
    rows = "".join(
        f"{who} | {LAST_DAY - timedelta(days=days)} | inr | {value}\n"
        for who, results in series.items()
        for days, value in results.items()
    )
    return f"| taken_on | analyte | value\n{rows}"


STEADY = {100: 2.5, 75: 2.5, 50: 2.5, 25: 2.5, 0: 2.5}


def test_sixty_per_cent_of_days_in_range_are_quiet_and_less_fires(spec):
    """A hundred days, of which 61, 60 and 59 are in range."""
    spec(
        on="2026-11-01",
        prescriptions=warfarin("anna", "bo", "cia"),
        measurements=inr(
            anna={100: 2.5, 80: 2.5, 60: 2.5, 39: 2.5, 38: 4, 0: 4},
            bo={100: 2.5, 80: 2.5, 60: 2.5, 40: 2.5, 39: 4, 0: 4},
            cia={100: 2.5, 80: 2.5, 60: 2.5, 41: 2.5, 40: 4, 0: 4},
        ),
        outcomes={"anna": "quiet", "bo": "quiet", "cia": "fired"},
        measures={
            "anna": {"time_in_range": 61, "high_inr_days": 0, "highest_inr": 4},
            "bo": {"time_in_range": 60},
            "cia": {"time_in_range": 59},
        },
        evidence={"cia": [f"measurement-{number}" for number in range(13, 19)]},
    )


def test_both_ends_of_the_range_are_in_it(spec):
    """2.0 and 3.0 are in range; days between have values between."""
    spec(
        on="2026-11-01",
        prescriptions=warfarin("anna", "bo", "cia", "dan"),
        measurements=inr(
            anna=dict.fromkeys(STEADY, 2.0),
            bo=dict.fromkeys(STEADY, 3.0),
            cia=dict.fromkeys(STEADY, 1.9),
            dan={100: 1.0, 75: 2.0, 50: 3.0, 25: 4.0, 0: 5.0},
        ),
        outcomes={"anna": "quiet", "bo": "quiet", "cia": "fired", "dan": "fired"},
        measures={
            "anna": {"time_in_range": 100},
            "bo": {"time_in_range": 100},
            "cia": {"time_in_range": 0},
            "dan": {"time_in_range": 26},
        },
    )


def test_a_mechanical_valve_has_a_higher_range(spec):
    """2.5 to 3.5, once it is recorded and more than a suspicion."""
    people = ["anna", "bo", "cia", "dan", "eva"]
    spec(
        on="2026-11-01",
        prescriptions=warfarin(*people),
        diagnoses="""
              | recorded_on | code  | confirmed
        ------+-------------+-------+----------
        anna  | 2010-03-01  | Z95.2 | yes
        anna  | 2011-03-01  | Z95.2 | yes
        bo    | 2026-11-01  | Z95.2 | -
        cia   | 2026-11-02  | Z95.2 | yes
        dan   | 2010-03-01  | Z95.2 | no
        eva   | 2010-03-01  | Z95.3 | yes
        """,
        measurements=inr(
            anna=dict.fromkeys(STEADY, 3.5),
            bo=dict.fromkeys(STEADY, 2.4),
            cia=dict.fromkeys(STEADY, 2.4),
            dan=dict.fromkeys(STEADY, 2.4),
            eva=dict.fromkeys(STEADY, 2.4),
        ),
        outcomes={
            "anna": "quiet",
            "bo": "fired",
            "cia": "quiet",
            "dan": "quiet",
            "eva": "quiet",
        },
        measures={
            "anna": {"time_in_range": 100},
            "bo": {"time_in_range": 0},
            "cia": {"time_in_range": 100},
        },
    )


def test_the_valve_range_has_two_ends(spec):
    """2.5 is in it, 2.4 is not; 3.5 is in it, 3.6 is not."""
    people = ["anna", "bo", "cia"]
    spec(
        on="2026-11-01",
        prescriptions=warfarin(*people),
        diagnoses="| code\n" + "".join(f"{who} | Z95.2\n" for who in people),
        measurements=inr(
            anna=dict.fromkeys(STEADY, 2.5),
            bo=dict.fromkeys(STEADY, 3.6),
            cia={100: 2.4, 75: 2.5, 50: 3.5, 25: 3.5, 0: 3.6},
        ),
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired"},
        measures={
            "anna": {"time_in_range": 100},
            "bo": {"time_in_range": 0},
            "cia": {"time_in_range": 51},
        },
    )


def test_one_day_above_five_is_quiet_and_two_fire(spec):
    """Five itself is not above; several results of a day are their mean."""
    spec(
        on="2026-11-01",
        prescriptions=warfarin("anna", "bo", "cia", "dan", "eva"),
        measurements=inr(
            anna=STEADY | {90: 5.1, 89: 2.5},
            bo=STEADY | {90: 5.1, 89: 2.5, 80: 5.1, 79: 2.5},
            cia=STEADY | {90: 5.1, 89: 2.5, 80: 5.0, 79: 2.5},
            dan=STEADY | {90: 5.1, 89: 5.1, 88: 5.1, 87: 2.5},
            eva=STEADY | {90: 5.1, 89: 2.5, 80: 5.2, 79: 2.5},
        )
        + "eva | 2026-08-13 | inr | 4.6\n",
        outcomes={
            "anna": "quiet",
            "bo": "fired",
            "cia": "quiet",
            "dan": "fired",
            "eva": "quiet",
        },
        measures={
            "anna": {"high_inr_days": 1, "highest_inr": 5.1},
            "bo": {"high_inr_days": 2},
            "cia": {"high_inr_days": 1},
            "dan": {"high_inr_days": 3},
            "eva": {"high_inr_days": 1, "highest_inr": 5.1},
        },
    )


def test_an_inr_above_eight_fires(spec):
    """Eight itself does not; without enough results it decides alone."""
    spec(
        on="2026-11-01",
        prescriptions=warfarin("anna", "bo", "cia"),
        measurements=inr(
            anna=STEADY | {90: 8.0, 89: 2.5}, bo=STEADY | {90: 8.1, 89: 2.5}, cia={5: 9}
        ),
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired"},
        measures={
            "anna": {"highest_inr": 8},
            "bo": {"highest_inr": 8.1, "high_inr_days": 1},
            "cia": {"highest_inr": 9, "time_in_range": None},
        },
    )


def test_too_few_results_or_days_cannot_be_assessed(spec):
    """Five results and ninety days are enough; two days above five decide alone."""
    spec(
        on="2026-11-01",
        prescriptions=warfarin("anna", "bo", "cia", "dan", "eva", "finn"),
        measurements=inr(
            anna={90: 2.5, 60: 2.5, 40: 2.5, 20: 2.5, 0: 2.5},
            bo={89: 2.5, 60: 2.5, 40: 2.5, 20: 2.5, 0: 2.5},
            cia={90: 2.5, 60: 2.5, 30: 2.5, 0: 2.5},
            dan={60: 5.1, 30: 5.1},
            eva={60: 5.1, 30: 2.5},
        ),
        outcomes={
            "anna": "quiet",
            "bo": "not_assessable",
            "cia": "not_assessable",
            "dan": "fired",
            "eva": "not_assessable",
            "finn": "not_assessable",
        },
        measures={
            "anna": {"time_in_range": 100},
            "bo": {"time_in_range": None, "high_inr_days": 0, "highest_inr": 2.5},
            "finn": {"time_in_range": None, "high_inr_days": 0, "highest_inr": None},
        },
        reasons={"bo": "time_in_range", "finn": "time_in_range"},
    )


def test_results_more_than_56_days_apart_tell_of_no_day_between(spec):
    """Of a hundred days sixty are left, or all."""
    spec(
        on="2026-11-01",
        prescriptions=warfarin("anna", "bo"),
        measurements=inr(
            anna={146: 2.5, 90: 2.5, 60: 2.5, 40: 2.5, 20: 2.5},
            bo={147: 2.5, 90: 2.5, 60: 2.5, 40: 2.5, 20: 2.5},
        ),
        outcomes={"anna": "quiet", "bo": "not_assessable"},
        measures={"anna": {"time_in_range": 100}},
    )


def test_days_on_a_ward_are_not_observed(spec):
    """The result of a day on a ward still counts, for the days after it, or as high."""
    spec(
        on="2026-11-01",
        prescriptions=warfarin("anna", "bo", "cia"),
        measurements=inr(
            anna={100: 4, 70: 4, 60: 2.5, 40: 2.5, 0: 2.5},
            bo={91: 2.5, 60: 2.5, 40: 2.5, 20: 2.5, 0: 2.5},
            cia=STEADY | {90: 9, 89: 2.5},
        ),
        contacts="""
              | starts_at  | ends_at    | mode
        ------+------------+------------+------
        anna  | 2026-07-25 | 2026-08-03 | ward
        bo    | 2026-08-10 | 2026-08-11 | ward
        cia   | 2026-08-03 | 2026-08-03 | ward
        cia   | 2026-08-03 | 2026-08-03 | visit
        """,
        outcomes={"anna": "quiet", "bo": "not_assessable", "cia": "fired"},
        measures={
            "anna": {"time_in_range": 100 * 64 / 90},
            "cia": {"highest_inr": 9, "time_in_range": 100 * 90 / 99},
        },
    )


def test_the_window_of_results_has_edges(spec):
    """It begins 179 days before the as-of day; nothing after that day counts."""
    spec(
        on="2026-11-01",
        prescriptions=warfarin("anna", "bo", "cia", "dan"),
        measurements=inr(
            anna={180: 9, 50: 2.5}, bo={179: 9}, cia={0: 9}, dan={-1: 9, 50: 2.5}
        ),
        outcomes={
            "anna": "not_assessable",
            "bo": "fired",
            "cia": "fired",
            "dan": "not_assessable",
        },
        measures={"anna": {"highest_inr": 2.5}, "dan": {"highest_inr": 2.5}},
    )


def test_results_of_the_first_six_weeks_do_not_count(spec):
    """Begun on 1 July: the results count from 12 August on."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | occurred_on | days_supply | substance_code
        ------+-------------+-------------+---------------
        anna  | 2026-07-01  | 100         | B01AA03
        bo    | 2026-07-01  | 100         | B01AA03
        """,
        measurements="""
              | taken_on   | analyte | value
        ------+------------+---------+------
        anna  | 2026-08-11 | inr     | 9
        anna  | 2026-10-11 | inr     | 2.5
        bo    | 2026-08-12 | inr     | 9
        """,
        outcomes={"anna": "not_assessable", "bo": "fired"},
        measures={"anna": {"highest_inr": 2.5}, "bo": {"highest_inr": 9}},
        evidence={"bo": ["measurement-3"]},
    )


def test_only_final_inr_results_with_a_number_count(spec):
    """A corrected result is final; another analyte is none."""
    spec(
        on="2026-11-01",
        prescriptions=warfarin("anna", "bo", "cia", "dan", "eva"),
        measurements="""
              | analyte    | value | result_status
        ------+------------+-------+--------------
        anna  | inr        | 9     | preliminary
        bo    | inr        | 9     | rejected
        cia   | inr        | -     | final
        dan   | inr        | 9     | corrected
        eva   | creatinine | 9     | final
        """,
        outcomes={
            "anna": "not_assessable",
            "bo": "not_assessable",
            "cia": "not_assessable",
            "dan": "fired",
            "eva": "not_assessable",
        },
        measures={"cia": {"highest_inr": None}},
    )


def test_the_rule_is_about_people_who_have_used_warfarin_for_ninety_days(spec):
    """Without a break; the supply with its grace must reach past the as-of day."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | occurred_on | days_supply | substance_code
        ------+-------------+-------------+---------------
        anna  | 2026-08-03  | 90          | B01AA03
        bo    | 2026-08-04  | 90          | B01AA03
        cia   | 2026-06-19  | 90          | B01AA03
        dan   | 2026-06-20  | 90          | B01AA03
        eva   | 2026-03-01  | 30          | B01AA03
        eva   | 2026-08-10  | 90          | B01AA03
        finn  | 2026-06-01  | 90          | B01AF01
        gun   | 2026-08-03  | 62          | B01AA03
        hugo  | 2026-08-03  | 59          | B01AA03
        ida   | 2026-07-15  | 40          | B01AA03
        ida   | 2026-08-24  | 40          | B01AA03
        jan   | 2026-07-14  | 40          | B01AA03
        jan   | 2026-08-23  | 40          | B01AA03
        """,
        outcomes={
            "anna": "not_assessable",
            "bo": "not_applicable",
            "cia": "not_applicable",
            "dan": "not_assessable",
            "eva": "not_applicable",
            "finn": "not_applicable",
            "gun": "not_assessable",
            "hugo": "not_applicable",
            "ida": "not_assessable",
            "jan": "not_applicable",
        },
        measures={"bo": {"time_in_range": None, "high_inr_days": None}},
    )


def test_warfarin_that_was_ended_is_not_in_use(spec):
    """All of its prescriptions; a renewed one goes on."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | occurred_on | substance_code | ended_on
        ------+-------------+----------------+-----------
        anna  | 2026-06-10  | B01AA03        | 2026-11-01
        anna  | 2026-09-10  | B01AA03        | 2026-11-01
        bo    | 2026-06-10  | B01AA03        | 2026-11-02
        bo    | 2026-09-10  | B01AA03        | 2026-11-02
        cia   | 2026-06-10  | B01AA03        | 2026-09-01
        cia   | 2026-09-10  | B01AA03        | -
        """,
        outcomes={
            "anna": "not_applicable",
            "bo": "not_assessable",
            "cia": "not_assessable",
        },
    )


def test_the_look_back_has_an_edge(spec):
    """A pack is looked for within 365 days; nothing after the as-of day is known."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | occurred_on | days_supply | substance_code
        ------+-------------+-------------+---------------
        anna  | 2025-11-01  | 400         | B01AA03
        bo    | 2025-11-02  | 400         | B01AA03
        cia   | 2026-11-02  | 90          | B01AA03
        dan   | 2026-07-01  | 30          | B01AA03
        dan   | 2026-07-02  | 30          | B01AA03
        dan   | 2026-07-03  | 30          | B01AA03
        """,
        outcomes={
            "anna": "not_applicable",
            "bo": "not_assessable",
            "cia": "not_applicable",
            "dan": "not_applicable",
        },
    )


def test_a_stock_of_packs_lasts(spec):
    """Of 100 and 100 and 100 days, no more than ninety are carried over."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | occurred_on | days_supply | substance_code
        ------+-------------+-------------+---------------
        anna  | 2026-03-05  | 100         | B01AA03
        anna  | 2026-03-06  | 100         | B01AA03
        anna  | 2026-03-07  | 100         | B01AA03
        bo    | 2026-03-04  | 100         | B01AA03
        bo    | 2026-03-05  | 100         | B01AA03
        bo    | 2026-03-06  | 100         | B01AA03
        """,
        outcomes={"anna": "not_assessable", "bo": "not_applicable"},
    )


def test_where_nothing_is_dispensed_prescriptions_tell_of_the_use(spec):
    """They last for half a year where nothing else is known."""
    spec(
        on="2026-11-01",
        prescriptions="""
              | event      | occurred_on | days_supply | substance_code
        ------+------------+-------------+-------------+---------------
        anna  | prescribed | 2026-02-05  | -           | B01AA03
        bo    | prescribed | 2026-02-04  | -           | B01AA03
        cia   | renewed    | 2026-07-01  | -           | B01AA03
        """,
        outcomes={
            "anna": "not_assessable",
            "bo": "not_applicable",
            "cia": "not_assessable",
        },
    )
