"""The calibration report: whole in itself, in its order, and honest about the few."""

import re
from string import Formatter

import polars as pl
import pytest

from night.reporting import SUBGROUPS
from schemas.settings import REPOSITORY
from stewardship.labels import LabelSource
from stewardship.report.figures import by_limit
from stewardship.report.page import SECTIONS, page
from stewardship.report.words import SOURCES, WORDS
from tests.house.test_words import forbidden_in
from tests.stewardship.reporting import LIMITS, NIGHTS, labels, material


@pytest.fixture(scope="module")
def finnish():
    """The page of a proposed limit, in Finnish."""
    return page(material(), "fi")


def section(html, key):
    """The text of one section, without its tags."""
    inside = re.search(rf'<section id="{key}".*?</section>', html, flags=re.DOTALL)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", inside)).replace("&lt;", "<")


def rows_of(html, key):
    """The cells of a table's body, row by row."""
    table = re.search(rf'id="{key}-.*?</table>', html, flags=re.DOTALL)[0]
    return [
        re.findall(r">([^<]*)</t[hd]>", row)
        for row in re.findall(r"<tr>.*?</tr>", table.split("<tbody")[1], re.DOTALL)
    ]


@pytest.mark.parametrize("language", WORDS)
def test_it_asks_for_nothing_from_anywhere(language):
    html = page(material(), language)
    assert f'<html lang="{language}">' in html
    assert "default-src 'none'" in html
    assert not re.search(
        r"https?:|//[a-z]|<script|<link|@import|\bsrc=|javascript:", html
    )
    # What an SVG refers to stands in the page.
    assert all(one.startswith("#") for one in re.findall(r'href="([^"]*)"', html))
    assert all(one.startswith("#") for one in re.findall(r"url\(([^)]*)\)", html))


def test_ids_are_there_once_and_all_that_is_referred_to_is_there(finnish):
    ids = re.findall(r'\bid="([^"]+)"', finnish)
    assert len(ids) == len({*ids})
    pointed = re.findall(r'(?:href="#|url\(#)([^")]+)', finnish)
    named = re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', finnish)
    assert {*pointed, *named} <= {*ids}


def test_sections_stand_in_their_order_with_what_changes_first(finnish):
    assert [*SECTIONS][:2] == ["teams", "loads"]
    assert re.findall(r'<section id="(\w+)"', finnish) == [*SECTIONS]
    assert finnish.index("<table") < finnish.index("<svg")


def test_each_figure_says_what_it_shows_and_has_its_numbers(finnish):
    figures = re.findall(r"<figure>.*?</figure>(.{0,9})", finnish, flags=re.DOTALL)
    assert len(figures) == 5
    assert {*figures} == {"<details>"}
    assert finnish.count("<figcaption>") == 5
    drawn = re.findall(r"<svg[^>]*>.{0,25}", finnish)
    assert len(drawn) == 2 + 2 + 1 + 1 + 3
    assert all('role="img"' in one and "<title id=" in one for one in drawn)


def test_a_team_over_its_hands_is_told_in_a_word(finnish):
    north, south = rows_of(finnish, "teams-table")
    assert north[0] == "Pohjoinen &lt;tiimi&gt;"
    assert north[3:5] == ["3", "YLI"]
    assert south[3:5] == ["–", "–"]


def test_what_comes_has_its_interval_and_its_denominator(finnish):
    told = rows_of(finnish, "teams-table")[0]
    assert re.fullmatch(r"\d+ \(\d+–\d+\)", told[5])
    assert re.fullmatch(r"0,\d\d \(0,\d\d–0,\d\d\), n = \d+", told[7])


def test_of_few_labels_no_precision_is_told():
    few = page(material(known=labels(share=0.2)), "en")
    assert "n &lt; 10" in [cell for row in rows_of(few, "teams-table") for cell in row]


