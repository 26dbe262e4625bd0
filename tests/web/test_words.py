"""Every message of the pages is there in Finnish and in Swedish, and kind."""

from io import BytesIO

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from schemas.settings import REPOSITORY
from tests.house.test_words import forbidden_in
from web.words import LOCALES

METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS = {"templates/**.html": {"trimmed": "true"}}


def said_in_pages():
    said = DEFAULT_KEYWORDS | {"_gettext": None}
    found = extract_from_dir(REPOSITORY / "web", METHODS, OPTIONS, said)
    return {
        message if isinstance(message, str) else message[0]
        for _, _, message, _, _ in found
    }


def told_in(language):
    content = (LOCALES / f"{language}.po").read_bytes()
    return {
        one.id if isinstance(one.id, str) else one.id[0]: one
        for one in read_po(BytesIO(content), locale=language)
        if one.id
    }


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_no_message_is_missing_and_none_is_left_over(language):
    said = said_in_pages()
    assert len(said) > 50
    assert told_in(language).keys() == said


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_every_message_is_whole_and_fits_its_gaps(language):
    for one in told_in(language).values():
        texts = [one.string] if isinstance(one.string, str) else one.string
        assert all(texts)
        assert not one.fuzzy
        assert list(one.check()) == []
        for text in texts:
            assert forbidden_in(text, language) == []
