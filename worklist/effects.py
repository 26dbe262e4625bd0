"""What each thing that people record does to its episode."""

from datetime import date, timedelta
from typing import Any

import polars as pl

from schemas.worklist_rules import WorklistRules
from worklist.states import State
from worklist.vocabulary import Effect, vocabulary

# The rule of those whom a person sent to their team.
TRANSFERRED = "transferred"
# A person's word on an episode stands against the rules that keep clients off lists.
TOUCHED = {
    "touched": True,
    "suppressed_by": None,
    "suppressed_on": None,
    "suppressed_until": None,
    "suppressed_in": None,
    "found_in": None,
}


class LostRecordings(ValueError):
    """Nights put together in this way would drop what people recorded."""


def after(
    now: pl.DataFrame, rows: list[dict[str, Any]], day: date, rules: WorklistRules
) -> pl.DataFrame:
    """Episodes after some rows of DISPOSITION of a day, none of which was undone.

    Raises LostRecordings where a client has no open episode to place a row on.
    """
    touched = pl.col("client_id").is_in([row["client_id"] for row in rows])
    # By client: a night that was put in late may have opened the episode earlier.
    theirs = {one["client_id"]: one for one in now.filter(touched).to_dicts()}
    lost = 0
    for row in rows:
        standing = theirs.get(row["client_id"])
        if standing is not None and _is_added(standing, row):
            continue
        if standing is None or standing["state"] == State.CLOSED:
            lost += 1
            continue
        standing |= {**TOUCHED, **_change(standing, row, day, rules)}
    if lost:
        raise LostRecordings(
            f"{lost} recordings that count from {day} would be lost, because their "
            "episodes would not be open then; nothing was merged: put the county's "
            "rules of the worklist back if they were changed, or mend the extracts of "
            "the earlier nights, and run again"
        )
    changed = pl.DataFrame(list(theirs.values()), schema=now.schema)
    return pl.concat([now.filter(~touched), changed])


def _is_added(standing: dict[str, Any], row: dict[str, Any]) -> bool:
    """Whether a row adds to what closed the episode earlier the same day."""
    closed = standing["state"] == State.CLOSED
    return closed and vocabulary().follows(row["code"], standing["outcome"])


def _change(
    standing: dict[str, Any], row: dict[str, Any], day: date, rules: WorklistRules
) -> dict[str, Any]:
    code = row["code"]
    match vocabulary().dispositions[code].effect:
        case Effect.TAKE:
            return {
                "state": State.TAKEN.value,
                "listed_on": standing["listed_on"] or day,
                "wakes_on": None,
            }
        case Effect.SNOOZE:
            return {"state": State.SNOOZED.value, "wakes_on": row["until"]}
        case Effect.TRY_AGAIN if standing["tries"] + 1 < rules.tries:
            return {
                "state": State.SNOOZED.value,
                "wakes_on": max(day, row["recorded_at"].date())
                + timedelta(days=rules.tries_again_after),
                "tries": standing["tries"] + 1,
            }
        case Effect.TRANSFER:
            # A person chose the team, so that it waits in no queue.
            return {
                "state": State.LISTED.value,
                "team": row["to_team"],
                "rule": TRANSFERRED,
                "listed_on": day,
                "wakes_on": None,
                "tries": 0,
            }
        case _:
            return {"state": State.CLOSED.value, "outcome": code}
