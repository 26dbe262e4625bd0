"""The recorded segment and the use of services no longer agree."""

RECORDED = """
      | segment | segment_on | segment_consent
------+---------+------------+----------------
"""


def test_a_year_old_entry_is_quiet_and_a_day_more_fires(spec):
    """Whatever the segment."""
    spec(
        on="2026-11-01",
        clients=RECORDED
        + "anna  | 4       | 2025-11-02 | yes\n"
        + "bo    | 4       | 2025-11-01 | yes\n"
        + "cia   | 4       | 2025-10-31 | yes\n"
        + "dan   | 1       | 2025-10-31 | yes\n"
        + "eva   | 3       | 2025-10-31 | yes\n",
        outcomes={
            "anna": "quiet",
            "bo": "quiet",
            "cia": "fired",
            "dan": "fired",
            "eva": "fired",
        },
        measures={
            "anna": {"segment_age_days": 364},
            "bo": {"segment_age_days": 365},
            "cia": {
                "segment_age_days": 366,
                "visit_days": 0,
                "support_days": 0,
                "support_visits": 0,
                "social_days": 0,
            },
        },
        evidence={"cia": ["segment"]},
    )


def test_the_rule_is_about_segments_recorded_with_consent(spec):
    """None recorded, no consent, or recorded later: not applicable."""
    spec(
        on="2026-11-01",
        clients=RECORDED
        + "anna  | 1       | 2026-11-01 | yes\n"
        + "bo    | -       | -          | yes\n"
        + "cia   | 1       | 2026-10-01 | no\n"
        + "dan   | 1       | 2026-10-01 | -\n"
        + "eva   | 1       | 2026-11-02 | yes\n",
        outcomes={
            "anna": "quiet",
            **dict.fromkeys(["bo", "cia", "dan", "eva"], "not_applicable"),
        },
    )


def test_without_the_day_of_the_entry_nothing_can_be_told(spec):
    """How old it is, and what came after it, is not known."""
    spec(
        on="2026-11-01",
        clients=RECORDED
        + "anna  | 1       | -          | yes\n"
        + "bo    | 2       | -          | yes\n"
        + "cia   | 4       | -          | yes\n",
        outcomes=dict.fromkeys(["anna", "bo", "cia"], "not_assessable"),
        measures={
            "anna": {
                "segment_age_days": None,
                "visit_days": None,
                "support_days": None,
                "support_visits": None,
                "social_days": None,
            }
        },
        reasons=dict.fromkeys(["anna", "bo", "cia"], "segment_age_days"),
    )


