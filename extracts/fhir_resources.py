"""FHIR patients, conditions, observations and care plans as rows of extracts."""

from typing import Any

from extracts.fhir_elements import (
    Json,
    code_in,
    codings,
    day,
    extension,
    items,
    key,
    meanings,
    number,
    part,
    text,
)
from extracts.fhir_lookups import Lookups
from extracts.fhir_mapped import Mapped, any_code, client_id, client_of
from extracts.fhir_source import Entry

SEXES = {"female": "female", "male": "male", "other": "other"}
LANGUAGES = {"fi": "fi", "sv": "sv"}
REFUTED = {"refuted", "entered-in-error"}
UNCONFIRMED = {"unconfirmed", "provisional", "differential"}
RESULT_STATUS = {
    "final": "final",
    "amended": "corrected",
    "corrected": "corrected",
    "preliminary": "preliminary",
    "registered": "preliminary",
}
PLAN_STATUS = {"active", "on-hold", "completed", "revoked"}
# The contract keeps LDL in mmol/l; many sources report mg/dl.
LDL_MG_PER_MMOL = 38.67


def patient(entry: Entry, lookups: Lookups) -> Mapped:
    """Patient as a client; identity codes and names are left behind."""
    resource = entry.resource
    born = day(resource.get("birthDate"))
    died = day(resource.get("deceasedDateTime"))
    if born is None:
        return Mapped(reason="no day of birth")
    if born.year < 1900:
        return Mapped(reason="born before 1900")
    if resource.get("deceasedBoolean") is True and died is None:
        return Mapped(reason="dead, day not recorded")
    hidden = _has_non_disclosure(resource)
    place = extension(resource, "municipality-code") or {}
    municipality = text(part(place, "valueCoding").get("code"))
    mapped = Mapped(
        [
            (
                "clients",
                {
                    "client_id": client_id(entry.name),
                    "born_on": born,
                    "sex": SEXES.get(text(resource.get("gender")) or ""),
                    "language": _language(resource),
                    "died_on": died,
                    "municipality": None if hidden else municipality,
                    "non_disclosure": True if hidden else None,
                },
            )
        ]
    )
    if len(text(resource.get("birthDate")) or "") < len("2000-01-01"):
        mapped.note("day of birth rounded in the source")
    return mapped


def condition(entry: Entry, lookups: Lookups) -> Mapped:
    """Condition as a diagnosis, in ICD-10, ICPC-2 or SNOMED CT, in this order."""
    resource = entry.resource
    verified = {code for _, code in codings(resource.get("verificationStatus"))}
    if verified & REFUTED:
        return Mapped(reason="entered in error or refuted")
    client = client_of(resource.get("subject"), lookups)
    if client is None:
        return Mapped(reason="no such client")
    found = code_in(resource.get("code"), "icd10", "icpc2", "snomed")
    if found is None:
        return Mapped(
            reason="no code of a known system", code=any_code(resource.get("code"))
        )
    recorded = (
        day(resource.get("recordedDate"))
        or day(resource.get("onsetDateTime"))
        or day(part(resource, "onsetPeriod").get("start"))
    )
    if recorded is None:
        return Mapped(reason="no day that can be read")
    roles = {
        code
        for system, code in codings(resource.get("category"))
        if system == "main_or_side"
    }
    return Mapped(
        [
            (
                "diagnoses",
                {
                    "diagnosis_id": key("diagnosis", entry.name),
                    "client_id": client,
                    "contact_id": lookups.contact_of(resource.get("encounter")),
                    "recorded_on": recorded,
                    "ended_on": day(resource.get("abatementDateTime"))
                    or day(part(resource, "abatementPeriod").get("end")),
                    "system": found[0],
                    "code": found[1],
                    "main": ("PAA" in roles) if roles else None,
                    "confirmed": False
                    if verified & UNCONFIRMED
                    else (True if "confirmed" in verified else None),
                },
            )
        ]
    )


