"""FHIR encounters and appointments as contacts."""

from typing import Any

from extracts.fhir_elements import (
    Json,
    codings,
    extension,
    items,
    key,
    meaning_of,
    meanings,
    moment,
    part,
    text,
)
from extracts.fhir_lookups import Lookups, Role, act_code, becomes_contact
from extracts.fhir_mapped import Mapped, client_of
from extracts.fhir_source import Entry


def encounter(entry: Entry, lookups: Lookups) -> Mapped:
    """Encounter as a contact that took place, was planned or was cancelled."""
    resource = entry.resource
    status = text(resource.get("status"))
    if status == "entered-in-error":
        return Mapped(reason="entered in error")
    client = client_of(resource.get("subject"), lookups)
    if client is None:
        return Mapped(reason="no such client")
    if not becomes_contact(resource):
        return Mapped(reason="no beginning or no known status", code=status)
    if not lookups.is_own_contact(entry.name):
        return Mapped(folded=True)
    period = part(resource, "period")
    starts_at, ends_at = moment(period.get("start")), moment(period.get("end"))
    act = act_code(resource)
    role = _role(resource.get("participant"), "individual", lookups)
    place = next(
        (place.get("location") for place in items(resource.get("location"))), None
    )
    about = [
        *([act] if act else []),
        *codings(resource.get("type")),
        *codings(resource.get("serviceType")),
    ]
    booking = next(
        (
            lookups.bookings[name]
            for appointment in items(resource.get("appointment"))
            if (name := lookups.resolve(appointment, "Appointment")) in lookups.bookings
        ),
        None,
    )
    row = {
        "contact_id": key("contact", entry.name),
        "client_id": client,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "booked_at": booking.booked_at if booking else None,
        "status": meanings("appointment_status")["fhir_encounter", status or ""],
        "status_rung": "recorded",
        "unit": _unit(place),
        "source_register": "health",
        "visitor_role": "client",
        "referral_id": _referral(resource)
        or (booking.referral_id if booking else None),
        "plan_id": booking.plan_id if booking else None,
        "urgency": meaning_of("urgencies", codings(resource.get("priority")))
        or meaning_of("urgencies", iter(about)),
    }
    mapped = Mapped([("contacts", row)])
    _place_and_service(
        mapped,
        row,
        about,
        role.codes,
        [resource.get("serviceProvider"), place],
        lookups,
    )
    return mapped


def appointment(entry: Entry, lookups: Lookups) -> Mapped:
    """Appointment as a booked contact; folded where an encounter came of it.

    The national status (1.2.246.537.6.881) comes before the FHIR status. Who
    cancelled is read from the cancellation reason; without one the cancellation is
    not laid on the client.
    """
    resource = entry.resource
    if text(resource.get("status")) == "entered-in-error":
        return Mapped(reason="entered in error")
    status, code = _appointment_status(resource)
    participants = items(resource.get("participant"))
    clients = [
        client
        for participant in participants
        if (client := client_of(participant.get("actor"), lookups))
    ]
    starts_at = moment(resource.get("start"))
    if not clients:
        return Mapped(reason="no such client")
    if starts_at is None:
        return Mapped(reason="no time that can be read", code=code)
    if status is None:
        return Mapped(reason="status not known", code=code)
    if entry.name in lookups.met and status in ("fulfilled", "booked"):
        return Mapped(folded=True)
    actors = [participant.get("actor") for participant in participants]
    places = [
        actor
        for kind in ("Location", "HealthcareService", "Organization")
        for actor in actors
        if _kind_of(actor, lookups) == kind
    ]
    role = _role(participants, "actor", lookups)
    cancelled = status.startswith("cancelled")
    changed = part(resource, "meta").get("lastUpdated")
    mapped = Mapped()
    for client in dict.fromkeys(clients):
        row = {
            "contact_id": key("contact", f"{entry.name} {client}"),
            "client_id": client,
            "starts_at": starts_at,
            "ends_at": moment(resource.get("end")),
            "booked_at": moment(resource.get("created")),
            "cancelled_at": moment(changed) if cancelled else None,
            "status": status,
            "status_rung": "recorded",
            "absence_explained": True
            if status == "no_show" and items(resource.get("cancelationReason"))
            else None,
            "unit": _unit(places[0] if places else None),
            "source_register": "health",
            "visitor_role": "group" if len(set(clients)) > 1 else "client",
            "referral_id": _referral(resource),
            "plan_id": _plan(resource, lookups),
        }
        mapped.rows.append(("contacts", row))
    about = [
        *codings(resource.get("appointmentType")),
        *codings(resource.get("serviceType")),
        *codings(resource.get("specialty")),
    ]
    for number_of_row, (_, row) in enumerate(mapped.rows):
        into = mapped if number_of_row == 0 else Mapped()
        _place_and_service(into, row, about, role.codes, places, lookups)
    return mapped


