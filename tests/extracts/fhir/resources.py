"""Resources as sources send them, made one by one, and what became of them."""

import json
from pathlib import Path

import polars as pl

EXTERNAL = Path(__file__).parents[3] / "fixtures" / "external"
KANTA = "http://resepti.kanta.fi/StructureDefinition/extension"
ATC = "http://www.whocc.no/atc"


def extract(out: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(out / f"{name}.parquet")


def landed(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


def of(report, source):
    return next(count for count in report.sources if count.source == source)


def resources_of(folder: Path) -> list[dict]:
    found = []
    for path in sorted(folder.iterdir()):
        if path.suffix == ".ndjson":
            found += [json.loads(line) for line in path.read_text().splitlines()]
        else:
            found += [e["resource"] for e in json.loads(path.read_text())["entry"]]
    return found


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


def municipality(code):
    base = "https://hl7.fi/fhir/finnish-base-profiles/StructureDefinition"
    return {"url": f"{base}/municipality-code", "valueCoding": {"code": code}}


def condition(identity="c1", **more):
    return {
        "resourceType": "Condition",
        "id": identity,
        "subject": {"reference": "Patient/p1"},
        "code": coded("44054006"),
        "recordedDate": "2024-05-01",
    } | more


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


def kanta(name, **value):
    return {"url": f"{KANTA}/{name}"} | value


def message(code):
    return {"statusReason": coded(code, "urn:oid:1.2.246.537.5.40105.2006")}
