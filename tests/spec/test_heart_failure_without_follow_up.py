"""Heart failure that leads to hospital, and nobody meets the client soon afterwards."""


def test_one_stay_without_follow_up_is_enough(spec):
    """A meeting in the two weeks after it is follow-up; one later is not."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on | contact_id
        ------+-------+-------------+-----------
        anna  | I50.9 | 2026-09-01  | contact-1
        bo    | I50.9 | 2026-09-01  | contact-3
        cia   | I50.9 | 2026-09-01  | contact-4
        dan   | I50.9 | 2026-09-01  | contact-6
        eva   | I50.9 | 2026-09-01  | contact-8
        finn  | I50.9 | 2026-09-01  | contact-10
        """,
        contacts="""
              | starts_at  | ends_at    | mode  | service_family | urgency
        ------+------------+------------+-------+----------------+-----------
        anna  | 2026-09-01 | 2026-09-05 | ward  | specialised    | emergency
        anna  | 2026-09-19 | 2026-09-19 | visit | primary_care   | non_urgent
        bo    | 2026-09-01 | 2026-09-05 | ward  | specialised    | emergency
        cia   | 2026-09-01 | 2026-09-05 | ward  | specialised    | emergency
        cia   | 2026-09-20 | 2026-09-20 | visit | primary_care   | non_urgent
        dan   | 2026-09-01 | 2026-09-05 | ward  | specialised    | emergency
        dan   | 2026-09-06 | 2026-09-06 | visit | primary_care   | non_urgent
        eva   | 2026-09-01 | 2026-09-05 | ward  | specialised    | emergency
        eva   | 2026-09-05 | 2026-09-05 | visit | specialised    | non_urgent
        finn  | 2026-09-01 | 2026-09-01 | visit | emergency      | emergency
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
            "anna": {"unfollowed_episodes": 0, "acute_episodes": 1},
            "bo": {"unfollowed_episodes": 1, "acute_episodes": 1},
            "cia": {"unfollowed_episodes": 1},
            "eva": {"unfollowed_episodes": 1},
            "finn": {"unfollowed_episodes": 1},
        },
        evidence={"bo": ["contact-3"], "cia": ["contact-4"]},
    )


def test_two_stays_without_follow_up_are_two(spec):
    """Each is looked at by itself."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on | contact_id
        ------+-------+-------------+-----------
        anna  | I50.9 | 2026-07-01  | contact-1
        anna  | I50.9 | 2026-09-01  | contact-2
        bo    | I50.9 | 2026-07-01  | contact-3
        bo    | I50.9 | 2026-09-01  | contact-4
        """,
        contacts="""
              | starts_at  | ends_at    | mode  | service_family | urgency
        ------+------------+------------+-------+----------------+-----------
        anna  | 2026-07-01 | 2026-07-05 | ward  | specialised    | emergency
        anna  | 2026-09-01 | 2026-09-05 | ward  | specialised    | emergency
        bo    | 2026-07-01 | 2026-07-05 | ward  | specialised    | emergency
        bo    | 2026-09-01 | 2026-09-05 | ward  | specialised    | emergency
        bo    | 2026-07-10 | 2026-07-10 | visit | primary_care   | -
        bo    | 2026-09-10 | 2026-09-10 | visit | primary_care   | -
        """,
        outcomes={"anna": "fired", "bo": "fired"},
        measures={
            "anna": {"unfollowed_episodes": 2, "acute_episodes": 2},
            "bo": {"unfollowed_episodes": 0, "acute_episodes": 2},
        },
        evidence={"bo": ["contact-3", "contact-4"]},
    )


def test_care_that_ended_lately_may_still_be_followed_up(spec):
    """Two weeks must have passed, to the as-of day; 13 days after it is too early."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on | contact_id
        ------+-------+-------------+-----------
        anna  | I50.9 | 2026-10-17  | contact-1
        bo    | I50.9 | 2026-10-17  | contact-2
        cia   | I50.9 | 2026-10-17  | contact-3
        dan   | I50.9 | 2026-09-17  | contact-4
        eva   | I50.9 | 2026-09-17  | contact-5
        """,
        contacts="""
              | starts_at  | ends_at    | mode  | service_family | urgency
        ------+------------+------------+-------+----------------+-----------
        anna  | 2026-10-17 | 2026-10-17 | ward  | specialised    | emergency
        bo    | 2026-10-17 | 2026-10-18 | ward  | specialised    | emergency
        cia   | 2026-10-17 | 2026-10-19 | ward  | specialised    | emergency
        dan   | 2026-09-17 | -          | ward  | specialised    | emergency
        eva   | 2026-09-17 | 2026-11-02 | ward  | specialised    | emergency
        """,
        outcomes={
            "anna": "fired",
            "bo": "fired",
            "cia": "quiet",
            "dan": "quiet",
            "eva": "quiet",
        },
        measures={
            "cia": {"unfollowed_episodes": 0, "acute_episodes": 1},
            "dan": {"unfollowed_episodes": 0, "acute_episodes": 1},
        },
    )


def test_care_must_have_ended_within_the_window(spec):
    """A stay without follow-up counts by its end; the window has 180 days."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on | contact_id
        ------+-------+-------------+-----------
        anna  | I50.9 | 2026-04-20  | contact-1
        bo    | I50.9 | 2026-04-20  | contact-2
        bo    | I50.9 | 2025-10-01  | contact-3
        bo    | I50.9 | 2026-10-20  | contact-4
        cia   | I50.9 | 2026-04-20  | contact-5
        """,
        contacts="""
              | starts_at  | ends_at    | mode  | service_family | urgency
        ------+------------+------------+-------+----------------+-----------
        anna  | 2026-04-20 | 2026-05-05 | ward  | specialised    | emergency
        bo    | 2026-04-20 | 2026-05-06 | ward  | specialised    | emergency
        bo    | 2025-10-01 | 2025-10-05 | ward  | specialised    | emergency
        bo    | 2026-10-20 | -          | ward  | specialised    | emergency
        cia   | 2026-04-20 | 2026-05-06 | ward  | specialised    | emergency
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired"},
        measures={
            "bo": {"unfollowed_episodes": 1, "acute_episodes": 1},
            "cia": {"unfollowed_episodes": 1, "acute_episodes": 0},
        },
        evidence={"bo": ["contact-2", "contact-4"]},
    )


