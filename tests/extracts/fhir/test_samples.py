"""The samples of FHIR, whole and in every packing."""

import json

import polars as pl
import pytest

from extracts.fhir import import_fhir
from schemas.extracts import EXTRACTS

from .resources import EXTERNAL, extract, landed, of, resources_of


@pytest.fixture(scope="module", params=["fhir_bulk_10", "fhir_bundles_12"])
def sample(request, tmp_path_factory):
    out = tmp_path_factory.mktemp("sample")
    return import_fhir(EXTERNAL / request.param, out), out, EXTERNAL / request.param


def test_every_resource_of_the_samples_is_in_one_place(sample):
    report, _, folder = sample
    kinds = [resource["resourceType"] for resource in resources_of(folder)]
    assert {count.source: count.read for count in report.sources} == {
        kind: kinds.count(kind) for kind in set(kinds)
    }
    assert {of(report, "Encounter").used, of(report, "Condition").used} == {
        kinds.count("Encounter"),
        kinds.count("Condition"),
    }


def test_the_landings_keep_their_contracts(sample):
    report, out, _ = sample
    for name, rows in report.extracts.items():
        contract = EXTRACTS[name]
        frame = extract(out, name)
        assert frame.schema == contract.polars_schema()
        assert frame.height == rows
        broken = frame.select(
            rule.sum().alias(reason) for reason, rule in contract.violations().items()
        )
        assert sum(broken.row(0)) == 0
        assert not frame.select(contract.key).is_duplicated().any()


def test_references_of_every_kind_are_followed(sample):
    """Conditional references in the bulk export, urn:uuid in the bundles."""
    _, out, _ = sample
    contacts = extract(out, "contacts")
    assert "unknown" not in contacts["site"]
    diagnoses = extract(out, "diagnoses")
    assert set(diagnoses["contact_id"]) <= set(contacts["contact_id"])
    assert diagnoses["contact_id"].null_count() == 0
    clients = set(extract(out, "clients")["client_id"])
    assert set(contacts["client_id"]) == clients


def test_a_practitioners_role_gives_the_profession(tmp_path):
    import_fhir(EXTERNAL / "fhir_bulk_10", tmp_path)
    assert set(extract(tmp_path, "contacts")["profession"]) == {"physician"}


def test_blood_pressure_gives_two_rows(tmp_path):
    report = import_fhir(EXTERNAL / "fhir_bundles_12", tmp_path)
    analytes = extract(tmp_path, "measurements")["analyte"].cast(pl.String)
    systolic = (analytes == "systolic").sum()
    assert systolic == (analytes == "diastolic").sum() == 10
    count = of(report, "Observation")
    assert count.written["measurements"] == count.used + systolic


def as_bundles(resources, folder):
    entries = [
        {"fullUrl": f"https://example.org/fhir/{r['resourceType']}/{r['id']}"}
        | {"resource": r}
        for r in resources
    ]
    for number, part in enumerate((entries[::2], entries[1::2])):
        bundle = {"resourceType": "Bundle", "type": "collection", "entry": part}
        (folder / f"bundle-{number}.json").write_text(json.dumps(bundle))


def as_loose_files(resources, folder):
    for resource in resources:
        (folder / f"{resource['id']}.json").write_text(json.dumps(resource, indent=2))


def as_one_stream_twice(resources, folder):
    lines = [json.dumps(resource) for resource in [*resources[::-1], *resources]]
    (folder / "all.ndjson").write_text("\n\n".join(lines))


@pytest.mark.parametrize("packing", [as_bundles, as_loose_files, as_one_stream_twice])
def test_the_packing_changes_nothing(tmp_path, packing):
    import_fhir(EXTERNAL / "fhir_bulk_10", tmp_path / "as_it_came")
    folder = tmp_path / "packed"
    folder.mkdir()
    packing(resources_of(EXTERNAL / "fhir_bulk_10"), folder)
    import_fhir(folder, tmp_path / "out")
    assert landed(tmp_path / "out") == landed(tmp_path / "as_it_came")
