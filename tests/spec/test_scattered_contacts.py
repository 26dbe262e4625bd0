"""Contacts spread over many service points."""

FOUR_POINTS = """
      | starts_at  | site
------+------------+-----
anna  | 2026-01-05 | a
anna  | 2026-02-02 | b
anna  | 2026-03-02 | c
anna  | 2026-04-06 | d
anna  | 2026-05-04 | a
anna  | 2026-06-01 | a
"""


def test_four_points_are_quiet(spec):
    """Four points stay below, however many meetings there are."""
    spec(
        on="2026-11-01",
        contacts=FOUR_POINTS
        + "anna  | 2026-07-06 | b\n"
        + "anna  | 2026-08-03 | b\n"
        + "anna  | 2026-09-07 | b\n",
        outcomes={"anna": "quiet"},
        measures={"anna": {"points": 4, "meetings": 9}},
    )


def test_five_points_with_seven_meetings_are_quiet(spec):
    """Both limits must be met, and seven meetings are one too few."""
    spec(
        on="2026-11-01",
        contacts=FOUR_POINTS + "anna  | 2026-07-06 | e",
        outcomes={"anna": "quiet"},
        measures={"anna": {"points": 5, "meetings": 7}},
    )


def test_five_points_with_eight_meetings_fire(spec):
    """Five points and eight meetings meet both limits; all meetings are evidence."""
    spec(
        on="2026-11-01",
        contacts=FOUR_POINTS + "anna  | 2026-07-06 | e\nanna  | 2026-08-03 | e",
        outcomes={"anna": "fired"},
        measures={"anna": {"points": 5, "meetings": 8}},
        evidence={"anna": [f"contact-{number}" for number in range(1, 9)]},
    )


def test_six_points_with_nine_meetings_fire(spec):
    """Above both limits."""
    spec(
        on="2026-11-01",
        contacts=FOUR_POINTS
        + "anna  | 2026-07-06 | e\n"
        + "anna  | 2026-08-03 | e\n"
        + "anna  | 2026-09-07 | f\n",
        outcomes={"anna": "fired"},
        measures={"anna": {"points": 6, "meetings": 9}},
    )


def test_the_window_has_two_edges(spec):
    """It begins 364 days before the as-of day and ends with it."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at        | ends_at
        ------+------------------+--------
        anna  | 2025-11-01 23:59 | -
        bo    | 2025-11-02 00:00 | -
        cia   | 2026-11-01 23:59 | -
        dan   | 2026-11-02 00:00 | -
        """,
        outcomes=dict.fromkeys(["anna", "bo", "cia", "dan"], "quiet"),
        measures={
            "anna": {"meetings": 0},
            "bo": {"meetings": 1},
            "cia": {"meetings": 1},
            "dan": {"meetings": 0},
        },
    )


def test_one_day_one_point_one_profession_is_one_meeting(spec):
    """Another profession, point or day is another meeting; no profession is its own."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at        | site | profession
        ------+------------------+------+-----------
        anna  | 2026-10-05 08:00 | a    | nurse
        anna  | 2026-10-05 15:00 | a    | nurse
        bo    | 2026-10-05 08:00 | a    | nurse
        bo    | 2026-10-05 09:00 | a    | physician
        bo    | 2026-10-05 10:00 | a    | -
        bo    | 2026-10-05 11:00 | a    | -
        cia   | 2026-10-05 08:00 | a    | nurse
        cia   | 2026-10-05 09:00 | b    | nurse
        cia   | 2026-10-06 08:00 | a    | nurse
        """,
        outcomes={"anna": "quiet", "bo": "quiet", "cia": "quiet"},
        measures={
            "anna": {"points": 1, "meetings": 1},
            "bo": {"points": 1, "meetings": 3},
            "cia": {"points": 2, "meetings": 3},
        },
    )


def test_a_unit_that_changed_its_identifier_is_the_same_point(spec):
    """Points are told by site, not by unit; a unit that is not known counts too."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | site | unit
        ------+------------+------+------
        anna  | 2026-10-05 | a    | old-1
        anna  | 2026-10-06 | a    | new-1
        anna  | 2026-10-07 | a    | -
        """,
        outcomes={"anna": "quiet"},
        measures={"anna": {"points": 1, "meetings": 3}},
    )


