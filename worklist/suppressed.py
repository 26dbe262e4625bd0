"""Keeps episodes off the list while rules cover all their reasons.

Nothing is closed or deleted: what a rule keeps off is told with its reason, and comes
back when the rule no longer holds: to whoever had taken it, to the list if it had been
there, else to the queue.
What a person recorded something of stays where that person put it, but for clients who
are not in the population any more.
"""

from datetime import timedelta

import polars as pl
from sqlalchemy import Connection

from worklist.ordering import PAIR
from worklist.results import NightResults
from worklist.rules_that_hold import TOLD, merge_rules
from worklist.states import State, is_open
from worklist.suppression import HOLDING, suppression

SUPPRESSED = [
    "suppressed_by",
    "suppressed_on",
    "suppressed_until",
    "suppressed_in",
    "found_in",
]
KEPT_OFF = ["client_id", "rule", "until", "registers"]


def suppressed(
    now: pl.DataFrame,
    held: pl.DataFrame,
    results: NightResults,
    connection: Connection,
) -> pl.DataFrame:
    """Episodes after the rules of a night.

    `held`: `client_id`, `trigger` of the firings that list people.
    """
    morning = results.as_of + timedelta(days=1)
    kept_off = pl.col("rule_of_night").is_not_null() & is_open()
    was = pl.col("state") == State.SUPPRESSED
    back = was & ~kept_off
    sleeps = back & (pl.col("wakes_on") > morning).fill_null(False)
    taken = back & (pl.col("found_in") == State.TAKEN).fill_null(False)
    listed = (pl.col("found_in") == State.LISTED).fill_null(False)
    seen = pl.col("listed_on").is_not_null() | listed
    returns = back & ~taken & ~sleeps & seen
    same = pl.col("rule_of_night") == pl.col("suppressed_by")
    since = pl.when(same).then("suppressed_on").otherwise(pl.lit(results.as_of))
    clients = now.filter(is_open())["client_id"].to_list()
    rules = merge_rules(connection, results, clients)
    found = kept_off_by(now, held, results, rules).rename({"rule": "rule_of_night"})
    return (
        now.join(found, on="client_id", how="left", maintain_order="left")
        .with_columns(
            state=pl.when(kept_off)
            .then(pl.lit(State.SUPPRESSED.value))
            .when(taken)
            .then(pl.lit(State.TAKEN.value))
            .when(sleeps)
            .then(pl.lit(State.SNOOZED.value))
            .when(returns)
            .then(pl.lit(State.LISTED.value))
            .when(back)
            .then(pl.lit(State.WAITING.value))
            .otherwise("state"),
            # It comes back as from a snooze, and its time on the list begins again.
            wakes_on=pl.when(returns).then(morning).otherwise("wakes_on"),
            listed_on=pl.when(returns)
            .then(pl.col("listed_on").fill_null(results.as_of))
            .otherwise("listed_on"),
            gone_on=pl.when(~returns).then("gone_on"),
            suppressed_by=pl.when(kept_off).then("rule_of_night"),
            suppressed_on=pl.when(kept_off).then(since),
            suppressed_until=pl.when(kept_off).then("until"),
            suppressed_in=pl.when(kept_off).then("registers"),
            found_in=pl.when(kept_off & was)
            .then("found_in")
            .when(kept_off)
            .then("state"),
        )
        .drop("rule_of_night", "until", "registers")
    )


def would_keep_off(
    clients: list[str], held: pl.DataFrame, results: NightResults
) -> pl.DataFrame:
    """`client_id`, `rule` of those without an episode whom a rule would keep off.

    `held`: `client_id`, `trigger` of the firings that list people.
    """
    fresh = pl.DataFrame({"client_id": clients}, schema={"client_id": pl.String})
    fresh = fresh.with_columns(
        state=pl.lit(State.WAITING.value),
        touched=pl.lit(False),
        suppressed_by=pl.lit(None, pl.String),
        suppressed_until=pl.lit(None, HOLDING["until"]),
        suppressed_in=pl.lit(None, HOLDING["registers"]),
    )
    rules = results.suppressions(clients).filter("known").select(TOLD)
    return kept_off_by(fresh, held, results, rules).select("client_id", "rule")


def kept_off_by(
    now: pl.DataFrame, held: pl.DataFrame, results: NightResults, rules: pl.DataFrame
) -> pl.DataFrame:
    """`KEPT_OFF` of those whom the rules of a night keep off the list.

    `now`: the episodes, `held`: the firings that list people, `rules`: what holds of
    whom, as `worklist.rules_that_hold.TOLD`.
    """
    episodes = now.filter(is_open())
    covers = suppression().covers(results.live)
    order = suppression().order
    holding = rules.join(order, on="rule")
    at_once = holding.filter("at_once")
    reasons = held.join(
        episodes.filter(~pl.col("touched")), on="client_id", how="semi"
    ).select(PAIR)
    covered = (
        reasons.join(holding, on="client_id")
        .join(covers, on=["rule", "trigger"])
        .join(reasons.group_by("client_id").agg(reasons=pl.len()), on="client_id")
        .filter(
            pl.col("trigger").n_unique().over("client_id") == pl.col("reasons"),
        )
    )
    first = pl.concat(
        [at_once.select(*KEPT_OFF, "place"), covered.select(*KEPT_OFF, "place")]
    ).sort("client_id", "place")
    # Without a reason it would come to the list only to lapse.
    of_population = order.filter("at_once")["rule"].implode()
    stays = (
        episodes.filter(
            pl.col("suppressed_by").is_not_null(),
            ~pl.col("suppressed_by").is_in(of_population),
        )
        .join(held, on="client_id", how="anti")
        .select(
            "client_id",
            rule="suppressed_by",
            until="suppressed_until",
            registers="suppressed_in",
        )
    )
    return pl.concat([first.select(KEPT_OFF), stays]).unique(
        "client_id", keep="first", maintain_order=True
    )
