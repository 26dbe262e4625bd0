"""A session's end is announced in time, and whoever is writing then loses nothing."""

from datetime import timedelta

from playwright.sync_api import expect

from web.sessions import IDLE, LONGEST

TEAM = "station-rantala"
LATER = timedelta(minutes=12, seconds=30)


def pass_time(one, clock, time):
    """On the server and in the browser alike."""
    clock.now += time
    one.page.clock.fast_forward(int(time.total_seconds() * 1000))


def open_concern(window, path=f"/teams/{TEAM}/concern"):
    one = window(locale="fi")
    one.page.clock.install()
    one.sign_in(TEAM)
    one.go(path)
    return one


def test_whoever_is_writing_is_warned_and_goes_on(window, clock):
    one = open_concern(window)
    page, alert = one.page, one.page.get_by_role("alert")
    page.fill("#client", "somebody")
    stay = page.get_by_role("button", name="Pysy kirjautuneena")
    expect(stay).to_be_hidden()
    pass_time(one, clock, LATER)
    expect(alert).to_contain_text("Istuntosi päättyy pian, klo 8.15.")
    page.focus("#client")
    while not stay.evaluate("one => one === document.activeElement"):
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(stay).to_be_hidden()
    expect(page.locator("footer time.ends")).to_have_text("8.27")
    # What was focused before the button is focused again.
    assert page.evaluate("document.activeElement.tagName") != "BODY"
    assert page.input_value("#client") == "somebody"
    pass_time(one, clock, LATER)
    expect(alert).to_contain_text("klo 8.27.")
    page.locator("input[name=kind]").first.check()
    page.click("form.concern button")
    assert "8.40" in page.locator("footer").inner_text()


def test_a_swap_puts_the_warning_off_and_so_does_another_tab(window, clock):
    one = window(locale="fi")
    one.page.clock.install()
    one.sign_in(TEAM)
    stay = one.page.get_by_role("button", name="Pysy kirjautuneena")
    pass_time(one, clock, LATER)
    expect(stay).to_be_visible()
    one.record("taken")
    expect(stay).to_be_hidden()
    pass_time(one, clock, LATER)
    expect(stay).to_be_visible()
    other = one.page.context.new_page()
    other.goto(one.address + "/settings")
    expect(stay).to_be_hidden()


def test_after_the_longest_nobody_is_asked_to_stay(window, clock):
    one = open_concern(window)
    for _ in range(LONGEST // IDLE - 1):
        clock.now += IDLE
        one.page.request.get(one.address + "/settings")
    clock.now += LATER
    one.page.clock.fast_forward(int((LONGEST - IDLE + LATER).total_seconds() * 1000))
    # The page still has what it was told when it was opened.
    one.page.get_by_role("button", name="Pysy kirjautuneena").click()
    alert = one.page.get_by_role("alert")
    expect(alert).to_contain_text("klo 18.00, eikä sitä voi jatkaa")
    expect(alert.get_by_role("button")).to_have_count(0)
    pass_time(one, clock, timedelta(minutes=3))
    one.page.locator("input[name=kind]").first.check()
    one.page.fill("#client", "x")
    one.page.click("form.concern button")
    expect(one.page.locator("main")).to_contain_text("Istuntosi on päättynyt")
