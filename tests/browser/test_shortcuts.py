"""Keys of one letter, for whoever switched them on."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_mornings import NURSE, recorded

LIST = f"/teams/{NURSE}"


@pytest.fixture
def nurse(window):
    """A nurse who switched them on; the list is open."""
    one = window().sign_in(NURSE)
    one.go("/settings")
    one.page.check("input[name=shortcuts]")
    one.page.click("button:has-text('Tallenna')")
    one.go(LIST)
    return one


def focused(one):
    return one.page.locator(":focus")


def test_letters_walk_the_list_record_and_take_back(app, nurse):
    page, rows = nurse.page, nurse.rows()
    names = rows.locator("h3 a").all_inner_texts()
    press = page.keyboard.press
    for key, at in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        press(key)
        expect(focused(nurse)).to_have_text(names[at])
    for key, text in (("a", "Arvioitu: 1"), ("e", "selittyy"), ("t", "1 viikko")):
        press(key)
        expect(focused(nurse)).to_contain_text(text)
    # One menu alone is open, and what it offers is recorded.
    assert rows.nth(1).locator("details[open]").count() == 1
    with nurse.answered():
        press("Enter")
    expect(focused(nurse)).to_contain_text("Kumoa")
    press("k")
    expect(focused(nurse)).to_have_text(names[0])
    press("j")
    with nurse.answered():
        press("z")
    expect(focused(nurse)).to_have_text("Näytä lista uudelleen")
    assert recorded(app) == ["snoozed", "undone"]
    press("j")
    expect(focused(nurse)).to_have_text(names[2])
    with page.expect_navigation():
        press("o")
    expect(page.locator("h1")).to_contain_text(names[2])
    press("?")
    expect(page.get_by_role("dialog")).to_contain_text("seuraava asiakas")
    press("e")
    assert page.locator("details[open]").count() == 0
    press("Escape")
    expect(page.locator("#shortcuts")).to_be_hidden()
    press("e")
    expect(focused(nurse)).to_contain_text("selittyy")


def test_they_do_nothing_in_a_field_or_with_another_key_held(nurse):
    page = nurse.page
    page.keyboard.press("j")
    for held in ("Control+e", "Alt+e", "Meta+e", "Shift+E"):
        page.keyboard.press(held)
    page.locator("select[name=trigger]").focus()
    page.keyboard.press("e")
    assert page.locator("details[open]").count() == 0
    nurse.go(f"{LIST}/concern")
    page.fill("#client", "")
    page.locator("#client").press_sequentially("jkoaetz?")
    assert page.input_value("#client") == "jkoaetz?"
    expect(page.locator("#client")).to_be_focused()


def test_nothing_happens_for_whoever_did_not(window):
    one = window().sign_in(NURSE)
    for key in ("j", "e", "?"):
        one.page.keyboard.press(key)
    expect(focused(one)).to_have_count(0)
    assert one.page.locator("dialog").count() == 0
