"""Orders and dispenses become events of prescriptions."""

import json
from datetime import date

import polars as pl
import pytest

from extracts import fhir_elements
from extracts.fhir import import_fhir
from extracts.import_report import NotImportable

from .resources import ATC, EXTERNAL, coded, extract, kanta, message, of, order, patient


def test_the_kanta_examples_are_read_with_their_extensions(tmp_path):
    """The examples name a patient and a medication that are not published with them."""
    source = tmp_path / "source"
    source.mkdir()
    for path in (EXTERNAL / "finnish_fhir").iterdir():
        (source / path.name).write_bytes(path.read_bytes())
    medication = {
        "resourceType": "Medication",
        "id": "medicationesim1",
        "code": coded("C09AA03", "urn:oid:1.2.246.537.6.32.2007", display="LISINOPRIL"),
    }
    bulk = "\n".join(map(json.dumps, (patient("patientesim1"), medication)))
    (source / "ours.ndjson").write_text(bulk)
    report = import_fhir(source, tmp_path / "out")
    rows = extract(tmp_path / "out", "prescriptions")
    assert rows.height == 10
    assert rows["as_needed"].sum() == 2
    assert set(rows.select("event", "permanent", "dose_dispensing").rows()) == {
        ("prescribed", True, True)
    }
    assert set(rows["occurred_on"]) == {date(2019, 10, 16)}
    assert set(rows["substance_code"]) == {"C09AA03"}
    assert sorted(rows["days_supply"]) == [1] + [30] * 9
    assert set(rows["days_supply_source"]) == {"interval"}
    assert rows["prescription_id"].n_unique() == 1
    assert of(report, "Observation").unmapped == {"no analyte of ours": 6}


def test_the_kanta_examples_alone_cannot_be_used(tmp_path):
    with pytest.raises(
        NotImportable, match=r"MedicationRequest: no such client \(10\)"
    ):
        import_fhir(EXTERNAL / "finnish_fhir", tmp_path / "out")


def renewal(code):
    coding = {"system": "urn:oid:1.2.246.537.5.40106.2006", "code": code}
    return {"extension": [kanta("renewalStatus", valueCoding=coding)]}


def test_renewals_and_requests_are_events_of_their_own(brought):
    earlier = {"priorPrescription": {"reference": "MedicationRequest/m1"}}
    report, read = brought(
        patient(),
        order("m1", **message("1"), **renewal("0")),
        order("m2", **message("8"), **earlier),
        order("m3", **message("1"), **earlier),
        order("m4", **message("9")),
        order("m5", **renewal("77")),
    )
    rows = read("prescriptions")
    first = rows.filter(pl.col("event") == "renewed")["renews_id"].item()
    assert first in set(rows.filter(pl.col("event") == "prescribed")["prescription_id"])
    assert sorted(rows["event"].cast(pl.String)) == [
        "prescribed",
        "prescribed",
        "renewal_requested",
        "renewed",
    ]
    count = of(report, "MedicationRequest")
    assert count.unmapped == {"message is no prescription": 1}
    assert count.notes == {"renewal status not known": 1}
    assert count.unmapped_codes["renewal status not known"][0].code == "77"


def test_a_renewal_status_that_the_codelist_knows_is_an_event(brought, monkeypatch):
    known = fhir_elements.meanings("drug_events")
    monkeypatch.setitem(known, ("1.2.246.537.5.40106", "4"), "renewal_requested")
    report, read = brought(
        patient(),
        order("m1", **renewal("4"), meta={"lastUpdated": "2024-09-01T10:00:00Z"}),
        order("m2", **renewal("4")),
    )
    rows = read("prescriptions").select("event", "occurred_on").rows()
    assert ("renewal_requested", date(2024, 9, 1)) in rows
    assert len(rows) == 3
    note = "renewal status without its day, left out"
    assert of(report, "MedicationRequest").notes == {note: 1}


