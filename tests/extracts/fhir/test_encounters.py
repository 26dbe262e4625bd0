"""Encounters become contacts, at Helsinki times."""

from datetime import datetime

import polars as pl
import pytest

from extracts import fhir_elements

from .resources import coded, condition, of, patient, visit


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
