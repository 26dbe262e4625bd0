"""A sweep over a stored night says at each limit in force what the night said."""

from datetime import timedelta

import polars as pl
import pytest
from sqlalchemy import select

from night.calibrating import FIXTURE, decided, labels_from, nights_between, reached
from night.places import Places
from schemas.outcome import Outcome
from schemas.settings import read_settings
from stewardship.labels import LabelSource
from stewardship.sweep import sweep
from tests.web.conftest import ON, finished_night  # noqa: F401
from triggers._catalogue import stems, trigger
from worklist.store import open_store
from worklist.tables import EPISODE

THRESHOLDS = [
    (stem, threshold.measure)
    for stem in stems()
    for threshold in trigger(stem, ON).decision.fires_when.thresholds
]


@pytest.fixture
def settings(finished_night):  # noqa: F811
    return read_settings(finished_night)


@pytest.mark.parametrize(("stem", "measure"), THRESHOLDS)
def test_at_the_limit_in_force_everybody_stands_as_the_night_said(
    settings, stem, measure
):
    one, threshold = decided(stem, ON, measure)
    people = reached(settings, [ON], one, threshold)
    known = pl.DataFrame(schema={"client_id": pl.String, "positive": pl.Boolean})
    [told] = sweep(people, known, threshold, [threshold.limit]).to_dicts()
    outcomes = Places.of(settings, ON).result("outcomes")
    said = dict(
        pl.read_parquet(outcomes, columns=[stem])
        .to_series()
        .cast(pl.String)
        .value_counts()
        .rows()
    )
    assert told["fired"] == said.get(Outcome.FIRED, 0)
    assert told["quiet"] == said.get(Outcome.QUIET, 0)
    assert told["not_assessable"] == said.get(Outcome.NOT_ASSESSABLE, 0)
    assert told["gained"] == 0


@pytest.mark.parametrize("by", ["team", "age", "sex", "language", "municipality"])
def test_groups_part_everybody_and_nobody_twice(settings, by):
    one, threshold = decided("many_medicines", ON, None)
    people = reached(settings, [ON], one, threshold, [by])
    assert people.height == people["client_id"].n_unique()
    assert people[by].null_count() == 0
    assert people[by].n_unique() > 1


def test_who_is_listed_is_counted_for_the_team_that_has_them(settings):
    """Of those for whom the trigger alone opened an episode on the first night."""
    one, threshold = decided("many_medicines", ON, None)
    people = reached(settings, [ON], one, threshold, ["team"])
    counted = dict(people.select("client_id", "team").rows())
    store = open_store(settings.database_url)
    with store.connect() as connection:
        episodes = connection.execute(select(EPISODE.c.client_id, EPISODE.c.team)).all()
    store.dispose()
    fired = pl.read_parquet(Places.of(settings, ON).result("fired"))
    listed = {*fired.filter(trigger="many_medicines")["client_id"]}
    both = [(counted[client], team) for client, team in episodes if client in listed]
    assert len(both) > 20
    assert all(ours == theirs for ours, theirs in both)


def test_labels_of_the_fixture_are_those_of_the_landing(settings):
    known = labels_from(settings, LabelSource.FIXTURE, ON)
    assert known.height > 500
    assert 0 < known["positive"].mean() < 0.3


def test_before_the_first_night_there_is_nothing_to_sweep(settings):
    with pytest.raises(ValueError, match="no night from"):
        nights_between(settings, ON - timedelta(days=9), ON - timedelta(days=2))
    assert nights_between(settings, ON - timedelta(days=9), ON) == [ON]


@pytest.mark.parametrize(
    ("stem", "case", "strictest"),
    [
        ("many_medicines", "medicines_6", 6),
        ("many_medicines", "medicines_7", 7),
        ("many_medicines", "medicines_8", 8),
        ("frequent_visits", "visits_6", 5),
        ("frequent_visits", "visits_7", 6),
        ("missed_appointments", "no_shows_2", 2),
        ("missed_appointments", "no_shows_3", 3),
    ],
)
def test_planted_people_fire_up_to_the_limit_that_they_are_planted_at(
    settings, stem, case, strictest
):
    one, threshold = decided(stem, ON, None)
    planted = pl.read_parquet(settings.landing_of(ON) / FIXTURE)
    person = planted.filter(label="planted", detail=case).select("client_id")
    people = reached(settings, [ON], one, threshold).join(person, on="client_id")
    known = pl.DataFrame(schema={"client_id": pl.String, "positive": pl.Boolean})
    limits = [strictest - 1, strictest, strictest + 1]
    told = sweep(people, known, threshold, limits)
    assert told["fired"].to_list() == [1, 1, 0]
    assert told["quiet"].to_list() == [0, 0, 1]
