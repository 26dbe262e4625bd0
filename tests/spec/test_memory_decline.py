"""A new sign of memory illness while the use of services changes."""

from datetime import date, timedelta

# Somebody was met long ago, so that the county's history reaches far enough.
HEADINGS = """
      | starts_at  | status
------+------------+----------
zoe   | 2024-01-08 | fulfilled
"""
OTHER = {"zoe": "not_applicable"}


def times(status, *days, names=("anna",)):
    """A contact of each of the people on each of the days, with this status."""
    return "".join(f"{who} | {day} | {status}\n" for who in names for day in days)


def missed(*names):
    """Two missed days of the last weeks for each of the people."""
    return times("no_show", "2026-10-12", "2026-10-19", names=names)


SIX = (
    "2026-08-05",
    "2026-08-12",
    "2026-08-19",
    "2026-08-26",
    "2026-09-02",
    "2026-09-09",
)


def test_a_new_sign_alone_is_quiet_and_with_another_sign_fires(spec):
    """Missed appointments or more contacts, and both together."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | recorded_on | code
        ------+-------------+------
        anna  | 2026-03-02  | G30.1
        bo    | 2026-03-02  | G30.1
        cia   | 2026-03-02  | G30.1
        dan   | 2026-03-02  | G30.1
        """,
        contacts=HEADINGS
        + missed("bo")
        + times("fulfilled", *SIX, names=["cia"])
        + missed("dan")
        + times("fulfilled", *SIX, names=["dan"]),
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired", "dan": "fired"}
        | OTHER,
        measures={
            "anna": {"signs": 0, "appointments_missed": 0, "contacts_risen": 0},
            "bo": {"signs": 1, "appointments_missed": 1, "contacts_risen": 0},
            "cia": {"signs": 1, "appointments_missed": 0, "contacts_risen": 1},
            "dan": {"signs": 2, "appointments_missed": 1, "contacts_risen": 1},
        },
        evidence={
            "bo": ["contact-2", "contact-3", "diagnosis-2"],
            "cia": [*(f"contact-{number}" for number in range(4, 10)), "diagnosis-3"],
        },
    )


def test_only_a_sign_that_first_came_in_the_year_is_new(spec):
    """From 364 days before the as-of day; nothing before, and nothing after."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | recorded_on | code
        ------+-------------+------
        anna  | 2025-11-01  | G30.1
        bo    | 2025-11-02  | G30.1
        cia   | 2026-11-01  | F03
        dan   | 2026-11-02  | F03
        eva   | 2021-05-03  | G30.1
        eva   | 2026-03-02  | F00.1
        """,
        contacts=HEADINGS + missed("anna", "bo", "cia", "dan", "eva"),
        outcomes={
            "anna": "not_applicable",
            "bo": "fired",
            "cia": "fired",
            "dan": "not_applicable",
            "eva": "not_applicable",
        }
        | OTHER,
    )


def test_diagnoses_of_memory_illness_are_signs_and_suspicions_are_not(spec):
    """In both codings; other illnesses of the mind are not."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | recorded_on | code     | system | confirmed
        ------+-------------+----------+--------+----------
        anna  | 2026-03-02  | F01.9    | icd10  | -
        bo    | 2026-03-02  | F03      | icd10  | yes
        cia   | 2026-03-02  | P70      | icpc2  | -
        dan   | 2026-03-02  | G30.1    | icd10  | no
        eva   | 2026-03-02  | F05.0    | icd10  | -
        finn  | 2026-03-02  | P70      | spat   | -
        gun   | 2026-03-02  | 52448006 | snomed | -
        """,
        contacts=HEADINGS + missed("anna", "bo", "cia", "dan", "eva", "finn", "gun"),
        outcomes={
            "anna": "fired",
            "bo": "fired",
            "cia": "fired",
            "dan": "not_applicable",
            "eva": "not_applicable",
            "finn": "not_applicable",
            "gun": "fired",
        }
        | OTHER,
    )


