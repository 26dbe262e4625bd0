"""A small invented county with three days of landings, and homes to run nights in.

The three nights are run once, in order, for all who test beside each other; a test
that needs nights before its own gets a copy of what stood after them.
"""

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from fixtures.population import generate
from night import steps
from schemas.contract import Contract
from schemas.extracts import ADMITTED
from schemas.settings import Settings, read_settings
from schemas.verdict import Judgement, Verdict

FIRST = date(2026, 11, 20)
# Far enough apart for a small county to have new crossings.
DAYS = tuple(FIRST + timedelta(days) for days in (0, 4, 8))
INHABITANTS = 1_500
AT = datetime(2026, 12, 1, 2, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def landings(made_once: Callable[..., Path]) -> Path:
    """Three days of the county, one folder a day; nobody writes here."""

    def make(folder: Path) -> None:
        for day in DAYS:
            generate(INHABITANTS, day, 7, folder / day.isoformat())

    return made_once("night-landings", make)


@pytest.fixture
def home(tmp_path: Path, landings: Path) -> Settings:
    """An installation of its own with the three landings."""
    return new_home(tmp_path / "home", landings)


def new_home(folder: Path, landings: Path) -> Settings:
    """An installation in a folder, with a copy of the landings."""
    shutil.copytree(landings, folder / "landing")
    return settings_of(folder)


def settings_of(folder: Path) -> Settings:
    """The settings of an installation in a folder."""
    settings = read_settings(folder)
    small = settings.county.model_copy(
        update={"clients_per_bucket": 800, "quality_pages": False}
    )
    return settings.model_copy(
        update={
            "county": small,
            "database_url": f"sqlite:///{folder / 'store.sqlite'}",
        }
    )


def all_steps(settings: Settings, day: date) -> list[tuple[str, Callable[[], object]]]:
    """The steps of a night in their order, each ready to run."""
    return [
        *(
            (f"admit {name}", lambda name=name: steps.admit(settings, day, name))
            for name in ADMITTED
        ),
        ("buckets", lambda: steps.buckets(settings, day)),
        (
            "evaluate",
            lambda: [
                steps.evaluate(settings, day, group)
                for group in steps.groups(settings, day, 2)
            ],
        ),
        ("gather", lambda: steps.gather_results(settings, day)),
        ("merge", lambda: steps.merge_results(settings, day)),
        ("deliver", lambda: steps.deliver(settings, day, AT)),
        ("close", lambda: steps.close(settings, day)),
    ]


def run_night(settings: Settings, day: date, since: str = "") -> None:
    """Run every step of a night, or those since the one that is named."""
    steps_of_night = all_steps(settings, day)
    names = [name for name, _ in steps_of_night]
    for _, step in steps_of_night[names.index(since) if since else 0 :]:
        step()


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its place, as bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="session")
def nights(made_once: Callable[..., Path], landings: Path) -> Path:
    """What stood after one, two and three nights, a home each; nobody writes here."""

    def make(folder: Path) -> None:
        settings = new_home(folder / "3", landings)
        for number, day in enumerate(DAYS, 1):
            run_night(settings, day)
            if number < len(DAYS):
                shutil.copytree(settings.home, folder / str(number))
        # Whoever let go of a store later would take files away from who copies it.
        assert [*folder.rglob("*.sqlite-*")] == []

    return made_once("nights", make)


@pytest.fixture(scope="session")
def stood(
    nights: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[int], Settings]:
    """`stood(number)`: what stood after so many nights, for readers.

    SQLite writes beside a store that is read: here it is a copy.
    """

    def settings(number: int) -> Settings:
        home, place = nights / str(number), tmp_path_factory.mktemp("store")
        store = shutil.copy2(home / "store.sqlite", place)
        return settings_of(home).model_copy(
            update={"database_url": f"sqlite:///{store}"}
        )

    return settings


@pytest.fixture(scope="session")
def undisturbed(stood: Callable[[int], Settings]) -> Settings:
    """Three nights run one after another; nobody writes here."""
    return stood(3)


@pytest.fixture
def after(nights: Path, tmp_path: Path) -> Callable[[int], Settings]:
    """`after(number)`: an installation of its own in which so many nights were run."""

    def home(number: int) -> Settings:
        return settings_of(shutil.copytree(nights / str(number), tmp_path / "home"))

    return home


def admitted(contract: type[Contract], *_: object) -> Judgement:
    """An extract's judgement, without the suites that take most of a small night."""
    return Judgement(
        extract=contract.extract, verdict=Verdict.ADMITTED, rows=0, findings=()
    )


@pytest.fixture
def without_suites(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing judges the extracts."""
    monkeypatch.setattr("night.admission.judge", admitted)
