"""Contacts that have become more frequent, and stay so."""

from datetime import date, timedelta

# Somebody was met long ago, so that the county's history reaches far enough.
CONTACTS = """
      | starts_at
------+-----------
zoe   | 2024-01-08
"""
# Six days in six weeks, within the recent windows of both evaluations.
SIX = [str(date(2026, 8, 5) + timedelta(days=7 * week)) for week in range(6)]
# Four days within what both evaluations take as before.
FOUR = ["2025-10-06", "2026-01-12", "2026-03-02", "2026-05-04"]


def met(name, *days):
    """One visit on each of the days."""
    return "".join(f"{name} | {day}\n" for day in days)


def daily(first, count):
    """So many days, one after the other."""
    begins = date.fromisoformat(first)
    return [str(begins + timedelta(days=number)) for number in range(count)]


def test_five_days_are_quiet_six_fire_and_so_do_seven(spec):
    """After a year without any contact."""
    spec(
        on="2026-11-01",
        contacts=CONTACTS
        + met("anna", *SIX[:5])
        + met("bo", *SIX)
        + met("cia", *SIX, "2026-09-17"),
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired", "zoe": "quiet"},
        measures={
            "anna": {"contact_days": 5, "weeks": 5, "chance": 0.030279979},
            "bo": {"contact_days": 6, "weeks": 6, "chance": 0.0059894463},
            "cia": {"contact_days": 7, "weeks": 7, "chance": 0.0011847256},
            "zoe": {"contact_days": 0, "weeks": 0, "rate_ratio": 0, "chance": 100},
        },
        evidence={
            "bo": [f"contact-{number}" for number in (10, 11, 12, 7, 8, 9)],
        },
    )


def test_six_days_after_three_fire_and_after_four_are_quiet(spec):
    """Six after four come by chance once in 160 times, six after three once in 350."""
    spec(
        on="2026-11-01",
        contacts=CONTACTS
        + met("anna", *FOUR, *SIX)
        + met("bo", *FOUR[:3], *SIX)
        + met("cia", *FOUR[:2], *SIX),
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired", "zoe": "quiet"},
        measures={
            "anna": {"chance": 0.60143128},
            "bo": {"chance": 0.28890749},
            "cia": {"chance": 0.11575883},
        },
    )


def test_many_days_must_also_be_twice_as_often(spec):
    """Of many days a small change is no chance, and still not twice as often."""
    spec(
        on="2026-11-01",
        contacts=CONTACTS
        + met("anna", *daily("2026-02-01", 51), *daily("2026-08-10", 25))
        + met("bo", *daily("2026-02-01", 50), *daily("2026-08-10", 25))
        + met("cia", *daily("2026-02-01", 73), *daily("2026-08-10", 36)),
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired", "zoe": "quiet"},
        measures={
            "anna": {"rate_ratio": 1.9880174, "chance": 0.48781712},
            "bo": {"rate_ratio": 2.0277778, "chance": 0.40163976},
            "cia": {"rate_ratio": 2},
        },
    )


def test_once_in_two_hundred_times_by_chance_fires_and_more_often_is_quiet(spec):
    """Eleven days after fourteen are just above, and twenty after 37 just below."""
    spec(
        on="2026-11-01",
        contacts=CONTACTS
        + met("anna", *daily("2026-02-01", 14), *daily("2026-08-08", 11))
        + met("bo", *daily("2026-02-01", 37), *daily("2026-08-08", 20)),
        outcomes={"anna": "quiet", "bo": "fired", "zoe": "quiet"},
        measures={"anna": {"chance": 0.5086635}, "bo": {"chance": 0.49967247}},
    )


def test_two_weeks_are_quiet_three_fire_and_so_do_four(spec):
    """Weeks begin on Monday: six days of two weeks may be one illness."""
    spec(
        on="2026-11-01",
        contacts=CONTACTS
        + met("anna", *daily("2026-08-10", 3), *daily("2026-08-16", 3))
        + met("bo", *daily("2026-08-10", 3), *daily("2026-08-16", 2), "2026-08-24")
        + met("cia", *daily("2026-08-10", 3), "2026-08-17", "2026-08-24", "2026-08-31"),
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired", "zoe": "quiet"},
        measures={"anna": {"weeks": 2}, "bo": {"weeks": 3}, "cia": {"weeks": 4}},
    )


def test_a_peak_at_one_evaluation_is_quiet(spec):
    """One that came since the first evaluation, and one that has passed since."""
    spec(
        on="2026-11-01",
        contacts=CONTACTS
        + met("anna", *SIX[:5], "2026-10-05", "2026-10-06")
        + met("bo", *SIX[:5], "2026-08-02", "2026-08-03"),
        outcomes={"anna": "quiet", "bo": "quiet", "zoe": "quiet"},
        measures={"anna": {"contact_days": 5}, "bo": {"contact_days": 5}},
    )


