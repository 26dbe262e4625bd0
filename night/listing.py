"""The lists that follow a night, with what its teams must know of the night itself."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

import polars as pl
from sqlalchemy import Engine

from delivery.languages import WORDS
from night.admission import reports_of
from night.evaluation import LABELS, read_counts
from night.held import held
from night.merging import labels_of, live_triggers, rules_today
from night.places import Places
from schemas.outcome import Outcome
from schemas.settings import Settings
from schemas.verdict import Verdict
from worklist.episodes import open_clients
from worklist.lists import TeamList, team_lists
from worklist.routing import Node, rules_of
from worklist.rule_sets import RuleSet, rules_of_night
from worklist.store import open_store

# What a list tells of a firing; the keys of its evidence are many.
FIRED = ["client_id", "trigger", "measures", "limits", "registers", "newest_on"]
NOT_IN_USE = {
    "fi": "Heräte {name} ei ole tänään käytössä: {why}.",
    "sv": "Signalen {name} är inte i bruk i dag: {why}.",
    "en": "The trigger {name} is not in use today: {why}.",
}
LACKING = {
    "fi": "lähdetieto puuttuu ({extracts})",
    "sv": "källuppgiften saknas ({extracts})",
    "en": "its source is missing ({extracts})",
}
INSUFFICIENT = {
    "fi": "lähdetiedot eivät riitä sen arviointiin kenenkään kohdalla",
    "sv": "källuppgifterna räcker inte för att bedöma den för någon",
    "en": "the sources do not suffice to assess it for anybody",
}
STOPPED = {
    "fi": "sen laskenta epäonnistui",
    "sv": "beräkningen misslyckades",
    "en": "its evaluation failed",
}
NOTICE = {
    "fi": "Aineistossa on huomautettavaa ({extract}): luvut voivat olla vajaita.",
    "sv": "Det finns anmärkningar om {extract}: siffrorna kan vara ofullständiga.",
    "en": "There are remarks on {extract}: numbers may be incomplete.",
}


def lists_of(settings: Settings, as_of: date) -> list[TeamList]:
    """Every team's list as it stands after the night of `as_of`."""
    places = Places.of(settings, as_of)
    engine = open_store(settings.database_url)
    try:
        rules = rules_of_lists(settings, engine, as_of)
        return team_lists(
            engine,
            rules.routing,
            live_triggers(as_of),
            pl.read_parquet(places.result("fired"), columns=FIRED),
            labels_of(places, open_clients(engine, as_of)),
            as_of,
            {language: tuple(_notices(places, language)) for language in ("fi", "sv")},
            rules.worklist,
        )
    finally:
        engine.dispose()


def list_of(
    settings: Settings,
    engine: Engine,
    as_of: date,
    stands_on: date,
    team: str,
    language: str,
    clients: Collection[str],
    counted: Collection[str] = (),
) -> TeamList:
    """One team's list as far as it is about some clients, in the words of a language.

    `stands_on`: a day after `as_of`, whose recordings it knows of too. `counted`: as
    `team_lists` takes it. What the night gave is held in memory for the next who asks.
    """
    places, rules = Places.of(settings, as_of), rules_of_lists(settings, engine, as_of)
    shown = rules.routing.teams[team].model_copy(update={"language": language})
    [found] = team_lists(
        engine,
        rules.routing,
        live_triggers(as_of),
        _of(clients, held(places.result("fired"), *FIRED)),
        _of([*clients, *counted], held(places.result(LABELS))),
        as_of,
        {language: tuple(_notices(places, language))},
        rules.worklist,
        stands_on,
        {team: shown},
        clients,
        counted,
    )
    return found


def rules_of_lists(settings: Settings, engine: Engine, as_of: date) -> RuleSet:
    """The rules by which a night's lists are made: those that it was given with.

    What a team may see follows the county's files of today, also on an older list: of
    clients of others it is told where both the rule then and the rule of that name
    today say so. A team that the files no longer name is as it was.
    """
    today = rules_today(settings)
    kept = rules_of_night(engine, as_of)
    if kept is None:
        return today
    teams = dict(kept.routing.teams)
    for code, team in today.routing.teams.items():
        was = teams.get(code, team)
        took = {"new_per_night": was.new_per_night, "most_shown": was.most_shown}
        teams[code] = team.model_copy(update=took)
    told = {node.rule: node.informs for node in rules_of(today.routing.tree)}
    tree = _informing(kept.routing.tree, told)
    shown = kept.routing.model_copy(update={"teams": teams, "tree": tree})
    return kept.model_copy(update={"routing": shown})


def _informing(node: Node, told: Mapping[str, tuple[str, ...]]) -> Node:
    """A tree whose rules inform none but the teams that `told` gives for each."""
    informs = tuple(one for one in node.informs if one in told.get(node.rule, ()))
    below = tuple(_informing(one, told) for one in node.routes)
    return node.model_copy(update={"informs": informs, "routes": below})


def _of(clients: Iterable[str], rows: pl.DataFrame) -> pl.DataFrame:
    wanted = pl.Series(list(clients), dtype=pl.String)
    return rows.filter(pl.col("client_id").is_in(wanted.implode()))


def _notices(places: Places, language: str) -> Iterable[str]:
    counts, live = read_counts(places), live_triggers(places.as_of)
    for stem, one in live.items():
        name = getattr(one.definition.name, language)
        if lacking := counts.unusable.get(stem):
            extracts = ", ".join(_extract(one, language) for one in lacking)
            why = LACKING[language].format(extracts=extracts)
        elif stem in counts.failed:
            why = STOPPED[language]
        elif counts.outcomes[stem][Outcome.NOT_ASSESSABLE] == counts.population:
            why = INSUFFICIENT[language]
        else:
            continue
        yield NOT_IN_USE[language].format(name=name, why=why)
    for extract, report in reports_of(places).items():
        if report.usable and report.verdict == Verdict.NOTICE:
            yield NOTICE[language].format(extract=_extract(extract, language))


def _extract(extract: str, language: str) -> str:
    """An extract's name; in English it is what the product calls it."""
    return WORDS[language].extracts[extract] if language in WORDS else extract
