"""FHIR elements: reading codes, times and extensions out of parsed JSON.

Sources bend the standard (a list where one value is due, or the other way round), so
nothing here trusts a shape: what is not as expected reads as absent.
"""

import hashlib
import math
import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from schemas.codelists import read_codelist

Json = dict[str, Any]

HELSINKI = ZoneInfo("Europe/Helsinki")
PARTIAL = re.compile(r"^(\d{4})(?:-(\d\d))?$")

# The names that systems go by; versions such as .1999 follow a national one.
SYSTEMS = {
    "http://loinc.org": "loinc",
    "http://snomed.info/sct": "snomed",
    "http://www.whocc.no/atc": "atc",
    "1.2.246.537.6.32": "atc",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "rxnorm",
    "http://hl7.org/fhir/sid/icd-10": "icd10",
    "http://hl7.org/fhir/sid/icd-10-cm": "icd10",
    "1.2.246.537.6.1": "icd10",
    "http://hl7.org/fhir/sid/icpc-2": "icpc2",
    "1.2.246.537.6.31": "icpc2",
    "1.2.246.537.6.3": "kuntaliitto",
    "http://nucc.org/provider-taxonomy": "nucc",
    "http://terminology.hl7.org/CodeSystem/v3-ActCode": "hl7_act_code",
    "http://terminology.hl7.org/ValueSet/v3-ActEncounterCode": "hl7_act_code",
    "http://terminology.hl7.org/CodeSystem/v3-ActPriority": "hl7_act_priority",
    "1.2.246.537.6.881": "1.2.246.537.6.881",
    "1.2.246.537.5.40105": "1.2.246.537.5.40105",
    "1.2.246.537.5.40106": "1.2.246.537.5.40106",
    "1.2.246.537.5.40005": "main_or_side",
}
VERSION = re.compile(r"\.(?:19|20)\d{2}(?:\d{2})?$")


def items(value: Any) -> list[Json]:
    """The objects in a list, or one object as a list of one."""
    if isinstance(value, dict):
        return [value]
    listed = value if isinstance(value, list) else []
    return [item for item in listed if isinstance(item, dict)]


def part(element: Any, name: str) -> Json:
    """An object within an element; empty where it is absent or no object."""
    found = element.get(name) if isinstance(element, dict) else None
    return found if isinstance(found, dict) else {}


def text(value: Any) -> str | None:
    """The text itself, trimmed; None where it is empty or not a text."""
    if not isinstance(value, str):
        return None
    # Half of a surrogate pair is valid JSON and no valid text.
    return value.strip().encode("utf-8", "replace").decode() or None


def codings(concepts: Any) -> Iterator[tuple[str, str]]:
    """System (our name for it, or as written) and code of one or more concepts."""
    for concept in items(concepts):
        for coding in items(concept.get("coding")):
            code = text(coding.get("code"))
            if code:
                yield system_of(coding), code


def system_of(coding: Json) -> str:
    """Our name of a coding's system, else the system as written."""
    written = (text(coding.get("system")) or "").removeprefix("urn:oid:")
    written = written.removeprefix("urn:").split("|")[0]
    return SYSTEMS.get(written) or SYSTEMS.get(VERSION.sub("", written), written)


def code_in(concepts: Any, *systems: str) -> tuple[str, str] | None:
    """The first coding in the first of the systems that has one, as system and code."""
    found = list(codings(concepts))
    for wanted in systems:
        for system, code in found:
            if system == wanted:
                return system, code
    return None


@cache
def meanings(name: str) -> dict[tuple[str, str], str]:
    """A codelist as system and code to meaning."""
    rows = read_codelist(name)
    return {
        (system, code): meaning
        for meaning, code, system in rows.select(
            rows.columns[0], "code", "system"
        ).iter_rows()
    }


def meaning_of(name: str, found: Iterator[tuple[str, str]]) -> str | None:
    """What the first known code means in a codelist.

    National contact and service codes (R10, T11) are known by their form, since
    sources write several names for their systems.
    """
    known = meanings(name)
    for system, code in found:
        for place in (system, "thl_yhteystapa", "thl_palvelumuoto"):
            if (place, code) in known:
                return known[place, code]
    return None


def moment(value: Any) -> datetime | None:
    """A FHIR date or time in Helsinki time, without zone.

    A day is its midnight, a month or year its first day; None where unreadable.
    """
    written = text(value)
    if written is None:
        return None
    if partial := PARTIAL.match(written):
        written = f"{partial[1]}-{partial[2] or '01'}-01"
    try:
        when = datetime.fromisoformat(written)
        if when.tzinfo is not None:
            when = when.astimezone(HELSINKI).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None
    return when


def day(value: Any) -> date | None:
    """The Helsinki day of a FHIR date or time; None where unreadable."""
    when = moment(value)
    return when.date() if when else None


def extension(element: Any, name: str) -> Json | None:
    """The extension whose address ends with the name, wherever it is published."""
    if not isinstance(element, dict):
        return None
    for found in items(element.get("extension")):
        url = text(found.get("url")) or ""
        if url.rsplit("/", 1)[-1].lower() == name.lower():
            return found
    return None


def flag(element: Any, name: str) -> bool | None:
    """The yes or no of an extension; None where it is absent."""
    found = extension(element, name)
    value = found.get("valueBoolean") if found else None
    return value if isinstance(value, bool) else None


def number(value: Any) -> float | None:
    """A number, also one written as text with a comma; None where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        read = float(value.replace(",", ".") if isinstance(value, str) else value)
    except (ValueError, OverflowError):
        return None
    return read if math.isfinite(read) else None


def key(kind: str, of: str) -> str:
    """A stable key without meaning: the kind and a hash."""
    return f"{kind}-{hashlib.sha256(of.encode()).hexdigest()[:24]}"
