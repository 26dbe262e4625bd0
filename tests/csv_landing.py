"""Landings of CSV written by hand, for tests of the entrance and the gate."""

import hashlib
import json
from pathlib import Path
from typing import Any

from schemas.contract import Contract


def write_manifest(
    folder: Path,
    contract: type[Contract],
    files: dict[str, int],
    **said: Any,
) -> None:
    """A manifest for files that already stand in the folder: name to rows."""
    manifest = {
        "extract": contract.extract,
        "format": "csv",
        "period_from": "2024-01-01",
        "period_to": "2026-11-21",
        "files": [
            {
                "name": name,
                "rows": rows,
                "sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest(),
            }
            for name, rows in files.items()
        ],
    } | said
    path = folder / f"{contract.extract}.manifest.json"
    path.write_text(json.dumps(manifest), encoding="utf-8")


def land_csv(
    folder: Path, contract: type[Contract], *bodies: bytes | str, **said: Any
) -> None:
    """CSV files with a manifest that counts their lines, but for the heading."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {}
    for number, body in enumerate(bodies):
        name = f"{contract.extract}-{number}.csv"
        raw = body.encode() if isinstance(body, str) else body
        (folder / name).write_bytes(raw)
        files[name] = raw.count(b"\n") - 1
    write_manifest(folder, contract, files, **said)
