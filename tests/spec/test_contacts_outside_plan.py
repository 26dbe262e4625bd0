"""Visits outside the plan that was agreed on."""

PLANS = """
      | updated_on
------+-----------
anna  | 2026-01-12
bo    | 2026-01-12
cia   | 2026-01-12
"""


def test_three_unplanned_visits_are_quiet_and_four_fire(spec):
    """All of them unplanned, so that only their number decides."""
    spec(
        on="2026-11-01",
        plans=PLANS,
        contacts="""
              | starts_at  | booked_at
        ------+------------+----------
        anna  | 2026-10-01 | -
        anna  | 2026-10-02 | -
        anna  | 2026-10-03 | -
        bo    | 2026-10-01 | -
        bo    | 2026-10-02 | -
        bo    | 2026-10-03 | -
        bo    | 2026-10-04 | -
        cia   | 2026-10-01 | -
        cia   | 2026-10-02 | -
        cia   | 2026-10-03 | -
        cia   | 2026-10-04 | -
        cia   | 2026-10-05 | -
        cia   | 2026-08-10 | 2026-08-01
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired"},
        measures={
            "anna": {"unplanned_visits": 3, "unplanned_share": 100},
            "bo": {"unplanned_visits": 4, "unplanned_share": 100},
            "cia": {"unplanned_visits": 5, "unplanned_share": 500 / 6},
        },
        evidence={"bo": ["contact-4", "contact-5", "contact-6", "contact-7"]},
    )


def test_half_of_the_visits_fire_and_fewer_are_quiet(spec):
    """Four of nine, four of eight, four of seven."""
    unplanned = "".join(
        f"{who} | 2026-10-{day:02} | -\n"
        for who in ("anna", "bo", "cia")
        for day in range(1, 5)
    )
    planned = "".join(
        f"{who} | 2026-10-{day:02} | 2026-09-01\n"
        for who, count in (("anna", 5), ("bo", 4), ("cia", 3))
        for day in range(10, 10 + count)
    )
    spec(
        on="2026-11-01",
        plans=PLANS,
        contacts="| starts_at | booked_at\n" + unplanned + planned,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired"},
        measures={
            "anna": {"unplanned_visits": 4, "unplanned_share": 400 / 9},
            "bo": {"unplanned_visits": 4, "unplanned_share": 50},
            "cia": {"unplanned_visits": 4, "unplanned_share": 400 / 7},
        },
    )


def test_just_below_half_is_quiet(spec):
    """Twenty-five of fifty-one."""
    spec(
        on="2026-11-01",
        plans="| updated_on\nanna | 2026-01-12\n",
        contacts="| starts_at | booked_at | site\n"
        + "".join(f"anna | 2026-10-{day:02} | - | a\n" for day in range(1, 26))
        + "".join(
            f"anna | 2026-10-{day:02} | 2026-09-01 | b\n" for day in range(1, 27)
        ),
        outcomes={"anna": "quiet"},
        measures={"anna": {"unplanned_visits": 25, "unplanned_share": 2500 / 51}},
    )


def test_the_window_has_two_edges(spec):
    """It begins 89 days before the as-of day and ends with it."""
    spec(
        on="2026-11-01",
        plans="""
              | updated_on
        ------+-----------
        anna  | 2026-01-12
        bo    | 2026-01-12
        cia   | 2026-01-12
        dan   | 2026-01-12
        """,
        contacts="""
              | starts_at        | booked_at
        ------+------------------+-----------
        anna  | 2026-08-03 23:59 | -
        bo    | 2026-08-04 00:00 | -
        cia   | 2026-11-01 23:59 | -
        dan   | 2026-11-02 00:00 | -
        zoe   | 2026-10-01       | 2026-09-01
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan"], "quiet")
        | {"zoe": "not_applicable"},
        measures={
            "anna": {"unplanned_visits": 0},
            "bo": {"unplanned_visits": 1},
            "cia": {"unplanned_visits": 1},
            "dan": {"unplanned_visits": 0},
        },
    )


