"""Triggers together: what they share, what each adds, and the best set of them."""

from itertools import combinations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from stewardship.overlap import alone, best_set, shared

FIRED = pl.DataFrame(
    {
        "client_id": ["anna", "anna", "eero", "olli", "ulla", "ulla"],
        "trigger": ["a", "b", "a", "b", "b", "c"],
    }
)
LABELS = pl.DataFrame(
    {"client_id": ["anna", "eero", "ulla"], "positive": [True, False, True]}
)


def test_pairs_are_told_both_ways():
    assert shared(FIRED).rows() == [
        ("a", "b", 1, 0.5),
        ("b", "a", 1, pytest.approx(1 / 3)),
        ("b", "c", 1, pytest.approx(1 / 3)),
        ("c", "b", 1, 1.0),
    ]


def test_what_a_trigger_adds_is_what_no_other_finds():
    told = alone(FIRED, LABELS)
    counts = ["trigger", "people", "people_alone", "labelled", "positive"]
    assert told.select(*counts, "labelled_alone", "positive_alone").rows() == [
        ("a", 2, 1, 2, 1, 1, 0),
        ("b", 3, 1, 2, 2, 0, 0),
        ("c", 1, 0, 1, 1, 0, 0),
    ]
    assert told["precision"].to_list() == [0.5, 1, 1]
    assert told["precision_alone"].to_list() == [0, None, None]
    wilson = binomtest(0, 1).proportion_ci(method="wilson")
    assert told["precision_alone_high"][0] == pytest.approx(wilson.high)


@pytest.mark.parametrize(
    ("capacity", "people", "positive"), [(0, 0, 0), (1, 1, 1), (2, 1, 1), (3, 3, 2)]
)
def test_the_best_set_finds_most_and_lists_fewest(capacity, people, positive):
    found = best_set(FIRED, LABELS, capacity)
    assert (found.people, found.positive, found.exact) == (people, positive, True)


def test_what_must_be_there_is_there_also_where_nobody_fires():
    assert best_set(FIRED.clear(), LABELS, 0, always=["a"]).triggers == ("a",)


def test_a_solver_without_time_says_so():
    with pytest.raises(ValueError, match="no set was found in 0 seconds"):
        best_set(FIRED, LABELS, 3, seconds=0)


def test_the_best_set_tells_of_how_many_it_knows():
    assert best_set(FIRED, LABELS, 4, always=["a", "b"]).labelled == 3
    assert best_set(FIRED, LABELS, 3).labelled == 2


def test_what_must_be_there_is_there_or_the_capacity_is_too_small():
    assert best_set(FIRED, LABELS, 3, always=["a"]).triggers == ("a", "c")
    with pytest.raises(ValueError, match="more people than 1"):
        best_set(FIRED, LABELS, 1, always=["a"])


@given(
    st.sets(st.tuples(st.integers(0, 9), st.sampled_from("abcde")), max_size=30),
    st.sets(st.integers(0, 9)),
    st.integers(0, 10),
)
def test_no_other_set_does_better(pairs, positive, capacity):
    fired = pl.DataFrame(
        [(f"c{client}", name) for client, name in pairs],
        schema={"client_id": pl.String, "trigger": pl.String},
        orient="row",
    )
    labels = pl.DataFrame(
        [(f"c{client}", True) for client in positive],
        schema={"client_id": pl.String, "positive": pl.Boolean},
        orient="row",
    )
    tried = []
    for size in range(6):
        for names in combinations("abcde", size):
            listed = {client for client, name in pairs if name in names}
            if len(listed) <= capacity:
                tried.append((len(listed & positive), -len(listed)))
    found = best_set(fired, labels, capacity)
    assert (found.positive, -found.people) == max(tried)
