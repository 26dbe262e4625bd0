"""The population: who is measured, and why somebody is not."""

import polars as pl
import pytest

from schemas.clients import Exclusion

ON = "2026-11-01"


@pytest.fixture
def excluded(admitted):
    """`excluded(EXTRACT=table, ...)`: client to the reason, None when measured."""

    def find(**tables):
        frames, numbers = admitted(ON, **tables)
        found = frames["clients"].select("client", "excluded").collect()
        return dict(
            found.join(numbers, on="client").select("client_id", "excluded").iter_rows()
        )

    return find


def test_adults_from_the_birthday_on(excluded):
    """Eighteen on the as-of day is an adult; the day after is a day too early."""
    assert excluded(
        clients="""
              | born_on
        ------+-----------
        anna  | 2008-10-31
        bo    | 2008-11-01
        cia   | 2008-11-02
        dan   | 2009-11-01
        """
    ) == {"anna": None, "bo": None, "cia": Exclusion.MINOR, "dan": Exclusion.MINOR}


def test_a_birthday_on_a_leap_day_comes_on_the_first_of_march(admitted):
    """Born on 29 February, somebody turns eighteen on 1 March of a common year."""
    ages = {
        day: admitted(day, clients="| born_on\nanna | 2008-02-29")[0]["clients"]
        .select("age")
        .collect()
        .item()
        for day in ("2026-02-28", "2026-03-01")
    }
    assert ages == {"2026-02-28": 17, "2026-03-01": 18}


def test_alive_on_the_as_of_day(excluded):
    """Who died on the as-of day is not measured; a later death is not known yet."""
    assert excluded(
        clients="""
              | died_on
        ------+-----------
        anna  | 2026-10-31
        bo    | 2026-11-01
        cia   | 2026-11-02
        """
    ) == {"anna": Exclusion.DECEASED, "bo": Exclusion.DECEASED, "cia": None}


def test_an_objection_is_respected(excluded):
    """Objecting excludes, also with contacts; not known whether is no objection."""
    assert excluded(
        clients="""
              | objects
        ------+--------
        anna  | yes
        bo    | no
        cia   | -
        """,
        contacts="""
              | starts_at
        ------+-----------
        anna  | 2026-10-01
        """,
    ) == {"anna": Exclusion.OBJECTS, "bo": None, "cia": None}


def test_others_than_residents_need_a_contact_in_two_years(excluded):
    """730 days with the as-of day; a booking ahead is not a contact yet."""
    assert excluded(
        clients="""
              | resident
        ------+---------
        anna  | no
        bo    | no
        cia   | -
        dan   | no
        eva   | yes
        """,
        contacts="""
              | starts_at
        ------+-----------------
        anna  | 2024-11-01 23:59
        bo    | 2024-11-02 00:00
        dan   | 2026-11-02 00:00
        """,
    ) == {
        "anna": Exclusion.NO_CONTACT,
        "bo": None,
        "cia": Exclusion.NO_CONTACT,
        "dan": Exclusion.NO_CONTACT,
        "eva": None,
    }


def test_in_contact_is_who_was_present(excluded):
    """A no-show, a cancelled or open booking, a letter and an entry are no contact."""
    assert excluded(
        clients="""
              | resident
        ------+---------
        anna  | no
        bo    | no
        cia   | no
        dan   | no
        eva   | no
        fia   | no
        gus   | no
        """,
        contacts="""
              | status              | mode
        ------+---------------------+-------------
        anna  | no_show             | visit
        bo    | cancelled_by_client | visit
        cia   | booked              | visit
        dan   | fulfilled           | letter
        eva   | fulfilled           | record_entry
        fia   | fulfilled           | telephone
        gus   | fulfilled           | ward
        """,
    ) == {
        **dict.fromkeys(["anna", "bo", "cia", "dan", "eva"], Exclusion.NO_CONTACT),
        "fia": None,
        "gus": None,
    }


def test_a_concern_is_a_contact_too(excluded):
    """Somebody noticed: raised in 730 days, also on the as-of day, not withdrawn."""
    assert excluded(
        clients="""
              | resident | moved_out_on | objects
        ------+----------+--------------+--------
        anna  | no       | -            | -
        bo    | no       | -            | -
        cia   | -        | -            | -
        dan   | no       | -            | -
        eva   | no       | -            | -
        fia   | no       | -            | -
        gus   | yes      | 2026-06-01   | -
        hal   | yes      | -            | yes
        """,
        concerns="""
              | raised_on  | withdrawn_on
        ------+------------+-------------
        anna  | 2024-11-01 | -
        bo    | 2024-11-02 | -
        cia   | 2026-11-01 | -
        dan   | 2026-11-02 | -
        eva   | 2026-10-01 | 2026-11-01
        fia   | 2026-10-01 | 2026-11-02
        gus   | 2026-10-01 | -
        hal   | 2026-10-01 | -
        """,
    ) == {
        "anna": Exclusion.NO_CONTACT,
        "bo": None,
        "cia": None,
        "dan": Exclusion.NO_CONTACT,
        "eva": Exclusion.NO_CONTACT,
        "fia": None,
        "gus": None,
        "hal": Exclusion.OBJECTS,
    }


def test_moving_away_ends_residence_but_not_contacts(excluded):
    """Who moved away is measured while in contact; a later move is not known yet."""
    assert excluded(
        clients="""
              | resident | moved_out_on
        ------+----------+-------------
        anna  | yes      | 2026-11-01
        bo    | yes      | 2026-11-02
        cia   | yes      | 2026-06-01
        dan   | -        | 2026-06-01
        """,
        contacts="""
              | starts_at
        ------+-----------
        cia   | 2026-08-03
        """,
    ) == {
        "anna": Exclusion.MOVED_AWAY,
        "bo": None,
        "cia": None,
        "dan": Exclusion.MOVED_AWAY,
    }


def test_the_first_reason_that_holds_is_told(excluded):
    """Death comes before age, age before objection, objection before moving."""
    assert excluded(
        clients="""
              | born_on    | died_on    | objects | moved_out_on
        ------+------------+------------+---------+-------------
        anna  | 2015-01-01 | 2026-06-01 | yes     | 2026-06-01
        bo    | 2015-01-01 | -          | yes     | 2026-06-01
        cia   | 1960-01-01 | -          | yes     | 2026-06-01
        dan   | 1960-01-01 | -          | no      | 2026-06-01
        """
    ) == {
        "anna": Exclusion.DECEASED,
        "bo": Exclusion.MINOR,
        "cia": Exclusion.OBJECTS,
        "dan": Exclusion.MOVED_AWAY,
    }


def test_the_excluded_are_not_measured(admitted):
    """Excluded people stand in no outcome, and everybody else stands in each."""
    from datetime import date

    from triggers._catalogue import triggers_on
    from triggers._evaluation import evaluate

    frames, _ = admitted(
        ON,
        clients="""
              | objects
        ------+--------
        anna  | yes
        bo    | no
        """,
    )
    triggers = triggers_on(date.fromisoformat(ON))
    outcomes = evaluate(frames, triggers, date.fromisoformat(ON)).outcomes
    assert outcomes["client"].to_list() == [1]
    assert outcomes.null_count().pipe(pl.DataFrame.sum_horizontal).item() == 0