def test_the_rule_is_about_people_with_a_plan_in_force(spec):
    """Made by the as-of day, and in force on it; without one, not applicable."""
    spec(
        on="2026-11-01",
        plans="""
              | updated_on | ends_on
        ------+------------+-----------
        anna  | 2026-01-12 | -
        bo    | 2026-01-12 | 2026-11-01
        cia   | 2026-01-12 | 2026-10-31
        dan   | 2026-11-01 | -
        eva   | 2026-11-02 | -
        """,
        outcomes={
            "anna": "quiet",
            "bo": "quiet",
            "cia": "not_applicable",
            "dan": "quiet",
            "eva": "not_applicable",
            "finn": "not_applicable",
        },
        measures={"anna": {"unplanned_visits": 0, "unplanned_share": 0}},
    )


def test_a_medication_or_palliative_plan_says_nothing_of_visits(spec):
    """The plans that agree on visits are care, service, client and the like."""
    spec(
        on="2026-11-01",
        plans="""
              | kind
        ------+---------------
        anna  | care
        bo    | service
        cia   | client
        dan   | rehabilitation
        eva   | substance
        finn  | medication
        gun   | palliative
        """,
        outcomes={
            **dict.fromkeys(["anna", "bo", "cia", "dan", "eva"], "quiet"),
            "finn": "not_applicable",
            "gun": "not_applicable",
        },
    )


def test_visits_count_from_the_day_after_the_plan(spec):
    """What led to the plan lies before it; the one reviewed longest ago tells."""
    spec(
        on="2026-11-01",
        plans="""
              | updated_on | ends_on    | kind
        ------+------------+------------+-----------
        anna  | 2026-10-10 | -          | care
        bo    | 2026-10-10 | -          | care
        bo    | 2026-10-11 | -          | service
        cia   | 2026-10-10 | 2026-10-20 | care
        cia   | 2026-10-01 | -          | medication
        cia   | 2026-10-11 | -          | service
        """,
        contacts="""
              | starts_at  | booked_at
        ------+------------+-----------
        anna  | 2026-10-09 | -
        anna  | 2026-10-10 | -
        anna  | 2026-10-11 | -
        bo    | 2026-10-11 | -
        cia   | 2026-10-11 | -
        zoe   | 2026-10-01 | 2026-09-01
        """,
        outcomes={
            "anna": "quiet",
            "bo": "quiet",
            "cia": "quiet",
            "zoe": "not_applicable",
        },
        measures={
            "anna": {"unplanned_visits": 1},
            "bo": {"unplanned_visits": 1},
            "cia": {"unplanned_visits": 0},
        },
    )


def test_contacts_of_one_day_at_one_point_are_one_visit(spec):
    """Whoever met the client there; one planned contact makes the visit planned."""
    spec(
        on="2026-11-01",
        plans=PLANS,
        contacts="""
              | starts_at        | site | profession | booked_at  | plan_id
        ------+------------------+------+------------+------------+--------
        anna  | 2026-10-01 08:00 | a    | nurse      | -          | -
        anna  | 2026-10-01 09:00 | a    | physician  | -          | -
        anna  | 2026-10-01 10:00 | b    | physician  | -          | -
        anna  | 2026-10-02 10:00 | b    | physician  | -          | -
        bo    | 2026-10-01 08:00 | a    | nurse      | -          | -
        bo    | 2026-10-01 09:00 | a    | physician  | -          | plan-2
        bo    | 2026-10-01 08:00 | b    | nurse      | -          | -
        cia   | 2026-10-01 08:00 | a    | nurse      | -          | -
        cia   | 2026-10-01 09:00 | a    | physician  | 2026-09-28 | -
        """,
        outcomes={"anna": "quiet", "bo": "quiet", "cia": "quiet"},
        measures={
            "anna": {"unplanned_visits": 3, "unplanned_share": 100},
            "bo": {"unplanned_visits": 1, "unplanned_share": 50},
            "cia": {"unplanned_visits": 0, "unplanned_share": 0},
        },
    )


