"""The names of clients, of whom a night's landing brought any."""

from collections.abc import Iterable

import polars as pl

from extracts.reading import read_extract
from night.places import Places
from schemas.extracts import IDENTITIES
from schemas.reading import MissingExtract, UnreadableExtract


def names_of(places: Places, clients: Iterable[str]) -> dict[str, str]:
    """Pseudonym to name of some clients; none where the county keeps the names.

    Whoever is named twice is not named. Raises UnreadableExtract where the identities
    are here and cannot be read.
    """
    try:
        identities = read_extract(places.landing, IDENTITIES).frame
    except MissingExtract:
        return {}
    full = pl.concat_str("family_name", "given_name", separator=" ")
    names = (
        identities.filter(pl.col("client_id").is_in(sorted(clients)))
        .select("client_id", full)
        .unique("client_id", keep="none")
        .collect()
    )
    return dict(names.rows())


def client_with(places: Places, identity_code: str) -> str | None:
    """The pseudonym of whoever has a personal identity code; None: it is nobody's.

    None too where the county keeps the identities, or they cannot be read.
    """
    try:
        identities = read_extract(places.landing, IDENTITIES).frame
    except (MissingExtract, UnreadableExtract):
        return None
    theirs = pl.col("personal_identity_code") == identity_code
    found = identities.filter(theirs).select("client_id").unique().collect()
    return str(found.item()) if found.height == 1 else None
