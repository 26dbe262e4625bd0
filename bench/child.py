"""Runs a command in a process of its own and says what it used."""

import os
import subprocess
import time
from typing import NamedTuple

from schemas.settings import REPOSITORY


class Used(NamedTuple):
    """Wall and CPU seconds, start-up included, and peak memory in GiB."""

    wall: float
    cpu: float
    peak: float

    def __str__(self) -> str:
        return f"{self.wall:8.2f} s {self.cpu:8.2f} s CPU {self.peak:6.2f} GiB"


def run(command: list[str]) -> Used:
    """Run a command from the repository's root; raises ValueError when it fails."""
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise ValueError(
            f"`{' '.join(command[1:])}` ended with exit code {process.returncode}; "
            "its own message stands above"
        )
    return Used(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 2**20)
