"""The pages over a night of a small county that is made once."""

import os
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from fixtures.population import generate
from night import steps
from night.places import Places
from schemas.extracts import ADMITTED
from schemas.settings import read_settings
from tests.worklist.conftest import postgresql, store, store_url  # noqa: F401
from web.app import create_app

ON = date(2026, 11, 20)
MORNING = ON + timedelta(days=1)
RAN_AT = datetime(2026, 11, 21, 1, 12, tzinfo=UTC)
HOST = "https://localhost"
OURS = {"sec-fetch-site": "same-origin"}


class Clock:
    """Six in the morning, UTC, until somebody moves it."""

    def __init__(self):
        self.now = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)

    def __call__(self):
        return self.now


@pytest.fixture(scope="session")
def finished_night(made_once):
    """A home in which one night was run, by the tests' clock; nobody writes there."""

    def make(folder):
        settings = read_settings(folder)
        county = settings.county.model_copy(update={"quality_pages": False})
        settings = settings.model_copy(update={"county": county})
        generate(600, ON, 7, settings.landing_of(ON))
        for extract in ADMITTED:
            steps.admit(settings, ON, extract)
        steps.buckets(settings, ON)
        for group in steps.groups(settings, ON):
            steps.evaluate(settings, ON, group)
        steps.gather_results(settings, ON)
        steps.merge_results(settings, ON)
        steps.close(settings, ON)
        os.utime(Places.of(settings, ON).manifest, (RAN_AT.timestamp(),) * 2)

    return made_once("web-night", make)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def home(finished_night, tmp_path):
    """A copy of that home."""
    return Path(shutil.copytree(finished_night, tmp_path / "home"))


@pytest.fixture
def app(home, clock):
    """The application over it, with the demo login."""
    return create_app(read_settings(home), clock, demo_login=True)


@pytest.fixture
def browser(app):
    """`browser(team)`: somebody of that team, signed in; null: nobody."""

    def sign_in(team=None):
        client = TestClient(app, base_url=HOST, follow_redirects=False, headers=OURS)
        if team is not None:
            answer = client.post("/login", data={"team": team})
            assert answer.headers["location"] == f"/teams/{team}"
        return client

    return sign_in