def test_a_memory_disturbance_must_be_recorded_on_two_days(spec):
    """It stands for checks too; with a diagnosis or a medicine one is enough."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | recorded_on | code  | system
        ------+-------------+-------+-------
        anna  | 2026-03-02  | P20   | icpc2
        bo    | 2026-03-02  | P20   | icpc2
        bo    | 2026-05-04  | P20   | icpc2
        cia   | 2026-03-02  | P20   | icpc2
        cia   | 2026-03-02  | P20   | icpc2
        dan   | 2025-11-01  | P20   | icpc2
        dan   | 2026-03-02  | P20   | icpc2
        dan   | 2026-05-04  | P20   | icpc2
        eva   | 2025-11-02  | P20   | icpc2
        eva   | 2026-03-02  | P20   | icpc2
        eva   | 2026-05-04  | P20   | icpc2
        finn  | 2023-05-04  | P20   | icpc2
        finn  | 2026-03-02  | G30.1 | icd10
        gun   | 2023-05-04  | G30.1 | icd10
        gun   | 2026-03-02  | P20   | icpc2
        gun   | 2026-05-04  | P20   | icpc2
        han   | 2026-03-02  | R41.3 | icd10
        ida   | 2026-03-02  | R41.3 | icd10
        ida   | 2026-05-04  | R41.3 | icd10
        jan   | 2026-03-02  | R41.3 | icd10
        jan   | 2026-05-04  | P20   | icpc2
        """,
        contacts=HEADINGS
        + missed("anna", "bo", "cia", "dan", "eva", "finn", "gun", "han", "ida", "jan"),
        outcomes={
            "anna": "not_applicable",
            "bo": "fired",
            "cia": "not_applicable",
            "dan": "not_applicable",
            "eva": "fired",
            "finn": "fired",
            "gun": "not_applicable",
            "han": "not_applicable",
            "ida": "fired",
            "jan": "fired",
        }
        | OTHER,
        evidence={"bo": ["contact-4", "contact-5", "diagnosis-2", "diagnosis-3"]},
    )


def test_a_medicine_that_is_begun_is_a_sign(spec):
    """Prescribed, renewed or dispensed for the first time in the year."""
    spec(
        on="2026-11-01",
        diagnoses="""
              | recorded_on | code
        ------+-------------+------
        finn  | 2023-05-04  | G30.1
        """,
        prescriptions="""
              | occurred_on | event             | substance_code
        ------+-------------+-------------------+---------------
        anna  | 2026-03-02  | dispensed         | N06DA02
        bo    | 2026-03-02  | prescribed        | N06DX01
        cia   | 2026-03-02  | renewed           | N06DA02
        dan   | 2026-03-02  | renewal_requested | N06DA02
        eva   | 2025-11-01  | dispensed         | N06DA02
        eva   | 2026-03-02  | dispensed         | N06DA02
        finn  | 2026-03-02  | dispensed         | N06DA02
        gun   | 2026-03-02  | dispensed         | N06AB04
        han   | 2026-11-02  | dispensed         | N06DA02
        ida   | 2026-11-01  | dispensed         | N06DA02
        """,
        contacts=HEADINGS
        + missed("anna", "bo", "cia", "dan", "eva", "finn", "gun", "han", "ida"),
        outcomes={
            "anna": "fired",
            "bo": "fired",
            "cia": "fired",
            "dan": "not_applicable",
            "eva": "not_applicable",
            "finn": "not_applicable",
            "gun": "not_applicable",
            "han": "not_applicable",
            "ida": "fired",
        }
        | OTHER,
        evidence={"anna": ["contact-2", "contact-3", "event-1"]},
    )


