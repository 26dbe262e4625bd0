"""Import report: what became of every row or resource of an outside source."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

# Anything longer or with a space may be somebody's words and is not repeated.
CODE = re.compile(r"^[0-9A-Za-z][0-9A-Za-z.*+#:|/_-]{0,39}$")
TOP_CODES = 10


class NotImportable(ValueError):
    """The source or the target folder cannot be used; the sentence says what to do."""


class UnbalancedImport(RuntimeError):
    """Rows read and rows accounted for differ: the import must not be used."""


class UnmappedCode(BaseModel):
    """A code that stood in the way, and how many rows carried it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    rows: int


class SourceCount(BaseModel):
    """One source table or resource type: every row read is in exactly one place.

    `used` rows gave at least one row of an extract, `folded` rows are part of others
    (a death, a provider, a concept, a repeated copy), `unmapped` rows gave nothing, by
    reason. `written` counts the rows that came out, which may be more than `used` (one
    blood pressure resource gives two rows). `notes` counts rows that were used but
    changed or read with an assumption; a row can have several notes.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    read: int = Field(ge=0)
    used: int = Field(default=0, ge=0)
    folded: int = Field(default=0, ge=0)
    unmapped: dict[str, int] = {}
    written: dict[str, int] = {}
    notes: dict[str, int] = {}
    unmapped_codes: dict[str, tuple[UnmappedCode, ...]] = {}

    def model_post_init(self, context: Any) -> None:
        """Refuse a count that does not balance."""
        accounted = self.used + self.folded + sum(self.unmapped.values())
        if self.read != accounted:
            raise UnbalancedImport(
                f"{self.source}: {self.read} rows read, {accounted} accounted for; "
                "do not use this landing and report the source's format"
            )


class ImportReport(BaseModel):
    """What an importer read, wrote and could not use; holds counts and codes alone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    importer: str
    period_from: date
    period_to: date
    sources: tuple[SourceCount, ...]
    extracts: dict[str, int]
    not_written: tuple[str, ...] = ()
    ignored_files: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()

    def model_post_init(self, context: Any) -> None:
        """Refuse a report that landed other rows than the sources gave."""
        for extract, rows in self.extracts.items():
            given = sum(source.written.get(extract, 0) for source in self.sources)
            if rows != given:
                raise UnbalancedImport(
                    f"{extract}: {given} rows mapped, {rows} rows landed; "
                    "do not use this landing"
                )

    def as_lines(self) -> list[str]:
        """The report as plain lines for a terminal."""
        return list(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"import {self.importer}, {self.period_from} to {self.period_to}"
        for source in self.sources:
            if not source.read:
                continue
            yield (
                f"{source.source}: {source.read} read = {source.used} used"
                f" + {source.folded} folded + {sum(source.unmapped.values())} unmapped"
            )
            for extract, rows in source.written.items():
                yield f"    {rows} rows of {extract}"
            for reason, rows in source.unmapped.items():
                yield f"    unmapped {rows}: {reason}"
                yield from _codes(source.unmapped_codes.get(reason, ()))
            for note, rows in source.notes.items():
                yield f"    note {rows}: {note}"
                yield from _codes(source.unmapped_codes.get(note, ()))
        for extract, rows in self.extracts.items():
            yield f"landed {extract}: {rows} rows"
        for extract in self.not_written:
            yield f"not landed: {extract}, the source has no rows for it"
        for name in self.ignored_files:
            yield f"file not used: {name}"
        yield from (f"limit: {limit}" for limit in self.limits)


def nothing_usable(sources: Iterable[SourceCount]) -> NotImportable:
    """The error for a source of which no event could be used, with the main reasons."""
    reasons: Counter[str] = Counter()
    for source in sources:
        for reason, rows in source.unmapped.items():
            reasons[f"{source.source}: {reason}"] += rows
    told = ", ".join(f"{reason} ({rows})" for reason, rows in reasons.most_common(5))
    return NotImportable(
        f"no event of the source can be used; {told or 'it has no events'}; "
        "give a source that holds the people together with their events"
    )


def top_codes(counts: dict[str, int]) -> tuple[UnmappedCode, ...]:
    """The commonest codes; what does not look like a code is summed as '(text)'."""
    safe: dict[str, int] = {}
    for code, rows in counts.items():
        name = code if CODE.match(code) else "(text)"
        safe[name] = safe.get(name, 0) + rows
    ranked = sorted(safe.items(), key=lambda item: (-item[1], item[0]))
    return tuple(
        UnmappedCode(code=code, rows=rows) for code, rows in ranked[:TOP_CODES]
    )


def _codes(codes: tuple[UnmappedCode, ...]) -> Iterator[str]:
    if codes:
        yield "        " + ", ".join(f"{code.code} ({code.rows})" for code in codes)
