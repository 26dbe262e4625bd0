"""Whether the episodes of a day add up: nobody came from nowhere, nobody was lost."""

from dataclasses import dataclass
from datetime import date

import polars as pl
from sqlalchemy import Connection, insert, or_, select

from worklist.reading import read
from worklist.states import DATES, KEY, State, is_open
from worklist.tables import EPISODE, EPISODE_COUNT
from worklist.vocabulary import vocabulary

OPEN = [
    State.LISTED,
    State.TAKEN,
    State.WAITING,
    State.SNOOZED,
    State.SUPPRESSED,
]
COUNTED = (*KEY, *DATES, "team", "state", "outcome", "suppressed_by")


class UnbalancedEpisodes(RuntimeError):
    """The episodes of a day do not add up; nothing may be listed."""


@dataclass(frozen=True)
class Balance:
    """One day's episodes, in counts.

    `carried`: open before the day; `opened` on it; `recorded`: closed by people;
    `ended`: automatic ending to how many; `counts`: how many are open after the day, as
    `count` gives them.
    """

    day: date
    carried: int
    opened: int
    recorded: int
    ended: dict[str, int]
    counts: pl.DataFrame

    @property
    def states(self) -> dict[str, int]:
        """State to how many stand in it, over all teams; where anybody does."""
        by_state = self.counts.group_by("state").agg(pl.col("episodes").sum())
        return dict(by_state.sort("state").rows())

    @property
    def open(self) -> int:
        """How many are open after the day, over all teams and states."""
        return sum(self.states.values())

    def in_state(self, *states: State) -> int:
        """How many stand in some states, over all teams."""
        return sum(self.states.get(state, 0) for state in states)


def balance(connection: Connection, day: date) -> Balance:
    """Count the episodes of a day.

    Raises UnbalancedEpisodes when what was open before and what opened is not what
    closed and what is open, or when a client has two open episodes.
    """
    until = EPISODE.c.until_on
    query = select(*(EPISODE.c[name] for name in COUNTED)).where(
        EPISODE.c.from_on <= day, or_(until.is_(None), until >= day)
    )
    rows = read(connection, query)
    began = pl.col("from_on") == day
    now = rows.filter(pl.col("until_on").is_null() | (pl.col("until_on") > day))
    carried = rows.filter(~began, is_open())
    opened = now.filter(pl.col("opened_on") == day)
    closed = now.filter(began, ~is_open())
    standing = now.filter(is_open())
    came = pl.concat([carried, opened]).select(KEY).sort(KEY)
    went = pl.concat([closed, standing]).select(KEY).sort(KEY)
    if not came.equals(went) or standing["client_id"].is_duplicated().any():
        raise UnbalancedEpisodes(
            f"the episodes of {day} do not add up: {carried.height} were open and "
            f"{opened.height} opened, but {closed.height} closed and {standing.height} "
            "are open; the night's merge was taken back"
        )
    outcomes = dict(closed.group_by("outcome").len().rows())
    automatic = vocabulary().automatic
    return Balance(
        day=day,
        carried=carried.height,
        opened=opened.height,
        recorded=sum(n for code, n in outcomes.items() if code not in automatic),
        ended={code: outcomes.get(code, 0) for code in automatic},
        counts=count(standing),
    )


def count(episodes: pl.DataFrame) -> pl.DataFrame:
    """`team`, `state`, `suppressed_by`, `episodes`; closed ones are left out.

    `suppressed_by` is empty but for suppressed episodes. Raises UnbalancedEpisodes.
    """
    by = pl.col("suppressed_by")
    told = pl.col("state").is_in(OPEN)
    by_rule = (pl.col("state") == State.SUPPRESSED) == by.is_not_null()
    counts = (
        episodes.filter(told & by_rule)
        .group_by("team", "state", by.fill_null(""))
        .agg(episodes=pl.len().cast(pl.Int64))
        .sort("team", "state", "suppressed_by")
    )
    total = episodes.filter(is_open()).height
    if counts["episodes"].sum() != total:
        raise UnbalancedEpisodes(
            f"shown, taken, queued, snoozed and suppressed add up to "
            f"{counts['episodes'].sum()}, but {total} episodes are open; nothing may "
            "be listed"
        )
    return counts


def keep_counts(connection: Connection, found: Balance) -> None:
    """Put the counts of a night into the store."""
    rows = found.counts.with_columns(as_of=pl.lit(found.day))
    if not rows.is_empty():
        connection.execute(insert(EPISODE_COUNT), rows.to_dicts())