def test_services_that_are_left_out_do_not_count(spec):
    """Laboratory, imaging, vaccinations, dental care, care at home and the like."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | service_family
        ------+------------+---------------
        anna  | 2026-10-01 | laboratory
        anna  | 2026-10-02 | imaging
        anna  | 2026-10-03 | pharmacy
        anna  | 2026-10-04 | vaccination
        anna  | 2026-10-05 | screening
        anna  | 2026-10-06 | dental
        anna  | 2026-10-07 | home_care
        anna  | 2026-10-08 | home_hospital
        bo    | 2026-10-01 | emergency
        bo    | 2026-10-02 | adult_social_work
        bo    | 2026-10-03 | other
        """,
        outcomes={"anna": "quiet", "bo": "quiet"},
        measures={"anna": {"meetings": 0}, "bo": {"meetings": 3}},
    )


def test_the_client_must_have_been_met(spec):
    """Wards, messages, letters and talks among professionals are no meetings."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | mode
        ------+------------+-------------
        anna  | 2026-10-01 | ward
        anna  | 2026-10-02 | digital
        anna  | 2026-10-03 | letter
        anna  | 2026-10-04 | consultation
        anna  | 2026-10-05 | record_entry
        anna  | 2026-10-06 | negotiation
        anna  | 2026-10-07 | handling
        anna  | 2026-10-08 | other
        bo    | 2026-10-01 | telephone
        bo    | 2026-10-02 | remote
        bo    | 2026-10-03 | home
        bo    | 2026-10-04 | workplace
        bo    | 2026-10-05 | elsewhere
        """,
        outcomes={"anna": "quiet", "bo": "quiet"},
        measures={"anna": {"meetings": 0}, "bo": {"meetings": 5}},
    )


def test_only_contacts_that_took_place_count(spec):
    """What was booked, missed, cancelled or moved was no meeting."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | status
        ------+------------+---------------------
        anna  | 2026-10-01 | booked
        anna  | 2026-10-02 | no_show
        anna  | 2026-10-03 | cancelled_by_client
        anna  | 2026-10-04 | cancelled_by_service
        anna  | 2026-10-05 | moved
        anna  | 2026-10-06 | unknown
        """,
        outcomes={"anna": "quiet"},
        measures={"anna": {"meetings": 0}},
    )


def test_visits_after_a_referral_and_with_a_child_do_not_count(spec):
    """One service sent the client there, or it was the child who was met."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | referral_id | visitor_role
        ------+------------+-------------+-------------
        anna  | 2026-10-01 | referral-1  | client
        anna  | 2026-10-02 | -           | for_child
        anna  | 2026-10-03 | -           | group
        anna  | 2026-10-04 | -           | other
        bo    | 2026-10-01 | -           | client
        bo    | 2026-10-02 | -           | proxy
        """,
        outcomes={"anna": "quiet", "bo": "quiet"},
        measures={"anna": {"meetings": 0}, "bo": {"meetings": 2}},
    )


def test_concentration_is_told_from_six_meetings_on(spec):
    """Five meetings are too few for an index; six at four points have one."""
    spec(
        on="2026-11-01",
        contacts=FOUR_POINTS
        + "bo    | 2026-01-05 | a\n"
        + "bo    | 2026-02-02 | a\n"
        + "bo    | 2026-03-02 | a\n"
        + "bo    | 2026-04-06 | a\n"
        + "bo    | 2026-05-04 | b\n",
        outcomes={"anna": "quiet", "bo": "quiet"},
        measures={
            "anna": {"concentration": 0.2, "usual_point_share": 0.5},
            "bo": {"concentration": None, "usual_point_share": None},
        },
    )


def test_all_at_one_point_is_one_and_all_apart_is_nothing(spec):
    """The Bice-Boxerman index runs from 0, all apart, to 1, all together."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | site
        ------+------------+-----
        anna  | 2026-01-05 | a
        anna  | 2026-02-02 | a
        anna  | 2026-03-02 | a
        anna  | 2026-04-06 | a
        anna  | 2026-05-04 | a
        anna  | 2026-06-01 | a
        bo    | 2026-01-05 | a
        bo    | 2026-02-02 | b
        bo    | 2026-03-02 | c
        bo    | 2026-04-06 | d
        bo    | 2026-05-04 | e
        bo    | 2026-06-01 | f
        """,
        outcomes={"anna": "quiet", "bo": "quiet"},
        measures={
            "anna": {"concentration": 1, "usual_point_share": 1},
            "bo": {"concentration": 0, "usual_point_share": 1 / 6},
        },
    )


def test_without_contacts_nothing_is_scattered(spec):
    """Somebody without any contact is quiet, not unknown."""
    spec(
        on="2026-11-01",
        contacts="",
        outcomes={"anna": "quiet"},
        measures={"anna": {"points": 0, "meetings": 0, "concentration": None}},
    )
