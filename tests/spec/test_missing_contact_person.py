"""No contact person, or no plan that holds things together."""

# Two people whose need is continuous, with a named worker each and a fresh plan.
CLIENTS = """
      | segment | segment_on | segment_consent | social_worker | care_lead
------+---------+------------+-----------------+---------------+----------
anna  | 3       | 2026-01-12 | yes             | worker-1      | -
bo    | 4       | 2026-01-12 | yes             | -             | worker-2
"""
PLANS = """
      | updated_on
------+-----------
anna  | 2026-09-01
bo    | 2026-09-01
"""
IN_TOUCH = """
      | starts_at  | worker_id
------+------------+----------
anna  | 2026-10-20 | worker-1
bo    | 2026-10-20 | worker-2
"""


def test_a_named_worker_a_fresh_plan_and_touch_are_quiet(spec):
    """Nothing is missing."""
    spec(
        on="2026-11-01",
        clients=CLIENTS,
        plans=PLANS,
        contacts=IN_TOUCH,
        outcomes={"anna": "quiet", "bo": "quiet"},
        measures={
            "anna": {
                "named_workers": 1,
                "plans_in_force": 1,
                "plan_age_days": 61,
                "plans_without_named": 0,
                "days_without_named": 12,
                "days_without_named_closer": 0,
            },
            "bo": {"days_without_named": 12, "days_without_named_closer": 12},
        },
    )


def test_the_rule_is_about_recorded_continuous_need_with_consent(spec):
    """Other segments, no consent, or a segment recorded later: not applicable."""
    spec(
        on="2026-11-01",
        clients="""
              | segment | segment_on | segment_consent
        ------+---------+------------+----------------
        anna  | 3       | 2026-01-12 | yes
        bo    | 4       | -          | yes
        cia   | 2       | 2026-01-12 | yes
        dan   | 1       | 2026-01-12 | yes
        eva   | -       | -          | yes
        finn  | 3       | 2026-01-12 | no
        gun   | 3       | 2026-01-12 | -
        hans  | 3       | 2026-11-01 | yes
        ida   | 3       | 2026-11-02 | yes
        """,
        outcomes={
            "anna": "fired",
            "bo": "fired",
            "hans": "fired",
            **dict.fromkeys(
                ["cia", "dan", "eva", "finn", "gun", "ida"], "not_applicable"
            ),
        },
        evidence={"anna": ["segment"], "bo": ["segment"]},
    )


def test_nobody_named_fires(spec):
    """One of the two is enough; both count as two."""
    spec(
        on="2026-11-01",
        clients="""
              | segment | segment_on | segment_consent | social_worker | care_lead
        ------+---------+------------+-----------------+---------------+----------
        anna  | 3       | 2026-10-20 | yes             | -             | -
        bo    | 3       | 2026-10-20 | yes             | worker-1      | -
        cia   | 3       | 2026-10-20 | yes             | -             | worker-2
        dan   | 3       | 2026-10-20 | yes             | worker-1      | worker-2
        """,
        plans="""
              | updated_on | ends_on
        ------+------------+-----------
        anna  | 2026-09-01 | 2026-11-01
        bo    | 2026-09-01 | -
        cia   | 2026-09-01 | -
        dan   | 2026-09-01 | -
        """,
        outcomes={"anna": "fired", "bo": "quiet", "cia": "quiet", "dan": "quiet"},
        measures={
            "anna": {"named_workers": 0, "days_without_named": 0},
            "bo": {"named_workers": 1},
            "cia": {"named_workers": 1},
            "dan": {"named_workers": 2},
        },
        evidence={"anna": ["plan-1", "segment"]},
    )


