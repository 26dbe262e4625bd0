"""Anchors: heads of the access log, kept where whoever can write in it may not.

The chain shows by itself what was changed within it. That it was written anew, or that
its end was cut off, only shows against a head that was written down elsewhere.
"""

import fcntl
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import Engine, select

from schemas.whole_files import sync
from worklist.tables import ACCESS


class Anchor(BaseModel):
    """The last row of the log at some time: its number, its hash, its moment (UTC)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: int
    hash: str
    at: datetime


def anchor(engine: Engine, path: Path) -> Anchor | None:
    """Add the log's head to the file of anchors, unless it is its last line already.

    Null: the log is empty. The line is on the disk when this returns. Raises OSError
    where it cannot be written; the file is then as it was.
    """
    query = select(ACCESS.c.number, ACCESS.c.hash, ACCESS.c.at)
    with engine.connect() as connection:
        row = connection.execute(
            query.order_by(ACCESS.c.number.desc()).limit(1)
        ).first()
    if row is None:
        return None
    head = Anchor(number=row.number, hash=row.hash, at=row.at.replace(tzinfo=UTC))
    _add_line(path, head.model_dump_json().encode())
    return head


def read_anchors(path: Path) -> tuple[list[Anchor], list[int]]:
    """The anchors of a file, oldest first, and the numbers of lines that are none.

    Both are empty where there is no file.
    """
    anchors, odd = [], []
    said = path.read_bytes() if path.is_file() else b""
    for number, line in enumerate(said.splitlines(), 1):
        try:
            anchors.append(Anchor.model_validate_json(line))
        except ValidationError:
            odd.append(number)
    return anchors, odd


def _add_line(path: Path, line: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o640)
    with os.fdopen(descriptor, "r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        stands = file.readall()
        if stands.splitlines(keepends=True)[-1:] == [line + b"\n"]:
            return
        # A machine that stopped may have left half a line.
        broken = b"\n" if stands and not stands.endswith(b"\n") else b""
        whole = broken + line + b"\n"
        try:
            if file.write(whole) != len(whole):
                raise OSError("there is no room for a whole line")
            os.fsync(descriptor)
        except OSError as error:
            with suppress(OSError):
                file.truncate(len(stands))
            raise OSError(
                error.errno, error.strerror or str(error), str(path)
            ) from None
    sync(path.parent)
