"""Meetings: which contacts count, which were planned, emergency visits, ward stays."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.contacts import Mode, ServiceFamily, VisitorRole
from schemas.meetings import (
    OWN_MATTER,
    begins_anew,
    countable,
    emergency_visits,
    planned,
    ward_stays,
    whole_emergency_visits,
)
from tests.examples import examples

ON = "2026-11-01"
DAY = date.fromisoformat(ON)


@pytest.fixture
def counting(admitted):
    """`counting(rows, roles)`: the contacts that count as visits to the station."""

    def find(rows, roles=OWN_MATTER):
        frames, _ = admitted(ON, contacts=rows)
        counts = countable([Mode.VISIT, Mode.HOME], [ServiceFamily.DENTAL], roles)
        found = frames["contacts"].filter(counts).select("contact_id").collect()
        return found.to_series().to_list()

    return find


@pytest.fixture
def planned_of(admitted):
    """`planned_of(rows)`: whether each of anna's rows was planned, in order."""

    def find(rows):
        frames, numbers = admitted(ON, contacts=rows)
        found = frames["contacts"].with_columns(told=planned()).collect()
        named = found.join(numbers, on="client").filter(client_id="anna")
        return named.sort("contact_id")["told"].to_list()

    return find


@pytest.fixture
def visits(admitted):
    """`visits(rows)`: the contacts that begin an emergency visit."""

    def find(rows):
        frames, _ = admitted(ON, contacts=rows)
        found = emergency_visits(frames["contacts"]).select("contact_id").collect()
        return found.to_series().to_list()

    return find


@pytest.fixture
def stays(admitted):
    """`stays(rows)`: what is told of each stay, in order."""

    def find(rows, on=ON):
        frames, numbers = admitted(on, contacts=rows)
        found = ward_stays(frames["contacts"], date.fromisoformat(on)).collect()
        return (
            found.join(numbers, on="client", maintain_order="left")
            .select(
                pl.col("client_id"),
                pl.col("admitted_on", "discharged_on", "left_on").dt.strftime("%m-%d"),
                "unplanned",
                "site",
                "contact_ids",
            )
            .to_dicts()
        )

    return find


def test_a_contact_counts_when_it_took_place_in_a_mode_and_family_that_count(counting):
    """On the client's own matter: a proxy may come, a visit with a child is not it."""
    assert counting(
        """
              | status    | mode  | service_family | visitor_role
        ------+-----------+-------+----------------+-------------
        anna  | fulfilled | visit | primary_care   | client
        anna  | fulfilled | home  | emergency      | proxy
        anna  | booked    | visit | primary_care   | client
        anna  | no_show   | visit | primary_care   | client
        anna  | fulfilled | ward  | primary_care   | client
        anna  | fulfilled | visit | dental         | client
        anna  | fulfilled | visit | primary_care   | for_child
        anna  | fulfilled | visit | primary_care   | group
        """
    ) == ["contact-1", "contact-2"]


def test_other_visitors_count_where_they_are_asked_for(counting):
    """The roles are the caller's choice."""
    rows = """
              | visitor_role
        ------+-------------
        anna  | client
        anna  | group
        """
    assert counting(rows, [VisitorRole.GROUP]) == ["contact-2"]


def test_what_belongs_to_a_plan_or_a_referral_was_planned(planned_of):
    """Whatever its urgency, and however it was booked."""
    assert planned_of(
        """
              | plan_id | referral_id | urgency   | booked_at
        ------+---------+-------------+-----------+----------
        anna  | plan-1  | -           | urgent    | -
        anna  | -       | referral-1  | emergency | -
        anna  | plan-1  | referral-1  | -         | -
        anna  | -       | -           | urgent    | -
        """
    ) == [True, True, True, False]


def test_what_was_urgent_was_not_planned(planned_of):
    """Even when booked weeks ahead; an urgency that is not known says nothing."""
    assert planned_of(
        """
              | urgency    | booked_at
        ------+------------+-----------
        anna  | urgent     | 2026-09-01
        anna  | emergency  | 2026-09-01
        anna  | non_urgent | 2026-09-01
        anna  | -          | 2026-09-01
        """
    ) == [False, False, True, True]


