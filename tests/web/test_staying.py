"""When a session ends, told on every page; whoever asks in time stays signed in."""

import json
import re
from datetime import timedelta

import pytest

from tests.web.test_recording import TEAM
from web.sessions import IDLE, LONGEST

LIST = f"/teams/{TEAM}"
HTMX = {"hx-request": "true"}
SOON = timedelta(minutes=1)


def told_on(page):
    """When the session ends, as the script of a page reads it."""
    return json.loads(re.search(r"data-session='([^']+)'", page.text)[1])


def test_a_page_tells_when_the_session_ends(browser):
    page = browser(TEAM).get(LIST)
    assert told_on(page) == {"left": 900, "at": "8.15", "last": False}
    assert (
        'klo <time class="ends">8.15</time>, jos et avaa sivuja etkä kirjaa mitään, '
        "ja viimeistään klo 18.00" in page.text
    )


def test_nobody_is_told_of_a_session_that_they_have_not(browser):
    page = browser().get("/accessibility")
    assert "session.js" not in page.text
    assert 'id="ending"' not in page.text


def test_whoever_asks_in_time_stays(browser, clock):
    client = browser(TEAM)
    for _ in range(3):
        clock.now += IDLE - SOON
        answer = client.post("/session", headers=HTMX)
        assert (answer.status_code, answer.content) == (204, b"")
    told = json.loads(answer.headers["hx-trigger"])
    assert told == {"session": {"left": 900, "at": "8.57", "last": False}}
    assert client.get(LIST).status_code == 200


def test_whoever_asks_too_late_is_told_so(browser, clock):
    client = browser(TEAM)
    clock.now += IDLE + timedelta(seconds=1)
    answer = client.post("/session", headers=HTMX)
    assert answer.status_code == 401
    assert answer.headers["hx-trigger"] == "session-over"


def test_nobody_stays_longer_than_the_longest(browser, clock):
    client = browser(TEAM)
    for _ in range(LONGEST // (IDLE - SOON)):
        clock.now += IDLE - SOON
        client.post("/session", headers=HTMX)
    answer = client.post("/session", headers=HTMX)
    told = json.loads(answer.headers["hx-trigger"])["session"]
    assert (told["at"], told["last"]) == ("18.00", True)
    clock.now += timedelta(seconds=told["left"] + 1)
    assert client.post("/session", headers=HTMX).status_code == 401


@pytest.mark.parametrize("path", [LIST, f"{LIST}/groups/queue"])
def test_every_part_of_a_page_tells_anew(browser, path):
    answer = browser(TEAM).get(path, headers=HTMX)
    assert json.loads(answer.headers["hx-trigger"])["session"]["left"] == 900


def test_without_scripts_one_comes_to_the_list(browser):
    answer = browser(TEAM).post("/session")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
