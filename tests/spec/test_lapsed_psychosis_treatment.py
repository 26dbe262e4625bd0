"""Treatment of a psychosis that may have stopped."""


def diagnosed(*people):
    """A recorded schizophrenia of each of the people, long ago."""
    rows = "".join(f"{who} | 2015-03-01 | F20.0\n" for who in people)
    return f"| recorded_on | code\n{rows}"


def test_an_injection_four_weeks_late_is_quiet_and_a_day_more_fires(spec):
    """Given on 6 or 7 September for 28 days, it was due on 4 or 5 October."""
    spec(
        on="2026-11-01",
        diagnoses=diagnosed("anna", "bo", "cia"),
        prescriptions="""
              | occurred_on | days_supply | substance_code | depot
        ------+-------------+-------------+----------------+------
        anna  | 2026-09-07  | 28          | N05AX13        | yes
        bo    | 2026-09-06  | 28          | N05AX13        | yes
        cia   | 2026-09-05  | 28          | N05AX13        | yes
        """,
        outcomes={"anna": "quiet", "bo": "quiet", "cia": "fired"},
        measures={
            "anna": {"injection_days_late": 27, "days_without_tablets": 0},
            "bo": {"injection_days_late": 28},
            "cia": {"injection_days_late": 29, "days_since_discharge": 0},
        },
        evidence={"cia": ["event-3"]},
    )


def test_the_last_injection_tells_when_the_next_is_due(spec):
    """A later one, or one for a longer time; before it is due nothing is late."""
    spec(
        on="2026-11-01",
        diagnoses=diagnosed("anna", "bo", "cia"),
        prescriptions="""
              | occurred_on | days_supply | substance_code | depot
        ------+-------------+-------------+----------------+------
        anna  | 2026-08-01  | 28          | N05AX13        | yes
        anna  | 2026-09-01  | 28          | N05AX13        | yes
        bo    | 2026-07-01  | 84          | N05AX13        | yes
        bo    | 2026-08-01  | 28          | N05AF05        | yes
        cia   | 2026-10-20  | 28          | N05AX13        | yes
        """,
        outcomes={"anna": "fired", "bo": "fired", "cia": "quiet"},
        measures={
            "anna": {"injection_days_late": 33},
            "bo": {"injection_days_late": 39},
            "cia": {"injection_days_late": 0},
        },
        evidence={"anna": ["event-2"], "bo": ["event-4"]},
    )


def test_sixty_days_without_tablets_are_quiet_and_a_day_more_fires(spec):
    """Ninety days fetched on 4 or 5 June last until 1 or 2 September."""
    spec(
        on="2026-11-01",
        diagnoses=diagnosed("anna", "bo", "cia"),
        prescriptions="""
              | occurred_on | days_supply | substance_code
        ------+-------------+-------------+---------------
        anna  | 2026-06-06  | 90          | N05AH03
        bo    | 2026-06-05  | 90          | N05AH03
        cia   | 2026-06-04  | 90          | N05AH03
        """,
        outcomes={"anna": "quiet", "bo": "quiet", "cia": "fired"},
        measures={
            "anna": {"days_without_tablets": 59, "injection_days_late": 0},
            "bo": {"days_without_tablets": 60},
            "cia": {"days_without_tablets": 61, "injection_days_late": 0},
        },
        evidence={"cia": ["event-3"]},
    )


def test_a_stock_of_tablets_lasts_and_another_substance_may_last_longer(spec):
    """Packs of one substance follow each other, those of two stand side by side."""
    spec(
        on="2026-11-01",
        diagnoses=diagnosed("anna", "bo", "cia"),
        prescriptions="""
              | occurred_on | days_supply | substance_code
        ------+-------------+-------------+---------------
        anna  | 2026-05-01  | 60          | N05AH03
        anna  | 2026-05-02  | 60          | N05AH03
        bo    | 2026-05-01  | 60          | N05AH03
        bo    | 2026-05-02  | 60          | N05AX08
        cia   | 2026-01-01  | 100         | N05AH03
        cia   | 2026-01-02  | 100         | N05AH03
        cia   | 2026-01-03  | 100         | N05AH03
        """,
        outcomes={"anna": "fired", "bo": "fired", "cia": "fired"},
        measures={
            "anna": {"days_without_tablets": 65},
            "bo": {"days_without_tablets": 124},
            "cia": {"days_without_tablets": 113},
        },
        evidence={"anna": ["event-2"], "bo": ["event-4"]},
    )


