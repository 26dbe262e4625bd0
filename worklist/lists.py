"""Each team's list as it stands on a day: who, why in words, and what waits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import polars as pl
from sqlalchemy import Engine, select

from schemas.register import Register
from triggers._catalogue import Trigger
from triggers._words import facts, remarks
from worklist.capacity import backlog_last, found_at_once
from worklist.handled import Handled, last_handled
from worklist.ordering import HUMAN, in_order
from worklist.reading import read
from worklist.recorded import TRANSFERRED, days_of_recordings
from worklist.routing import Routing, Team
from worklist.states import State, is_open, standing_on
from worklist.tables import EPISODE, FIRING

# Says the same of every hidden reason, so that the hiding tells nothing.
CONTACT_REQUEST = {
    "fi": "Pyyntö yhteydenotosta (peruste ei näy tälle tiimille)",
    "sv": "Begäran om kontakt (grunden visas inte för detta team)",
}
NO_LONGER = {
    "fi": "ei enää täyty ({day} alkaen)",
    "sv": "gäller inte längre (från och med {day})",
}
NOT_CHECKED = {
    "fi": "ei voitu tarkistaa tänään: lähdetieto puuttuu",
    "sv": "kunde inte kontrolleras i dag: källuppgiften saknas",
}

# A client of whom tonight's extracts say nothing: nothing is known and nothing shown.
UNKNOWN: dict[str, Any] = {
    "age": None,
    "language": None,
    "segment": None,
    "health_to_social": False,
    "social_to_health": False,
}


@dataclass(frozen=True)
class Reason:
    """Why a client is listed by one trigger, in the team's language.

    `facts` are sentences with value, limit and window; `asks` is a question for the
    professional; `new` says that the trigger began to hold after the episode opened.
    """

    trigger: str
    name: str
    facts: tuple[str, ...]
    asks: str
    new: bool = False


@dataclass(frozen=True)
class Row:
    """One client on a list, in its queue, or asleep until a day.

    `recorded`: how often something was recorded of the episode, which a recording must
    have seen. `transferred`: another team sent the client here. `wakes_on`: the
    morning on which a snoozed client comes back, or came. `earlier`: how an earlier
    episode of the client was handled; null: none was, or the team may not see it.
    """

    client_id: str
    opened_on: date
    listed_on: date | None
    age: int | None
    language: str | None
    segment: int | None
    families: int
    newest_on: date | None
    reasons: tuple[Reason, ...]
    state: State = State.LISTED
    wakes_on: date | None = None
    recorded: int = 0
    transferred: bool = False
    earlier: Handled | None = None


@dataclass(frozen=True)
class TeamList:
    """What one team gets on one day.

    `rows` in the order of the page; `queue` the same for those who wait, `snoozed` for
    those who come back on a day. `notices` say which triggers cannot be assessed and
    what was found in the data.
    """

    code: str
    team: Team
    as_of: date
    rows: tuple[Row, ...]
    queue: tuple[Row, ...]
    notices: tuple[str, ...] = field(default=())
    snoozed: tuple[Row, ...] = ()

    @property
    def everybody(self) -> tuple[Row, ...]:
        """All rows, wherever they stand."""
        return (*self.rows, *self.queue, *self.snoozed)

    @property
    def new(self) -> tuple[Row, ...]:
        """The rows whose trigger began to hold this night and that it listed."""
        return tuple(row for row in self.rows if row.opened_on == self.as_of)

    @property
    def back(self) -> tuple[Row, ...]:
        """The rows whose snooze ends on the morning after this night."""
        morning = self.as_of + timedelta(days=1)
        return tuple(row for row in self.rows if row.wakes_on == morning)


def team_lists(
    engine: Engine,
    routing: Routing,
    triggers: Mapping[str, Trigger],
    fired: pl.DataFrame,
    labels: pl.DataFrame,
    as_of: date,
    notices: Mapping[str, tuple[str, ...]],
) -> list[TeamList]:
    """The lists of all teams, in the order of the routing file.

    `triggers`: the live ones by stem. `fired`: the night's `client_id`, `trigger`,
    `measures`, `limits`, `newest_on`. `labels`: `client_id` and the columns of
    `client_labels`. `notices`: by language.
    """
    episodes, firings = _as_of(engine, as_of)
    firings = firings.filter(pl.col("trigger").is_in(list(triggers)))
    holding = firings.filter(pl.col("ended_on").is_null())
    families = {stem: one.definition.family for stem, one in triggers.items()}
    ordered = in_order(episodes, holding, fired, families).pipe(backlog_last, holding)
    people = {row["client_id"]: row for row in labels.iter_rows(named=True)}
    said = {
        (row["client_id"], row["trigger"]): row for row in fired.iter_rows(named=True)
    }
    held: dict[str, list[dict[str, Any]]] = {}
    # What lists people by itself is told before what only stands beside it.
    beside = [stem for stem, one in triggers.items() if not one.stands_alone]
    human = [stem for stem, family in families.items() if family == HUMAN]
    # What ended is told where nothing holds any more, until the episode lapses.
    told = pl.concat([holding, firings.join(holding, on="client_id", how="anti")])
    told_in_order = told.sort(
        ~pl.col("trigger").is_in(human),
        pl.col("trigger").is_in(beside),
        "first_on",
        "trigger",
    )
    for firing in told_in_order.iter_rows(named=True):
        held.setdefault(firing["client_id"], []).append(firing)
    with engine.connect() as connection:
        handled = last_handled(connection, as_of)
    lists = []
    for code, team in routing.teams.items():
        earlier = {
            client: one
            for client, one in handled.items()
            if one.shown_to(code, routing.teams)
        }
        rows = [
            _row(
                episode,
                held.get(episode["client_id"], []),
                people,
                said,
                triggers,
                team,
                earlier.get(episode["client_id"]),
            )
            for episode in ordered.filter(team=code).iter_rows(named=True)
        ]
        lists.append(
            TeamList(
                code=code,
                team=team,
                as_of=as_of,
                rows=_in(rows, State.LISTED, State.TAKEN),
                queue=_in(rows, State.WAITING),
                snoozed=_in(rows, State.SNOOZED),
                notices=notices.get(team.language, ()),
            )
        )
    return lists


def _in(rows: list[Row], *among: State) -> tuple[Row, ...]:
    return tuple(row for row in rows if row.state in among)


def _as_of(engine: Engine, as_of: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Open episodes, and the firings that hold or ended within them.

    As they stood after the night of a day.
    """
    with engine.connect() as connection:
        episodes = read(connection, select(EPISODE).where(standing_on(as_of)))
        firings = read(connection, select(FIRING).where(FIRING.c.first_on <= as_of))
        recordings = days_of_recordings(connection, as_of)
        firings = found_at_once(connection, firings)
    episodes = episodes.filter(is_open())
    recorded = (
        episodes.join(recordings, on="client_id")
        .filter(pl.col("counts_on") > pl.col("opened_on"))
        .group_by("client_id")
        .agg(recorded=pl.len())
    )
    episodes = episodes.join(
        recorded, on="client_id", how="left", maintain_order="left"
    )
    ended = pl.col("ended_on") <= as_of
    firings = firings.with_columns(
        ended_on=pl.when(ended).then("ended_on").otherwise(None)
    ).join(episodes.select("client_id", "opened_on"), on="client_id")
    within = pl.col("ended_on").is_null() | (pl.col("ended_on") > pl.col("opened_on"))
    return (
        episodes.with_columns(pl.col("recorded").fill_null(0)),
        firings.filter(within).drop("opened_on"),
    )


