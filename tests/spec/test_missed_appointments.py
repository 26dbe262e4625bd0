"""Appointments missed without cancelling, for a reason that is not known."""


def test_two_missed_days_a_year_are_quiet_and_three_fire(spec):
    """Two missed days in the year stay below; three and four meet the limit."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | status
        ------+------------+--------
        anna  | 2026-01-12 | no_show
        anna  | 2026-03-02 | no_show
        bo    | 2026-01-12 | no_show
        bo    | 2026-03-02 | no_show
        bo    | 2026-05-04 | no_show
        cia   | 2026-01-12 | no_show
        cia   | 2026-03-02 | no_show
        cia   | 2026-05-04 | no_show
        cia   | 2026-06-15 | no_show
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired"},
        measures={
            "anna": {"no_show_days": 2, "recent_no_show_days": 0},
            "bo": {"no_show_days": 3},
            "cia": {"no_show_days": 4},
        },
        evidence={"bo": ["contact-3", "contact-4", "contact-5"]},
    )


def test_one_missed_day_a_quarter_is_quiet_and_two_fire(spec):
    """One missed day in the quarter stays below; two and three meet the limit."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | status
        ------+------------+--------
        anna  | 2026-10-12 | no_show
        bo    | 2026-10-12 | no_show
        bo    | 2026-10-13 | no_show
        cia   | 2026-10-12 | no_show
        cia   | 2026-10-13 | no_show
        cia   | 2026-10-14 | no_show
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired"},
        measures={
            "anna": {"no_show_days": 1, "recent_no_show_days": 1},
            "bo": {"no_show_days": 2, "recent_no_show_days": 2},
            "cia": {"recent_no_show_days": 3},
        },
    )


def test_both_windows_have_edges(spec):
    """The year begins 364 days before the as-of day, the quarter 89 days before."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at        | status
        ------+------------------+--------
        anna  | 2025-11-01 23:59 | no_show
        bo    | 2025-11-02 00:00 | no_show
        cia   | 2026-08-03 23:59 | no_show
        dan   | 2026-08-04 00:00 | no_show
        eva   | 2026-11-01 23:59 | no_show
        finn  | 2026-11-02 00:00 | no_show
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan", "eva", "finn"], "quiet"),
        measures={
            "anna": {"no_show_days": 0, "recent_no_show_days": 0},
            "bo": {"no_show_days": 1, "recent_no_show_days": 0},
            "cia": {"no_show_days": 1, "recent_no_show_days": 0},
            "dan": {"no_show_days": 1, "recent_no_show_days": 1},
            "eva": {"no_show_days": 1, "recent_no_show_days": 1},
            "finn": {"no_show_days": 0, "recent_no_show_days": 0},
        },
    )


def test_several_on_one_day_count_once(spec):
    """Two missed appointments of one day are one missed day."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at        | status
        ------+------------------+--------
        anna  | 2026-10-12 08:00 | no_show
        anna  | 2026-10-12 14:00 | no_show
        """,
        outcomes={"anna": "quiet"},
        measures={"anna": {"recent_no_show_days": 1}},
    )


def test_a_known_reason_does_not_count(spec):
    """A recorded reason ends it; no reason and not recorded are the same."""
    spec(
        on="2026-11-01",
        contacts="""
              | status  | absence_explained
        ------+---------+------------------
        anna  | no_show | yes
        bo    | no_show | no
        cia   | no_show | -
        """,
        outcomes={"anna": "quiet", "bo": "quiet", "cia": "quiet"},
        measures={
            "anna": {"no_show_days": 0},
            "bo": {"no_show_days": 1},
            "cia": {"no_show_days": 1},
        },
    )


def test_what_was_cancelled_moved_or_used_does_not_count(spec):
    """However late it was cancelled or moved; and an unknown end is not a miss."""
    spec(
        on="2026-11-01",
        contacts="""
              | status               | cancelled_at
        ------+----------------------+-----------------
        anna  | cancelled_by_client  | 2026-10-01 07:59
        bo    | cancelled_by_service | 2026-09-30
        cia   | moved                | -
        dan   | fulfilled            | -
        eva   | unknown              | -
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan", "eva"], "quiet"),
        measures={
            who: {"no_show_days": 0, "recent_no_show_days": 0}
            for who in ["anna", "bo", "cia", "dan", "eva"]
        },
    )


