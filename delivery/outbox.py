"""Puts each team's list or note into its folder: whole or not at all."""

import os
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from delivery.columns import refuse_identity_codes
from delivery.csv_list import csv_list
from delivery.notes import empty_note, failure_note
from delivery.run_facts import RunFacts
from delivery.workbook import workbook
from worklist.lists import TeamList
from worklist.routing import Team

TEAM_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
# Windows gives these names to devices, whatever folder they stand in.
DEVICES = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]")
UNFINISHED = ".part"


class RefusedTeam(ValueError):
    """A team's code cannot be the name of a folder."""


class Kind(StrEnum):
    """What a team was given on a day."""

    LIST = "list"
    EMPTY = "empty"
    FAILURE = "failure"


# How the file's name begins.
NAMED = {Kind.LIST: "lista", Kind.EMPTY: "tyhja", Kind.FAILURE: "ei_listaa"}


@dataclass(frozen=True)
class Delivered:
    """What one team was given: a list (the workbook, with the CSV beside it) or a note.

    `rows`: clients on the list, `new` of them put there by this night, `queued` those
    who wait.
    """

    team: str
    path: Path
    kind: Kind
    rows: int = 0
    new: int = 0
    queued: int = 0


def deliver(
    lists: Sequence[TeamList],
    names: Mapping[str, str],
    folder: Path,
    run: RunFacts,
) -> list[Delivered]:
    """Write every team's list, or the note that it has nothing, under `folder`.

    `names`: client_id to the name that is shown. What an earlier delivery of the same
    day left in the folders of these teams and is not part of this one is removed, once
    the new files stand. Raises RefusedTeam for a team code that could lead elsewhere,
    NotPseudonymous for clients keyed by personal identity codes, ValueError for lists
    of another day: then nothing is written.
    """
    for one in lists:
        if one.as_of != run.as_of:
            raise ValueError(
                f"the list of {one.code} is of {one.as_of}, but the night is of "
                f"{run.as_of}: deliver each night's lists with its own facts."
            )
        refuse_identity_codes(row.client_id for row in one.everybody)
        team_folder(folder, one.code)
    return [_deliver_one(one, names, folder, run) for one in lists]


def deliver_failure(
    routing_teams: Mapping[str, Team],
    folder: Path,
    as_of: date,
    last_good: date | None,
    missing: Iterable[str],
) -> list[Delivered]:
    """Write to every team that a day has no list, and why; lists stay where they are.

    `missing`: the extracts that were missing or refused. `last_good`: the day of the
    last list, null when there has been none.
    """
    missing = tuple(missing)
    places = {code: team_folder(folder, code) for code in routing_teams}
    delivered = []
    for code, team in routing_teams.items():
        note = failure_note(team, as_of, last_good, missing)
        name = file_name(Kind.FAILURE, code, as_of, "txt")
        path = _write(places[code], name, note)
        _remove(places[code], _unfinished(code, as_of))
        delivered.append(Delivered(code, path, Kind.FAILURE))
    return delivered


def team_folder(folder: Path, code: str) -> Path:
    """Where a team's files go; raises RefusedTeam when that is not inside `folder`."""
    inside = folder / code
    if (
        not TEAM_CODE.fullmatch(code)
        or DEVICES.fullmatch(code)
        or inside.resolve().parent != folder.resolve()
    ):
        raise RefusedTeam(
            f"the team code {code!r} cannot name a folder: use small letters a-z, "
            "digits and hyphens, at most 40."
        )
    return inside


def file_name(kind: Kind, code: str, as_of: date, suffix: str) -> str:
    """The name of a delivered file; it says nothing of any client."""
    return f"{NAMED[kind]}_{code}_{as_of.isoformat()}.{suffix}"


def _deliver_one(
    one: TeamList, names: Mapping[str, str], folder: Path, run: RunFacts
) -> Delivered:
    if one.rows:
        kind = Kind.LIST
        contents = {"xlsx": workbook(one, names, run), "csv": csv_list(one, names)}
    else:
        kind = Kind.EMPTY
        contents = {"txt": empty_note(one, run.county)}
    place = team_folder(folder, one.code)
    written = [
        _write(place, file_name(kind, one.code, one.as_of, suffix), content)
        for suffix, content in contents.items()
    ]
    _remove(place, _finished(one.code, one.as_of), kept=written)
    _remove(place, _unfinished(one.code, one.as_of))
    return Delivered(
        one.code, written[0], kind, len(one.rows), len(one.new), len(one.queue)
    )


def _write(place: Path, name: str, content: bytes) -> Path:
    """Write a file that is either there whole or not there, readable by its owner."""
    if not place.is_dir():
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        _settle(place.parent)
        _settle(place.parent.parent)  # where the day's folder has its name
    # mkstemp opens with O_EXCL and mode 0600.
    handle, made = tempfile.mkstemp(prefix=f".{name}.", suffix=UNFINISHED, dir=place)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(made, place / name)
    except BaseException:
        Path(made).unlink(missing_ok=True)
        raise
    _settle(place)
    return place / name


def _finished(code: str, as_of: date) -> str:
    """What the names of a team's files of one day look like."""
    kinds = "|".join(NAMED.values())
    return rf"({kinds})_{code}_{as_of.isoformat()}\.(xlsx|csv|txt)"


def _unfinished(code: str, as_of: date) -> str:
    """What a delivery that was killed leaves behind."""
    return rf"\.{_finished(code, as_of)}\.[^.]*{re.escape(UNFINISHED)}"


def _remove(place: Path, pattern: str, kept: Sequence[Path] = ()) -> None:
    for path in sorted(place.iterdir()):
        if path not in kept and re.fullmatch(pattern, path.name):
            path.unlink()
    _settle(place)


def _settle(place: Path) -> None:
    """Make the names in a folder survive a power cut."""
    handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