def _row(
    episode: dict[str, Any],
    firings: list[dict[str, Any]],
    people: dict[str, dict[str, Any]],
    said: dict[tuple[str, str], dict[str, Any]],
    triggers: Mapping[str, Trigger],
    team: Team,
    earlier: Handled | None,
) -> Row:
    person = people.get(episode["client_id"], UNKNOWN)
    reasons = []
    for firing in firings:
        one = triggers[firing["trigger"]]
        tonight = said.get((firing["client_id"], firing["trigger"]))
        reasons.append(
            _reason(
                one,
                tonight,
                firing["ended_on"],
                new=firing["first_on"] > episode["opened_on"],
                language=team.language,
                visible=_visible(one, tonight, person, team),
            )
        )
    return Row(
        client_id=episode["client_id"],
        opened_on=episode["opened_on"],
        state=State(episode["state"]),
        listed_on=episode["listed_on"],
        wakes_on=episode["wakes_on"],
        recorded=episode["recorded"],
        transferred=episode["rule"] == TRANSFERRED,
        earlier=earlier,
        age=person["age"],
        language=person["language"],
        segment=person["segment"],
        families=episode["families"],
        newest_on=episode["newest_on"],
        # Hidden ones last: their place among the others would tell of them.
        reasons=tuple(dict.fromkeys(sorted(reasons, key=lambda one: not one.trigger))),
    )


def _visible(
    one: Trigger, tonight: dict[str, Any] | None, person: dict[str, Any], team: Team
) -> bool:
    """Whether the team may see the evidence.

    It needs the role, and its own register or the client's consent for the other one.
    """
    if not team.sees(one.definition.seen_by):
        return False
    consents = {
        Register.HEALTH: person["health_to_social"],
        Register.SOCIAL: person["social_to_health"],
    }
    registers = tonight["registers"] if tonight else one.definition.registers
    return all(
        Register(register) == team.sector or consents[Register(register)]
        for register in registers
    )


def _reason(
    one: Trigger,
    row: dict[str, Any] | None,
    ended_on: date | None,
    new: bool,
    language: str,
    visible: bool,
) -> Reason:
    if not visible:
        return Reason("", CONTACT_REQUEST[language], (), "", new)
    name = getattr(one.definition.name, language)
    asks = getattr(one.definition.asks, language)
    if ended_on is not None:
        since = f"{ended_on.day}.{ended_on.month}.{ended_on.year}"
        no_longer = NO_LONGER[language].format(day=since)
        return Reason(one.stem, name, (no_longer,), asks, new)
    if row is None:
        return Reason(one.stem, name, (NOT_CHECKED[language],), asks, new)
    values = {
        said["measure"]: said["value"]
        for said in row["measures"]
        if said["value"] is not None
    }
    told = (
        *facts(one, row["limits"], values, language),
        *remarks(one, values, language),
    )
    return Reason(one.stem, name, told, asks, new)
