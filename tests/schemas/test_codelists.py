"""Codelists: groups and chapters of codes, and the group of each row."""

import polars as pl
import pytest

from schemas import codelists
from schemas.codelists import codes_of, groups_of, spelled_out
from schemas.codes import CodeGroups, Codes
from triggers import TriggerParameters
from triggers._catalogue import _value
from triggers._decisions import Sourced

ALCOHOL = CodeGroups(
    groups={
        "sign": Codes(prefixes={"icd10": ("F10", "K70"), "icpc2": ("P15",)}),
        "acute": Codes(prefixes={"icd10": ("F10.0",), "snomed": ("25702006",)}),
    },
    chapters={"sign": "V", "acute": "XIX"},
)


def grouped(groups, *rows):
    """The group of each (system, code)."""
    occurring = pl.Enum(sorted({code for _, code in rows if code is not None}))
    frame = pl.LazyFrame(
        {"system": [one for one, _ in rows], "code": [code for _, code in rows]},
        schema={"system": pl.String, "code": occurring},
    )
    found = frame.select(groups.group(frame, "code", "system"))
    return found.collect().to_series().to_list()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """`folder(text)`: a folder whose only codelist, `list.csv`, holds the text."""

    def write(text):
        (tmp_path / "list.csv").write_text(text, encoding="utf-8")
        monkeypatch.setattr(codelists, "FOLDER", tmp_path)
        for read in (codelists.read_codelist, codes_of, groups_of):
            read.cache_clear()

    yield write
    for read in (codelists.read_codelist, codes_of, groups_of):
        read.cache_clear()


def test_the_longest_prefix_says_the_group():
    """F10.0 is its own group within F10, and what lies in neither has none."""
    assert grouped(
        ALCOHOL,
        ("icd10", "F10"),
        ("icd10", "F10.2"),
        ("icd10", "F10.01"),
        ("icd10", "F1"),
        ("icd10", "F11.0"),
        ("icpc2", "P15"),
        ("icd10", None),
    ) == ["sign", "sign", "acute", None, None, "sign", None]


def test_a_code_counts_in_its_own_system_alone():
    """P15 of ICD-10 is not P15 of ICPC-2; elsewhere only the whole code counts."""
    assert grouped(
        ALCOHOL,
        ("icd10", "P15"),
        ("icpc2", "P15"),
        ("snomed", "25702006"),
        ("snomed", "257020061"),
        (None, "P15"),
    ) == [None, "sign", "acute", None, None]


def test_without_codes_that_occur_there_is_no_group():
    """An extract without rows, and one in which nothing of the list occurs."""
    assert grouped(ALCOHOL) == []
    assert grouped(ALCOHOL, ("icd10", "I10")) == [None]


def test_a_group_belongs_to_a_chapter():
    """No group, no chapter."""
    groups = pl.Enum(list(ALCOHOL.groups))
    frame = pl.DataFrame({"group": ["acute", "sign", None]}, schema={"group": groups})
    found = frame.select(ALCOHOL.chapter("group")).to_series()
    assert found.to_list() == ["XIX", "V", None]


def test_a_block_names_all_its_categories():
    """Also where it goes on under the next letter; elsewhere a dash is no block."""
    assert [*spelled_out("icd10", "X98-Y01")] == ["X98", "X99", "Y00", "Y01"]
    assert [*spelled_out("icd10", "F10.0")] == ["F10.0"]
    assert [*spelled_out("loinc", "4548-4")] == ["4548-4"]


def test_a_list_is_read_as_codes_or_as_groups(folder):
    """The same list both ways, blocks spelled out."""
    folder(
        "group,chapter,code,system\na,I,B20-B21,icd10\nb,II,C00,icd10\na,I,B90,icpc2\n"
    )
    assert codes_of("list").prefixes == {
        "icd10": ("B20", "B21", "C00"),
        "icpc2": ("B90",),
    }
    assert groups_of("list") == CodeGroups(
        groups={
            "a": Codes(prefixes={"icd10": ("B20", "B21"), "icpc2": ("B90",)}),
            "b": Codes(prefixes={"icd10": ("C00",)}),
        },
        chapters={"a": "I", "b": "II"},
    )


def test_a_list_without_groups_is_refused_as_groups(folder):
    """And so is a group that stands in two chapters."""
    folder("code,system\nC00,icd10\n")
    with pytest.raises(ValueError, match="no column group"):
        groups_of("list")
    folder("group,chapter,code,system\na,I,B20,icd10\na,II,C00,icd10\n")
    with pytest.raises(ValueError, match="puts a in two chapters"):
        groups_of("list")


def test_a_parameter_gets_what_its_class_asks_for(folder):
    """Codes, or groups of them, from the same list."""

    class Parameters(TriggerParameters):
        all_: Codes
        parts: CodeGroups

    folder("group,code,system\na,B20,icd10\n")
    given = Sourced(codelist="list", source="ours")
    asked = Parameters.model_fields
    assert _value(given, asked["all_"].annotation) == codes_of("list")
    assert _value(given, asked["parts"].annotation) == groups_of("list")
    assert _value(Sourced(value=7, source="ours"), int) == 7
