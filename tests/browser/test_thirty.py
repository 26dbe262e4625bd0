"""Thirty clients of one page are handled one after another."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_mornings import recorded

QUEUE = "/teams/station-koivula/groups/queue"
MANY = 30


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_thirty_clients_take_two_clicks_each_and_the_focus_stays_with_them(
    app, window, by
):
    nurse = window().sign_in("station-koivula")
    nurse.go(QUEUE)
    assert nurse.rows().count() >= MANY
    for _ in range(MANY):
        if by == "mouse":
            assert nurse.record("not_relevant:transient") <= 2
        else:
            nurse.rows().first.locator(
                "details[data-menu=not_relevant] summary"
            ).focus()
            nurse.page.keyboard.press("Enter")
            nurse.page.keyboard.press("Tab")
            with nurse.answered():
                nurse.page.keyboard.press("Enter")
        expect(nurse.page.locator(":focus")).to_contain_text("Kumoa")
    assert recorded(app) == ["not_relevant"] * MANY
