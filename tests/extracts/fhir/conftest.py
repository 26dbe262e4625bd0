"""Resources brought through the import of FHIR."""

import json

import pytest

from extracts.fhir import import_fhir

from .resources import extract


@pytest.fixture
def brought(tmp_path):
    """Import resources; return the report and a reader of extracts."""

    def bring(*resources):
        source = tmp_path / "source"
        source.mkdir(exist_ok=True)
        lines = [json.dumps(resource) for resource in resources]
        (source / "all.ndjson").write_text("\n".join(lines))
        report = import_fhir(source, tmp_path / "out")
        return report, lambda name: extract(tmp_path / "out", name)

    return bring