def test_two_episodes_fire_even_when_followed_up(spec):
    """One is quiet; two and three fire. They count by the day on which they began."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on | contact_id
        ------+-------+-------------+-----------
        anna  | I50.9 | 2026-09-01  | contact-1
        bo    | I50.9 | 2026-07-01  | contact-3
        bo    | I50.9 | 2026-09-01  | contact-4
        cia   | I50.9 | 2026-05-06  | contact-7
        cia   | I50.9 | 2026-07-01  | contact-8
        cia   | I50.9 | 2026-11-01  | contact-9
        dan   | I50.9 | 2026-05-05  | contact-12
        dan   | I50.9 | 2026-09-01  | contact-13
        eva   | I50.9 | 2026-09-01  | contact-16
        eva   | I50.9 | 2026-11-02  | contact-18
        """,
        contacts="""
              | starts_at  | service_family
        ------+------------+---------------
        anna  | 2026-09-01 | emergency
        anna  | 2026-09-10 | primary_care
        bo    | 2026-07-01 | emergency
        bo    | 2026-09-01 | emergency
        bo    | 2026-07-10 | primary_care
        bo    | 2026-09-10 | primary_care
        cia   | 2026-05-06 | emergency
        cia   | 2026-07-01 | emergency
        cia   | 2026-11-01 | emergency
        cia   | 2026-05-10 | primary_care
        cia   | 2026-07-10 | primary_care
        dan   | 2026-05-05 | emergency
        dan   | 2026-09-01 | emergency
        dan   | 2026-05-10 | primary_care
        dan   | 2026-09-10 | primary_care
        eva   | 2026-09-01 | emergency
        eva   | 2026-09-10 | primary_care
        eva   | 2026-11-02 | emergency
        """,
        outcomes={
            "anna": "quiet",
            "bo": "fired",
            "cia": "fired",
            "dan": "quiet",
            "eva": "quiet",
        },
        measures={
            "anna": {"acute_episodes": 1},
            "bo": {"acute_episodes": 2, "unfollowed_episodes": 0},
            "cia": {"acute_episodes": 3},
            "dan": {"acute_episodes": 1},
            "eva": {"acute_episodes": 1},
        },
        evidence={"bo": ["contact-3", "contact-4"]},
    )


