"""FHIR import: the samples in every packing, the Finnish profiles, and any junk."""

import copy
import json
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extracts import fhir_elements
from extracts.fhir import import_fhir
from extracts.import_report import NotImportable
from schemas.extracts import EXTRACTS

EXTERNAL = Path(__file__).parents[2] / "fixtures" / "external"
KANTA = "http://resepti.kanta.fi/StructureDefinition/extension"
ATC = "http://www.whocc.no/atc"


def extract(out: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(out / f"{name}.parquet")


def landed(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


def of(report, source):
    return next(count for count in report.sources if count.source == source)


@pytest.fixture(scope="module", params=["fhir_bulk_10", "fhir_bundles_12"])
def sample(request, tmp_path_factory):
    out = tmp_path_factory.mktemp("sample")
    return import_fhir(EXTERNAL / request.param, out), out, EXTERNAL / request.param


def resources_of(folder: Path) -> list[dict]:
    found = []
    for path in sorted(folder.iterdir()):
        if path.suffix == ".ndjson":
            found += [json.loads(line) for line in path.read_text().splitlines()]
        else:
            found += [e["resource"] for e in json.loads(path.read_text())["entry"]]
    return found


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


def patient(identity="p1", **more):
    return {
        "resourceType": "Patient",
        "id": identity,
        "gender": "female",
        "birthDate": "1950-05-31",
    } | more


def visit(identity="e1", **more):
    return {
        "resourceType": "Encounter",
        "id": identity,
        "status": "finished",
        "class": {
            "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode",
            "code": "AMB",
        },
        "subject": {"reference": "Patient/p1"},
        "period": {"start": "2024-05-01T09:00:00+03:00"},
    } | more


def booking(status, identity="a1", **more):
    return {
        "resourceType": "Appointment",
        "id": identity,
        "status": status,
        "start": "2024-05-01T09:00:00+03:00",
        "created": "2024-04-01T12:00:00+03:00",
        "participant": [
            {"actor": {"reference": "Patient/p1"}},
            {"actor": {"reference": "Location/l1", "display": "Kalliola"}},
        ],
    } | more


def coded(code, system="http://snomed.info/sct", **more):
    return {"coding": [{"system": system, "code": code} | more]}


def order(identity="m1", **more):
    return {
        "resourceType": "MedicationRequest",
        "id": identity,
        "status": "active",
        "intent": "order",
        "subject": {"reference": "Patient/p1"},
        "authoredOn": "2024-05-01",
        "medicationCodeableConcept": coded("C09AA03", ATC, display="lisinopriili"),
    } | more


@pytest.fixture
def brought(tmp_path):
    """Import resources; return the report and a reader of extracts."""

    def bring(*resources):
        source = tmp_path / "source"
        source.mkdir(exist_ok=True)
        lines = [json.dumps(resource) for resource in resources]
        (source / "all.ndjson").write_text("\n".join(lines))
        report = import_fhir(source, tmp_path / "out")
        return report, lambda name: extract(tmp_path / "out", name)

    return bring


def test_a_patient_leaves_name_and_identity_code_behind(brought, tmp_path):
    hidden = {"security": [{"code": "TURVAKIELTO"}]}
    report, read = brought(
        patient(
            meta=hidden,
            identifier=[{"system": "urn:oid:1.2.246.21", "value": "010190-999W"}],
            name=[{"family": "Salainen", "given": ["Turva"]}],
            extension=[municipality("020")],
            communication=[
                {"language": coded("en")},
                {"language": coded("sv-FI"), "preferred": True},
            ],
        ),
        patient("p2", extension=[municipality("020")], gender="unknown"),
        visit(),
    )
    columns = ("sex", "language", "municipality", "non_disclosure")
    assert sorted(read("clients").select(columns).rows(), key=str) == [
        ("female", "sv", None, True),
        (None, None, "020", None),
    ]
    everything = b"".join(landed(tmp_path / "out").values())
    everything += report.model_dump_json().encode()
    for secret in (b"999W", b"Salainen", b"Turva"):
        assert secret not in everything


def municipality(code):
    base = "https://hl7.fi/fhir/finnish-base-profiles/StructureDefinition"
    return {"url": f"{base}/municipality-code", "valueCoding": {"code": code}}


def test_people_who_cannot_be_placed_are_counted(brought):
    report, read = brought(
        patient(),
        patient("p2", birthDate="1899-12-31"),
        patient("p3", birthDate=None),
        patient("p4", deceasedBoolean=True),
        patient("p5", birthDate="1960", deceasedDateTime="2020-01-01T23:30:00Z"),
        visit(),
        visit("e2", subject={"reference": "Patient/p4"}),
        visit("e3", subject={"reference": "Patient/p5"}),
    )
    count = of(report, "Patient")
    assert count.unmapped == {
        "born before 1900": 1,
        "dead, day not recorded": 1,
        "no day of birth": 1,
    }
    assert count.notes == {"day of birth rounded in the source": 1}
    assert of(report, "Encounter").unmapped == {"no such client": 1}
    assert of(report, "Encounter").notes["after death"] == 1
    assert set(read("clients")["died_on"]) == {None, date(2020, 1, 2)}


@pytest.mark.parametrize(
    ("written", "helsinki"),
    [
        ("2024-07-01T21:30:00Z", datetime(2024, 7, 2, 0, 30)),
        ("2024-01-01T21:30:00.123Z", datetime(2024, 1, 1, 23, 30, 0, 123000)),
        ("2024-10-27T03:30:00+03:00", datetime(2024, 10, 27, 3, 30)),
        ("2024-07-01T23:00:00-04:00", datetime(2024, 7, 2, 6, 0)),
        ("2024-07-01T09:00:00", datetime(2024, 7, 1, 9, 0)),
        ("2024-07-01", datetime(2024, 7, 1)),
        ("2024-07", datetime(2024, 7, 1)),
        ("2024", datetime(2024, 1, 1)),
        ("0001-01-01T00:00:00+14:00", None),
        ("last week", None),
        (20240701, None),
        (None, None),
    ],
)
def test_times_are_helsinki_times(written, helsinki):
    assert fhir_elements.moment(written) == helsinki


@pytest.mark.parametrize(
    ("status", "landed_as"),
    [
        ("noshow", "no_show"),
        ("booked", "booked"),
        ("fulfilled", "fulfilled"),
        ("arrived", "fulfilled"),
        ("checked-in", "fulfilled"),
        ("pending", "unknown"),
        ("proposed", "unknown"),
        ("waitlist", "unknown"),
        ("cancelled", "cancelled_by_service"),
    ],
)
def test_the_status_of_an_appointment(brought, status, landed_as):
    _, read = brought(patient(), visit(), booking(status))
    (row,) = read("contacts").filter(pl.col("booked_at").is_not_null()).to_dicts()
    assert row["status"] == landed_as
    assert row["status_rung"] == "recorded"
    assert row["booked_at"] == datetime(2024, 4, 1, 12, 0)
    assert row["site"] == "Kalliola"
    assert row["absence_explained"] is None


@pytest.mark.parametrize(
    ("code", "landed_as"),
    [("9", "no_show"), ("5", "moved"), ("7", "fulfilled"), ("99", "booked")],
)
def test_the_national_status_comes_first(brought, code, landed_as):
    url = (
        "https://hl7.fi/fhir/finnish-scheduling/StructureDefinition/ajanvarauksen-tila"
    )
    coding = {"system": "urn:oid:1.2.246.537.6.881", "code": code}
    extended = {"extension": [{"url": url, "valueCoding": coding}]}
    _, read = brought(patient(), visit(), booking("booked", _status=extended))
    booked = read("contacts").filter(pl.col("booked_at").is_not_null())
    assert booked["status"].to_list() == [landed_as]


@pytest.mark.parametrize(
    ("reason", "landed_as"),
    [("pat-crs", "cancelled_by_client"), ("prov-pers", "cancelled_by_service")],
)
def test_who_cancelled_is_read_from_the_reason(brought, reason, landed_as):
    system = "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason"
    _, read = brought(
        patient(),
        visit(),
        booking(
            "cancelled",
            cancelationReason=coded(reason, system),
            meta={"lastUpdated": "2024-04-30T08:00:00+03:00"},
        ),
    )
    (row,) = read("contacts").filter(pl.col("booked_at").is_not_null()).to_dicts()
    assert row["status"] == landed_as
    assert row["cancelled_at"] == datetime(2024, 4, 30, 8, 0)


def test_an_explained_absence_is_told(brought):
    _, read = brought(
        patient(),
        visit(),
        booking("noshow", cancelationReason=coded("oth", "http://example.org")),
    )
    booked = read("contacts").filter(pl.col("status") == "no_show")
    assert booked["absence_explained"].to_list() == [True]


def test_an_appointment_that_was_kept_is_one_contact(brought):
    report, read = brought(
        patient(),
        booking("fulfilled"),
        booking("noshow", "a2"),
        booking("entered-in-error", "a3"),
        booking("booked", "a4", participant=[]),
        booking("booked", "a5", start=None),
        visit(appointment=[{"reference": "Appointment/a1"}]),
    )
    assert sorted(read("contacts").select("status", "booked_at").rows()) == [
        ("fulfilled", datetime(2024, 4, 1, 12, 0)),
        ("no_show", datetime(2024, 4, 1, 12, 0)),
    ]
    count = of(report, "Appointment")
    assert (count.used, count.folded) == (1, 1)
    assert count.unmapped == {
        "entered in error": 1,
        "no such client": 1,
        "no time that can be read": 1,
    }


def test_ward_moves_are_one_stay_and_a_service_event_is_no_visit(brought):
    inpatient = {"system": visit()["class"]["system"], "code": "IMP"}
    report, read = brought(
        patient(),
        visit("stay", **{"class": inpatient}),
        visit("move", **{"class": inpatient}, partOf={"reference": "Encounter/stay"}),
        visit("back", **{"class": inpatient}, partOf={"reference": "Encounter/stay"}),
        visit("event"),
        visit("first", partOf={"reference": "Encounter/event"}),
        visit("second", partOf={"reference": "Encounter/event"}),
        condition("c1", encounter={"reference": "Encounter/move"}),
        condition("c2", encounter={"reference": "Encounter/event"}),
    )
    assert of(report, "Encounter").folded == 3
    assert sorted(read("contacts")["mode"]) == ["visit", "visit", "ward"]
    stay = read("contacts").filter(pl.col("mode") == "ward")["contact_id"].item()
    assert set(read("diagnoses")["contact_id"]) == {stay, None}


def test_national_contact_and_service_codes_say_most(brought):
    _, read = brought(
        patient(),
        visit(
            type=[coded("R52", "urn:oid:1.2.246.537.6.122")],
            serviceType=coded("T71", "urn:oid:1.2.246.537.6.123"),
            priority=coded(
                "EM", "http://terminology.hl7.org/CodeSystem/v3-ActPriority"
            ),
        ),
    )
    columns = ("mode", "service_family", "urgency")
    assert read("contacts").select(columns).row(0) == (
        "remote",
        "mental_health",
        "emergency",
    )


def test_two_places_of_one_name_stay_two(brought):
    places = [
        {"resourceType": "Organization", "id": identity, "name": "Terveysasema"}
        for identity in ("o1", "o2")
    ]
    _, read = brought(
        patient(),
        *places,
        visit("e1", serviceProvider={"reference": "Organization/o1"}),
        visit("e2", serviceProvider={"reference": "Organization/o2"}),
        visit("e3", serviceProvider={"reference": "Organization/o2"}),
    )
    assert read("contacts")["site"].n_unique() == 2
    assert all(site.startswith("Terveysasema ") for site in read("contacts")["site"])


def condition(identity="c1", **more):
    return {
        "resourceType": "Condition",
        "id": identity,
        "subject": {"reference": "Patient/p1"},
        "code": coded("44054006"),
        "recordedDate": "2024-05-01",
    } | more


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


def result(identity="o1", **more):
    return {
        "resourceType": "Observation",
        "id": identity,
        "status": "final",
        "code": coded("4548-4", "http://loinc.org"),
        "subject": {"reference": "Patient/p1"},
        "effectiveDateTime": "2024-05-01",
        "valueQuantity": {"value": 7.5, "unit": "%"},
    } | more


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


def kanta(name, **value):
    return {"url": f"{KANTA}/{name}"} | value


def message(code):
    return {"statusReason": coded(code, "urn:oid:1.2.246.537.5.40105.2006")}


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


def test_plans_are_read(brought):
    plan = {
        "resourceType": "CarePlan",
        "id": "k1",
        "status": "active",
        "intent": "plan",
        "subject": {"reference": "Patient/p1"},
        "period": {"start": "2024-01-01", "end": "2024-12-31"},
    }
    report, read = brought(
        patient(), visit(), plan, plan | {"id": "k2", "status": "draft"}
    )
    assert read("plans").select("kind", "updated_on", "ends_on").rows() == [
        ("care", date(2024, 1, 1), date(2024, 12, 31))
    ]
    assert of(report, "CarePlan").unmapped == {"draft or entered in error": 1}


def test_a_second_copy_adds_nothing_and_a_second_version_is_told(brought):
    report, read = brought(
        patient(), visit(), visit(), visit(status="planned"), {"hello": "world"}
    )
    assert read("contacts").height == 1
    count = of(report, "Encounter")
    assert count.folded == 1
    assert count.unmapped == {"the same id again with other content": 1}
    assert of(report, "(no resource type)").unmapped == {"not a FHIR resource": 1}


def test_appointments_to_come_do_not_stretch_the_period(brought):
    report, _ = brought(
        patient(), visit(), booking("booked", start="2030-01-01T09:00:00Z")
    )
    assert report.period_to == date(2024, 5, 1)


def no_files(folder):
    (folder / "readme.txt").write_text("hello")


def torn_line(folder):
    line = json.dumps(patient(name=[{"family": "Salainen"}]))
    (folder / "Patient.000.ndjson").write_text(f"{line}\n{line[:90]}\n")


def torn_bundle(folder):
    (folder / "bundle.json").write_text('{"resourceType": "Bundle", "entry": [')


def too_deep(folder):
    (folder / "deep.json").write_text("[" * 100_000)


def not_text(folder):
    (folder / "x.ndjson").write_bytes(b"\xff\xfe\x00")


def only_people(folder):
    (folder / "Patient.ndjson").write_text(json.dumps(patient()))


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (no_files, "holds no .ndjson or .json file"),
        (torn_line, "Patient.000.ndjson, line 2 is not JSON"),
        (torn_bundle, "bundle.json is not JSON"),
        (too_deep, "deep.json is not JSON"),
        (not_text, "x.ndjson, line 1 is not JSON"),
        (only_people, "it has no events"),
    ],
)
def test_a_source_that_cannot_be_used_gives_one_sentence(tmp_path, broken, says):
    source = tmp_path / "source"
    source.mkdir()
    broken(source)
    with pytest.raises(NotImportable) as refused:
        import_fhir(source, tmp_path / "out")
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)
    assert "Salainen" not in str(refused.value)
    assert not (tmp_path / "out").exists()


