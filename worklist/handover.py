"""Which open episodes another team answers for from a night on."""

import polars as pl

from schemas.roles import Role
from worklist import states
from worklist.results import NightResults
from worklist.routing import Routing
from worklist.states import State, is_open

PUT_OFF = [State.SNOOZED, State.SUPPRESSED]


def handed_over(
    now: pl.DataFrame, held: pl.DataFrame, results: NightResults, routing: Routing
) -> pl.DataFrame:
    """Move episodes to the teams that must answer for them now.

    `held`: `client_id`, `trigger`, `first_on` of the firings that list people. What
    somebody had taken waits in no queue: it is on the new team's list at once.
    """
    standing = now.filter(is_open())
    teams = results.teams(standing["client_id"].to_list())
    begun = _restricted_tonight(held, results)
    moved = []
    for client, opened_on, team in standing.select(*states.KEY, "team").rows():
        way = routing.handed_over(team, teams.get(client), begun.get(client, ()))
        if way:
            moved.append((client, opened_on, *way))
    elsewhere = pl.DataFrame(
        moved,
        schema={
            "client_id": pl.String,
            "opened_on": pl.Date,
            "new_team": pl.String,
            "new_rule": pl.String,
        },
        orient="row",
    )
    moves = pl.col("new_team").is_not_null()
    taken = moves & (pl.col("state") == State.TAKEN)
    queued = moves & ~pl.col("state").is_in([State.TAKEN, *PUT_OFF])
    found_taken = moves & (pl.col("found_in") == State.TAKEN).fill_null(False)
    return (
        now.join(elsewhere, on=states.KEY, how="left", maintain_order="left")
        .with_columns(
            team=pl.coalesce("new_team", "team"),
            rule=pl.coalesce("new_rule", "rule"),
            # What was agreed with the client stands, whoever answers from now on.
            state=pl.when(taken)
            .then(pl.lit(State.LISTED.value))
            .when(queued)
            .then(pl.lit(State.WAITING.value))
            .otherwise("state"),
            listed_on=pl.when(taken).then(results.as_of).when(~moves).then("listed_on"),
            # Whoever takes over has as long as anybody before it may lapse.
            gone_on=pl.when(~taken).then("gone_on"),
            # What a rule keeps off comes back to the new team, and not as taken.
            found_in=pl.when(found_taken)
            .then(pl.lit(State.LISTED.value))
            .when(~moves)
            .then("found_in"),
        )
        .drop("new_team", "new_rule")
    )


def _restricted_tonight(
    held: pl.DataFrame, results: NightResults
) -> dict[str, list[tuple[Role, ...]]]:
    """Client to who may see each of the restricted reasons that begin tonight."""
    begun: dict[str, list[tuple[Role, ...]]] = {}
    new = held.filter(pl.col("first_on") == results.as_of)
    for client, trigger in new.select("client_id", "trigger").rows():
        if trigger in results.restricted:
            begun.setdefault(client, []).append(results.restricted[trigger])
    return begun