def test_groups_vaccinations_screenings_and_children_do_not_count(spec):
    """They are not the client's own appointments; those kept by a proxy are."""
    spec(
        on="2026-11-01",
        contacts="""
              | status  | visitor_role | service_family
        ------+---------+--------------+---------------
        anna  | no_show | group        | primary_care
        bo    | no_show | for_child    | primary_care
        cia   | no_show | client       | vaccination
        dan   | no_show | client       | screening
        eva   | no_show | proxy        | primary_care
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan", "eva"], "quiet"),
        measures={
            "anna": {"no_show_days": 0},
            "bo": {"no_show_days": 0},
            "cia": {"no_show_days": 0},
            "dan": {"no_show_days": 0},
            "eva": {"no_show_days": 1},
        },
    )


def test_calls_and_messages_do_not_count(spec):
    """A call that was not answered is not a missed appointment; a video visit is."""
    spec(
        on="2026-11-01",
        contacts="""
              | status  | mode
        ------+---------+----------
        anna  | no_show | telephone
        bo    | no_show | digital
        cia   | no_show | letter
        dan   | no_show | remote
        eva   | no_show | home
        finn  | no_show | workplace
        gun   | no_show | elsewhere
        """,
        outcomes=dict.fromkeys(
            ["anna", "bo", "cia", "dan", "eva", "finn", "gun"], "quiet"
        ),
        measures={
            "finn": {"no_show_days": 1},
            "gun": {"no_show_days": 1},
            "anna": {"no_show_days": 0},
            "bo": {"no_show_days": 0},
            "cia": {"no_show_days": 0},
            "dan": {"no_show_days": 1},
            "eva": {"no_show_days": 1},
        },
    )


def test_a_booking_made_after_its_own_time_does_not_count(spec):
    """Somebody wrote it down afterwards; without a booking time nothing is wrong."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at        | booked_at        | status
        ------+------------------+------------------+--------
        anna  | 2026-10-12 08:00 | 2026-10-12 08:01 | no_show
        bo    | 2026-10-12 08:00 | 2026-10-12 08:00 | no_show
        cia   | 2026-10-12 08:00 | -                | no_show
        """,
        outcomes={"anna": "quiet", "bo": "quiet", "cia": "quiet"},
        measures={
            "anna": {"no_show_days": 0},
            "bo": {"no_show_days": 1},
            "cia": {"no_show_days": 1},
        },
    )


def test_days_around_hospital_do_not_count(spec):
    """From the day before a ward stay to the day after it, and around emergencies."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | ends_at    | status    | mode  | service_family
        ------+------------+------------+-----------+-------+---------------
        anna  | 2026-10-05 | 2026-10-09 | fulfilled | ward  | specialised
        anna  | 2026-10-03 | -          | no_show   | visit | primary_care
        anna  | 2026-10-04 | -          | no_show   | visit | primary_care
        anna  | 2026-10-07 | -          | no_show   | visit | primary_care
        anna  | 2026-10-10 | -          | no_show   | visit | primary_care
        anna  | 2026-10-11 | -          | no_show   | visit | primary_care
        bo    | 2026-10-05 | -          | fulfilled | visit | emergency
        bo    | 2026-10-06 | -          | no_show   | visit | primary_care
        bo    | 2026-10-07 | -          | no_show   | visit | primary_care
        cia   | 2026-10-05 | 2026-10-09 | booked    | ward  | specialised
        cia   | 2026-10-07 | -          | no_show   | visit | primary_care
        """,
        outcomes={"anna": "fired", "bo": "quiet", "cia": "quiet"},
        measures={
            "anna": {"no_show_days": 2},
            "bo": {"no_show_days": 1},
            "cia": {"no_show_days": 1},
        },
        evidence={"anna": ["contact-2", "contact-6"]},
    )


def test_a_ward_stay_without_an_end_lasts_until_the_as_of_day(spec):
    """No recorded end means still on; an emergency without an end is its own day."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | ends_at    | status    | mode  | service_family
        ------+------------+------------+-----------+-------+---------------
        anna  | 2026-10-05 | -          | fulfilled | ward  | specialised
        anna  | 2026-10-03 | -          | no_show   | visit | primary_care
        anna  | 2026-10-07 | -          | no_show   | visit | primary_care
        anna  | 2026-11-01 | -          | no_show   | visit | primary_care
        bo    | 2026-10-05 | -          | fulfilled | visit | emergency
        bo    | 2026-10-07 | -          | no_show   | visit | primary_care
        cia   | 2026-10-05 | -          | booked    | ward  | specialised
        cia   | 2026-10-07 | -          | no_show   | visit | primary_care
        """,
        outcomes={"anna": "quiet", "bo": "quiet", "cia": "quiet"},
        measures={
            "anna": {"no_show_days": 1},
            "bo": {"no_show_days": 1},
            "cia": {"no_show_days": 1},
        },
    )


def test_a_stay_after_the_as_of_day_hides_nothing(spec):
    """Nothing after the as-of day counts, not even as an excuse."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | status    | mode
        ------+------------+-----------+------
        anna  | 2026-11-01 | no_show   | visit
        anna  | 2026-11-02 | fulfilled | ward
        """,
        outcomes={"anna": "quiet"},
        measures={"anna": {"no_show_days": 1}},
    )


def test_nothing_counts_from_the_day_of_moving_away(spec):
    """The day before moving counts; the day itself does not."""
    spec(
        on="2026-11-01",
        clients="""
              | moved_out_on
        ------+-------------
        anna  | 2026-10-12
        """,
        contacts="""
              | starts_at  | status
        ------+------------+----------
        anna  | 2026-10-11 | no_show
        anna  | 2026-10-12 | no_show
        anna  | 2026-10-13 | no_show
        anna  | 2026-09-01 | fulfilled
        """,
        outcomes={"anna": "quiet"},
        measures={"anna": {"no_show_days": 1}},
    )


def test_a_unit_that_closes_its_bookings_lets_a_no_show_be_inferred(spec):
    """An open booking among twenty that are closed is taken as a no-show."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | status    | unit
        ------+------------+-----------+-------
        anna  | 2026-10-12 | booked    | unit-1
        bo    | 2026-09-01 | fulfilled | unit-1
        bo    | 2026-09-02 | fulfilled | unit-1
        bo    | 2026-09-03 | fulfilled | unit-1
        bo    | 2026-09-04 | fulfilled | unit-1
        bo    | 2026-09-05 | fulfilled | unit-1
        bo    | 2026-09-06 | fulfilled | unit-1
        bo    | 2026-09-07 | fulfilled | unit-1
        bo    | 2026-09-08 | fulfilled | unit-1
        bo    | 2026-09-09 | fulfilled | unit-1
        bo    | 2026-09-10 | fulfilled | unit-1
        bo    | 2026-09-11 | fulfilled | unit-1
        bo    | 2026-09-12 | fulfilled | unit-1
        bo    | 2026-09-13 | fulfilled | unit-1
        bo    | 2026-09-14 | fulfilled | unit-1
        bo    | 2026-09-15 | fulfilled | unit-1
        bo    | 2026-09-16 | fulfilled | unit-1
        bo    | 2026-09-17 | fulfilled | unit-1
        bo    | 2026-09-18 | fulfilled | unit-1
        bo    | 2026-09-19 | fulfilled | unit-1
        """,
        outcomes={"anna": "quiet", "bo": "quiet"},
        measures={"anna": {"no_show_days": 1, "recent_no_show_days": 1}},
    )


def test_a_unit_that_leaves_bookings_open_makes_it_unknown(spec):
    """What could have been missed spans the limit: not assessable, with the reason."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | status
        ------+------------+--------
        anna  | 2026-10-05 | no_show
        anna  | 2026-10-12 | booked
        bo    | 2026-10-12 | booked
        cia   | 2026-10-05 | no_show
        cia   | 2026-10-06 | no_show
        cia   | 2026-10-12 | booked
        dan   | 2026-01-05 | booked
        dan   | 2026-02-05 | booked
        dan   | 2026-03-05 | booked
        """,
        outcomes={
            "anna": "not_assessable",
            "bo": "quiet",
            "cia": "fired",
            "dan": "not_assessable",
        },
        measures={
            "anna": {"recent_no_show_days": 1},
            "bo": {"recent_no_show_days": 0},
            "cia": {"recent_no_show_days": 2},
            "dan": {"no_show_days": 0},
        },
        reasons={"anna": "range", "dan": "range"},
        evidence={"cia": ["contact-4", "contact-5"]},
    )


def test_the_share_is_told_from_five_booked_days_on(spec):
    """One of four booked days says too little; one of five is a fifth."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | status    | booked_at
        ------+------------+-----------+-----------
        anna  | 2026-09-01 | no_show   | 2026-08-01
        anna  | 2026-09-02 | fulfilled | 2026-08-01
        anna  | 2026-09-03 | fulfilled | 2026-08-01
        anna  | 2026-09-04 | fulfilled | 2026-08-01
        anna  | 2026-09-05 | fulfilled | -
        bo    | 2026-09-01 | no_show   | 2026-08-01
        bo    | 2026-09-02 | fulfilled | 2026-08-01
        bo    | 2026-09-03 | fulfilled | 2026-08-01
        bo    | 2026-09-04 | fulfilled | 2026-08-01
        bo    | 2026-09-05 | fulfilled | 2026-08-01
        """,
        outcomes={"anna": "quiet", "bo": "quiet"},
        measures={"anna": {"no_show_share": 0}, "bo": {"no_show_share": 0.2}},
    )


def test_without_contacts_nothing_was_missed(spec):
    """Somebody without any contact is quiet, not unknown."""
    spec(
        on="2026-11-01",
        contacts="",
        outcomes={"anna": "quiet"},
        measures={
            "anna": {"no_show_days": 0, "recent_no_show_days": 0, "no_show_share": 0}
        },
    )


def test_a_source_that_knows_no_bookings_can_tell_of_no_one(spec):
    """Where no row was booked, cancelled or missed, a no-show could not show."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | booked_at | status
        ------+------------+-----------+----------
        anna  | 2026-10-02 | -         | fulfilled
        bo    | 2026-10-03 | -         | unknown
        """,
        outcomes={"anna": "not_assessable", "bo": "not_assessable"},
        reasons={"anna": "range", "bo": "range"},
        measures={"anna": {"no_show_days": 0, "recent_no_show_days": 0}},
    )


def test_one_booking_anywhere_shows_that_bookings_are_known(spec):
    """Then somebody without bookings has missed none."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | booked_at  | status
        ------+------------+------------+----------
        anna  | 2026-10-02 | -          | fulfilled
        bo    | 2026-10-03 | 2026-09-20 | fulfilled
        """,
        outcomes={"anna": "quiet", "bo": "quiet"},
    )