def _place_and_service(
    mapped: Mapped,
    row: Json,
    about: list[tuple[str, str]],
    professional: list[tuple[str, str]],
    places: list[Any],
    lookups: Lookups,
) -> None:
    row["mode"] = _said_by("contact_modes", about)
    if row["mode"] is None:
        mapped.note("mode not known, read as a visit")
        row["mode"] = "visit"
    row["service_family"] = _said_by("service_families", about) or meaning_of(
        "service_families", iter(professional)
    )
    if row["service_family"] is None:
        mapped.note("service not known", about[-1][1] if about else None)
        row["service_family"] = "other"
    row["profession"] = meaning_of("professions", iter(professional))
    row["site"] = next(filter(None, map(lookups.site, places)), None)
    if row["site"] is None:
        mapped.note("site not known")
        row["site"] = "unknown"


def _said_by(name: str, about: list[tuple[str, str]]) -> str | None:
    """National codes say most, an inpatient or emergency class comes next."""
    national = [
        found for found in about if found[1][:1] in "RT" and found[1][1:].isdigit()
    ]
    types = [found for found in about if found[0] == "snomed"]
    ordered = (
        [*national, *types, *about]
        if name == "contact_modes"
        else [
            *national,
            *about,
        ]
    )
    return meaning_of(name, iter(ordered))


def _appointment_status(resource: Json) -> tuple[str | None, str | None]:
    known = meanings("appointment_status")
    national = extension(resource.get("_status"), "ajanvarauksen-tila") or extension(
        resource, "ajanvarauksen-tila"
    )
    concept = {"coding": [part(national, "valueCoding")]}
    code = text(resource.get("status"))
    status = meaning_of("appointment_status", codings(concept)) or known.get(
        ("fhir_appointment", code or "")
    )
    if status == "cancelled_by_service":
        sides = [
            side
            for _, reason in codings(resource.get("cancelationReason"))
            if (side := known.get(("fhir_cancellation", reason.split("-")[0])))
        ]
        status = sides[0] if sides else status
    return status, code


def _kind_of(reference: Any, lookups: Lookups) -> str:
    written = text(reference.get("reference")) if isinstance(reference, dict) else None
    return (lookups.resolve(reference) or written or "").split("/")[-2:][0]


def _role(participants: Any, name: str, lookups: Lookups) -> Role:
    roles = [lookups.role_of(one.get(name)) for one in items(participants)]
    return next((role for role in roles if role.codes), Role())


def _unit(reference: Any) -> str | None:
    if not isinstance(reference, dict):
        return None
    identifier = part(reference, "identifier")
    written = text(reference.get("reference")) or text(identifier.get("value")) or ""
    return written.split("/")[-1].split("|")[-1][:80] or None


def _referral(resource: Json) -> str | None:
    found = extension(resource, "referral-id") or {}
    value = text(found.get("valueString"))
    if value is None:
        based = [text(item.get("reference")) for item in items(resource.get("basedOn"))]
        value = next((written for written in based if written), None)
    return key("referral", value) if value else None


def _plan(resource: Json, lookups: Lookups) -> str | None:
    found = part(extension(resource, "careplan-identifier"), "valueIdentifier")
    name = lookups.resolve({"identifier": found}, "CarePlan")
    value = name or text(found.get("value"))
    return key("plan", value) if value else None
