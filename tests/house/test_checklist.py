"""The checklist of the seeds: whole, without names, and told in plain words."""

import re
from itertools import groupby

import pytest

from schemas.checklist import SEEDS, Data, Otherwise, checklist, not_shown

STATEMENTS = checklist()
# What a row that names no trigger says instead.
WITHOUT_TRIGGER = {
    Data.YES: set(),
    Data.PARTLY: set(),
    Data.NO: {Otherwise.PERSON, Otherwise.UNSEEN},
    Data.RULE: {Otherwise.RULE},
    Data.AGGREGATE: {Otherwise.AGGREGATE},
    Data.HISTORY: {Otherwise.NOTHING},
}
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
    if one.shown_by == Otherwise.UNSEEN and not one.remark:
        yield "does not say why it cannot be seen"
    if one.data == Data.NO and not one.told_as:
        yield "is not shown and not told of"
    if bool(one.official) != bool(one.quote):
        yield "stands under a heading without its words, or the other way round"
    words = (one.statement, one.shown_by, one.remark, one.official, one.quote)
    if CONTACT_DETAILS.search(" ".join(words)):
        yield "holds contact details"


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
