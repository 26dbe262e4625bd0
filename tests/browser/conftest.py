"""Chromium, and the page on a server of its own over the night of a small county."""

import contextlib
import os
import shutil
import socket
from threading import Thread
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import expect, sync_playwright

from tests.web.conftest import app, clock, finished_night, home  # noqa: F401

NAMES = {"fi": "Suomi", "sv": "Svenska"}
# What a browser says of an answer such as 409, which is no fault of a page.
REFUSAL = "Failed to load resource: the server responded with a status of"


# Of a module, for as long as it runs no other test here can start an event loop.
@pytest.fixture(scope="module")
def chromium():
    """Debian's Chromium; skips where it is not installed.

    With HERATE_REQUIRE_CHROMIUM set, its absence fails instead.
    """
    program = shutil.which("chromium")
    if program is None:
        if os.environ.get("HERATE_REQUIRE_CHROMIUM"):
            pytest.fail("Chromium is required here, but was not found")
        pytest.skip("Chromium is not installed")
    # Its sandbox refuses to run as root.
    alone = [] if os.geteuid() else ["--no-sandbox"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=alone)
        yield started
        started.close()


@contextlib.contextmanager
def served(page):
    """The address at which an application is served meanwhile."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(page, log_level="error", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


class Window:
    """One person's browser, and what went wrong in it."""

    def __init__(self, context, address):
        self.address, self.page, self.faults = address, context.new_page(), []
        self.page.set_default_timeout(10_000)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)

    def _said(self, message):
        if message.type in ("error", "warning") and REFUSAL not in message.text:
            self.faults.append(message.text)

    def _asked(self, request):
        if urlsplit(request.url).netloc != urlsplit(self.address).netloc:
            self.faults.append(f"asked elsewhere: {request.url}")

    def _answered(self, answer):
        allowed = 400 if "/static/" in answer.url else 500
        if answer.status >= allowed:
            self.faults.append(f"{answer.status} of {answer.url}")

    def go(self, path):
        """Open a page of ours."""
        self.page.goto(self.address + path)

    def sign_in(self, team, language="fi"):
        """As somebody of a team, who reads a language; the list is open then."""
        self.go("/login")
        self.page.click(f"button[value={team}]")
        self.page.click(f".languages button[value={language}]")
        assert self.page.locator("html").get_attribute("lang") == language
        return self

    def rows(self):
        """The cards of which something can be recorded."""
        return self.page.locator("article.card:has(form.record)")

    def record(self, what, row=0, to_team=None):
        """Record one thing of a row as a mouse does; how many clicks it took."""
        card = self.rows().nth(row)
        button = card.locator(f"form.record button[value='{what}']")
        menu = card.locator(f"details:has(button[value='{what}'])")
        clicks = 1
        if menu.count() and menu.get_attribute("open") is None:
            menu.locator("summary").click()
            clicks += 1
        if to_team:
            menu.locator("select").select_option(to_team)
        with self.answered():
            button.click()
        return clicks

    def undo(self):
        """Take back what was recorded last, wherever the list keeps it."""
        last = self.page.locator("form[action$='/undo'] button").first
        if not last.is_visible():
            handled = self.page.locator("#handled > summary")
            folded = self.page.locator(".group:has(a[href$='/groups/snoozed']) summary")
            (handled if handled.count() else folded).click()
            if not handled.count():
                self.page.click("a[href$='/groups/snoozed']")
        with self.answered():
            last.click()

    @contextlib.contextmanager
    def answered(self):
        """Wait until what was asked for meanwhile is on the screen."""
        with self.page.expect_response(lambda answer: "/clients/" in answer.url):
            yield
        self.page.wait_for_load_state("load")
        # The focus goes to what takes back once htmx has settled.
        busy = ".htmx-request, .htmx-swapping, .htmx-settling"
        expect(self.page.locator(busy)).to_have_count(0)


@pytest.fixture
def address(app):  # noqa: F811
    """Where the page is served."""
    with served(app) as at:
        yield at


@pytest.fixture
def window(chromium, address):
    """`window()`: a browser of somebody else's; no page may have complained in one."""
    opened = []

    def open_one(**given):
        context = chromium.new_context(viewport={"width": 1100, "height": 900}, **given)
        opened.append(Window(context, address))
        return opened[-1]

    yield open_one
    for one in opened:
        one.page.context.close()
    assert [one.faults for one in opened if one.faults] == []
