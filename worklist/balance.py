"""Whether the episodes of a day add up: nobody came from nowhere, nobody was lost."""

from dataclasses import dataclass
from datetime import date

import polars as pl
from sqlalchemy import Connection, or_, select

from worklist.reading import read
from worklist.states import KEY, State, is_open
from worklist.tables import EPISODE
from worklist.vocabulary import vocabulary


class UnbalancedEpisodes(RuntimeError):
    """The episodes of a day do not add up; nothing may be listed."""


@dataclass(frozen=True)
class Balance:
    """One day's episodes, in counts.

    `carried`: open before the day; `opened` on it; `recorded`: closed by people;
    `ended`: automatic ending to how many; `standing`: team to state to how many are
    open after the day.
    """

    day: date
    carried: int
    opened: int
    recorded: int
    ended: dict[str, int]
    standing: dict[str, dict[str, int]]

    @property
    def open(self) -> int:
        """How many are open after the day, over all teams and states."""
        return sum(sum(states.values()) for states in self.standing.values())

    def in_state(self, *states: State) -> int:
        """How many stand in some states, over all teams."""
        return sum(
            of_team.get(state, 0)
            for of_team in self.standing.values()
            for state in states
        )


def balance(connection: Connection, day: date) -> Balance:
    """Count the episodes of a day.

    Raises UnbalancedEpisodes when what was open before and what opened is not what
    closed and what is open, or when a client has two open episodes.
    """
    until = EPISODE.c.until_on
    rows = read(
        connection,
        select(EPISODE).where(
            EPISODE.c.from_on <= day, or_(until.is_(None), until >= day)
        ),
    )
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
    by_team: dict[str, dict[str, int]] = {}
    for team, state, count in (
        standing.group_by("team", "state").len().sort("team", "state").rows()
    ):
        by_team.setdefault(team, {})[state] = count
    automatic = vocabulary().automatic
    return Balance(
        day=day,
        carried=carried.height,
        opened=opened.height,
        recorded=sum(n for code, n in outcomes.items() if code not in automatic),
        ended={code: outcomes.get(code, 0) for code in automatic},
        standing=by_team,
    )
