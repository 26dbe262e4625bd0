"""What is kept no longer is deleted, and nothing that a list or an answer needs."""

import shutil
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from night.explaining import last_night
from night.listing import lists_of
from night.places import Places
from night.retention import purge
from schemas.settings import read_settings
from tests.web.conftest import ON, finished_night, home  # noqa: F401
from web.sessions import Sessions, User
from worklist.store import open_store
from worklist.tables import WEB_SESSION

LATER = ON + timedelta(days=100)


@pytest.fixture
def settings(home):  # noqa: F811
    """A home with an old night, and a newer one that is a copy of its files."""
    found = read_settings(home)
    for part in ("nights", "landing"):
        shutil.copytree(home / part / str(ON), home / part / str(LATER))
    return found


@pytest.fixture
def store(settings):
    engine = open_store(settings.database_url)
    yield engine
    engine.dispose()


def files(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix == ".parquet"
    }


def purged_on(settings, store, days):
    """What a purge so many days after the old night deletes, and what it leaves."""
    before = files(settings.home)
    purge(settings, store, ON + timedelta(days=days))
    after = files(settings.home)
    assert all(before[name] == content for name, content in after.items())
    return set(before) - set(after), set(after)


@pytest.mark.parametrize(
    ("days", "raw", "refused"),
    [
        (30, False, False),
        (31, True, False),
        (90, True, False),
        (91, True, True),
    ],
)
def test_each_kind_goes_after_its_days(settings, store, days, raw, refused):
    gone, left = purged_on(settings, store, days)
    old = f"nights/{ON}"
    assert any(name.startswith(f"landing/{ON}") for name in gone) == raw
    assert any(name.startswith(f"{old}/buckets") for name in gone) == raw
    assert any(name.endswith("admitted.parquet") for name in gone) == raw
    assert any(name.endswith("quarantined.parquet") for name in gone) == refused
    assert all(str(ON) in name for name in gone)
    assert not any("/results/" in name for name in gone)
    assert any(name.startswith(f"landing/{ON}") for name in left) != raw


def test_what_lists_and_answers_need_stays(settings, store):
    before = lists_of(settings, ON)
    assert any(one.rows for one in before)
    purge(settings, store, ON + timedelta(days=400))
    assert lists_of(settings, ON) == before
    assert not (Places.of(settings, ON).folder / "buckets").exists()


def test_the_newest_night_keeps_all_that_it_has(settings, store):
    newest = Places.of(settings, LATER)
    assert last_night(settings) == LATER
    before = files(newest.folder), files(newest.landing)
    purge(settings, store, LATER + timedelta(days=400))
    assert (files(newest.folder), files(newest.landing)) == before


def test_a_landing_whose_night_never_was_goes_too(settings, store):
    stray = settings.home / "landing" / str(ON - timedelta(days=3))
    shutil.copytree(settings.landing_of(ON), stray)
    purge(settings, store, ON + timedelta(days=28))
    assert not stray.exists()


def test_a_landing_for_all_days_is_the_countys_own(settings, store):
    own = settings.home / "landing" / str(ON)
    purge(settings.model_copy(update={"landing": own}), store, ON + timedelta(days=400))
    assert own.is_dir()


def test_to_try_it_out_deletes_nothing_and_to_do_it_again_too(settings, store):
    before, day = files(settings.home), ON + timedelta(days=400)
    told = purge(settings, store, day, try_out=True)
    assert files(settings.home) == before
    assert purge(settings, store, day) == told
    assert purge(settings, store, day).paths == ()


def test_old_sessions_go_but_each_users_newest(settings, store):
    days = {"anna": [0, 10, 60], "eero": [0]}
    moment = [datetime(2026, 11, 1, tzinfo=UTC)]
    sessions = Sessions(store, lambda: moment[0])
    for actor, starts in days.items():
        for after in starts:
            moment[0] = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(days=after)
            sessions.begin(User(actor, actor, ()), "fi")
    purge(settings, store, date(2026, 11, 1) + timedelta(days=35))
    with store.connect() as connection:
        left = connection.execute(
            select(WEB_SESSION.c.actor, WEB_SESSION.c.began_at)
        ).all()
    assert sorted((actor, (at - datetime(2026, 11, 1)).days) for actor, at in left) == [
        ("anna", 10),
        ("anna", 60),
        ("eero", 0),
    ]
