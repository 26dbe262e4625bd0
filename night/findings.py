"""What one trigger says of one client on a night, in words, from what was stored."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from delivery.languages import WORDS
from night.evaluation import Counts
from schemas.outcome import Outcome
from triggers._catalogue import Trigger
from triggers._for_client import told_to_client
from triggers._words import number_in_words, reason, remarks

SAYS = {
    "fi": {
        "lacking": "lähdetieto puuttuu tai sitä ei voitu käyttää: {extracts}",
        "failed": "herätteen laskenta epäonnistui tänä yönä ({kind})",
        "unknown": "asiakkaan omat tiedot eivät riitä ({lacking})",
        "any": "mikään raja ei täyty",
        "all": "kaikki rajat eivät täyty",
        "met": "täyttyy",
        "away": "{distance} rajasta",
        "at": "tasan rajalla, mikä ei vielä riitä",
        "no_value": "ei tietoa",
    },
    "sv": {
        "lacking": "källuppgiften saknas eller kunde inte användas: {extracts}",
        "failed": "beräkningen misslyckades i natt ({kind})",
        "unknown": "klientens egna uppgifter räcker inte ({lacking})",
        "any": "ingen gräns uppfylls",
        "all": "alla gränser uppfylls inte",
        "met": "uppfylls",
        "away": "{distance} från gränsen",
        "at": "precis på gränsen, vilket inte räcker",
        "no_value": "ingen uppgift",
    },
    "en": {
        "lacking": "the extracts {extracts} are missing or were refused",
        "failed": "the trigger failed tonight ({kind})",
        "unknown": "what is known of the client is not enough ({lacking})",
        "any": "no limit is met",
        "all": "not every limit is met",
        "met": "met",
        "away": "{distance} from the limit",
        "at": "exactly at the limit, which is not enough",
        "no_value": "no value",
    },
}
MOST_DIGITS = 3


class Clause(BaseModel):
    """One limit against what was measured.

    `distance` is how far the value is from the limit, 0 when it is met, null when there
    is no value; `away` says the same in words.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    measure: str
    value: float | None
    operator: str
    limit: float
    met: bool | None
    distance: float | None
    sentence: str
    away: str


class Finding(BaseModel):
    """What one trigger says of one client on one night.

    `needs`: whether any or all of the clauses make it fire. `part`: what the reason
    does while it holds (`worklist.standing.Part`), `part_in_words` says so; null: it
    does not hold. `for_client`: what the client may be told of it; null: nothing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    trigger: str
    status: str
    outcome: str
    because: str
    needs: Literal["any", "all"]
    clauses: tuple[Clause, ...]
    remarks: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    part: str | None = None
    part_in_words: str | None = None
    for_client: str | None = None


def finding(
    one: Trigger,
    outcome: str,
    measures: Mapping[str, Any],
    fired: Mapping[str, Any] | None,
    lacking: str | None,
    counts: Counts,
    language: str,
) -> Finding:
    """What a trigger says.

    `measures`: the client's row of that result; `fired`: their row of this trigger
    there; `lacking`: why they could not be assessed, if it is theirs alone.
    """
    values = {
        name: value
        for name in one.definition.measures
        if (value := measures.get(f"{one.stem}__{name}")) is not None
    }
    held = outcome == Outcome.FIRED
    needs: Literal["any", "all"] = "any" if one.decision.fires_when.any else "all"
    clauses = _clauses(one, values, language)
    return Finding(
        trigger=one.stem,
        status=one.decision.status,
        outcome=outcome,
        because=_because(one, outcome, lacking, counts, needs, language),
        needs=needs,
        clauses=clauses,
        remarks=tuple(remarks(one, values, language)) if held else (),
        evidence=tuple((fired or {}).get("evidence") or ()),
        for_client=told_to_client(
            one, [clause.model_dump() for clause in clauses], values, language
        )
        if held
        else None,
    )


def _clauses(
    one: Trigger, values: Mapping[str, float], language: str
) -> tuple[Clause, ...]:
    told = []
    for threshold in one.decision.fires_when.thresholds:
        value = values.get(threshold.measure)
        met = None if value is None else threshold.met_by(value)
        away = None if value is None else abs(threshold.limit - value)
        words = one.definition.measures[threshold.measure]
        told.append(
            Clause(
                measure=threshold.measure,
                value=value,
                operator=threshold.operator,
                limit=threshold.limit,
                met=met,
                distance=None if away is None else 0.0 if met else round(away, 6),
                sentence=str(getattr(words.label, language))
                if value is None
                else reason(
                    one,
                    threshold.measure,
                    value,
                    threshold.operator,
                    threshold.limit,
                    language,
                ),
                away=_away(met, away, language),
            )
        )
    return tuple(told)


def _away(met: bool | None, away: float | None, language: str) -> str:
    says = SAYS[language]
    if away is None:
        return says["no_value"]
    if met:
        return says["met"]
    if away == 0:
        return says["at"]
    digits = next(
        (n for n in range(MOST_DIGITS) if round(away, n) == away), MOST_DIGITS
    )
    return says["away"].format(distance=number_in_words(away, digits, language))


def _because(
    one: Trigger,
    outcome: str,
    lacking: str | None,
    counts: Counts,
    needs: str,
    language: str,
) -> str:
    says = SAYS[language]
    if unusable := counts.unusable.get(one.stem, ()):
        names = WORDS[language].extracts if language in WORDS else {}
        extracts = ", ".join(names.get(extract, extract) for extract in unusable)
        return says["lacking"].format(extracts=extracts)
    if one.stem in counts.failed and outcome == Outcome.NOT_ASSESSABLE:
        return says["failed"].format(kind=counts.failed[one.stem])
    match outcome:
        case Outcome.NOT_APPLICABLE if one.definition.not_applicable:
            return str(getattr(one.definition.not_applicable, language))
        case Outcome.NOT_ASSESSABLE:
            words = one.definition.not_assessable.get(lacking or "")
            if words:
                return str(getattr(words, language))
            return says["unknown"].format(lacking=lacking or "?")
        case Outcome.FIRED:
            return str(getattr(one.definition.explains, language))
    return says[needs]