def test_three_visit_days_of_the_self_reliant_are_quiet_and_four_fire(spec):
    """Several visits of a day are one; other segments have other signs."""
    spec(
        on="2026-11-01",
        clients=RECORDED
        + "anna  | 1       | 2026-03-02 | yes\n"
        + "bo    | 1       | 2026-03-02 | yes\n"
        + "cia   | 1       | 2026-03-02 | yes\n"
        + "dan   | 4       | 2026-03-02 | yes\n",
        contacts="""
              | starts_at        | profession
        ------+------------------+-----------
        anna  | 2026-10-01       | nurse
        anna  | 2026-10-02       | nurse
        anna  | 2026-10-03 08:00 | nurse
        anna  | 2026-10-03 09:00 | physician
        bo    | 2026-10-01       | nurse
        bo    | 2026-10-02       | nurse
        bo    | 2026-10-03       | physician
        bo    | 2026-10-04       | -
        cia   | 2026-10-01       | nurse
        cia   | 2026-10-02       | nurse
        cia   | 2026-10-03       | nurse
        cia   | 2026-10-04       | nurse
        cia   | 2026-10-05       | nurse
        dan   | 2026-10-01       | nurse
        dan   | 2026-10-02       | nurse
        dan   | 2026-10-03       | nurse
        dan   | 2026-10-04       | nurse
        dan   | 2026-10-05       | nurse
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired", "dan": "quiet"},
        measures={
            "anna": {"visit_days": 3, "support_visits": 0},
            "bo": {"visit_days": 4},
            "cia": {"visit_days": 5},
            "dan": {"visit_days": 0},
        },
        evidence={
            "bo": ["contact-5", "contact-6", "contact-7", "contact-8", "segment"]
        },
    )


def test_the_half_year_of_the_self_reliant_has_two_edges(spec):
    """It begins 179 days before the as-of day and ends with it."""
    spec(
        on="2026-11-01",
        clients=RECORDED
        + "anna  | 1       | 2026-03-02 | yes\n"
        + "bo    | 1       | 2026-03-02 | yes\n"
        + "cia   | 1       | 2026-03-02 | yes\n"
        + "dan   | 1       | 2026-03-02 | yes\n"
        + "eva   | 1       | 2026-03-02 | yes\n",
        contacts="""
              | starts_at
        ------+-----------------
        anna  | 2026-05-05 23:59
        bo    | 2026-05-06 00:00
        cia   | 2026-11-01 23:59
        dan   | 2026-11-02 00:00
        eva   | 2026-05-05 23:59
        eva   | 2026-10-01 08:00
        eva   | 2026-10-02 08:00
        eva   | 2026-10-03 08:00
        eva   | 2026-10-04 08:00
        eva   | 2026-11-02 00:00
        """,
        outcomes={
            **dict.fromkeys(["anna", "bo", "cia", "dan"], "quiet"),
            "eva": "fired",
        },
        measures={
            "anna": {"visit_days": 0},
            "bo": {"visit_days": 1},
            "cia": {"visit_days": 1},
            "dan": {"visit_days": 0},
            "eva": {"visit_days": 4},
        },
        evidence={
            "eva": ["contact-6", "contact-7", "contact-8", "contact-9", "segment"]
        },
    )


def test_visits_count_from_the_day_after_the_entry(spec):
    """What led to the segment lies before it, and tomorrow is not known."""
    spec(
        on="2026-11-01",
        clients=RECORDED
        + "anna  | 1       | 2026-10-10 | yes\n"
        + "bo    | 2       | 2026-10-10 | yes\n",
        contacts="""
              | starts_at
        ------+-----------
        anna  | 2026-10-09
        anna  | 2026-10-10
        anna  | 2026-10-11
        bo    | 2026-10-09
        bo    | 2026-10-10
        bo    | 2026-10-11
        bo    | 2026-11-01
        bo    | 2026-11-02
        """,
        outcomes={"anna": "quiet", "bo": "quiet"},
        measures={"anna": {"visit_days": 1}, "bo": {"support_visits": 2}},
    )


def test_ninety_days_of_temporary_support_are_quiet_and_one_more_fires(spec):
    """Other segments may last."""
    spec(
        on="2026-11-01",
        clients=RECORDED
        + "anna  | 2       | 2026-08-03 | yes\n"
        + "bo    | 2       | 2026-08-02 | yes\n"
        + "cia   | 3       | 2026-08-02 | yes\n",
        outcomes={"anna": "quiet", "bo": "fired", "cia": "quiet"},
        measures={
            "anna": {"support_days": 90},
            "bo": {"support_days": 91},
            "cia": {"support_days": 0},
        },
        evidence={"bo": ["segment"]},
    )


def test_four_visits_to_one_profession_are_quiet_and_five_fire(spec):
    """Several professions may meet the client so often each."""
    days = [f"2026-10-{day:02}" for day in range(1, 7)]
    visits = "".join(
        f"{who} | {day} | {profession}\n"
        for who, profession, count in (
            ("anna", "nurse", 4),
            ("anna", "physician", 4),
            ("bo", "nurse", 5),
            ("cia", "nurse", 6),
            ("cia", "physician", 1),
        )
        for day in days[:count]
    )
    spec(
        on="2026-11-01",
        clients=RECORDED
        + "anna  | 2       | 2026-09-01 | yes\n"
        + "bo    | 2       | 2026-09-01 | yes\n"
        + "cia   | 2       | 2026-09-01 | yes\n",
        contacts="| starts_at | profession\n"
        + visits
        + "anna | 2026-10-04 15:00 | nurse\n",
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired"},
        measures={
            "anna": {"support_visits": 4},
            "bo": {"support_visits": 5, "visit_days": 0},
            "cia": {"support_visits": 6},
        },
        evidence={
            "bo": [*(f"contact-{n}" for n in range(10, 14)), "contact-9", "segment"]
        },
    )


def test_many_meetings_with_a_social_worker_belong_to_temporary_support(spec):
    """Several times a week, while things are sorted out (S0:85)."""
    spec(
        on="2026-11-01",
        clients=RECORDED
        + "anna  | 2       | 2026-09-01 | yes\n"
        + "bo    | 2       | 2026-09-01 | yes\n",
        contacts="""
              | starts_at  | profession    | source_register
        ------+------------+---------------+----------------
        anna  | 2026-10-01 | social_worker | social
        anna  | 2026-10-02 | social_worker | social
        anna  | 2026-10-05 | social_worker | social
        anna  | 2026-10-07 | social_worker | social
        anna  | 2026-10-09 | social_worker | social
        bo    | 2026-10-01 | social_worker | health
        bo    | 2026-10-02 | social_worker | health
        bo    | 2026-10-05 | social_worker | health
        bo    | 2026-10-07 | social_worker | health
        bo    | 2026-10-09 | social_worker | health
        bo    | 2026-10-12 | social_worker | social
        """,
        outcomes={"anna": "quiet", "bo": "fired"},
        measures={"anna": {"support_visits": 0}, "bo": {"support_visits": 5}},
        evidence={
            "bo": [*(f"contact-{n}" for n in (10, 6, 7, 8, 9)), "segment"],
        },
    )


def test_a_profession_that_is_not_recorded_may_be_any_of_them(spec):
    """Not assessable where the visits span the limit."""
    spec(
        on="2026-11-01",
        clients=RECORDED
        + "anna  | 2       | 2026-09-01 | yes\n"
        + "bo    | 2       | 2026-09-01 | yes\n"
        + "cia   | 1       | 2026-09-01 | yes\n",
        contacts="""
              | starts_at  | profession
        ------+------------+-----------
        anna  | 2026-10-01 | nurse
        anna  | 2026-10-02 | nurse
        anna  | 2026-10-03 | nurse
        anna  | 2026-10-04 | -
        anna  | 2026-10-05 | -
        bo    | 2026-10-01 | nurse
        bo    | 2026-10-02 | nurse
        bo    | 2026-10-03 | physician
        bo    | 2026-10-04 | -
        bo    | 2026-10-05 | -
        cia   | 2026-10-04 | -
        """,
        outcomes={"anna": "not_assessable", "bo": "quiet", "cia": "quiet"},
        measures={
            "anna": {"support_visits": 3},
            "bo": {"support_visits": 2},
            "cia": {"visit_days": 1},
        },
        reasons={"anna": "range"},
    )


def test_more_than_monthly_in_social_services_fires_after_three_months(spec):
    """Two days in each of three periods; one day in one of them is quiet."""
    spec(
        on="2026-11-01",
        clients=RECORDED
        + "anna  | 3       | 2026-03-02 | yes\n"
        + "bo    | 3       | 2026-03-02 | yes\n"
        + "cia   | 3       | 2026-03-02 | yes\n"
        + "dan   | 3       | 2026-03-02 | yes\n",
        contacts="""
              | starts_at        | source_register
        ------+------------------+----------------
        anna  | 2026-08-10       | social
        anna  | 2026-08-20       | social
        anna  | 2026-09-10       | social
        anna  | 2026-10-10       | social
        anna  | 2026-10-20       | social
        bo    | 2026-08-10       | social
        bo    | 2026-08-20       | social
        bo    | 2026-09-10       | social
        bo    | 2026-09-20       | social
        bo    | 2026-10-10       | social
        bo    | 2026-10-20       | social
        cia   | 2026-09-10       | social
        cia   | 2026-09-20       | social
        cia   | 2026-10-10       | social
        cia   | 2026-10-20       | social
        dan   | 2026-08-10       | social
        dan   | 2026-08-20       | social
        dan   | 2026-09-10 08:00 | social
        dan   | 2026-09-10 12:00 | social
        dan   | 2026-09-20       | health
        dan   | 2026-10-10       | social
        dan   | 2026-10-20       | social
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "quiet", "dan": "quiet"},
        measures={
            "anna": {"social_days": 1, "visit_days": 0, "support_visits": 0},
            "bo": {"social_days": 2},
            "cia": {"social_days": 0},
            "dan": {"social_days": 1},
        },
        evidence={
            "bo": [*(f"contact-{n}" for n in (10, 11, 6, 7, 8, 9)), "segment"],
        },
    )


