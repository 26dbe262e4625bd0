"""Tables as a source of OMOP has them, and what became of them."""

import zipfile
from pathlib import Path

import polars as pl

from extracts.import_report import SourceCount

SAMPLE = Path(__file__).parents[3] / "fixtures" / "external" / "omop_synthea27nj"


def landed(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


def extract(out: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(out / f"{name}.parquet")


def as_zip(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "omop.zip", "w") as packed:
        for path in SAMPLE.glob("*.csv"):
            packed.write(path, path.name)
            packed.writestr(f"__MACOSX/._{path.name}", b"\x00\x05")
    return folder / "omop.zip"


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


def of(report, source) -> SourceCount:
    return next(count for count in report.sources if count.source == source)


DRUG = (
    "drug_exposure_id,person_id,drug_concept_id,drug_exposure_start_date,"
    "drug_exposure_end_date,verbatim_end_date,drug_type_concept_id,stop_reason,"
    "days_supply,drug_source_concept_id,drug_source_value\n"
)
