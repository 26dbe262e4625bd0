"""Inhibitions: one trigger covers another of the same client, so that it counts once.

While a source holds for a client, its targets add no reason and no family of their own,
and neither open an episode nor keep one open. They are kept, and told under what covers
them.
"""

from collections.abc import Collection, Iterable
from typing import Annotated

import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from worklist.ordering import PAIR

Stems = Annotated[tuple[str, ...], Field(min_length=1)]


class Inhibition(BaseModel):
    """A rule: while any trigger of `source` holds, those of `target` are covered."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rule: str = Field(min_length=1, max_length=40)
    source: Stems
    target: Stems
    because: str = Field(min_length=1)


def covered(
    held: pl.DataFrame,
    inhibitions: Iterable[Inhibition],
    live: Collection[str],
    beside: Collection[str],
) -> pl.DataFrame:
    """The firings that are covered: `client_id`, `trigger`, `source`, `rule`.

    `held`: `client_id`, `trigger` of what holds. `live`: the stems that list people,
    `beside` those of them that do so only with another family: such a one covers
    nothing that stands alone, so that nobody drops off the list by being covered. One
    row for each source.
    """
    pairs = pl.DataFrame(
        [
            (source, target, one.rule)
            for one in inhibitions
            for source in one.source
            for target in one.target
            if source in live and (source not in beside or target in beside)
        ],
        schema={"source": pl.String, "trigger": pl.String, "rule": pl.String},
        orient="row",
    )
    sources = held.select("client_id", source="trigger")
    return (
        held.select(PAIR)
        .join(pairs, on="trigger")
        .join(sources, on=["client_id", "source"], how="semi")
        .sort(*PAIR, "source", "rule")
    )
