"""Labels of three sources, kept apart; what nobody said is never a negative."""

from datetime import date

import polars as pl
import pytest

from fixtures.population import generate
from stewardship.labels import of_dispositions, of_fixture, of_reviews

ON = date(2026, 11, 20)


def recorded(*rows):
    """Dispositions: client, code and reason, each later than the one before."""
    return pl.DataFrame(
        [(client, number, ON, *said) for number, (client, *said) in enumerate(rows)],
        schema={
            "client_id": pl.String,
            "number": pl.Int64,
            "opened_on": pl.Date,
            "code": pl.String,
            "reason": pl.String,
        },
        orient="row",
    )


@pytest.mark.parametrize(
    ("code", "reason", "positive", "new"),
    [
        ("assessed_1", None, False, False),
        ("assessed_2", None, True, True),
        ("assessed_3", None, True, True),
        ("referred", None, True, True),
        ("already_supported", None, True, False),
        ("not_relevant", "transient", False, False),
        ("not_relevant", "wrong_data", None, None),
        ("not_relevant", "caused_by_service", None, None),
        ("declined", None, None, None),
    ],
)
def test_what_was_recorded_says_what_its_label_says(code, reason, positive, new):
    [told] = of_dispositions(recorded(("anna", code, reason))).to_dicts()
    assert (told["positive"], told["new"]) == (positive, new)
    assert told["source"] == "dispositions"


def test_the_last_that_says_anything_stands():
    rows = recorded(
        ("anna", "not_relevant", "transient"),
        ("anna", "assessed_3", None),
        ("anna", "taken", None),
        ("eero", "taken", None),
    )
    told = of_dispositions(rows)
    assert told.select("client_id", "positive").rows() == [("anna", True)]


def test_an_invented_county_knows_the_need_of_everybody(tmp_path):
    generate(3_000, ON, 7, tmp_path, planted=False)
    truth = pl.read_parquet(tmp_path / "labels.parquet")
    told = of_fixture(truth)
    people = truth.filter(label="z1").height
    assert told.height == people == told["client_id"].n_unique()
    assert told["positive"].null_count() == 0
    assert 0.05 < told["positive"].mean() < 0.15
    loads = told.join(
        truth.filter(label="z2").select("client_id", z2=pl.col("detail").cast(float)),
        on="client_id",
    )
    [yes, no] = (loads.filter(positive=one)["z2"].mean() for one in (True, False))
    assert yes > no + 0.5


def test_of_a_review_the_last_yes_or_no_stands_and_unsure_is_neither():
    answers = pl.DataFrame(
        [
            ("2026-11", "anna", "no"),
            ("2026-05", "anna", "yes"),
            ("2026-11", "eero", "unsure"),
            ("2026-05", "eero", "yes"),
            ("2026-11", "olli", "unsure"),
            ("2026-11", "ulla", None),
        ],
        schema=["month", "client_id", "need"],
        orient="row",
    )
    told = of_reviews(answers).select("client_id", "source", "positive", "new")
    assert told.rows() == [
        ("anna", "reviews", False, False),
        ("eero", "reviews", True, True),
    ]