@pytest.mark.parametrize(
    ("booked_at", "expected"),
    [
        ("2026-10-05", True),
        ("2026-10-06 23:59", None),
        ("2026-10-10 00:00", None),
        ("2026-10-11 23:59", False),
        ("2026-10-12", False),
        ("2026-10-12 08:01", False),
        ("-", False),
    ],
)
def test_a_week_ahead_is_planned_and_the_day_before_is_not(
    planned_of, booked_at, expected
):
    """Between them nobody can tell; not booked, or noted afterwards, is unplanned."""
    assert planned_of(
        f"| starts_at | booked_at\nanna | 2026-10-12 | {booked_at.strip()}\n"
        "bo | 2026-10-13 | 2026-10-01"
    ) == [expected]


def test_a_source_without_bookings_cannot_tell_what_was_not_booked(planned_of):
    """What is urgent, or in a plan, is told all the same."""
    assert planned_of(
        """
              | booked_at | urgency | plan_id
        ------+-----------+---------+--------
        anna  | -         | -       | -
        anna  | -         | urgent  | -
        anna  | -         | -       | plan-1
        """
    ) == [None, False, True]


def test_an_emergency_visit_lasts_the_night(visits):
    """Twelve hours later it is the same visit, a minute more and it is another."""
    assert visits(
        """
              | starts_at        | service_family
        ------+------------------+---------------
        anna  | 2026-10-05 20:00 | emergency
        anna  | 2026-10-06 08:00 | emergency
        bo    | 2026-10-05 20:00 | emergency
        bo    | 2026-10-06 08:01 | emergency
        """
    ) == ["contact-1", "contact-3", "contact-4"]


def test_however_many_follow_each_other_it_is_one_visit(visits):
    """Each is measured from the one before, not from the first."""
    assert visits(
        """
              | starts_at        | service_family
        ------+------------------+---------------
        anna  | 2026-10-06 14:00 | emergency
        anna  | 2026-10-05 20:00 | emergency
        anna  | 2026-10-06 05:00 | emergency
        """
    ) == ["contact-2"]


def test_only_emergency_contacts_in_person_are_visits(visits):
    """On the own matter; a call does not begin a visit, nor continue one."""
    assert visits(
        """
              | starts_at        | service_family | mode      | status    | visitor_role
        ------+------------------+----------------+-----------+-----------+-------------
        anna  | 2026-10-05 08:00 | emergency      | visit     | fulfilled | client
        anna  | 2026-10-06 08:00 | emergency      | home      | fulfilled | proxy
        anna  | 2026-10-07 08:00 | emergency      | telephone | fulfilled | client
        anna  | 2026-10-08 08:00 | emergency      | ward      | fulfilled | client
        anna  | 2026-10-09 08:00 | emergency      | visit     | no_show   | client
        anna  | 2026-10-10 08:00 | emergency      | visit     | fulfilled | for_child
        anna  | 2026-10-11 08:00 | primary_care   | visit     | fulfilled | client
        """
    ) == ["contact-1", "contact-2"]


def test_a_whole_emergency_visit_has_its_contacts_and_its_end(admitted):
    """The latest end, or start where no end is recorded."""
    frames, _ = admitted(
        ON,
        contacts="""
              | starts_at        | ends_at          | service_family | mode
        ------+------------------+------------------+----------------+----------
        anna  | 2026-10-05 20:00 | 2026-10-06 03:00 | emergency      | visit
        anna  | 2026-10-05 22:00 | 2026-10-06 01:00 | emergency      | visit
        anna  | 2026-10-06 02:00 | -                | emergency      | visit
        anna  | 2026-10-06 03:00 | 2026-10-06 04:00 | emergency      | telephone
        anna  | 2026-10-07 02:00 | -                | emergency      | visit
        """,
    )
    found = whole_emergency_visits(frames["contacts"]).collect()
    assert found.drop("client", "agreed").rows() == [
        (
            date(2026, 10, 5),
            datetime(2026, 10, 5, 20),
            datetime(2026, 10, 6, 3),
            ["contact-1", "contact-2", "contact-3"],
        ),
        (
            date(2026, 10, 7),
            datetime(2026, 10, 7, 2),
            datetime(2026, 10, 7, 2),
            ["contact-5"],
        ),
    ]


