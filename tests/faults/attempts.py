"""Attempts at a night, each in a process of its own that faults may strike.

Python's fork server holds all that a night imports; an attempt is forked off it. It has
run nothing of polars, whose threads would not live on in a fork.
"""

import ctypes
import inspect
import os
import shutil
import signal
import smtplib
import sys
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

import alembic.command  # noqa: F401
import asyncssh
import polars as pl
import psycopg  # noqa: F401
import scipy.stats  # noqa: F401
import sqlalchemy.dialects.postgresql.psycopg
import sqlalchemy.dialects.sqlite  # noqa: F401
import yaml
from sqlalchemy import create_engine
from sqlalchemy.engine import Transaction

import cli.main
import quality.gate  # noqa: F401
from delivery import folder, mail, sftp
from fixtures.population import generate
from night import admission, steps
from night.manifest import code_version
from night.merging import county_routing
from night.places import Places
from schemas.extracts import ADMITTED
from schemas.settings import Settings
from schemas.verdict import Judgement, Verdict
from triggers import _catalogue
from worklist.episodes import open_clients
from worklist.recorded import Recording, record
from worklist.states import newest_episode
from worklist.store import open_store
from worklist.suppression import suppression
from worklist.vocabulary import vocabulary

FIRST = date(2026, 11, 20)
TONIGHT, NEXT = FIRST + timedelta(days=1), FIRST + timedelta(days=2)
AT = datetime(2026, 12, 1, 2, 30, tzinfo=UTC)
INHABITANTS = 300
# A few triggers make a night as well as all do, and sooner.
FEW = ("frequent_visits", "many_medicines", "missed_appointments", "scattered_contacts")
STUCK = 120
# https://man7.org/linux/man-pages/man2/unshare.2.html and mount.2.html
CLONE_NEWNS, CLONE_NEWUSER, MS_REMOUNT = 0x20000, 0x10000000, 32
NO_DISK = 75
ENDING = ("merge", "deliver", "close")
EVALUATED = ("evaluate", *ENDING)
SPAWN = get_context("forkserver")
SPAWN.set_forkserver_preload([__name__])
# What each attempt would read anew; none of it wakes polars.
for stem in FEW:
    _catalogue.definition(stem)
    import_module(f"triggers.{stem}")
vocabulary(), suppression(), code_version(), create_engine("sqlite://")


@dataclass
class Instants:
    """Counts the instants at which a night may be struck, and strikes at one of them.

    `at` null: it only counts. `strike` is called once.
    """

    at: int | None = None
    strike: object = None
    passed: list[str] = field(default_factory=list)

    def reach(self, label):
        self.passed.append(label)
        if len(self.passed) - 1 == self.at:
            self.strike()

    def watch(self):
        """Before and after all that outlives the process, or that others hear of.

        Before one is after another, but for what is done within another.
        """
        for owner, name in (
            (os, "replace"),
            (os, "fsync"),
            (os, "unlink"),
            (os, "mkdir"),
            (Transaction, "commit"),
            (smtplib.SMTP, "send_message"),
            (folder, "put"),
            (mail, "send"),
            (sftp, "put"),
            (asyncssh.SFTPClient, "posix_rename"),
            (asyncssh.SFTPClient, "remove"),
            (asyncssh.SFTPClientFile, "write"),
        ):
            setattr(owner, name, self._around(name, getattr(owner, name)))

    def _around(self, name, original):
        async def waiting(*given, **named):
            self.reach(f"before {name}")
            done = await original(*given, **named)
            self.reach(f"after {name}")
            return done

        if inspect.iscoroutinefunction(original):
            return waiting

        def around(*given, **named):
            self.reach(f"before {name}")
            done = original(*given, **named)
            self.reach(f"after {name}")
            return done

        return around


def on_small_disk(source, room, after):
    """A fault: the home lies on a disk of its own with so many pages of room left.

    What the attempt left there is put into the folder `after`. Where no such disk can
    be had, the attempt ends with `NO_DISK`.
    """
    return partial(_on_small_disk, source, room, after)


def _on_small_disk(source, room, after, settings):
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if libc.unshare(CLONE_NEWUSER | CLONE_NEWNS):
        os._exit(NO_DISK)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    home = str(settings.home)
    if libc.mount(b"small", home.encode(), b"tmpfs", 0, b"mode=0700"):
        os._exit(NO_DISK)
    shutil.copytree(source, home, dirs_exist_ok=True)
    disk = os.statvfs(home)
    pages = disk.f_blocks - disk.f_bfree + room
    if libc.mount(
        b"small", home.encode(), b"tmpfs", MS_REMOUNT, b"nr_blocks=%d" % pages
    ):
        os._exit(NO_DISK)

    def leave(code):
        shutil.copytree(home, after)
        end_now(code)

    end_now, os._exit = os._exit, leave


def at_instant(number, how):
    """A fault: this signal for the attempt itself, at one of its instants."""
    return partial(_strike_at, number, how)


def _strike_at(number, how, _):
    Instants(number, lambda: os.kill(os.getpid(), how)).watch()


def after_seconds(seconds):
    """A fault: the kernel ends the attempt when it has used so much processor time.

    By the clock, a busy machine would strike too early. As with SIGKILL, nothing of the
    process has a say.
    """
    return partial(_end_after, seconds)