def test_few_people_are_not_counted_out(finnish):
    rows = rows_of(finnish, "groups-sex-table")
    male = next(row for row in rows if row[0] == "mies")
    # Eight men, of whom fewer than five fire.
    assert male[1] == "8"
    assert "&lt;5" in male
    at = male.index("&lt;5")
    assert male[at + 2] == "–"
    others = {row[0]: row for row in rows_of(finnish, "overlap-table")}
    assert others["Käyttämättömät ajat"][1:] == ["0", "&lt;5", "0\xa0%", "–"]


def test_without_labels_of_the_quiet_no_sensitivity_is_told():
    html = page(material(complete=False), "en")
    assert "Sensitivity is not told" in section(html, "accuracy")
    assert 'id="accuracy-sensitivity-title"' not in html
    assert 'id="accuracy-precision-title"' in html


def test_without_a_label_nothing_is_said_to_be_wrong():
    nobody = labels().with_columns(positive=pl.lit(None, pl.Boolean))
    html = page(material(known=nobody, complete=False), "en")
    for key in ("accuracy", "benefit"):
        assert "Of nobody who fires is it known" in section(html, key)
    # Nor is there a column of precision in which it would say 0.
    assert "Precision of the new</th>" not in html


def test_one_night_tells_no_load_and_says_so():
    html = page(material(to=None, nights=NIGHTS[-1:]), "en")
    assert "How the trigger does now" in html
    assert "needs two nights" in section(html, "teams")
    assert "needs two nights" in section(html, "loads")
    assert "No change was proposed" in section(html, "personas")


def test_a_persona_that_flips_is_told_with_its_day(finnish):
    assert rows_of(finnish, "personas-table") == [
        ["Kaija", "20.11.2026", "ei nouse", "nousee ehdolle"]
    ]


def test_the_same_material_is_the_same_page_and_names_no_client(finnish):
    assert page(material(), "fi") == finnish
    assert "pseudonym" not in finnish


def test_nothing_is_drawn_between_the_limits():
    rows = pl.DataFrame(
        {
            "limit": LIMITS,
            "value": [0.1, 0.2, 0.3, None],
            "low": [0.0, 0.1, 0.2, None],
            "high": [0.2, 0.3, 0.4, None],
            "mark": ["other", "then", "now", "other"],
        }
    )
    told = by_limit(rows, "x", "y", span=(0, 1)).to_dict()
    kinds = {layer["mark"]["type"] for layer in told["layer"]}
    assert kinds == {"rule", "point"}
    assert {layer["encoding"]["x"]["type"] for layer in told["layer"]} == {"ordinal"}


@pytest.mark.parametrize(("line", "drawn"), [(0.5, True), (40, False), (None, False)])
def test_a_capacity_far_above_does_not_flatten_the_loads(line, drawn):
    rows = pl.DataFrame(
        {"limit": [5.0], "value": [0.4], "low": [0.1], "high": [1.0], "mark": ["now"]}
    )
    told = by_limit(rows, "x", "y", line).to_dict()
    assert any("strokeDash" in one["mark"] for one in told["layer"]) == drawn


@pytest.mark.parametrize("language", ["sv", "en"])
def test_languages_say_the_same_things(language):
    def left_open(words):
        return {
            key: {name for _, name, _, _ in Formatter().parse(text) if name}
            for key, text in words.items()
        }

    assert left_open(WORDS[language]) == left_open(WORDS["fi"])
    assert {*SOURCES[language]} == {*LabelSource}


@pytest.mark.parametrize("language", WORDS)
def test_no_word_blames_or_labels(language):
    words = [*WORDS[language].values(), *SOURCES[language].values()]
    assert not any(forbidden_in(text, language) for text in words)


def test_no_word_is_unused():
    said = "".join(
        path.read_text(encoding="utf-8")
        for path in (REPOSITORY / "stewardship" / "report").glob("*.py")
        if not path.name.startswith("words_")
    )
    # Put together where they are said, or named by what the material holds.
    made = re.compile(r"legend_|.*_outcome$|(status|stands|fires when)$")
    unused = {
        key
        for key in WORDS["fi"]
        if not re.search(rf"""["']{key}["']""", said)
        and key not in SUBGROUPS
        and not made.match(key)
    }
    assert unused == set()
