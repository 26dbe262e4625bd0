"""Two attempts at a night, at once or long after one another, end as one does."""

import os

import pytest

from .attempts import (
    ENDING,
    NEXT,
    TONIGHT,
    begin,
    end,
    run,
)

MANY = int(os.environ.get("HERATE_FAULTS", "1"))
WHOLE = (*ENDING, "deliver rest")
EVALUATED = ("evaluate", *WHOLE)


def test_the_same_night_run_twice_at_once_is_one_night(new_home, undisturbed):
    store, files, mails = undisturbed
    for _ in range(4 * MANY):
        with new_home() as home:
            both = [begin(home.settings, TONIGHT, WHOLE) for _ in range(2)]
            assert [end(one) for one in both] == [0, 0]
            assert (home.store(), home.files()) == (store, files)
            assert home.parts() == []
            assert set(home.mails()) == set(mails)


def test_a_night_evaluated_twice_at_once_leaves_no_torn_file(new_home):
    with new_home() as home:
        assert run(home.settings, NEXT, EVALUATED) == 0
        once = home.store(), home.files(NEXT)
    with new_home() as home:
        both = [begin(home.settings, NEXT, EVALUATED) for _ in range(2)]
        assert [end(one) for one in both] == [0, 0]
        assert (home.store(), home.files(NEXT)) == once
        assert home.parts() == []


@pytest.fixture
def orders(new_home):
    """How the store stands when a recording comes before the merge, or after it."""
    told = []
    for order in (("record", "merge"), ("merge", "record")):
        with new_home() as home:
            assert run(home.settings, TONIGHT, order) == 0
            told.append(home.store())
    assert told[0] != told[1]
    return told


def test_a_recording_beside_a_merge_is_before_it_or_after_it(new_home, orders):
    for _ in range(5 * MANY):
        with new_home() as home:
            names = ("merge",), ("record",)
            both = [begin(home.settings, TONIGHT, name) for name in names]
            assert [end(one) for one in both] == [0, 0]
            assert home.store() in orders
