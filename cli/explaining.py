"""`herate why` and `herate why-not`: answers from what a night stored."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.options import AsOf, Home, Json, day
from cli.printing import print_json, say
from schemas.outcome import Outcome

if TYPE_CHECKING:
    from night.explaining import Explanation

Language = Annotated[
    Literal["fi", "sv", "en"], typer.Option("--lang", help="Language of the reasons.")
]


def why(
    client: str,
    team: Annotated[
        str | None,
        typer.Option("--team", help="Only what this team may see of its own client."),
    ] = None,
    as_of: AsOf = None,
    home: Home = None,
    language: Language = "en",
    as_json: Json = False,
) -> None:
    """Why a client is listed: the limits that were met, the evidence and the team."""
    told = _explanation(client, as_of, home, language, team)
    if as_json:
        print_json(told)
        return
    say(f"{told.client_id} on {told.as_of}: {told.listed}")
    if told.excluded:
        say(f"not in the population: {told.excluded}")
    if told.hidden:
        say(told.hidden)
    for found in told.findings:
        say(f"{found.trigger} ({found.status}): {found.outcome}; {found.because}")
        for rule in found.covered_by:
            say(f"    covered by {rule}")
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
    as_of: AsOf = None,
    home: Home = None,
    language: Language = "en",
    as_json: Json = False,
) -> None:
    """Why one trigger does not list a client: the failing limit and its distance."""
    told = _explanation(client, as_of, home, language)
    found = next((one for one in told.findings if one.trigger == trigger), None)
    if found is None and told.excluded is None:
        raise ValueError(
            f"{trigger} was not measured on {told.as_of}; there were: "
            + ", ".join(one.trigger for one in told.findings)
        )
    if as_json:
        print_json(told.model_copy(update={"findings": (found,) if found else ()}))
        return
    say(f"{told.client_id} on {told.as_of}: {told.listed}")
    if found is None:
        say(f"not in the population: {told.excluded}")
        return
    say(f"{found.trigger} ({found.status}): {found.outcome}; {found.because}")
    for clause in found.clauses:
        if clause.value is None:
            say(f"    no value: {clause.sentence}")
        else:
            away = "met" if clause.met else f"{clause.distance:g} from the limit"
            say(f"    {clause.sentence}: {away}")


def _explanation(
    client: str,
    as_of: datetime | None,
    home: Path | None,
    language: str,
    team: str | None = None,
) -> "Explanation":
    from night.explaining import explain, explain_to, last_night
    from schemas.settings import read_settings

    settings = read_settings(home)
    on = day(as_of) if as_of else last_night(settings)
    if team is not None:
        return explain_to(settings, team, client, on, language)
    return explain(settings, client, on, language)
