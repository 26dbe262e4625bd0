"""Sources as they come: of either version, with a period, torn, and full of junk."""

import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extracts.import_report import NotImportable, SourceCount, UnbalancedImport
from extracts.omop import import_omop
from tests.examples import examples

from .tables import (
    CONCEPT,
    DRUG,
    PERSON,
    SAMPLE,
    VISIT,
    as_zip,
    extract,
    landed,
    of,
    write,
)


def test_cdm_5_3_lands_the_same_as_5_4(brought, tmp_path):
    """The older model has other admission columns and no vocabulary beside it."""
    _, read = brought(
        visit_occurrence=f"{VISIT},admitting_source_concept_id\n1,1,9202,2020-01-01,0\n",
    )
    older = read("contacts")
    write(
        tmp_path / "newer",
        visit_occurrence=f"{VISIT},admitted_from_concept_id\n1,1,9202,2020-01-01,0\n",
    )
    import_omop(tmp_path / "newer", tmp_path / "newer_out")
    assert extract(tmp_path / "newer_out", "contacts").equals(older)


def test_the_period_is_what_the_source_claims(brought):
    report, _ = brought(
        visit_occurrence=f"{VISIT}\n1,1,9202,2020-01-05\n",
        observation_period="person_id,observation_period_start_date,"
        "observation_period_end_date\n1,2019-01-01,2099-12-31\n",
        cdm_source="source_release_date\n2020-03-01\n",
    )
    assert (report.period_from, report.period_to) == (
        date(2019, 1, 1),
        date(2020, 3, 1),
    )


def test_the_period_can_be_given(tmp_path):
    source = write(
        tmp_path / "source", visit_occurrence=f"{VISIT}\n1,1,9202,2020-01-05\n"
    )
    report = import_omop(source, tmp_path / "out", date(2020, 2, 1))
    manifest = json.loads((tmp_path / "out" / "contacts.manifest.json").read_text())
    assert manifest["period_to"] == "2020-02-01" == str(report.period_to)


def test_unknown_files_are_told(tmp_path):
    source = write(
        tmp_path / "source",
        visit_occurrence=f"{VISIT}\n1,1,9202,2020-01-05\n",
        procedure_occurrence="procedure_occurrence_id\n1\n2\n",
        invoices="a\n1\n",
    )
    report = import_omop(source, tmp_path / "out")
    assert report.ignored_files == ("invoices.csv",)
    assert of(report, "procedure_occurrence").unmapped == {"table not used": 2}
    assert "file not used: invoices.csv" in report.as_lines()


def no_tables(folder):
    (folder / "readme.txt").write_text("hello")
    return folder


def not_a_zip(folder):
    (folder / "omop.zip").write_text("hello")
    return folder / "omop.zip"


def torn_zip(folder):
    whole = as_zip(folder)
    content = bytearray(whole.read_bytes())
    content[2000:4000] = b"\x00" * 2000
    whole.write_bytes(content)
    return whole


def torn_parquet(folder):
    (folder / "person.parquet").write_bytes(b"PAR1 and no more")
    return folder


def nobody(folder):
    return write(folder, person="person_id\n", visit_occurrence=f"{VISIT}\n")


@pytest.mark.parametrize(
    "broken", [no_tables, not_a_zip, torn_zip, torn_parquet, nobody, Path.absolute]
)
def test_a_source_that_cannot_be_used_gives_one_sentence(tmp_path, broken):
    folder = tmp_path / "source"
    if broken is not Path.absolute:
        folder.mkdir()
    with pytest.raises(NotImportable) as refused:
        import_omop(broken(folder), tmp_path / "out")
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "out").exists()


def test_an_extract_of_an_earlier_landing_is_not_mixed_in(tmp_path):
    first = write(
        tmp_path / "first",
        visit_occurrence=f"{VISIT}\n1,1,9202,2020-01-05\n",
        drug_exposure=DRUG + "1,1,20,2020-01-01,,,32838,,,,\n",
    )
    second = write(
        tmp_path / "second", visit_occurrence=f"{VISIT}\n1,1,9202,2020-01-05\n"
    )
    out = tmp_path / "out"
    import_omop(first, out)
    before = landed(out)
    with pytest.raises(NotImportable, match="prescriptions"):
        import_omop(second, out)
    assert landed(out) == before


def test_a_count_that_does_not_balance_is_refused():
    with pytest.raises(UnbalancedImport):
        SourceCount(source="person", read=3, used=1, unmapped={"no year of birth": 1})


NUMBER_CELLS = ("1", "2", "9202", "9203", "32869", "20", "1.0", "-1", "1e400", "9" * 20)
DAY_CELLS = ("2020-01-01", "2020-13-45", "2020-01-01 10:00:00", "2020-01-01T10:00:00Z")
CELLS = st.sampled_from([*NUMBER_CELLS, *DAY_CELLS, "", "x", "NULL", "''", "ä"])
SHAPES = {
    "person": PERSON.splitlines()[0],
    "death": "person_id,death_date",
    "visit_occurrence": f"{VISIT},visit_end_datetime,provider_id,visit_source_value",
    "drug_exposure": DRUG.strip(),
    "measurement": "measurement_id,person_id,measurement_concept_id,measurement_date,"
    "value_as_number,measurement_source_value,unit_source_value",
    "condition_occurrence": "condition_occurrence_id,person_id,condition_concept_id,"
    "condition_start_date,condition_end_date",
}


@settings(max_examples=examples(25), suppress_health_check=list(HealthCheck))
@given(drawn=st.data())
def test_any_junk_is_counted(tmp_path_factory, drawn):
    folder = tmp_path_factory.mktemp("junk")
    tables = {}
    for table, header in SHAPES.items():
        width = header.count(",") + 1
        cells = st.lists(CELLS, min_size=width, max_size=width)
        rows = drawn.draw(st.lists(cells, max_size=4), label=table)
        tables[table] = "\n".join([header, *(",".join(row) for row in rows)]) + "\n"
    tables["person"] += "7777,8507,1950,5,31\n"
    tables["visit_occurrence"] += "7777,7777,9202,2020-01-01,,,\n"
    source = write(folder / "source", **tables, concept=CONCEPT)
    report = import_omop(source, folder / "out")
    assert sum(report.extracts.values()) >= 2


def test_a_folder_of_zips_is_read_from_its_parquet_zip(tmp_path):
    packed = tmp_path / "packed"
    packed.mkdir()
    for name in ("a_csv.zip", "b_parquet.zip"):
        with zipfile.ZipFile(packed / name, "w") as archive:
            for path in SAMPLE.glob("*.csv"):
                archive.write(path, path.name)
    report = import_omop(packed, tmp_path / "out")
    assert "a_csv.zip" in report.ignored_files
    loose = import_omop(SAMPLE, tmp_path / "loose")
    assert report.extracts == loose.extracts