def test_an_emergency_visit_and_the_ward_after_it_are_one(spec):
    """Beginning on one day or the next; two days later another episode begins."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on | contact_id
        ------+-------+-------------+-----------
        anna  | I50.9 | 2026-09-01  | contact-1
        anna  | I50.9 | 2026-09-02  | contact-2
        bo    | I50.9 | 2026-09-01  | contact-4
        bo    | I50.9 | 2026-09-03  | contact-5
        """,
        contacts="""
              | starts_at  | ends_at    | mode  | service_family | urgency
        ------+------------+------------+-------+----------------+-----------
        anna  | 2026-09-01 | 2026-09-01 | visit | emergency      | emergency
        anna  | 2026-09-02 | 2026-09-05 | ward  | specialised    | emergency
        anna  | 2026-09-10 | 2026-09-10 | visit | primary_care   | -
        bo    | 2026-09-01 | 2026-09-01 | visit | emergency      | emergency
        bo    | 2026-09-03 | 2026-09-05 | ward  | specialised    | emergency
        bo    | 2026-09-10 | 2026-09-10 | visit | primary_care   | -
        """,
        outcomes={"anna": "quiet", "bo": "fired"},
        measures={
            "anna": {"acute_episodes": 1, "unfollowed_episodes": 0},
            "bo": {"acute_episodes": 2, "unfollowed_episodes": 0},
        },
    )


def test_the_two_weeks_begin_when_the_whole_episode_ends(spec):
    """After the emergency visit came the ward; no end of either is no end at all."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on | contact_id
        ------+-------+-------------+-----------
        anna  | I50.9 | 2026-09-01  | contact-1
        anna  | I50.9 | 2026-09-01  | contact-2
        bo    | I50.9 | 2026-09-01  | contact-4
        bo    | I50.9 | 2026-09-01  | contact-5
        """,
        contacts="""
              | starts_at  | ends_at    | mode  | service_family | urgency
        ------+------------+------------+-------+----------------+-----------
        anna  | 2026-09-01 | 2026-09-01 | visit | emergency      | emergency
        anna  | 2026-09-01 | 2026-09-10 | ward  | specialised    | emergency
        anna  | 2026-09-24 | 2026-09-24 | visit | primary_care   | -
        bo    | 2026-09-01 | 2026-09-01 | visit | emergency      | emergency
        bo    | 2026-09-01 | -          | ward  | specialised    | emergency
        """,
        outcomes={"anna": "quiet", "bo": "quiet"},
        measures={"anna": {"unfollowed_episodes": 0}, "bo": {"unfollowed_episodes": 0}},
    )


