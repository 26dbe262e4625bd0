"""Emergency visits that have become more frequent."""

from datetime import date, timedelta

# Somebody was met long ago, so that the county's history reaches far enough.
CONTACTS = """
      | starts_at  | service_family | booked_at
------+------------+----------------+-----------
zoe   | 2024-01-08 | primary_care   | -
"""
THREE = ("2026-08-10", "2026-09-14", "2026-10-19")


def emergencies(name, *days):
    """One emergency visit, not booked, on each of the days."""
    return "".join(f"{name} | {day} | emergency | -\n" for day in days)


def daily(first, count):
    """So many days, one after the other."""
    begins = date.fromisoformat(first)
    return [str(begins + timedelta(days=number)) for number in range(count)]


def test_two_visits_are_quiet_three_fire_and_so_do_four(spec):
    """After a year without any, two in a quarter come by chance, and three seldom."""
    spec(
        on="2026-11-01",
        contacts=CONTACTS
        + emergencies("anna", *THREE[:2])
        + emergencies("bo", *THREE)
        + emergencies("cia", *THREE, "2026-10-26"),
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired", "zoe": "quiet"},
        measures={
            "anna": {"emergency_visits": 2, "chance": 3.9125709},
            "bo": {"emergency_visits": 3, "chance": 0.7739151},
            "cia": {"emergency_visits": 4, "chance": 0.15308211},
            "zoe": {"emergency_visits": 0, "rate_ratio": 0, "chance": 100},
        },
        evidence={"bo": ["contact-4", "contact-5", "contact-6"]},
    )


def test_with_one_visit_before_four_are_needed(spec):
    """Three after one come by chance in one of forty; four in one of 150."""
    spec(
        on="2026-11-01",
        contacts=CONTACTS
        + emergencies("bo", "2026-01-12", *THREE, "2026-10-26")
        + emergencies("anna", "2026-01-12", *THREE),
        outcomes={"anna": "quiet", "bo": "fired", "zoe": "quiet"},
        measures={
            "anna": {"emergency_visits": 3, "chance": 2.6364142},
            "bo": {"emergency_visits": 4, "chance": 0.6442907},
        },
        evidence={"bo": ["contact-3", "contact-4", "contact-5", "contact-6"]},
    )


def test_many_visits_must_also_be_twice_as_often(spec):
    """Of many visits a small change is no chance, and still not twice as often."""
    spec(
        on="2026-11-01",
        contacts=CONTACTS
        + emergencies("anna", *daily("2026-02-01", 43), *daily("2026-09-01", 21))
        + emergencies("bo", *daily("2026-02-01", 42), *daily("2026-09-01", 21)),
        outcomes={"anna": "quiet", "bo": "fired", "zoe": "quiet"},
        measures={
            "anna": {"rate_ratio": 1.980620, "chance": 0.9665858},
            "bo": {"rate_ratio": 2.027778, "chance": 0.79482581},
        },
    )


def test_both_windows_have_edges(spec):
    """The recent one begins 89 days before the as-of day, the other 454 days before."""
    spec(
        on="2026-11-01",
        contacts=CONTACTS
        + emergencies("anna", "2026-08-03 23:59", "2026-09-14", "2026-10-19")
        + emergencies("bo", "2026-08-04 00:00", "2026-09-14", "2026-10-19")
        + emergencies("cia", "2026-09-14", "2026-10-19", "2026-11-01 23:59")
        + emergencies("dan", "2026-09-14", "2026-10-19", "2026-11-02 00:00")
        + emergencies("eva", "2025-08-03 23:59", *THREE)
        + emergencies("finn", "2025-08-04 00:00", *THREE),
        outcomes={
            "anna": "quiet",
            "bo": "fired",
            "cia": "fired",
            "dan": "quiet",
            "eva": "fired",
            "finn": "quiet",
            "zoe": "quiet",
        },
        measures={
            "anna": {"emergency_visits": 2},
            "bo": {"emergency_visits": 3},
            "cia": {"emergency_visits": 3},
            "dan": {"emergency_visits": 2},
            "eva": {"chance": 0.7739151},
            "finn": {"chance": 2.6364142},
        },
    )


def test_contacts_within_hours_are_one_visit(spec):
    """Twelve hours after the one before is the same visit, however many follow."""
    spec(
        on="2026-11-01",
        contacts=CONTACTS
        + emergencies("anna", "2026-10-05 20:00", "2026-10-06 08:00")
        + emergencies("anna", "2026-10-06 20:00", "2026-10-19")
        + emergencies("bo", "2026-10-05 20:00", "2026-10-06 08:01")
        + emergencies("bo", "2026-10-19"),
        outcomes={"anna": "quiet", "bo": "fired", "zoe": "quiet"},
        measures={"anna": {"emergency_visits": 2}, "bo": {"emergency_visits": 3}},
        evidence={"bo": ["contact-6", "contact-7", "contact-8"]},
    )


