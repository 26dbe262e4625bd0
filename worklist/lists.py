"""Each team's list as it stands on a day: who, why in words, and what waits.

Every row passes `worklist.masking`, and formats get nothing else.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import polars as pl
from sqlalchemy import Engine, or_, select

from schemas.suppression_rules import SuppressionRule
from schemas.worklist_rules import WorklistRules
from triggers._catalogue import Trigger
from worklist.capacity import backlog_last, found_at_once
from worklist.handled import last_handled
from worklist.masking import Person, may_have, row_for
from worklist.objections import objecting
from worklist.ordering import HUMAN, in_order
from worklist.reading import among, read
from worklist.reasons import Reasons
from worklist.recorded import days_of_recordings
from worklist.routing import Routing, Team, rules_of
from worklist.rows import Row
from worklist.states import KEY, State, is_open, now_if, standing_on
from worklist.tables import EPISODE, FIRING
from worklist.waiting import waiting_since

WITHHELD = {
    "fi": "Tällä listalla ei näytetä kaikkia tiimin asiakkaita ({count}), koska heidän "
    "tietojaan ei voi tänään näyttää.",
    "sv": "Alla teamets klienter visas inte på denna lista ({count} saknas), eftersom "
    "uppgifterna om dem inte kan visas i dag.",
    "en": "Not all clients of the team are shown on this list ({count}), because their "
    "data cannot be shown today.",
}
INFORMED = {
    "fi": "Tiedoksi: asiakkaita, joista toinen tiimi vastaa: {count}.",
    "sv": "För kännedom: klienter som ett annat team ansvarar för: {count}.",
    "en": "For information: clients for whom another team answers: {count}.",
}


@dataclass(frozen=True)
class TeamList:
    """What one team gets on one day.

    `rows` in the order of the page; `queue` the same for those who wait, `snoozed` for
    those who come back on a day, `suppressed` for those whom a rule keeps off.
    `counted`: clients of the queue of whom there is no row here. `informed`: clients of
    other teams of whom this one is told. `withheld`: state to how many of the team may
    not stand on its list.
    `notices` say which triggers cannot be assessed, what was found in the data, and how
    many are withheld or told of.
    """

    code: str
    team: Team
    as_of: date
    rows: tuple[Row, ...]
    queue: tuple[Row, ...]
    notices: tuple[str, ...] = field(default=())
    snoozed: tuple[Row, ...] = ()
    informed: tuple[Row, ...] = ()
    withheld: Mapping[str, int] = field(default_factory=dict)
    suppressed: tuple[Row, ...] = ()
    counted: frozenset[str] = frozenset()

    @property
    def queued(self) -> int:
        """How many wait in the queue."""
        return len(self.queue) + len(self.counted)

    @property
    def kept_off(self) -> dict[str, int]:
        """How many are kept off the list, by the words of the rule; most first."""
        words = [row.kept_off.because for row in self.suppressed if row.kept_off]
        return dict(Counter(sorted(words)).most_common())

    @property
    def everybody(self) -> tuple[Row, ...]:
        """All rows for whom the team answers, but those whom a rule keeps off."""
        return (*self.rows, *self.queue, *self.snoozed)

    @property
    def named(self) -> tuple[Row, ...]:
        """All rows of which the team reads a name."""
        return (*self.everybody, *self.suppressed, *self.informed)

    @property
    def tells(self) -> bool:
        """Whether there is somebody to look at today."""
        return bool(self.rows or self.informed)

    @property
    def new(self) -> tuple[Row, ...]:
        """The rows whose trigger began to hold this night and that it listed."""
        return tuple(row for row in self.rows if row.opened_on == self.as_of)

    @property
    def back(self) -> tuple[Row, ...]:
        """The rows that come back on the morning after this night.

        Their snooze ends, or the rule that kept them off the list.
        """
        morning = self.as_of + timedelta(days=1)
        return tuple(row for row in self.rows if row.wakes_on == morning)

    @property
    def overdue(self) -> tuple[Row, ...]:
        """The rows that have waited for longer than the county wants, queued too."""
        return tuple(
            row for row in (*self.rows, *self.queue) if row.overdue is not None
        )


def team_lists(
    engine: Engine,
    routing: Routing,
    triggers: Mapping[str, Trigger],
    fired: pl.DataFrame,
    labels: pl.DataFrame,
    as_of: date,
    notices: Mapping[str, tuple[str, ...]],
    rules: WorklistRules | None = None,
    stands_on: date | None = None,
    only: Mapping[str, Team] | None = None,
    clients: Collection[str] | None = None,
    counted: Collection[str] = (),
) -> list[TeamList]:
    """The lists of all teams, in the order of the routing file.

    `stands_on`: the day whose recordings they know of; null: `as_of`. `only`: the teams
    whose lists are wanted, as they are to be shown; null: all of them. `clients`: who
    is asked about; of others the lists say nothing; null: everybody. `counted`: clients
    of the queue of the one team wanted who are not asked about, but counted.

    `triggers`: the live ones by stem. `fired`: the night's `client_id`, `trigger`,
    `measures`, `limits`, `registers`, `newest_on`. `labels`: `client_id` and the
    columns of `client_labels`. `notices`: by language.
    """
    rules = rules or WorklistRules()
    stands_on = stands_on or as_of
    routing = routing.model_copy(update={"teams": {**routing.teams, **(only or {})}})
    episodes, firings = _as_of(engine, stands_on, clients)
    reasons = Reasons.of(firings, fired, triggers, routing.inhibitions)
    ordered = in_order(episodes, reasons.counted, fired, reasons.families).pipe(
        backlog_last, reasons.counted
    )
    people = {row["client_id"]: Person.of(row) for row in labels.iter_rows(named=True)}
    with engine.connect() as connection:
        handled = last_handled(connection, stands_on, clients)

    def rows(those: pl.DataFrame, code: str) -> list[Row]:
        language, found = routing.teams[code].language, []
        for episode in those.iter_rows(named=True):
            client = episode["client_id"]
            why = reasons.of_episode(client, episode["opened_on"], language)
            person, earlier = people.get(client, Person()), handled.get(client)
            row = row_for(code, routing, person, episode, why, earlier, as_of, rules)
            found += [row] if row else []
        # Elsewhere its place would tell of what is hidden.
        return sorted(
            found, key=lambda row: row.masked and not _human(row, reasons.families)
        )

    lists = []
    for code, team in (only or routing.teams).items():
        theirs = ordered.filter(pl.col("team") == code)
        shown = rows(theirs, code)
        informed = rows(_informing(ordered, code, routing), code)
        states = Counter(theirs["state"]) - Counter(row.state.value for row in shown)
        may = frozenset(
            client
            for client in counted
            if may_have(routing.teams[code], people.get(client, Person()))
        )
        states[State.WAITING.value] += len(counted) - len(may)
        counts = ((WITHHELD, states.total()), (INFORMED, len(informed)))
        lists.append(
            TeamList(
                code=code,
                team=team,
                as_of=as_of,
                rows=_in(shown, State.LISTED, State.TAKEN),
                queue=_in(shown, State.WAITING),
                snoozed=_in(shown, State.SNOOZED),
                suppressed=_in(shown, State.SUPPRESSED),
                informed=tuple(informed),
                withheld=dict(+states),
                counted=may,
                notices=(
                    *notices.get(team.language, ()),
                    *(
                        words[team.language].format(count=count)
                        for words, count in counts
                        if count
                    ),
                ),
            )
        )
    return lists


def clients_of(engine: Engine, routing: Routing, code: str, as_of: date) -> list[str]:
    """The clients who may stand on a team's list of a day: its own and those told of.

    Whether they do, and what it sees of them, `team_lists` says.
    """
    query = select(EPISODE.c.client_id).where(
        standing_on(as_of),
        EPISODE.c.state != State.CLOSED,
        or_(
            EPISODE.c.team == code, EPISODE.c.rule.in_(_rules_informing(code, routing))
        ),
    )
    with engine.connect() as connection:
        return list(connection.scalars(query.distinct().order_by(EPISODE.c.client_id)))


def queue_of(engine: Engine, code: str, as_of: date) -> list[str]:
    """The clients who wait in a team's queue of a day."""
    query = select(EPISODE.c.client_id).where(
        standing_on(as_of), EPISODE.c.state == State.WAITING, EPISODE.c.team == code
    )
    with engine.connect() as connection:
        return list(connection.scalars(query))


