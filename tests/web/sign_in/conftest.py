"""The pages of a county that has a login, which the tests hold in their hand."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.web.sign_in.login import SECRET, Login, app_of, browser, serving, sign_in

TEAM = "care-leads"
LISTED = f"/teams/{TEAM}"


class Clock:
    """The time as the login has it, and what a test adds."""

    minute = timedelta(minutes=1)

    def __init__(self):
        self.later = timedelta()

    def __call__(self):
        return datetime.now(UTC) + self.later


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def login(monkeypatch):
    monkeypatch.setenv("HERATE_TEST_SECRET", SECRET)
    with serving(Login()) as one:
        yield one


@pytest.fixture
def app(home, login, clock):
    return app_of(home, sign_in(login.issuer), clock)


@pytest.fixture
def nurse(app):
    with browser(app) as one:
        yield one


def signed_in(client):
    """Whether a browser is shown the list, be it by signing in."""
    answer = client.get(LISTED)
    return answer.status_code == 200 and "card" in answer.text
