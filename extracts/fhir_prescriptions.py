"""FHIR prescriptions: requests and dispenses, with the Kanta extensions."""

import re
from datetime import date
from typing import Any

from extracts.fhir_elements import (
    Json,
    code_in,
    codings,
    day,
    extension,
    flag,
    items,
    key,
    meanings,
    number,
    part,
    text,
)
from extracts.fhir_lookups import Lookups, version
from extracts.fhir_mapped import Mapped, client_of
from extracts.fhir_source import Entry

ATC = re.compile(r"^[A-Z]\d{2}[A-Z]{2}\d{2}$")
MESSAGE_TYPE = "1.2.246.537.5.40105"
RENEWAL_STATUS = "1.2.246.537.5.40106"
ORDERS = {"order", "original-order", "reflex-order", "filler-order", "instance-order"}
DAYS = {"d": 1, "wk": 7, "mo": 30, "a": 365}
DAYS_SUPPLY = (1, 400)


def medication_request(entry: Entry, lookups: Lookups) -> Mapped:
    """MedicationRequest as prescribed, renewed or asked to be renewed.

    The event is read from the Kanta message type, else from what the request follows
    (`priorPrescription`). A renewal status adds an event where the codelist knows it.
    """
    resource = entry.resource
    status = text(resource.get("status")) or ""
    if status in ("entered-in-error", "draft"):
        return Mapped(reason="draft or entered in error")
    if text(resource.get("intent")) not in ORDERS:
        return Mapped(reason="a plan or proposal", code=text(resource.get("intent")))
    message = code_in(resource.get("statusReason"), MESSAGE_TYPE)
    kind = meanings("drug_events").get(message, "") if message else "prescribed"
    if kind in ("", "renewal_answered"):
        return Mapped(reason="message is no prescription", code=message and message[1])
    client, authored, problem = _who_and_when(resource, "authoredOn", lookups)
    if problem:
        return problem
    identity = lookups.prescriptions[entry.name]
    if kind != "renewal_requested" and version(resource) < lookups.versions[identity]:
        # A correction or an annulment stands in its place.
        return Mapped(folded=True)
    mapped = Mapped()
    earlier = lookups.resolve(resource.get("priorPrescription"), "MedicationRequest")
    row = {
        "event_id": key("event", entry.name),
        "client_id": client,
        "event": "renewal_requested" if kind == "renewal_requested" else "prescribed",
        "occurred_on": authored,
        "prescription_id": identity,
        "renews_id": lookups.prescriptions.get(earlier or "")
        or _prior(resource.get("priorPrescription")),
        "permanent": flag(resource, "permanentMedication"),
        "dose_dispensing": flag(resource, "doseDispensing"),
        "as_needed": _as_needed(resource),
        "ended_on": _ended(resource, status, kind, authored, mapped),
        "prescriber_organisation": _prescriber(resource, lookups),
    }
    if row["renews_id"] and row["event"] == "prescribed":
        row["event"] = "renewed"
    if kind == "corrected":
        mapped.note("a correction of an earlier prescription")
    _substance(row, resource, lookups, mapped)
    _supply(row, part(resource, "dispenseRequest"), mapped)
    mapped.rows.append(("prescriptions", row))
    _renewal(row, resource, mapped)
    return mapped


def medication_dispense(entry: Entry, lookups: Lookups) -> Mapped:
    """MedicationDispense as dispensed, on the day it was handed over."""
    resource = entry.resource
    status = text(resource.get("status")) or ""
    if status != "completed":
        return Mapped(reason="not handed over", code=status or None)
    client, given, problem = _who_and_when(
        resource, "whenHandedOver", lookups, "whenPrepared"
    )
    if problem:
        return problem
    mapped = Mapped()
    orders = items(resource.get("authorizingPrescription"))
    row = {
        "event_id": key("event", entry.name),
        "client_id": client,
        "event": "dispensed",
        "occurred_on": given,
        "prescription_id": _prescription_of(orders, lookups)
        or key("prescription", entry.name),
        "as_needed": _as_needed(resource),
        "dose_dispensing": flag(resource, "doseDispensing"),
        "pharmacy": _pharmacy(resource, lookups),
    }
    if not orders:
        mapped.note("no prescription named")
    _substance(row, resource, lookups, mapped)
    days = _days(resource.get("daysSupply"))
    if days is not None:
        _put_days(row, days, "dose", mapped)
    mapped.rows.append(("prescriptions", row))
    return mapped


def _who_and_when(
    resource: Json, when: str, lookups: Lookups, otherwise: str = ""
) -> tuple[str, date | None, Mapped | None]:
    client = client_of(resource.get("subject"), lookups)
    if client is None:
        return "", None, Mapped(reason="no such client")
    found = day(resource.get(when)) or day(resource.get(otherwise))
    problem = None if found else Mapped(reason="no day that can be read")
    return client, found, problem


def _prior(reference: Any) -> str | None:
    """The key that an earlier prescription outside the source would have."""
    if not isinstance(reference, dict):
        return None
    identifier = part(reference, "identifier")
    written = text(identifier.get("value")) or text(reference.get("reference"))
    return key("prescription", written) if written else None


