"""What a client may be told: to them, kindly, with the facts and nothing more."""

import re
from datetime import date

import pytest
import yaml

from tests.house.test_words import FORBIDDEN, OF_ADDICTION, OF_VIOLENCE, forbidden_in
from triggers._catalogue import ROOM, definition, stems, triggers_on
from triggers._decisions import LANGUAGES, Definition
from triggers._for_client import NO_SUGGESTION, TOGETHER, WISH, framed, told_to_client

ON = date(2026, 11, 20)
TRIGGERS = {one.stem: one for one in triggers_on(ON)}
# Others' words, and what tells more than the client may know of us, stay unsaid.
UNTOLD = {"concern_raised", "memory_decline"}
# What the product calls things, and what it calls the client.
OF_THE_PRODUCT = {
    "fi": ("heräte", "jakso ", "asiakas", "lista", "segment", "yöajo", "mittari"),
    "sv": ("signal", "episod", "klienten", "lista", "segment", "mätare"),
    "en": ("trigger", "episode of the", "client", " list", "as-of", "measure "),
}
YOU = {
    "fi": re.compile(r"\b(olet|sin\w+|\w+(s[ia]|nne)|\w+(lä|la|tä|ta)si)\b", re.I),
    "sv": re.compile(r"\b(du|dig|din|ditt|dina)\b", re.I),
    "en": re.compile(r"\b(you|your|yours)\b", re.I),
}


def told(one, language, by=0):
    """What is told when every limit is met, `by` beyond the limit."""
    limits, values = [], {}
    for threshold in one.decision.fires_when.thresholds:
        up = threshold.operator in ("at_least", "more_than")
        strict = threshold.operator in ("more_than", "below")
        values[threshold.measure] = threshold.limit + (by + strict) * (1 if up else -1)
        limits.append(
            {
                "measure": threshold.measure,
                "operator": threshold.operator,
                "limit": threshold.limit,
                "met": True,
            }
        )
    return told_to_client(one, limits, values, language)


def test_what_few_may_see_or_others_said_is_not_told():
    silent = {stem for stem in stems() if definition(stem).to_client is None}
    restricted = {stem for stem in stems() if definition(stem).restricted}
    assert silent == restricted | UNTOLD
    for stem in silent & TRIGGERS.keys():
        assert told(TRIGGERS[stem], "fi") is None


def test_a_restricted_trigger_cannot_have_words_for_the_client():
    said = {"fi": "Sinä.", "sv": "Du.", "en": "You."}
    whole = yaml.safe_load((ROOM / "addiction_signs.yaml").read_text(encoding="utf-8"))
    Definition.model_validate(whole)
    with pytest.raises(ValueError, match="no words for the client"):
        Definition.model_validate(whole | {"to_client": said})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "stem", sorted(one for one in TRIGGERS if definition(one).to_client)
)
def test_it_is_said_to_the_client_with_value_and_limit(stem, language):
    one = TRIGGERS[stem]
    said = told(one, language, by=1)
    first, *facts = said.split(". ")
    assert YOU[language].search(first), first
    measures = one.definition.measures
    wanted = [
        threshold
        for threshold in one.decision.fires_when.thresholds
        if not measures[threshold.measure].p_value
    ]
    assert len(facts) == len(wanted)
    for fact in facts:
        assert re.search(r"\d.* – .*\d", fact), fact
    for stems_of in (FORBIDDEN, OF_ADDICTION, OF_VIOLENCE, OF_THE_PRODUCT):
        assert not forbidden_in(said, language, stems_of), said
    assert "{" not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_may_not_be_told_hears_the_same_frame(language):
    assert framed([], language) == (WISH[language], TOGETHER[language])
    assert framed(["x"], language) == (WISH[language], "x", TOGETHER[language])
    for said in (WISH, TOGETHER, NO_SUGGESTION):
        assert YOU[language].search(said[language])
        for stems_of in (FORBIDDEN, OF_THE_PRODUCT):
            assert not forbidden_in(said[language], language, stems_of)


def test_one_fact_reads_aloud():
    said = told(TRIGGERS["missed_appointments"], "fi", by=1)
    assert said == (
        "Sinulle varattuja aikoja on jäänyt käyttämättä, emmekä tiedä, mikä oli "
        "esteenä. 12 kuukauden ajalta: 4 käyttämättä ja peruuttamatta jäänyttä aikaa "
        "(eri päivinä) – kysymme, kun luku on vähintään 3. 90 päivän ajalta: 3 "
        "käyttämättä ja peruuttamatta jäänyttä aikaa (eri päivinä) – kysymme, kun luku "
        "on vähintään 2."
    )
    assert told(TRIGGERS["uncontrolled_diabetes"], "sv").endswith(
        "Under 12 månader: 2 dagar med antecknad hypoglykemi – vi frågar när talet är "
        "minst 2."
    )
