"""What a client may be told of a trigger: kind, factual, and said to them.

One frame holds for all triggers, so that a client of whom something may not be told
hears the same as everybody, without the facts.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from triggers._catalogue import Trigger
from triggers._words import (
    OPERATORS,
    measured,
    number_in_words,
    span_in_words,
    window_days,
)

WISH = {
    "fi": "Haluaisimme olla sinuun yhteydessä ja kysyä, mitä sinulle kuuluu.",
    "sv": "Vi vill gärna ta kontakt med dig och fråga hur du har det.",
    "en": "We would like to be in touch with you and ask how you are.",
}
TOGETHER = {
    "fi": "Mitään ei ole päätetty. Ammattilainen arvioi tilanteen yksilöllisesti "
    "yhdessä sinun kanssasi.",
    "sv": "Ingenting är bestämt. En yrkesutbildad person bedömer situationen "
    "individuellt tillsammans med dig.",
    "en": "Nothing has been decided. A professional looks at your situation "
    "individually, together with you.",
}
NO_SUGGESTION = {
    "fi": "Juuri nyt ei ole sinua koskevaa ehdotusta. Se ei kerro mitään tuen "
    "tarpeestasi: ota yhteyttä, jos toivot apua.",
    "sv": "Just nu finns inget förslag som gäller dig. Det säger ingenting om ditt "
    "behov av stöd: ta kontakt om du önskar hjälp.",
    "en": "There is no suggestion about you now. That says nothing about your need of "
    "support: get in touch if you wish for help.",
}
WE_ASK = {
    "fi": "kysymme, kun luku on {operator} {limit}",
    "sv": "vi frågar när talet är {operator} {limit}",
    "en": "we ask when the number is {operator} {limit}",
}
WITHIN_DAYS = {"fi": "{} päivän ajalta", "sv": "under {} dagar", "en": "over {} days"}
WITHIN_MONTHS = {
    "fi": "{} kuukauden ajalta",
    "sv": "under {} månader",
    "en": "over {} months",
}


def told_to_client(
    one: Trigger,
    limits: Iterable[Mapping[str, Any]],
    values: Mapping[str, float],
    language: str,
) -> str | None:
    """What was noticed and the limits that were met; None: it may not be told.

    `limits`: `measure`, `operator`, `limit` and `met` of each, `values` by measure.
    """
    words = one.definition
    if words.to_client is None:
        return None
    told = [str(getattr(words.to_client, language))]
    for limit in limits:
        measure = words.measures[limit["measure"]]
        if not limit["met"] or measure.p_value:
            continue
        said = measured(measure, values[limit["measure"]], limit["limit"], language)
        if measure.window:
            days = window_days(one, measure)
            within = span_in_words(days, WITHIN_DAYS[language], WITHIN_MONTHS[language])
            said = f"{said} ({within})" if measure.unit else f"{within}: {said}"
        asked = WE_ASK[language].format(
            operator=OPERATORS[language][limit["operator"]],
            limit=number_in_words(limit["limit"], measure.decimals, language),
        )
        told.append(f"{said[0].upper()}{said[1:]} – {asked}.")
    return " ".join(told)


def framed(reasons: Iterable[str], language: str) -> tuple[str, ...]:
    """Everything that a client is told, sentence by sentence."""
    return (WISH[language], *reasons, TOGETHER[language])
