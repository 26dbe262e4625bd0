"""The list on paper: logged, short, with what a meeting needs and nothing more."""

import html
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.web.conftest import ON
from tests.web.test_accesses import accesses
from tests.web.test_client import listed
from tests.web.test_recording import TEAM
from web.sessions import REASONS_SHOWN

STYLE = Path("web/static/style.css")
ROW = re.compile(r"<tr>\n<td>.*?</tr>", re.S)


@pytest.fixture
def chromium():
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        if os.environ.get("HERATE_REQUIRE_CHROMIUM"):
            pytest.fail("Chromium is required and is not on this machine")
        pytest.skip("Chromium is not on this machine")
    return found


def paper(client):
    answer = client.get(f"/teams/{TEAM}/print")
    assert answer.status_code == 200
    return answer.text


def may_leave(app, team=TEAM):
    return [row for row in listed(app, team).rows if not row.restricted]


def test_every_row_of_the_list_is_there_with_its_ticks(app, browser):
    rows = ROW.findall(paper(browser(TEAM)))
    on_list = may_leave(app)
    assert len(rows) == len(on_list) > 1
    assert all(one.count("☐") == 8 for one in rows)
    told = html.unescape("".join(rows))
    for row in on_list:
        assert all(one.name in told for one in row.reasons[:REASONS_SHOWN])


def test_it_says_who_printed_and_what_it_holds(browser):
    page = paper(browser(TEAM))
    assert "Tulostanut Demo" in page
    assert "salassa pidettäviä tietoja" in page
    assert "la 21.11.2026" in page


def test_whom_it_shows_are_logged_as_printed_and_nobody_else(app, browser):
    paper(browser(TEAM))
    found = accesses(app)
    assert {one["client_id"] for one in found} == {
        row.client_id for row in may_leave(app)
    }
    assert {(one["action"], one["team"], one["as_of"]) for one in found} == {
        ("printed", TEAM, ON)
    }


def test_twenty_rows_take_three_pages_at_most(app, browser, chromium, tmp_path):
    page = paper(browser(TEAM))
    rows = ROW.findall(page)
    first, last = page.index(rows[0]), page.index(rows[-1]) + len(rows[-1])
    longest = (sorted(rows, key=len, reverse=True)[:4] * 10)[:20]
    page = page[:first] + "".join(longest) + page[last:]
    source, made = tmp_path / "page.html", tmp_path / "page.pdf"
    source.write_text(page.replace("/static/style.css", STYLE.resolve().as_uri()))
    subprocess.run(
        [
            chromium,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--user-data-dir={tmp_path / 'profile'}",
            f"--print-to-pdf={made}",
            source.as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=60,
    )
    pages = re.findall(rb"/Type\s*/Page\b", made.read_bytes())
    assert 1 <= len(pages) <= 3


def test_what_is_for_few_eyes_stays_on_the_screen(app, browser):
    nurse, team = browser("restricted"), "restricted"
    nurse.post("/language", data={"language": "en"})
    assert "for they are for few eyes" in nurse.get(f"/teams/{team}/print").text
    nurse.post("/language", data={"language": "fi"})
    rows = listed(app, team).rows
    assert rows
    assert may_leave(app, team) == []
    page = nurse.get(f"/teams/{team}/print").text
    assert ROW.findall(page) == []
    assert f"harvojen nähtäviä: {len(rows)}." in page
    assert accesses(app) == []


@pytest.mark.parametrize("path", ["", "/clients/"])
def test_no_other_page_prints_people(app, browser, path):
    """Who prints from the screen gets a sentence, for nothing would be logged."""
    ref = app.state.reader.reference(listed(app).rows[0].client_id) if path else ""
    page = browser(TEAM).get(f"/teams/{TEAM}{path}{ref}").text
    assert '<body class="screen">' in page
    assert "Tätä sivua ei tulosteta" in page
    assert (
        ".screen main { display: none; }" in STYLE.read_text().split("@media print")[1]
    )
