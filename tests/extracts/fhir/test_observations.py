"""Conditions become diagnoses, and observations measurements."""

from datetime import date

from .resources import coded, condition, of, patient, result, visit


def test_conditions_keep_their_system(brought):
    def verified(code):
        return {"verificationStatus": coded(code, "condition-ver-status")}

    both = coded("44054006")
    both["coding"].append({"system": "urn:oid:1.2.246.537.6.1.1999", "code": "E11.9"})
    side = coded("SIV", "urn:oid:1.2.246.537.5.40005.2003")
    main = coded("PAA", "urn:oid:1.2.246.537.5.40005.2003")
    report, read = brought(
        patient(),
        condition("c1", code=both, category=[main]),
        condition("c2", category=[side], **verified("provisional")),
        condition("c3", **verified("confirmed"), abatementDateTime="2024-06-01"),
        condition("c4", **verified("refuted")),
        condition("c5", code=coded("X1", "http://example.org")),
        condition("c6", recordedDate=None),
    )
    columns = ("code", "system", "main", "confirmed", "ended_on")
    assert set(read("diagnoses").select(columns).rows()) == {
        ("E11.9", "icd10", True, None, None),
        ("44054006", "snomed", False, False, None),
        ("44054006", "snomed", None, True, date(2024, 6, 1)),
    }
    count = of(report, "Condition")
    assert count.unmapped == {
        "entered in error or refuted": 1,
        "no code of a known system": 1,
        "no day that can be read": 1,
    }
    assert count.unmapped_codes["no code of a known system"][0].code == "X1"


def test_observations_become_measurements(brought):
    ucum = {"system": "http://unitsofmeasure.org", "unit": "x", "code": "mmol/mol"}
    report, read = brought(
        patient(),
        visit(),
        result("o1", encounter={"reference": "Encounter/e1"}),
        result("o2", performer=[{"reference": "Patient/p1"}], status="amended"),
        result("o3", valueQuantity={"value": 60} | ucum, status="preliminary"),
        result("o4", valueQuantity=None, valueString="ks. lausunto"),
        result("o5", status="entered-in-error"),
        result("o6", code=coded("718-7", "http://loinc.org")),
        result("o7", valueQuantity={"value": "7,1"}),
    )
    columns = ("value", "unit", "result_status", "setting")
    assert set(read("measurements").select(columns).rows()) == {
        (7.5, "%", "final", "office"),
        (7.5, "%", "corrected", "home"),
        (60.0, "mmol/mol", "preliminary", None),
        (None, None, "final", None),
        (7.1, None, "final", None),
    }
    count = of(report, "Observation")
    assert count.unmapped == {
        "entered in error or cancelled": 1,
        "no analyte of ours": 1,
    }
    assert count.notes == {"a text, no number": 1}
