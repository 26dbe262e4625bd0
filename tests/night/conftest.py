"""A small invented county with three days of landings, and homes to run nights in."""

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from fixtures.population import generate
from night import steps
from schemas.extracts import ADMITTED
from schemas.settings import Settings, read_settings

FIRST = date(2026, 11, 20)
# Far enough apart for a small county to have new crossings.
DAYS = tuple(FIRST + timedelta(days) for days in (0, 4, 8))
INHABITANTS = 1_500
AT = datetime(2026, 12, 1, 2, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def landings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three days of the county, one folder a day; nobody writes here."""
    folder = tmp_path_factory.mktemp("county")
    for day in DAYS:
        generate(INHABITANTS, day, 7, folder / day.isoformat())
    return folder


@pytest.fixture
def home(tmp_path: Path, landings: Path) -> Settings:
    """An installation of its own with the three landings."""
    return new_home(tmp_path / "home", landings)


def new_home(folder: Path, landings: Path) -> Settings:
    """An installation in a folder, with a copy of the landings."""
    shutil.copytree(landings, folder / "landing")
    settings = read_settings(folder)
    small = settings.county.model_copy(
        update={"clients_per_bucket": 500, "quality_pages": False}
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


def run_night(settings: Settings, day: date) -> None:
    """Run every step of a night."""
    for _, step in all_steps(settings, day):
        step()


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its place, as bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, landings: Path) -> Settings:
    """Three nights run one after another; nobody writes here."""
    settings = new_home(tmp_path_factory.mktemp("undisturbed") / "home", landings)
    for day in DAYS:
        run_night(settings, day)
    return settings
