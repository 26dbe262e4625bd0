"""Appointments become contacts: booked, kept, cancelled and missed."""

from datetime import date, datetime

import polars as pl
import pytest

from .resources import booking, coded, of, patient, visit


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


def test_appointments_to_come_do_not_stretch_the_period(brought):
    report, _ = brought(
        patient(), visit(), booking("booked", start="2030-01-01T09:00:00Z")
    )
    assert report.period_to == date(2024, 5, 1)