def test_no_plan_in_force_fires(spec):
    """Ended, to come, for medicines alone or palliative: it does not hold things."""
    spec(
        on="2026-11-01",
        clients="""
              | segment | segment_on | segment_consent | social_worker
        ------+---------+------------+-----------------+--------------
        anna  | 3       | 2026-10-20 | yes             | worker-1
        bo    | 3       | 2026-10-20 | yes             | worker-1
        cia   | 3       | 2026-10-20 | yes             | worker-1
        dan   | 3       | 2026-10-20 | yes             | worker-1
        eva   | 3       | 2026-10-20 | yes             | worker-1
        finn  | 3       | 2026-10-20 | yes             | worker-1
        gun   | 3       | 2026-10-20 | yes             | worker-1
        """,
        plans="""
              | updated_on | ends_on    | kind
        ------+------------+------------+-----------
        anna  | 2026-09-01 | 2026-10-31 | care
        bo    | 2026-09-01 | 2026-11-01 | service
        cia   | 2026-11-02 | -          | client
        dan   | 2026-11-01 | -          | client
        eva   | 2026-09-01 | -          | medication
        eva   | 2026-09-01 | -          | palliative
        finn  | 2026-09-01 | -          | rehabilitation
        finn  | 2026-09-01 | -          | substance
        """,
        outcomes={
            "anna": "fired",
            "bo": "quiet",
            "cia": "fired",
            "dan": "quiet",
            "eva": "fired",
            "finn": "quiet",
            "gun": "fired",
        },
        measures={
            "anna": {"plans_in_force": 0, "plan_age_days": 0},
            "bo": {"plans_in_force": 1, "plan_age_days": 61},
            "dan": {"plans_in_force": 1, "plan_age_days": 0},
            "finn": {"plans_in_force": 2},
            "gun": {"plans_in_force": 0, "named_workers": 1},
        },
        evidence={"anna": ["segment"]},
    )


def test_a_year_since_the_review_is_quiet_and_a_day_more_fires(spec):
    """The plan that was reviewed last tells."""
    spec(
        on="2026-11-01",
        clients="""
              | segment | segment_on | segment_consent | social_worker
        ------+---------+------------+-----------------+--------------
        anna  | 3       | 2026-10-20 | yes             | worker-1
        bo    | 3       | 2026-10-20 | yes             | worker-1
        cia   | 3       | 2026-10-20 | yes             | worker-1
        """,
        plans="""
              | updated_on | ends_on
        ------+------------+-----------
        anna  | 2025-11-01 | -
        bo    | 2025-10-31 | -
        bo    | 2026-09-01 | 2026-10-31
        cia   | 2025-10-31 | -
        cia   | 2025-11-02 | -
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "quiet"},
        measures={
            "anna": {"plan_age_days": 365},
            "bo": {"plan_age_days": 366},
            "cia": {"plan_age_days": 364},
        },
        evidence={"bo": ["plan-2", "segment"]},
    )


def test_ninety_days_without_the_named_worker_are_quiet_and_one_more_fires(spec):
    """Others, and what comes after the as-of day, do not count."""
    spec(
        on="2026-11-01",
        clients="""
              | segment | segment_on | segment_consent | social_worker | care_lead
        ------+---------+------------+-----------------+---------------+----------
        anna  | 3       | 2025-06-02 | yes             | worker-1      | -
        bo    | 3       | 2025-06-02 | yes             | worker-1      | -
        cia   | 3       | 2025-06-02 | yes             | worker-1      | worker-2
        dan   | 3       | 2025-06-02 | yes             | worker-1      | worker-2
        """,
        plans="""
              | updated_on
        ------+-----------
        anna  | 2026-09-01
        bo    | 2026-09-01
        cia   | 2026-09-01
        dan   | 2026-09-01
        """,
        contacts="""
              | starts_at        | worker_id | source_register
        ------+------------------+-----------+----------------
        anna  | 2026-08-03 08:00 | worker-1  | social
        bo    | 2026-08-02 23:59 | worker-1  | social
        bo    | 2026-07-02 08:00 | worker-1  | social
        bo    | 2026-10-20 08:00 | worker-3  | health
        bo    | 2026-11-02 08:00 | worker-1  | social
        cia   | 2026-08-02 08:00 | worker-1  | social
        cia   | 2026-08-04 08:00 | worker-2  | health
        dan   | 2026-08-02 08:00 | worker-1  | social
        dan   | 2026-08-02 12:00 | worker-2  | health
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "quiet", "dan": "fired"},
        measures={
            "anna": {"days_without_named": 90},
            "bo": {"days_without_named": 91, "days_without_named_closer": 0},
            "cia": {"days_without_named": 89},
            "dan": {"days_without_named": 91},
        },
        evidence={
            "bo": ["contact-2", "plan-2", "segment"],
            "dan": ["contact-8", "contact-9", "plan-4", "segment"],
        },
    )