def test_evidence_is_of_unplanned_visits_alone(spec):
    """An unplanned contact of a visit that was planned or neither is no evidence."""
    spec(
        on="2026-11-01",
        plans=PLANS,
        contacts="""
              | starts_at        | booked_at  | plan_id
        ------+------------------+------------+--------
        anna  | 2026-10-01       | -          | -
        anna  | 2026-10-02       | -          | -
        anna  | 2026-10-03       | -          | -
        anna  | 2026-10-04       | -          | -
        anna  | 2026-10-05 08:00 | -          | -
        anna  | 2026-10-05 09:00 | -          | plan-1
        anna  | 2026-10-06 08:00 | -          | -
        anna  | 2026-10-06 09:00 | 2026-10-03 | -
        """,
        outcomes={"anna": "fired", "bo": "quiet", "cia": "quiet"},
        measures={"anna": {"unplanned_visits": 4, "unplanned_share": 80}},
        evidence={"anna": ["contact-1", "contact-2", "contact-3", "contact-4"]},
    )


def test_what_the_plan_a_referral_or_a_booking_led_to_was_planned(spec):
    """Urgent visits are not, and what was booked some days ahead is neither."""
    spec(
        on="2026-11-01",
        plans=PLANS,
        contacts="""
              | starts_at  | booked_at  | urgency    | plan_id | referral_id
        ------+------------+------------+------------+---------+------------
        anna  | 2026-10-12 | -          | urgent     | plan-1  | -
        anna  | 2026-10-13 | -          | emergency  | -       | referral-1
        anna  | 2026-10-14 | 2026-10-07 | non_urgent | -       | -
        anna  | 2026-10-15 | 2026-10-14 | non_urgent | -       | -
        anna  | 2026-10-16 | 2026-09-01 | urgent     | -       | -
        bo    | 2026-10-12 | 2026-10-06 | non_urgent | -       | -
        bo    | 2026-10-13 | 2026-10-11 | -          | -       | -
        """,
        outcomes={"anna": "quiet", "bo": "quiet", "cia": "quiet"},
        measures={
            "anna": {"unplanned_visits": 2, "unplanned_share": 40},
            "bo": {"unplanned_visits": 0, "unplanned_share": 0},
        },
    )


def test_only_visits_in_person_on_the_own_matter_count(spec):
    """Calls, remote meetings and messages never count against anyone."""
    spec(
        on="2026-11-01",
        plans=PLANS,
        contacts="""
              | starts_at  | booked_at  | mode         | visitor_role | status
        ------+------------+------------+--------------+--------------+----------
        anna  | 2026-10-01 | -          | telephone    | client       | fulfilled
        anna  | 2026-10-02 | -          | remote       | client       | fulfilled
        anna  | 2026-10-03 | -          | digital      | client       | fulfilled
        anna  | 2026-10-04 | -          | letter       | client       | fulfilled
        anna  | 2026-10-05 | -          | consultation | client       | fulfilled
        anna  | 2026-10-06 | -          | record_entry | client       | fulfilled
        anna  | 2026-10-07 | -          | negotiation  | client       | fulfilled
        anna  | 2026-10-08 | -          | handling     | client       | fulfilled
        anna  | 2026-10-09 | -          | ward         | client       | fulfilled
        anna  | 2026-10-10 | -          | other        | client       | fulfilled
        anna  | 2026-10-11 | -          | visit        | for_child    | fulfilled
        anna  | 2026-10-12 | -          | visit        | group        | fulfilled
        anna  | 2026-10-13 | -          | visit        | other        | fulfilled
        anna  | 2026-10-14 | -          | visit        | client       | unknown
        anna  | 2026-10-15 | -          | visit        | client       | no_show
        anna  | 2026-10-16 | 2026-10-16 | visit        | client       | moved
        bo    | 2026-10-01 | -          | visit        | client       | fulfilled
        bo    | 2026-10-02 | -          | home         | proxy        | fulfilled
        bo    | 2026-10-03 | -          | workplace    | client       | fulfilled
        bo    | 2026-10-04 | -          | elsewhere    | client       | fulfilled
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "quiet"},
        measures={"anna": {"unplanned_visits": 0}, "bo": {"unplanned_visits": 4}},
    )


def test_services_that_are_left_out_do_not_count(spec):
    """Prevention, examinations, and care that comes home by itself."""
    spec(
        on="2026-11-01",
        plans=PLANS,
        contacts="""
              | starts_at  | booked_at  | service_family
        ------+------------+------------+------------------
        anna  | 2026-10-01 | -          | maternity_child
        anna  | 2026-10-02 | -          | screening
        anna  | 2026-10-03 | -          | vaccination
        anna  | 2026-10-04 | -          | occupational
        anna  | 2026-10-05 | -          | dental
        anna  | 2026-10-06 | -          | laboratory
        anna  | 2026-10-07 | -          | imaging
        anna  | 2026-10-08 | -          | pharmacy
        anna  | 2026-10-09 | -          | home_care
        anna  | 2026-10-10 | -          | home_hospital
        bo    | 2026-10-01 | -          | emergency
        bo    | 2026-10-02 | -          | adult_social_work
        bo    | 2026-10-03 | -          | mental_health
        bo    | 2026-10-04 | 2026-10-04 | other
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "quiet"},
        measures={"anna": {"unplanned_visits": 0}, "bo": {"unplanned_visits": 4}},
    )


