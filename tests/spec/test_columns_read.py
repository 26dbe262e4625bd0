"""A night reads the columns that its triggers use, and none that they do not."""

from datetime import date
from types import SimpleNamespace

import polars as pl
import pytest

from schemas.meetings import ward_stays
from triggers._catalogue import Trigger, trigger
from triggers._evaluation import columns_read, evaluate

ON = "2026-11-01"
AS_OF = date.fromisoformat(ON)


@pytest.fixture
def frames(admitted):
    """One person with a stay on a ward."""
    found, _ = admitted(
        ON,
        contacts="""
              | starts_at  | ends_at    | mode | site
        ------+------------+------------+------+-------
        anna  | 2026-10-01 | 2026-10-05 | ward | ward-a
        """,
    )
    return found


def one_that_measures(stays_of):
    """A trigger with the names of another that counts what `stays_of` gives."""

    def rows(contacts, as_of, p):
        return stays_of(ward_stays(contacts, as_of))

    def measure(contacts, as_of, p):
        return (
            rows(contacts, as_of, p)
            .group_by("client")
            .agg(unfollowed_episodes=pl.len(), acute_episodes=pl.len())
        )

    known = trigger("heart_failure_without_follow_up", AS_OF)
    return Trigger(
        known.stem,
        SimpleNamespace(measure=measure, counted=rows),
        known.definition,
        known.decision,
        known.parameters,
        known.decided_on,
    )


def narrow(stays):
    """What a caller wants who does not ask where the stay was."""
    return stays.select("client", day="admitted_on", contact_id="contact_ids").explode(
        "contact_id"
    )


def test_what_a_caller_leaves_out_of_a_shared_thought_is_not_read(frames):
    """The site of a stay is told, not wanted, and so never read."""
    one = one_that_measures(narrow)
    assert "site" not in columns_read([one], frames)["contacts"]
    said = evaluate(frames, [one], AS_OF)
    assert said.fired["evidence"].to_list() == [["contact-1"]]


def test_a_column_that_was_not_read_is_never_taken_for_empty(frames):
    """Whoever uses it all the same fails, and does not count nulls."""
    columns = columns_read([one_that_measures(narrow)], frames)

    def at_a_site(stays):
        return narrow(stays.filter(pl.col("site") == "ward-a"))

    with pytest.raises(AssertionError, match="no trigger was found"):
        evaluate(frames, [one_that_measures(at_a_site)], AS_OF, columns=columns)