def test_tablets_must_have_been_used_regularly(spec):
    """Permanent, fetched over sixty days, or ninety days of supply in all."""
    spec(
        on="2026-11-01",
        diagnoses=diagnosed("anna", "bo", "cia", "dan", "eva", "finn"),
        prescriptions="""
              | occurred_on | days_supply | substance_code | permanent
        ------+-------------+-------------+----------------+----------
        anna  | 2026-01-01  | 30          | N05AH03        | yes
        bo    | 2026-01-01  | 30          | N05AH03        | no
        bo    | 2026-03-01  | 30          | N05AX08        | -
        cia   | 2026-01-01  | 30          | N05AH03        | no
        cia   | 2026-03-02  | 30          | N05AX08        | no
        dan   | 2026-01-01  | 89          | N05AH03        | no
        eva   | 2026-01-01  | 90          | N05AH03        | no
        finn  | 2026-01-01  | 60          | N05AH03        | no
        finn  | 2026-01-02  | 30          | N05AX08        | no
        """,
        outcomes={
            "anna": "fired",
            "bo": "quiet",
            "cia": "fired",
            "dan": "quiet",
            "eva": "fired",
            "finn": "fired",
        },
        measures={
            "bo": {"days_without_tablets": 0},
            "dan": {"days_without_tablets": 0, "injection_days_late": 0},
        },
    )


def test_the_form_that_lasts_longer_tells_how_the_treatment_stands(spec):
    """A change from injections to tablets, or back, is no break; then its limit holds.

    Where both end on one day, it is the injection that is late.
    """
    spec(
        on="2026-11-01",
        diagnoses=diagnosed("anna", "bo", "cia", "dan"),
        prescriptions="""
              | occurred_on | days_supply | substance_code | depot
        ------+-------------+-------------+----------------+------
        anna  | 2026-06-01  | 28          | N05AX13        | yes
        anna  | 2026-07-01  | 90          | N05AX13        | no
        bo    | 2026-06-01  | 90          | N05AX13        | no
        bo    | 2026-08-20  | 28          | N05AX13        | yes
        cia   | 2026-05-01  | 28          | N05AX13        | yes
        cia   | 2026-05-20  | 90          | N05AX13        | -
        dan   | 2026-08-01  | 30          | N05AX13        | yes
        dan   | 2026-08-01  | 31          | N05AX13        | no
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired", "dan": "fired"},
        measures={
            "anna": {"injection_days_late": 0, "days_without_tablets": 34},
            "bo": {"injection_days_late": 45, "days_without_tablets": 0},
            "cia": {"injection_days_late": 0, "days_without_tablets": 76},
            "dan": {"injection_days_late": 62, "days_without_tablets": 0},
        },
        evidence={"bo": ["event-3", "event-4"]},
    )


def test_days_on_a_ward_do_not_count(spec):
    """Since the last dispensing: before the supply ended, and after; still on, too."""
    spec(
        on="2026-11-01",
        diagnoses=diagnosed("anna", "bo", "cia", "dan"),
        prescriptions="""
              | occurred_on | days_supply | substance_code | depot
        ------+-------------+-------------+----------------+------
        anna  | 2026-06-01  | 90          | N05AH03        | no
        bo    | 2026-06-01  | 90          | N05AH03        | no
        cia   | 2026-09-01  | 28          | N05AX13        | yes
        dan   | 2026-09-01  | 28          | N05AX13        | yes
        """,
        contacts="""
              | starts_at        | ends_at          | mode | service_family
        ------+------------------+------------------+------+---------------
        anna  | 2026-06-01 08:00 | 2026-06-03 08:00 | ward | specialised
        anna  | 2026-10-01 08:00 | 2026-10-02 08:00 | ward | specialised
        bo    | 2026-05-01 08:00 | 2026-06-01 08:00 | ward | specialised
        cia   | 2026-10-29 08:00 | -                | ward | specialised
        dan   | 2026-09-10 08:00 | 2026-10-31 08:00 | ward | specialised
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired", "dan": "quiet"},
        measures={
            "anna": {"days_without_tablets": 60},
            "bo": {"days_without_tablets": 64},
            "cia": {"injection_days_late": 29},
            "dan": {"injection_days_late": 0},
        },
    )


