"""The calibration report from disk: accessible, narrow, on paper, and never online."""

import pytest

from stewardship.report.page import page
from stewardship.report.words import WORDS
from tests.browser.test_accessibility import NARROW, WIDE, found_on
from tests.stewardship.reporting import material


@pytest.fixture(scope="module", params=[*WORDS])
def file(request, tmp_path_factory):
    """The page of a proposed limit, on the disk."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(page(material(), request.param), encoding="utf-8")
    return path


@pytest.fixture
def opened(chromium, file):
    """The page in a browser without a network, which may ask for nothing else."""
    context = chromium.new_context(viewport=WIDE, offline=True)
    asked, said = [], []
    context.on("request", lambda request: asked.append(request.url))
    one = context.new_page()
    one.on("console", lambda message: said.append(message.text))
    one.on("pageerror", lambda error: said.append(str(error)))
    one.goto(file.as_uri())
    yield one
    context.close()
    assert asked == [file.as_uri()]
    assert said == []


def test_it_opens_from_disk_and_asks_for_nothing(opened, file):
    assert opened.locator("section").count() == 7
    assert opened.locator("figure svg").count() == 9
    drawn = opened.locator("figure svg").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().height)"
    )
    assert min(drawn) > 50
    assert opened.locator("script, link, img, iframe").count() == 0


def test_it_is_accessible_and_narrow(chromium, file):
    """Axe is a script, which the page itself forbids."""
    context = chromium.new_context(viewport=WIDE, offline=True, bypass_csp=True)
    one = context.new_page()
    one.goto(file.as_uri())
    wrong = found_on(one)
    # What is folded is held to the same.
    for folded in one.locator("details").all():
        folded.evaluate("one => one.open = true")
    wrong += found_on(one)
    context.close()
    assert wrong == []


def test_no_label_of_a_figure_is_cut(opened):
    """Those at its edges lie within it, in the widest and the narrowest window."""
    cut = """() => [...document.querySelectorAll('figure svg')].flatMap(one => {
      const frame = one.getBoundingClientRect();
      return [...one.querySelectorAll('text')]
        .filter(text => text.textContent.trim())
        .map(text => [text.textContent, text.getBoundingClientRect()])
        .filter(([_, box]) => box.left < frame.left - 1 || box.right > frame.right + 1)
        .map(([text]) => text);
    })"""
    for size in (WIDE, NARROW):
        opened.set_viewport_size(size)
        assert opened.evaluate(cut) == []


def test_on_paper_nothing_is_wider_than_the_paper(opened):
    opened.emulate_media(media="print")
    # A4 less its margins, at 96 dots an inch.
    opened.set_viewport_size({"width": 680, "height": 1000})
    assert opened.evaluate("document.documentElement.scrollWidth") <= 680
    assert not opened.locator("nav").is_visible()
    assert opened.pdf(format="A4", prefer_css_page_size=True).startswith(b"%PDF")
