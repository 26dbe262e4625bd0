"""Who a pseudonym is, as the landing of a night tells it."""

from datetime import date

import polars as pl
import pytest

from extracts.landing import write_extract
from fixtures.text_tables import complete_rows
from night.names import names_of
from night.places import Places
from schemas.extracts import IDENTITIES
from schemas.identities import Named
from schemas.reading import UnreadableExtract

ON = date(2026, 11, 20)


@pytest.fixture
def landed(tmp_path):
    """`landed(rows, without)`: the places of a night whose identities are `rows`."""

    def land(rows, without=()):
        frame = complete_rows(IDENTITIES, rows).drop(without)
        tmp_path.mkdir(exist_ok=True)
        write_extract(tmp_path, IDENTITIES, frame, ON, ON, "a county")
        return Places(tmp_path, tmp_path, ON)

    return land


def test_who_a_client_is_has_a_name_and_the_countys_own_number(landed):
    places = landed([{"client_id": "anna"}, {"client_id": "eero"}])
    assert names_of(places, ["anna", "nobody"]) == {
        "anna": Named("Esimerkki Anna", "A-10482")
    }


def test_a_county_that_has_no_numbers_leaves_the_column_out(landed):
    places = landed([{"client_id": "anna"}], without="local_number")
    assert names_of(places, ["anna"]) == {"anna": Named("Esimerkki Anna")}


def test_an_identity_code_is_neither_name_nor_number(landed):
    code = "170560-900H"
    places = landed(
        [{"client_id": "anna", "family_name": f"Oma {code}", "local_number": code}]
    )
    assert names_of(places, ["anna"]) == {"anna": Named("Oma … Anna")}


def test_whoever_is_named_twice_is_not_named(landed):
    twice = {"client_id": "anna"}
    places = landed([twice, twice | {"family_name": "Toinen"}, {"client_id": "eero"}])
    assert list(names_of(places, ["anna", "eero"])) == ["eero"]


def test_what_lands_again_is_read_again(landed):
    names_of(landed([{"client_id": "anna"}]), ["anna"])
    again = landed([{"client_id": "anna", "family_name": "Uusi"}])
    assert names_of(again, ["anna"])["anna"].name == "Uusi Anna"


def test_identities_that_cannot_be_read_name_nobody_wrongly(landed):
    places = landed([{"client_id": "anna"}])
    names_of(places, ["anna"])
    [file] = places.landing.glob("identities*.parquet")
    pl.DataFrame({"client_id": ["anna"]}).write_parquet(file)
    with pytest.raises(UnreadableExtract):
        names_of(places, ["anna"])


def test_where_the_county_keeps_the_names_there_are_none(tmp_path):
    assert names_of(Places(tmp_path, tmp_path, ON), ["anna"]) == {}
