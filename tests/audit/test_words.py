"""What the person who asks is told: plain, whole, one line for each act."""

from datetime import date, datetime

import pytest

from audit import words
from audit.log import Action, Source
from tests.house.test_words import LANGUAGES, OF_ADDICTION, OF_VIOLENCE, forbidden_in

NAMES = {"north": "Pohjoinen"}


def row(hour=8, minute=14, **values):
    return {
        "at": datetime(2026, 11, 22, hour, minute),
        "actor": "sn1234",
        "team": "north",
        "action": "opened",
        "client_id": "anna",
        "source": "web",
        "as_of": date(2026, 11, 21),
    } | values


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "fi",
            "22.11.2026 klo 8.14–9.02 (2 kertaa): käyttäjä sn1234, Pohjoinen – avasi "
            "tietosi. Tarkoitus: harkita, onko palvelutarpeesi arviointi "
            "ajankohtainen.",
        ),
        (
            "sv",
            "22.11.2026 kl. 8.14–9.02 (2 gånger): användare sn1234, Pohjoinen – "
            "öppnade dina uppgifter. Ändamål: överväga om det är dags att bedöma ditt "
            "servicebehov.",
        ),
        (
            "en",
            "2026-11-22 08:14–09:02 (2 times): user sn1234, Pohjoinen – opened your "
            "data. Purpose: to consider whether it is time to assess your need for "
            "services.",
        ),
    ],
)
def test_a_days_same_acts_are_one_line(language, told):
    assert words.in_words([row(), row(9, 2)], language, NAMES) == [told]


@pytest.mark.parametrize(
    "other",
    [
        {"actor": "sn5678"},
        {"team": None},
        {"action": "listed"},
        {"source": "command"},
        {"at": datetime(2026, 11, 23, 8, 14)},
    ],
)
def test_other_acts_are_lines_of_their_own(other):
    assert len(words.in_words([row(), row(**other)], "en", NAMES)) == 2


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "fi",
            "22.11.2026 klo 8.14: tietosi olivat listalla, joka toimitettiin tiimille "
            "Pohjoinen. Tarkoitus: harkita, onko palvelutarpeesi arviointi "
            "ajankohtainen.",
        ),
        (
            "sv",
            "22.11.2026 kl. 8.14: dina uppgifter fanns på en lista som lämnades till "
            "teamet Pohjoinen. Ändamål: överväga om det är dags att bedöma ditt "
            "servicebehov.",
        ),
        (
            "en",
            "2026-11-22 08:14: you were on a list that was given to the team "
            "Pohjoinen. Purpose: to consider whether it is time to assess your need "
            "for services.",
        ),
    ],
)
def test_a_list_that_the_night_gave_is_no_look_of_a_user(language, told):
    given = row(action=Action.EXPORTED, source=Source.DELIVERY, actor="herate")
    assert words.in_words([given], language, NAMES) == [told]


def test_the_purpose_follows_from_the_act_and_where_it_was_done():
    def purpose(action, source):
        told = words.in_words([row(action=action, source=source)], "en", {})[0]
        return told.partition("Purpose: ")[2]

    assert "the lists work" in purpose(Action.OPENED, Source.COMMAND)
    assert "assess your need" in purpose(Action.RECORDED, Source.COMMAND)
    assert "assess your need" in purpose(Action.EXPORTED, Source.DELIVERY)
    assert "oversee" in purpose(Action.AUDITED, Source.WEB)


@pytest.mark.parametrize("forged", ["a\n22.11.2026: b", "a\x1b[2K", "a\u202eb"])
def test_what_somebody_put_into_the_store_forges_no_line(forged):
    rows = [row(actor=forged, team=forged), row(action=forged)]
    for line in words.in_words(rows, "fi", {}):
        assert line.isprintable()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_act_has_words_and_none_is_forbidden(language):
    assert {*words.ACTIONS[language]} == {*Action}
    tables = (words.HEADING, words.NOBODY, words.ELSEWHERE, words.LINE, words.TIMES)
    purposes = (words.CARE, words.UPKEEP, words.OVERSIGHT)
    said = [
        *(table[language] for table in (*tables, *purposes)),
        *words.ACTIONS[language].values(),
    ]
    for text in said:
        assert not forbidden_in(text, language)
        assert not forbidden_in(text, language, OF_ADDICTION)
        assert not forbidden_in(text, language, OF_VIOLENCE)