def test_a_visit_that_began_before_the_window_is_not_of_the_window(spec):
    """What goes on after midnight belongs to the day on which it began."""
    spec(
        on="2026-11-01",
        contacts=CONTACTS
        + emergencies("anna", "2026-08-03 20:00", "2026-08-04 02:00", *THREE[1:]),
        outcomes={"anna": "quiet", "zoe": "quiet"},
        measures={"anna": {"emergency_visits": 2}},
    )


def test_planned_visits_do_not_count(spec):
    """Booked a week ahead, or part of a plan; six days ahead still counts."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | service_family | booked_at  | plan_id
        ------+------------+----------------+------------+--------
        zoe   | 2024-01-08 | primary_care   | -          | -
        anna  | 2026-09-07 | emergency      | -          | -
        anna  | 2026-09-14 | emergency      | -          | -
        anna  | 2026-09-21 | emergency      | 2026-09-14 | -
        bo    | 2026-09-07 | emergency      | -          | -
        bo    | 2026-09-14 | emergency      | -          | -
        bo    | 2026-09-21 | emergency      | 2026-09-15 | -
        cia   | 2026-09-07 | emergency      | -          | -
        cia   | 2026-09-14 | emergency      | -          | -
        cia   | 2026-09-21 | emergency      | -          | plan-1
        """,
        outcomes={"anna": "quiet", "bo": "fired", "cia": "quiet", "zoe": "quiet"},
        measures={
            "anna": {"emergency_visits": 2},
            "bo": {"emergency_visits": 3},
            "cia": {"emergency_visits": 2},
        },
    )


def test_visits_for_deliveries_and_dialysis_do_not_count(spec):
    """Told by a diagnosis of any contact of the visit, in any of the codings."""
    names = ("anna", "bo", "cia", "dan", "eva", "finn", "gun", "han", "ida")
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at        | service_family | booked_at
        ------+------------------+----------------+----------
        anna  | 2026-09-21 08:00 | emergency      | -
        anna  | 2026-09-21 14:00 | emergency      | -
        bo    | 2026-09-21 08:00 | emergency      | -
        bo    | 2026-09-22 14:00 | primary_care   | -
        cia   | 2026-09-21 08:00 | emergency      | -
        dan   | 2026-09-21 08:00 | emergency      | -
        eva   | 2026-09-21 08:00 | emergency      | -
        finn  | 2026-09-21 08:00 | emergency      | -
        gun   | 2026-09-21 08:00 | emergency      | -
        han   | 2026-09-21 08:00 | emergency      | -
        ida   | 2026-09-21 08:00 | emergency      | -
        ida   | 2026-09-28 08:00 | emergency      | -
        zoe   | 2024-01-08       | primary_care   | -
        """
        + "".join(emergencies(name, "2026-09-07", "2026-09-14") for name in names),
        diagnoses="""
              | contact_id | code  | system | recorded_on
        ------+------------+-------+--------+------------
        anna  | contact-2  | O80   | icd10  | 2026-09-21
        bo    | contact-4  | O80   | icd10  | 2026-09-22
        cia   | contact-5  | Z49.1 | icd10  | 2026-11-01
        dan   | contact-6  | W90   | icpc2  | 2026-09-21
        eva   | contact-7  | O85   | icd10  | 2026-09-21
        eva   | -          | O80   | icd10  | 2026-09-21
        finn  | contact-8  | Z51.1 | icd10  | 2026-09-21
        finn  | contact-8  | I10   | icd10  | 2026-09-21
        gun   | contact-9  | O80   | icd10  | 2026-11-02
        han   | contact-10 | W90   | icd10  | 2026-09-21
        ida   | contact-11 | O80   | icd10  | 2026-09-21
        """,
        outcomes={
            "anna": "quiet",
            "bo": "fired",
            "cia": "quiet",
            "dan": "quiet",
            "eva": "fired",
            "finn": "quiet",
            "gun": "fired",
            "han": "fired",
            "ida": "fired",
            "zoe": "quiet",
        },
        measures={
            "anna": {"emergency_visits": 2},
            "cia": {"emergency_visits": 2},
            "dan": {"emergency_visits": 2},
            "finn": {"emergency_visits": 2},
        },
        evidence={
            "bo": ["contact-16", "contact-17", "contact-3"],
            "ida": ["contact-12", "contact-30", "contact-31"],
        },
    )


def test_only_visits_of_the_client_to_an_emergency_department_count(spec):
    """Not other services, calls, messages, missed times, or visits with a child."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | service_family | mode      | status    | visitor_role
        ------+------------+----------------+-----------+-----------+-------------
        zoe   | 2024-01-08 | primary_care   | visit     | fulfilled | client
        zoe   | 2024-01-09 | emergency      | telephone | fulfilled | client
        anna  | 2026-09-07 | primary_care   | visit     | fulfilled | client
        anna  | 2026-09-14 | emergency      | telephone | fulfilled | client
        anna  | 2026-09-21 | emergency      | digital   | fulfilled | client
        anna  | 2026-09-28 | emergency      | ward      | fulfilled | client
        anna  | 2026-10-05 | emergency      | visit     | no_show   | client
        anna  | 2026-10-12 | emergency      | visit     | fulfilled | for_child
        anna  | 2026-10-19 | emergency      | visit     | fulfilled | group
        """,
        outcomes={"anna": "quiet", "zoe": "quiet"},
        measures={"anna": {"emergency_visits": 0}},
    )


def test_whom_the_county_has_not_known_for_long_cannot_be_told(spec):
    """Moved in after the longer window began; an earlier move does not matter."""
    spec(
        on="2026-11-01",
        clients="""
              | moved_in_on
        ------+------------
        anna  | 2025-08-04
        bo    | 2025-08-05
        cia   | 2026-12-01
        """,
        contacts=CONTACTS + emergencies("anna", *THREE) + emergencies("bo", *THREE),
        outcomes={
            "anna": "fired",
            "bo": "not_assessable",
            "cia": "not_assessable",
            "zoe": "quiet",
        },
        measures={"bo": {"emergency_visits": None, "rate_ratio": None, "chance": None}},
        reasons={"bo": "emergency_visits", "cia": "emergency_visits"},
    )


def test_a_county_with_a_short_history_can_tell_of_nobody(spec):
    """Its first emergency contact comes a day too late, and then in time."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | service_family
        ------+------------+---------------
        anna  | 2025-08-05 | emergency
        """,
        outcomes={"anna": "not_assessable"},
        reasons={"anna": "emergency_visits"},
    )
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | service_family
        ------+------------+---------------
        anna  | 2025-08-04 | emergency
        """,
        outcomes={"anna": "quiet"},
    )