def test_a_source_without_bookings_widens_what_is_known(spec):
    """Visits that may have been booked: not assessable where they span a limit."""
    spec(
        on="2026-11-01",
        plans="""
              | updated_on
        ------+-----------
        anna  | 2026-01-12
        bo    | 2026-01-12
        cia   | 2026-01-12
        dan   | 2026-01-12
        eva   | 2026-01-12
        """,
        contacts="""
              | starts_at  | booked_at | urgency | plan_id
        ------+------------+-----------+---------+--------
        anna  | 2026-10-01 | -         | -       | -
        anna  | 2026-10-02 | -         | -       | -
        anna  | 2026-10-03 | -         | -       | -
        bo    | 2026-10-01 | -         | urgent  | -
        bo    | 2026-10-02 | -         | urgent  | -
        bo    | 2026-10-03 | -         | urgent  | -
        bo    | 2026-10-04 | -         | -       | -
        cia   | 2026-10-01 | -         | urgent  | -
        cia   | 2026-10-02 | -         | urgent  | -
        cia   | 2026-10-03 | -         | urgent  | -
        cia   | 2026-10-04 | -         | urgent  | -
        cia   | 2026-10-05 | -         | -       | -
        cia   | 2026-10-06 | -         | -       | plan-3
        dan   | 2026-10-01 | -         | urgent  | -
        dan   | 2026-10-02 | -         | urgent  | -
        dan   | 2026-10-03 | -         | urgent  | -
        dan   | 2026-10-04 | -         | urgent  | -
        dan   | 2026-10-05 | -         | -       | -
        dan   | 2026-10-06 | -         | -       | -
        dan   | 2026-10-07 | -         | -       | -
        dan   | 2026-10-08 | -         | -       | -
        dan   | 2026-10-09 | -         | -       | -
        eva   | 2026-10-01 | -         | urgent  | -
        eva   | 2026-10-02 | -         | urgent  | -
        eva   | 2026-10-03 | -         | urgent  | -
        eva   | 2026-10-04 | -         | urgent  | -
        eva   | 2026-10-05 | -         | -       | -
        eva   | 2026-10-06 | -         | -       | plan-5
        eva   | 2026-10-07 | -         | -       | plan-5
        eva   | 2026-10-08 | -         | -       | plan-5
        eva   | 2026-10-09 | -         | -       | plan-5
        """,
        outcomes={
            "anna": "quiet",
            "bo": "not_assessable",
            "cia": "fired",
            "dan": "not_assessable",
            "eva": "not_assessable",
        },
        measures={
            "anna": {"unplanned_visits": 0, "unplanned_share": 0},
            "bo": {"unplanned_visits": 3, "unplanned_share": 75},
            "cia": {"unplanned_visits": 4, "unplanned_share": 400 / 6},
            "dan": {"unplanned_visits": 4, "unplanned_share": 400 / 9},
        },
        reasons={"bo": "range", "dan": "range", "eva": "range"},
    )
