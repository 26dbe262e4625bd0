"""Appointment status: which national code is a no-show.

Source: HL7 Finland scheduling guide, fhir-fi/finnish-scheduling,
input/fsh/mappings/conceptMap-ajanvarauksenTila-appointmentStatus.fsh at 888ca85e.
Licence: CC0-1.0.
Theirs: the FHIR status of each code of Ajanvarauksen tila (1.2.246.537.6.881).
Ours: both code systems stand in one codelist, so that a national code and the FHIR
status that they map it to should mean the same to us. A documented difference: 5
(Siirretty, deprecated) is cancelled to them, for want of a status of its own, and they
call that wider. To us it is moved. Neither is a no-show.
"""

import pytest

from schemas.codelists import read_codelist

NATIONAL = "1.2.246.537.6.881"
FHIR_STATUS = {
    "1": "waitlist",
    "2": "proposed",
    "3": "booked",
    "4": "cancelled",
    "5": "cancelled",
    "6": "fulfilled",
    "7": "fulfilled",
    "8": "pending",
    "9": "noshow",
    "10": "checked-in",
}
MOVED = "5"


@pytest.fixture(scope="module")
def meaning():
    """System and code to our status."""
    rows = read_codelist("appointment_status").select("system", "code", "status")
    return {(system, code): status for system, code, status in rows.iter_rows()}


@pytest.mark.parametrize("code", sorted(FHIR_STATUS.keys() - {MOVED}, key=int))
def test_a_national_code_means_what_its_fhir_status_means(meaning, code):
    """By our codelist, the way over FHIR changes nothing."""
    assert meaning[NATIONAL, code] == meaning["fhir_appointment", FHIR_STATUS[code]]


def test_ours_beside_theirs_for_what_was_moved(meaning):
    """The two differ; neither lays a missed appointment on the client."""
    theirs = meaning["fhir_appointment", FHIR_STATUS[MOVED]]
    ours = meaning[NATIONAL, MOVED]
    assert (theirs, ours) == ("cancelled_by_service", "moved")


def test_only_saapumatta_is_a_no_show(meaning):
    """Code 9 and no other."""
    missed = {
        code
        for (system, code), status in meaning.items()
        if system == NATIONAL and status == "no_show"
    }
    assert missed == {code for code, fhir in FHIR_STATUS.items() if fhir == "noshow"}


def test_a_code_that_the_guide_does_not_know_is_unmapped(meaning):
    """There is no code for what was entered in error, and no other to guess from."""
    known = {code for system, code in meaning if system == NATIONAL}
    assert known == set(FHIR_STATUS)
