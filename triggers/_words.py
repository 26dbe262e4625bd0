"""Says why a person fired: the value with its limit and window, in three languages."""

from collections.abc import Iterable, Mapping
from typing import Any

from triggers._catalogue import Trigger
from triggers._decisions import Condition, MeasureWords

OPERATORS = {
    "fi": {
        "at_least": "vähintään",
        "more_than": "yli",
        "at_most": "enintään",
        "below": "alle",
    },
    "sv": {
        "at_least": "minst",
        "more_than": "över",
        "at_most": "högst",
        "below": "under",
    },
    "en": {
        "at_least": "at least",
        "more_than": "more than",
        "at_most": "at most",
        "below": "below",
    },
}
LIMIT = {"fi": "raja", "sv": "gräns", "en": "limit"}
DAYS_IN_MONTH = 365 / 12
MONTHS = {"fi": "{} kk", "sv": "{} mån", "en": "{} months"}
DAYS = {"fi": "{} pv", "sv": "{} dagar", "en": "{} days"}
LONG_WINDOW_DAYS = 180
MOST_DECIMALS = 3


def number_in_words(value: float, decimals: int, language: str) -> str:
    """A number as it is written in the language, with a decimal comma where due."""
    text = f"{value:.{decimals}f}"
    return text if language == "en" else text.replace(".", ",")


def decimals_apart(value: float, limit: float, decimals: int) -> int:
    """The decimals that keep a value from looking like the limit that it is not."""
    while (
        decimals < MOST_DECIMALS
        and value != limit
        and (f"{value:.{decimals}f}" == f"{limit:.{decimals}f}")
    ):
        decimals += 1
    return decimals


def window_in_words(days: int, language: str) -> str:
    """A window as months when it is half a year or longer, else as days."""
    return span_in_words(days, DAYS[language], MONTHS[language])


def span_in_words(days: int, in_days: str, in_months: str) -> str:
    """The one or the other template, filled in: months from half a year on."""
    if days < LONG_WINDOW_DAYS:
        return in_days.format(days)
    return in_months.format(round(days / DAYS_IN_MONTH))


def reason(
    one: Trigger, measure: str, value: float, operator: str, limit: float, language: str
) -> str:
    """One fact in words: `4 käyttämätöntä aikaa, raja vähintään 3, 12 kk`."""
    words = one.definition.measures[measure]
    limit_shown = number_in_words(limit, words.decimals, language)
    parts = [
        measured(words, value, limit, language),
        f"{LIMIT[language]} {OPERATORS[language][operator]} {limit_shown}",
    ]
    if words.window:
        parts.append(window_in_words(window_days(one, words), language))
    return ", ".join(parts)


def measured(words: MeasureWords, value: float, limit: float, language: str) -> str:
    """A value in words: `4 käyttämätöntä aikaa`, `viimeisin HbA1c: 80 mmol/mol`."""
    shown = number_in_words(
        value, decimals_apart(value, limit, words.decimals), language
    )
    said = label(words, value, language)
    return f"{said}: {shown} {words.unit}" if words.unit else f"{shown} {said}"


def facts(
    one: Trigger,
    limits: Iterable[Mapping[str, Any]],
    values: Mapping[str, float],
    language: str,
) -> list[str]:
    """The met limits as a list tells them: all but the chances.

    `limits`: `measure`, `operator`, `limit` and `met` of each.
    """
    return [
        reason(
            one,
            limit["measure"],
            values[limit["measure"]],
            limit["operator"],
            limit["limit"],
            language,
        )
        for limit in limits
        if limit["met"] and not one.definition.measures[limit["measure"]].p_value
    ]


def label(words: MeasureWords, value: float, language: str) -> str:
    """How a measure is said of a value: one thing is not said as several are."""
    said = words.one if words.one is not None and value == 1 else words.label
    return str(getattr(said, language))


def window_days(one: Trigger, words: MeasureWords) -> int:
    """The days of a measure's window, as the decision in force gives them."""
    return int(getattr(one.parameters, str(words.window)))


def remarks(one: Trigger, values: dict[str, float], language: str) -> list[str]:
    """What else holds for these values and is told without making anyone fire."""
    return [
        getattr(remark.says, language)
        for remark in one.decision.remarks
        if _met(remark.when, values)
    ]


def _met(condition: Condition, values: dict[str, float]) -> bool:
    met = [
        threshold.measure in values and threshold.met_by(values[threshold.measure])
        for threshold in condition.thresholds
    ]
    return any(met) if condition.any else all(met)