WHOLE = [
    patient(
        meta={"security": [{"code": "TURVAKIELTO"}]}, extension=[municipality("020")]
    ),
    {"resourceType": "Organization", "id": "o1", "name": "Terveysasema"},
    visit(serviceProvider={"reference": "Organization/o1"}, type=[coded("185345009")]),
    booking("cancelled", cancelationReason=coded("pat-crs", "x")),
    condition(encounter={"reference": "Encounter/e1"}),
    result(encounter={"reference": "Encounter/e1"}, component=[{"code": coded("1")}]),
    order(extension=[kanta("permanentMedication", valueBoolean=True)], **message("1")),
    order("m2", dispenseRequest={"dispenseInterval": {"value": 30, "unit": "d"}}),
]
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from(["\ud800", "9999-12-31T23:59:59-14:00", "0001-01-01", "1" * 400]),
    st.just([]),
    st.just({}),
    st.just([[{}], "x", {"coding": "x"}]),
    st.just({"reference": 1, "identifier": 1, "coding": [1], "value": "x"}),
)


def places_in(element, path=()):
    """Every place in a resource where something else could stand."""
    if path:
        yield path
    pairs = element.items() if isinstance(element, dict) else ()
    if isinstance(element, list):
        pairs = enumerate(element)
    for name, inside in pairs:
        yield from places_in(inside, (*path, name))


PLACES = [
    (number, path)
    for number, resource in enumerate(WHOLE)
    for path in places_in(resource)
]


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(
    changes=st.lists(st.tuples(st.sampled_from(PLACES), JUNK), min_size=1, max_size=3)
)
def test_any_junk_is_counted(tmp_path_factory, changes):
    resources = copy.deepcopy(WHOLE)
    for (number, path), junk in changes:
        element = resources[number]
        try:
            for name in path[:-1]:
                element = element[name]
            element[path[-1]] = copy.deepcopy(junk)
        except (KeyError, IndexError, TypeError):
            continue
    sound = [patient("sound"), visit("sound", subject={"reference": "Patient/sound"})]
    folder = tmp_path_factory.mktemp("junk")
    source = folder / "source"
    source.mkdir()
    lines = [json.dumps(resource) for resource in [*resources, *sound]]
    (source / "all.ndjson").write_text("\n".join(lines))
    report = import_fhir(source, folder / "out")
    assert sum(count.read for count in report.sources) >= len(sound)
    assert report.extracts["clients"] >= 1