def test_treatment_that_was_ended_is_no_break(spec):
    """All of its prescriptions; one that goes on, or was renewed, tells otherwise."""
    spec(
        on="2026-11-01",
        diagnoses=diagnosed("anna", "bo", "cia", "dan", "eva", "finn", "gun"),
        prescriptions="""
              | event             | occurred_on | substance_code | ended_on
        ------+-------------------+-------------+----------------+-----------
        anna  | dispensed         | 2026-02-01  | N05AH03        | 2026-11-01
        bo    | dispensed         | 2026-02-01  | N05AH03        | 2026-11-02
        cia   | dispensed         | 2026-02-01  | N05AH03        | 2026-05-01
        cia   | renewed           | 2026-05-01  | N05AH03        | -
        dan   | dispensed         | 2026-02-01  | N05AH03        | 2026-05-01
        dan   | prescribed        | 2026-05-01  | N05AX08        | -
        eva   | dispensed         | 2026-02-01  | N05AH03        | 2026-05-01
        eva   | renewal_requested | 2026-05-01  | N05AH03        | -
        finn  | dispensed         | 2026-02-01  | N05AH03        | 2026-05-01
        finn  | dispensed         | 2026-04-01  | C07AB02        | -
        gun   | dispensed         | 2026-02-01  | N05AH03        | 2026-05-01
        gun   | renewed           | 2026-11-02  | N05AH03        | -
        """,
        outcomes={
            "anna": "quiet",
            "bo": "fired",
            "cia": "fired",
            "dan": "fired",
            "eva": "quiet",
            "finn": "quiet",
            "gun": "quiet",
        },
        measures={"anna": {"days_without_tablets": 0}},
        evidence={"cia": ["event-3"]},
    )


def test_medicines_when_needed_low_doses_and_lithium_do_not_count(spec):
    """A hundred milligrams of quetiapine a day count; so does an unknown dose."""
    spec(
        on="2026-11-01",
        diagnoses=diagnosed("anna", "bo", "cia", "dan", "eva", "finn"),
        prescriptions="""
              | occurred_on | days_supply | ddd  | substance_code | as_needed
        ------+-------------+-------------+------+----------------+----------
        anna  | 2026-02-01  | 100         | 100  | N05AH03        | yes
        bo    | 2026-02-01  | 100         | 24.9 | N05AH04        | no
        cia   | 2026-02-01  | 100         | 25   | N05AH04        | -
        dan   | 2026-02-01  | 100         | -    | N05AH04        | no
        eva   | 2026-02-01  | 100         | 100  | N05AN01        | no
        finn  | 2026-02-01  | 100         | 5    | N05AH03        | no
        """,
        outcomes={
            "anna": "not_assessable",
            "bo": "not_assessable",
            "cia": "fired",
            "dan": "fired",
            "eva": "not_assessable",
            "finn": "fired",
        },
        reasons={
            "anna": "injection_days_late",
            "bo": "injection_days_late",
            "eva": "injection_days_late",
        },
    )


def test_without_a_dispensing_treatment_cannot_be_assessed(spec):
    """Within two years, not after the as-of day; a prescription alone tells nothing."""
    spec(
        on="2026-11-01",
        diagnoses=diagnosed("anna", "bo", "cia", "dan", "eva"),
        prescriptions="""
              | event      | occurred_on | substance_code
        ------+------------+-------------+---------------
        anna  | dispensed  | 2024-11-01  | N05AH03
        bo    | dispensed  | 2024-11-02  | N05AH03
        cia   | dispensed  | 2026-11-01  | N05AH03
        dan   | dispensed  | 2026-11-02  | N05AH03
        eva   | prescribed | 2026-02-01  | N05AH03
        """,
        outcomes={
            "anna": "not_assessable",
            "bo": "fired",
            "cia": "quiet",
            "dan": "not_assessable",
            "eva": "not_assessable",
        },
        measures={
            "anna": {
                "injection_days_late": None,
                "days_without_tablets": None,
                "days_since_discharge": 0,
            }
        },
    )


