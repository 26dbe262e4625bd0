"""`herate params diff`: what another decision would do, before anybody is listed."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from pydantic import BaseModel

from cli.calibration_printing import UNKNOWN, compact, interval
from cli.options import AsOf, Home, Json, day
from cli.printing import print_json, say
from stewardship.labels import LabelSource

if TYPE_CHECKING:
    from night.comparing import Comparison

By = Literal["team", "age", "sex", "language", "municipality"]
# Nights before the last that tell how many are new a week.
WEEKS = 4


class Change(BaseModel):
    """One thing that the decisions say otherwise."""

    what: str
    a: str
    b: str


class Difference(BaseModel):
    """What `night.comparing.Comparison` tells, its frames as rows."""

    schema_version: int = 1
    a: str
    b: str
    as_of: date
    labels: str
    changes: list[Change]
    per_team: list[dict[str, Any]]
    nights: list[dict[str, Any]]
    groups: list[dict[str, Any]]
    personas: list[dict[str, Any]]


def diff(
    a: Annotated[
        str, typer.Argument(help="Such as many_medicines: the decision in force.")
    ],
    b: Annotated[str, typer.Argument(help="Such as many_medicines@2026-12-01.")],
    by: Annotated[By, typer.Option("--by", help="Whose table is printed.")] = "team",
    labels: Annotated[
        LabelSource, typer.Option("--labels", help="Where labels come from.")
    ] = LabelSource.DISPOSITIONS,
    since: Annotated[
        datetime | None,
        typer.Option(
            "--since",
            formats=["%Y-%m-%d"],
            help="The first night that is compared. Default: four weeks before.",
        ),
    ] = None,
    as_of: AsOf = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """What changes between two decisions of a trigger, and for whom, team by team."""
    from cli.params import decision_named
    from night.calibrating import nights_between
    from night.comparing import compare
    from night.explaining import last_night
    from schemas.settings import read_settings

    settings = read_settings(home)
    on = day(as_of) if as_of else last_night(settings)
    (stem, first), (other, second) = decision_named(a, on), decision_named(b, on)
    if stem != other:
        raise ValueError(
            f"{a} and {b} are decisions of two triggers; name those of one"
        )
    if first == second:
        raise ValueError(
            f"{a} and {b} are the same decision; `herate params propose {stem}` writes "
            "another one"
        )
    begin = day(since) if since else on - timedelta(weeks=WEEKS)
    nights = nights_between(settings, begin, on)
    found = compare(settings, stem, first, second, nights, labels)
    if as_json:
        print_json(_told(found))
        return
    _print(found, by)


def _told(found: "Comparison") -> Difference:
    return Difference(
        a=f"{found.stem}@{found.a}",
        b=f"{found.stem}@{found.b}",
        as_of=found.as_of,
        labels=found.labels,
        changes=[Change(what=what, a=a, b=b) for what, a, b in found.changes],
        per_team=found.per_team.to_dicts(),
        nights=found.nights.to_dicts(),
        groups=found.groups.to_dicts(),
        personas=found.personas.to_dicts(),
    )


def _print(found: "Comparison", by: By) -> None:
    say(f"{found.stem}: from the decision of {found.a} (A) to that of {found.b} (B)")
    for what, a, b in found.changes:
        say(f"  {what}: {a}  ->  {b}")
    if not found.changes:
        say("  nothing that decides who fires")
    last, count = found.nights.row(-1, named=True), found.nights.height
    say(
        f"Night of {found.as_of}, of {count} compared: by B {last['gained']} people "
        f"fire who do not by A, {last['lost']} no more, {last['both']} by both"
    )
    if by == "team":
        _print_teams(found)
    else:
        _print_groups(found, by)
    for row in found.personas.iter_rows(named=True):
        say(f"  {row['persona']} on {row['on']}: {row['before']}  ->  {row['after']}")
    if found.personas.is_empty():
        say("No persona comes out otherwise.")


def _print_groups(found: "Comparison", by: By) -> None:
    rows = found.groups.filter(group=by)
    more = rows["fired_b"].cast(int) - rows["fired_a"].cast(int)
    compact(
        f"People by {by}",
        {
            by: rows["value"],
            "people": rows["people"],
            "fired by A": rows["fired_a"],
            "fired by B": rows["fired_b"],
            "more": [f"{count:+d}" for count in more],
        },
        ends_at=1,
    )


def _print_teams(found: "Comparison") -> None:
    rows = [
        row
        for row in found.per_team.iter_rows(named=True)
        if any(row[name] for name in ("first_morning", "already_supported", "lost"))
        or row["per_week_a"] != row["per_week_b"]
    ]
    columns: dict[str, list[object]] = {
        "team": [row["team"] for row in rows],
        "hands": [row["capacity_per_week"] for row in rows],
        "A a week": [interval(row, "per_week_a", "{:.0f}") for row in rows],
        "B a week": [interval(row, "per_week_b", "{:.0f}") for row in rows],
        "1st morning": [interval(row, "first_morning", "{:.0f}") for row in rows],
        "kept off": [row["already_supported"] for row in rows],
        "lost": [row["lost"] or UNKNOWN for row in rows],
        "labels": [row["labelled"] or UNKNOWN for row in rows],
        "precision": [interval(row, "precision") for row in rows],
    }
    compact(
        "What changes for each team: new rows a week and on the first morning (95 %), "
        f"precision of the gained by {found.labels}",
        columns,
        ends_at=1,
    )
    first, kept_off = (
        found.per_team[name].sum() for name in ("first_morning", "already_supported")
    )
    say(
        f"In all {first} new rows on the first morning, and {kept_off} more whom a "
        "rule keeps off the lists; teams that nothing changes for are not shown."
    )
    if found.nights.height == 1:
        say("How many are new a week takes two nights or more; one is there.")
