"""Conditions become diagnoses, and measurements measurements."""

import pytest

from .tables import CONCEPT, VISIT, of


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
