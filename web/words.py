"""The words of the pages, by gettext; English is what the templates say themselves."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from babel.dates import format_date, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from delivery.languages import WORDS
from schemas.local_day import ZONE

LOCALES = Path(__file__).with_name("locale")
Language = Literal["fi", "sv", "en"]
LANGUAGES: dict[Language, str] = {"fi": "Suomi", "sv": "Svenska", "en": "English"}


@cache
def translations(language: str) -> NullTranslations:
    """What the templates' English becomes in `fi`, `sv` or `en`."""
    path = LOCALES / f"{language}.po"
    if not path.is_file():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def asked_language(asked: str) -> Language:
    """What a browser would rather read (`Accept-Language`); Finnish if none of ours."""
    for part in asked.lower().split(","):
        for code in LANGUAGES:
            if part.split(";")[0].strip()[:2] == code:
                return code
    return "fi"


def day_in_words(day: date, language: str) -> str:
    """A day with its weekday: `ma 23.11.2026`."""
    return format_date(day, "EEEEEE d.M.yyyy", locale=language)


def month_in_words(day: date, language: str) -> str:
    """The short name of a month: `marras`."""
    return format_date(day, "LLL", locale=language)


def time_in_words(at: datetime, language: str) -> str:
    """A time of day where the county is: `5.40`, in English `05:40`."""
    form = "HH:mm" if language == "en" else "H.mm"
    return format_time(at, form, tzinfo=ZONE, locale=language)


def moment_in_words(at: datetime, language: str) -> str:
    """A day and a time where the county is: `ma 23.11.2026 klo 5.40`."""
    clock = {"fi": "klo ", "sv": "kl. "}.get(language, "")
    day = day_in_words(at.astimezone(ZONE).date(), language)
    return f"{day} {clock}{time_in_words(at, language)}"


def in_language(said: Mapping[Any, str], language: str) -> str:
    """What is said in Finnish and Swedish, to a reader of any language."""
    return said["sv" if language == "sv" else "fi"]


def extracts_in_words(extracts: Iterable[str], language: Language) -> Iterator[str]:
    """The names of extracts; in English what the product calls them."""
    words = WORDS["sv" if language == "sv" else "fi"]
    for one in extracts:
        yield one if language == "en" else words.extracts[one]