# Twice as often in the last ninety days as in the 365 before them.
THIRTY_SIX = [str(date(2026, 8, 10) + timedelta(days=day)) for day in range(36)]
SEVENTY_THREE = [str(date(2026, 2, 1) + timedelta(days=day)) for day in range(73)]
# Of the same week as the third of the six.
THIRD_WEEK = ("2026-08-20", "2026-08-21", "2026-08-22")
EVERYBODY = (
    *("anna", "bo", "cia", "dan", "eva", "finn", "gun", "han", "ida"),
    *("jan", "kim", "lea", "max", "noa", "ole", "pia"),
)


def ill(*names):
    """A diagnosis of this spring for each of the people."""
    rows = "".join(f"{who} | 2026-03-02 | G30.1\n" for who in names)
    return " | recorded_on | code\n" + rows


def test_missed_days_are_a_sign_as_their_own_trigger_counts_them(spec):
    """Three in the year, or two in its last quarter, with the edges of both."""
    spec(
        on="2026-11-01",
        diagnoses=ill("anna", "bo", "cia", "dan", "eva", "finn"),
        contacts=HEADINGS
        + times("no_show", "2026-01-12", "2026-04-13")
        + times("no_show", "2026-01-12", "2026-04-13", "2026-07-06", names=["bo"])
        + times("no_show", "2025-11-01", "2026-04-13", "2026-07-06", names=["cia"])
        + times("no_show", "2025-11-02", "2026-04-13", "2026-07-06", names=["dan"])
        + times("no_show", "2026-08-03", "2026-10-12", names=["eva"])
        + times("no_show", "2026-08-04", "2026-10-12", names=["finn"]),
        outcomes={
            "anna": "quiet",
            "bo": "fired",
            "cia": "quiet",
            "dan": "fired",
            "eva": "quiet",
            "finn": "fired",
        }
        | OTHER,
    )


def test_appointments_that_may_be_missed_for_a_reason_do_not_count(spec):
    """Calls, vaccinations, screenings, a child's times, and days near a hospital."""
    spec(
        on="2026-11-01",
        diagnoses=ill("anna", "bo", "cia", "dan", "eva", "finn"),
        contacts="""
              | starts_at  | status    | mode      | service_family | visitor_role
        ------+------------+-----------+-----------+----------------+-------------
        zoe   | 2024-01-08 | fulfilled | visit     | primary_care   | client
        anna  | 2026-10-05 | no_show   | telephone | primary_care   | client
        anna  | 2026-10-06 | no_show   | visit     | vaccination    | client
        anna  | 2026-10-07 | no_show   | visit     | vaccination    | client
        anna  | 2026-10-08 | no_show   | visit     | screening      | client
        anna  | 2026-10-09 | no_show   | visit     | screening      | client
        anna  | 2026-10-12 | no_show   | visit     | primary_care   | for_child
        bo    | 2026-10-05 | no_show   | visit     | primary_care   | proxy
        bo    | 2026-10-06 | no_show   | home      | primary_care   | client
        cia   | 2026-10-05 | no_show   | workplace | primary_care   | client
        cia   | 2026-10-06 | no_show   | elsewhere | primary_care   | client
        dan   | 2026-10-05 | no_show   | remote    | primary_care   | client
        dan   | 2026-10-06 | no_show   | visit     | primary_care   | client
        eva   | 2026-10-04 | no_show   | visit     | primary_care   | client
        eva   | 2026-10-05 | fulfilled | visit     | emergency      | client
        eva   | 2026-10-06 | no_show   | visit     | primary_care   | client
        eva   | 2026-10-07 | no_show   | visit     | primary_care   | client
        finn  | 2026-10-03 | no_show   | visit     | primary_care   | client
        finn  | 2026-10-05 | fulfilled | visit     | emergency      | client
        finn  | 2026-10-07 | no_show   | visit     | primary_care   | client
        """,
        outcomes={
            "anna": "quiet",
            "bo": "fired",
            "cia": "fired",
            "dan": "fired",
            "eva": "quiet",
            "finn": "fired",
        }
        | OTHER,
    )


