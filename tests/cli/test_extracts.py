"""`herate evaluate` and `herate import`: what they read, write and leave out."""

import json

import polars as pl

from schemas.settings import REPOSITORY

from .conftest import ON

EXTERNAL = REPOSITORY / "fixtures" / "external"


def test_evaluate_writes_one_row_per_person(herate, night, tmp_path):
    out = tmp_path / "results"
    told = herate("evaluate", night.landing, "--as-of", ON, "--out", out, "--json")
    assert told.code == 0, told.err
    counts = json.loads(told.out)
    outcomes = pl.read_parquet(out / "outcomes.parquet")
    measures = pl.read_parquet(out / "measures.parquet")
    fired = pl.read_parquet(out / "fired.parquet")
    assert outcomes.height == measures.height == counts["population"]
    assert {"client_id", "many_medicines", "scattered_contacts"} <= set(
        outcomes.columns
    )
    assert "many_medicines__medicines" in measures.columns
    assert {"client_id", "trigger", "measures", "limits", "evidence"} <= set(
        fired.columns
    )
    listed = {path.name for path in out.iterdir()}
    assert not {name for name in listed if name.startswith(".")}


def test_evaluate_can_be_narrowed_to_one_trigger(herate, night, tmp_path):
    arguments = ("--as-of", ON, "--out", tmp_path, "--trigger", "many_medicines")
    assert herate("evaluate", night.landing, *arguments).code == 0
    outcomes = pl.read_parquet(tmp_path / "outcomes.parquet")
    assert outcomes.columns == ["client_id", "many_medicines"]


def test_imports_report_what_they_could_not_map_and_can_be_evaluated(herate, tmp_path):
    for kind in ("omop", "fhir"):
        source = next(path for path in sorted(EXTERNAL.iterdir()) if kind in path.name)
        out = tmp_path / kind
        told = herate("import", kind, source, "--out", out, "--json")
        assert told.code == 0, told.err
        assert json.loads(told.out)["sources"]
        results = tmp_path / f"{kind}-results"
        day = json.loads((out / "clients.manifest.json").read_text())["period_to"]
        done = herate("evaluate", out, "--as-of", day, "--out", results)
        assert done.code == 0, done.err
        assert (results / "outcomes.parquet").is_file()
