"""Many visits to the health station or the emergency department within a year."""

from datetime import date, timedelta


def visits(name, count, first="2026-01-12", step=30, family="primary_care"):
    """So many visits, one every so many days."""
    begins = date.fromisoformat(first)
    return "".join(
        f"{name} | {begins + timedelta(days=step * number)} | {family} | -\n"
        for number in range(count)
    )


def on_days(name, count, rest):
    """So many visits to primary care, one a day."""
    return "".join(
        f"{name} | 2026-09-{day:02} | primary_care | {rest}\n"
        for day in range(1, count + 1)
    )


HEADINGS = """
      | starts_at  | service_family | booked_at
------+------------+----------------+----------
"""


def test_six_visits_are_quiet_and_seven_fire(spec):
    """More than six in the year; eight too."""
    spec(
        on="2026-11-01",
        contacts=HEADINGS + visits("anna", 6) + visits("bo", 7) + visits("cia", 8),
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired"},
        measures={"anna": {"visits": 6}, "bo": {"visits": 7}, "cia": {"visits": 8}},
        evidence={"bo": [f"contact-{number}" for number in (10, 11, 12, 13, 7, 8, 9)]},
    )


def test_three_emergency_visits_in_the_year_are_quiet_and_four_fire(spec):
    """When fewer than three of them came in its second half; five fire too."""
    spec(
        on="2026-11-01",
        contacts=HEADINGS
        + visits("anna", 3, "2025-11-10", 60, "emergency")
        + visits("bo", 4, "2025-11-10", 45, "emergency")
        + visits("cia", 5, "2025-11-10", 30, "emergency"),
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired"},
        measures={
            "anna": {"emergency_visits": 3, "recent_emergency_visits": 0, "visits": 0},
            "bo": {"emergency_visits": 4, "recent_emergency_visits": 0},
            "cia": {"emergency_visits": 5, "recent_emergency_visits": 0},
        },
        evidence={"bo": ["contact-4", "contact-5", "contact-6", "contact-7"]},
    )


def test_two_emergency_visits_in_half_a_year_are_quiet_and_three_fire(spec):
    """Sooner than a year would tell."""
    spec(
        on="2026-11-01",
        contacts=HEADINGS
        + visits("anna", 2, "2026-08-10", 30, "emergency")
        + visits("bo", 3, "2026-08-10", 30, "emergency"),
        outcomes={"anna": "quiet", "bo": "fired"},
        measures={
            "anna": {"recent_emergency_visits": 2, "emergency_visits": 2},
            "bo": {"recent_emergency_visits": 3, "emergency_visits": 3},
        },
    )


def test_visits_and_emergencies_are_evidence_together(spec):
    """All that counts is told, whichever limit was met."""
    spec(
        on="2026-11-01",
        contacts=HEADINGS
        + visits("anna", 7)
        + visits("anna", 1, "2026-09-09", 1, "emergency")
        + visits("anna", 1, "2026-09-10", 1, "dental"),
        outcomes={"anna": "fired"},
        measures={"anna": {"visits": 7, "emergency_visits": 1}},
        evidence={"anna": [f"contact-{number}" for number in range(1, 9)]},
    )


def test_the_windows_have_edges(spec):
    """The year begins 364 days before the as-of day, its later part 179 days before."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at        | ends_at | service_family | booked_at
        ------+------------------+---------+----------------+----------
        anna  | 2025-11-01 23:59 | -       | primary_care   | -
        bo    | 2025-11-02 00:00 | -       | primary_care   | -
        cia   | 2026-11-01 23:59 | -       | primary_care   | -
        dan   | 2026-11-02 00:00 | -       | primary_care   | -
        eva   | 2025-11-01 23:59 | -       | emergency      | -
        finn  | 2025-11-02 00:00 | -       | emergency      | -
        gun   | 2026-05-05 23:59 | -       | emergency      | -
        han   | 2026-05-06 00:00 | -       | emergency      | -
        ida   | 2026-11-01 23:59 | -       | emergency      | -
        jan   | 2026-11-02 00:00 | -       | emergency      | -
        """,
        outcomes=dict.fromkeys(
            ["anna", "bo", "cia", "dan", "eva", "finn", "gun", "han", "ida", "jan"],
            "quiet",
        ),
        measures={
            "anna": {"visits": 0},
            "bo": {"visits": 1},
            "cia": {"visits": 1},
            "dan": {"visits": 0},
            "eva": {"emergency_visits": 0},
            "finn": {"emergency_visits": 1, "recent_emergency_visits": 0},
            "gun": {"emergency_visits": 1, "recent_emergency_visits": 0},
            "han": {"emergency_visits": 1, "recent_emergency_visits": 1},
            "ida": {"emergency_visits": 1, "recent_emergency_visits": 1},
            "jan": {"emergency_visits": 0},
        },
    )