def test_the_recent_windows_have_edges(spec):
    """They begin on 4 August and on 7 July, and end on 1 November and 4 October."""
    spec(
        on="2026-11-01",
        contacts=CONTACTS
        + met("anna", *SIX[:5], "2026-08-03")
        + met("bo", *SIX[:5], "2026-08-04")
        + met("cia", *SIX[:5], "2026-10-04")
        + met("dan", *SIX[:5], "2026-10-05")
        + met("eva", *SIX[:5], "2026-07-07", "2026-11-01 23:59")
        + met("finn", *SIX[:5], "2026-07-06", "2026-11-01 23:59")
        + met("gun", *SIX[:5], "2026-07-07", "2026-11-02 00:00"),
        outcomes={
            "anna": "quiet",
            "bo": "fired",
            "cia": "fired",
            "dan": "quiet",
            "eva": "fired",
            "finn": "quiet",
            "gun": "quiet",
            "zoe": "quiet",
        },
        measures={
            "anna": {"contact_days": 5},
            "bo": {"contact_days": 6},
            "cia": {"contact_days": 6},
            "dan": {"contact_days": 5},
            "eva": {"contact_days": 6},
            "finn": {"contact_days": 5},
            "gun": {"contact_days": 5},
        },
    )


def test_what_came_before_has_edges(spec):
    """It begins on 7 July for the first evaluation, on 4 August for the second."""
    spec(
        on="2026-11-01",
        contacts=CONTACTS
        + met("anna", "2025-07-06", *FOUR[:3], *SIX)
        + met("bo", "2025-07-07", *FOUR[:3], *SIX)
        + met("cia", "2025-08-03", *FOUR[:2], "2026-07-20", *SIX)
        + met("dan", "2025-08-04", *FOUR[:2], "2026-07-20", *SIX),
        outcomes={
            "anna": "fired",
            "bo": "quiet",
            "cia": "fired",
            "dan": "quiet",
            "zoe": "quiet",
        },
        measures={
            "anna": {"chance": 0.28890749},
            "bo": {"chance": 0.60143128},
            "cia": {"chance": 0.28890749},
            "dan": {"chance": 0.60143128},
        },
    )


def test_the_contacts_of_both_recent_windows_are_the_evidence(spec):
    """From the first evaluation's window too, and nothing of what came before."""
    spec(
        on="2026-11-01",
        contacts=CONTACTS
        + met("anna", "2026-07-06", "2026-07-07", *SIX, "2026-11-01", "2026-11-02"),
        outcomes={"anna": "fired", "zoe": "quiet"},
        evidence={
            "anna": ["contact-10", *(f"contact-{number}" for number in range(3, 10))]
        },
    )


def test_several_on_one_day_count_once(spec):
    """Wherever and with whom they were."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at        | site | profession
        ------+------------------+------+-----------
        zoe   | 2024-01-08       | a    | nurse
        anna  | 2026-08-10 08:00 | a    | nurse
        anna  | 2026-08-10 09:00 | b    | physician
        anna  | 2026-08-17       | a    | nurse
        """,
        outcomes={"anna": "quiet", "zoe": "quiet"},
        measures={"anna": {"contact_days": 2, "weeks": 2}},
    )


def test_services_that_are_left_out_do_not_count(spec):
    """Clinics for mothers and children, care at home, laboratories and the like."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | service_family
        ------+------------+------------------
        zoe   | 2024-01-08 | primary_care
        anna  | 2026-08-10 | maternity_child
        anna  | 2026-08-11 | occupational
        anna  | 2026-08-12 | home_care
        anna  | 2026-08-13 | home_hospital
        anna  | 2026-08-14 | dental
        anna  | 2026-08-15 | laboratory
        anna  | 2026-08-16 | imaging
        anna  | 2026-08-17 | pharmacy
        anna  | 2026-08-18 | vaccination
        anna  | 2026-08-19 | screening
        bo    | 2026-08-10 | emergency
        bo    | 2026-08-11 | adult_social_work
        bo    | 2026-08-12 | other
        """,
        outcomes={"anna": "quiet", "bo": "quiet", "zoe": "quiet"},
        measures={"anna": {"contact_days": 0}, "bo": {"contact_days": 3}},
    )


