"""`herate web` serves nobody whom it cannot know, and signs people out."""

from datetime import UTC, datetime

import pytest
import yaml

from schemas.settings import INVENTED_COUNTY, read_settings
from tests.schemas.test_sign_in import WHOLE
from web.sessions import Sessions, User
from worklist.store import open_store


@pytest.fixture
def county(tmp_path, monkeypatch):
    """`county(SETTINGS)`: the invented county, but for some settings."""

    def write(**given):
        path = tmp_path / "county.yaml"
        told = yaml.safe_load(INVENTED_COUNTY.read_text(encoding="utf-8")) | given
        path.write_text(yaml.safe_dump(told), encoding="utf-8")
        monkeypatch.setenv("HERATE_COUNTY", str(path))

    return write


@pytest.fixture
def served(monkeypatch):
    """What would have been served."""
    apps = []
    monkeypatch.setattr("uvicorn.run", lambda app, **_: apps.append(app))
    return apps


def test_without_a_login_nobody_is_served(herate, tmp_path, served):
    told = herate("web", "--home", tmp_path)
    assert told.code == 2
    assert "set sign_in" in told.err
    assert len(told.err.splitlines()) == 1
    assert served == []


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.1", "lista.example", "::"])
def test_a_demonstration_is_for_this_machine(herate, tmp_path, served, host):
    told = herate("web", "--demo", "--host", host, "--home", tmp_path)
    assert told.code == 2
    assert "127.0.0.1" in told.err
    assert served == []


@pytest.mark.parametrize("given", [{"sign_in": WHOLE}, {"invented": False}])
def test_a_county_of_its_own_is_no_demonstration(
    herate, tmp_path, served, county, given
):
    county(**given)
    told = herate("web", "--demo", "--home", tmp_path)
    assert told.code == 2
    assert "leave --demo out" in told.err
    assert served == []


def test_a_county_is_served_with_its_login(
    herate, tmp_path, served, county, monkeypatch
):
    county(sign_in=WHOLE, invented=False)
    monkeypatch.setenv("HERATE_TEST_SECRET", "open sesame")
    assert herate("web", "--home", tmp_path).code == 0
    [app] = served
    assert app.state.cookies.secure
    monkeypatch.delenv("HERATE_TEST_SECRET")
    told = herate("web", "--home", tmp_path)
    assert told.code == 2
    assert "HERATE_TEST_SECRET holds no secret" in told.err


def test_a_demonstration_is_served(herate, tmp_path, served):
    assert herate("web", "--demo", "--home", tmp_path).code == 0
    assert len(served) == 1


def test_a_user_is_signed_out_everywhere(herate, tmp_path):
    store = open_store(read_settings(tmp_path).database_url)
    sessions = Sessions(store, lambda: datetime.now(UTC))
    keys = [sessions.begin(User("sirpa", "Sirpa", ()), "fi") for _ in range(2)]
    other = sessions.begin(User("aino", "Aino", ()), "fi")
    told = herate("web", "sign-out", "sirpa", "--home", tmp_path)
    assert (told.code, told.out.strip()) == (0, "2 sessions ended")
    assert [sessions.standing(key) for key in keys] == [None, None]
    assert sessions.standing(other)
    assert herate("web", "sign-out", "sirpa", "--home", tmp_path / "no").code == 2


def test_what_has_no_roles_grants_none(herate, tmp_path):
    open_store(read_settings(tmp_path).database_url)
    told = herate("web", "grant", "herate_page", "--home", tmp_path)
    assert told.code == 2
    assert "SQLite" in told.err