def test_only_a_meeting_with_a_physician_or_nurse_is_follow_up(spec):
    """Remote contacts, calls and home visits are, other contacts are not."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | I50.9 | 2026-09-01
        bo    | I50.9 | 2026-09-01
        cia   | I50.9 | 2026-09-01
        dan   | I50.9 | 2026-09-01
        eva   | I50.9 | 2026-09-01
        finn  | I50.9 | 2026-09-01
        gun   | I50.9 | 2026-09-01
        hans  | I50.9 | 2026-09-01
        ida   | I50.9 | 2026-09-01
        jan   | I50.9 | 2026-09-01
        kim   | I50.9 | 2026-09-01
        lea   | I50.9 | 2026-09-01
        max   | I50.9 | 2026-09-01
        olle  | I50.9 | 2026-09-01
        """,
        contacts="""
              | starts_at  | mode      | service_family | profession
        ------+------------+-----------+----------------+--------------------
        anna  | 2026-09-01 | visit     | emergency      | physician
        anna  | 2026-09-10 | remote    | specialised    | nurse
        bo    | 2026-09-01 | visit     | emergency      | physician
        bo    | 2026-09-10 | telephone | primary_care   | -
        cia   | 2026-09-01 | visit     | emergency      | physician
        cia   | 2026-09-10 | home      | home_care      | practical_nurse
        dan   | 2026-09-01 | visit     | emergency      | physician
        dan   | 2026-09-10 | workplace | occupational   | public_health_nurse
        eva   | 2026-09-01 | visit     | emergency      | physician
        eva   | 2026-09-10 | elsewhere | primary_care   | physician
        finn  | 2026-09-01 | visit     | emergency      | physician
        finn  | 2026-09-10 | visit     | emergency      | physician
        gun   | 2026-09-01 | visit     | emergency      | physician
        gun   | 2026-09-10 | visit     | laboratory     | nurse
        hans  | 2026-09-01 | visit     | emergency      | physician
        hans  | 2026-09-10 | visit     | imaging        | nurse
        ida   | 2026-09-01 | visit     | emergency      | physician
        ida   | 2026-09-10 | visit     | pharmacy       | nurse
        jan   | 2026-09-01 | visit     | emergency      | physician
        jan   | 2026-09-10 | visit     | vaccination    | nurse
        kim   | 2026-09-01 | visit     | emergency      | physician
        kim   | 2026-09-10 | visit     | screening      | nurse
        lea   | 2026-09-01 | visit     | emergency      | physician
        lea   | 2026-09-10 | visit     | dental         | nurse
        max   | 2026-09-01 | visit     | emergency      | physician
        max   | 2026-09-10 | digital   | primary_care   | nurse
        olle  | 2026-09-01 | visit     | emergency      | physician
        olle  | 2026-09-10 | visit     | primary_care   | physiotherapist
        """,
        outcomes={
            "anna": "quiet",
            "bo": "quiet",
            "cia": "quiet",
            "dan": "quiet",
            "eva": "quiet",
            "finn": "fired",
            "gun": "fired",
            "hans": "fired",
            "ida": "fired",
            "jan": "fired",
            "kim": "fired",
            "lea": "fired",
            "max": "fired",
            "olle": "fired",
        },
    )


def test_the_follow_up_must_have_been_given_to_the_client(spec):
    """To whoever came on the client's behalf, too; not at a visit with a child."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on
        ------+-------+------------
        anna  | I50.9 | 2026-09-01
        bo    | I50.9 | 2026-09-01
        cia   | I50.9 | 2026-09-01
        """,
        contacts="""
              | starts_at  | service_family | visitor_role | status
        ------+------------+----------------+--------------+----------
        anna  | 2026-09-01 | emergency      | client       | fulfilled
        anna  | 2026-09-10 | primary_care   | proxy        | fulfilled
        bo    | 2026-09-01 | emergency      | client       | fulfilled
        bo    | 2026-09-10 | primary_care   | for_child    | fulfilled
        cia   | 2026-09-01 | emergency      | client       | fulfilled
        cia   | 2026-09-10 | primary_care   | client       | no_show
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired"},
    )


def test_who_comes_to_a_ward_again_was_not_left_alone(spec):
    """Within the two weeks and for any reason, planned or not; later is too late."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on | contact_id
        ------+-------+-------------+-----------
        anna  | I50.9 | 2026-09-05  | contact-1
        bo    | I50.9 | 2026-09-05  | contact-3
        cia   | I50.9 | 2026-09-05  | contact-5
        """,
        contacts="""
              | starts_at  | mode | service_family | urgency    | status
        ------+------------+------+----------------+------------+----------
        anna  | 2026-09-05 | ward | specialised    | emergency  | fulfilled
        anna  | 2026-09-19 | ward | rehabilitation | non_urgent | fulfilled
        bo    | 2026-09-05 | ward | specialised    | emergency  | fulfilled
        bo    | 2026-09-20 | ward | rehabilitation | non_urgent | fulfilled
        cia   | 2026-09-05 | ward | specialised    | emergency  | fulfilled
        cia   | 2026-09-10 | ward | rehabilitation | non_urgent | no_show
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired"},
    )