def test_missed_days_below_the_limit_are_no_evidence(spec):
    """Nor are the contacts, where it is the missed days that hold."""
    spec(
        on="2026-11-01",
        diagnoses=ill("anna", "bo"),
        contacts=HEADINGS
        + times("no_show", "2026-04-13")
        + times("fulfilled", *SIX)
        + times("fulfilled", "2026-10-05", names=["bo"])
        + missed("bo"),
        outcomes={"anna": "fired", "bo": "fired"} | OTHER,
        evidence={
            "anna": [*(f"contact-{number}" for number in range(3, 9)), "diagnosis-1"],
            "bo": ["contact-10", "contact-11", "diagnosis-2"],
        },
    )


def test_a_rise_of_contacts_is_a_sign_as_its_own_trigger_counts_it(spec):
    """Six days, in three weeks, clearly more often, at both evaluations."""
    many = [f"2026-{month}-{day:02}" for month in ("02", "03") for day in range(1, 26)]
    daily = [f"2026-08-{day:02}" for day in range(5, 30)]
    spec(
        on="2026-11-01",
        diagnoses=ill(*EVERYBODY),
        contacts=HEADINGS
        + times("fulfilled", *SIX[:5], "2026-07-07", "2026-11-01", names=["han"])
        + times("fulfilled", *SIX[:5])
        + times("fulfilled", *SIX[:3], *THIRD_WEEK, names=["bo"])
        + times("fulfilled", *daily[:6], names=["cia"])
        + times("fulfilled", *SIX, *many[:3], names=["dan"])
        + times("fulfilled", *SIX, *many[:4], names=["eva"])
        + times("fulfilled", *daily, *many, names=["finn"])
        + times("fulfilled", *daily, *many, "2026-01-07", names=["gun"])
        + times("fulfilled", *SIX[:5], "2026-10-04", names=["ida"])
        + times("fulfilled", *SIX[:5], "2026-10-05", names=["jan"])
        + times("fulfilled", *SIX[:5], "2026-08-03", names=["kim"])
        + times("fulfilled", *SIX, *many[:3], "2025-07-06", names=["lea"])
        + times("fulfilled", *SIX, *many[:3], "2025-07-07", names=["max"])
        + times("fulfilled", *SIX, *many[:2], "2026-07-20", "2025-08-03", names=["noa"])
        + times("fulfilled", *SIX, *many[:2], "2026-07-20", "2025-08-04", names=["ole"])
        + times("fulfilled", *THIRTY_SIX, *SEVENTY_THREE, names=["pia"]),
        outcomes={
            "anna": "quiet",
            "bo": "fired",
            "cia": "quiet",
            "dan": "fired",
            "eva": "quiet",
            "finn": "fired",
            "gun": "quiet",
            "han": "fired",
            "ida": "fired",
            "jan": "quiet",
            "kim": "quiet",
            "lea": "fired",
            "max": "quiet",
            "noa": "fired",
            "ole": "quiet",
            "pia": "fired",
        }
        | OTHER,
        evidence={
            "han": [*(f"contact-{number}" for number in range(2, 9)), "diagnosis-8"]
        },
    )


