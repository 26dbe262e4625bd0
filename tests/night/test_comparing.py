"""What a comparison foretells is what the nights do once the decision is in force."""

import shutil
from collections import Counter
from datetime import date, timedelta

import polars as pl
import pytest
from sqlalchemy import select

from night import steps
from night.calibrating import nights_between
from night.comparing import compare
from night.places import Places
from night.simulation import one_night, simulate
from night.teamwork import DEFAULT, read_teamwork
from schemas.settings import read_settings
from stewardship.labels import LabelSource
from tests.decision_room import STEM, approve_both, propose, room
from tests.examples import soaks
from worklist.states import State
from worklist.store import open_store
from worklist.tables import EPISODE

__all__ = ["room"]
FIRST, BEFORE = date(2026, 11, 20), date(2000, 1, 1)
LAST = FIRST + timedelta(days=1)
MORNING = LAST + timedelta(days=1)
INHABITANTS, SEED = 400, 5


def simulated(home, days, inhabitants=INHABITANTS, seed=SEED):
    """The generator of so many nights that keep their rows."""
    model = read_teamwork(DEFAULT)
    settings = read_settings(home)
    return simulate(settings, FIRST, days, inhabitants, model, seed, keep_rows=True)


def settings_at(home):
    """As the simulation has them."""
    county = read_settings(home).county.model_copy(update={"quality_pages": False})
    url = f"sqlite:///{home / 'store.sqlite'}"
    told = {"database_url": url, "landing": None, "county": county}
    return read_settings(home).model_copy(update=told)


@pytest.fixture(scope="session")
def two_nights(made_once):
    """A home with the nights of `FIRST` and `LAST`; nobody writes there."""
    return made_once("compared-nights", lambda folder: [*simulated(folder, 2)])


@pytest.fixture
def settings(room, two_nights, tmp_path):
    """Of a copy of that home, in which decisions may be written."""
    return settings_at(shutil.copytree(two_nights, tmp_path / "home"))


def compared(settings, second, last, since=FIRST):
    nights = nights_between(settings, since, last)
    return compare(settings, STEM, BEFORE, second, nights, LabelSource.FIXTURE)


def opened(settings, *days):
    """Team to how many episodes opened on some days, and to how many were kept off."""
    began = EPISODE.c.from_on == EPISODE.c.opened_on
    query = select(EPISODE.c.team, EPISODE.c.state)
    engine = open_store(settings.database_url)
    with engine.connect() as connection:
        rows = connection.execute(query.where(EPISODE.c.opened_on.in_(days), began))
        rows = [(team, state == State.SUPPRESSED) for team, state in rows]
    engine.dispose()
    return tuple(Counter(team for team, off in rows if off == kept) for kept in (0, 1))


def within(told, name, counts):
    """Of each team, whether the count lies in the interval that was told."""
    ends = zip(told["team"], told[f"{name}_low"], told[f"{name}_high"], strict=True)
    return [low <= counts[team] <= high for team, low, high in ends]


def test_the_first_morning_is_what_the_merge_would_have_opened(settings):
    """Of the last night itself, by the same rules, team by team and kept off or not."""
    propose(LAST, medicines="5")
    before = opened(settings, LAST)
    told = compared(settings, LAST, LAST).per_team
    approve_both(LAST, LAST)
    for group in steps.groups(settings, LAST):
        steps.evaluate(settings, LAST, group)
    steps.gather_results(settings, LAST)
    assert steps.merge_results(settings, LAST)
    after = opened(settings, LAST)
    for was, now, name in zip(
        before, after, ("first_morning", "already_supported"), strict=True
    ):
        gained = {team: now[team] - was[team] for team in told["team"]}
        assert gained == dict(told.select("team", name).rows())
    assert sum(after[0].values()) > sum(before[0].values())


def test_the_first_morning_comes_as_foretold(settings):
    propose(MORNING, medicines="5")
    told = compared(settings, MORNING, LAST).per_team
    approve_both(MORNING, MORNING)
    one_night(settings, MORNING, INHABITANTS, SEED)
    shown, _ = opened(settings, MORNING)
    assert sum(shown.values()) >= 10
    assert all(within(told, "first_morning", shown))


@pytest.mark.skipif(not soaks(), reason="weeks of nights are for the soak")
@pytest.mark.parametrize("seed", range(1, 9))
def test_mornings_and_weeks_come_as_foretold(room, tmp_path, seed):
    """Two weeks tell what the first morning and the week after it will bring."""
    running, home = simulated(tmp_path / "home", 22, 1_500, seed), tmp_path / "home"
    days = [FIRST + timedelta(days=number) for number in range(22)]
    for _ in days[:14]:
        next(running)
    last, morning, week = days[13], days[14], days[15:]
    propose(morning, medicines="5")
    told = compared(settings_at(home), morning, last).per_team
    approve_both(morning, morning)
    for _ in days[14:]:
        next(running)
    first, _ = opened(settings_at(home), morning)
    later, _ = opened(settings_at(home), *week)
    mornings = within(told, "first_morning", first)
    weeks = within(told, "per_week_b", later)
    print(
        f"seed {seed}, teams within their intervals: first morning {sum(mornings)} of "
        f"{len(mornings)} ({sum(first.values())} new rows), week {sum(weeks)} of "
        f"{len(weeks)} ({sum(later.values())} new rows)"
    )
    assert sum(mornings) >= 0.9 * len(mornings)
    assert sum(weeks) >= 0.9 * len(weeks)


def test_a_comparison_tells_changes_people_groups_and_personas(settings):
    propose(LAST, medicines="5", **{"parameters.regular_covered_days": "60"})
    found = compared(settings, LAST, LAST)
    names = [name for name, *_ in found.changes]
    assert names == ["fires when", "parameter regular_covered_days"]
    assert found.nights["as_of"].to_list() == [FIRST, LAST]
    of_last = found.nights.row(-1, named=True)
    people = sum(of_last[name] for name in ("both", "gained", "lost", "neither"))
    for _, rows in found.groups.group_by("group"):
        assert rows["people"].sum() == people
        more = rows["fired_b"].sum() - rows["fired_a"].sum()
        assert more == of_last["gained"] - of_last["lost"] > 0
    assert "six-medicines" in found.personas["persona"]
    labelled = found.per_team.filter(pl.col("labelled") > 0)
    assert labelled.height
    assert (labelled["precision_low"] <= labelled["precision"]).all()


def test_without_rows_or_with_an_older_night_it_says_so(settings):
    propose(LAST, medicines="5")
    with pytest.raises(ValueError, match="the store's newest night, 2026-11-21"):
        compared(settings, LAST, FIRST)
    shutil.rmtree(Places.of(settings, FIRST).folder / "buckets")
    assert compared(settings, LAST, LAST).nights["as_of"].to_list() == [LAST]
    shutil.rmtree(Places.of(settings, LAST).folder / "buckets")
    with pytest.raises(ValueError, match="has no copies of its rows any more"):
        compared(settings, LAST, LAST)
