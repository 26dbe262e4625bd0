"""What lists say: the same things in both languages, and nothing of what is banned."""

import dataclasses
import re
import string
from collections.abc import Mapping

import pytest

from delivery.columns import (
    LIST_COLUMNS,
    QUEUE_COLUMNS,
    REASON_COLUMNS,
    SNOOZED_COLUMNS,
)
from delivery.languages import WORDS
from delivery.sheet_writer import LINES_TO_FILL_IN, WIDTHS, text_lines
from delivery.words_fi import FI
from delivery.words_sv import SV
from schemas.checklist import not_shown
from schemas.clients import Language
from schemas.extracts import ADMITTED
from schemas.verdict import Verdict
from worklist.vocabulary import vocabulary

BANNED = [
    "risk",
    "riski",
    "ennust",
    "prediktio",
    "predik",
    "pisteyt",
    "pisteitä",
    "poäng",
    "score",
    "todennäköi",
    "sannolik",
    "pyöröovi",
    "epätarkoituksenmukai",
    "suurkuluttaj",
    "storförbrukare",
    "häiriökysyn",
    "häirikkö",
    "ppk",
    "ppt",
    "ongelma-asia",
    "ei sitoudu",
    "henkilötunnus",
    "hetu",
]


def told(words):
    """Every text of one language, by where it stands."""
    for field in dataclasses.fields(words):
        value = getattr(words, field.name)
        if isinstance(value, str):
            yield field.name, value
        elif isinstance(value, Mapping):
            yield from ((f"{field.name}.{key}", text) for key, text in value.items())
        else:
            for at, parts in enumerate(value):
                yield from ((f"{field.name}.{at}.{n}", t) for n, t in enumerate(parts))


def filled_in(text):
    return sorted({name for _, name, _, _ in string.Formatter().parse(text) if name})


def test_both_languages_say_the_same_things():
    finnish, swedish = dict(told(FI)), dict(told(SV))
    assert list(finnish) == list(swedish)
    for place, text in finnish.items():
        assert filled_in(text) == filled_in(swedish[place]), place
        assert text.strip()
        assert swedish[place].strip()


@pytest.mark.parametrize("language", WORDS)
def test_nothing_banned_is_said(language):
    blind_spots = [(one.key, getattr(one, language)) for one in not_shown()]
    for place, text in [*told(WORDS[language]), *blind_spots]:
        assert not re.search("|".join(map(re.escape, BANNED)), text.lower()), place


@pytest.mark.parametrize("language", WORDS)
def test_everything_that_can_come_has_words(language):
    words = WORDS[language]
    columns = {*LIST_COLUMNS, *QUEUE_COLUMNS, *SNOOZED_COLUMNS, *REASON_COLUMNS}
    assert columns <= set(words.headings)
    assert columns <= set(WIDTHS)
    assert set(ADMITTED) <= set(words.extracts)
    assert set(Language) == set(words.languages)
    assert set(Verdict) == set(words.verdicts)
    assert set(words.segments) == {1, 2, 3, 4}


@pytest.mark.parametrize("language", WORDS)
def test_excel_takes_the_names_of_sheets_and_the_words_of_refusal(language):
    words = WORDS[language]
    sheets = [
        words.list_sheet,
        words.queue_sheet,
        words.snoozed_sheet,
        words.reasons_sheet,
        words.guide_sheet,
        words.run_sheet,
    ]
    assert len(set(sheets)) == 6
    assert all(re.fullmatch(r"[^\[\]:*?/\\']{1,31}", name) for name in sheets)
    assert len(words.not_a_choice) <= 32
    assert len(words.pick_from_list) <= 255
    assert len(words.give_a_day) <= 245
    assert words.guide_sheet in words.pick_from_list


@pytest.mark.parametrize("language", WORDS)
def test_every_choice_has_room_on_its_row(language):
    offered = {
        "outcome": [choice.text for choice in vocabulary().choices(language)],
        "cause": vocabulary().reasons(language),
    }
    for column, choices in offered.items():
        for text in choices:
            assert text_lines(text, WIDTHS[column]) <= LINES_TO_FILL_IN, text


@pytest.mark.parametrize("language", WORDS)
def test_the_guide_names_columns_and_sheets_as_they_are_named(language):
    words = WORDS[language]
    said = " ".join(text for _, text in words.guide)
    for name in (words.queue_sheet, words.snoozed_sheet, words.reasons_sheet):
        assert name in said
    for column in ("outcome", "cause", "actor"):
        assert words.headings[column].split("-")[0] in said
