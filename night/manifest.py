"""What a night was made from, so that it can be made again."""

import hashlib
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from night.admission import ExtractReport
from night.evaluation import Counts
from schemas.settings import REPOSITORY
from triggers._catalogue import triggers_on

# The rooms whose files decide what a night says.
ROOMS = ("schemas", "extracts", "quality", "triggers", "worklist", "delivery", "night")
CODE = (".py", ".csv", ".yaml")


class NightManifest(BaseModel):
    """The last file that a night writes.

    `parameters`: hash of the decisions in force with their codelists; `code`: hash of
    the rooms' files; `decisions`: trigger to the first day of its decision.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: date
    code: str
    parameters: str
    decisions: dict[str, date]
    extracts: dict[str, ExtractReport]
    counts: Counts | None


@cache
def code_version() -> str:
    """Hash of every file that decides what a night says."""
    files = (
        path
        for room in ROOMS
        for path in (REPOSITORY / room).rglob("*")
        if path.suffix in CODE
    )
    return _digest(files)


def parameters_version(as_of: date) -> str:
    """Hash of the decisions in force on a day, with the codes that they name."""
    digest = hashlib.sha256()
    for one in triggers_on(as_of):
        for part in (one.stem, one.decision, one.parameters):
            told = part if isinstance(part, str) else part.model_dump_json()
            digest.update(told.encode())
    return digest.hexdigest()


def decisions_in_force(as_of: date) -> dict[str, date]:
    """Trigger to the first day of the decision that holds on a day."""
    return {one.stem: one.decided_on for one in triggers_on(as_of) if not one.on_trial}


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.relative_to(REPOSITORY).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
