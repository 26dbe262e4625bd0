"""`herate calibrate report`: a page of a limit or a decision over stored nights."""

import re

import pytest

from tests.cli.conftest import ON
from tests.decision_room import LATER, propose, room

__all__ = ["room"]


@pytest.fixture
def report(herate, night, monkeypatch, tmp_path):
    """`report(OPTION, ...)` over the night, to a file in a folder that is not there."""
    monkeypatch.setenv("HERATE_LANDING", str(night.landing))
    out = tmp_path / "of many" / "report.html"

    def run(*arguments, trigger="many_medicines"):
        limits = () if "--limits" in arguments else ("--limits", "5..9")
        command = ("calibrate", "report", trigger, "--out", out, *limits)
        return herate(*command, *arguments), out

    return run


def personas_of(html):
    """Who is told to come out otherwise."""
    told = html.split('id="personas"')[1].split("</section>")[0]
    return re.findall(r'scope="row"[^>]*>([^<]*)<', told)


def test_a_moved_limit_is_told_on_a_page_that_names_no_client(report, night):
    told, out = report("--to", "6", "--labels", "fixture")
    assert told.code == 0
    assert str(out) in told.out.replace("\n", "")
    html = out.read_text()
    assert '<html lang="fi">' in html
    assert "vähintään 7 → vähintään 6" in html
    clients = night.result("measures")["client_id"]
    assert len(clients) > 100
    assert not [one for one in clients if one in html]
    assert "accuracy-sensitivity-title" in html
    assert not [*out.parent.glob("*.part")]


def test_a_proposed_decision_is_told_as_its_comparison_is(report, herate, room):
    propose()
    told, out = report("--to", LATER, "--lang", "sv")
    assert told.code == 0
    html = out.read_text()
    assert '<html lang="sv">' in html
    assert "Talen gäller alla signaler tillsammans" in html
    # Which limit is proposed is marked where limits are told.
    assert "minst 7 → minst 6" in html
    # The one invented person with six medicines.
    _, by_limit = report("--to", "6")
    assert personas_of(html) == personas_of(by_limit.read_text()) != []


def test_without_a_proposal_it_tells_how_the_trigger_does(report):
    told, out = report("--lang", "en")
    assert told.code == 0
    html = out.read_text()
    assert "How the trigger does now" in html
    assert "No change was proposed" in html


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--to", "soon"), "give a limit, such as 8, or the first day of a decision"),
        (("--to", "2026-02-30"), "give a limit, such as 8"),
        (("--to", "nan"), "give a limit, such as 8"),
        (("--to", "2026-02-28"), "there is no such decision"),
        (("--limits", "many"), "write 3..12"),
        (("--capacity", "nowhere.yaml"), "there is no such file"),
        (("--as-of", "2020-01-01"), "no night from"),
    ],
)
def test_what_cannot_be_told_is_told_in_one_sentence(report, arguments, sentence):
    told, out = report(*arguments)
    assert told.code == 2
    assert sentence in told.err
    assert "Traceback" not in told.err
    assert not out.exists()


def test_a_folder_is_no_file_to_write(report):
    _, out = report()
    out.unlink()
    out.mkdir()
    told, _ = report("--as-of", ON)
    assert told.code != 0
    assert "Traceback" not in told.err
