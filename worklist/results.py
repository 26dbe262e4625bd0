"""What a merge needs to know of one night."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from schemas.roles import Role
from worklist.suppression import nothing_holds


def no_concerns() -> pl.DataFrame:
    """Nobody has raised a concern."""
    return pl.DataFrame(schema={"client_id": pl.String, "concern_id": pl.String})


@dataclass(frozen=True)
class NightResults:
    """What a merge needs to know of one night.

    `digest`: hash of the results. `counts`: trigger to outcome to people, and
    `decided_on`: trigger to the first day of the decision that said so. `fired`:
    `client_id`, `trigger`, `newest_on`, and `unassessable` gives those of some
    `client_id`, `trigger` that the night could not assess, also because it knows
    nothing of the client. `live`: stems of the live triggers with their families, and
    `beside` those of them that list nobody without another family.
    `teams` gives each of some clients whom the night knows a (team, rule).
    `values` gives the `value` behind each limit that some clients met: `client_id`,
    `trigger`, `measure`, `value`, and `rises`, true where more is what the limit asks.
    `restricted`: stem of a live trigger to the roles that may see its evidence, where
    not every team may. `withdrawn`: clients of whom a concern was withdrawn that would
    count tonight. `concerns`: `client_id`, `concern_id` of those that count tonight.
    `suppressions` gives the rules that keep some clients off the lists, as
    `worklist.suppression.HOLDING`.
    """

    as_of: date
    digest: str
    counts: dict[str, dict[str, int]]
    fired: pl.DataFrame
    unassessable: Callable[[pl.DataFrame], pl.DataFrame]
    live: dict[str, str]
    teams: Callable[[list[str]], dict[str, tuple[str, str]]]
    values: Callable[[list[str]], pl.DataFrame]
    decided_on: Mapping[str, date] = field(default_factory=dict)
    beside: frozenset[str] = frozenset()
    restricted: Mapping[str, tuple[Role, ...]] = field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()
    concerns: pl.DataFrame = field(default_factory=no_concerns)
    suppressions: Callable[[list[str]], pl.DataFrame] = nothing_holds
