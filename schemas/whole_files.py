"""Files that are whole or not there: written aside, synced, then renamed."""

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import polars as pl

PART = ".part"
# The disk is full, or what we may use of it, or what one file may.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
TOO_LITTLE = 1 << 20
# Rows of a row group where a reader wants few rows; it reads whole groups.
GROUP_OF_FEW = 4096


def write_whole(path: Path, content: bytes | str) -> None:
    """Write one file so that a reader sees the old content or the new, never half.

    It is for its owner alone. A part that a killed run left behind is overwritten.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + PART)
    part.unlink(missing_ok=True)
    data = content.encode() if isinstance(content, str) else content
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    rename_durably(part, path)


def sink_whole(frames: Mapping[Path, pl.LazyFrame], group: int | None = None) -> None:
    """Write Parquet files in one pass; each gets its name once it is on the disk.

    `group`: rows of a row group; null: as many as polars makes it.
    """
    parts = {path: path.with_name(path.name + PART) for path in frames}
    for path in frames:
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with no_room_told(next(iter(frames)).parent):
            pl.collect_all(
                [
                    rows.sink_parquet(parts[path], row_group_size=group, lazy=True)
                    for path, rows in frames.items()
                ]
            )
        for path, part in parts.items():
            rename_durably(part, path)
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


@contextmanager
def no_room_told(place: Path) -> Iterator[None]:
    """Raise OSError where polars found no room to write; its own error may be any.

    `place`: a folder on the disk that is written to.
    """
    try:
        yield
    except pl.exceptions.PolarsError as error:
        for number in NO_ROOM:
            if f"(os error {number})" in str(error):
                raise OSError(number, os.strerror(number)) from None
        # Of the end of a Parquet file it tells less.
        if shutil.disk_usage(place).free < TOO_LITTLE:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from None
        raise


@contextmanager
def alone(lock: Path, wait: bool = True) -> Iterator[None]:
    """Wait till no other process holds this lock, and hold it; killed, let it go.

    What a step writes aside has the same names in every attempt at it. Raises
    BlockingIOError where it would have to wait and may not.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield


def rename_durably(part: Path, name: Path) -> None:
    """Rename what is on the disk already, and see the name onto the disk too."""
    sync(part)
    part.replace(name)
    sync(name.parent)


def sync(path: Path) -> None:
    """See a file, or the names in a folder, onto the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
