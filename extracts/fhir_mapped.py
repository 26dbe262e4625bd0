"""FHIR mapped: what one resource gave, and whom it is about."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from extracts.fhir_elements import Json, codings, key
from extracts.fhir_lookups import Lookups
from extracts.fhir_source import Entry


@dataclass
class Mapped:
    """What one resource gave: rows by extract, or why none; and what to note."""

    rows: list[tuple[str, Json]] = field(default_factory=list)
    reason: str | None = None
    code: str | None = None
    folded: bool = False
    notes: list[tuple[str, str | None]] = field(default_factory=list)

    def note(self, what: str, code: str | None = None) -> None:
        """Note something that was read with an assumption."""
        self.notes.append((what, code))


Mapper = Callable[[Entry, Lookups], Mapped]


def client_id(patient_name: str) -> str:
    """The pseudonym of a patient: a hash of its id in the source."""
    return key("fhir", patient_name)


def client_of(reference: Any, lookups: Lookups) -> str | None:
    """The pseudonym of the patient referred to; None where it is not a client."""
    name = lookups.resolve(reference, "Patient")
    return client_id(name) if name in lookups.clients else None


def any_code(concept: Any) -> str | None:
    """The first code of a concept, for the report."""
    return next((code for _, code in codings(concept)), None)
