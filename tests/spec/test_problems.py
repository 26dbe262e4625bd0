"""Problems: what a contact was about, said alike in the systems that occur."""

import pytest

from schemas.codelists import codes_of, groups_of
from schemas.problems import with_problems

ON = "2026-11-01"


@pytest.fixture
def told(admitted):
    """`told(rows)`: (problem, whether a symptom) of each diagnosis, in order."""

    def find(rows):
        frames, _ = admitted(ON, diagnoses="| code | system\n" + rows)
        found = with_problems(
            frames["diagnoses"], groups_of("problem_groups"), codes_of("no_problem")
        )
        return found.select("problem", "symptom").collect().rows()

    return find


def test_a_common_matter_is_one_in_both_systems(told):
    """Headache is headache, at the station and in the hospital."""
    assert (
        told(
            "anna | R51   | icd10\nanna | N01   | icpc2\nanna | G43.9 | icd10\n"
            "anna | N89   | icpc2\n"
        )
        == [("headache", True)] * 2 + [("migraine", False)] * 2
    )


def test_other_codes_are_problems_of_their_own_system(told):
    """An ICD-10 category, an ICPC-2 rubric, a SNOMED concept; their codes may clash."""
    assert told(
        "anna | A05.1    | icd10\nanna | A05.9  | icd10\nanna | A05   | icpc2\n"
        "anna | 73211009 | snomed\n"
    ) == [
        ("icd10 A05", False),
        ("icd10 A05", False),
        ("icpc2 A05", True),
        ("snomed 73211009", False),
    ]


@pytest.mark.parametrize(
    ("code", "system", "symptom"),
    [
        ("R99", "icd10", True),
        ("Q99", "icd10", False),
        ("D29", "icpc2", True),
        ("D70", "icpc2", False),
        ("Z29", "icpc2", False),
        ("R70", "icpc2", False),
        ("M54.5", "icd10", True),
        ("L03", "icpc2", True),
        ("M53.1", "icd10", False),
    ],
)
def test_symptoms_are_told_by_their_place_in_the_system(told, code, system, symptom):
    """And by the codelist, which calls back pain one in both systems."""
    assert told(f"anna | {code} | {system}")[0][1] is symptom


@pytest.mark.parametrize(
    ("code", "system"),
    [
        ("SPAT1250", "spat"),
        ("A30", "icpc2"),
        ("D69", "icpc2"),
        ("A97", "icpc2"),
        ("A98", "icpc2"),
        ("Z00.0", "icd10"),
        ("Z54", "icd10"),
        ("Z76.0", "icd10"),
        ("Z99", "icd10"),
    ],
)
def test_what_was_done_prevention_and_no_disease_are_no_problems(told, code, system):
    """Nobody comes to many desks with them as one matter."""
    assert told(f"anna | {code} | {system}")[0][0] is None


@pytest.mark.parametrize(
    ("code", "system", "problem"),
    [
        ("D29", "icpc2", "icpc2 D29"),
        ("D70", "icpc2", "icpc2 D70"),
        ("A96", "icpc2", "icpc2 A96"),
        ("Z55", "icd10", "icd10 Z55"),
        ("Z73.0", "icd10", "icd10 Z73"),
        ("A97", "icd10", "icd10 A97"),
        ("A30.1", "icd10", "icd10 A30"),
    ],
)
def test_what_lies_beside_them_is_a_problem(told, code, system, problem):
    """The neighbours of the limits, and the same letters in the other system."""
    assert told(f"anna | {code} | {system}")[0][0] == problem


def test_every_group_is_a_symptom_or_an_illness():
    """A misspelt chapter would make a symptom an illness."""
    assert set(groups_of("problem_groups").chapters.values()) == {"symptom", "illness"}
