"""Explains one trigger to the people who read its lists, in their language."""

from collections.abc import Iterator

from schemas.roles import Role
from triggers._catalogue import Trigger
from triggers._decisions import LANGUAGES, Stands, Status, Threshold
from triggers._words import (
    OPERATORS,
    label,
    number_in_words,
    window_days,
    window_in_words,
)

HEADINGS = {
    "fi": {
        "counts": "Lasketaan",
        "leaves_out": "Ei lasketa",
        "any": "Nousee ehdolle, kun jokin näistä täyttyy:",
        "all": "Nousee ehdolle, kun kaikki nämä täyttyvät:",
        "or": "tai",
        "and": "ja",
        "asks": "Kysymys ammattilaiselle",
        "beside": "Tuo listalle vain toisen herätelajin rinnalla.",
        "shadow": "Kokeilussa: lasketaan joka yö, mutta ei näy listoilla.",
        "restricted": "Perusteet näkevät vain nimetyt roolit",
        "not_applicable": "Ei koske, kun",
        "source": "Lähde",
        "since": "Voimassa",
        "review": "tarkistetaan viimeistään",
    },
    "sv": {
        "counts": "Räknas",
        "leaves_out": "Räknas inte",
        "any": "Föreslås när något av dessa uppfylls:",
        "all": "Föreslås när alla dessa uppfylls:",
        "or": "eller",
        "and": "och",
        "asks": "Fråga till den yrkesutbildade",
        "beside": "För upp på listan bara bredvid en signal av annat slag.",
        "shadow": "På prov: räknas varje natt men visas inte på listorna.",
        "restricted": "Grunderna ses bara av namngivna roller",
        "not_applicable": "Gäller inte när",
        "source": "Källa",
        "since": "I kraft",
        "review": "ses över senast",
    },
    "en": {
        "counts": "Counted",
        "leaves_out": "Not counted",
        "any": "Suggests when any of these is met:",
        "all": "Suggests when all of these are met:",
        "or": "or",
        "and": "and",
        "asks": "The question for the professional",
        "beside": "Lists people only beside a trigger of another family.",
        "shadow": "On trial: measured every night, never listed.",
        "restricted": "Its evidence is seen by named roles only",
        "not_applicable": "Not applicable when",
        "source": "Source",
        "since": "In force since",
        "review": "to be reviewed by",
    },
}
ROLES = {
    "fi": {
        Role.NAMED_ROLE: "hyvinvointialueen erikseen nimeämät",
        Role.TREATING: "hoitava lääkäri tai farmaseutti",
        Role.MENTAL_HEALTH: "mielenterveyspalvelut",
        Role.SUBSTANCE_USE: "päihdepalvelut",
    },
    "sv": {
        Role.NAMED_ROLE: "de som välfärdsområdet särskilt har utsett",
        Role.TREATING: "behandlande läkare eller farmaceut",
        Role.MENTAL_HEALTH: "mentalvårdstjänsterna",
        Role.SUBSTANCE_USE: "beroendevården",
    },
    "en": {
        Role.NAMED_ROLE: "those whom the county has named",
        Role.TREATING: "the treating physician or pharmacist",
        Role.MENTAL_HEALTH: "mental-health services",
        Role.SUBSTANCE_USE: "substance-use services",
    },
}


def explained(one: Trigger, language: str) -> Iterator[str]:
    """The lines that tell a nurse what a trigger notices, how, and why.

    Raises ValueError for a language that is not fi, sv or en.
    """
    if language not in LANGUAGES:
        raise ValueError(f"there is no language {language}; give fi, sv or en")
    words, decision, says = one.definition, one.decision, HEADINGS[language]

    def said(name: str) -> str:
        return str(getattr(getattr(words, name), language))

    yield f"{said('name')} ({words.id})"
    yield said("explains")
    yield ""
    yield f"{says['counts']}: {said('counts')}"
    yield f"{says['leaves_out']}: {said('leaves_out')}"
    if words.not_applicable:
        yield f"{says['not_applicable']}: {said('not_applicable')}."
    yield ""
    yield says["any" if decision.fires_when.any else "all"]
    for threshold in decision.fires_when.thresholds:
        yield f"  - {_limit(one, threshold, language)}"
    if decision.stands == Stands.BESIDE:
        yield says["beside"]
    if decision.status == Status.SHADOW:
        yield says["shadow"]
    if words.restricted:
        roles = ", ".join(ROLES[language][role] for role in words.seen_by)
        yield f"{says['restricted']}: {roles}."
    yield ""
    yield f"{says['asks']}: {said('asks')}"
    yield f'{says["source"]}: "{decision.quote}" ({", ".join(decision.seed_lines)})'
    yield (f"{says['since']} {one.decided_on}, {says['review']} {decision.review_by}")


def condition_in_words(one: Trigger, language: str) -> str:
    """When it fires, on one line: `regular medicines in use: at least 7 or ...`."""
    condition = one.decision.fires_when
    between = HEADINGS[language]["or" if condition.any else "and"]
    limits = (_limit(one, threshold, language) for threshold in condition.thresholds)
    return f" {between} ".join(limits)


def _limit(one: Trigger, threshold: Threshold, language: str) -> str:
    words = one.definition.measures[threshold.measure]
    limit = number_in_words(threshold.limit, words.decimals, language)
    parts = [
        f"{label(words, threshold.limit, language)}: "
        f"{OPERATORS[language][threshold.operator]} {limit} {words.unit}".rstrip()
    ]
    if words.window:
        parts.append(window_in_words(window_days(one, words), language))
    return ", ".join(parts)
