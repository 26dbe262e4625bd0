"""What is known of whom: labels from fixtures, recordings and the monthly reviews.

They are kept apart: of an invented county all is known; teams record almost only of
those who fired; reviews look at a few of the others. What nobody said is null, and
never a negative.
"""

from enum import StrEnum

import polars as pl

from schemas.reviews import Need
from worklist.vocabulary import Label, vocabulary

# A known need was rightly found, though it helps nobody to be told again.
RIGHT = (Label.POSITIVE, Label.PARTIAL, Label.KNOWN)
NEW = (Label.POSITIVE, Label.PARTIAL)


class LabelSource(StrEnum):
    """Where labels come from."""

    FIXTURE = "fixture"
    DISPOSITIONS = "dispositions"
    REVIEWS = "reviews"


SCHEMA = pl.Schema(
    {
        "client_id": pl.String,
        "source": pl.String,
        "positive": pl.Boolean,
        "new": pl.Boolean,
    }
)


def of_fixture(truth: pl.DataFrame) -> pl.DataFrame:
    """Labels of an invented county: whoever needs an assessment, and all others.

    `truth`: `client_id`, `label`, `detail`, as `fixtures.population` writes it beside a
    landing. Gives `SCHEMA`; planted people, of whom it says nothing, are not there.
    """
    return (
        truth.filter(label="needs_assessment")
        .select("client_id", positive=pl.col("detail") == "yes")
        .with_columns(source=pl.lit(LabelSource.FIXTURE.value), new=pl.col("positive"))
        .select(SCHEMA.names())
    )


def of_dispositions(recorded: pl.DataFrame) -> pl.DataFrame:
    """Labels of what teams recorded: the last of each client that says anything.

    `recorded`: `client_id`, `number`, `opened_on`, `code`, `reason` of the dispositions
    that stand. Gives `SCHEMA`. `positive` is null where the data, the service or the
    routing was what to mend, where the client declined, and where nobody was reached:
    none of these says whether the suggestion was right. `new`: nobody knew before.
    """
    said = pl.DataFrame(
        [
            (code, reason, label)
            for code, kind in vocabulary().dispositions.items()
            for reason, label in [
                (None, kind.label),
                *((why, one.label or kind.label) for why, one in kind.reasons.items()),
            ]
        ],
        schema={"code": pl.String, "reason": pl.String, "label": pl.String},
        orient="row",
    )
    label = pl.col("label")
    return (
        recorded.join(said, on=["code", "reason"], how="inner", nulls_equal=True)
        .filter(label != Label.NONE)
        .sort("opened_on", "number")
        .unique("client_id", keep="last", maintain_order=True)
        .select(
            "client_id",
            source=pl.lit(LabelSource.DISPOSITIONS.value),
            positive=pl.when(label.is_in(RIGHT))
            .then(True)
            .when(label == Label.NEGATIVE)
            .then(False),
            new=pl.when(label.is_in(NEW))
            .then(True)
            .when(label.is_in([Label.NEGATIVE, Label.KNOWN]))
            .then(False),
        )
        .sort("client_id")
    )


def of_reviews(answers: pl.DataFrame) -> pl.DataFrame:
    """Labels of the monthly reviews: the last of each client that says yes or no.

    `answers`: `month`, `client_id`, `need`, as `worklist.review.answers` gives them.
    Gives `SCHEMA`, without those of whom nobody was sure. Nobody knew before of whom
    the lists did not show, so that `new` is `positive`.
    """
    return (
        answers.filter(pl.col("need").is_in([Need.YES, Need.NO]))
        .sort("month")
        .unique("client_id", keep="last", maintain_order=True)
        .with_columns(
            source=pl.lit(LabelSource.REVIEWS.value),
            positive=pl.col("need") == Need.YES,
            new=pl.col("need") == Need.YES,
        )
        .select(SCHEMA.names())
        .sort("client_id")
    )
