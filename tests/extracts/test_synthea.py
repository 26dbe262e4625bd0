"""Synthea import: the sample, shuffled rows, and what cannot be used."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from extracts.import_report import NotImportable
from extracts.synthea import import_synthea
from schemas.extracts import EXTRACTS

SAMPLE = Path(__file__).parents[2] / "fixtures" / "external" / "synthea_csv_27"


def landed(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


def test_the_sample_lands_whole(tmp_path):
    report = import_synthea(SAMPLE, tmp_path)
    for count in report.sources:
        lines = (SAMPLE / f"{count.source}.csv").read_text().splitlines()
        assert count.read == len(lines) - 1
    for name, rows in report.extracts.items():
        contract = EXTRACTS[name]
        frame = pl.read_parquet(tmp_path / f"{name}.parquet")
        assert frame.schema == contract.polars_schema()
        assert frame.height == rows
        broken = frame.select(
            rule.sum().alias(reason) for reason, rule in contract.violations().items()
        )
        assert sum(broken.row(0)) == 0
        assert not frame.select(contract.key).is_duplicated().any()
    medications = next(c for c in report.sources if c.source == "medications")
    prescriptions = pl.read_parquet(tmp_path / "prescriptions.parquet")
    is_open = prescriptions["ended_on"].is_null().sum()
    assert medications.notes["open, no day of its end"] == is_open > 0
    assert set(prescriptions["event"]) == {"prescribed"}


def test_the_order_of_rows_changes_nothing(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    for path in SAMPLE.glob("*.csv"):
        frame = pl.read_csv(path, infer_schema=False)
        frame.sample(fraction=1, shuffle=True, seed=3).write_csv(source / path.name)
    import_synthea(source, tmp_path / "shuffled")
    import_synthea(SAMPLE, tmp_path / "as_it_came")
    assert landed(tmp_path / "shuffled") == landed(tmp_path / "as_it_came")


def test_rows_that_cannot_be_used_are_counted(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "patients.csv").write_text(
        "Id,BIRTHDATE,DEATHDATE,GENDER\np,1950-05-31,2020-01-01,F\nq,,,M\n"
    )
    (source / "encounters.csv").write_text(
        "Id,START,STOP,PATIENT,ORGANIZATION,ENCOUNTERCLASS,CODE\n"
        "1,2019-07-01T21:30:00Z,,p,o,emergency,1\n"
        "2,2019-07-01T21:30:00Z,,q,o,wellness,185349003\n"
        "3,2020-07-01T21:30:00Z,,p,o,wellness,410620009\n"
    )
    (source / "claims.csv").write_text("Id\n1\n2\n")
    (source / "notes.txt").write_text("hello")
    report = import_synthea(source, tmp_path / "out")
    counts = {count.source: count for count in report.sources}
    assert counts["patients"].unmapped == {"no day of birth": 1}
    assert counts["encounters"].unmapped == {"no such client": 1}
    assert counts["encounters"].notes == {"after death": 1}
    assert counts["claims"].unmapped == {"table not used": 2}
    assert report.ignored_files == ("notes.txt",)
    contacts = pl.read_parquet(tmp_path / "out" / "contacts.parquet")
    assert contacts["starts_at"].dt.date().to_list()[0] == date(2019, 7, 2)
    assert contacts.select("service_family", "urgency").rows() == [
        ("emergency", "emergency"),
        ("maternity_child", None),
    ]


def test_a_folder_without_patients_gives_one_sentence(tmp_path):
    with pytest.raises(NotImportable, match=r"no patients\.csv"):
        import_synthea(tmp_path, tmp_path / "out")
