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


# Said only where the trigger is about it: never over a count of medicines.
OF_ADDICTION = {
    "fi": ("päihde", "riippuv", "addikt", "huume", "alkohol", "pelaami"),
    "sv": ("beroende", "addikt", "drog", "alkohol", "narkot", "spelande"),
    "en": ("dependen", "drug use", "alcohol", "gambl", "substance use"),
}
# Said nowhere on a list: who did what to whom, and where.
OF_VIOLENCE = {
    "fi": ("väkival", " tekijä", "pahoinpit", "uhri", "puoliso", "itsetuho", "itsemur"),
    "sv": ("våld", "förövar", "misshand", "offer", "make ", "självskad", "självmord"),
    "en": ("violen", "perpetrat", "assault", "victim", "spouse", "self-harm", "suicid"),
}


def forbidden_in(text, language, stems_of=FORBIDDEN):
    """The forbidden stems that occur in a text; a blank begins a word (työntekijä)."""
    said = f" {text.lower()}"
    return [stem for stem in stems_of[language] if stem in said]


def shown_of(defined):
    """What a list shows of a trigger: its name, question, measures and remarks."""
    yield from (defined.name, defined.explains, defined.asks)
    yield from words_in(defined.measures)
    yield from words_in([one.remarks for one in defined.decisions.values()])


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
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_names_no_addiction_and_no_violence(stem, language):
    """Addiction only where the trigger is about it, violence nowhere."""
    defined = definition(stem)
    forbidden = [OF_VIOLENCE] + [OF_ADDICTION] * (defined.family != "addiction")
    for said in shown_of(defined):
        for stems_of in forbidden:
            assert not forbidden_in(getattr(said, language), language, stems_of)


def test_a_crisis_is_told_as_one_number():
    """Two measures, or a remark, would tell a crisis from violence."""
    defined = definition("crisis_or_violence")
    assert len(defined.measures) == 1
    assert defined.restricted
    for decision in defined.decisions.values():
        assert not decision.remarks
        assert len(decision.fires_when.thresholds) == 1


def test_a_late_sample_does_not_tell_which_medicine_of_the_mind():
    """Every health team sees the row; lithium and clozapine are said alike."""
    measures = definition("overdue_monitoring").measures
    assert (
        measures["days_without_lithium"].label
        == measures["days_without_neutrophils"].label
    )
    named = ("liti", "lithi", "kloz", "klots", "cloza", "neutro")
    for said in shown_of(definition("overdue_monitoring")):
        for language in LANGUAGES:
            text = getattr(said, language).lower()
            assert not [stem for stem in named if stem in text]


@pytest.mark.parametrize("stem", stems())
def test_a_chance_never_decides_alone(stem):
    """A list does not tell it, and a row without a fact would say nothing."""
    defined = definition(stem)
    for decision in defined.decisions.values():
        chances = [
            defined.measures[threshold.measure].p_value
            for threshold in decision.fires_when.thresholds
        ]
        assert not any(chances) or (decision.fires_when.all and not all(chances))


@pytest.mark.parametrize("stem", stems())
def test_a_count_that_one_meets_is_said_of_one(stem):
    """`1 days` is no language: each count that fires at one has words for one."""
    defined = definition(stem)
    met_by_one = {
        threshold.measure
        for decision in defined.decisions.values()
        for threshold in decision.fires_when.thresholds
        if threshold.at_least == 1
    }
    for measure in sorted(met_by_one):
        said = defined.measures[measure]
        if said.unit:
            continue
        assert said.one is not None, f"{measure} fires at 1 and lacks `one`"
        for language in LANGUAGES:
            assert getattr(said.one, language) != getattr(said.label, language)


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


@pytest.mark.parametrize(
    ("language", "text", "stems_of"),
    [
        ("fi", "Päihderiippuvuus", OF_ADDICTION),
        ("sv", "Beroende av läkemedel", OF_ADDICTION),
        ("en", "Opioid dependence", OF_ADDICTION),
        ("fi", "Lähisuhdeväkivalta", OF_VIOLENCE),
        ("fi", "Tekijä on tiedossa", OF_VIOLENCE),
        ("sv", "Våld i nära relation", OF_VIOLENCE),
        ("en", "Violence by a spouse", OF_VIOLENCE),
    ],
)
def test_the_rule_on_what_a_list_names_sees(language, text, stems_of):
    """Each of these would be caught."""
    assert forbidden_in(text, language, stems_of)