def test_the_three_periods_have_edges(spec):
    """Thirty days each, ending with the as-of day; what lies before is too long ago."""
    spec(
        on="2026-11-01",
        clients=RECORDED
        + "anna  | 3       | 2026-03-02 | yes\n"
        + "bo    | 3       | 2026-03-02 | yes\n"
        + "cia   | 3       | 2026-08-04 | yes\n",
        contacts="""
              | starts_at        | source_register
        ------+------------------+----------------
        anna  | 2026-08-04 00:00 | social
        anna  | 2026-09-02 23:59 | social
        anna  | 2026-09-03 00:00 | social
        anna  | 2026-10-02 23:59 | social
        anna  | 2026-10-03 00:00 | social
        anna  | 2026-11-01 23:59 | social
        anna  | 2026-08-03 23:59 | social
        anna  | 2026-11-02 00:00 | social
        bo    | 2026-08-03 23:59 | social
        bo    | 2026-09-02 23:59 | social
        bo    | 2026-09-03 00:00 | social
        bo    | 2026-10-02 23:59 | social
        bo    | 2026-10-03 00:00 | social
        bo    | 2026-11-01 23:59 | social
        cia   | 2026-08-04 23:59 | social
        cia   | 2026-09-02 23:59 | social
        cia   | 2026-09-03 00:00 | social
        cia   | 2026-10-02 23:59 | social
        cia   | 2026-10-03 00:00 | social
        cia   | 2026-11-01 23:59 | social
        """,
        outcomes={"anna": "fired", "bo": "quiet", "cia": "quiet"},
        measures={
            "anna": {"social_days": 2},
            "bo": {"social_days": 1},
            "cia": {"social_days": 1},
        },
        evidence={"anna": [*(f"contact-{n}" for n in range(1, 7)), "segment"]},
    )


