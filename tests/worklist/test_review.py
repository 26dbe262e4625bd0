"""The monthly review: drawn once and again the same, answers added, none guessed."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from schemas.reviews import Drawn, Need
from worklist.review import answer, answers, draw, drawn
from worklist.store import open_store
from worklist.tables import REVIEW_ANSWER

ON = date(2026, 11, 20)
AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
STRATA = {
    "quiet": [f"q-{n:04}" for n in range(1000)],
    "already_supported": [f"s-{n}" for n in range(40)],
    "inpatient": ["w-0", "w-1", "w-2"],
    "palliative": [],
}


def people(store, month=None):
    return answers(store, month).select("stratum", "client_id").rows()


def draw_it(store, month="2026-11", county="X", strata=STRATA, **more):
    return draw(store, county, month, ON, strata, **more)


def test_most_of_twenty_are_quiet_and_one_is_of_each_stratum(store):
    assert draw_it(store) == [
        Drawn(
            month="2026-11", stratum="already_supported", as_of=ON, people=40, drawn=1
        ),
        Drawn(month="2026-11", stratum="inpatient", as_of=ON, people=3, drawn=1),
        Drawn(month="2026-11", stratum="quiet", as_of=ON, people=1000, drawn=18),
    ]
    of = {stratum: {c for s, c in people(store) if s == stratum} for stratum in STRATA}
    assert all(of[stratum] <= {*STRATA[stratum]} for stratum in STRATA)


def test_so_many_of_each_stratum_are_drawn_as_was_asked(store):
    drawn_ = draw_it(store, per_stratum=5)
    assert {one.stratum: one.drawn for one in drawn_} == {
        "already_supported": 5,
        "inpatient": 3,
        "quiet": 5,
    }


@pytest.fixture
def stores(tmp_path):
    """Several stores on SQLite."""
    made = [open_store(f"sqlite:///{tmp_path}/{n}.sqlite") for n in range(4)]
    yield made
    for one in made:
        one.dispose()


def test_the_draw_follows_from_county_month_and_people_alone(stores):
    first, again, december, elsewhere = stores
    shuffled = {name: clients[::-1] for name, clients in reversed(STRATA.items())}
    draw_it(first)
    draw_it(again, strata=shuffled)
    draw_it(december, month="2026-12")
    draw_it(elsewhere, county="Y")
    assert people(first) == people(again)
    assert people(first) != people(december)
    assert people(first) != people(elsewhere)


def test_the_draw_is_the_same_in_every_version(stores):
    draw_it(stores[0], per_stratum=3)
    quiet = [client for stratum, client in people(stores[0]) if stratum == "quiet"]
    assert quiet == ["q-0378", "q-0508", "q-0733"]


def test_a_month_that_was_drawn_stays_as_it_is(store):
    before = draw_it(store), people(store)
    other = {"quiet": [f"other-{n}" for n in range(100)]}
    assert (draw_it(store, strata=other), people(store)) == before
    draw_it(store, month="2026-12", strata=other)
    assert people(store, "2026-11") == before[1]
    assert {one.month for one in drawn(store)} == {"2026-11", "2026-12"}


def test_a_month_that_was_drawn_is_not_drawn_with_other_numbers(store):
    before = draw_it(store, per_stratum=5), people(store)
    assert draw_it(store, per_stratum=5) == before[0]
    with pytest.raises(ValueError, match="already drawn"):
        draw_it(store, per_stratum=6)
    assert (drawn(store), people(store)) == before


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        # What is small keeps one, and what is large gets its share beside the half.
        ({"quiet": 603, "a": 9, "b": 2, "c": 1}, {"quiet": 17, "a": 1, "b": 1, "c": 1}),
        ({"quiet": 600, "a": 300}, {"quiet": 14, "a": 6}),
        ({"quiet": 300, "a": 6000}, {"quiet": 10, "a": 10}),
        ({"quiet": 4, "a": 6}, {"quiet": 4, "a": 6}),
        ({"a": 30}, {"a": 20}),
    ],
)
def test_at_least_half_are_quiet_and_the_rest_goes_by_size(store, sizes, expected):
    strata = {name: [f"{name}-{n}" for n in range(of)] for name, of in sizes.items()}
    told = draw_it(store, strata=strata)
    assert {one.stratum: one.drawn for one in told} == expected


def test_nobody_is_drawn_again_within_six_months(store):
    strata = {"quiet": [f"q-{n}" for n in range(130)], "inpatient": ["w-0"]}
    months = ["2026-08", "2026-09", "2026-10", "2026-11", "2026-12", "2027-01"]
    for month in months:
        draw_it(store, month, strata=strata)
    of_half_a_year = [client for _, client in people(store)]
    assert len(of_half_a_year) == len({*of_half_a_year}) == 120
    # Whom nobody is left of is counted, and drawn when the half year is over.
    assert [one.drawn for one in drawn(store, "2027-01")] == [0, 20]
    draw_it(store, "2027-03", strata=strata)
    assert ("inpatient", "w-0") in people(store, "2027-03")


def test_answers_are_added_and_the_last_one_stands(store):
    draw_it(store, per_stratum=3)
    assert answers(store)["need"].null_count() == 9
    assert answer(store, "w-0", Need.YES, "nurse-1", AT) == "2026-11"
    answer(store, "w-0", Need.UNSURE, "nurse-2", AT)
    answer(store, "w-1", Need.NO, "nurse-1", AT)
    said = answers(store).filter(stratum="inpatient")
    assert said.select("client_id", "need", "actor").rows() == [
        ("w-0", "unsure", "nurse-2"),
        ("w-1", "no", "nurse-1"),
        ("w-2", None, None),
    ]
    with store.connect() as connection:
        kept = connection.scalar(select(func.count()).select_from(REVIEW_ANSWER))
    assert kept == 3


def test_an_answer_goes_to_the_newest_review_of_the_client(store):
    for month in ("2026-12", "2026-11"):
        draw_it(store, month, strata={"inpatient": ["w-0"]})
    assert answer(store, "w-0", Need.YES, "nurse-1", AT) == "2026-12"
    assert answers(store)["need"].to_list() == [None, "yes"]


def test_who_was_not_drawn_is_not_answered_for(store):
    draw_it(store)
    with pytest.raises(ValueError, match="nobody was drawn for no review"):
        answer(store, "nobody", Need.NO, "nurse-1", AT)