def test_a_correction_stands_in_place_of_what_it_corrects(brought):
    def versions(number, identity, code):
        extended = [kanta("versionNumber", valuePositiveInt=number)]
        system = "http://resepti.kanta.fi/fhir/id/setId"
        return order(identity, **message(code), extension=extended) | {
            "identifier": [{"system": system, "value": "urn:oid:1.2.3"}]
        }

    report, read = brought(
        patient(),
        versions(1, "m1", "1"),
        versions(2, "m2", "3"),
        versions(3, "m3", "2"),
    )
    rows = read("prescriptions").select("event", "ended_on").rows()
    assert rows == [("prescribed", date(2024, 5, 1))]
    assert of(report, "MedicationRequest").folded == 2


def test_what_is_stopped_does_not_count_as_in_use(brought):
    stop = kanta(
        "medicineDiscontinuation", extension=[{"url": "on", "valueDate": "2024-07-01"}]
    )
    report, read = brought(
        patient(),
        order("m1", status="stopped"),
        order("m2", status="completed"),
        order("m3", extension=[stop]),
        order("m4", status="draft"),
        order("m5", intent="proposal"),
    )
    ends = read("prescriptions")["ended_on"].to_list()
    assert sorted(ends, key=str) == [date(2024, 5, 1), date(2024, 7, 1), None]
    assert of(report, "MedicationRequest").unmapped == {
        "a plan or proposal": 1,
        "draft or entered in error": 1,
    }


@pytest.mark.parametrize(
    ("doses", "as_needed"),
    [
        ([{"asNeededBoolean": True}], True),
        ([{"asNeededCodeableConcept": {"text": "kipuun"}}], True),
        ([{"asNeededBoolean": True}, {"asNeededBoolean": False}], False),
        ([{"text": "1 x 1"}], None),
        ([], None),
    ],
)
def test_one_regular_dose_makes_a_regular_medicine(brought, doses, as_needed):
    _, read = brought(patient(), order(dosageInstruction=doses))
    assert read("prescriptions")["as_needed"].to_list() == [as_needed]


def test_substances_from_a_code_a_contained_or_a_missing_medication(brought):
    contained = [
        {"resourceType": "Medication", "id": "x", "code": coded("A10BA02", ATC)}
    ]
    bare = {"medicationCodeableConcept": None}
    report, read = brought(
        patient(),
        order("m1", contained=contained, medicationReference={"reference": "#x"}),
        order("m2", medicationReference={"reference": "Medication/gone"}, **bare),
        order("m3", medicationCodeableConcept=coded("A10BA", ATC)),
        order("m4", medicationCodeableConcept={"text": "Voide, Maijan ohje"}),
    )
    codes = read("prescriptions")["substance_code"].to_list()
    assert sorted(codes, key=str) == ["A10BA02", None, None, None]
    notes = of(report, "MedicationRequest").notes
    assert notes["its medication is not in the source"] == 1
    assert notes["ATC code above the substance, left out, no substance code"] == 1
    assert notes["no substance code"] == 2
    assert "Maija" not in report.model_dump_json()


def test_a_dispense_belongs_to_its_prescription(brought):
    def given(identity, **more):
        return {
            "resourceType": "MedicationDispense",
            "id": identity,
            "status": "completed",
            "subject": {"reference": "Patient/p1"},
            "whenHandedOver": "2024-05-03T10:00:00+03:00",
            "medicationCodeableConcept": coded("C09AA03", ATC),
            "authorizingPrescription": [{"reference": "MedicationRequest/m1"}],
        } | more

    report, read = brought(
        patient(),
        order("m1"),
        given("d1", daysSupply={"value": 100, "unit": "d"}),
        given("d2", daysSupply={"value": 3, "code": "mo"}, location={"display": "Apu"}),
        given("d3", daysSupply={"value": 9125, "unit": "d"}),
        given("d4", status="declined"),
        given("d5", whenHandedOver=None),
    )
    rows = read("prescriptions")
    assert rows["prescription_id"].n_unique() == 1
    dispensed = rows.filter(pl.col("event") == "dispensed")
    assert sorted(dispensed.select("days_supply", "pharmacy").rows(), key=str) == [
        (100, None),
        (90, "Apu"),
        (None, None),
    ]
    assert set(dispensed["occurred_on"]) == {date(2024, 5, 3)}
    assert not report.limits or "dispensed" not in report.limits[0]
    assert of(report, "MedicationDispense").unmapped == {
        "no day that can be read": 1,
        "not handed over": 1,
    }