MEDICINES = """
      | occurred_on | substance_code
------+-------------+---------------
anna  | 2026-10-20  | N05AH03
bo    | 2026-10-20  | N05AH03
cia   | 2026-10-20  | N05AH03
dan   | 2026-10-20  | N05AH03
eva   | 2026-10-20  | N05AH03
finn  | 2026-10-20  | N05AH03
"""


def test_seven_days_from_a_psychiatric_ward_are_quiet_and_a_day_more_fires(spec):
    """As long as no contact follows; without medicines this alone can decide."""
    spec(
        on="2026-11-01",
        diagnoses=diagnosed("anna", "bo", "cia", "dan"),
        prescriptions=MEDICINES,
        contacts="""
              | starts_at  | ends_at          | mode | service_family
        ------+------------+------------------+------+---------------
        anna  | 2026-10-01 | 2026-10-26 12:00 | ward | mental_health
        bo    | 2026-10-01 | 2026-10-25 12:00 | ward | mental_health
        cia   | 2026-10-01 | 2026-10-24 12:00 | ward | mental_health
        dan   | 2026-10-01 | 2026-10-24 12:00 | ward | mental_health
        """,
        outcomes={
            "anna": "quiet",
            "bo": "quiet",
            "cia": "fired",
            "dan": "fired",
            "eva": "not_applicable",
            "finn": "not_applicable",
        },
        measures={
            "anna": {"days_since_discharge": 6},
            "bo": {"days_since_discharge": 7},
            "cia": {"days_since_discharge": 8},
        },
        evidence={"cia": ["contact-3", "event-3"]},
    )


def test_a_ward_where_such_a_diagnosis_was_recorded_is_psychiatric(spec):
    """At the stay, or on one of its days where the contact is not recorded."""
    spec(
        on="2026-11-01",
        prescriptions=MEDICINES,
        diagnoses="""
              | recorded_on | code  | contact_id | confirmed
        ------+-------------+-------+------------+----------
        anna  | 2026-10-30  | F20.0 | stay-anna  | yes
        bo    | 2026-10-01  | F20.0 | -          | yes
        cia   | 2026-10-20  | F20.0 | -          | yes
        dan   | 2026-10-01  | F20.0 | visit-dan  | yes
        eva   | 2026-09-30  | F20.0 | -          | yes
        eva   | 2026-10-21  | F20.0 | -          | yes
        finn  | 2015-03-01  | F20.0 | -          | yes
        finn  | 2026-10-10  | F20.0 | -          | no
        finn  | 2026-10-10  | F32.1 | -          | yes
        """,
        contacts="""
              | contact_id | starts_at  | ends_at          | mode | service_family
        ------+------------+------------+------------------+------+---------------
        anna  | stay-anna  | 2026-10-01 | 2026-10-20 12:00 | ward | specialised
        bo    | stay-bo    | 2026-10-01 | 2026-10-20 12:00 | ward | specialised
        cia   | stay-cia   | 2026-10-01 | 2026-10-20 12:00 | ward | specialised
        dan   | stay-dan   | 2026-10-01 | 2026-10-20 12:00 | ward | specialised
        eva   | stay-eva   | 2026-10-01 | 2026-10-20 12:00 | ward | specialised
        finn  | stay-finn  | 2026-10-01 | 2026-10-20 12:00 | ward | specialised
        """,
        outcomes={
            "anna": "fired",
            "bo": "fired",
            "cia": "fired",
            "dan": "quiet",
            "eva": "quiet",
            "finn": "quiet",
        },
        measures={"anna": {"days_since_discharge": 12}},
        evidence={"anna": ["event-1", "stay-anna"]},
    )


