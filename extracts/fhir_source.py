"""FHIR source: streams the resources of NDJSON files, bundles and loose JSON files."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extracts.fhir_elements import Json, items, text
from extracts.import_report import NotImportable

NO_TYPE = "(no resource type)"


@dataclass(frozen=True)
class Entry:
    """One resource with the name that others know it by.

    `name` is Type/id, else the entry's full URL, else a hash of the content.
    """

    kind: str
    name: str
    full_url: str | None
    resource: Json

    @property
    def fingerprint(self) -> bytes:
        """Equal for equal content."""
        content = json.dumps(self.resource, sort_keys=True)
        return hashlib.blake2b(content.encode(), digest_size=8).digest()


def files_of(source: Path) -> list[Path]:
    """The JSON and NDJSON files of a source, in a fixed order.

    Raises NotImportable when there is none.
    """
    found = (
        [source]
        if source.is_file()
        else sorted(path for path in source.rglob("*") if path.is_file())
    )
    readable = [path for path in found if path.suffix.lower() in (".json", ".ndjson")]
    if not readable:
        raise NotImportable(
            f"{source} holds no .ndjson or .json file; give the folder of a FHIR R4 "
            "bulk export or of bundles"
        )
    return readable


def entries(path: Path) -> Iterator[Entry]:
    """The resources of one file; NDJSON is read line by line.

    Raises NotImportable, with file and line, where the text is not JSON.
    """
    if path.suffix.lower() == ".ndjson":
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield from _entries(line, f"{path.name}, line {number}")
    else:
        yield from _entries(path.read_bytes(), path.name)


def _entries(content: bytes, place: str) -> Iterator[Entry]:
    try:
        yield from _resources(json.loads(content), None)
    except (ValueError, RecursionError) as broken:
        raise NotImportable(
            f"{place} is not JSON; it may be cut off: fetch or export it again"
        ) from broken


def _resources(parsed: Any, full_url: str | None) -> Iterator[Entry]:
    if isinstance(parsed, list):
        for one in parsed:
            yield from _resources(one, None)
        return
    resource = parsed if isinstance(parsed, dict) else {}
    kind = text(resource.get("resourceType"))
    if kind == "Bundle":
        for entry in items(resource.get("entry")):
            yield from _resources(entry.get("resource"), text(entry.get("fullUrl")))
        return
    if kind is None:
        yield Entry(NO_TYPE, NO_TYPE, full_url, resource)
        return
    identity = text(resource.get("id"))
    name = f"{kind}/{identity}" if identity else full_url
    if name is None:
        content = json.dumps(resource, sort_keys=True)
        name = f"{kind}/#{hashlib.sha256(content.encode()).hexdigest()}"
    yield Entry(kind, name, full_url, resource)