def test_who_needs_most_has_a_closer_limit(spec):
    """Thirty days in the care segment; thirty-one fire there and not elsewhere."""
    spec(
        on="2026-11-01",
        clients="""
              | segment | segment_on | segment_consent | care_lead
        ------+---------+------------+-----------------+----------
        anna  | 4       | 2026-01-12 | yes             | worker-1
        bo    | 4       | 2026-01-12 | yes             | worker-1
        cia   | 3       | 2026-01-12 | yes             | worker-1
        """,
        plans="""
              | updated_on
        ------+-----------
        anna  | 2026-09-01
        bo    | 2026-09-01
        cia   | 2026-09-01
        """,
        contacts="""
              | starts_at  | worker_id
        ------+------------+----------
        anna  | 2026-10-02 | worker-1
        bo    | 2026-10-01 | worker-1
        bo    | 2026-10-20 | worker-2
        cia   | 2026-10-01 | worker-1
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "quiet"},
        measures={
            "anna": {"days_without_named_closer": 30},
            "bo": {"days_without_named_closer": 31, "days_without_named": 31},
            "cia": {"days_without_named_closer": 0, "days_without_named": 31},
        },
    )


def test_the_days_run_at_most_from_the_segment(spec):
    """Nobody may have been named before; a segment of no known day hides nothing."""
    spec(
        on="2026-11-01",
        clients="""
              | segment | segment_on | segment_consent | social_worker
        ------+---------+------------+-----------------+--------------
        anna  | 3       | 2026-08-03 | yes             | worker-1
        bo    | 3       | 2026-08-02 | yes             | worker-1
        cia   | 3       | -          | yes             | worker-1
        dan   | 3       | 2025-06-02 | yes             | worker-1
        eva   | 3       | 2025-06-02 | yes             | worker-1
        """,
        plans="""
              | updated_on
        ------+-----------
        anna  | 2026-09-01
        bo    | 2026-09-01
        cia   | 2026-09-01
        dan   | 2026-09-01
        eva   | 2026-09-01
        """,
        contacts="""
              | starts_at        | worker_id
        ------+------------------+----------
        dan   | 2025-11-01 23:59 | worker-1
        eva   | 2025-11-02 00:00 | worker-1
        """,
        outcomes={
            "anna": "quiet",
            "bo": "fired",
            "cia": "fired",
            "dan": "fired",
            "eva": "fired",
        },
        measures={
            "anna": {"days_without_named": 90},
            "bo": {"days_without_named": 91},
            "cia": {"days_without_named": 365},
            "dan": {"days_without_named": 365},
            "eva": {"days_without_named": 364},
        },
        evidence={
            "dan": ["plan-4", "segment"],
            "eva": ["contact-2", "plan-5", "segment"],
        },
    )


def test_being_in_touch_is_also_a_call_or_a_message(spec):
    """A letter, a record entry or a talk among professionals is not."""
    modes = {
        "visit": 0,
        "home": 0,
        "workplace": 0,
        "elsewhere": 0,
        "remote": 0,
        "telephone": 0,
        "digital": 0,
        "ward": 0,
        "letter": 61,
        "consultation": 61,
        "record_entry": 61,
        "negotiation": 61,
        "handling": 61,
        "other": 61,
    }
    spec(
        on="2026-11-01",
        clients="| segment | segment_on | segment_consent | social_worker\n"
        + "".join(f"{one} | 3 | 2026-09-01 | yes | worker-1\n" for one in modes),
        plans="| updated_on\n" + "".join(f"{one} | 2026-09-01\n" for one in modes),
        contacts="| starts_at | worker_id | mode\n"
        + "".join(f"{one} | 2026-11-01 | worker-1 | {one}\n" for one in modes),
        outcomes=dict.fromkeys(modes, "quiet"),
        measures={one: {"days_without_named": days} for one, days in modes.items()},
    )


def test_only_contacts_that_took_place_with_the_client_count(spec):
    """A booked or missed one is none, and a visit with a child is the child's."""
    spec(
        on="2026-11-01",
        clients="""
              | segment | segment_on | segment_consent | social_worker
        ------+---------+------------+-----------------+--------------
        anna  | 3       | 2026-09-01 | yes             | worker-1
        bo    | 3       | 2026-09-01 | yes             | worker-1
        cia   | 3       | 2026-09-01 | yes             | worker-1
        dan   | 3       | 2026-09-01 | yes             | worker-1
        eva   | 3       | 2026-09-01 | yes             | worker-1
        finn  | 3       | 2026-09-01 | yes             | worker-1
        """,
        plans="""
              | updated_on
        ------+-----------
        anna  | 2026-09-01
        bo    | 2026-09-01
        cia   | 2026-09-01
        dan   | 2026-09-01
        eva   | 2026-09-01
        finn  | 2026-09-01
        """,
        contacts="""
              | starts_at  | worker_id | status    | visitor_role
        ------+------------+-----------+-----------+-------------
        anna  | 2026-10-31 | worker-1  | booked    | client
        bo    | 2026-10-31 | worker-1  | no_show   | client
        cia   | 2026-10-31 | worker-1  | fulfilled | for_child
        dan   | 2026-10-31 | worker-1  | fulfilled | proxy
        eva   | 2026-10-31 | worker-1  | fulfilled | group
        finn  | 2026-10-31 | worker-1  | fulfilled | other
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan", "eva", "finn"], "quiet"),
        measures={
            "anna": {"days_without_named": 61},
            "bo": {"days_without_named": 61},
            "cia": {"days_without_named": 61},
            "dan": {"days_without_named": 1},
            "eva": {"days_without_named": 1},
            "finn": {"days_without_named": 1},
        },
    )


def test_a_worker_who_is_not_recorded_may_have_been_the_named_one(spec):
    """Not assessable while the last such contact lies within the limit."""
    spec(
        on="2026-11-01",
        clients="""
              | segment | segment_on | segment_consent | social_worker
        ------+---------+------------+-----------------+--------------
        anna  | 3       | 2025-06-02 | yes             | worker-1
        bo    | 3       | 2025-06-02 | yes             | worker-1
        cia   | 3       | 2025-06-02 | yes             | worker-1
        dan   | 4       | 2025-06-02 | yes             | worker-1
        eva   | 3       | 2025-06-02 | yes             | -
        """,
        plans="""
              | updated_on
        ------+-----------
        anna  | 2026-09-01
        bo    | 2026-09-01
        cia   | 2026-09-01
        dan   | 2026-09-01
        eva   | 2026-09-01
        """,
        contacts="""
              | starts_at  | worker_id
        ------+------------+----------
        anna  | 2026-10-20 | -
        bo    | 2026-07-01 | -
        cia   | 2026-10-20 | -
        cia   | 2026-10-01 | worker-1
        dan   | 2026-10-20 | -
        dan   | 2026-09-20 | worker-1
        eva   | 2026-10-20 | -
        """,
        outcomes={
            "anna": "not_assessable",
            "bo": "fired",
            "cia": "quiet",
            "dan": "not_assessable",
            "eva": "fired",
        },
        measures={
            "anna": {"days_without_named": 12},
            "bo": {"days_without_named": 123},
            "cia": {"days_without_named": 12},
            "dan": {"days_without_named": 12, "days_without_named_closer": 12},
        },
        reasons={"anna": "range", "dan": "range"},
        evidence={"bo": ["plan-2", "segment"]},
    )


def test_several_plans_need_somebody_who_fits_them_together(spec):
    """One plan is not several; with somebody named, any number holds."""
    spec(
        on="2026-11-01",
        clients="""
              | segment | segment_on | segment_consent | social_worker
        ------+---------+------------+-----------------+--------------
        anna  | 3       | 2026-10-20 | yes             | -
        bo    | 3       | 2026-10-20 | yes             | -
        cia   | 3       | 2026-10-20 | yes             | -
        dan   | 3       | 2026-10-20 | yes             | worker-1
        """,
        plans="""
              | updated_on | kind
        ------+------------+--------
        anna  | 2026-09-01 | care
        bo    | 2026-09-01 | care
        bo    | 2026-09-01 | service
        cia   | 2026-09-01 | care
        cia   | 2026-09-01 | service
        cia   | 2026-09-01 | client
        dan   | 2026-09-01 | care
        dan   | 2026-09-01 | service
        """,
        outcomes={"anna": "fired", "bo": "fired", "cia": "fired", "dan": "quiet"},
        measures={
            "anna": {"plans_without_named": 1},
            "bo": {"plans_without_named": 2},
            "cia": {"plans_without_named": 3},
            "dan": {"plans_without_named": 0},
        },
    )
