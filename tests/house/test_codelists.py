"""Codelists: known systems, codes that can exist, nothing twice."""

import re
from datetime import date

import pytest
from stdnum import luhn, verhoeff

from schemas.codelists import FOLDER, codes_of, read_codelist
from schemas.codes import GROUPED_BY_PREFIX
from triggers._catalogue import definition, stems

COLUMNS = ["code", "system", "term", "source", "valid_from"]


def in_writing(pattern):
    """Whether a code is written as its system writes them."""
    return lambda code: re.fullmatch(pattern, code) is not None


def in_loinc(code):
    """Digits with a check digit."""
    return in_writing(r"\d{1,7}-\d")(code) and luhn.is_valid(code.replace("-", ""))


def in_snomed(code):
    """An identifier with a check digit."""
    return in_writing(r"\d{6,18}")(code) and verhoeff.is_valid(code)


SYSTEMS = {
    "icd10": in_writing(r"[A-Z]\d{2}(\.\d[0-9A-Z]{0,2})?"),
    "icpc2": in_writing(r"[A-Z]\d{2}"),
    "atc": in_writing(r"[A-Z](\d{2}([A-Z]([A-Z](\d{2})?)?)?)?"),
    "loinc": in_loinc,
    "snomed": in_snomed,
    "kuntaliitto": in_writing(r"\d{4,5}"),
    "nucc": in_writing(r"[0-9A-Z]{9}X"),
    "thl_palvelumuoto": in_writing(r"T\d{2}"),
    "thl_yhteystapa": in_writing(r"R\d{2}"),
    "thl_kiireellisyys": in_writing(r"[E\d]"),
    "ammattiluokitus": in_writing(r"\d{4,5}"),
    "hl7_act_code": in_writing(r"[A-Z]+"),
    "hl7_act_priority": in_writing(r"[A-Z]{1,3}"),
    **{
        name: in_writing(r"\d+")
        for name in ("omop", "omop_type", "omop_visit", "omop_specialty")
    },
    **{
        name: in_writing(r"[a-z-]+")
        for name in (
            "synthea",
            "fhir_appointment",
            "fhir_encounter",
            "fhir_cancellation",
        )
    },
    # Code sets of the national code server are named by their identifiers.
    **{
        name: in_writing(r"\d+")
        for name in (
            "1.2.246.537.6.881",
            "1.2.246.537.5.40105",
            "1.2.246.537.5.40106",
        )
    },
}
LISTS = sorted(path.stem for path in FOLDER.glob("*.csv"))
USED = {
    given.codelist
    for stem in stems()
    for decision in definition(stem).decisions.values()
    for given in decision.parameters.values()
    if given.codelist
}


@pytest.mark.parametrize("name", LISTS)
def test_a_codelist_says_where_each_code_comes_from(name):
    """Every cell is filled, and the last five columns are those of all lists."""
    rows = read_codelist(name)
    assert rows.columns[-len(COLUMNS) :] == COLUMNS
    assert rows.height
    assert not any(cell is None or cell != cell.strip() for cell in _cells(rows))
    for day in rows["valid_from"]:
        assert date.fromisoformat(day)


@pytest.mark.parametrize("name", LISTS)
def test_codes_are_written_as_their_system_writes_them(name):
    """A known system, and a code that can exist in it."""
    rows = read_codelist(name).select("system", "code").rows()
    assert {system for system, _ in rows} <= set(SYSTEMS)
    assert not [(system, code) for system, code in rows if not SYSTEMS[system](code)]


@pytest.mark.parametrize("name", LISTS)
def test_no_code_stands_twice(name):
    """One code of a system means one thing in a list."""
    rows = read_codelist(name)
    assert rows.select("system", "code").is_duplicated().sum() == 0


@pytest.mark.parametrize("name", sorted(USED))
def test_no_code_hides_behind_a_shorter_one(name):
    """Where the beginning of a code names its group, none lies within another."""
    for system, codes in codes_of(name).prefixes.items():
        if system in GROUPED_BY_PREFIX:
            hidden = [
                (code, other)
                for code in codes
                for other in codes
                if code != other and code.startswith(other)
            ]
            assert not hidden


def test_triggers_name_codelists_that_exist():
    """Each list that a decision names is there."""
    assert USED
    assert set(LISTS) >= USED


@pytest.mark.parametrize(
    ("system", "code"),
    [
        ("icd10", "E1"),
        ("icd10", "E11,9"),
        ("icpc2", "T900"),
        ("atc", "A1"),
        ("atc", "a10"),
        ("loinc", "4548-5"),
        ("snomed", "44054007"),
        ("nucc", "208D00000"),
    ],
)
def test_the_rule_on_writing_sees(system, code):
    """Each of these would be caught."""
    assert not SYSTEMS[system](code)


def _cells(rows):
    return [cell for row in rows.rows() for cell in row]
