"""FHIR lookups: what references point at, gathered before any row is made."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from extracts.fhir_elements import (
    Json,
    code_in,
    codings,
    extension,
    items,
    key,
    meaning_of,
    meanings,
    moment,
    number,
    part,
    text,
)
from extracts.fhir_source import Entry

# Found by an identifier as well as by reference.
IDENTIFIED = {
    "Patient",
    "Organization",
    "Location",
    "HealthcareService",
    "Practitioner",
    "PractitionerRole",
    "CarePlan",
}
NAMED = {"Organization", "Location", "HealthcareService"}
LONGEST_SITE = 80


@dataclass
class Role:
    """What is known of a professional: codes of the work, and for whom."""

    codes: list[tuple[str, str]] = field(default_factory=list)
    organisation: Json | None = None


@dataclass
class Booking:
    """What an appointment adds to the encounter that came of it."""

    booked_at: datetime | None
    referral_id: str | None
    plan_id: str | None


@dataclass
class Lookups:
    """The resources that others refer to. The first of two with one name counts."""

    alias: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    same_name: Counter[str] = field(default_factory=Counter)
    roles: dict[str, Role] = field(default_factory=dict)
    medications: dict[str, Json] = field(default_factory=dict)
    prescriptions: dict[str, str] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    clients: dict[str, date | None] = field(default_factory=dict)
    bookings: dict[str, Booking] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)
    contacts: dict[str, str | None] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    _encounters: dict[str, Json] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)

    def add(self, entry: Entry) -> None:
        """Remember what later resources may refer to."""
        if entry.name in self._seen:
            return
        self._seen.add(entry.name)
        self._add_aliases(entry)
        resource = entry.resource
        if entry.kind in NAMED and (name := text(resource.get("name"))):
            self.names[entry.name] = name
            if entry.kind == "Organization":
                self.same_name[name] += 1
        elif entry.kind == "PractitionerRole":
            role = Role(
                [
                    *codings(resource.get("code")),
                    *codings(resource.get("specialty")),
                ],
                _object(resource.get("organization")),
            )
            self.roles[entry.name] = role
            self._roles_of.append((_object(resource.get("practitioner")), role))
        elif entry.kind == "Medication":
            self.medications[entry.name] = resource
        elif entry.kind == "MedicationRequest":
            identity = prescription_id(entry)
            self.prescriptions[entry.name] = identity
            self.versions[identity] = max(
                version(resource), self.versions.get(identity, 0)
            )
        elif entry.kind == "Appointment":
            self.bookings[entry.name] = Booking(
                moment(resource.get("created")), None, None
            )
        elif entry.kind == "Encounter" and becomes_contact(resource):
            self._encounters[entry.name] = {
                name: resource[name]
                for name in ("class", "partOf", "appointment")
                if name in resource
            }

    _roles_of: list[tuple[Json | None, Role]] = field(default_factory=list)

    def settle(self) -> None:
        """Join what could only be joined once everything was seen."""
        for practitioner, role in self._roles_of:
            name = self.resolve(practitioner, "Practitioner")
            if name:
                self.roles.setdefault(name, role)
        parts: dict[str, list[str]] = {}
        for name, encounter in self._encounters.items():
            whole = self.resolve(encounter.get("partOf"), "Encounter")
            if whole in self._encounters and whole != name:
                parts.setdefault(whole, []).append(name)
        self.contacts = {name: key("contact", name) for name in self._encounters}
        for whole, children in sorted(parts.items()):
            if self._mode(whole) == "ward":
                # Moves between wards are one stay.
                self.contacts |= dict.fromkeys(children, self.contacts[whole])
            else:
                # A service event of several visits is not a visit of its own.
                one = self.contacts[children[0]] if len(children) == 1 else None
                self.contacts[whole] = one
        for name, encounter in self._encounters.items():
            self.settings[name] = self._setting(encounter)
            for appointment in items(encounter.get("appointment")):
                booked = self.resolve(appointment, "Appointment")
                if booked:
                    self.met.add(booked)

    def resolve(self, reference: Any, kind: str = "") -> str | None:
        """The name of what a reference means; None where the source lacks it."""
        if not isinstance(reference, dict):
            return None
        written = (text(reference.get("reference")) or "").split("/_history/")[0]
        tail = "/".join(written.split("/")[-2:])
        for candidate in (written, tail):
            if candidate in self.alias:
                return self.alias[candidate]
        identifier = reference.get("identifier")
        if isinstance(identifier, dict):
            kind = text(reference.get("type")) or kind
            return self.alias.get(_identified(kind, identifier))
        return None

    def is_own_contact(self, name: str) -> bool:
        """The encounter is a contact itself, not a part or a whole of others."""
        return self.contacts.get(name) == key("contact", name)

    def contact_of(self, reference: Any) -> str | None:
        """The contact that an encounter became; None where it is not known."""
        name = self.resolve(reference, "Encounter")
        return self.contacts.get(name) if name else None

    def setting_of(self, reference: Any) -> str | None:
        """Where the encounter took place, as the setting of a measurement."""
        name = self.resolve(reference, "Encounter")
        return self.settings.get(name) or None if name else None

    def site(self, reference: Any) -> str | None:
        """The name of a place or an organisation, unmistakable within the source."""
        name = self.resolve(reference, "Organization")
        shown = self.names.get(name) if name else None
        if shown is None and isinstance(reference, dict):
            identifier = reference.get("identifier")
            shown = text(reference.get("display"))
            if shown is None and isinstance(identifier, dict):
                shown = text(identifier.get("value"))
            if shown is None:
                shown = (text(reference.get("reference")) or "").split("/")[-1] or None
        if shown and name and self.same_name[shown] > 1:
            ending = f" {key('', name)[1:9]}"
            return shown[: LONGEST_SITE - len(ending)] + ending
        return shown[:LONGEST_SITE] if shown else None

    def role_of(self, reference: Any) -> Role:
        """What is known of a professional; an empty role where nothing is."""
        name = self.resolve(reference, "Practitioner")
        return self.roles.get(name or "", Role())

    def _add_aliases(self, entry: Entry) -> None:
        self.alias.setdefault(entry.name, entry.name)
        if entry.full_url:
            self.alias.setdefault(entry.full_url, entry.name)
        if entry.kind in IDENTIFIED:
            for identifier in items(entry.resource.get("identifier")):
                self.alias.setdefault(_identified(entry.kind, identifier), entry.name)

    def _mode(self, name: str) -> str | None:
        return meanings("contact_modes").get(
            act_code(self._encounters[name]) or ("", "")
        )

    def _setting(self, encounter: Json) -> str:
        act = act_code(encounter) or ("", "")
        if meanings("service_families").get(act) == "emergency":
            return "emergency"
        mode = meanings("contact_modes").get(act, "")
        return {"ward": "ward", "visit": "office", "home": "home"}.get(mode, "")


def act_code(encounter: Json) -> tuple[str, str] | None:
    """Encounter.class, which is a coding and not a concept."""
    return code_in({"coding": items(encounter.get("class"))}, "hl7_act_code")


def becomes_contact(encounter: Json) -> bool:
    """The encounter has a known status and a beginning."""
    period = part(encounter, "period")
    status = text(encounter.get("status")) or ""
    return (
        meaning_of("appointment_status", iter([("fhir_encounter", status)])) is not None
        and moment(period.get("start")) is not None
    )


def prescription_id(entry: Entry) -> str:
    """Versions of one prescription share its set id; else a prescription is alone."""
    for identifier in items(entry.resource.get("identifier")):
        system = text(identifier.get("system")) or ""
        value = text(identifier.get("value"))
        if system.endswith("/setId") and value:
            return key("prescription", value)
    return key("prescription", entry.name)


def version(prescription: Json) -> int:
    """The version of a Kanta document; 0 where it is not stated."""
    stated = (extension(prescription, "versionNumber") or {}).get("valuePositiveInt")
    return int(number(stated) or 0)


def _identified(kind: str, identifier: Json) -> str:
    system = text(identifier.get("system")) or ""
    return f"{kind}?identifier={system}|{text(identifier.get('value')) or ''}"


def _object(value: Any) -> Json | None:
    return value if isinstance(value, dict) else None