def after_a_stay(second):
    """Somebody leaves a psychiatric ward on 20 October; the second contacts of all.

    `second`: name to its day, mode, service family and visitor role.
    """
    heading = "| starts_at | ends_at | mode | service_family | visitor_role\n"
    stays = "".join(
        f"{who} | 2026-10-01 | 2026-10-20 | ward | mental_health | client\n"
        for who in second
    )
    others = "".join(
        f"{who} | {day} | {day} | {mode} | {family} | {role}\n"
        for who, (day, mode, family, role) in second.items()
    )
    return heading + stays + others


def test_any_contact_after_the_discharge_follows_it(spec):
    """A visit, a call, a message, a new stay, or somebody who comes for the client."""
    second = {
        "anna": ("2026-10-21", "visit", "mental_health", "client"),
        "bo": ("2026-11-01", "telephone", "primary_care", "client"),
        "cia": ("2026-10-30", "digital", "mental_health", "client"),
        "dan": ("2026-10-28", "ward", "specialised", "client"),
        "eva": ("2026-10-30", "visit", "mental_health", "proxy"),
        "finn": ("2026-10-30", "home", "home_care", "client"),
        "gun": ("2026-10-30", "remote", "mental_health", "client"),
        "hugo": ("2026-10-30", "workplace", "occupational", "client"),
        "ida": ("2026-10-30", "elsewhere", "substance_use", "client"),
    }
    spec(
        on="2026-11-01",
        prescriptions="| substance_code\n"
        + "".join(f"{who} | N05AH03\n" for who in second),
        diagnoses=diagnosed(*second),
        contacts=after_a_stay(second),
        outcomes=dict.fromkeys(second, "quiet"),
        measures={who: {"days_since_discharge": 0} for who in second},
    )


def test_a_test_a_tooth_or_a_vaccination_does_not_follow(spec):
    """Nor an image, a screening or a pharmacy: nobody asks there how things are."""
    families = ["laboratory", "imaging", "pharmacy", "vaccination", "screening"]
    second = {
        family: ("2026-10-25", "visit", family, "client")
        for family in [*families, "dental"]
    }
    spec(
        on="2026-11-01",
        prescriptions="",
        diagnoses=diagnosed(*second),
        contacts=after_a_stay(second),
        outcomes=dict.fromkeys(second, "fired"),
        measures={who: {"days_since_discharge": 12} for who in second},
    )


def test_what_is_no_contact_does_not_follow(spec):
    """A missed time, a letter, a child's visit, the day itself, a day to come."""
    people = ["anna", "bo", "cia", "dan", "eva", "finn"]
    spec(
        on="2026-11-01",
        prescriptions=MEDICINES,
        diagnoses=diagnosed(*people),
        contacts="""
              | starts_at        | mode   | service_family | visitor_role | status
        ------+------------------+--------+----------------+--------------+----------
        anna  | 2026-10-20 09:00 | ward   | mental_health  | client       | fulfilled
        anna  | 2026-10-25       | visit  | mental_health  | client       | no_show
        bo    | 2026-10-20 09:00 | ward   | mental_health  | client       | fulfilled
        cia   | 2026-10-20 09:00 | ward   | mental_health  | client       | fulfilled
        cia   | 2026-10-25       | letter | mental_health  | client       | fulfilled
        dan   | 2026-10-20 09:00 | ward   | mental_health  | client       | fulfilled
        dan   | 2026-10-20 14:00 | visit  | mental_health  | client       | fulfilled
        eva   | 2026-10-20 09:00 | ward   | mental_health  | client       | fulfilled
        eva   | 2026-11-02       | visit  | mental_health  | client       | fulfilled
        eva   | 2026-11-02       | ward   | mental_health  | client       | fulfilled
        finn  | 2026-10-20 09:00 | ward   | mental_health  | client       | fulfilled
        finn  | 2026-10-25       | visit  | mental_health  | for_child    | fulfilled
        """,
        outcomes=dict.fromkeys(people, "fired"),
        measures={who: {"days_since_discharge": 12} for who in people},
    )


