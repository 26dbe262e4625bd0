"""FHIR import: R4 resources of any packing become a landing under our contracts."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from extracts.fhir_contacts import appointment, encounter
from extracts.fhir_elements import Json
from extracts.fhir_lookups import Lookups
from extracts.fhir_mapped import Mapped, Mapper, client_id
from extracts.fhir_prescriptions import medication_dispense, medication_request
from extracts.fhir_resources import care_plan, condition, observation, patient
from extracts.fhir_source import NO_TYPE, Entry, entries, files_of
from extracts.import_report import (
    ImportReport,
    SourceCount,
    nothing_usable,
    top_codes,
)
from extracts.imported import Rows, conform, land, period
from schemas.contract import Contract
from schemas.extracts import EXTRACTS

MAPPERS: dict[str, Mapper] = {
    "Patient": patient,
    "Encounter": encounter,
    "Appointment": appointment,
    "Condition": condition,
    "Observation": observation,
    "CarePlan": care_plan,
    "MedicationRequest": medication_request,
    "MedicationDispense": medication_dispense,
}
# Read to explain other resources; they have no row of their own.
LOOKED_UP = {
    "Organization",
    "Location",
    "HealthcareService",
    "Practitioner",
    "PractitionerRole",
    "Medication",
}


@dataclass
class Tally:
    """What became of the resources of one type."""

    read: int = 0
    used: int = 0
    folded: int = 0
    unmapped: Counter[str] = field(default_factory=Counter)
    written: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    codes: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, mapped: Mapped) -> None:
        """Count one resource; a note counts once per resource."""
        if mapped.folded:
            self.folded += 1
            return
        if mapped.reason:
            self.unmapped[mapped.reason] += 1
            self._code(mapped.reason, mapped.code)
            return
        self.used += 1
        self.written.update(extract for extract, _ in mapped.rows)
        for note, code in dict.fromkeys(mapped.notes):
            self.notes[note] += 1
            self._code(note, code)

    def _code(self, about: str, code: str | None) -> None:
        if code:
            self.codes.setdefault(about, Counter())[code] += 1

    def count(self, source: str) -> SourceCount:
        """The tally as a line of the report, checked to balance."""
        return SourceCount(
            source=source,
            read=self.read,
            used=self.used,
            folded=self.folded,
            unmapped=dict(sorted(self.unmapped.items())),
            written=dict(sorted(self.written.items())),
            notes=dict(sorted(self.notes.items())),
            unmapped_codes={
                about: top_codes(codes) for about, codes in sorted(self.codes.items())
            },
        )


def import_fhir(source: Path, out: Path, period_to: date | None = None) -> ImportReport:
    """Write a landing from FHIR R4 files into `out`; report every resource.

    `source` is a folder (or one file) of NDJSON, bundles and loose resources, which is
    read twice: for what references point at, then for the rows. The pseudonym is a
    hash of the patient's id; identity codes and names are never written. `period_to`
    is the last day that the data claim to cover, by default that of the latest event.

    Raises NotImportable when a file is not JSON or there are no events, and
    UnbalancedImport when a resource is not accounted for.
    """
    paths = files_of(source)
    lookups = Lookups()
    for path in paths:
        for entry in entries(path):
            lookups.add(entry)
            if entry.kind == "Patient" and entry.name not in lookups.clients:
                for _, row in patient(entry, lookups).rows:
                    lookups.clients[entry.name] = row["died_on"]
    lookups.settle()
    found: dict[str, list[Json]] = {}
    counts, ignored = _read(paths, lookups, found)
    rows = _frames(found)
    covered = period(rows)
    if covered is None:
        raise nothing_usable(counts)
    period_from, last = covered
    landed, empty = land(out, rows, period_from, period_to or last, "fhir")
    return ImportReport(
        importer="fhir",
        period_from=period_from,
        period_to=period_to or last,
        sources=counts,
        extracts=landed,
        not_written=empty,
        ignored_files=ignored,
        limits=tuple(_limits(found)),
    )


def _read(
    paths: list[Path], lookups: Lookups, found: dict[str, list[Json]]
) -> tuple[tuple[SourceCount, ...], tuple[str, ...]]:
    """Map every resource into `found`; a second copy of one adds nothing."""
    tallies: dict[str, Tally] = {}
    seen: dict[str, bytes] = {}
    ignored = []
    deaths = {client_id(name): died for name, died in lookups.clients.items() if died}
    for path in paths:
        kinds = set()
        for entry in entries(path):
            kinds.add(entry.kind)
            tally = tallies.setdefault(entry.kind, Tally())
            tally.read += 1
            mapped = _map(entry, lookups, seen)
            for extract, row in mapped.rows:
                found.setdefault(extract, []).append(row)
                if _after_death(extract, row, deaths):
                    mapped.note("after death")
            tally.add(mapped)
        if kinds <= {NO_TYPE}:
            ignored.append(path.name)
    counts = tuple(tallies[kind].count(kind) for kind in sorted(tallies))
    return counts, tuple(sorted(ignored))


def _map(entry: Entry, lookups: Lookups, seen: dict[str, bytes]) -> Mapped:
    if entry.kind == NO_TYPE:
        return Mapped(reason="not a FHIR resource")
    fingerprint = entry.fingerprint
    if entry.name in seen:
        if seen[entry.name] == fingerprint:
            return Mapped(folded=True)
        return Mapped(reason="the same id again with other content")
    seen[entry.name] = fingerprint
    if mapper := MAPPERS.get(entry.kind):
        return mapper(entry, lookups)
    if entry.kind in LOOKED_UP:
        return Mapped(folded=True)
    return Mapped(reason="resource not used")


def _after_death(extract: str, row: Json, deaths: dict[str, date]) -> bool:
    column = EXTRACTS[extract].day
    died = deaths.get(row["client_id"])
    if column is None or died is None:
        return False
    happened = row[column]
    return (happened.date() if hasattr(happened, "date") else happened) > died


def _frames(found: dict[str, list[Json]]) -> Rows:
    return {
        extract: conform(
            EXTRACTS[extract], pl.LazyFrame(rows, schema=_open(EXTRACTS[extract]))
        )
        for extract, rows in found.items()
    }


def _open(contract: type[Contract]) -> pl.Schema:
    """The contract's schema with its vocabularies as text; conform closes them."""
    return pl.Schema(
        {
            name: pl.String() if isinstance(dtype, pl.Enum) else dtype
            for name, dtype in contract.polars_schema().items()
        }
    )


def _limits(found: dict[str, list[Json]]) -> Iterator[str]:
    events = {row["event"] for row in found.get("prescriptions", [])}
    if events and "dispensed" not in events:
        yield "prescriptions only, nothing dispensed: days in use are over-counted"
    if found.get("contacts") and not any(row["booked_at"] for row in found["contacts"]):
        yield "no appointments: missed ones cannot be known"