def test_one_day_one_point_one_profession_is_one_visit(spec):
    """Another profession, point or day is another visit."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at        | site | profession
        ------+------------------+------+-----------
        anna  | 2026-10-05 08:00 | a    | nurse
        anna  | 2026-10-05 15:00 | a    | nurse
        bo    | 2026-10-05 08:00 | a    | nurse
        bo    | 2026-10-05 09:00 | a    | physician
        cia   | 2026-10-05 08:00 | a    | nurse
        cia   | 2026-10-05 09:00 | b    | nurse
        dan   | 2026-10-05 08:00 | a    | nurse
        dan   | 2026-10-06 08:00 | a    | nurse
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan"], "quiet"),
        measures={
            "anna": {"visits": 1},
            "bo": {"visits": 2},
            "cia": {"visits": 2},
            "dan": {"visits": 2},
        },
    )


def test_emergency_contacts_within_hours_are_one_visit(spec):
    """Twelve hours after the one before is the same visit."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at        | service_family | booked_at
        ------+------------------+----------------+----------
        anna  | 2026-10-05 20:00 | emergency      | -
        anna  | 2026-10-06 08:00 | emergency      | -
        bo    | 2026-10-05 20:00 | emergency      | -
        bo    | 2026-10-06 08:01 | emergency      | -
        """,
        outcomes={"anna": "quiet", "bo": "quiet"},
        measures={"anna": {"emergency_visits": 1}, "bo": {"emergency_visits": 2}},
    )


def test_only_visits_in_person_count(spec):
    """Telephone, remote and digital contacts never count against anybody."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | mode         | service_family | booked_at
        ------+------------+--------------+----------------+----------
        anna  | 2026-10-01 | telephone    | primary_care   | -
        anna  | 2026-10-02 | remote       | primary_care   | -
        anna  | 2026-10-03 | digital      | primary_care   | -
        anna  | 2026-10-04 | letter       | primary_care   | -
        anna  | 2026-10-05 | consultation | primary_care   | -
        anna  | 2026-10-06 | record_entry | primary_care   | -
        anna  | 2026-10-07 | ward         | primary_care   | -
        anna  | 2026-10-08 | telephone    | emergency      | -
        bo    | 2026-10-01 | visit        | primary_care   | -
        bo    | 2026-10-02 | home         | primary_care   | -
        bo    | 2026-10-03 | workplace    | primary_care   | -
        bo    | 2026-10-04 | elsewhere    | primary_care   | -
        """,
        outcomes={"anna": "quiet", "bo": "quiet"},
        measures={
            "anna": {"visits": 0, "emergency_visits": 0},
            "bo": {"visits": 4},
        },
    )


def test_only_physicians_and_nurses_of_primary_care_count(spec):
    """Not home care, laboratories, vaccinations or others."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | service_family  | profession
        ------+------------+-----------------+--------------------
        anna  | 2026-10-01 | home_care       | nurse
        anna  | 2026-10-02 | laboratory      | laboratory
        anna  | 2026-10-03 | vaccination     | nurse
        anna  | 2026-10-04 | maternity_child | public_health_nurse
        anna  | 2026-10-05 | occupational    | physician
        anna  | 2026-10-06 | specialised     | physician
        anna  | 2026-10-07 | primary_care    | physiotherapist
        bo    | 2026-10-01 | primary_care    | physician
        bo    | 2026-10-02 | primary_care    | nurse
        bo    | 2026-10-03 | primary_care    | public_health_nurse
        """,
        outcomes={"anna": "quiet", "bo": "quiet"},
        measures={"anna": {"visits": 0}, "bo": {"visits": 3}},
    )


def test_a_visit_to_an_unknown_profession_may_count(spec):
    """Six that count and one such may be seven; five and one may not."""
    headings = """
              | starts_at  | service_family | profession | plan_id
        ------+------------+----------------+------------+--------
        """
    spec(
        on="2026-11-01",
        contacts=headings
        + on_days("anna", 5, "nurse | -")
        + "anna | 2026-10-08 | primary_care | - | -\n"
        + on_days("bo", 6, "nurse | -")
        + "bo | 2026-10-08 | primary_care | - | -\n"
        + on_days("cia", 7, "nurse | -")
        + "cia | 2026-10-08 | primary_care | - | -\n"
        + on_days("dan", 6, "nurse | -")
        + "dan | 2025-11-01 | primary_care | - | -\n"
        + "dan | 2026-10-08 | primary_care | - | plan-1\n"
        + "dan | 2026-10-09 | dental | - | -\n"
        + "dan | 2026-10-10 | primary_care | physiotherapist | -\n"
        + on_days("eva", 6, "- | -")
        + on_days("finn", 7, "- | -"),
        outcomes={
            "anna": "quiet",
            "bo": "not_assessable",
            "cia": "fired",
            "dan": "quiet",
            "eva": "quiet",
            "finn": "not_assessable",
        },
        measures={
            "anna": {"visits": 5},
            "bo": {"visits": 6},
            "cia": {"visits": 7},
            "finn": {"visits": 0, "planned_share": 0},
        },
        reasons={"bo": "range", "finn": "range"},
        evidence={"cia": [f"contact-{number}" for number in (14, 15, *range(16, 21))]},
    )


def test_each_contact_with_an_unknown_profession_may_be_a_visit(spec):
    """Two on one day at one point may have been to two professions."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at        | service_family | profession | booked_at
        ------+------------------+----------------+------------+-----------
        anna  | 2026-10-08 08:00 | primary_care   | -          | 2026-09-01
        anna  | 2026-10-08 09:00 | primary_care   | -          | -
        bo    | 2026-10-08 08:00 | primary_care   | nurse      | -
        bo    | 2026-10-08 09:00 | primary_care   | -          | 2026-09-01
        bo    | 2026-10-08 10:00 | primary_care   | -          | -
        """
        + "".join(
            f"{name} | 2026-09-{day:02} | primary_care | nurse | -\n"
            for name in ("anna", "bo")
            for day in range(1, 6)
        )
        + "bo | 2026-09-06 | dental | nurse | -\n",
        outcomes={"anna": "not_assessable", "bo": "not_assessable"},
        measures={
            "anna": {"visits": 5, "planned_share": 0},
            "bo": {"visits": 6, "planned_share": 0},
        },
    )


def test_emergency_visits_decide_whoever_else_was_visited(spec):
    """Four in the year fire, also where visits to primary care are not told."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | service_family | profession | booked_at
        ------+------------+----------------+------------+----------
        """
        + "".join(
            f"anna | 2025-12-{day:02} | emergency | - | -\n" for day in (1, 4, 7, 10)
        )
        + "".join(
            f"anna | 2026-09-{day:02} | primary_care | - | -\n" for day in range(1, 8)
        ),
        outcomes={"anna": "fired"},
        measures={"anna": {"visits": 0, "emergency_visits": 4}},
        evidence={"anna": [f"contact-{number}" for number in range(1, 5)]},
    )


def test_only_visits_that_took_place_on_the_own_matter_count(spec):
    """Not what was missed or moved, nor a child's visits; a proxy's are own."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | service_family | status    | visitor_role | booked_at
        ------+------------+----------------+-----------+--------------+----------
        anna  | 2026-10-01 | primary_care   | booked    | client       | -
        anna  | 2026-10-02 | primary_care   | no_show   | client       | -
        anna  | 2026-10-03 | primary_care   | moved     | client       | -
        anna  | 2026-10-04 | primary_care   | fulfilled | for_child    | -
        anna  | 2026-10-05 | primary_care   | fulfilled | group        | -
        anna  | 2026-10-06 | emergency      | no_show   | client       | -
        anna  | 2026-10-07 | emergency      | fulfilled | for_child    | -
        bo    | 2026-10-01 | primary_care   | fulfilled | proxy        | -
        bo    | 2026-10-02 | emergency      | fulfilled | proxy        | -
        """,
        outcomes={"anna": "quiet", "bo": "quiet"},
        measures={
            "anna": {"visits": 0, "emergency_visits": 0},
            "bo": {"visits": 1, "emergency_visits": 1},
        },
    )


def test_visits_that_belong_to_a_plan_do_not_count(spec):
    """Nor emergency visits booked a week ahead; six days ahead they do."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | service_family | booked_at  | plan_id
        ------+------------+----------------+------------+--------
        anna  | 2026-10-01 | primary_care   | 2026-09-17 | plan-1
        anna  | 2026-10-02 | emergency      | -          | plan-1
        anna  | 2026-10-08 | emergency      | 2026-10-01 | -
        bo    | 2026-10-01 | primary_care   | 2026-09-17 | -
        bo    | 2026-10-08 | emergency      | 2026-10-02 | -
        bo    | 2026-10-09 | emergency      | -          | -
        """,
        outcomes={"anna": "quiet", "bo": "quiet"},
        measures={
            "anna": {"visits": 0, "emergency_visits": 0},
            "bo": {"visits": 1, "emergency_visits": 2},
        },
    )


def test_the_share_of_planned_visits_is_told(spec):
    """Booked a week ahead or after a referral; one planned contact makes a visit so."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at        | booked_at  | referral_id | urgency
        ------+------------------+------------+-------------+-----------
        anna  | 2026-10-01       | 2026-09-24 | -           | non_urgent
        anna  | 2026-10-02       | -          | referral-1  | non_urgent
        anna  | 2026-10-05       | 2026-10-01 | -           | non_urgent
        anna  | 2026-10-06       | -          | -           | non_urgent
        bo    | 2026-10-01 08:00 | 2026-09-24 | -           | non_urgent
        bo    | 2026-10-01 12:00 | -          | -           | non_urgent
        cia   | 2026-10-01       | 2026-09-01 | -           | urgent
        """,
        outcomes={"anna": "quiet", "bo": "quiet", "cia": "quiet"},
        measures={
            "anna": {"visits": 4, "planned_share": 0.5},
            "bo": {"visits": 1, "planned_share": 1},
            "cia": {"visits": 1, "planned_share": 0},
        },
    )


def test_without_contacts_there_were_no_visits(spec):
    """Somebody without any contact is quiet, not unknown."""
    spec(
        on="2026-11-01",
        contacts="",
        outcomes={"anna": "quiet"},
        measures={
            "anna": {
                "visits": 0,
                "emergency_visits": 0,
                "recent_emergency_visits": 0,
                "planned_share": 0,
            }
        },
    )
