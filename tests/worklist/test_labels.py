"""The service that a client mainly uses, told by the contacts that took place."""

from datetime import date

from fixtures.text_tables import text_table
from schemas.admitted import admit_in_memory
from schemas.clients import Client
from schemas.contacts import Contact
from worklist.labels import client_labels

ON = date(2026, 11, 1)


def mainly_used(rows):
    """Anna's main service and main site."""
    headings = "| starts_at | status | mode | service_family | site\n"
    admitted, _ = admit_in_memory(
        {
            "clients": text_table(Client, "| resident\nanna | yes").lazy(),
            "contacts": text_table(Contact, headings + rows).lazy(),
        },
        ON,
    )
    labels = client_labels(admitted["clients"], admitted["contacts"], ON)
    return labels.select("main_service", "main_site").row(0)


MET = "anna | 2026-09-01 | fulfilled | visit | primary_care | station-a\n"


def test_the_service_and_site_with_most_contacts():
    twice = MET.replace("primary_care | station-a", "dental | clinic-b") * 2
    assert mainly_used(MET) == ("primary_care", "station-a")
    assert mainly_used(MET + twice) == ("dental", "clinic-b")


def test_without_the_client_present_a_contact_does_not_count():
    other = "anna | 2026-10-01 | fulfilled | {0} | mental_health | clinic-b\n" * 2
    for mode in ("letter", "record_entry", "digital", "consultation", "ward"):
        assert mainly_used(MET + other.format(mode)) == ("primary_care", "station-a")
    for mode in ("visit", "telephone", "remote"):
        assert mainly_used(MET + other.format(mode)) == ("mental_health", "clinic-b")


def test_a_missed_contact_does_not_count():
    missed = "anna | 2026-10-01 | no_show | visit | mental_health | clinic-b\n" * 2
    assert mainly_used(MET + missed) == ("primary_care", "station-a")
    assert mainly_used(missed) == (None, None)
