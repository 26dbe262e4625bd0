"""The worklist's step on two nights in a row: what the first opens, the second carries.

The second night has the results of the first, a day later: what changes from one night
to the next is little beside what is carried. `python -m bench.worklist HOME` writes
what it took, start-up apart, to `worklist.json` in the home.
"""

import json
import shutil
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from bench.county import AS_OF, settings_of
from night.evaluation import gather
from night.listing import lists_of
from night.merging import merge
from night.places import Places
from schemas.settings import Settings

MEASURED = "worklist.json"
NEXT = AS_OF + timedelta(days=1)


def measure(home: Path) -> dict[str, tuple[float, float]]:
    """Step to wall and CPU seconds, of a home whose buckets have been evaluated."""
    settings = settings_of(home)
    (home / "store").unlink(missing_ok=True)
    used = {
        "gather": _timed(lambda: gather(settings, AS_OF)),
        "worklist, first night": _timed(lambda: merge(settings, AS_OF)),
    }
    _copy_night(settings)
    used["worklist, a night later"] = _timed(lambda: merge(settings, NEXT))
    used["lists in words"] = _timed(lambda: lists_of(settings, NEXT))
    shutil.rmtree(Places.of(settings, NEXT).folder)
    return used


def _copy_night(settings: Settings) -> None:
    """Give the next day the results of the first."""
    first, second = Places.of(settings, AS_OF), Places.of(settings, NEXT)
    shutil.rmtree(second.folder, ignore_errors=True)
    shutil.copytree(first.folder, second.folder, copy_function=_link)


def _link(source: str, target: str) -> None:
    Path(target).hardlink_to(source)


def _timed(step: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    step()
    return time.perf_counter() - wall, time.process_time() - cpu


if __name__ == "__main__":
    place = Path(sys.argv[1])
    (place / MEASURED).write_text(json.dumps(measure(place), indent=2) + "\n")