def test_who_moved_away_is_followed_up_elsewhere(spec):
    """Moving out on a day of the two weeks; the day after them is too late."""
    spec(
        on="2026-11-01",
        clients="""
              | moved_out_on
        ------+-------------
        anna  | 2026-09-19
        bo    | 2026-09-20
        cia   | 2026-09-01
        """,
        diagnoses="""
              | code  | recorded_on | contact_id
        ------+-------+-------------+-----------
        anna  | I50.9 | 2026-09-01  | contact-1
        bo    | I50.9 | 2026-09-01  | contact-2
        cia   | I50.9 | 2026-09-01  | contact-3
        """,
        contacts="""
              | starts_at  | ends_at    | mode  | service_family | urgency
        ------+------------+------------+-------+----------------+-----------
        anna  | 2026-09-01 | 2026-09-05 | ward  | specialised    | emergency
        bo    | 2026-09-01 | 2026-09-05 | ward  | specialised    | emergency
        cia   | 2026-09-01 | 2026-09-05 | ward  | specialised    | emergency
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "quiet"},
    )


def test_care_for_something_else_or_planned_does_not_count(spec):
    """Nor where heart failure is beside the main diagnosis, or only suspected."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code  | recorded_on | contact_id | main | confirmed
        ------+-------+-------------+------------+------+----------
        anna  | I50.9 | 2026-09-01  | contact-1  | no   | yes
        bo    | I50.9 | 2015-09-01  | -          | yes  | yes
        bo    | I50.9 | 2026-09-01  | contact-2  | yes  | no
        cia   | I50.9 | 2026-09-01  | contact-3  | yes  | yes
        dan   | I50.9 | 2015-09-01  | -          | yes  | yes
        dan   | I48.9 | 2026-09-01  | contact-4  | yes  | yes
        eva   | I11.0 | 2026-09-01  | contact-5  | -    | -
        finn  | I50.9 | 2026-09-01  | contact-6  | yes  | yes
        """,
        contacts="""
              | starts_at  | ends_at    | mode  | service_family | urgency
        ------+------------+------------+-------+----------------+-----------
        anna  | 2026-09-01 | 2026-09-05 | ward  | specialised    | emergency
        bo    | 2026-09-01 | 2026-09-05 | ward  | specialised    | emergency
        cia   | 2026-09-01 | 2026-09-05 | ward  | specialised    | non_urgent
        dan   | 2026-09-01 | 2026-09-05 | ward  | specialised    | emergency
        eva   | 2026-09-01 | 2026-09-05 | ward  | specialised    | -
        finn  | 2026-09-01 | 2026-09-01 | visit | primary_care   | urgent
        """,
        outcomes={
            "anna": "quiet",
            "bo": "quiet",
            "cia": "quiet",
            "dan": "quiet",
            "eva": "fired",
            "finn": "quiet",
        },
    )


def test_the_rule_is_about_people_with_heart_failure(spec):
    """Recorded in any system, also when marked as over; a suspicion is not enough."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | code     | system | confirmed | recorded_on | ended_on
        ------+----------+--------+-----------+-------------+-----------
        anna  | I50.1    | icd10  | yes       | 2012-03-01  | 2012-03-01
        bo    | K77      | icpc2  | -         | 2026-11-01  | -
        cia   | 84114007 | snomed | yes       | 2012-03-01  | -
        dan   | I50.1    | icd10  | no        | 2012-03-01  | -
        eva   | I50.1    | icd10  | yes       | 2026-11-02  | -
        finn  | I11.9    | icd10  | yes       | 2012-03-01  | -
        """,
        outcomes={
            "anna": "quiet",
            "bo": "quiet",
            "cia": "quiet",
            "dan": "not_applicable",
            "eva": "not_applicable",
            "finn": "not_applicable",
        },
        measures={
            "anna": {"unfollowed_episodes": 0, "acute_episodes": 0},
            "dan": {"unfollowed_episodes": None},
        },
    )