def test_only_visits_in_person_on_the_own_matter_count(spec):
    """Calls, remote meetings and messages never count against anyone."""
    spec(
        on="2026-11-01",
        clients=RECORDED
        + "anna  | 1       | 2026-03-02 | yes\n"
        + "bo    | 1       | 2026-03-02 | yes\n",
        contacts="""
              | starts_at  | mode      | status    | visitor_role | service_family
        ------+------------+-----------+-----------+--------------+----------------
        anna  | 2026-10-01 | telephone | fulfilled | client       | primary_care
        anna  | 2026-10-02 | remote    | fulfilled | client       | primary_care
        anna  | 2026-10-03 | digital   | fulfilled | client       | primary_care
        anna  | 2026-10-04 | ward      | fulfilled | client       | specialised
        anna  | 2026-10-05 | visit     | no_show   | client       | primary_care
        anna  | 2026-10-06 | visit     | booked    | client       | primary_care
        anna  | 2026-10-07 | visit     | fulfilled | for_child    | primary_care
        anna  | 2026-10-08 | visit     | fulfilled | group        | primary_care
        anna  | 2026-10-09 | visit     | fulfilled | client       | maternity_child
        anna  | 2026-10-10 | visit     | fulfilled | client       | screening
        anna  | 2026-10-11 | visit     | fulfilled | client       | vaccination
        anna  | 2026-10-12 | visit     | fulfilled | client       | occupational
        anna  | 2026-10-13 | visit     | fulfilled | client       | dental
        anna  | 2026-10-14 | visit     | fulfilled | client       | laboratory
        anna  | 2026-10-15 | visit     | fulfilled | client       | imaging
        anna  | 2026-10-16 | visit     | fulfilled | client       | pharmacy
        anna  | 2026-10-17 | visit     | fulfilled | client       | home_care
        anna  | 2026-10-18 | visit     | fulfilled | client       | home_hospital
        bo    | 2026-10-01 | visit     | fulfilled | client       | emergency
        bo    | 2026-10-02 | home      | fulfilled | proxy        | primary_care
        bo    | 2026-10-03 | workplace | fulfilled | client       | other
        bo    | 2026-10-04 | elsewhere | fulfilled | client       | mental_health
        bo    | 2026-10-05 | telephone | fulfilled | client       | primary_care
        bo    | 2026-10-06 | visit     | fulfilled | for_child    | primary_care
        bo    | 2026-10-07 | visit     | booked    | client       | primary_care
        bo    | 2026-10-08 | visit     | fulfilled | client       | dental
        """,
        outcomes={"anna": "quiet", "bo": "fired"},
        measures={"anna": {"visit_days": 0}, "bo": {"visit_days": 4}},
        evidence={
            "bo": [*(f"contact-{n}" for n in (19, 20, 21, 22)), "segment"],
        },
    )
