"""Says to the person who asks who has used their data, when and what for."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Literal

from audit.log import Action, Source

Language = Literal["fi", "sv", "en"]

HEADING: dict[Language, str] = {
    "fi": "Tietojesi käyttö herätelistoilla {since}–{until}",
    "sv": "Användningen av dina uppgifter på signallistorna {since}–{until}",
    "en": "How your data was used on the lists of suggestions, {since} to {until}",
}
NOBODY: dict[Language, str] = {
    "fi": "Kukaan ei ole katsonut tietojasi tänä aikana.",
    "sv": "Ingen har tittat på dina uppgifter under denna tid.",
    "en": "Nobody has looked at your data during this time.",
}
ELSEWHERE: dict[Language, str] = {
    "fi": "Tämä koskee vain herätelistoja. Potilas- ja asiakastietojärjestelmien "
    "lokitiedot pyydetään erikseen hyvinvointialueelta.",
    "sv": "Detta gäller bara signallistorna. Logguppgifter om patient- och "
    "klientdatasystemen begärs separat av välfärdsområdet.",
    "en": "This is about the lists of suggestions alone. Ask the county separately "
    "for the logs of its patient and client records.",
}
LINE: dict[Language, str] = {
    "fi": "{day} {time}{times}: käyttäjä {actor}{team} – {action}. Tarkoitus: "
    "{purpose}.",
    "sv": "{day} {time}{times}: användare {actor}{team} – {action}. Ändamål: "
    "{purpose}.",
    "en": "{day} {time}{times}: user {actor}{team} – {action}. Purpose: {purpose}.",
}
GIVEN: dict[Language, str] = {
    "fi": "{day} {time}{times}: tietosi olivat listalla, joka toimitettiin tiimille "
    "{to}. Tarkoitus: {purpose}.",
    "sv": "{day} {time}{times}: dina uppgifter fanns på en lista som lämnades till "
    "teamet {to}. Ändamål: {purpose}.",
    "en": "{day} {time}{times}: you were on a list that was given to the team {to}. "
    "Purpose: {purpose}.",
}
TIMES: dict[Language, str] = {
    "fi": " ({count} kertaa)",
    "sv": " ({count} gånger)",
    "en": " ({count} times)",
}
ACTIONS: dict[Language, dict[Action, str]] = {
    "fi": {
        Action.LISTED: "näki sinut listalla",
        Action.OPENED: "avasi tietosi",
        Action.PRINTED: "tulosti tietosi",
        Action.EXPORTED: "vei tietosi tiedostoon",
        Action.RECORDED: "teki sinusta kirjauksen",
        Action.AUDITED: "katsoi, kuka on käyttänyt tietojasi",
    },
    "sv": {
        Action.LISTED: "såg dig på en lista",
        Action.OPENED: "öppnade dina uppgifter",
        Action.PRINTED: "skrev ut dina uppgifter",
        Action.EXPORTED: "förde över dina uppgifter till en fil",
        Action.RECORDED: "gjorde en anteckning om dig",
        Action.AUDITED: "såg efter vem som har använt dina uppgifter",
    },
    "en": {
        Action.LISTED: "saw you on a list",
        Action.OPENED: "opened your data",
        Action.PRINTED: "printed your data",
        Action.EXPORTED: "wrote your data to a file",
        Action.RECORDED: "recorded something about you",
        Action.AUDITED: "looked up who has used your data",
    },
}
CARE: dict[Language, str] = {
    "fi": "harkita, onko palvelutarpeesi arviointi ajankohtainen",
    "sv": "överväga om det är dags att bedöma ditt servicebehov",
    "en": "to consider whether it is time to assess your need for services",
}
UPKEEP: dict[Language, str] = {
    "fi": "tarkistaa, että listat toimivat oikein",
    "sv": "kontrollera att listorna fungerar rätt",
    "en": "to check that the lists work as they should",
}
OVERSIGHT: dict[Language, str] = {
    "fi": "valvoa tietojen käyttöä",
    "sv": "övervaka hur uppgifter används",
    "en": "to oversee how data is used",
}


def in_words(
    accesses: Iterable[Mapping[str, Any]],
    language: Language,
    teams: Mapping[str, str],
) -> list[str]:
    """One line for each day, user, team, act and purpose, in the order of the first.

    `accesses`: rows as `audit.seen` gives them, with `at` in the reader's own zone.
    `teams`: names by their codes; a team without one is told by its code.
    """
    groups: dict[tuple[Any, ...], list[datetime]] = {}
    for row in accesses:
        act = (row["actor"], row["team"], row["action"], row["source"])
        groups.setdefault((row["at"].date(), *act), []).append(row["at"])
    named = {code: visible(teams.get(code, code)) for _, _, code, *_ in groups if code}
    return [
        (GIVEN if _given(action, source) else LINE)[language].format(
            day=_day(day, language),
            time=_time(moments, language),
            times=_times(len(moments), language),
            actor=visible(actor),
            to=named.get(team, ""),
            team=f", {named[team]}" if team else "",
            action=_action(action, language),
            purpose=_purpose(action, source)[language],
        )
        for (day, actor, team, action, source), moments in groups.items()
    ]


def heading(since: date, until: date, language: Language) -> str:
    """What the lines under it are, and of which days."""
    days = {"since": _day(since, language), "until": _day(until, language)}
    return HEADING[language].format(**days)


def visible(said: str) -> str:
    """A text on one line whatever is in it: what can't be seen is spelt out.

    The log takes no such text; somebody may still have put it there.
    """
    return said if said.isprintable() else said.encode("unicode_escape").decode()


def _day(day: date, language: Language) -> str:
    return f"{day}" if language == "en" else f"{day.day}.{day.month}.{day.year}"


def _given(action: str, source: str) -> bool:
    """Whether a team was given a list by the night itself, and nobody looked."""
    return action == Action.EXPORTED and source == Source.DELIVERY


def _purpose(action: str, source: str) -> dict[Language, str]:
    if action == Action.AUDITED:
        return OVERSIGHT
    looked = source == Source.COMMAND and action != Action.RECORDED
    return UPKEEP if looked else CARE


def _action(action: str, language: Language) -> str:
    known = action in {one.value for one in Action}
    return ACTIONS[language][Action(action)] if known else visible(action)


def _time(moments: list[datetime], language: Language) -> str:
    first, last = min(moments), max(moments)
    if language == "en":
        told = [f"{one:%H:%M}" for one in (first, last)]
    else:
        told = [f"{one.hour}.{one:%M}" for one in (first, last)]
    at = {"fi": "klo ", "sv": "kl. ", "en": ""}[language]
    return at + "–".join(dict.fromkeys(told))


def _times(count: int, language: Language) -> str:
    return TIMES[language].format(count=count) if count > 1 else ""
