"""What a list may tell of an earlier episode: that somebody closed it, and how."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from worklist.reading import among, read
from worklist.routing import Team
from worklist.states import State, standing_on
from worklist.tables import EPISODE
from worklist.vocabulary import vocabulary


@dataclass(frozen=True)
class Handled:
    """The day from which an episode was closed, the code, and the team that did it."""

    closed_on: date
    outcome: str
    team: str


def shown_to(by: str, code: str, teams: Mapping[str, Team]) -> bool:
    """Whether a team may know what another one recorded.

    Its own it may, and that of teams that read no register and see no restricted
    evidence that it does not: the recording itself would tell of that.
    """
    if by == code:
        return True
    here, there = teams[code], teams.get(by)
    return (
        there is not None
        and {*there.reads} <= {*here.reads}
        and {*there.roles} <= {*here.roles}
    )


def last_handled(
    connection: Connection, as_of: date, clients: Collection[str] | None = None
) -> dict[str, Handled]:
    """Of each client, what people closed last, as it stood after the night of a day.

    What lapsed or expired is not among them: nobody handled it. `clients`: who is asked
    about; null: everybody.
    """
    query = (
        select(
            EPISODE.c.client_id, EPISODE.c.from_on, EPISODE.c.outcome, EPISODE.c.team
        )
        .where(
            standing_on(as_of),
            EPISODE.c.state == State.CLOSED,
            EPISODE.c.outcome.in_(list(vocabulary().dispositions)),
            among(EPISODE.c.client_id, clients),
        )
        .order_by(EPISODE.c.from_on, EPISODE.c.opened_on)
    )
    rows = read(connection, query).rows()
    return {client: Handled(*told) for client, *told in rows}
