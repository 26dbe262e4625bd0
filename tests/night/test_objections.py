"""A night leaves out who objected by its day, and counts them."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from night.evaluation import read_counts
from night.places import Places
from schemas.clients import Exclusion
from worklist.objections import enter_objection
from worklist.store import open_store, writing

from .conftest import FIRST, run_night


@pytest.fixture(autouse=True)
def _quick_nights(without_suites, few_triggers):
    few_triggers("many_medicines", "scattered_contacts")


def objects(settings, client, objects, counts_on):
    store = open_store(settings.database_url)
    at = datetime(2026, 11, 20, 7, tzinfo=UTC)
    with writing(store) as connection:
        enter_objection(connection, client, objects, counts_on, "registrar", at)
    store.dispose()


def test_who_objected_by_the_day_is_excluded_and_on_no_list(home):
    run_night(home, FIRST)
    places = Places.of(home, FIRST)
    before = read_counts(places)
    fired = pl.read_parquet(places.result("fired"))["client_id"]
    client = fired.sort()[0]
    objects(home, client, True, FIRST + timedelta(days=1))
    run_night(home, FIRST, "buckets")
    # What was entered for the day after changes nothing of this night.
    assert read_counts(places) == before
    objects(home, client, False, FIRST + timedelta(days=1))
    objects(home, "stranger", True, FIRST)
    other = fired.filter(fired != client).sort()[0]
    objects(home, other, True, FIRST)
    run_night(home, FIRST, "buckets")
    after = read_counts(places)
    told = Exclusion.OBJECTS.value
    assert after.excluded[told] == before.excluded.get(told, 0) + 1
    assert after.population == before.population - 1
    assert other not in set(pl.read_parquet(places.result("outcomes"))["client_id"])
    assert client in set(pl.read_parquet(places.result("fired"))["client_id"])
