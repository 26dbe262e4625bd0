"""The form that extracts have inside the night, once they are admitted.

`client_id` becomes `client`, a dense UInt32 in the order of the pseudonyms; the day
column becomes `day` (Date); columns with few distinct values become Enums of the values
that occur; and what several triggers need to know is derived once, beside the contract
that it speaks about.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from schemas.bookings import (
    closing_units,
    settle_open_bookings,
    tells_of_bookings,
    with_days,
)
from schemas.clients import population_status
from schemas.contract import Contract
from schemas.county_days import count_county_days
from schemas.drug_use import with_days_supply
from schemas.extracts import ADMITTED
from schemas.measurements import first_results
from schemas.prescriptions import tells_of_dispensings, tells_of_renewals

Frames = dict[str, pl.LazyFrame]

# Frames about the county as a whole, without clients: each is read from an extract,
# and every bucket holds all of it.
COUNTY: dict[str, str] = {
    "county_days": "contacts",
    "county_results": "measurements",
}


@dataclass(frozen=True)
class NightFacts:
    """What must be known of whole extracts before one bucket can be read.

    `dictionaries`: extract and column to the Enum of the values that occur.
    `closing_units`: `unit` of those that close their bookings.
    `prescribed_only`: events up to the as-of day stand in the whole extract, but no
    dispensing.
    `bookings_known`: the source tells of bookings at all, so that a no-show could show.
    `county_days`: how many contacts each day of the county had.
    `county_results`: since when the county has results of each analyte.
    `renewals_known`: the source tells of renewals at all.
    """

    dictionaries: Mapping[str, Mapping[str, pl.Enum]]
    closing_units: pl.DataFrame
    prescribed_only: bool
    bookings_known: bool
    county_days: pl.DataFrame
    county_results: pl.DataFrame
    renewals_known: bool


def client_numbers(clients: pl.LazyFrame) -> pl.DataFrame:
    """`client_id` to `client`: dense UInt32 numbers in the order of the pseudonyms."""
    return (
        clients.select(pl.col("client_id").unique().sort())
        .with_row_index("client")
        .collect()
    )


def facts_of(extracts: Frames, as_of: date) -> NightFacts:
    """Read the facts from whole extracts, as admitted, before they are encoded."""
    wanted: list[pl.LazyFrame] = []
    places: list[tuple[str, str]] = []
    for extract, rows in extracts.items():
        for column in ADMITTED[extract].columns():
            if column.dictionary:
                places.append((extract, column.name))
                wanted.append(
                    rows.select(pl.col(column.name).drop_nulls().unique().sort())
                )
    contacts = extracts.get("contacts", _empty(ADMITTED["contacts"]))
    prescriptions = extracts.get("prescriptions", _empty(ADMITTED["prescriptions"]))
    measurements = extracts.get("measurements", _empty(ADMITTED["measurements"]))
    *values, units, bookings, dispensings, renewals, days, results = pl.collect_all(
        [
            *wanted,
            closing_units(contacts, as_of),
            contacts.select(tells_of_bookings(as_of)),
            prescriptions.select(tells_of_dispensings(as_of)),
            prescriptions.select(tells_of_renewals(as_of)),
            count_county_days(contacts, as_of),
            first_results(measurements, as_of),
        ]
    )
    dictionaries: dict[str, dict[str, pl.Enum]] = {}
    for (extract, column_name), found in zip(places, values, strict=True):
        dictionaries.setdefault(extract, {})[column_name] = pl.Enum(found.to_series())
    return NightFacts(
        dictionaries=dictionaries,
        closing_units=units,
        prescribed_only=not dispensings.item(),
        bookings_known=bookings.item(),
        county_days=days,
        county_results=results,
        renewals_known=renewals.item(),
    )


def encode(
    extract: str, rows: pl.LazyFrame, numbers: pl.LazyFrame, facts: NightFacts
) -> pl.LazyFrame:
    """Number the clients and shrink the codes of an extract's admitted rows.

    Rows of clients without a number are left out; the gate has quarantined them.
    """
    contract = ADMITTED[extract]
    encoded = (
        rows.join(numbers, on="client_id", how="inner")
        .drop("client_id")
        .cast(dict(facts.dictionaries.get(extract, {})))  # type: ignore[arg-type]
    )
    if contract.day is not None:
        encoded = encoded.with_columns(day=pl.col(contract.day).cast(pl.Date))
    if extract == "prescriptions":
        encoded = encoded.with_columns(
            prescribed_only=pl.lit(facts.prescribed_only),
            renewals_known=pl.lit(facts.renewals_known),
        )
    return encoded


def derive(bucket: Frames, as_of: date, facts: NightFacts) -> Frames:
    """Add to one bucket of encoded extracts what triggers need to know.

    `clients` gets `age`, `excluded`, `bookings_known` and `dispensings_known`;
    `contacts` gets `last_day`, `booking_lead_days`, `referred`, `in_plan`, `left_open`
    and `bookings_known`, and inferred no-shows; `prescriptions` gets its days of supply
    filled. Each extract is sorted by client and day, and a missing extract stands as an
    empty one. `county_days` and `county_results` come along whole.
    """
    present = {
        extract: bucket.get(extract, _empty_admitted(extract, facts))
        for extract in ADMITTED
    }
    bookings_known = pl.lit(facts.bookings_known)
    contacts = settle_open_bookings(
        with_days(present["contacts"], as_of),
        facts.closing_units.lazy(),
        as_of,
    ).with_columns(bookings_known=bookings_known)
    clients = population_status(
        present["clients"], contacts, present["concerns"], as_of
    ).with_columns(
        bookings_known=bookings_known,
        dispensings_known=pl.lit(not facts.prescribed_only),
    )
    return present | {
        "clients": clients.sort("client"),
        "contacts": contacts.sort("client", "day", "contact_id"),
        "prescriptions": with_days_supply(present["prescriptions"], as_of).sort(
            "client", "substance_code", "day", "event_id"
        ),
        **{
            extract: present[extract].sort("client", "day", *ADMITTED[extract].key)
            for extract in ("diagnoses", "measurements", "plans", "concerns")
        },
        "county_days": facts.county_days.lazy(),
        "county_results": facts.county_results.lazy(),
    }


def admit_in_memory(extracts: Frames, as_of: date) -> tuple[Frames, pl.DataFrame]:
    """The admitted form of a few people's extracts, as one bucket, with their numbers.

    For personas, specs and other small sets; a night goes through buckets on disk.
    """
    facts = facts_of(extracts, as_of)
    numbers = client_numbers(extracts["clients"])
    encoded = {
        extract: encode(extract, rows, numbers.lazy(), facts)
        for extract, rows in extracts.items()
    }
    return derive(encoded, as_of, facts), numbers


def _empty(contract: type[Contract]) -> pl.LazyFrame:
    return pl.LazyFrame(schema=contract.polars_schema())


def _empty_admitted(extract: str, facts: NightFacts) -> pl.LazyFrame:
    contract = ADMITTED[extract]
    numbers = pl.LazyFrame(schema={"client_id": pl.String, "client": pl.UInt32})
    no_values = {
        column.name: pl.Enum([]) for column in contract.columns() if column.dictionary
    }
    empty_facts = replace(facts, dictionaries={extract: no_values})
    return encode(extract, _empty(contract), numbers, empty_facts)
