"""Puts a team's files into its folder here: whole or not at all."""

import os
import re
import tempfile
from collections.abc import Callable, Container
from pathlib import Path

from delivery.packages import Package, RefusedTeam, files_of

UNFINISHED = ".part"


def put(package: Package, folder: Path, check: Callable[[], None]) -> Path:
    """Write a package below `folder`; returns the first file.

    What an earlier delivery of the same day left and is not part of this one is
    removed, once the new files stand. `check` raises where another delivery has begun
    since: that one takes away what this one has not yet given its name, so that it
    cannot lie over what is newer. Raises RefusedTeam where the team's folder would not
    be inside `folder`, OSError where a file cannot be written.
    """
    place = team_folder(folder, package.team)
    named = files_of(package.team, package.as_of).pattern
    _remove(place, re.compile(rf"\.({named})\.[^.]*{re.escape(UNFINISHED)}"), check)
    for name, content in package.files.items():
        _write(place, name, content, check)
    _remove(place, package.replaced, check, package.files)
    return place / next(iter(package.files))


def stands(package: Package, folder: Path) -> bool:
    """Whether all files of a package are in the team's folder.

    What is in them is not compared: a team writes its outcomes into its list.
    """
    place = team_folder(folder, package.team)
    return all((place / name).is_file() for name in package.files)


def team_folder(folder: Path, code: str) -> Path:
    """Where a team's files go; raises RefusedTeam when that is not inside `folder`."""
    inside = folder / code
    if inside.resolve().parent != folder.resolve():
        raise RefusedTeam(f"the folder of the team {code} leads out of {folder}.")
    return inside


def _write(place: Path, name: str, content: bytes, check: Callable[[], None]) -> None:
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
        check()
        os.replace(made, place / name)
    except BaseException:
        Path(made).unlink(missing_ok=True)
        raise
    _settle(place)


def _remove(
    place: Path,
    old: re.Pattern[str],
    check: Callable[[], None],
    kept: Container[str] = (),
) -> None:
    names = sorted(os.listdir(place)) if place.is_dir() else []
    gone = [name for name in names if name not in kept and old.fullmatch(name)]
    for name in gone:
        check()
        (place / name).unlink(missing_ok=True)
    if gone:
        _settle(place)


def _settle(place: Path) -> None:
    """Make the names in a folder survive a power cut."""
    handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
