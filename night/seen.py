"""What one team may see of where its own client stands: its row says so."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from night.findings import Finding
from night.merging import labels_of
from night.places import Places
from schemas.register import Register
from triggers._catalogue import definition
from worklist.lists import TeamList
from worklist.masking import Person, may_see
from worklist.recorded import TRANSFERRED
from worklist.routing import Routing
from worklist.rows import Row
from worklist.standing import Holding, Part, Standing


def row_of(
    lists: list[TeamList], client_id: str, stood: Standing
) -> tuple[Row | None, int | None]:
    """The client's row on the list of the team that answers, and its turn in the queue.

    Null: the client may not stand there, or waits in no queue.
    """
    team = stood.episode["team"] if stood.episode else None
    for one in lists:
        if one.code == team:
            rows = (*one.everybody, *one.suppressed)
            row = next((row for row in rows if row.client_id == client_id), None)
            waiting = [queued.client_id for queued in one.queue]
            turn = waiting.index(client_id) + 1 if client_id in waiting else None
            return row, turn
    return None, None


def as_seen_by(
    code: str,
    routing: Routing,
    places: Places,
    client_id: str,
    row: Row | None,
    stood: Standing,
    found: tuple[Finding, ...],
) -> tuple[Standing, tuple[Finding, ...], bool]:
    """Where a client stands and what triggers say, without what a team may not see.

    Also whether a reason is hidden. Raises ValueError when there is no such team, when
    the client is not its own or may not stand on its list, or when the night no longer
    has the rows that say what it may see.
    """
    if code not in routing.teams:
        raise ValueError(
            f"there is no team {code}; the county has {', '.join(routing.teams)}"
        )
    if not places.buckets("clients").is_dir():
        raise ValueError(
            f"the rows of the night of {places.as_of} are no longer kept, so what a "
            "team may see cannot be told; leave out --team, or ask for a later night"
        )
    if row is None or stood.episode is None or stood.episode["team"] != code:
        raise ValueError(
            f"{client_id} is not on a list of team {code} on {places.as_of}"
        )
    team = routing.teams[code]
    labels = labels_of(places, [client_id]).to_dicts()
    person = Person.of(labels[0]) if labels else Person()
    held_in = _registers(places, client_id)

    def sees(stem: str) -> bool:
        one = definition(stem)
        registers = held_in.get(stem, one.registers)
        return may_see(team, one.seen_by, map(Register, registers), person)

    hidden = any(not reason.trigger for reason in row.reasons)
    holding = tuple(
        _without(one, {source for source, _ in one.covered_by if not sees(source)})
        for one in stood.holding
        if sees(one.trigger)
    )
    # A rule, of routing or of what keeps a client off, may tell of what is hidden.
    transferred = stood.episode["rule"] == TRANSFERRED
    episode = dict(stood.episode) | {"rule": TRANSFERRED if transferred else ""}
    if row.kept_off is not None:
        episode |= {
            "suppressed_by": row.kept_off.rule,
            "suppressed_until": row.kept_off.until,
        }
    if hidden:
        episode["gone_on"] = None
    seen = replace(
        stood,
        episode=episode,
        holding=holding,
        recorded=stood.recorded and _by_team(stood.recorded, code),
        since_then=tuple(_by_team(one, code) for one in stood.since_then),
        ended=tuple(
            one
            for one in stood.ended
            if row.earlier is not None
            and (one.closed_on, one.outcome, one.team)
            == (row.earlier.closed_on, row.earlier.outcome, row.earlier.team)
        ),
    )
    shown = tuple(_without_chances(one) for one in found if sees(one.trigger))
    return seen, shown, hidden


def _without(one: Holding, unseen: set[str]) -> Holding:
    """A reason without what covers it unseen: for the team it stands by itself."""
    covered_by = tuple(pair for pair in one.covered_by if pair[0] not in unseen)
    if one.part == Part.COVERED and not covered_by:
        return replace(one, part=Part.LISTS, covered_by=())
    return replace(one, covered_by=covered_by)


def _by_team(row: Mapping[str, Any], code: str) -> Mapping[str, Any]:
    """A recording without who made it, where that was another team."""
    return row if row["team"] == code else {**row, "actor": "", "team": ""}


def _without_chances(one: Finding) -> Finding:
    """What fired, without the chances that were met: no team is told those."""
    measures = definition(one.trigger).measures
    told = tuple(
        clause
        for clause in one.clauses
        if not (measures[clause.measure].p_value and clause.met)
    )
    return one.model_copy(update={"clauses": told})


def _registers(places: Places, client_id: str) -> dict[str, list[str]]:
    """The registers that hold the evidence of what fired, by trigger."""
    rows = (
        pl.scan_parquet(places.result("fired"))
        .filter(pl.col("client_id") == client_id)
        .select("trigger", "registers")
        .collect()
    )
    return dict(rows.rows())
