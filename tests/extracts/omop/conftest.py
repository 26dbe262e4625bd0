"""Tables brought through the import of OMOP."""

import pytest

from extracts.omop import import_omop

from .tables import SAMPLE, extract, write


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    out = tmp_path_factory.mktemp("sample")
    return import_omop(SAMPLE, out), out


@pytest.fixture
def brought(tmp_path):
    """Import hand-written tables; return the report and a reader of extracts."""

    def bring(**tables):
        out = tmp_path / "out"
        report = import_omop(write(tmp_path / "source", **tables), out)
        return report, lambda name: extract(out, name)

    return bring
