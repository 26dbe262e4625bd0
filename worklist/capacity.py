"""How much a team takes on: what is put on its list tonight, and what waits."""

import polars as pl
from sqlalchemy import Connection, func, select

from schemas.outcome import Outcome
from schemas.worklist_rules import Backlog, WorklistRules
from worklist.reading import read
from worklist.results import NightResults
from worklist.routing import Routing
from worklist.states import KEY, State
from worklist.tables import OUTCOME_COUNT


def found_at_once(
    connection: Connection, held: pl.DataFrame, tonight: NightResults | None = None
) -> pl.DataFrame:
    """Add `at_once` to firings (`trigger`, `first_on`).

    True: it was there already on the first night on which its trigger could be
    assessed for anybody, so that no night saw it begin; or it came with the first night
    of another decision, which may be all that is new. `tonight`: the night
    that asks; null: it is in the store.
    """
    assessed = OUTCOME_COUNT.c.outcome.in_([Outcome.FIRED, Outcome.QUIET])
    query = (
        select(
            OUTCOME_COUNT.c.trigger,
            OUTCOME_COUNT.c.decided_on,
            func.min(OUTCOME_COUNT.c.as_of).label("since"),
        )
        .where(assessed, OUTCOME_COUNT.c.people > 0)
        .group_by(OUTCOME_COUNT.c.trigger, OUTCOME_COUNT.c.decided_on)
    )
    decisions = tonight.decided_on.items() if tonight else ()
    of_tonight = pl.DataFrame(
        [(*one, tonight.as_of) for one in decisions if tonight],
        schema={"trigger": pl.String, "decided_on": pl.Date, "since": pl.Date},
        orient="row",
    )
    stored = read(connection, query)
    decision = ["trigger", "decided_on"]
    begun = (
        pl.concat([stored, of_tonight.join(stored, on=decision, how="anti")])
        .group_by("trigger")
        .agg(first=pl.col("since").min(), of_decisions=pl.col("since"))
    )
    since, first = pl.col("first_on"), pl.col("first")
    return (
        held.join(begun, on="trigger", how="left")
        .with_columns(
            at_once=((since <= first) | since.is_in(pl.col("of_decisions"))).fill_null(
                False
            )
        )
        .drop("first", "of_decisions")
    )


def backlog_last(episodes: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """The same order, but what was found all at once comes after what is new.

    Adds `backlog`. True: all reasons of the episode (`held`: `client_id`, `first_on`,
    `at_once`) were found all at once, or held already when it opened: their trigger
    went live, or the client comes back after a closing. A human concern, as `human` of
    the episodes tells, is never found all at once.
    """
    opened = episodes.select("client_id", "opened_on")
    backlog = (
        held.join(opened, on="client_id")
        .group_by("client_id")
        .agg(
            backlog=(
                pl.col("at_once") | (pl.col("first_on") < pl.col("opened_on"))
            ).all()
        )
    )
    return (
        episodes.join(backlog, on="client_id", how="left", maintain_order="left")
        .with_columns(backlog=pl.col("backlog").fill_null(True) & ~pl.col("human"))
        .sort("backlog", maintain_order=True)
    )


def released(
    now: pl.DataFrame, waiting: pl.DataFrame, routing: Routing, rules: WorklistRules
) -> pl.DataFrame:
    """The `client_id` and `opened_on` of those whom this night puts on a list.

    `now`: all episodes; `waiting`: those that wait, in the order of `backlog_last`. A
    team takes as many as are new for it a night, while its list has room. A human
    concern waits for nothing, and neither does the backlog where the county says so.
    """
    on_list = now.filter(pl.col("state").is_in([State.LISTED, State.TAKEN]))
    hands = (
        pl.DataFrame(
            {
                "team": list(routing.teams),
                "new_per_night": [one.new_per_night for one in routing.teams.values()],
                "most_shown": [one.most_shown for one in routing.teams.values()],
            },
            schema_overrides={"most_shown": pl.Int64},
        )
        .join(on_list.group_by("team").agg(shown=pl.len()), on="team", how="left")
        .select(
            "team",
            hands=pl.min_horizontal(
                "new_per_night",
                pl.col("most_shown") - pl.col("shown").fill_null(0).cast(pl.Int64),
            ),
        )
    )
    each = pl.int_range(pl.len())
    within = each.over("team") < pl.col("hands").fill_null(0)
    match rules.backlog:
        case Backlog.ALL:
            goes = within | pl.col("backlog")
        case Backlog.N_PER_NIGHT if rules.backlog_per_night is not None:
            few = each.over("team", "backlog") < rules.backlog_per_night
            goes = within & (few | ~pl.col("backlog"))
        case _:
            goes = within
    return (
        waiting.join(hands, on="team", how="left", maintain_order="left")
        .filter(pl.col("human") | goes)
        .select(KEY)
    )
