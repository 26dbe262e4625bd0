"""Sessions on the server: they grow stale, and end at once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.worklist.conftest import postgresql, store, store_url  # noqa: F401
from web.sessions import IDLE, LONGEST, Sessions, User
from worklist.actors import UnfitActor
from worklist.tables import WEB_SESSION

USER = User("sirpa", "Sirpa N.", ("station-harju", "home-care"))


class Clock:
    def __init__(self):
        self.now = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def sessions(store, clock):  # noqa: F811
    return Sessions(store, clock)


def test_a_session_stands_from_its_beginning(sessions):
    key = sessions.begin(USER, "sv")
    found = sessions.standing(key)
    assert (found.user, found.language) == (USER, "sv")


def test_the_store_never_holds_the_key(sessions, store):  # noqa: F811
    key = sessions.begin(USER, "fi")
    with store.connect() as connection:
        [row] = connection.execute(select(WEB_SESSION))
    assert all(key not in str(cell) for cell in row)


@pytest.mark.parametrize("key", ["", "x", "a" * 43])
def test_a_key_that_nobody_was_given_opens_nothing(sessions, key):
    sessions.begin(USER, "fi")
    assert sessions.standing(key) is None


def test_a_session_that_rests_too_long_is_over(sessions, clock):
    key = sessions.begin(USER, "fi")
    clock.now += IDLE
    assert sessions.standing(key)
    clock.now += IDLE + timedelta(seconds=1)
    assert sessions.standing(key) is None


def test_in_use_it_lasts_for_a_day_at_work_and_no_longer(sessions, clock):
    key = sessions.begin(USER, "fi")
    began = clock.now
    while clock.now - began <= LONGEST:
        assert sessions.standing(key)
        clock.now += IDLE - timedelta(minutes=1)
    assert sessions.standing(key) is None


def test_whoever_signs_out_is_out_at_once(sessions):
    key, other = sessions.begin(USER, "fi"), sessions.begin(USER, "fi")
    sessions.end(key)
    assert sessions.standing(key) is None
    assert sessions.standing(other)


def test_all_sessions_of_a_user_end_at_once(sessions):
    theirs = [sessions.begin(USER, "fi") for _ in range(3)]
    else_s = sessions.begin(User("aino", "Aino", ("home-care",)), "fi")
    assert sessions.end_all_of("sirpa") == 3
    assert all(sessions.standing(key) is None for key in theirs)
    assert sessions.standing(else_s)
    assert sessions.end_all_of("sirpa") == 0


def test_a_language_is_kept(sessions):
    key = sessions.begin(USER, "fi")
    sessions.speak(key, "sv")
    assert sessions.standing(key).language == "sv"


def test_an_identity_code_is_no_user(sessions):
    with pytest.raises(UnfitActor):
        sessions.begin(User("010190-901R", "x", ()), "fi")
