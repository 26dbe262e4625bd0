"""The DAG is a timetable: whole, thin, and the same night as the command's."""

import ast
import shutil
from datetime import date

import polars as pl
import pytest

from fixtures.population import generate
from schemas.extracts import ADMITTED
from schemas.settings import REPOSITORY, read_settings
from tests.private_files import open_to_others
from triggers._catalogue import stems

# A day on which no persona is expected, so that a test can break it for the county.
ON = date(2026, 11, 17)


@pytest.fixture(scope="module")
def landing(made_once):
    """The extracts of a small county; nobody writes here."""
    return made_once("dag-landing", lambda folder: generate(800, ON, 7, folder))


def new_home(folder, landing, monkeypatch):
    shutil.copytree(landing, folder / "landing" / ON.isoformat())
    monkeypatch.setenv("HERATE_HOME", str(folder))
    monkeypatch.setenv("HERATE_DATABASE_URL", f"sqlite:///{folder / 'store.sqlite'}")
    return folder


@pytest.fixture
def home(tmp_path, landing, monkeypatch, without_pages):
    return new_home(tmp_path / "home", landing, monkeypatch)


@pytest.fixture(scope="module")
def night(load_nightly, landing, tmp_path_factory):
    """One whole night through Airflow: the run and the home."""
    with pytest.MonkeyPatch.context() as patched:
        folder = new_home(tmp_path_factory.mktemp("night"), landing, patched)
        yield run(load_nightly(), groups=2), folder


def run(nightly, **conf):
    for task in nightly.tasks:
        task.retries = 0
    return nightly.test(run_conf={"as_of": ON.isoformat(), **conf})


def states(dag_run):
    return {
        (one.task_id, one.map_index): str(one.state)
        for one in dag_run.get_task_instances()
    }


def test_every_extract_is_admitted_by_a_task_of_its_own_with_an_asset(nightly):
    for extract in ADMITTED:
        task = nightly.get_task(f"admit_{extract}")
        assert [outlet.name for outlet in task.outlets] == [f"{extract}_admitted"]


def test_every_task_but_the_last_words_is_tried_again(nightly):
    final = {"note_failure", "report_failed_triggers"}
    assert {task.task_id for task in nightly.tasks if task.retries < 1} <= final
    assert nightly.doc_md
    assert nightly.tags
    assert nightly.max_active_runs == 1


def test_the_timetable_imports_no_room_when_it_is_parsed():
    tree = ast.parse((REPOSITORY / "dags" / "nightly.py").read_text())
    imported = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name)
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert {name.split(".")[0] for name in imported} <= {
        "airflow",
        "datetime",
        "os",
        "pendulum",
    }


def test_the_dag_runs_a_whole_night(night):
    dag_run, home = night
    assert dag_run.state == "success"
    assert any((home / "lists" / ON.isoformat()).glob("*/lista_*.xlsx"))
    assert (home / "nights" / ON.isoformat() / "manifest.json").is_file()


def test_nobody_else_on_the_machine_may_read_what_its_tasks_wrote(night):
    _, home = night
    assert open_to_others(home) == []


def test_the_command_gives_the_same_night_as_the_dag(night, tmp_path, without_pages):
    from cli.nights import run_steps

    _, home = night
    settings = read_settings(tmp_path, home / "landing" / ON.isoformat()).model_copy(
        update={"database_url": f"sqlite:///{tmp_path / 'store.sqlite'}"}
    )
    assert run_steps(settings, ON, {})
    for name in ("measures", "outcomes", "unassessed", "fired"):
        result = f"nights/{ON}/results/{name}.parquet"
        assert (tmp_path / result).read_bytes() == (home / result).read_bytes()
    lists = sorted(path.relative_to(home) for path in (home / "lists").rglob("*.*"))
    assert lists
    for path in lists:
        assert (tmp_path / path).read_bytes() == (home / path).read_bytes()


def test_what_tasks_tell_each_other_is_counts_and_numbers(night):
    dag_run, home = night
    clients = pl.read_parquet(home / "landing" / ON.isoformat() / "clients.parquet")
    pseudonyms = set(clients["client_id"].drop_nulls())
    for one in dag_run.get_task_instances():
        told = str(one.xcom_pull(task_ids=one.task_id, key="return_value"))
        assert len(told) < 200 * len(stems())
        assert not any(pseudonym in told for pseudonym in pseudonyms)


def test_a_failing_trigger_turns_the_run_red_and_lists_go_out(
    nightly, home, monkeypatch
):
    from triggers import scattered_contacts

    sound = scattered_contacts.measure

    def broken(contacts, as_of, p):
        if as_of == ON:
            raise RuntimeError("broken on this day alone")
        return sound(contacts, as_of, p)

    monkeypatch.setattr(scattered_contacts, "measure", broken)
    dag_run = run(nightly)
    assert dag_run.state == "failed"
    found = states(dag_run)
    assert found["report_failed_triggers", -1] == "failed"
    assert found["deliver", -1] == "success"
    assert any((home / "lists" / ON.isoformat()).glob("*/lista_*.xlsx"))


def test_a_step_that_breaks_tells_every_team_that_there_is_no_list(
    nightly, home, monkeypatch
):
    from night import steps

    def broken(settings, as_of):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(steps, "buckets", broken)
    dag_run = run(nightly)
    assert dag_run.state == "failed"
    assert states(dag_run)["note_failure", -1] == "success"
    folder = home / "lists" / ON.isoformat()
    assert len(list(folder.glob("*/ei_listaa_*"))) == len(list(folder.iterdir())) > 10


def test_a_run_without_a_day_fails_with_a_sentence(nightly, home):
    for task in nightly.tasks:
        task.retries = 0
    dag_run = nightly.test()
    assert dag_run.state == "failed"
    assert not (home / "nights").exists()
