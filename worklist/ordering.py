"""The order that the page states in words."""

from collections.abc import Mapping

import polars as pl

PAIR = ["client_id", "trigger"]
# The family of what people said themselves.
HUMAN = "human"


def of_family(families: Mapping[str, str]) -> pl.Expr:
    """The family of the trigger of each row; null: it is not live."""
    return pl.col("trigger").replace_strict(
        dict(families), default=None, return_dtype=pl.String
    )


def in_order(
    episodes: pl.DataFrame,
    held: pl.DataFrame,
    fired: pl.DataFrame,
    families: Mapping[str, str],
) -> pl.DataFrame:
    """Episodes in the order that the page states in words.

    A human concern first, then most distinct families, then the newest event, then the
    one open longest; what is left equal goes by pseudonym, which means nothing. Adds
    `human`, `families` (count) and `newest_on` (null: nothing was assessed tonight).
    """
    family = pl.DataFrame(
        {"trigger": list(families), "family": list(families.values())},
        schema={"trigger": pl.String, "family": pl.String},
    )
    of_client = (
        held.join(family, on="trigger")
        .join(fired, on=PAIR, how="left")
        .group_by("client_id")
        .agg(
            human=(pl.col("family") == HUMAN).any(),
            families=pl.col("family").n_unique(),
            newest_on=pl.col("newest_on").max(),
        )
    )
    return (
        episodes.join(of_client, on="client_id", how="left")
        .with_columns(pl.col("human").fill_null(False))
        .sort(
            "human",
            "families",
            "newest_on",
            "opened_on",
            "client_id",
            descending=[True, True, True, False, False],
            nulls_last=True,
        )
    )