def _rules_informing(code: str, routing: Routing) -> list[str]:
    return [one.rule for one in rules_of(routing.tree) if code in one.informs]


def _informing(episodes: pl.DataFrame, code: str, routing: Routing) -> pl.DataFrame:
    """The episodes of other teams of which a team is told."""
    return episodes.filter(
        pl.col("rule").is_in(_rules_informing(code, routing)),
        pl.col("team") != code,
        pl.col("state") != State.SUPPRESSED,
    )


def _human(row: Row, families: Mapping[str, str]) -> bool:
    return any(families.get(reason.trigger) == HUMAN for reason in row.reasons)


def _in(rows: list[Row], *among: State) -> tuple[Row, ...]:
    return tuple(row for row in rows if row.state in among)


def _hidden(episodes: pl.DataFrame, objecting: pl.DataFrame) -> pl.DataFrame:
    """Episodes as they stand once those who object are kept off, if no night did so."""
    open_now = pl.col("objects_from").is_not_null() & is_open()
    new = open_now & (pl.col("state") != State.SUPPRESSED)
    by_rule = pl.lit(SuppressionRule.OBJECTS.value)
    since = pl.coalesce("suppressed_on", "objects_from")
    return (
        episodes.join(objecting, on="client_id", how="left", maintain_order="left")
        .with_columns(
            found_in=pl.when(new).then("state").otherwise("found_in"),
            state=now_if(open_now, State.SUPPRESSED),
            suppressed_by=pl.when(open_now).then(by_rule).otherwise("suppressed_by"),
            suppressed_on=pl.when(open_now).then(since).otherwise("suppressed_on"),
            suppressed_until=pl.when(~open_now).then("suppressed_until"),
            suppressed_in=pl.when(~open_now).then("suppressed_in"),
        )
        .drop("objects_from")
    )


def _as_of(
    engine: Engine, as_of: date, clients: Collection[str] | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Open episodes, and the firings that hold or ended within them.

    As they stood after the night of a day; a firing has `opened_on` of its episode.
    """
    standing = select(EPISODE).where(
        standing_on(as_of), among(EPISODE.c.client_id, clients)
    )
    held = select(FIRING).where(
        FIRING.c.first_on <= as_of, among(FIRING.c.client_id, clients)
    )
    with engine.connect() as connection:
        episodes = _hidden(read(connection, standing), objecting(connection))
        firings = read(connection, held)
        recordings = days_of_recordings(connection, as_of)
        waiting = waiting_since(connection, as_of, clients)
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
    ).join(waiting, on=KEY, how="left", maintain_order="left")
    ended = pl.col("ended_on") <= as_of
    firings = firings.with_columns(
        ended_on=pl.when(ended).then("ended_on").otherwise(None)
    ).join(episodes.select("client_id", "opened_on"), on="client_id")
    within = pl.col("ended_on").is_null() | (pl.col("ended_on") > pl.col("opened_on"))
    return (
        episodes.with_columns(pl.col("recorded").fill_null(0)),
        firings.filter(within),
    )