def _prescription_of(orders: list[Json], lookups: Lookups) -> str | None:
    for order in orders:
        set_id = extension(order, "prescriptionSetId") or {}
        value = text(part(set_id, "valueIdentifier").get("value"))
        if value:
            return key("prescription", value)
        name = lookups.resolve(order, "MedicationRequest")
        if name in lookups.prescriptions:
            return lookups.prescriptions[name]
    return next(filter(None, map(_prior, orders)), None)


def _ended(
    resource: Json, status: str, kind: str, authored: date | None, mapped: Mapped
) -> date | None:
    """The day of the end; the first day where an end is recorded without its day.

    So a stopped prescription never counts as in use.
    """
    discontinued = extension(resource, "medicineDiscontinuation") or {}
    for one in [discontinued, *items(discontinued.get("extension"))]:
        if found := day(one.get("valueDate")) or day(one.get("valueDateTime")):
            return found
    if kind == "annulled":
        return authored
    if status in ("stopped", "cancelled"):
        mapped.note("stopped, day not recorded: ended on its first day")
        return authored
    return None


def _as_needed(resource: Json) -> bool | None:
    stated = flag(resource, "dosageIfNeeded")
    if stated is not None:
        return stated
    answers = [
        dosage.get(
            "asNeededBoolean", True if "asNeededCodeableConcept" in dosage else None
        )
        for dosage in items(resource.get("dosageInstruction"))
    ]
    known = [answer for answer in answers if isinstance(answer, bool)]
    # One regular dose makes the medicine a regular one.
    return all(known) if known else None


def _prescriber(resource: Json, lookups: Lookups) -> str | None:
    requester = resource.get("requester")
    role = lookups.role_of(requester)
    if role.organisation:
        return lookups.site(role.organisation)
    name = lookups.resolve(requester)
    if name and name.startswith("Organization/"):
        return lookups.site(requester)
    return None


def _pharmacy(resource: Json, lookups: Lookups) -> str | None:
    if location := resource.get("location"):
        return lookups.site(location)
    for performer in items(resource.get("performer")):
        actor = performer.get("actor")
        role = lookups.role_of(actor)
        name = lookups.resolve(actor) or ""
        if role.organisation or name.startswith("Organization/"):
            return lookups.site(role.organisation or actor)
    return None


def _substance(row: Json, resource: Json, lookups: Lookups, mapped: Mapped) -> None:
    concept = resource.get("medicationCodeableConcept")
    reference = resource.get("medicationReference")
    if isinstance(reference, dict):
        medication = _medication(resource, reference, lookups)
        if medication is None:
            mapped.note("its medication is not in the source")
        else:
            concept = medication.get("code")
    found = code_in(concept, "atc") or code_in(concept, "rxnorm")
    if found and found[0] == "atc" and not ATC.match(found[1]):
        mapped.note(
            "ATC code above the substance, left out, no substance code", found[1]
        )
        found = None
    elif found is None:
        mapped.note("no substance code", next((c for _, c in codings(concept)), None))
    if found and found[0] == "rxnorm":
        mapped.note("RxNorm product, not rolled up to its ingredient")
    row["substance_system"], row["substance_code"] = found or (None, None)
    row["substance_name"] = _name(concept)


def _medication(resource: Json, reference: Json, lookups: Lookups) -> Json | None:
    written = text(reference.get("reference")) or ""
    if written.startswith("#"):
        inside = items(resource.get("contained"))
        return next((one for one in inside if f"#{one.get('id')}" == written), None)
    name = lookups.resolve(reference, "Medication")
    return lookups.medications.get(name or "")


def _name(concept: Any) -> str | None:
    for one in items(concept):
        shown = [text(coding.get("display")) for coding in items(one.get("coding"))]
        name = next(filter(None, shown), None) or text(one.get("text"))
        return name[:200] if name else None
    return None


def _supply(row: Json, dispense: Json, mapped: Mapped) -> None:
    """Days of supply from the expected duration, else from the dispensing interval."""
    days, source = _days(dispense.get("expectedSupplyDuration")), "dose"
    if days is None:
        days, source = _days(dispense.get("dispenseInterval")), "interval"
    if days is not None:
        _put_days(row, days, source, mapped)


def _put_days(row: Json, days: float, source: str, mapped: Mapped) -> None:
    if DAYS_SUPPLY[0] <= days <= DAYS_SUPPLY[1]:
        row["days_supply"], row["days_supply_source"] = int(days), source
    else:
        mapped.note("days of supply outside 1 to 400, left out")


def _days(duration: Any) -> float | None:
    if not isinstance(duration, dict):
        return None
    value = number(duration.get("value"))
    unit = DAYS.get(text(duration.get("code")) or text(duration.get("unit")) or "d")
    return value * unit if value is not None and unit else None


def _renewal(row: Json, resource: Json, mapped: Mapped) -> None:
    coding = part(extension(resource, "renewalStatus"), "valueCoding")
    found = code_in({"coding": [coding]}, RENEWAL_STATUS)
    if found is None:
        return
    event = meanings("drug_events").get(found)
    if event is None:
        mapped.note("renewal status not known", found[1])
    if event in ("renewal_requested", "renewed"):
        changed = day(part(resource, "meta").get("lastUpdated"))
        if changed is None:
            mapped.note("renewal status without its day, left out", found[1])
            return
        event_row = {
            **row,
            "event_id": f"{row['event_id']}-r",
            "event": event,
            "occurred_on": changed,
        }
        mapped.rows.append(("prescriptions", event_row))