def test_support_that_is_there_already_is_told(spec):
    """A named worker, or segment three or four that the client consented to."""
    spec(
        on="2026-11-01",
        clients="""
              | segment | segment_consent | social_worker | care_lead
        ------+---------+-----------------+---------------+----------
        anna  | 3       | yes             | -             | -
        bo    | 4       | yes             | -             | -
        cia   | 2       | yes             | -             | -
        dan   | 3       | no              | -             | -
        eva   | 3       | -               | -             | -
        finn  | -       | -               | worker-1      | -
        gun   | -       | -               | -             | worker-2
        """,
        contacts=CONTACTS,
        outcomes=dict.fromkeys(
            ["anna", "bo", "cia", "dan", "eva", "finn", "gun", "zoe"], "quiet"
        ),
        measures={
            "anna": {"supported": 1},
            "bo": {"supported": 1},
            "cia": {"supported": 0},
            "dan": {"supported": 0},
            "eva": {"supported": 0},
            "finn": {"supported": 1},
            "gun": {"supported": 1},
            "zoe": {"supported": 0},
        },
    )


def in_a_county(recent, before):
    """So many emergency visits of somebody else, and a visit that is none."""
    return (
        "zoe | 2026-10-01 | primary_care | -\n"
        + emergencies("zoe", *["2026-09-04"] * recent)
        + emergencies("zoe", *["2026-05-04"] * before)
    )


def test_a_county_tells_its_trend_from_two_thousand_visits_on(spec):
    """Half of the county's fell in the recent window; one less, and the days tell.

    Against half, twice as many visits as before are just twice as often.
    """
    for before, outcome in ((979, "fired"), (980, "quiet")):
        spec(
            on="2026-11-01",
            contacts=CONTACTS
            + emergencies("anna", *THREE)
            + emergencies("bo", *daily("2026-02-01", 20), *daily("2026-08-10", 40))
            + in_a_county(957, before),
            outcomes={"anna": outcome, "bo": "fired", "zoe": "quiet"},
            measures={"bo": {"rate_ratio": 2}} if outcome == "quiet" else {},
        )


def test_once_in_a_hundred_times_by_chance_is_quiet_and_more_seldom_fires(spec):
    """Three visits, of which 430 or 431 of the county's two thousand were recent."""
    for recent, outcome in ((427, "fired"), (428, "quiet")):
        spec(
            on="2026-11-01",
            contacts=CONTACTS
            + emergencies("anna", *THREE)
            + in_a_county(recent, 1_997 - recent),
            outcomes={"anna": outcome, "zoe": "quiet"},
            measures={"anna": {"chance": 100 * ((recent + 3) / 2_000) ** 3}},
        )


def test_two_visits_are_too_few_however_seldom_they_come_by_chance(spec):
    """Where less than a tenth of the county's were recent."""
    spec(
        on="2026-11-01",
        contacts=CONTACTS + emergencies("anna", *THREE[:2]) + in_a_county(178, 1_820),
        outcomes={"anna": "quiet", "zoe": "quiet"},
        measures={"anna": {"emergency_visits": 2, "chance": 0.81}},
    )