def test_an_emergency_visit_may_have_been_agreed_on(admitted):
    """In a plan or booked the day before; its first contact tells."""
    frames, _ = admitted(
        ON,
        contacts="""
              | starts_at        | booked_at  | plan_id | service_family
        ------+------------------+------------+---------+---------------
        anna  | 2026-10-05 08:00 | -          | -       | emergency
        anna  | 2026-10-05 12:00 | 2026-10-01 | plan-1  | emergency
        bo    | 2026-10-05 08:00 | -          | plan-2  | emergency
        bo    | 2026-10-05 12:00 | -          | -       | emergency
        cia   | 2026-10-05 08:00 | 2026-10-04 | -       | emergency
        dan   | 2026-10-05 08:00 | 2026-10-05 | -       | emergency
        """,
    )
    found = whole_emergency_visits(frames["contacts"]).collect()
    assert found["agreed"].to_list() == [False, True, True, False]


episodes = st.lists(
    st.tuples(st.sampled_from("ab"), st.integers(0, 60)), min_size=1, max_size=12
)


@settings(max_examples=examples(200))
@given(rows=episodes)
def test_an_episode_lasts_while_its_rows_follow_closely(rows):
    """Against plain Python: a row begins one unless another came shortly before."""
    start = datetime(2026, 10, 1)
    ordered = sorted(rows)
    frame = pl.DataFrame(
        {
            "client": [who for who, _ in ordered],
            "at": [start + timedelta(hours=hours) for _, hours in ordered],
        }
    )
    begins = frame.select(begins_anew("at", timedelta(hours=12))).to_series()
    assert begins.to_list() == [
        not any(
            other == who and (hours - earlier) <= 12
            for other, earlier in ordered[:place]
        )
        for place, (who, hours) in enumerate(ordered)
    ]


def test_episodes_of_days_are_told_the_same_way():
    """`at` may be a day: four weeks apart is still the same, a day more is not."""
    frame = pl.DataFrame(
        {"client": [1, 1, 1], "day": [date(2026, 1, 1), date(2026, 1, 29), DAY]}
    )
    begins = frame.select(begins_anew("day", timedelta(days=28))).to_series()
    assert begins.to_list() == [True, False, True]


def test_a_stay_tells_when_it_began_and_ended_and_where(stays):
    """One ward with its days and its urgency."""
    assert stays(
        """
              | starts_at  | ends_at    | mode | urgency | site
        ------+------------+------------+------+---------+-------
        anna  | 2026-10-05 | 2026-10-09 | ward | urgent  | ward-a
        """
    ) == [
        {
            "client_id": "anna",
            "admitted_on": "10-05",
            "discharged_on": "10-09",
            "left_on": "10-09",
            "unplanned": True,
            "site": "ward-a",
            "contact_ids": ["contact-1"],
        }
    ]


def test_wards_whose_days_touch_are_one_stay(stays):
    """A move on the day of leaving; a ward within another changes no end."""
    assert [
        (stay["admitted_on"], stay["left_on"], stay["contact_ids"])
        for stay in stays(
            """
              | starts_at        | ends_at          | mode
        ------+------------------+------------------+-----
        anna  | 2026-10-05 12:00 | 2026-10-09 08:00 | ward
        anna  | 2026-10-09 20:00 | 2026-10-15 12:00 | ward
        anna  | 2026-10-10 08:00 | 2026-10-11 08:00 | ward
        anna  | 2026-10-15 13:00 | 2026-10-16 08:00 | ward
        bo    | 2026-10-15 13:00 | 2026-10-16 08:00 | ward
        """
        )
    ] == [
        ("10-05", "10-16", ["contact-1", "contact-2", "contact-3", "contact-4"]),
        ("10-15", "10-16", ["contact-5"]),
    ]


