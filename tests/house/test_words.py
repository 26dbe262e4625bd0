"""Words on the page: no blame, no labels for people, no prediction."""

import pytest

from triggers._catalogue import definition, stems
from triggers._decisions import LANGUAGES, Words

# Stems, lower case. `diagnoosi` is not among them: the seeds speak of diagnoses.
FORBIDDEN = {
    "fi": (
        *("pyöröov", "epätarkoituksenmukai", "suurkulut", "häiriökysyn", "häirik"),
        *("ppk", "ongelma-asiak", "ongelma-potila", "ei sitoudu", "sitoutumat"),
        *("riski", "ennust", "hoitosuosit", "vaikea asiak", "laiminly", "väärinkäyt"),
    ),
    "sv": (
        *("svängdörr", "storkonsument", "storförbruk", "problemkl", "problempat"),
        *("risk", "prognos", "förutsä", "vårdrekommend", "missköt", "försumm"),
        *("bristande följsam", "missbruk"),
    ),
    "en": (
        *("revolving", "frequent flyer", "frequent attend", "heavy user", "abus"),
        *("problem client", "problem patient", "difficult patient", "non-complian"),
        *("noncomplian", "non-adher", "risk", "predict", "forecast", "score"),
        *("neglect", "inappropriate", "addict"),
    ),
}


def forbidden_in(text, language):
    """The forbidden stems that occur in a text."""
    said = text.lower()
    return [stem for stem in FORBIDDEN[language] if stem in said]


def words_in(said):
    """Every name, sentence and label in three languages inside a definition."""
    if isinstance(said, Words):
        yield said
    elif isinstance(said, dict):
        for value in said.values():
            yield from words_in(value)
    elif isinstance(said, list | tuple):
        for value in said:
            yield from words_in(value)
    elif hasattr(type(said), "model_fields"):
        for name in type(said).model_fields:
            yield from words_in(getattr(said, name))


@pytest.mark.parametrize("stem", stems())
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_trigger_uses_no_forbidden_word(stem, language):
    """In names, explanations, questions, measures, reasons and remarks."""
    words = [*words_in(definition(stem))]
    assert len(words) >= 3 + len(definition(stem).measures)
    found = [forbidden_in(getattr(said, language), language) for said in words]
    assert not any(found), found


@pytest.mark.parametrize("stem", stems())
def test_a_question_is_a_question_and_an_explanation_a_sentence(stem):
    """In each language, and no two languages are the same."""
    defined = definition(stem)
    for language in LANGUAGES:
        assert getattr(defined.asks, language).endswith("?")
        assert getattr(defined.explains, language).endswith(".")
    for said in (defined.name, defined.explains, defined.asks):
        assert len({said.fi, said.sv, said.en}) == len(LANGUAGES)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "Suurkuluttaja"),
        ("fi", "Riskipisteet"),
        ("sv", "Storkonsument av vård"),
        ("en", "Risk score"),
        ("en", "A non-compliant patient"),
    ],
)
def test_the_rule_sees(language, text):
    """Each of these would be caught."""
    assert forbidden_in(text, language)