def test_a_discharge_is_one_from_a_psychiatric_ward_that_has_ended(spec):
    """Not one still on, not one without an end, not one cancelled, not another ward."""
    people = ["anna", "bo", "cia", "dan", "eva"]
    spec(
        on="2026-11-01",
        prescriptions=MEDICINES,
        diagnoses=diagnosed(*people),
        contacts="""
              | starts_at  | ends_at    | mode  | service_family | status
        ------+------------+------------+-------+----------------+--------------------
        anna  | 2026-10-01 | -          | ward  | mental_health  | fulfilled
        bo    | 2026-10-01 | 2026-11-02 | ward  | mental_health  | fulfilled
        cia   | 2026-10-01 | 2026-10-20 | ward  | mental_health  | cancelled_by_client
        cia   | 2026-10-01 | 2026-10-20 | ward  | specialised    | fulfilled
        dan   | 2026-10-01 | 2026-10-20 | ward  | specialised    | fulfilled
        dan   | 2026-10-10 | 2026-10-10 | visit | mental_health  | fulfilled
        eva   | 2026-10-01 | 2026-10-20 | visit | mental_health  | fulfilled
        """,
        outcomes=dict.fromkeys(people, "quiet") | {"finn": "not_applicable"},
        measures={who: {"days_since_discharge": 0} for who in people},
    )


def test_the_last_discharge_of_the_year_decides(spec):
    """It must lie within 365 days; a later stay on another ward follows it."""
    spec(
        on="2026-11-01",
        prescriptions=MEDICINES,
        diagnoses=diagnosed("anna", "bo", "cia"),
        contacts="""
              | starts_at  | ends_at    | mode | service_family
        ------+------------+------------+------+---------------
        anna  | 2025-10-01 | 2025-11-01 | ward | mental_health
        bo    | 2025-10-01 | 2025-11-02 | ward | mental_health
        cia   | 2026-01-01 | 2026-01-20 | ward | mental_health
        cia   | 2026-09-01 | 2026-09-20 | ward | mental_health
        """,
        outcomes={
            "anna": "quiet",
            "bo": "fired",
            "cia": "fired",
            **dict.fromkeys(["dan", "eva", "finn"], "not_applicable"),
        },
        measures={
            "anna": {"days_since_discharge": 0},
            "bo": {"days_since_discharge": 364},
            "cia": {"days_since_discharge": 42},
        },
        evidence={"cia": ["contact-4", "event-3"]},
    )


def test_the_rule_is_about_people_with_a_psychosis_or_a_bipolar_disorder(spec):
    """In any system, also when marked as over; not a suspicion, not a day to come."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | recorded_on | code  | system | confirmed | ended_on
        ------+-------------+-------+--------+-----------+-----------
        anna  | 2015-03-01  | F29   | icd10  | -         | 2015-04-01
        bo    | 2026-11-01  | F31.6 | icd10  | yes       | -
        cia   | 2015-03-01  | P72   | icpc2  | yes       | -
        dan   | 2015-03-01  | F20.0 | icd10  | no        | -
        eva   | 2026-11-02  | F20.0 | icd10  | yes       | -
        finn  | 2015-03-01  | F32.1 | icd10  | yes       | -
        gun   | 2015-03-01  | 58214004 | snomed | yes    | -
        """,
        outcomes={
            "gun": "not_assessable",
            "anna": "not_assessable",
            "bo": "not_assessable",
            "cia": "not_assessable",
            "dan": "not_applicable",
            "eva": "not_applicable",
            "finn": "not_applicable",
        },
        measures={"finn": {"injection_days_late": None, "days_since_discharge": None}},
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
        diagnoses=diagnosed("anna", "bo"),
        prescriptions="""
              | occurred_on | days_supply | substance_code | depot
        ------+-------------+-------------+----------------+------
        anna  | 2026-09-05  | 28          | N05AX13        | yes
        bo    | 2026-09-05  | 28          | N05AX13        | yes
        """,
        contacts="""
              | starts_at
        ------+-----------
        anna  | 2026-06-01
        """,
        outcomes={"anna": "not_applicable", "bo": "fired"},
    )