@pytest.mark.parametrize(
    ("next_ward", "count"),
    [
        ("2026-10-10 02:00", 1),
        ("2026-10-10 05:30", 1),
        ("2026-10-10 05:31", 2),
        ("2026-10-11 08:00", 2),
    ],
)
def test_a_move_over_midnight_is_one_stay(stays, next_ward, count):
    """Within six hours of leaving, also on the next day; later it is another stay."""
    rows = f"""
              | starts_at   | ends_at          | mode
        ------+-------------+------------------+-----
        anna  | 2026-10-05  | 2026-10-09 23:30 | ward
        anna  | {next_ward} | 2026-10-15 12:00 | ward
        """
    assert len(stays(rows)) == count


def test_a_move_is_measured_from_the_ward_that_was_left_last(stays):
    """A short ward within a longer one does not end the stay."""
    rows = """
              | starts_at        | ends_at          | mode
        ------+------------------+------------------+-----
        anna  | 2026-10-05 08:00 | 2026-10-09 23:30 | ward
        anna  | 2026-10-06 08:00 | 2026-10-07 08:00 | ward
        anna  | 2026-10-10 02:00 | 2026-10-12 08:00 | ward
        """
    assert len(stays(rows)) == 1


def test_the_first_ward_tells_the_urgency_and_the_last_one_the_site(stays):
    """By the hour of entering, and not known where the first ward does not tell."""
    assert [
        (stay["unplanned"], stay["site"])
        for stay in stays(
            """
              | starts_at        | ends_at          | mode | urgency    | site
        ------+------------------+------------------+------+------------+-------
        anna  | 2026-10-05 09:00 | 2026-10-05 10:00 | ward | non_urgent | ward-b
        anna  | 2026-10-05 02:00 | 2026-10-05 09:00 | ward | emergency  | ward-a
        bo    | 2026-10-05 02:00 | 2026-10-05 09:00 | ward | non_urgent | ward-a
        cia   | 2026-10-05 02:00 | 2026-10-05 09:00 | ward | -          | ward-a
        cia   | 2026-10-05 09:00 | 2026-10-05 10:00 | ward | urgent     | ward-b
        """
        )
    ] == [(True, "ward-b"), (False, "ward-a"), (None, "ward-b")]


def test_a_stay_that_is_still_on_lasts_until_the_as_of_day(stays):
    """No recorded end, or one after the as-of day: nobody has left yet."""
    assert [
        (stay["admitted_on"], stay["discharged_on"], stay["left_on"])
        for stay in stays(
            """
              | starts_at  | ends_at    | mode
        ------+------------+------------+-----
        anna  | 2026-10-05 | -          | ward
        bo    | 2026-10-05 | 2026-11-02 | ward
        cia   | 2026-10-05 | 2026-11-01 | ward
        dan   | 2026-10-05 | -          | ward
        dan   | 2026-10-20 | 2026-10-21 | ward
        eva   | 2026-11-01 | 2026-11-01 | ward
        finn  | 2026-11-02 | 2026-11-03 | ward
        """
        )
    ] == [
        ("10-05", "11-01", None),
        ("10-05", "11-01", None),
        ("10-05", "11-01", "11-01"),
        ("10-05", "11-01", None),
        ("11-01", "11-01", "11-01"),
    ]


def test_a_stay_tells_the_hours_too(admitted):
    """From entering the first ward to leaving the last."""
    frames, _ = admitted(
        ON,
        contacts="""
              | starts_at        | ends_at          | mode
        ------+------------------+------------------+-----
        anna  | 2026-10-05 02:00 | 2026-10-05 09:00 | ward
        anna  | 2026-10-05 09:00 | 2026-10-09 12:00 | ward
        bo    | 2026-10-05 02:00 | -                | ward
        """,
    )
    found = ward_stays(frames["contacts"], DAY).select("admitted_at", "left_at")
    assert found.collect().rows() == [
        (datetime(2026, 10, 5, 2), datetime(2026, 10, 9, 12)),
        (datetime(2026, 10, 5, 2), None),
    ]


def test_only_wards_that_were_entered_are_stays(stays):
    """A booked or cancelled one is none, and a visit is none."""
    assert not stays(
        """
              | starts_at  | mode  | status
        ------+------------+-------+---------------------
        anna  | 2026-10-05 | ward  | booked
        anna  | 2026-10-06 | ward  | cancelled_by_service
        anna  | 2026-10-07 | visit | fulfilled
        """
    )