def observation(entry: Entry, lookups: Lookups) -> Mapped:
    """Observation as measurements; the parts of a blood pressure give a row each."""
    resource = entry.resource
    status = text(resource.get("status")) or ""
    if status in ("entered-in-error", "cancelled"):
        return Mapped(reason="entered in error or cancelled")
    measured = [
        (piece, found)
        for piece in [resource, *items(resource.get("component"))]
        if (found := _analyte(piece.get("code")))
    ]
    if not measured:
        return Mapped(reason="no analyte of ours", code=any_code(resource.get("code")))
    client = client_of(resource.get("subject"), lookups)
    if client is None:
        return Mapped(reason="no such client")
    taken = (
        day(resource.get("effectiveDateTime"))
        or day(resource.get("effectiveInstant"))
        or day(part(resource, "effectivePeriod").get("start"))
        or day(resource.get("issued"))
    )
    if taken is None:
        return Mapped(reason="no day that can be read")
    if status not in RESULT_STATUS:
        return Mapped(reason="status not known", code=status or None)
    mapped = Mapped()
    for place, (piece, (analyte, system, code)) in enumerate(measured):
        if not any(name.startswith("value") for name in piece):
            continue
        value, unit = _value(piece)
        if value is None:
            mapped.note("a text, no number")
        if text(part(piece, "valueQuantity").get("comparator")):
            mapped.note("less or more than the number")
        if analyte == "ldl" and (unit or "").lower() == "mg/dl" and value is not None:
            value, unit = value / LDL_MG_PER_MMOL, "mmol/L"
            mapped.note("LDL from mg/dL to mmol/L")
        row = {
            "measurement_id": key("measurement", f"{entry.name} {place}"),
            "client_id": client,
            "contact_id": lookups.contact_of(resource.get("encounter")),
            "taken_on": taken,
            "analyte": analyte,
            "code": code,
            "system": system,
            "value": value,
            "unit": unit[:20] if unit else None,
            "result_status": RESULT_STATUS[status],
            "setting": "home"
            if _by_client(resource, lookups)
            else lookups.setting_of(resource.get("encounter")),
        }
        mapped.rows.append(("measurements", row))
    return mapped if mapped.rows else Mapped(reason="no value")


def care_plan(entry: Entry, lookups: Lookups) -> Mapped:
    """CarePlan as a care plan."""
    resource = entry.resource
    status = text(resource.get("status")) or ""
    if status not in PLAN_STATUS:
        return Mapped(reason="draft or entered in error", code=status or None)
    client = client_of(resource.get("subject"), lookups)
    if client is None:
        return Mapped(reason="no such client")
    period = part(resource, "period")
    updated = day(period.get("start")) or day(resource.get("created"))
    if updated is None:
        return Mapped(reason="no day that can be read")
    ends = day(period.get("end"))
    mapped = Mapped(
        [
            (
                "plans",
                {
                    "plan_id": key("plan", entry.name),
                    "client_id": client,
                    "kind": "care",
                    "source_register": "health",
                    "updated_on": updated,
                    "ends_on": ends,
                },
            )
        ]
    )
    if status in ("completed", "revoked") and ends is None:
        mapped.rows[0][1]["ends_on"] = updated
        mapped.note("over, day not recorded: ended on its first day")
    return mapped


def _analyte(concept: Any) -> tuple[str, str, str] | None:
    known = meanings("analytes")
    for wanted in ("kuntaliitto", "loinc", "snomed"):
        for system, code in codings(concept):
            if system == wanted and (system, code) in known:
                return known[system, code], system, code
    return None


def _value(piece: Json) -> tuple[float | None, str | None]:
    quantity = piece.get("valueQuantity")
    if isinstance(quantity, dict):
        unit = text(quantity.get("unit"))
        if "unitsofmeasure" in (text(quantity.get("system")) or ""):
            unit = text(quantity.get("code")) or unit
        return number(quantity.get("value")), unit
    return number(piece.get("valueInteger", piece.get("valueString"))), None


def _by_client(resource: Json, lookups: Lookups) -> bool:
    subject = lookups.resolve(resource.get("subject"), "Patient")
    performers = items(resource.get("performer"))
    return subject is not None and any(
        lookups.resolve(performer, "Patient") == subject for performer in performers
    )


def _has_non_disclosure(resource: Json) -> bool:
    labels = items(part(resource, "meta").get("security"))
    return any(text(label.get("code")) == "TURVAKIELTO" for label in labels)


def _language(resource: Json) -> str | None:
    spoken = items(resource.get("communication"))
    spoken.sort(key=lambda one: one.get("preferred") is not True)
    for one in spoken:
        for _, code in codings(one.get("language")):
            return LANGUAGES.get(code.split("-")[0].lower(), "other")
    return None
