"""A sweep says of each limit what running the night with it would have said."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.outcome import OUTCOME
from stewardship.reach import NothingToSweep, reach, threshold_on
from stewardship.sweep import new_per_week, poisson_interval, sweep
from triggers._catalogue import Trigger, trigger
from triggers._decisions import COMPARE, Condition, Threshold

ON = date(2026, 11, 20)
VALUES = st.none() | st.integers(0, 6).map(float)


def decided(any_or_all, *thresholds) -> Trigger:
    """A trigger whose only thresholds are these, each `(measure, operator, limit)`."""
    one = trigger("many_medicines", ON)
    made = tuple(
        Threshold.model_validate({"measure": m, operator: limit, "source": "ours"})
        for m, operator, limit in thresholds
    )
    condition = Condition.model_validate({any_or_all: made})
    decision = one.decision.model_copy(update={"fires_when": condition})
    return replace(one, decision=decision)


def a_night(one, values):
    """Measures and outcomes as the night stores them, of people with these values."""
    people = pl.DataFrame(
        [(f"c{at}", *row) for at, row in enumerate(values)],
        schema={
            "client_id": pl.String,
            f"{one.stem}__medicines": pl.Float64,
            f"{one.stem}__prescribed_medicines": pl.Float64,
        },
        orient="row",
    )
    said = people.select("client_id", pl.lit("quiet", OUTCOME).alias(one.stem))
    return people.lazy(), said.lazy()


def said_plainly(condition, values):
    """What a condition says of one person: True, False, or None: not assessable."""
    held = [
        None
        if values[one.measure] is None
        else COMPARE[one.operator](values[one.measure], one.limit)
        for one in condition.thresholds
    ]
    decides = bool(condition.any)
    if decides in held:
        return decides
    return None if None in held else not decides


@given(
    st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=12),
    st.sampled_from(["any", "all"]),
    st.sampled_from([*COMPARE]),
    st.sampled_from([*COMPARE]),
    st.integers(0, 6),
)
def test_each_limit_says_what_a_night_with_it_would_say(
    values, any_or_all, operator, other, limit
):
    limits = [0, 1, 2, 3, 4, 5, 6]
    thresholds = ("medicines", operator, 3), ("prescribed_medicines", other, limit)
    one = decided(any_or_all, *thresholds)
    threshold = threshold_on(one, "medicines")
    reached = reach(*a_night(one, values), one, threshold).collect()
    told = sweep(reached, no_labels(), threshold, limits)
    by_limit = {row["limit"]: row for row in told.to_dicts()}
    for tried in limits:
        with_it = decided(any_or_all, ("medicines", operator, tried), thresholds[1])
        said = [
            said_plainly(
                with_it.decision.fires_when,
                dict(zip(("medicines", "prescribed_medicines"), row, strict=True)),
            )
            for row in values
        ]
        row = by_limit[tried]
        assert (row["fired"], row["quiet"], row["not_assessable"]) == (
            said.count(True),
            said.count(False),
            said.count(None),
        )
        assert row["people"] == len(values)


def no_labels():
    return pl.DataFrame(schema={"client_id": pl.String, "positive": pl.Boolean})


def test_a_measure_in_a_range_is_not_assessable_between_its_ends():
    one = decided("any", ("medicines", "at_least", 3))
    measures, outcomes = a_night(one, [(2.0, None)])
    most = pl.lit(5.0).alias(f"{one.stem}__medicines_at_most")
    threshold = threshold_on(one)
    reached = reach(measures.with_columns(most), outcomes, one, threshold).collect()
    told = sweep(reached, no_labels(), threshold, [2, 3, 5, 6])
    assert told["fired"].to_list() == [1, 0, 0, 0]
    assert told["not_assessable"].to_list() == [0, 1, 1, 0]
    assert told["quiet"].to_list() == [0, 0, 0, 1]


def test_those_whom_the_trigger_is_not_about_are_in_no_row():
    one = decided("any", ("medicines", "at_least", 3))
    measures, outcomes = a_night(one, [(4.0, None), (4.0, None)])
    about_one = outcomes.with_columns(
        pl.when(client_id=pl.lit("c0"))
        .then(pl.lit("not_applicable", OUTCOME))
        .otherwise(pl.col(one.stem))
        .alias(one.stem)
    )
    threshold = threshold_on(one)
    assert reach(measures, about_one, one, threshold).collect().height == 1


def test_labels_are_counted_by_group_and_no_label_is_no_negative():
    one = decided("any", ("medicines", "at_least", 3))
    threshold = threshold_on(one)
    values = [(5.0, None), (4.0, None), (4.0, None), (1.0, None), (1.0, None)]
    reached = reach(*a_night(one, values), one, threshold).collect()
    reached = reached.with_columns(team=pl.Series(list("aabbb")))
    labels = pl.DataFrame(
        {"client_id": ["c0", "c1", "c2", "c3"], "positive": [True, False, None, True]}
    )
    told = sweep(reached, labels, threshold, [3], ["team"], complete=True).to_dicts()
    counts = [
        [row[name] for name in ("team", "fired", "true_positives", "false_positives")]
        for row in told
    ]
    assert counts == [["a", 2, 1, 1], ["b", 1, 0, 0]]
    assert told[1]["false_negatives"] == 1
    assert told[1]["true_negatives"] == 0
    assert told[1]["precision"] is None


def test_labels_of_those_who_fire_tell_nothing_of_the_others():
    threshold = threshold_on(decided("any", ("medicines", "at_least", 3)))
    reached = pl.DataFrame({"client_id": ["a", "b"], "reach": [5.0, 1.0]})
    reached = reached.with_columns(reach_at_most="reach")
    labels = pl.DataFrame({"client_id": ["a", "b"], "positive": [True, True]})
    [told] = sweep(reached, labels, threshold, [3]).to_dicts()
    assert told["precision"] == 1
    assert told["false_negatives"] is None
    assert told["sensitivity"] is None
    assert told["specificity"] is None


def test_who_fires_without_a_label_widens_what_the_precision_may_be():
    threshold = threshold_on(decided("any", ("medicines", "at_least", 3)))
    reached = pl.DataFrame(
        {"client_id": list("abcdefgh"), "reach": [5.0] * 5 + [1.0] * 3}
    )
    reached = reached.with_columns(reach_at_most="reach")
    labels = pl.DataFrame(
        {
            "client_id": ["a", "b", "c", "d", "f"],
            "positive": [True, True, False, None, True],
        }
    )
    told = sweep(reached, labels, threshold, [3, 6]).select(
        *("labelled", "labelled_share", "precision"),
        *("precision_if_none", "precision_if_all"),
    )
    assert told.rows() == [
        (3, pytest.approx(0.6), pytest.approx(2 / 3), 0.4, 0.8),
        (0, None, None, None, None),
    ]


def test_what_is_gained_is_more_than_by_the_limit_in_force():
    threshold = threshold_on(decided("any", ("medicines", "at_least", 3)))
    reached = pl.DataFrame(
        {"client_id": list("abcde"), "reach": [1.0, 2, 3, 4, 2], "team": list("xxxyy")}
    ).with_columns(reach_at_most="reach")
    told = sweep(reached, no_labels(), threshold, [2, 4], ["team"])
    assert told.select("team", "limit", "fired", "gained").rows() == [
        ("x", 2, 2, 1),
        ("x", 4, 0, -1),
        ("y", 2, 2, 1),
        ("y", 4, 1, 0),
    ]


def test_a_limit_on_what_is_nowhere_or_twice_is_refused():
    one = decided("any", ("medicines", "at_least", 3), ("medicines", "at_most", 9))
    with pytest.raises(NothingToSweep, match="2 thresholds on medicines"):
        threshold_on(one)
    with pytest.raises(NothingToSweep, match="it has thresholds on: medicines"):
        threshold_on(one, "visits")


def test_who_begins_fired_on_a_night_and_did_not_on_the_one_before():
    threshold = threshold_on(decided("any", ("medicines", "at_least", 3)))
    nights = [date(2026, 11, day) for day in (1, 2, 3, 15)]
    values = {
        "stays": [5, 5, 5, 5],
        "begins": [1, 4, 4, 4],
        "again": [4, 1, 4, 1],
        "comes": [None, None, None, 3],
    }
    reached = pl.DataFrame(
        [
            (night, client, float(value))
            for client, told in values.items()
            for night, value in zip(nights, told, strict=True)
            if value is not None
        ],
        schema=["as_of", "client_id", "reach"],
        orient="row",
    )
    told = new_per_week(reached, threshold, [3, 4, 5])
    assert told["limit"].to_list() == [3, 4, 5]
    assert told["began"].to_list() == [3, 2, 0]
    assert told["per_week"].to_list() == pytest.approx([1.5, 1.0, 0.0])
    assert told["per_week_low"][2] == 0
    # "the rule of three": none in 2 weeks is at most 3.69 in them
    assert told["per_week_high"][2] == pytest.approx(3.6889 / 2, abs=1e-4)


def test_the_interval_of_a_count_holds_as_often_as_it_says():
    """Garwood's holds at least as often; never much more for counts like these."""
    chance = np.random.default_rng(1)
    for mean in (0.7, 3.0, 25.0):
        low, high = poisson_interval(pl.Series(chance.poisson(mean, 20_000)))
        held = ((low <= mean) & (mean <= high)).mean()
        assert 0.95 <= held < 0.995
