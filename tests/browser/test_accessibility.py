"""Every page in every state: accessible, narrow, and easy to hit, in both languages."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe

from schemas.settings import read_settings
from tests.browser.conftest import served
from web.app import create_app
from web.cookies import SESSION
from web.sessions import User

TEAM = "station-rantala"
LIST = f"/teams/{TEAM}"
# Ours: WCAG 2.2 A and AA, and what axe calls good practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {
    "runOnly": {"type": "tag", "values": RULES},
    "resultTypes": ["violations"],
}
NARROW = {"width": 320, "height": 800}
WIDE = {"width": 1100, "height": 900}
# What stands in a sentence is as high as its line, as WCAG 2.5.8 allows.
SMALL = """() => [...document.querySelectorAll(
    'button, summary, select, .button, label:has(input), input:not([type=hidden])')]
  .filter(one => one.checkVisibility() && !one.closest('label:has(input) > input'))
  .map(one => [one.textContent, one.getBoundingClientRect()])
  .filter(([_, box]) => Math.min(box.width, box.height) < 24)
  .map(([text, box]) => `${text.trim()} is ${box.width} x ${box.height}`)"""

# As a browser without scripts sends it; axe needs them.
TAKE = """form => {
  const what = document.createElement('input');
  [what.name, what.value] = ['what', 'taken'];
  form.append(what);
  form.submit();
}"""


def found_on(page):
    """What is wrong with the page as it stands."""
    page.set_viewport_size(WIDE)
    wrong = [
        f"{one['id']}: {one['nodes'][0]['html'][:200]}"
        for one in Axe().run(page, options=OPTIONS).response["violations"]
    ]
    page.set_viewport_size(NARROW)
    wide = page.evaluate("document.documentElement.scrollWidth")
    wrong += [f"{wide} px wide at 320"] * (wide > NARROW["width"])
    wrong += page.evaluate(SMALL)
    page.set_viewport_size(WIDE)
    return wrong


class Looks:
    """What is wrong in each state that was looked at."""

    def __init__(self):
        self.wrong = {}

    def at(self, state, one, path=None):
        """Look at a window, after opening a page in it if one is given."""
        if path:
            one.go(path)
        if found := found_on(one.page):
            self.wrong[state] = found


@pytest.fixture(params=["fi", "sv"])
def language(request):
    return request.param


@pytest.fixture
def looks():
    """Nothing may be wrong in any state that a test looked at."""
    made = Looks()
    yield made
    assert made.wrong == {}


def test_a_list_while_it_is_worked(window, language, looks):
    one, second, third = (window().sign_in(TEAM, language) for _ in range(3))
    looks.at("list", one)
    page, card = one.page, one.rows().first
    for menu in card.locator("details").all():
        # One alone is open at a time, unless somebody's browser knows nothing of it.
        menu.evaluate("details => { details.removeAttribute('name') }")
        menu.locator("summary").click()
    looks.at("menus", one)
    client = card.locator("h3 a").get_attribute("href")
    one.record("assessed_3")
    looks.at("recorded", one)
    second.record("taken")
    looks.at("conflict in the row's place", second)
    with third.page.expect_navigation():
        third.rows().first.locator("form.record").evaluate(TAKE)
    looks.at("conflict on a page of its own", third)
    one.undo()
    looks.at("taken back", one)
    one.go(LIST)
    one.record("taken")
    looks.at("in hand", one, LIST)
    one.record("not_relevant:planned")
    one.go(LIST)
    page.click("#handled > summary")
    page.click(".group:has(a[href$='/groups/queue']) > summary")
    page.wait_for_selector(".folded article.card")
    looks.at("unfolded", one)
    looks.at("a client who is not listed", one, client)


def test_the_other_pages(window, language, looks):
    one = window(locale=language)
    looks.at("sign in", one, "/login")
    one.sign_in(TEAM, language)
    client = one.rows().first.locator("h3 a").get_attribute("href")
    looks.at("client", one, client)
    for more in one.page.locator("main details").all():
        more.evaluate("details => { details.open = true }")
    looks.at("client, unfolded", one)
    looks.at("print", one, f"{LIST}/print")
    looks.at("a group", one, f"{LIST}/groups/queue")
    looks.at("own settings", one, "/settings")
    looks.at("statement", one, "/accessibility")
    looks.at("not found", one, "/teams/nobody")
    looks.at("concern", one, f"{LIST}/concern")
    one.page.fill("#client", "nobody")
    one.page.locator("input[name=kind]").first.check()
    one.page.click("form.concern button")
    looks.at("concern refused", one)
    one.go(client)
    one.page.locator("details:has(form.concern) > summary").click()
    one.page.locator("input[name=kind]").first.check()
    one.page.click("form.concern button")
    looks.at("concern recorded", one)


def test_what_there_is_when_there_is_nothing(
    window, language, looks, app, clock, tmp_path
):
    one = window().sign_in("client-guidance", language)
    looks.at("nobody on the list", one)
    one.sign_in("adult-social-work", language)
    for _ in range(one.rows().count()):
        one.record("not_relevant:planned")
    looks.at("all handled", one, "/")
    one.sign_in(TEAM, language)
    clock.now += timedelta(days=1)
    # Without a script that would send to the sign-in.
    with one.page.expect_navigation():
        one.rows().first.locator("form.record").evaluate("form => form.submit()")
    looks.at("the session has ended", one)
    looks.at("stale", one.sign_in(TEAM, language))
    nowhere = User("sirpa", "Sirpa", ())
    key = app.state.sessions.begin(nowhere, language)
    one.page.context.add_cookies([{"name": SESSION, "value": key, "url": one.address}])
    looks.at("no team", one, "/")
    before = create_app(read_settings(tmp_path / "new"), clock, demo_login=True)
    with served(before) as address:
        one.address = address
        one.sign_in(TEAM, language)
        looks.at("no night", one)