def test_the_client_must_have_been_met_or_spoken_with(spec):
    """Messages, letters, wards and talks among professionals do not count."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | mode
        ------+------------+-------------
        zoe   | 2024-01-08 | visit
        anna  | 2026-08-10 | digital
        anna  | 2026-08-11 | letter
        anna  | 2026-08-12 | ward
        anna  | 2026-08-13 | consultation
        anna  | 2026-08-14 | record_entry
        anna  | 2026-08-15 | negotiation
        anna  | 2026-08-16 | handling
        anna  | 2026-08-17 | other
        bo    | 2026-08-10 | visit
        bo    | 2026-08-11 | home
        bo    | 2026-08-12 | workplace
        bo    | 2026-08-13 | elsewhere
        bo    | 2026-08-14 | remote
        cia   | 2026-08-15 | telephone
        """,
        outcomes={"anna": "quiet", "bo": "quiet", "cia": "quiet", "zoe": "quiet"},
        measures={
            "anna": {"contact_days": 0},
            "bo": {"contact_days": 5},
            "cia": {"contact_days": 1},
        },
    )


def test_only_contacts_that_took_place_on_the_own_matter_count(spec):
    """Not what was booked or missed, and not a child's visits; a proxy's are own."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | status              | visitor_role
        ------+------------+---------------------+-------------
        zoe   | 2024-01-08 | fulfilled           | client
        anna  | 2026-08-10 | booked              | client
        anna  | 2026-08-11 | no_show             | client
        anna  | 2026-08-12 | cancelled_by_client | client
        anna  | 2026-08-13 | fulfilled           | for_child
        anna  | 2026-08-14 | fulfilled           | group
        bo    | 2026-08-10 | fulfilled           | proxy
        """,
        outcomes={"anna": "quiet", "bo": "quiet", "zoe": "quiet"},
        measures={"anna": {"contact_days": 0}, "bo": {"contact_days": 1}},
    )


def test_visits_of_a_plan_and_referred_rehabilitation_do_not_count(spec):
    """Those are a series that was agreed on; other referred visits do count."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at  | service_family | plan_id | referral_id
        ------+------------+----------------+---------+------------
        zoe   | 2024-01-08 | primary_care   | -       | -
        anna  | 2026-08-10 | primary_care   | plan-1  | -
        anna  | 2026-08-11 | rehabilitation | -       | referral-1
        bo    | 2026-08-10 | rehabilitation | -       | -
        bo    | 2026-08-11 | specialised    | -       | referral-1
        """,
        outcomes={"anna": "quiet", "bo": "quiet", "zoe": "quiet"},
        measures={"anna": {"contact_days": 0}, "bo": {"contact_days": 2}},
    )


def test_whom_the_county_has_not_known_for_long_cannot_be_told(spec):
    """Moved in after the first evaluation's earlier days began."""
    spec(
        on="2026-11-01",
        clients="""
              | moved_in_on
        ------+------------
        anna  | 2025-07-07
        bo    | 2025-07-08
        """,
        contacts=CONTACTS + met("anna", *SIX) + met("bo", *SIX),
        outcomes={"anna": "fired", "bo": "not_assessable", "zoe": "quiet"},
        measures={
            "bo": {
                "contact_days": None,
                "weeks": None,
                "rate_ratio": None,
                "chance": None,
            }
        },
        reasons={"bo": "contact_days"},
    )


def test_a_county_with_a_short_history_can_tell_of_nobody(spec):
    """Its first contact comes in time, a day too late, or not at all."""
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at
        ------+-----------
        anna  | 2025-07-07
        """,
        outcomes={"anna": "quiet"},
    )
    spec(
        on="2026-11-01",
        contacts="""
              | starts_at
        ------+-----------
        anna  | 2025-07-08
        """,
        outcomes={"anna": "not_assessable"},
        reasons={"anna": "contact_days"},
    )
    spec(
        on="2026-11-01",
        contacts="",
        outcomes={"anna": "not_assessable"},
        reasons={"anna": "contact_days"},
    )


def test_a_county_tells_its_trend_from_five_thousand_contacts_on(spec):
    """Half of the county's fell in the recent window; one less, and the days tell.

    Against half, twice as many days as before are just twice as often.
    """
    for before, outcome in ((2_477, "fired"), (2_478, "quiet")):
        spec(
            on="2026-11-01",
            contacts=CONTACTS
            + met("anna", *SIX)
            + met("bo", *daily("2026-02-01", 22), *daily("2026-08-05", 44))
            + met("zoe", *["2026-09-04"] * 2_450)
            + met("zoe", *["2026-05-04"] * before),
            outcomes={"anna": outcome, "bo": "fired", "zoe": "quiet"},
            measures={"bo": {"rate_ratio": 2}} if outcome == "quiet" else {},
        )
