"""What ties each row of the access log to all rows before it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

# What the first row follows.
START = "0" * 64
# `number` is not among them: the chain itself says in which order rows stand.
HASHED = ("at", "actor", "team", "action", "client_id", "source", "as_of")


def digest(previous: object, row: Mapping[Any, Any]) -> str:
    """SHA-256, in hex, over the hash of the row before and a row's canonical form.

    That form is one JSON array in ASCII, in which a quote, a new line or a control
    character is escaped: two rows have the same one only if all their fields are equal.
    """
    fields = (previous, *(row[name] for name in HASHED))
    canonical = json.dumps([_plain(field) for field in fields], ensure_ascii=True)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def _plain(value: object) -> object:
    """Moments and days as SQLite stores them; what no row of ours holds is no text."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.isoformat(" ", "microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return [repr(value)]
