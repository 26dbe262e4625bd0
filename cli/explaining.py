"""`herate why` and `herate why-not`: answers from what a night stored."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.accesses import log_shown
from cli.options import AsOf, Home, Json, day
from cli.printing import print_json, say
from schemas.outcome import Outcome

if TYPE_CHECKING:
    from night.explaining import Explanation
    from night.findings import Finding

Language = Annotated[
    Literal["fi", "sv", "en"], typer.Option("--lang", help="Language of the answer.")
]
Team = Annotated[
    str | None,
    typer.Option("--team", help="Only what this team may see of its own client."),
]
WHOLE_VIEW = {
    "fi": "kaikki tiedot, vain tietotiimille",
    "sv": "alla uppgifter, endast för datateamet",
    "en": "everything, for the data team alone",
}


def why(
    client: str,
    team: Team = None,
    for_client: Annotated[
        bool, typer.Option("--for-client", help="Only what the client may be told.")
    ] = False,
    as_of: AsOf = None,
    home: Home = None,
    language: Language = "en",
    as_json: Json = False,
) -> None:
    """Where a client stands and why: limits that were met, evidence, team and rule."""
    told = _explanation(client, as_of, home, language, team)
    if as_json:
        print_json(told)
        return
    if for_client:
        if not told.for_client:
            raise ValueError(
                f"{client} was not in the population on {told.as_of}: there is nothing "
                "to tell them"
            )
        for sentence in told.for_client:
            say(sentence)
        return
    _say_where(told, language)
    for found in told.findings:
        _say_finding(found)
        if found.outcome == Outcome.FIRED:
            for clause in found.clauses:
                if clause.met:
                    say(f"    {clause.sentence}")
            for remark in found.remarks:
                say(f"    {remark}")
            say(f"    evidence: {', '.join(found.evidence)}")


def why_not(
    client: str,
    trigger: str,
    team: Team = None,
    as_of: AsOf = None,
    home: Home = None,
    language: Language = "en",
    as_json: Json = False,
) -> None:
    """Why one trigger does not list a client: each limit and how far it is."""
    from triggers._catalogue import stems

    if trigger not in stems():
        raise ValueError(
            f"no trigger is called {trigger}; there are: {', '.join(stems())}"
        )
    told = _explanation(client, as_of, home, language, team)
    found = next((one for one in told.findings if one.trigger == trigger), None)
    if found is None and told.findings:
        where = f"is not shown to team {team}" if team else "was not measured"
        raise ValueError(
            f"{trigger} {where} on {told.as_of}; there were: "
            + ", ".join(one.trigger for one in told.findings)
        )
    if as_json:
        print_json(told.model_copy(update={"findings": (found,) if found else ()}))
        return
    _say_where(told, language)
    if found is None:
        return
    _say_finding(found)
    for clause in found.clauses:
        say(f"    {clause.sentence}: {clause.away}")


def _say_where(told: "Explanation", language: str) -> None:
    say(f"{told.client_id}, {told.as_of} ({told.team or WHOLE_VIEW[language]})")
    for sentence in (*told.where, *told.earlier, *told.notes):
        say(f"  {sentence}")
    if told.hidden:
        say(f"  {told.hidden}")


def _say_finding(found: "Finding") -> None:
    say(f"{found.trigger} ({found.status}): {found.outcome}; {found.because}")
    if found.part_in_words:
        say(f"    {found.part_in_words}")


def _explanation(
    client: str,
    as_of: datetime | None,
    home: Path | None,
    language: str,
    team: str | None,
) -> "Explanation":
    from night.explaining import StoredNight, explain, last_night
    from schemas.settings import read_settings

    settings = read_settings(home)
    on = day(as_of) if as_of else last_night(settings)
    night = StoredNight(settings, on)
    told = explain(night, client, language, team)
    log_shown(night.store, "opened", [client], team, on)
    return told
