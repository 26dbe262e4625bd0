"""Codelists: known systems, codes that can exist, nothing twice."""

import re
from collections import Counter
from datetime import date

import polars as pl
import pytest
from stdnum import luhn, verhoeff

from schemas.codelists import FOLDER, groups_of, read_codelist, spelled_out
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


def in_icd10(code):
    """A code, or a block from a category to a later one."""
    first, dash, last = code.partition("-")
    if dash:
        category = in_writing(r"[A-Z]\d{2}")
        return category(first) and category(last) and first < last
    return in_writing(r"[A-Z]\d{2}(\.\d[0-9A-Z]{0,2})?")(code)


SYSTEMS = {
    "icd10": in_icd10,
    "spat": in_writing(r"SPAT\d{4}"),
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


# Contacts without an illness: the commonest codes of primary care say nothing.
NO_ILLNESS = [("icpc2", "A97"), ("icpc2", "A98")]
# Tobacco has services of its own.
TOBACCO = [("icd10", "F17"), ("icpc2", "P17")]
# Gabapentin and pregabalin have two codes each, and both occur.
SAME_SUBSTANCE = [("N03AX12", "N02BF01"), ("N03AX16", "N02BF02")]


def cells(rows):
    """(group, system, code) of each cell, blocks spelled out; no groups: None."""
    grouped = "group" in rows.columns
    for row in rows.to_dicts():
        for code in spelled_out(row["system"], row["code"]):
            yield row["group"] if grouped else None, row["system"], code


def badly_written(rows):
    """Codes of systems that are not known, or that cannot exist in their system."""
    found = rows.select("system", "code").rows()
    return [
        cell for cell in found if not SYSTEMS.get(cell[0], lambda _: False)(cell[1])
    ]


def repeated(rows):
    """Codes that stand twice, also in two groups or in a block and by themselves."""
    times = Counter((system, code) for _, system, code in cells(rows))
    return [cell for cell, number in times.items() if number > 1]


def hidden(rows):
    """Codes that lie within a shorter one of the same group, and add nothing to it."""
    all_ = set(cells(rows))
    return [
        (system, code)
        for group, system, code in all_
        if system in GROUPED_BY_PREFIX
        and any((group, system, code[:end]) in all_ for end in range(1, len(code)))
    ]


def counting(rows, unwanted):
    """Which of `unwanted`, (system, code), the list counts."""
    return [
        (system, code)
        for system, code in unwanted
        for _, its_system, prefix in cells(rows)
        if its_system == system and (code.startswith(prefix) or prefix.startswith(code))
    ]


def halves(rows):
    """Gabapentinoids of which the list counts one code and not the other."""
    counted = [
        [len(counting(rows, [("atc", code)])) for code in pair]
        for pair in SAME_SUBSTANCE
    ]
    return [
        pair
        for pair, (old, new) in zip(SAME_SUBSTANCE, counted, strict=True)
        if bool(old) != bool(new)
    ]


def told_apart(same):
    """Gabapentinoids whose two codes a mapping of the same substances keeps apart."""
    return [
        (old, new)
        for old, new in SAME_SUBSTANCE
        if same.get(old, old) != same.get(new, new)
    ]


@pytest.mark.parametrize("name", LISTS)
def test_codes_are_written_as_their_system_writes_them(name):
    """A known system, and a code that can exist in it."""
    assert not badly_written(read_codelist(name))


@pytest.mark.parametrize("name", LISTS)
def test_no_code_stands_twice(name):
    """One code of a system means one thing in a list."""
    assert not repeated(read_codelist(name))


@pytest.mark.parametrize("name", sorted(USED))
def test_no_code_hides_behind_a_shorter_one(name):
    """Where the beginning of a code names its group, none lies within another."""
    assert not hidden(read_codelist(name))


@pytest.mark.parametrize("name", LISTS)
def test_a_contact_without_an_illness_counts_nowhere(name):
    """A97 (no disease) and A98 (prevention) are in no list."""
    assert not counting(read_codelist(name), NO_ILLNESS)


def test_tobacco_is_not_among_the_signs_of_addiction():
    """Neither its diagnoses nor its medicines."""
    assert not counting(read_codelist("addiction_signs"), TOBACCO)
    assert not counting(read_codelist("addiction_medicines"), [("atc", "N07BA")])


@pytest.mark.parametrize("name", LISTS)
def test_a_list_counts_both_codes_of_a_gabapentinoid_or_neither(name):
    """The code moved; the medicine did not."""
    assert not halves(read_codelist(name))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_with_groups_can_be_read_in_them(name):
    """Each group has codes, and stands in one chapter if the list has chapters."""
    rows = read_codelist(name)
    if "group" in rows.columns:
        groups = groups_of(name)
        assert all(codes.prefixes for codes in groups.groups.values())
        assert set(groups.chapters) in (set(), set(groups.groups))


def test_the_medicines_of_an_illness_are_those_of_a_group_that_counts():
    """A misspelt group would never confirm anything."""
    groups = set(groups_of("chronic_groups").groups)
    assert groups >= set(groups_of("chronic_group_medicines").groups)


def test_a_trigger_that_counts_substances_counts_a_gabapentinoid_once():
    """Whatever substances a decision calls the same, these are among them."""
    same = [
        decision.parameters["same_substance"].value
        for stem in stems()
        for decision in definition(stem).decisions.values()
        if "same_substance" in decision.parameters
    ]
    assert same
    assert not any(told_apart(one) for one in same)


def test_triggers_name_codelists_that_exist():
    """Each list that a decision names is there."""
    assert USED
    assert set(LISTS) >= USED


def listed(*codes, groups=None):
    """A codelist of (system, code)."""
    rows = {"system": [one for one, _ in codes], "code": [code for _, code in codes]}
    return pl.DataFrame(rows | ({"group": groups} if groups else {}))


@pytest.mark.parametrize(
    ("system", "code"),
    [
        ("icd10", "E1"),
        ("icd10", "E11,9"),
        ("icd10", "C97-C00"),
        ("icd10", "C00-C97.1"),
        ("icpc2", "T900"),
        ("spat", "1275"),
        ("spat", "SPAT12750"),
        ("atc", "A1"),
        ("atc", "a10"),
        ("loinc", "4548-5"),
        ("snomed", "44054007"),
        ("nucc", "208D00000"),
        ("icd11", "6C40"),
    ],
)
def test_the_rule_on_writing_sees(system, code):
    """Each of these would be caught."""
    assert badly_written(listed((system, code)))


def test_the_rule_on_writing_lets_pass():
    """A block, a code with its fifth character, and an activity."""
    rows = listed(("icd10", "X85-Y09"), ("icd10", "F10.20"), ("spat", "SPAT1275"))
    assert not badly_written(rows)


@pytest.mark.parametrize(
    "rows",
    [
        listed(("icd10", "E11"), ("icd10", "E11")),
        listed(("icd10", "E10-E14"), ("icd10", "E11")),
        listed(("icd10", "E11"), ("icd10", "E11"), groups=["a", "b"]),
    ],
)
def test_the_rule_on_repetition_sees(rows):
    """Twice in a list, in a block and alone, and in two groups."""
    assert repeated(rows) == [("icd10", "E11")]
    assert not repeated(listed(("icd10", "P15"), ("icpc2", "P15")))


def test_the_rule_on_hidden_codes_sees():
    """Within a shorter one of its group; another group may take a part of it."""
    codes = [("icd10", "F10-F11"), ("icd10", "F10.0"), ("snomed", "731000")]
    assert hidden(listed(*codes)) == [("icd10", "F10.0")]
    assert hidden(listed(*codes, groups=["a", "a", "a"])) == [("icd10", "F10.0")]
    assert not hidden(listed(*codes, groups=["a", "b", "a"]))
    assert not hidden(listed(("snomed", "731000"), ("snomed", "7310001")))


@pytest.mark.parametrize(
    "code",
    [
        ("icpc2", "A97"),
        ("icpc2", "A98"),
        ("icpc2", "A9"),
        ("icpc2", "P17"),
        ("icd10", "F17.2"),
        ("icd10", "F10-F19"),
    ],
)
def test_the_rules_on_what_must_not_count_see(code):
    """The code itself, a part of it, a block around it, and the chapter of it."""
    assert counting(listed(code), NO_ILLNESS + TOBACCO)
    assert not counting(listed(("icd10", "A97")), NO_ILLNESS + TOBACCO)


def test_the_rules_on_gabapentinoids_see():
    """One code without the other, in a list and in a mapping."""
    assert halves(listed(("atc", "N03AX12"))) == [SAME_SUBSTANCE[0]]
    assert halves(listed(("atc", "N02BF"))) == SAME_SUBSTANCE
    assert not halves(listed(("atc", "N02BF"), ("atc", "N03A")))
    assert told_apart({"N02BF01": "N03AX12"}) == [SAME_SUBSTANCE[1]]
    assert not told_apart(dict(SAME_SUBSTANCE))


def _cells(rows):
    return [cell for row in rows.rows() for cell in row]
