"""The checklist of the seeds: whole, without names, and told in plain words."""

import re
from itertools import groupby

import pytest

from schemas.checklist import SEEDS, Data, Otherwise, checklist, not_shown
from triggers._catalogue import definition, stems

STATEMENTS = checklist()
# What a row that names no trigger says instead.
WITHOUT_TRIGGER = {
    Data.YES: set(),
    Data.PARTLY: set(),
    Data.NO: {Otherwise.PERSON, Otherwise.UNSEEN},
    Data.RULE: {Otherwise.RULE, Otherwise.PEOPLE},
    Data.AGGREGATE: {Otherwise.AGGREGATE},
    Data.HISTORY: {Otherwise.NOTHING},
}
# Here the remark says which part is shown, how it can be known, why not, or how a rule
# is kept.
EXPLAINED = {Otherwise.PERSON, Otherwise.UNSEEN, Otherwise.RULE}
# A worry is shown by a trigger, but only once a person has said it.
SAID_BY_A_PERSON = {"concern_raised"}
# Long enough for a telephone number; the seeds name years and lines.
CONTACT_DETAILS = re.compile(r"@|\+358|\d[\d ]{6,}\d|www\.|https?:")


def faults(one):
    """What does not hold together in one row."""
    if one.triggers:
        if one.data not in (Data.YES, Data.PARTLY) and not (
            one.data == Data.NO and set(one.triggers) <= SAID_BY_A_PERSON
        ):
            yield f"{one.data} names triggers"
    elif one.shown_by not in WITHOUT_TRIGGER[one.data]:
        yield f"{one.data} has no trigger and says {one.shown_by!r}"
    if not one.remark and (one.data == Data.PARTLY or one.shown_by in EXPLAINED):
        yield "does not say what part, how, or why not"
    if one.data == Data.NO and not one.told_as:
        yield "is not shown and not told of"
    if bool(one.official) != bool(one.quote):
        yield "stands under a heading without its words, or the other way round"
    words = (one.statement, one.shown_by, one.remark, one.official, one.quote)
    if CONTACT_DETAILS.search(" ".join(words)):
        yield "holds contact details"


def strangers_to_the_catalogue(rows):
    """The stems that rows name and the catalogue does not hold."""
    return {stem for row in rows for stem in row.triggers} - set(stems())


def lines_not_listed(lines):
    """The seed lines on which no row stands."""
    return {*lines} - {line for row in STATEMENTS for line in row.seed_lines()}


def lines_without(stem, lines):
    """The seed lines on which a trigger rests and no row names it or states a rule."""
    support = {
        line
        for row in STATEMENTS
        if stem in row.triggers or row.data == Data.RULE
        for line in row.seed_lines()
    }
    return {*lines} - support


def uncited(rows, lines_of):
    """Rows shown in full with a trigger whose decisions cite no line of theirs."""
    return [
        (row.number, stem)
        for row in rows
        if row.data == Data.YES
        for stem in row.triggers
        if not {*row.seed_lines()} & lines_of(stem)
    ]


def cited_by(stem):
    """Every seed line of every decision of a trigger."""
    decisions = definition(stem).decisions.values()
    return {line for decision in decisions for line in decision.seed_lines}


def test_the_checklist_is_whole():
    """252 statements of five seeds, numbered from 1, each seed in one piece."""
    assert [one.number for one in STATEMENTS] == [*range(1, 253)]
    pieces = [seed for seed, _ in groupby(one.seed for one in STATEMENTS)]
    assert sorted(pieces) == sorted(SEEDS)


def test_every_row_holds_together():
    """What the data show has a trigger, and what they do not has a reason."""
    found = {one.number: [*faults(one)] for one in STATEMENTS}
    assert not {number: said for number, said in found.items() if said}


@pytest.mark.parametrize(
    ("number", "changed"),
    [
        (26, {"shown_by": Otherwise.RULE}),
        (26, {"shown_by": ""}),
        (10, {"shown_by": Otherwise.UNSEEN, "remark": "why"}),
        (10, {"shown_by": Otherwise.PERSON}),
        (9, {"shown_by": "many_medicines"}),
        (9, {"told_as": ""}),
        (89, {"remark": ""}),
        (29, {"remark": ""}),
        (52, {"remark": ""}),
        (5, {"remark": ""}),
        (71, {"shown_by": Otherwise.UNSEEN}),
        (2, {"shown_by": "many_medicines"}),
        (97, {"shown_by": Otherwise.RULE}),
        (127, {"shown_by": Otherwise.RULE}),
        (26, {"quote": ""}),
        (26, {"official": ""}),
        (252, {"remark": "matti.esimerkki@example.org"}),
        (252, {"remark": "050 123 4567"}),
    ],
)
def test_the_rule_on_rows_sees(number, changed):
    """Each of these would be caught."""
    assert not [*faults(STATEMENTS[number - 1])]
    assert [*faults(STATEMENTS[number - 1].model_copy(update=changed))]


def test_every_trigger_that_a_row_names_exists():
    """No row names a trigger that is gone or was never written."""
    assert not strangers_to_the_catalogue(STATEMENTS)


@pytest.mark.parametrize("stem", stems())
def test_a_trigger_rests_on_lines_of_the_checklist(stem):
    """Each line of each decision is listed; there a row names it or states a rule."""
    assert not lines_not_listed(cited_by(stem))
    assert not lines_without(stem, cited_by(stem))
    assert any(stem in row.triggers for row in STATEMENTS)


def test_what_is_shown_in_full_is_cited():
    """A trigger that is the sign itself rests on the line of the sign."""
    assert not uncited(STATEMENTS, cited_by)


def test_the_rules_on_triggers_see():
    """A line without a row, a row without its trigger, and a trigger without a file."""
    assert lines_not_listed(["S3:22", "S3:44"]) == {"S3:44"}
    assert lines_without("many_medicines", ["S3:20", "S3:23"]) == {"S3:23"}
    row = STATEMENTS[0].model_copy(update={"shown_by": "many_medicines gone"})
    assert strangers_to_the_catalogue([row]) == {"gone"}
    assert uncited([STATEMENTS[26]], lambda _: {"S3:20"}) == [
        (27, "missed_appointments")
    ]


def test_what_is_told_of_is_what_is_not_shown():
    """Every sentence speaks of some row, and every key is a sentence; ten at most."""
    keys = [one.key for one in not_shown()]
    assert len(set(keys)) == len(keys) <= 10
    assert {one.told_as for one in STATEMENTS} - {""} == set(keys)


def test_a_shown_statement_is_not_told_as_not_shown():
    """A sentence speaks of what is hidden, in part or whole, never of what is clear."""
    assert not [
        one.number for one in STATEMENTS if one.told_as and one.data == Data.YES
    ]
