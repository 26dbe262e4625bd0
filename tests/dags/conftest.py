"""An Airflow of its own, on SQLite, set up before Airflow is first imported."""

import os
import tempfile

import pytest

from schemas.settings import REPOSITORY

HOME = tempfile.mkdtemp(prefix="herate-airflow-")
os.environ |= {
    "AIRFLOW_HOME": HOME,
    "AIRFLOW__CORE__DAGS_FOLDER": str(REPOSITORY),
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{HOME}/airflow.db",
}


@pytest.fixture(scope="module", autouse=True)
def _own_mask():
    """Tasks run within this process, and set what others may read."""
    mask = os.umask(0o022)
    yield
    os.umask(mask)


@pytest.fixture(scope="session")
def airflow_database():
    """Airflow's own tables, made once."""
    from airflow.utils.db import initdb

    initdb()


@pytest.fixture(scope="module")
def load_nightly(airflow_database):
    """Loads the DAG as Airflow's own processing does, each time anew."""

    def load():
        from airflow.dag_processing.dagbag import DagBag

        bag = DagBag(str(REPOSITORY))
        assert bag.import_errors == {}
        assert set(bag.dags) == {"nightly"}
        return bag.dags["nightly"]

    return load


@pytest.fixture
def nightly(load_nightly):
    """The DAG, fresh for each test: a test run leaves its parameters in it."""
    return load_nightly()
