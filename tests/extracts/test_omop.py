"""OMOP import: the sample in every packing, the traps one by one, and any junk."""

import csv
import json
import zipfile
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extracts.import_report import NotImportable, SourceCount, UnbalancedImport
from extracts.omop import import_omop
from schemas.extracts import EXTRACTS

SAMPLE = Path(__file__).parents[2] / "fixtures" / "external" / "omop_synthea27nj"
NUMBERS = ("_id", "_of_birth", "days_supply")
NAMES = {"domain_id", "vocabulary_id", "concept_class_id", "relationship_id"}


def landed(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


def extract(out: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(out / f"{name}.parquet")


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    out = tmp_path_factory.mktemp("sample")
    return import_omop(SAMPLE, out), out


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


def as_zip(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "omop.zip", "w") as packed:
        for path in SAMPLE.glob("*.csv"):
            packed.write(path, path.name)
            packed.writestr(f"__MACOSX/._{path.name}", b"\x00\x05")
    return folder / "omop.zip"


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


PERSON = """person_id,gender_concept_id,year_of_birth,month_of_birth,day_of_birth
1,8507,1950,5,31
2,8532,1980,,
"""
CONCEPT = """concept_id,concept_name,vocabulary_id,concept_class_id,concept_code
10,Type 2 diabetes,SNOMED,Clinical Finding,44054006
11,Type 2 diabetes,ICD10fi,ICD10 code,E11.9
20,lisinopril 10 MG Oral Tablet,RxNorm,Clinical Drug,314076
21,lisinopril 20 MG Oral Tablet,RxNorm,Clinical Drug,314077
22,lisinopril,RxNorm,Ingredient,29046
23,lisinopril 10 MG,RxNorm,Clinical Drug Comp,316151
24,lisinopril 20 MG,RxNorm,Clinical Drug Comp,316152
25,amlodipine,RxNorm,Ingredient,17767
26,amlodipine 5 MG / lisinopril 10 MG,RxNorm,Clinical Drug,999
27,amlodipine 5 MG,RxNorm,Clinical Drug Comp,329528
28,amlodipine 5 MG Oral Tablet,RxNorm,Clinical Drug,197361
29,amlodipine,ATC,ATC 5th,C08CA01
40,Systolic blood pressure,LOINC,Clinical Observation,8480-6
41,millimeter mercury column,UCUM,Unit,mm[Hg]
"""
RELATED = """concept_id_1,concept_id_2,relationship_id,invalid_reason
20,23,Consists of,
21,24,Consists of,
23,22,RxNorm has ing,
24,22,RxNorm has ing,
26,23,Consists of,
26,27,Consists of,
27,25,RxNorm has ing,
28,27,Consists of,
28,29,RxNorm - ATC,
"""
VISIT = "visit_occurrence_id,person_id,visit_concept_id,visit_start_date"


def write(folder: Path, **tables: str) -> Path:
    """A source of hand-written tables; PERSON is there unless it is given."""
    folder.mkdir(exist_ok=True)
    for table, rows in ({"person": PERSON} | tables).items():
        (folder / f"{table}.csv").write_text(rows, encoding="utf-8")
    return folder


@pytest.fixture
def brought(tmp_path):
    """Import hand-written tables; return the report and a reader of extracts."""

    def bring(**tables):
        out = tmp_path / "out"
        report = import_omop(write(tmp_path / "source", **tables), out)
        return report, lambda name: extract(out, name)

    return bring


def of(report, source) -> SourceCount:
    return next(count for count in report.sources if count.source == source)


def test_visits_become_contacts(brought):
    report, read = brought(
        visit_occurrence=f"{VISIT},visit_source_value,care_site_id,provider_id\n"
        "1,1,9201,2020-01-01,,5,\n"
        "2,1,9203,2020-01-02,,,7\n"
        "3,1,0,2020-01-03,PRIM|R52|T71,,\n"
        "4,1,0,2020-01-04,7bc8c026-R10a-T11b,,\n"
        "5,9,9202,2020-01-05,,,\n"
        "6,1,9202,soon,,,\n",
        care_site="care_site_id,care_site_name\n5,Kalliola\n6,Rinne\n",
        provider="provider_id,specialty_source_value,care_site_id\n7,32312,6\n",
    )
    columns = ("mode", "service_family", "urgency", "site", "profession")
    assert read("contacts").select(columns).rows() == [
        ("ward", "specialised", None, "Kalliola", None),
        ("visit", "emergency", "emergency", "Rinne", "public_health_nurse"),
        ("remote", "mental_health", None, "unknown", None),
        ("other", "other", None, "unknown", None),
    ]
    count = of(report, "visit_occurrence")
    assert count.unmapped == {"no day that can be read": 1, "no such client": 1}
    assert count.notes["mode not known"] == 1
    assert count.unmapped_codes["mode not known"][0].code == "0"


def test_a_time_on_another_day_than_the_date_is_not_believed(brought):
    _, read = brought(
        visit_occurrence=f"{VISIT},visit_start_datetime\n"
        "1,1,9202,2020-01-01,2020-01-01 09:30:00\n"
        "2,1,9202,2020-01-02,2020-05-05 09:30:00\n"
        "3,1,9202,2020-01-03,\n"
        "4,1,9202,,2020-07-01T21:30:00Z\n"
        "5,1,9202,,2020-01-01T23:30:00+01:00\n"
    )
    assert [str(time) for time in read("contacts")["starts_at"]] == [
        "2020-01-01 09:30:00",
        "2020-01-02 00:00:00",
        "2020-01-03 00:00:00",
        "2020-07-02 00:30:00",
        "2020-01-02 00:30:00",
    ]


def test_a_recorded_status_is_believed(brought):
    report, read = brought(
        visit_occurrence=f"{VISIT}\n1,1,9202,2020-01-01\n2,1,9202,2020-01-02\n",
        observation="observation_id,person_id,visit_occurrence_id,"
        "observation_source_value,value_source_value\n"
        "1,1,1,1.2.246.537.6.881,9\n2,1,2,1.2.246.537.6.881,77\n",
    )
    assert read("contacts")["status"].to_list() == ["no_show", "fulfilled"]
    assert of(report, "observation").folded == 1
    assert of(report, "observation").unmapped == {"no analyte of ours": 1}


def test_people_who_cannot_be_placed_are_counted(brought):
    report, read = brought(
        person=PERSON
        + "3,0,,,\n4,8507,1899,1,1\n5,8507,1950,1,1\n"
        + "1,8507,1950,5,31\n6,8507,1950,2,31\n",
        death="person_id,death_date\n5,\n2,2020-06-01\n2,2020-06-03\n77,2020-01-01\n",
        visit_occurrence=f"{VISIT}\n1,2,9202,2020-07-01\n2,5,9202,2020-07-01\n",
    )
    assert of(report, "person").unmapped == {
        "born before 1900": 1,
        "dead, day not recorded": 1,
        "no day of birth that can be read": 2,
        "the same person id again": 1,
    }
    assert read("clients").select("client_id", "born_on", "died_on").rows() == [
        ("omop-person-1", date(1950, 5, 31), None),
        ("omop-person-2", date(1980, 1, 1), date(2020, 6, 1)),
    ]
    assert of(report, "death").unmapped == {"no such client": 2}
    # A visit after death is the source's word: it is kept, and told.
    assert of(report, "visit_occurrence").notes["after death"] == 1


DRUG = (
    "drug_exposure_id,person_id,drug_concept_id,drug_exposure_start_date,"
    "drug_exposure_end_date,verbatim_end_date,drug_type_concept_id,stop_reason,"
    "days_supply,drug_source_concept_id,drug_source_value\n"
)


def test_the_type_says_which_event_it_was(brought):
    report, read = brought(
        drug_exposure=DRUG + "1,1,20,2020-01-01,,,32838,,,,\n"
        "2,1,20,2020-01-01,,,32869,,90,,\n"
        "3,1,20,2020-01-01,,,38000180,,,,\n"
        "4,1,20,2020-01-01,,,38000178,,,,\n"
        "5,1,20,2020-01-01,,,1,,,,\n",
        concept=CONCEPT,
    )
    events = read("prescriptions")["event"].to_list()
    assert events == ["prescribed", "dispensed", "prescribed"]
    count = of(report, "drug_exposure")
    assert count.unmapped == {
        "an entry in a medicine list": 1,
        "given by a professional": 1,
    }
    assert count.notes["type not known, read as prescribed"] == 1


def test_only_a_recorded_stop_ends_a_prescription(brought):
    report, read = brought(
        drug_exposure=DRUG
        # Dispensed: the end of the supply is no stop, an earlier end is one.
        + "1,1,20,2020-01-01,2020-03-31,2020-03-31,32869,,90,,\n"
        "2,1,20,2020-01-01,2020-03-31,2020-02-01,32869,,90,,\n"
        "3,1,20,2020-01-01,2020-01-20,,32869,side effects,90,,\n"
        # Open: ends on its first day without any supply.
        "4,1,20,2020-01-01,2020-01-01,2020-01-01,32869,,0,,\n"
        # Prescribed: the end of the prescription.
        "5,1,20,2020-01-01,2020-06-01,,32838,,,,\n"
        "6,1,20,2020-01-01,2020-06-01,,32838,,100,,\n"
        "7,1,20,2020-01-01,2020-06-01,,32838,,9125,,\n",
        concept=CONCEPT,
    )
    rows = read("prescriptions").select("ended_on", "days_supply", "days_supply_source")
    assert rows.rows() == [
        (None, 90, "dose"),
        (date(2020, 2, 1), 90, "dose"),
        (date(2020, 1, 20), 90, "dose"),
        (None, None, None),
        (date(2020, 6, 1), None, None),
        (None, 100, "dose"),
        (date(2020, 6, 1), None, None),
    ]
    notes = of(report, "drug_exposure").notes
    assert notes["days of supply outside 1 to 400, left out"] == 2
    assert notes["ends on its first day"] == 1


def test_products_are_rolled_up_as_far_as_the_vocabulary_leads(brought):
    report, read = brought(
        drug_exposure=DRUG + "1,1,20,2020-01-01,,,32869,,90,,\n"
        "2,1,21,2020-01-01,,,32869,,90,,\n"
        "3,1,26,2020-01-01,,,32869,,90,,\n"
        "4,1,28,2020-01-01,,,32869,,90,,\n"
        "5,1,20,2020-01-01,,,32869,,90,29,\n"
        "6,1,0,2020-01-01,,,32869,,90,,HOMEBREW-1\n"
        "7,1,0,2020-01-01,,,32869,,90,,taken by Maija\n",
        concept=CONCEPT,
        concept_relationship=RELATED,
    )
    assert read("prescriptions").select(
        "substance_code", "substance_system"
    ).rows() == [
        ("29046", "rxnorm"),
        ("29046", "rxnorm"),
        ("999", "rxnorm"),
        ("C08CA01", "atc"),
        ("C08CA01", "atc"),
        (None, None),
        (None, None),
    ]
    count = of(report, "drug_exposure")
    assert count.notes["RxNorm product, no ingredient in the vocabulary"] == 1
    codes = {code.code for code in count.unmapped_codes["no substance code"]}
    assert codes == {"HOMEBREW-1", "(text)"}
    assert "Maija" not in report.model_dump_json()


def test_prescriptions_alone_are_told(brought):
    report, _ = brought(
        drug_exposure=DRUG + "1,1,20,2020-01-01,,,32838,,,,\n", concept=CONCEPT
    )
    assert any("nothing dispensed" in limit for limit in report.limits)


def test_the_sources_own_icd_code_comes_first(brought):
    report, read = brought(
        condition_occurrence="condition_occurrence_id,person_id,condition_concept_id,"
        "condition_start_date,condition_source_concept_id,condition_source_value,"
        "condition_status_concept_id,visit_occurrence_id\n"
        "1,1,10,2020-01-01,11,E11.9,32902,\n2,1,10,2020-01-01,0,x,32908,1\n"
        "3,1,0,2020-01-01,0,Q-99,,\n4,1,10,2020-01-01,,x,32899,\n",
        concept=CONCEPT,
    )
    columns = ("code", "system", "main", "confirmed", "contact_id")
    assert read("diagnoses").select(columns).rows() == [
        ("E11.9", "icd10", True, None, None),
        ("44054006", "snomed", False, None, None),
        ("44054006", "snomed", None, False, None),
    ]
    count = of(report, "condition_occurrence")
    assert count.unmapped == {"no code that the vocabulary knows": 1}
    assert count.notes == {"its visit is not in the source": 1}
    reason = "no code that the vocabulary knows"
    assert count.unmapped_codes[reason][0].code == "Q-99"


def test_results_are_found_by_any_of_their_codes(brought):
    report, read = brought(
        visit_occurrence=f"{VISIT}\n1,1,9203,2020-01-01\n",
        measurement="measurement_id,person_id,measurement_concept_id,measurement_date,"
        "value_as_number,measurement_source_value,unit_source_value,unit_concept_id,"
        "visit_occurrence_id,value_source_value\n"
        "1,1,40,2020-01-01,150,x,,41,1,\n"
        "2,1,0,2020-01-01,60,6128,mmol/mol,,,\n"
        "3,1,0,2020-01-01,7.5,4548-4,%,,,\n"
        "4,1,3022217,2020-01-01,2.5,,,,,\n"
        "5,1,0,2020-01-01,116.01,18262-6,mg/dL,,,\n"
        "6,1,0,2020-01-01,,6128,,,,ks. lausunto\n"
        "7,1,0,2020-01-01,,6128,,,,\n"
        "8,1,0,2020-01-01,3,1552,,,,\n",
        concept=CONCEPT,
    )
    columns = ("analyte", "code", "system", "value", "unit", "setting")
    assert read("measurements").select(columns).rows() == [
        ("systolic", "8480-6", "loinc", 150.0, "mm[Hg]", "emergency"),
        ("hba1c", "6128", "kuntaliitto", 60.0, "mmol/mol", None),
        ("hba1c", "4548-4", "loinc", 7.5, "%", None),
        ("inr", None, None, 2.5, None, None),
        ("ldl", "18262-6", "loinc", pytest.approx(3.0), "mmol/L", None),
        ("hba1c", "6128", "kuntaliitto", None, None, None),
    ]
    count = of(report, "measurement")
    assert count.unmapped == {"no analyte of ours": 1, "no value": 1}
    assert count.unmapped_codes["no analyte of ours"][0].code == "1552"
    assert count.notes["LDL from mg/dL to mmol/L"] == 1


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


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
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
