"""What a week of the log holds that somebody may want to ask about."""

from datetime import UTC, date, datetime, timedelta

import pytest

from audit.log import Action, Entry, Source, append
from audit.unusual import unusual

MONDAY = datetime(2026, 11, 16, 7, tzinfo=UTC)  # nine o'clock in Finland
WEEK = (MONDAY - timedelta(hours=9), MONDAY + timedelta(days=7, hours=-9))


@pytest.fixture
def log(store):
    """`log(user, clients, ...)`: somebody asks for so many clients, or for one."""

    def add(user, clients, at=MONDAY, action=Action.OPENED, source=Source.WEB):
        named = [clients] if isinstance(clients, str) else map(str, range(clients))
        append(store, [Entry(one, action, user, source) for one in named], at)

    return add


@pytest.fixture
def found(store):
    """`found()`: the week's findings without what is null."""

    def findings():
        rows = unusual(store, *WEEK).iter_rows(named=True)
        return [
            tuple(value for value in row.values() if value is not None) for row in rows
        ]

    return findings


def ordinary(log, days=5, clients=9):
    """Days of somebody who records what they did."""
    for number in range(days):
        at = MONDAY + timedelta(days=number)
        log("usual", clients, at)
        log("usual", clients, at, Action.RECORDED)


def test_a_usual_week_asks_for_nothing(log, found):
    ordinary(log)
    assert found() == []


@pytest.mark.parametrize(("clients", "tells"), [(27, False), (28, True)])
def test_many_clients_are_over_three_times_what_is_usual(log, found, clients, tells):
    ordinary(log)
    log("sn1", clients)
    log("sn1", clients, action=Action.RECORDED)
    told = ("many_clients", "sn1", date(2026, 11, 16), clients, 9.0)
    assert found() == ([told] if tells else [])


@pytest.mark.parametrize(("clients", "tells"), [(19, False), (20, True)])
def test_few_clients_are_never_many(log, found, clients, tells):
    ordinary(log, clients=1)
    log("sn1", clients)
    log("sn1", clients, action=Action.RECORDED)
    assert [one[0] for one in found()] == (["many_clients"] if tells else [])


@pytest.mark.parametrize(
    ("hour", "minute", "tells"),
    [(19, 59, False), (20, 0, True), (3, 59, True), (4, 0, False)],
)
def test_night_is_from_ten_to_six_in_finland(log, found, hour, minute, tells):
    at = MONDAY.replace(hour=hour, minute=minute)
    log("sn1", 2, at)
    told = ("at_night", "sn1", date(2026, 11, 16), 2)
    assert found() == ([told] if tells else [])


@pytest.mark.parametrize(("days", "tells"), [(3, False), (4, True)])
def test_one_client_on_many_days(log, found, days, tells):
    for number in range(days):
        log("sn1", "anna", MONDAY + timedelta(days=number))
    assert found() == ([("same_client", "sn1", "anna", days)] if tells else [])
    log("sn1", "anna", action=Action.RECORDED)
    assert found() == []


@pytest.mark.parametrize(("users", "tells"), [(4, False), (5, True)])
def test_one_client_of_many_users(log, found, users, tells):
    for number in range(users):
        log(f"sn{number}", "anna")
        log(f"sn{number}", "anna", action=Action.RECORDED)
    assert found() == ([("many_users", "anna", users)] if tells else [])


@pytest.mark.parametrize(("clients", "tells"), [(9, False), (10, True)])
def test_many_clients_of_whom_nothing_is_recorded(log, found, clients, tells):
    log("sn1", clients)
    assert found() == ([("nothing_recorded", "sn1", clients)] if tells else [])
    log("sn1", 15)
    log("sn1", "3", action=Action.RECORDED)
    assert found() == []


def test_what_nobody_asked_for_counts_for_nobody(log, found):
    ordinary(log)
    log("sn1", 200, action=Action.LISTED)
    log("sn1", 200, action=Action.AUDITED)
    log("herate", 200, action=Action.EXPORTED, source=Source.DELIVERY)
    assert found() == []
    log("sn1", 200, action=Action.EXPORTED)
    assert {one[0] for one in found()} == {"many_clients", "nothing_recorded"}


def test_a_log_that_is_empty_has_no_findings(found):
    assert found() == []
