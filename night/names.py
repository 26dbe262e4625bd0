"""The names of clients, of whom a night's landing brought any."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import polars as pl

from extracts.landing import manifest_path
from extracts.reading import read_extract
from night.held import Stamp, stamp_of
from night.places import Places
from schemas.extracts import IDENTITIES
from schemas.identities import Named
from schemas.identity_codes import IDENTITY_CODE
from schemas.reading import MissingExtract, UnreadableExtract


def names_of(places: Places, clients: Iterable[str]) -> dict[str, Named]:
    """Pseudonym to who it is, of some clients; none where the county keeps the names.

    Whoever is named twice is not named. Whatever looks like an identity code is cut out
    of a name, and is no number. Raises UnreadableExtract where the identities are here
    and cannot be read.
    """
    if not manifest_path(places.landing, IDENTITIES.extract).is_file():
        return {}
    wanted = pl.Series(list(clients), dtype=pl.String)
    landed = sorted(path for path in places.landing.iterdir() if path.is_file())
    identities = _identities(places.landing, tuple(map(stamp_of, landed)))
    theirs = identities.filter(pl.col("client_id").is_in(wanted.implode()))
    return {
        client: Named(
            IDENTITY_CODE.sub("…", name),
            None if IDENTITY_CODE.search(number or "") else number,
        )
        for client, name, number in theirs.iter_rows()
    }


# A page asks again and again; the landing of a day may come again.
@lru_cache(maxsize=2)
def _identities(landing: Path, stamps: tuple[Stamp, ...]) -> pl.DataFrame:
    full = pl.concat_str("family_name", "given_name", separator=" ")
    return (
        read_extract(landing, IDENTITIES)
        .frame.select("client_id", full, "local_number")
        .unique("client_id", keep="none")
        .collect()
    )


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
