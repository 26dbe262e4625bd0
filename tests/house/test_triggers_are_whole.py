"""Every trigger is whole, and nothing of one is left without the rest."""

import inspect
import re
from datetime import timedelta
from importlib import import_module

import pytest

from schemas.admitted import COUNTY
from schemas.extracts import ADMITTED
from triggers._catalogue import definition, reads, stems, trigger

FILES = (
    "triggers/{}.py",
    "triggers/{}.yaml",
    "tests/spec/test_{}.py",
    "tests/second_opinion/test_{}.py",
    "docs/triggers/{}.md",
)


def prose_of(stem):
    """The docstring of the trigger's module."""
    return inspect.getdoc(import_module(f"triggers.{stem}")) or ""


def numbers_in(prose):
    """Numbers that stand alone in prose; `HbA1c` and `T90` hold none."""
    return re.findall(r"(?<![\w.])\d+(?:[.,]\d+)?(?!\w)", prose)


def test_there_are_triggers():
    """The rules below are about somebody."""
    assert len(stems()) >= 5


@pytest.mark.parametrize("stem", stems())
@pytest.mark.parametrize("file", FILES)
def test_each_file_of_a_trigger_is_there(root, stem, file):
    """Module, decisions, spec, second opinion and page."""
    assert (root / file.format(stem)).is_file()


def test_nothing_is_orphaned(root):
    """Every YAML and every page has its trigger."""
    found = {path.stem for path in (root / "triggers").glob("[!_]*.y*ml")}
    pages = {path.stem for path in (root / "docs" / "triggers").iterdir()}
    assert found == set(stems())
    assert pages == set(stems())


def test_ids_are_given_once():
    """Two triggers do not share an id."""
    ids = [definition(stem).id for stem in stems()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("stem", stems())
def test_the_prose_says_what_counts_and_what_does_not(stem):
    """A heading, why, what is counted, and what is not."""
    heading, why, *rest = prose_of(stem).split("\n\n")
    assert heading.endswith(".")
    assert "\n" not in heading
    assert why
    starts = [part.split(":")[0] for part in rest]
    assert "Counted" in starts
    assert "Not counted" in starts


@pytest.mark.parametrize("stem", stems())
def test_the_prose_holds_no_number(stem):
    """Numbers are dated and stand in the decisions; prose is not dated."""
    assert not numbers_in(prose_of(stem))


def test_the_rule_on_numbers_sees_them():
    """It lets codes and names pass, and nothing else."""
    assert numbers_in("at least 7 medicines, 2.5 of HbA1c") == ["7", "2.5"]
    assert not numbers_in("the latest HbA1c, T90 and S3")


@pytest.mark.parametrize("stem", stems())
def test_every_decision_can_be_measured(stem):
    """Its parameters are those of the module, on its first day and the day before."""
    decided = definition(stem).decisions
    for first in decided:
        one = trigger(stem, first)
        assert one is None or one.decision is decided[first]
    assert trigger(stem, min(decided) - timedelta(days=1)) is None


@pytest.mark.parametrize("stem", stems())
def test_every_decision_is_reviewed_after_it_was_made(stem):
    """The review day comes after the first day, and seed lines name a seed."""
    for first, decision in definition(stem).decisions.items():
        assert decision.review_by > first
        assert decision.seed_lines
        assert all(re.fullmatch(r"S[0-4]:\d+", line) for line in decision.seed_lines)


@pytest.mark.parametrize("stem", stems())
def test_the_outcomes_that_can_occur_have_words(stem):
    """Why somebody is not assessable, and whom the rule is not about."""
    defined = definition(stem)
    concerned = hasattr(import_module(f"triggers.{stem}"), "concerned")
    assert concerned == (defined.not_applicable is not None)
    for decision in defined.decisions.values():
        unknown = [
            threshold.measure
            for threshold in decision.fires_when.thresholds
            if defined.measures[threshold.measure].absent is None
        ]
        # The first that is not known is told as the reason.
        assert set(unknown[:1]) <= set(defined.not_assessable)
        assert set(defined.not_assessable) <= {"range", *unknown}


@pytest.mark.parametrize("stem", stems())
def test_measure_and_counted_read_extracts_by_their_names(stem):
    """Their arguments are extracts or the county, then the day and the parameters."""
    module = import_module(f"triggers.{stem}")
    for name in ("counted", "measure", "concerned"):
        if function := getattr(module, name, None):
            assert set(reads(function)) <= {*ADMITTED, *COUNTY}
            assert [*inspect.signature(function).parameters][-2:] == ["as_of", "p"]
            assert inspect.getdoc(function)
