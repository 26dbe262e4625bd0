"""`herate suppressed`: who is kept off a team's list, by which rule and until when."""

from collections import Counter
from datetime import date
from typing import Annotated

import typer
from pydantic import BaseModel

from cli.accesses import log_shown_in
from cli.options import AsOf, Home, Json, day
from cli.printing import print_json, table

# What is told where the team may not see a rule or a reason.
NOT_SHOWN = "not shown to this team"


class KeptOffRow(BaseModel):
    """One client who is kept off the list; `since` null: by a snooze, not a rule."""

    client_id: str
    rule: str
    since: date | None
    until: date | None
    reasons: list[str]


class KeptOffList(BaseModel):
    """Whom rules keep off a team's list, and all its open episodes by where they are.

    A snoozed client comes back on the morning of `until`; for the others it is the last
    as-of day on which the rule holds if nothing more is recorded. Null: not known.
    `withheld`: how many the team may be told nothing of.
    """

    team: str
    as_of: date
    shown: int
    queued: int
    snoozed: int
    suppressed: int
    withheld: int
    by_rule: dict[str, int]
    rows: list[KeptOffRow]


def suppressed(
    team: Annotated[str, typer.Option("--team", help="The code of the team.")],
    as_of: AsOf = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """List who is kept off a team's list, as the team may see it."""
    from night.explaining import last_night
    from night.listing import lists_of
    from night.places import Places
    from schemas.settings import read_settings

    settings = read_settings(home)
    on = day(as_of) if as_of else last_night(settings)
    if not settings.county.may_list_people(on):
        raise ValueError(f"the county's settings do not allow lists of people on {on}")
    if not Places.of(settings, on).manifest.is_file():
        raise ValueError(f"the night of {on} was not run; run it, or name another")
    lists = {one.code: one for one in lists_of(settings, on)}
    if team not in lists:
        raise ValueError(f"there is no team {team}; choose {', '.join(lists)}")
    one = lists[team]
    rows = [
        KeptOffRow(
            client_id=row.client_id,
            rule=(row.kept_off.rule or NOT_SHOWN) if row.kept_off else row.state,
            since=row.kept_off.since if row.kept_off else None,
            until=row.kept_off.until if row.kept_off else row.wakes_on,
            reasons=[reason.trigger or NOT_SHOWN for reason in row.reasons],
        )
        for row in (*one.suppressed, *one.snoozed)
    ]
    told = KeptOffList(
        team=team,
        as_of=on,
        shown=len(one.rows),
        queued=len(one.queue),
        snoozed=len(one.snoozed),
        suppressed=len(one.suppressed),
        withheld=sum(one.withheld.values()),
        by_rule=dict(Counter(row.rule for row in rows)),
        rows=rows,
    )
    log_shown_in(settings, "listed", (row.client_id for row in rows), team, on)
    if as_json:
        print_json(told)
        return
    table(
        f"Kept off the list of {team}, {on}: {told.suppressed} by a rule, "
        f"{told.snoozed} snoozed",
        ["client", "rule", "since", "until", "reasons"],
        (
            [
                row.client_id,
                row.rule,
                row.since or "-",
                row.until or "-",
                ", ".join(row.reasons),
            ]
            for row in rows
        ),
    )
