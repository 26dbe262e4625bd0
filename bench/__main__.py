"""`python -m bench`: a night's evaluation beside a bare read and beside DuckDB.

Counties of HERATE_BENCH_SIZES inhabitants (68000,1000000) are prepared once under
`var/bench/`. Then each contender runs in a process of its own, one after the other,
several times over: DuckDB and polars on the triggers that DuckDB has, and polars on the
whole catalogue. DuckDB must agree on every person, or the run fails.
"""

import argparse
import json
import os
import platform
import statistics
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench import pages, sweeping
from bench.agreement import disagreements
from bench.child import Used, run
from bench.county import (
    AS_OF,
    columns_of,
    files_of,
    home_of,
    preparation,
    prepare,
    settings_of,
)
from bench.decided import write_decided
from bench.peer import TRIGGERS
from bench.worklist import MEASURED
from night.buckets import bucket_count
from night.places import Places
from triggers._catalogue import triggers_on

SIZES = "68000,1000000"
REPEATS = 5
READ, READ_WHOLE = "bare read", "bare read, whole catalogue"
POLARS, POLARS_WHOLE = "polars, bucket by bucket", "polars, whole catalogue"
DUCKDB = "DuckDB, tuned SQL"
# What each contender's wall time is held beside: a read of the columns that it reads.
BESIDE = {
    READ: READ,
    POLARS: READ,
    DUCKDB: READ,
    READ_WHOLE: READ_WHOLE,
    POLARS_WHOLE: READ_WHOLE,
}


def main() -> None:
    """Prepare, measure, compare, print; `--write FILE` keeps what was printed."""
    asked = argparse.ArgumentParser(prog="bench", description=__doc__)
    asked.add_argument("--repeats", type=int, default=REPEATS)
    asked.add_argument("--write", type=Path, help="write the tables to this file")
    given = asked.parse_args()
    sizes = os.environ.get("HERATE_BENCH_SIZES", SIZES)
    tables = [machine()]
    print(tables[0])
    for inhabitants in (int(size) for size in sizes.split(",")):
        tables.append(measured(inhabitants, given.repeats))
        print(tables[-1], flush=True)
    if given.write:
        given.write.write_text("# A night's evaluation\n\n" + "\n".join(tables))


def machine() -> str:
    """The facts about this machine and its libraries that times depend on."""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("polars", "duckdb"))
    cores = len(os.sched_getaffinity(0))
    return (
        f"{platform.machine()}, {cores} cores, load {os.getloadavg()[0]:.1f} at the "
        f"start, Python {platform.python_version()}, {libraries}\n"
    )


def measured(inhabitants: int, repeats: int) -> str:
    """The table of one county; raises SystemExit where the two do not agree."""
    home = home_of(inhabitants)
    print(f"{inhabitants:,} inhabitants: preparing what is not there yet", flush=True)
    prepare(home, inhabitants)
    places = Places.of(settings_of(home), AS_OF)
    commands = contenders(home, places)
    used: dict[str, list[Used]] = {name: [] for name in commands}
    for _ in range(repeats):
        for name, command in commands.items():
            used[name].append(run([sys.executable, "-m", *command]))
    folders = [places.results_of_bucket(n) for n in range(bucket_count(places))]
    differing = disagreements(folders, home / "peer")
    if differing:
        raise SystemExit("the two do not agree: " + "; ".join(differing))
    run([sys.executable, "-m", "bench.worklist", str(home)])
    run([sys.executable, "-m", "bench.pages", str(home)])
    run([sys.executable, "-m", "bench.sweeping", str(home)])
    return table(home, inhabitants, used)


def contenders(home: Path, places: Places) -> dict[str, list[str]]:
    """The commands of all contenders, once the files that they need are written.

    The whole catalogue comes last, so that DuckDB is held to the night's own results.
    """
    compared, whole = home / "columns_compared.json", home / "columns.json"
    compared.write_text(json.dumps(columns_of(places, TRIGGERS)))
    whole.write_text(json.dumps(columns_of(places)))
    write_decided(files_of(places), AS_OF, home / "decided.json")
    return {
        READ: ["bench.bare_read", str(compared)],
        POLARS: ["bench.nightly", str(home), *TRIGGERS],
        DUCKDB: ["bench.peer", str(home / "decided.json"), str(home / "peer")],
        READ_WHOLE: ["bench.bare_read", str(whole)],
        POLARS_WHOLE: ["bench.nightly", str(home)],
    }


def table(home: Path, inhabitants: int, used: dict[str, list[Used]]) -> str:
    """What was measured of one county, as Markdown."""
    lines = [
        f"## {inhabitants:,} inhabitants, {len(used[READ])} runs",
        "",
        f"The {len(TRIGGERS)} triggers that DuckDB has, then the whole catalogue of "
        f"{len(triggers_on(AS_OF))} in one pass; each beside a bare read of the "
        "columns that these triggers read.",
        "",
        "| | wall s, median | best | CPU s, median | peak GiB | x bare read |",
        "|---|---|---|---|---|---|",
    ]
    wall = {name: statistics.median(one.wall for one in f) for name, f in used.items()}
    for name, found in used.items():
        lines.append(
            f"| {name} | {wall[name]:.2f} | {min(one.wall for one in found):.2f} "
            f"| {statistics.median(one.cpu for one in found):.2f} "
            f"| {max(one.peak for one in found):.2f} "
            f"| {wall[name] / wall[BESIDE[name]]:.2f} |"
        )
    lines += [
        "",
        f"DuckDB takes {wall[DUCKDB] / wall[POLARS]:.2f} x the time of polars on the "
        "same triggers; both agree on every person.",
        "",
        "Prepared once (wall, CPU, peak):",
        "",
        *(f"- {step}: {took}" for step, took in preparation(home).items()),
        "",
        _page_of(json.loads((home / pages.MEASURED).read_text())),
        "",
        _sweep_of(json.loads((home / sweeping.MEASURED).read_text())),
        "",
        "What follows the evaluation, once, start-up apart (wall, CPU):",
        "",
        *(
            f"- {step}: {wall:.2f} s {cpu:.2f} s CPU"
            for step, (wall, cpu) in json.loads((home / MEASURED).read_text()).items()
        ),
        "",
    ]
    return "\n".join(lines)


def _page_of(took: dict[str, float]) -> str:
    return (
        f"A team's page with {took['rows']:.0f} rows, {pages.TIMES} times: "
        f"{took['median'] * 1000:.0f} ms in the median, {took['most'] * 1000:.0f} ms "
        f"at most, {took['bytes'] / 1000:.0f} kB sent. The page of one of its clients: "
        f"{took['client'] * 1000:.0f} ms in the median."
    )


def _sweep_of(took: dict[str, Any]) -> str:
    read, median, most = took["read"], took["median"], took["most"]
    return (
        f"A sweep of {sweeping.LIMITS} limits over stored measures of "
        f"{sweeping.PEOPLE:,} people, {took['labelled']:,} of them with a label: "
        f"{median * 1000:.0f} ms in the median of {took['triggers']} triggers, "
        f"{most * 1000:.0f} ms of the slowest, {took['slowest']}; {median / read:.1f} "
        f"and {most / read:.1f} x a bare read of the measures, {read * 1000:.0f} ms."
    )


if __name__ == "__main__":
    main()
