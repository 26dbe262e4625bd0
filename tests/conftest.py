"""What is dear to make and nobody changes is made once for all who test beside."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, settings

from schemas.settings import INVENTED_COUNTY
from tests.new_stores import repeated
from triggers import _catalogue

# HYPOTHESIS_PROFILE chooses; `tests.examples` says what follows from it.
settings.register_profile(
    "usual",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
settings.register_profile(
    "soak", settings.get_profile("usual"), max_examples=4_000, derandomize=False
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "usual"))


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """`made_once(name, make)`: the folder that `make(folder)` filled, for all workers.

    Nobody writes there afterwards.
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent

    def folder_of(name: str, make: Callable[[Path], object]) -> Path:
        folder, whole = shared / name, shared / f"{name}.whole"
        with open(shared / f"{name}.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not whole.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                make(folder)
                whole.touch()
        return folder

    return folder_of


@pytest.fixture(scope="session", autouse=True)
def _quick_stores() -> Iterator[None]:
    with repeated():
        yield


@pytest.fixture
def few_triggers(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`few_triggers(STEM, ...)`: a night knows of these alone, and is the quicker."""

    def only(*stems: str) -> None:
        monkeypatch.setattr(_catalogue, "stems", lambda: stems)

    return only


@pytest.fixture
def without_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The invented county, but without pages about its extracts: quicker nights."""
    county = yaml.safe_load(INVENTED_COUNTY.read_text()) | {"quality_pages": False}
    path = tmp_path / "without_pages.yaml"
    path.write_text(yaml.safe_dump(county))
    monkeypatch.setenv("HERATE_COUNTY", str(path))
