"""The hidden mark of a row: by it, a returned row is known to be the one that left."""

import re
import unicodedata
from datetime import date
from hashlib import sha256

# How a workbook writes a control character; not every program reads it back as one.
ESCAPED = re.compile(r"_x[0-9A-Fa-f]{4}_")
MARK = re.compile(r"([0-9]{1,6})-[0-9a-f]{16}")


def row_version(
    recorded: int,
    county: str,
    team: str,
    as_of: date,
    client_id: str,
    opened_on: date,
    name: str,
) -> str:
    """How often something was recorded of an episode, with a check of the whole row.

    The check differs for another list, another episode, and another name beside them,
    as a careless sort would leave it. It is no signature: it guards against slips.
    """
    shown = ESCAPED.sub("", unicodedata.normalize("NFC", name))
    letters = "".join(sign for sign in shown if sign.isalnum())
    told = (recorded, county, team, as_of, client_id, opened_on, letters)
    check = sha256("\x1f".join(map(str, told)).encode()).hexdigest()
    return f"{recorded}-{check[:16]}"


def recorded_in(version: str) -> int | None:
    """How often something had been recorded; None: this is no such mark."""
    found = MARK.fullmatch(version)
    return int(found[1]) if found else None
