"""Nights of a few people in two teams, for the tests of the worklist."""

from datetime import date

import polars as pl
from sqlalchemy import select

from schemas.worklist_rules import WorklistRules
from worklist.episodes import merge_night
from worklist.ordering import PAIR
from worklist.reading import read
from worklist.results import NightResults
from worklist.routing import Routing
from worklist.rule_sets import RuleSet
from worklist.suppression import HOLDING
from worklist.tables import (
    CLOSING_VALUE,
    DISPOSITION,
    EPISODE,
    EPISODE_COUNT,
    FIRING,
    HEARD,
    NIGHT,
    OUTCOME_COUNT,
    RULE_THAT_HOLDS,
)

FIRST = date(2026, 11, 20)
LIVE = {"medicines": "medicines", "visits": "spread"}
ROUTING = Routing.model_validate(
    {
        "teams": {
            "north": {"name": {"fi": "P", "sv": "N"}, "sector": "health"},
            "south": {
                "name": {"fi": "E", "sv": "S"},
                "sector": "health",
                "new_per_night": 1,
            },
        },
        "tree": {"rule": "root", "team": "north", "because": "a test"},
    }
)


VALUES = {
    "client_id": pl.String,
    "trigger": pl.String,
    "measure": pl.String,
    "value": pl.Float64,
    "rises": pl.Boolean,
}


def night(
    day,
    fired,
    unassessable=(),
    live=LIVE,
    team="north",
    beside=(),
    values=None,
    suppressed=(),
    untold=(),
    **more,
):
    """One night: `fired` and `unassessable` are pairs of client and trigger.

    `values`: what was measured of such a pair; negative: its limit asks for less.
    `suppressed`: pairs of client and rule; `untold`: those that the night can't tell.
    `more`: other fields of the results, as they are.
    """
    measured = pl.DataFrame(
        [(*pair, "m", abs(value), value > 0) for pair, value in (values or {}).items()],
        schema=VALUES,
        orient="row",
    )
    rows = [(client, trigger, day) for client, trigger in sorted(fired)]
    unknown = pl.DataFrame(
        sorted(unassessable), schema=dict.fromkeys(PAIR, pl.String), orient="row"
    )
    holding = pl.DataFrame(
        [(client, rule, None, None, True) for client, rule in sorted(suppressed)]
        + [(client, rule, None, None, False) for client, rule in sorted(untold)],
        schema=HOLDING,
        orient="row",
    )
    return NightResults(
        as_of=day,
        digest="0" * 64,
        counts={stem: {"quiet": 1} for stem in {*live, *(one for _, one in fired)}},
        fired=pl.DataFrame(
            rows,
            schema={"client_id": pl.String, "trigger": pl.String, "newest_on": pl.Date},
            orient="row",
        ),
        unassessable=lambda pairs: pairs.join(unknown, on=PAIR, how="semi"),
        live=live,
        beside=frozenset(beside),
        values=lambda clients: measured.filter(pl.col("client_id").is_in(clients)),
        suppressions=lambda clients: holding.filter(pl.col("client_id").is_in(clients)),
        **{"teams": lambda clients: dict.fromkeys(clients, (team, "root"))} | more,
    )


def raised(*concerns, client="anna"):
    """The concerns about a client that count on a night, by id."""
    return pl.DataFrame(
        {"client_id": [client] * len(concerns), "concern_id": list(concerns)},
        schema={"client_id": pl.String, "concern_id": pl.String},
    )


def known(*clients):
    """The labels of adults of whom nothing keeps them off a list."""
    return pl.DataFrame({"client_id": clients}).with_columns(
        age=44,
        language=pl.lit("fi"),
        segment=None,
        health_to_social=False,
        social_to_health=False,
        non_disclosure=False,
        social_worker=None,
        care_lead=None,
    )


# What ends does so at once; how long things last has tests of its own.
AT_ONCE = WorklistRules(lapses_after=0)


RULES = RuleSet(routing=ROUTING, worklist=AT_ONCE)


def run(engine, nights, *days, routing=ROUTING, rules=AT_ONCE):
    """Merge the nights of some days, in the order given."""
    today = RuleSet(routing=routing, worklist=rules)
    for day in days:
        merge_night(engine, day, today, lambda day, _: nights[day])


def state(engine):
    """Everything in the store, in a fixed order."""
    tables = (
        *(NIGHT, OUTCOME_COUNT, EPISODE_COUNT, FIRING, EPISODE, DISPOSITION),
        *(CLOSING_VALUE, HEARD, RULE_THAT_HOLDS),
    )
    with engine.connect() as connection:
        return {
            table.name: sorted(
                read(connection, select(table)).rows(), key=lambda row: str(row)
            )
            for table in tables
        }