def _end_after(seconds, _):
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)


def counting(path):
    """No fault: the instants that an attempt reaches go into a file, one a line.

    Before each stands how much processor time the attempt had used.
    """
    return partial(_count, path)


def counted(path):
    """The instants that `counting` wrote, and how much time the attempt took in all."""
    lines = [line.split(maxsplit=1) for line in path.read_text().splitlines()]
    return [label for _, label in lines], float(lines[-1][0])


def _count(path, _):
    class Written(Instants):
        def reach(self, label):
            super().reach(label)
            with open(path, "a") as file:
                file.write(f"{time.process_time()} {label}\n")

    Written().watch()


def begin(settings: Settings, day: date, names=ENDING, fault=None, at=AT):
    """Start an attempt at some steps of a night; returns its process.

    Exits 0 where all went well, else with the complaint on standard error.
    """
    attempt = SPAWN.Process(target=_attempt, args=(settings, day, names, fault, at))
    attempt.start()
    return attempt


def end(attempt):
    """Wait for an attempt; returns how it ended: negative, by which signal."""
    attempt.join(STUCK)
    if attempt.exitcode is None:
        attempt.kill()
        raise TimeoutError("an attempt got stuck")
    return attempt.exitcode


def wait_asleep(attempt):
    """Wait till an attempt has been stopped."""
    until = time.monotonic() + STUCK
    while Path(f"/proc/{attempt.pid}/stat").read_text().split()[2] != "T":
        assert time.monotonic() < until
        time.sleep(0.01)


def run(settings, day, names=ENDING, fault=None, at=AT):
    """An attempt from its beginning to whatever end."""
    return end(begin(settings, day, names, fault, at))


def _attempt(settings, day, names, fault, at):
    _catalogue.stems = lambda: FEW
    # It writes nothing here, and Great Expectations takes most of a small night.
    admission.judge = _admit_all
    if fault:
        fault(settings)
    try:
        for name in names:
            STEPS[name](settings, day, at)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _admit_all(contract, rows, *_):
    judged = rows.select(pl.len()).collect().item()
    told = {"extract": contract.extract, "rows": judged, "findings": ()}
    return Judgement(verdict=Verdict.ADMITTED, **told)


def _evaluate(settings, day, _):
    for extract in ADMITTED:
        steps.admit(settings, day, extract)
    steps.buckets(settings, day)
    for group in steps.groups(settings, day):
        steps.evaluate(settings, day, group)
    steps.gather_results(settings, day)


def _prepare(settings, day, at):
    """Three evaluated nights, of which the first is over: each finds others."""
    generate(INHABITANTS, day, 7, settings.landing_of(day))
    _evaluate(settings, day, at)
    first = Places.of(settings, FIRST)
    for number, other in enumerate((NEXT, TONIGHT, FIRST)):
        places = Places.of(settings, other)
        if other != FIRST:
            shutil.copytree(first.folder, places.folder)
            shutil.copytree(first.landing, places.landing)
        change(places, number)
    for name in ENDING:
        STEPS[name](settings, FIRST, at)


def change(places, number, of=3):
    """Let fewer people fire on a night: every third, and which of them, is left out."""
    path = places.result("fired")
    rows = pl.read_parquet(path).with_row_index("row")
    aside = path.with_suffix(".new")
    rows.filter(pl.col("row") % of != number).drop("row").write_parquet(aside)
    aside.replace(path)


def _record(settings, _, at):
    """Take over the first client of the first night."""
    engine = open_store(settings.database_url)
    client = min(open_clients(engine, FIRST))
    episode = newest_episode(engine, client)
    team = episode["team"]
    one = Recording(client, episode["opened_on"], "taken", "sirpa", team, "command")
    record(engine, one, at, FIRST, county_routing(settings))


def _deliver_rest(settings, day, at):
    with suppress(steps.NotDelivered):
        steps.deliver_rest(settings, day, at)


def _command(settings, day, _):
    """`herate night`, as a person runs it; what it says goes into a file."""
    home = settings.home
    said = os.open(home.with_name("said"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(said, 2)
    county = settings.county.model_copy(update={"routing": None})
    told = county.model_dump(mode="json") | {"routing": str(home / "routing.yaml")}
    home.with_name("county.yaml").write_text(yaml.safe_dump(told))
    os.environ["HERATE_COUNTY"] = str(home.with_name("county.yaml"))
    os.environ["HERATE_DATABASE_URL"] = settings.database_url
    sys.argv = ["herate", "night", "--home", str(home), "--as-of", str(day)]
    try:
        cli.main.main()
    except SystemExit as ended:
        os._exit(ended.code or 0)


STEPS = {
    "command": _command,
    "prepare": _prepare,
    "evaluate": _evaluate,
    "merge": lambda settings, day, _: steps.merge_results(settings, day),
    "deliver": steps.deliver,
    "correct": lambda settings, day, _: change(Places.of(settings, day), 0, 2),
    "record": _record,
    "close": lambda settings, day, _: steps.close(settings, day),
    "deliver rest": _deliver_rest,
}


def link_or_copy(source: str, target: str):
    """Files that are only ever replaced may be shared; a store is written in place."""
    if "sqlite" in Path(source).name:
        shutil.copy2(source, target)
    else:
        os.link(source, target)
