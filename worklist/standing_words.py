"""Says where a client stands, in three languages, to the people who work there."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from schemas.suppression_rules import SuppressionRule
from triggers._catalogue import definition
from worklist.masking import RULE_NOT_SHOWN
from worklist.routing import Routing, Team
from worklist.standing import Ended, Holding, Part, Place, Standing
from worklist.suppression import suppression
from worklist.vocabulary import vocabulary

SAYS = {
    "fi": {
        "listed": "Listalla: {team}, {listed_on} alkaen.",
        "taken": "Käsittelyssä: {team}, {since} alkaen.",
        "waiting": "Jonossa: {team}, {opened_on} alkaen.",
        "turn": "Jonossa {turn}. / {waiting}. Listalle nousee tavallisesti enintään "
        "{hands} riviä yössä{while_room}.",
        "while_room": ", kun listalla on alle {most} riviä",
        "soonest": "Tällä tahdilla vuoro on noin {day}.",
        "snoozed": "Palaa listalle {wakes_on}: {team}.",
        "suppressed": "Ei listalla {since} alkaen: {rule} ({team}).",
        "until": "Voimassa {day} asti, ellei muuta kirjata.",
        "rests": "Ei listalla: edellinen jakso on suljettu, eikä se, mikä nyt täyttyy, "
        "avaa uutta.",
        "backlog": "Ei listalla: se, mikä nyt täyttyy, täyttyi jo, kun heräte otettiin "
        "käyttöön, eikä hyvinvointialue nosta sellaista listalle.",
        "beside": "Ei listalla: se, mikä nyt täyttyy, nostaa listalle vain toisen "
        "perusteryhmän rinnalla.",
        "shadow": "Ei listalla: nyt täyttyy vain kokeilussa oleva heräte.",
        "excluded": "Ei arvioitavien joukossa: {why}.",
        "excluded_before": "Ei arvioitavien joukossa. Syytä ei enää säilytetä.",
        "unknown": "Ei listalla: tämän yön tiedoissa ei ole asiakkaan riviä, joten "
        "mitään ei voitu arvioida.",
        "no_row": "Tämän yön tiedoissa ei ole asiakkaan riviä: jakso on ennallaan.",
        "nothing_holds": "Ei listalla: mikään käytössä oleva heräte ei täyty.",
        "absence": "Se, ettei asiakas ole listalla, ei kerro mitään hänen tuen "
        "tarpeestaan.",
        "withheld": "Tiimin listalla asiakasta ei näytetä: hänen tietojaan ei voi "
        "siellä näyttää.",
        "gone_on": "Mikään peruste ei enää täyty ({day} alkaen): jakso raukeaa, ellei "
        "kukaan ota sitä.",
        "by_rule": "Reititys: {rule}.",
        "transferred": "Toinen tiimi on siirtänyt asiakkaan.",
        "recorded": "Viimeksi kirjattu: {what} ({day} alkaen{team}).",
        "since_then": "Tämän listan jälkeen kirjattu: {what} ({day} alkaen{team}).",
        "ended": "Aiempi jakso {opened_on}–{closed_on}: {what}.",
        "lists": "on syynä jaksoon {since} alkaen",
        "covered": "sisältyy: {names}",
        "part_rests": "täyttyy {since} alkaen, mutta ei avaa heti uutta jaksoa",
        "rests_until": "nostaa listalle aikaisintaan {day}, jos täyttyy silloin yhä",
        "rests_always": "ei yksin nosta uudelleen listalle",
        "breaks": "uusi perusteryhmä, kirjattu huoli tai selvästi huonompi arvo nostaa "
        "listalle heti",
        "part_backlog": "täyttyi jo, kun heräte otettiin käyttöön",
        "part_beside": "nostaa listalle vain toisen perusteryhmän rinnalla",
        "part_shadow": "kokeilussa: lasketaan joka yö, mutta ei näy listoilla",
    },
    "sv": {
        "listed": "På listan: {team}, från och med {listed_on}.",
        "taken": "Under behandling: {team}, från och med {since}.",
        "waiting": "I kön: {team}, från och med {opened_on}.",
        "turn": "Nummer {turn} av {waiting} i kön. Vanligen tas högst {hands} rader "
        "per natt upp på listan{while_room}.",
        "while_room": " när listan har färre än {most} rader",
        "soonest": "I den takten är det klientens tur ungefär {day}.",
        "snoozed": "Återkommer på listan {wakes_on}: {team}.",
        "suppressed": "Inte på listan från och med {since}: {rule} ({team}).",
        "until": "I kraft till och med {day}, om inget annat antecknas.",
        "rests": "Inte på listan: den förra episoden är avslutad, och det som gäller "
        "nu öppnar ingen ny.",
        "backlog": "Inte på listan: det som nu gäller gällde redan när signalen togs i "
        "bruk, och välfärdsområdet tar inte upp sådant på listan.",
        "beside": "Inte på listan: det som nu gäller för upp på listan bara bredvid en "
        "grund av annat slag.",
        "shadow": "Inte på listan: bara en signal på prov gäller nu.",
        "excluded": "Inte bland dem som bedöms: {why}.",
        "excluded_before": "Inte bland dem som bedöms. Orsaken sparas inte längre.",
        "unknown": "Inte på listan: nattens uppgifter har ingen rad för klienten, så "
        "inget kunde bedömas.",
        "no_row": "Nattens uppgifter saknar klientens rad: episoden är oförändrad.",
        "nothing_holds": "Inte på listan: ingen signal i bruk gäller.",
        "absence": "Att klienten inte är på listan säger ingenting om behovet av stöd.",
        "withheld": "Klienten visas inte på teamets lista: uppgifterna får inte visas "
        "där.",
        "gone_on": "Ingen grund gäller längre (från och med {day}): episoden förfaller "
        "om ingen tar hand om den.",
        "by_rule": "Styrning: {rule}.",
        "transferred": "Ett annat team har överfört klienten.",
        "recorded": "Senast antecknat: {what} (från och med {day}{team}).",
        "since_then": "Antecknat efter denna lista: {what} (från och med {day}{team}).",
        "ended": "Tidigare episod {opened_on}–{closed_on}: {what}.",
        "lists": "är en grund för episoden från och med {since}",
        "covered": "ingår i: {names}",
        "part_rests": "gäller från och med {since} men öppnar inte genast en ny episod",
        "rests_until": "för upp på listan tidigast {day}, om det då fortfarande gäller",
        "rests_always": "för inte ensamt upp på listan igen",
        "breaks": "en grund av nytt slag, en antecknad oro eller ett klart sämre värde "
        "för upp på listan genast",
        "part_backlog": "gällde redan när signalen togs i bruk",
        "part_beside": "för upp på listan bara bredvid en grund av annat slag",
        "part_shadow": "på prov: räknas varje natt men visas inte på listorna",
    },
    "en": {
        "listed": "On the list of {team} since {listed_on}.",
        "taken": "Taken by {team} since {since}.",
        "waiting": "In the queue of {team} since {opened_on}.",
        "turn": "Number {turn} of {waiting} in the queue. Usually at most {hands} rows "
        "a night go to the list{while_room}.",
        "while_room": " while it has fewer than {most} rows",
        "soonest": "At that pace its turn is about {day}.",
        "snoozed": "Snoozed until {wakes_on}: {team}.",
        "suppressed": "Kept off the list since {since}: {rule} ({team}).",
        "until": "In force until {day} if nothing more is recorded.",
        "rests": "On no list: the last episode has closed, and what holds now opens no "
        "new one.",
        "backlog": "On no list: what holds now held already when its trigger was first "
        "assessed, and the county does not list such.",
        "beside": "On no list: what holds now lists people only beside another family.",
        "shadow": "On no list: only a trigger on trial holds.",
        "excluded": "Not in the population: {why}.",
        "excluded_before": "Not in the population. Why is no longer kept.",
        "unknown": "On no list: this night has no row of the client, so nothing could "
        "be assessed.",
        "no_row": "This night has no row of the client: the episode is as it was.",
        "nothing_holds": "On no list: no live trigger holds.",
        "absence": "Being absent from the list means nothing about a person's need.",
        "withheld": "The client is not shown on the team's list: what is known of them "
        "may not be shown there.",
        "gone_on": "No reason holds any more (since {day}): the episode lapses unless "
        "somebody takes it.",
        "by_rule": "Routed by {rule}: {because}.",
        "transferred": "Another team transferred the client.",
        "recorded": "Last recorded: {what} (from {day}{team}).",
        "since_then": "Recorded after this list: {what} (from {day}{team}).",
        "ended": "Earlier episode {opened_on} to {closed_on}: {what}.",
        "lists": "is a reason of the episode, since {since}",
        "covered": "covered by {names}",
        "part_rests": "holds since {since}, but opens no new episode at once",
        "rests_until": "lists the client on {day} at the soonest, if it still holds",
        "rests_always": "does not list the client again by itself",
        "breaks": "a new family, a concern or a clearly worse value lists the client "
        "at once",
        "part_backlog": "held already when its trigger was first assessed",
        "part_beside": "lists people only beside another family",
        "part_shadow": "on trial: measured every night, never listed",
    },
}


def day_in_words(day: date, language: str) -> str:
    """A day as it is written in the language."""
    if language == "en":
        return day.isoformat()
    return f"{day.day}.{day.month}.{day.year}"


def where_in_words(
    one: Standing,
    place: Place,
    routing: Routing,
    language: str,
    excluded: str | None = None,
) -> list[str]:
    """Where a client stands and since when.

    `excluded`: why not in the population; empty: it is no longer kept.
    """
    says = SAYS[language]
    episode = one.episode
    if episode is None:
        if place == Place.EXCLUDED and excluded:
            why = getattr(suppression()[SuppressionRule(excluded)], language)
            head = says["excluded"].format(why=why.lower())
        elif place == Place.EXCLUDED:
            head = says["excluded_before"]
        else:
            head = says[place]
        return [head, says["absence"]]
    days = {
        name: day_in_words(value, language)
        for name, value in episode.items()
        if isinstance(value, date)
    }
    team = team_in_words(episode["team"], routing, language)
    told = []
    match place:
        case Place.TAKEN:
            since = one.recorded["counts_on"] if one.recorded else episode["from_on"]
            told.append(
                says["taken"].format(team=team, since=day_in_words(since, language))
            )
        case Place.SUPPRESSED:
            rule = episode["suppressed_by"]
            words = (
                getattr(suppression()[SuppressionRule(rule)], language)
                if rule
                else RULE_NOT_SHOWN[language]
            )
            since = days["suppressed_on"]
            told.append(
                says["suppressed"].format(since=since, rule=words.lower(), team=team)
            )
            if until := days.get("suppressed_until"):
                told.append(says["until"].format(day=until))
            told.append(says["absence"])
        case _:
            told.append(says[place].format(**(days | {"team": team})))
    if gone_on := days.get("gone_on"):
        told.append(says["gone_on"].format(day=gone_on))
    return told


def turn_in_words(
    turn: int, waiting: int, team: Team, soonest: date | None, language: str
) -> list[str]:
    """The place in a queue, and about when its turn comes; null: when there is room."""
    says = SAYS[language]
    while_room = (
        ""
        if team.most_shown is None
        else says["while_room"].format(most=team.most_shown)
    )
    told = [
        says["turn"].format(
            turn=turn, waiting=waiting, hands=team.new_per_night, while_room=while_room
        )
    ]
    if soonest is not None:
        told.append(says["soonest"].format(day=day_in_words(soonest, language)))
    return told


def recording_in_words(
    row: Mapping[str, Any], which: str, routing: Routing, language: str
) -> str:
    """What was recorded last (`recorded`), or of this very list (`since_then`).

    And for which team, never by whom; an empty `team` is not told.
    """
    team = row["team"] and team_in_words(row["team"], routing, language)
    return SAYS[language][which].format(
        what=_with_reason(row["code"], row["reason"], language),
        day=day_in_words(row["counts_on"], language),
        team=f", {team}" if team else "",
    )


def ended_in_words(one: Ended, language: str) -> str:
    """How an earlier episode ended."""
    return SAYS[language]["ended"].format(
        opened_on=day_in_words(one.opened_on, language),
        closed_on=day_in_words(one.closed_on, language),
        what=_with_reason(one.outcome, one.reason, language),
    )


def holding_in_words(one: Holding, language: str) -> str:
    """What becomes of a reason that holds: it lists the client, or why it does not."""
    says = SAYS[language]
    since = day_in_words(one.since, language)
    match one.part:
        case Part.LISTS:
            return says["lists"].format(since=since)
        case Part.COVERED:
            return says["covered"].format(names=_covering(one, language))
        case Part.RESTS:
            when = (
                says["rests_always"]
                if one.until is None
                else says["rests_until"].format(day=day_in_words(one.until, language))
            )
            return f"{says['part_rests'].format(since=since)}; {when}; {says['breaks']}"
    return says[f"part_{one.part}"]


def team_in_words(code: str, routing: Routing, language: str) -> str:
    """A team's name; its code in English, and where the county has it no more."""
    team = routing.teams.get(code)
    if team is None or language == "en":
        return code
    return team.name["sv" if language == "sv" else "fi"]


def _covering(one: Holding, language: str) -> str:
    told = []
    for stem, rule in one.covered_by:
        name = getattr(definition(stem).name, language)
        told.append(f"{rule} ({stem})" if language == "en" else name)
    return ", ".join(told)


def _with_reason(code: str, reason: str | None, language: str) -> str:
    told = vocabulary().ending(code).told(language)
    if reason is None:
        return told
    why = vocabulary().dispositions[code].reasons[reason]
    return f"{told}: {getattr(why, language)}"
