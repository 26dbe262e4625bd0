"""Open bookings: the last rung of the ladder by which a no-show is known."""

import pytest

ON = "2026-11-01"
# Nineteen bookings that unit-1 closed; with one open booking that is 95 per cent.
CLOSED = "".join(
    f"zoe | 2026-09-{day:02} | fulfilled | unit-1 | physician | 2026-08-01\n"
    for day in range(1, 20)
)
HEADINGS = """
      | starts_at  | status    | unit   | profession | booked_at
------+------------+-----------+--------+------------+-----------
"""


@pytest.fixture
def became(admitted):
    """`became(rows)`: for each of anna's rows (status, rung, whether left open)."""

    def find(rows, closed=CLOSED):
        frames, numbers = admitted(ON, contacts=HEADINGS + rows + closed)
        return (
            frames["contacts"]
            .join(numbers.lazy(), on="client")
            .filter(client_id="anna")
            .select("status", "status_rung", "left_open")
            .collect()
            .rows()
        )

    return find


MISSED = ("no_show", "inferred", False)
STILL_BOOKED = ("booked", "recorded", False)
LEFT_OPEN = ("booked", "recorded", True)
CAME = ("unknown", "inferred", False)


def test_in_a_unit_that_closes_its_bookings_an_open_one_was_missed(became):
    """Nineteen of twenty closed are enough."""
    rows = "anna | 2026-10-12 | booked | unit-1 | nurse | 2026-10-01\n"
    assert became(rows) == [MISSED]


def test_below_the_share_of_closed_bookings_it_stays_open(became):
    """Eighteen of nineteen are fewer than ninety-five in a hundred."""
    rows = "anna | 2026-10-12 | booked | unit-1 | nurse | 2026-10-01\n"
    assert became(rows, "\n".join(CLOSED.splitlines()[1:])) == [LEFT_OPEN]


def test_other_units_say_nothing_of_this_one(became):
    """Each unit is known by its own bookings."""
    rows = "anna | 2026-10-12 | booked | unit-2 | nurse | 2026-10-01\n"
    assert became(rows) == [LEFT_OPEN]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-10-25", MISSED),
        ("2026-10-26", STILL_BOOKED),
        ("2026-11-02", STILL_BOOKED),
    ],
)
def test_bookings_of_the_last_week_stay_as_they_are(became, day, expected):
    """A unit has a week to close them; what lies ahead is not touched."""
    rows = f"anna | {day} | booked | unit-1 | nurse | 2026-10-01\n"
    assert became(rows) == [expected]


@pytest.mark.parametrize(
    ("booked_at", "expected"),
    [
        ("2026-10-11 23:59", MISSED),
        ("2026-10-12 00:00", STILL_BOOKED),
        ("-", STILL_BOOKED),
        ("2026-10-13", STILL_BOOKED),
    ],
)
def test_it_was_booked_at_least_the_day_before(became, booked_at, expected):
    """What was booked on its own day, later, or at no known time is left alone."""
    rows = f"anna | 2026-10-12 | booked | unit-1 | nurse | {booked_at}\n"
    assert became(rows) == [expected]


@pytest.mark.parametrize(
    ("visit", "expected"),
    [
        ("2026-10-11 | fulfilled | unit-1 | physician", CAME),
        ("2026-10-13 | fulfilled | unit-1 | -", CAME),
        ("2026-10-14 | fulfilled | unit-1 | physician", MISSED),
        ("2026-10-05 | fulfilled | unit-2 | nurse", CAME),
        ("2026-10-19 | fulfilled | unit-2 | nurse", CAME),
        ("2026-10-20 | fulfilled | unit-2 | nurse", MISSED),
        ("2026-10-04 | fulfilled | unit-2 | nurse", MISSED),
        ("2026-10-12 | moved | unit-1 | nurse", MISSED),
    ],
)
def test_a_visit_near_it_means_that_the_client_came(became, visit, expected):
    """In the same unit within a day, or to the same profession within a week."""
    rows = (
        "anna | 2026-10-12 | booked | unit-1 | nurse | 2026-10-01\n"
        f"anna | {visit} | 2026-10-01\n"
    )
    assert expected in became(rows)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("visit", CAME),
        ("home", CAME),
        ("workplace", CAME),
        ("elsewhere", CAME),
        ("remote", CAME),
        ("telephone", CAME),
        ("ward", CAME),
        ("digital", MISSED),
        ("letter", MISSED),
        ("consultation", MISSED),
        ("record_entry", MISSED),
        ("negotiation", MISSED),
        ("handling", MISSED),
        ("other", MISSED),
    ],
)
def test_only_a_contact_with_the_client_present_shows_it(admitted, mode, expected):
    """A letter or an entry in the record near it does not mean that somebody came."""
    closed = CLOSED.replace("2026-08-01", "2026-08-01 | visit")
    frames, _ = admitted(
        ON,
        contacts=HEADINGS.splitlines()[1]
        + " | mode\n"
        + "anna | 2026-10-12 | booked | unit-1 | nurse | 2026-10-01 | visit\n"
        + f"anna | 2026-10-13 | fulfilled | unit-1 | nurse | - | {mode}\n"
        + closed,
    )
    booking = frames["contacts"].filter(contact_id="contact-1")
    found = booking.select("status", "status_rung", "left_open").collect()
    assert found.row(0) == expected


def test_somebody_else_coming_says_nothing(became):
    """Only the client's own visits count."""
    rows = (
        "anna | 2026-10-12 | booked | unit-1 | nurse | 2026-10-01\n"
        "bo | 2026-10-12 | fulfilled | unit-1 | nurse | 2026-10-01\n"
    )
    assert became(rows) == [MISSED]


def test_a_profession_that_is_not_known_is_not_the_same(became):
    """Two contacts without a recorded profession are not with one profession."""
    rows = (
        "anna | 2026-10-12 | booked | unit-1 | - | 2026-10-01\n"
        "anna | 2026-10-13 | fulfilled | unit-2 | - | 2026-10-01\n"
    )
    assert MISSED in became(rows)


def test_where_no_unit_is_recorded_the_site_stands_for_it(became):
    """All rows without a unit at one site are one unit."""
    rows = "anna | 2026-10-12 | booked | - | nurse | 2026-10-01\n"
    assert became(rows, CLOSED.replace("unit-1", "-")) == [MISSED]
    assert became(rows) == [LEFT_OPEN]


def test_a_status_that_was_recorded_stays(became):
    """Only open bookings are settled."""
    rows = "anna | 2026-10-12 | moved | unit-1 | nurse | 2026-10-01\n"
    assert became(rows) == [("moved", "recorded", False)]


def test_the_day_on_which_bookings_fall_due_counts_to_the_share(became):
    """Bookings of the last due day tell of their unit, whatever the hour."""
    closed = CLOSED.replace("2026-09-01", "2026-10-25 23:00")
    rows = "anna | 2026-10-12 | booked | unit-1 | nurse | 2026-10-01\n"
    assert became(rows, closed) == [MISSED]
