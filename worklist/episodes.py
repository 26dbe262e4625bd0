"""Merges nights and what people recorded into episodes, one open per client.

A client for whom a live trigger holds has an open episode, unless the trigger stands
only beside another family and none is there, or an earlier episode has closed not long
ago; a new firing adds a reason to it. It lapses when no live trigger has held for a
while and nobody took it, and expires when it was listed and nobody recorded anything.
While a rule covers all its reasons it is kept off the list, and nothing of it is lost.
Each team takes so many episodes a night; the rest wait in its queue, and what was found
all at once gives way to what is new. A human concern waits for nothing.

The episodes are a function of the nights and of what people recorded: days are put
together in order, what was recorded on a day before the night of that day.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, delete, insert, select

from schemas.worklist_rules import WorklistRules
from worklist import firings, heard, rules_that_hold, states, worsening
from worklist.balance import balance, keep_counts
from worklist.capacity import backlog_last, found_at_once, released
from worklist.cool_down import may_open
from worklist.deliveries import Kind, Owing, owe
from worklist.firings import ended_on, firings_after, listing, merge_firings
from worklist.handover import handed_over
from worklist.ordering import HUMAN, PAIR, in_order, of_family
from worklist.recorded import days_recorded, with_recorded
from worklist.results import NightResults
from worklist.routing import Routing
from worklist.rule_sets import (
    RuleSet,
    rules_named,
    rules_recorded_under,
    rules_to_follow,
)
from worklist.states import State, is_open, now_if, open_states, write_states
from worklist.store import writing
from worklist.suppressed import SUPPRESSED, suppressed, would_keep_off
from worklist.tables import EPISODE, EPISODE_COUNT, NIGHT, OUTCOME_COUNT


def merge_night(
    engine: Engine,
    as_of: date,
    today: RuleSet,
    results_of: Callable[[date, RuleSet], NightResults],
    owing: Owing | None = None,
    check: Callable[[], object] = lambda: None,
) -> None:
    """Put one night, and what it owes the teams, into the store in one transaction.

    A night that is in already is taken out first, with all that follow it, and they are
    put in again in order: a night run twice changes nothing, and a night that was
    missing gives what it would have given in its time. The newest night follows the
    rules of `today`, and every other those that it was given with. `results_of` reads
    a night's results under its rules, and is asked within the transaction alone:
    whoever had to wait for another attempt, however long, reads what that one left;
    `check` is called there first, and raises where the night may not be merged after
    all. Raises UnbalancedEpisodes when the episodes do not add up, and LostRecordings
    when they would lose what people recorded; then nothing is written.
    """
    with writing(engine) as connection:
        check()
        nights = rules_to_follow(connection, as_of, today)
        _take_back(connection, as_of)
        _replay(connection, as_of, nights, results_of, today)
        owe(connection, as_of, Kind.LIST, owing or Owing())


def take_back_night(
    engine: Engine,
    as_of: date,
    today: RuleSet,
    results_of: Callable[[date, RuleSet], NightResults],
    owing: Owing | None = None,
    check: Callable[[], object] = lambda: None,
) -> bool:
    """Take the newest night out of the store, if it is in.

    What it owes the teams instead is a note of failure. Returns false, and changes
    nothing, where a later night or what somebody recorded rests on the night. `check`
    is as in `merge_night`.
    """
    with writing(engine) as connection:
        check()
        if _is_rested_on(connection, as_of):
            return False
        if _is_merged(connection, as_of):
            _take_back(connection, as_of)
            _replay(connection, as_of, {}, results_of, today)
        owe(connection, as_of, Kind.FAILURE, owing or Owing())
    return True


def is_rested_on(engine: Engine, as_of: date) -> bool:
    """Whether a night is in the store, and so is something that rests on it.

    That is a later night, or something that somebody recorded after it.
    """
    with engine.connect() as connection:
        return _is_rested_on(connection, as_of)


def _is_rested_on(connection: Connection, as_of: date) -> bool:
    after = as_of + timedelta(days=1)
    later = select(NIGHT.c.as_of).where(NIGHT.c.as_of > as_of)
    return _is_merged(connection, as_of) and bool(
        connection.scalar(later) or days_recorded(connection, after)
    )


def _is_merged(connection: Connection, as_of: date) -> bool:
    found = select(NIGHT.c.as_of).where(NIGHT.c.as_of == as_of)
    return connection.scalar(found) is not None


def _take_back(connection: Connection, as_of: date) -> None:
    for counts in (OUTCOME_COUNT, EPISODE_COUNT):
        connection.execute(delete(counts).where(counts.c.as_of >= as_of))
    connection.execute(delete(NIGHT).where(NIGHT.c.as_of >= as_of))
    firings.take_back(connection, as_of)
    states.take_back(connection, as_of)
    worsening.take_back(connection, as_of)
    rules_that_hold.take_back(connection, as_of)
    heard.take_back(connection, as_of)


def _replay(
    connection: Connection,
    first: date,
    nights: Mapping[date, str | None],
    results_of: Callable[[date, RuleSet], NightResults],
    today: RuleSet,
) -> None:
    recorded = days_recorded(connection, first)
    for day in sorted(nights.keys() | recorded):
        before = open_states(connection)
        now = before.drop(states.DATES)
        if day in recorded:
            answered = rules_recorded_under(connection, day, today.worklist)
            now = with_recorded(connection, now, day, answered)
        if day in nights:
            rules = rules_named(connection, nights[day]) or today
            results = results_of(day, rules)
            _record(connection, results, nights[day])
            now = _after_night(connection, now, results, rules)
        write_states(connection, before, now, day)
        found = balance(connection, day)
        if day in nights:
            keep_counts(connection, found)


def _after_night(
    connection: Connection,
    now: pl.DataFrame,
    results: NightResults,
    rule_set: RuleSet,
) -> pl.DataFrame:
    routing, rules = rule_set.routing, rule_set.worklist
    heard.hear(connection, results)
    held = merge_firings(connection, results).pipe(
        listing, results, routing.inhibitions
    )
    return (
        now.pipe(_woken, held, results, heard.heard_on(connection))
        .pipe(_ended, held, results, rules, ended_on(connection, results.as_of))
        .pipe(handed_over, held, results, routing)
        .pipe(_opened, held, results, rules, connection)
        .pipe(suppressed, held, results, connection)
        .pipe(_released, held, results, routing, rules, connection)
    )


def _record(
    connection: Connection, results: NightResults, rule_set: str | None
) -> None:
    connection.execute(
        insert(NIGHT).values(
            as_of=results.as_of, results=results.digest, rule_set=rule_set
        )
    )
    counts = [
        {
            "as_of": results.as_of,
            "trigger": trigger,
            "outcome": outcome,
            "people": people,
            "decided_on": results.decided_on.get(trigger),
        }
        for trigger, of_trigger in sorted(results.counts.items())
        for outcome, people in sorted(of_trigger.items())
    ]
    if counts:
        connection.execute(insert(OUTCOME_COUNT), counts)


def _woken(
    now: pl.DataFrame,
    held: pl.DataFrame,
    results: NightResults,
    news: pl.DataFrame,
) -> pl.DataFrame:
    """Those whose snooze ends on the morning after this night are on the list again.

    So are those of whose concern this night is the first to know: it waits for nothing.
    """
    morning = results.as_of + timedelta(days=1)
    tonight = held.join(news, on="client_id", how="left").filter(
        of_family(results.live) == HUMAN,
        pl.max_horizontal("first_on", "heard_on") == results.as_of,
    )
    due = pl.col("wakes_on") <= morning
    concern = pl.col("client_id").is_in(tonight["client_id"].implode())
    wakes = (pl.col("state") == State.SNOOZED) & (due | concern)
    return now.with_columns(
        state=now_if(wakes, State.LISTED),
        wakes_on=pl.when(wakes).then(morning).otherwise("wakes_on"),
        listed_on=pl.when(wakes)
        .then(pl.col("listed_on").fill_null(results.as_of))
        .otherwise("listed_on"),
        # Whoever was put off is seen once more before the episode may lapse.
        gone_on=pl.when(wakes).then(None).otherwise("gone_on"),
    )


def _ended(
    now: pl.DataFrame,
    held: pl.DataFrame,
    results: NightResults,
    rules: WorklistRules,
    ended: pl.DataFrame,
) -> pl.DataFrame:
    """What nothing lists any more lapses, and what nobody touched in time expires.

    A human concern does not expire while it counts. What was listed by nothing else
    lapses as soon as it is withdrawn, and expires when its time runs out on the list.
    """
    as_of = results.as_of
    holding = held.group_by("client_id").agg(
        holds=pl.lit(True), human=(of_family(results.live) == HUMAN).any()
    )
    gone_on = (
        pl.when(pl.col("holds").is_null())
        .then(pl.col("gone_on").fill_null(as_of))
        .otherwise(None)
    )
    untouched = pl.col("state").is_in([State.WAITING, State.LISTED, State.SUPPRESSED])
    concern_ended = (pl.col("gone_on") == as_of) & pl.col("client_id").is_in(
        ended.filter(of_family(results.live) == HUMAN)["client_id"].implode()
    )
    withdrawn = concern_ended & pl.col("client_id").is_in(list(results.withdrawn))
    lapses = untouched & (
        withdrawn | (pl.col("gone_on") <= as_of - timedelta(days=rules.lapses_after))
    )
    shown_on = pl.max_horizontal("listed_on", pl.col("wakes_on") - pl.duration(days=1))
    too_long = ~pl.col("human").fill_null(False) & (
        shown_on <= as_of - timedelta(days=rules.expires_after)
    )
    ran_out = concern_ended & ~withdrawn & ~pl.col("touched")
    expires = (pl.col("state") == State.LISTED) & (too_long | ran_out)
    return (
        now.join(holding, on="client_id", how="left", maintain_order="left")
        .with_columns(gone_on=pl.when(is_open()).then(gone_on).otherwise("gone_on"))
        .pipe(_closed, lapses, "lapsed")
        .pipe(_closed, expires, "expired")
        .drop("holds", "human")
    )


def _closed(now: pl.DataFrame, which: pl.Expr, outcome: str) -> pl.DataFrame:
    which = which.fill_null(False)
    return now.with_columns(
        state=now_if(which, State.CLOSED),
        outcome=pl.when(which).then(pl.lit(outcome)).otherwise("outcome"),
        **{name: pl.when(~which).then(name) for name in SUPPRESSED},
    )


def _opened(
    now: pl.DataFrame,
    held: pl.DataFrame,
    results: NightResults,
    rules: WorklistRules,
    connection: Connection,
) -> pl.DataFrame:
    # Usually those whose firing is new; also those of a trigger that has gone live.
    day = results.as_of
    opening = held.join(now.filter(is_open()), on="client_id", how="anti")
    closed_today = now.filter(~is_open()).select(
        "client_id", "opened_on", pl.lit(day).alias("closed_on"), "outcome"
    )
    opening = found_at_once(connection, opening, results)
    allowed = may_open(connection, opening, closed_today, results, rules)
    clients = allowed["client_id"].sort().to_list()
    teams = results.teams(clients)
    rows: list[dict[str, Any]] = [
        {
            "client_id": client,
            "opened_on": day,
            "state": State.WAITING.value,
            "team": teams[client][0],
            "rule": teams[client][1],
            "tries": 0,
            "touched": False,
        }
        for client in clients
        if client in teams
    ]
    return pl.concat([now, pl.DataFrame(rows, schema=now.schema)])


def _released(
    now: pl.DataFrame,
    held: pl.DataFrame,
    results: NightResults,
    routing: Routing,
    rules: WorklistRules,
    connection: Connection,
) -> pl.DataFrame:
    # What no longer holds lapses where it waits.
    waiting = now.filter(pl.col("state") == State.WAITING, pl.col("gone_on").is_null())
    # Of whom the night knows nothing it cannot say that they belong on a list.
    known = results.teams(waiting["client_id"].to_list())
    waiting = waiting.filter(pl.col("client_id").is_in(list(known)))
    goes = (
        in_order(waiting, held.select(PAIR), results.fired, results.live)
        .pipe(backlog_last, found_at_once(connection, held, results))
        .pipe(lambda ordered: released(now, ordered, routing, rules))
        .with_columns(released=True)
    )
    taken = pl.col("released").fill_null(False)
    return (
        now.join(goes, on=states.KEY, how="left", maintain_order="left")
        .with_columns(
            state=now_if(taken, State.LISTED),
            listed_on=pl.when(taken).then(results.as_of).otherwise("listed_on"),
        )
        .drop("released")
    )


def would_open(
    connection: Connection, as_if: NightResults, rule_set: RuleSet
) -> pl.DataFrame:
    """Whose episodes the newest night would open besides, had it said `as_if`.

    `client_id`, `team` and `suppressed_by` (null: no rule keeps them off the list).
    Whoever has an open episode already is not among them. The store stays as it is.
    """
    *_, held = firings_after(connection, as_if)
    held = listing(held, as_if, rule_set.routing.inhibitions)
    now = open_states(connection).drop(states.DATES)
    after = _opened(now, held, as_if, rule_set.worklist, connection)
    opened = after.join(now, on="client_id", how="anti")
    kept_off = would_keep_off(opened["client_id"].to_list(), held, as_if)
    return opened.select("client_id", "team").join(
        kept_off.rename({"rule": "suppressed_by"}), on="client_id", how="left"
    )


def open_clients(engine: Engine, as_of: date) -> list[str]:
    """The pseudonyms of those with an open episode after the night of `as_of`."""
    query = select(EPISODE.c.client_id).where(
        states.standing_on(as_of), EPISODE.c.state != State.CLOSED
    )
    with engine.connect() as connection:
        return list(connection.scalars(query))
