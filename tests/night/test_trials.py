"""A decision on trial is measured beside the one in force, and lists nobody."""

from datetime import date, timedelta

import polars as pl
import pytest

from night import steps
from night.evaluation import read_counts
from night.listing import lists_of
from night.manifest import decisions_in_force
from night.places import Places
from night.trials import LABELLED, WEEKS, Trial, trial_of
from schemas.settings import read_settings
from tests.decision_room import STEM, approve_both, propose, room
from tests.web.conftest import ON, finished_night, home  # noqa: F401

__all__ = ["room"]
NAME = f"{STEM}@{ON}"


@pytest.fixture
def night_again(room, home):  # noqa: F811
    """`night_again()`: the night over the same landing, by the decisions of now."""
    settings = read_settings(home)
    county = settings.county.model_copy(update={"quality_pages": False})
    settings = settings.model_copy(update={"county": county})

    def run():
        for group in steps.groups(settings, ON):
            steps.evaluate(settings, ON, group)
        steps.gather_results(settings, ON)
        steps.merge_results(settings, ON)
        return settings

    return run


def rows(settings):
    """What every list says, but for where it stands."""
    return [
        (one.team, one.rows, one.queue, one.suppressed)
        for one in lists_of(settings, ON)
    ]


def fired(settings, name):
    found = pl.read_parquet(Places.of(settings, ON).result("fired"))
    return {*found.filter(trigger=name)["client_id"]}


def test_the_lists_are_as_they_would_be_without_it(night_again, home):  # noqa: F811
    before = rows(read_settings(home))
    propose(ON)
    settings = night_again()
    assert fired(settings, STEM) < fired(settings, NAME)
    assert rows(settings) == before
    counts = read_counts(Places.of(settings, ON))
    assert sum(counts.outcomes[NAME].values()) == counts.population
    assert decisions_in_force(ON)[STEM] == date(2000, 1, 1)
    assert NAME not in decisions_in_force(ON)


def test_what_both_approved_lists_whom_it_finds(night_again):
    propose(ON)
    settings = night_again()
    gained = fired(settings, NAME) - fired(settings, STEM)
    approve_both(ON, ON)
    night_again()
    assert gained <= fired(settings, STEM)
    assert fired(settings, NAME) == set()
    shown = {
        row.client_id
        for one in lists_of(settings, ON)
        for row in (*one.rows, *one.queue, *one.suppressed)
    }
    assert gained & shown


def test_a_trial_tells_its_nights_and_what_teams_know_of_its_people(night_again):
    propose(ON)
    assert trial_of(night_again(), STEM, ON, ON - timedelta(days=1)) == Trial()
    settings = night_again()
    found = trial_of(settings, STEM, ON, ON)
    assert (found.first, found.last, found.nights, found.weeks) == (ON, ON, 1, 0)
    assert found.fired == len(fired(settings, NAME))
    assert found.labelled == 0
    assert f"{WEEKS} weeks" in found.lacks
    assert f"{LABELLED} people" in found.lacks


@pytest.mark.parametrize(
    ("days", "labelled", "lacks"),
    [
        (27, 50, "4 weeks in shadow (it has been 3.9)"),
        (28, 49, "50 people for whom it fires and of whom teams recorded an answer"),
        (28, 50, ""),
    ],
)
def test_promotion_asks_for_four_weeks_and_fifty_people(days, labelled, lacks):
    trial = Trial(ON, ON + timedelta(days=days), days + 1, 80, labelled, 20)
    assert trial.lacks.startswith(lacks)
    assert bool(trial.lacks) == bool(lacks)
