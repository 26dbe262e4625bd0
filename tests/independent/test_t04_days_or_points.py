"""Days or points: the same rows with opposite answers.

Source: OHDSI/circe-be, src/test/resources/corelatedcriteria/distinctStart_* and
distinctVisit_* at 9a80aa71. Licence: Apache-2.0.
Theirs: two people's rows, and who has two or more in the 365 days before 2006-01-01:
by distinct days person 1 alone, by distinct visits person 2 alone.
Ours: their visit is our service point. `missed_appointments` counts days,
`scattered_contacts` counts points; each is asked with its own limit at two. The window
is 366 days, as in the look-back case.
"""

INDEX = "2006-01-01"
ROWS = """
          | starts_at  | site
    ------+------------+--------
    one   | 2000-01-01 | visit-1
    one   | 2005-01-01 | visit-2
    one   | 2005-01-02 | visit-2
    two   | 2005-01-01 | visit-3
    two   | 2005-01-01 | visit-4
    """
# Rows need a status to be missed appointments.
MISSED = "\n".join(
    line + end
    for line, end in zip(
        ROWS.splitlines(),
        ["", " | status", "--+---------", *[" | no_show"] * 5, ""],
        strict=True,
    )
)
BY_DAYS = {"one"}
BY_VISITS = {"two"}


def fired(said):
    return {who for who, row in said.items() if row["outcome"] == "fired"}


def test_a_trigger_that_counts_days_says_what_distinct_days_say(asked):
    """Two missed on one day are one missed day, wherever they were."""
    said = asked(
        "missed_appointments",
        on=INDEX,
        fires_when={
            "any": [{"measure": "no_show_days", "at_least": 2, "source": "theirs"}]
        },
        parameters={"long_window_days": 366},
        contacts=MISSED,
    )
    assert fired(said) == BY_DAYS
    assert [said[who]["no_show_days"] for who in ("one", "two")] == [2, 1]


def test_a_trigger_that_counts_points_says_what_distinct_visits_say(asked):
    """Two points on one day are two points."""
    said = asked(
        "scattered_contacts",
        on=INDEX,
        fires_when={"any": [{"measure": "points", "at_least": 2, "source": "theirs"}]},
        parameters={"window_days": 366},
        contacts=ROWS,
    )
    assert fired(said) == BY_VISITS
    assert [said[who]["points"] for who in ("one", "two")] == [1, 2]
