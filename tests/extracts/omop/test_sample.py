"""The sample of OMOP, whole and in every packing."""

import csv
import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from extracts.omop import import_omop
from schemas.extracts import EXTRACTS

from .tables import (
    SAMPLE,
    as_zip,
    extract,
    landed,
)

NUMBERS = ("_id", "_of_birth", "days_supply")
NAMES = {"domain_id", "vocabulary_id", "concept_class_id", "relationship_id"}


def test_every_row_of_the_sample_is_in_one_place(sample):
    report, _ = sample
    for source in report.sources:
        with (SAMPLE / f"{source.source.upper()}.csv").open(newline="") as file:
            rows = sum(1 for _ in csv.reader(file)) - 1
        assert source.read == rows
        assert rows == source.used + source.folded + sum(source.unmapped.values())
    assert len(report.sources) == len(list(SAMPLE.glob("*.csv")))


def test_the_landing_keeps_its_contracts(sample):
    report, out = sample
    assert set(report.extracts) == set(EXTRACTS) - {"plans"}
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
        manifest = json.loads((out / f"{name}.manifest.json").read_text())
        assert manifest["files"][0]["rows"] == rows


def test_the_sample_says_what_it_said(sample):
    _, out = sample
    contacts = extract(out, "contacts")
    assert contacts["mode"].unique().to_list() == ["visit"]
    assert set(contacts["profession"]) == {"physician"}
    clients = extract(out, "clients").select("client_id", "born_on", "sex", "died_on")
    assert clients.rows()[-1] == ("omop-person-8", date(1967, 1, 17), "female", None)
    analytes = extract(out, "measurements").filter(pl.col("analyte") == "hba1c")
    assert set(analytes["unit"]) == {"%"}


def as_tabs(folder: Path) -> Path:
    for path in SAMPLE.glob("*.csv"):
        pl.read_csv(path, infer_schema=False).write_csv(
            folder / path.name.lower(), separator="\t"
        )
    return folder


def as_parquet(folder: Path) -> Path:
    """Typed as a database would write it, in parts, one folder per table."""
    for path in SAMPLE.glob("*.csv"):
        frame = pl.read_csv(path, infer_schema=False)
        typed = frame.select(
            pl.col(name).cast(pl.Int32)
            if name.endswith(NUMBERS) and name not in NAMES
            else pl.col(name).str.to_date()
            if name.endswith("_date")
            else pl.col(name).str.to_datetime("%Y-%m-%d %H:%M:%S")
            if name.endswith("_datetime")
            else pl.col(name).cast(pl.Decimal(18, 3))
            if name == "value_as_number"
            else pl.col(name)
            for name in frame.columns
        )
        place = folder / "cdm" / path.stem.lower()
        place.mkdir(parents=True)
        half = typed.height // 2
        typed.head(half).write_parquet(place / "part-0.parquet")
        typed.slice(half).write_parquet(place / "part-1.parquet")
    return folder


def as_shuffled(folder: Path) -> Path:
    for path in SAMPLE.glob("*.csv"):
        frame = pl.read_csv(path, infer_schema=False)
        frame.sample(fraction=1, shuffle=True, seed=7).write_csv(folder / path.name)
    return folder


@pytest.mark.parametrize("packing", [as_tabs, as_zip, as_parquet, as_shuffled])
def test_the_packing_changes_nothing(sample, tmp_path, packing):
    _, out = sample
    source = tmp_path / "source"
    source.mkdir()
    report = import_omop(packing(source), tmp_path / "out")
    assert landed(tmp_path / "out") == landed(out)
    assert not report.ignored_files