def test_contacts_that_do_not_count_are_no_rise(spec):
    """Services that are left out, visits of a plan, and referred rehabilitation."""
    families = (
        "maternity_child",
        "occupational",
        "home_care",
        "home_hospital",
        "dental",
        "laboratory",
        "imaging",
        "pharmacy",
        "vaccination",
        "screening",
    )
    modes = ("visit", "home", "workplace", "elsewhere", "remote", "telephone")
    table = """
              | starts_at  | service_family | mode  | plan_id | referral_id
        ------+------------+----------------+-------+---------+------------
        zoe   | 2024-01-08 | primary_care   | visit | -       | -
        """
    rest = "visit | - | -"
    rows = [
        *(f"anna | {day} | primary_care | {rest}" for day in SIX[:5]),
        *(f"anna | 2026-09-1{n} | {one} | {rest}" for n, one in enumerate(families)),
        "anna | 2026-09-21 | primary_care | visit | plan-1 | -",
        "anna | 2026-09-22 | rehabilitation | visit | - | referral-1",
        "anna | 2026-09-23 | primary_care | digital | - | -",
        *(
            f"bo | {day} | primary_care | {mode} | - | -"
            for day, mode in zip(SIX, modes, strict=True)
        ),
        *(f"cia | {day} | primary_care | {rest}" for day in SIX[:5]),
        "cia | 2026-09-22 | rehabilitation | visit | - | -",
    ]
    spec(
        on="2026-11-01",
        diagnoses=ill("anna", "bo", "cia"),
        contacts=table + "\n".join(rows),
        outcomes={"anna": "quiet", "bo": "fired", "cia": "fired"} | OTHER,
    )


def test_bookings_left_open_make_it_unknown(spec):
    """They may have been missed; a sign that holds anyway decides."""
    spec(
        on="2026-11-01",
        diagnoses=ill("anna", "bo", "cia"),
        contacts=HEADINGS
        + times("booked", "2026-10-12", "2026-10-19")
        + times("booked", "2026-10-12", names=["bo"])
        + times("booked", "2026-10-12", "2026-10-19", names=["cia"])
        + times("fulfilled", *SIX, names=["cia"]),
        outcomes={"anna": "not_assessable", "bo": "quiet", "cia": "fired"} | OTHER,
        measures={"anna": {"signs": 0}, "cia": {"signs": 1}},
        reasons={"anna": "range"},
    )


def test_a_source_without_bookings_cannot_tell_of_missed_ones(spec):
    """Then only a rise of contacts can show."""
    spec(
        on="2026-11-01",
        diagnoses=ill("anna", "bo"),
        contacts="""
              | starts_at  | booked_at
        ------+------------+----------
        zoe   | 2024-01-08 | -
        """
        + "".join(f"bo | {day} | -\n" for day in SIX),
        outcomes={"anna": "not_assessable", "bo": "fired"} | OTHER,
        reasons={"anna": "range"},
    )


def test_whether_a_sign_is_new_needs_a_year_before(spec):
    """Known to the county, and living there, for two years."""
    spec(
        on="2026-11-01",
        clients="""
              | moved_in_on
        ------+------------
        anna  | 2024-11-02
        bo    | 2024-11-03
        """,
        diagnoses=ill("anna", "bo"),
        contacts=HEADINGS + missed("anna", "bo"),
        outcomes={"anna": "fired", "bo": "not_assessable"} | OTHER,
        reasons={"bo": "range"},
    )
    spec(
        on="2026-11-01",
        diagnoses=ill("anna"),
        contacts=" | starts_at | status\nbo | 2024-11-03 | fulfilled\n"
        + missed("anna"),
        outcomes={"anna": "not_assessable", "bo": "not_applicable"},
        reasons={"anna": "range"},
    )


def test_a_county_tells_its_trend_from_five_thousand_contacts_on(spec):
    """Half of the county's fell in the recent window; one less, and the days tell.

    Against half, twice as many days as before are just twice as often.
    """
    many = [f"2026-02-{day:02}" for day in range(1, 23)]
    many += [str(date(2026, 8, 5) + timedelta(days=day)) for day in range(44)]
    for before, outcome in ((2_477, "fired"), (2_478, "quiet")):
        spec(
            on="2026-11-01",
            diagnoses=ill("anna", "bo"),
            contacts=HEADINGS
            + times("fulfilled", *SIX)
            + times("fulfilled", *many, names=["bo"])
            + times("fulfilled", *["2026-09-04"] * 2_450, names=["zoe"])
            + times("fulfilled", *["2026-05-04"] * before, names=["zoe"]),
            outcomes={"anna": outcome, "bo": "fired"} | OTHER,
        )
