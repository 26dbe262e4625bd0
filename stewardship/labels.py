"""What is known of whom: labels from fixtures, and from what teams recorded.

They are kept apart: of an invented county all is known; teams record almost only of
those who fired. What nobody said is null, and never a negative.
"""

from enum import StrEnum

import polars as pl

from worklist.vocabulary import Label, vocabulary

# A known need was rightly found, though it helps nobody to be told again.
RIGHT = (Label.POSITIVE, Label.PARTIAL, Label.KNOWN)
NEW = (Label.POSITIVE, Label.PARTIAL)


class LabelSource(StrEnum):
    """Where labels come from."""

    FIXTURE = "fixture"
    DISPOSITIONS = "dispositions"


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
