"""Puts a night's results into the store and makes the lists that follow."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

import polars as pl

from extracts.landing import sha256_of
from night.concerns import counts_until
from night.evaluation import LABELS, read_counts
from night.places import Places
from night.suppressing import suppressions
from schemas.concerns import Concern
from schemas.outcome import Outcome
from schemas.settings import Settings
from triggers._catalogue import Trigger, triggers_on
from worklist.deliveries import Owing
from worklist.episodes import (
    is_rested_on,
    merge_night,
    take_back_night,
)
from worklist.inhibitions import covered
from worklist.labels import routing_labels
from worklist.ordering import PAIR
from worklist.results import NightResults, no_concerns
from worklist.routing import Labels, Routing, read_routing
from worklist.rule_sets import RuleSet
from worklist.store import open_store


def county_routing(settings: Settings) -> Routing:
    """The county's routing tree, or the default one.

    Raises ValueError when the tree, or what is delivered to its teams, is not right.
    """
    routing = read_routing(settings.county.routing)
    settings.county.delivery.check(routing.teams)
    return routing


def rules_today(settings: Settings) -> RuleSet:
    """What the county's files say now; raises ValueError when they are not right."""
    return RuleSet(routing=county_routing(settings), worklist=settings.county.worklist)


def owing(
    settings: Settings, routing: Routing, as_of: date, lacking: tuple[str, ...] = ()
) -> Owing:
    """What a night owes the teams: nothing where the county may not list people."""
    given = settings.county.delivery
    listed = routing.teams if settings.county.may_list_people(as_of) else {}
    return Owing({team: given.of(team).channels for team in listed}, lacking)


def live_triggers(as_of: date) -> dict[str, Trigger]:
    """The triggers that may list people on a day, by stem."""
    return {one.stem: one for one in triggers_on(as_of) if one.live}


def merge(
    settings: Settings, as_of: date, check: Callable[[], object] = lambda: None
) -> None:
    """Merge one night into the store; run again, it changes nothing.

    `check` is called within the transaction, and raises where nothing may change.
    """
    today = rules_today(settings)
    engine = open_store(settings.database_url)
    try:
        merge_night(
            engine,
            as_of,
            today,
            partial(results_of, settings),
            owing(settings, today.routing, as_of),
            check,
        )
    finally:
        engine.dispose()


def hold_back(
    settings: Settings,
    as_of: date,
    lacking: Iterable[str],
    check: Callable[[], object] = lambda: None,
) -> bool:
    """Take a night out of the store, if it is in, that can't be published now.

    `lacking`: the extracts for the want of which it can't. Returns false, and changes
    nothing, where a later night or what somebody recorded rests on the night. `check`
    is as in `merge`.
    """
    today = rules_today(settings)
    engine = open_store(settings.database_url)
    try:
        return take_back_night(
            engine,
            as_of,
            today,
            partial(results_of, settings),
            owing(settings, today.routing, as_of, tuple(lacking)),
            check,
        )
    finally:
        engine.dispose()


def stays(settings: Settings, as_of: date) -> bool:
    """Whether a night stays in the store also when it can't be run again now."""
    engine = open_store(settings.database_url)
    try:
        return is_rested_on(engine, as_of)
    finally:
        engine.dispose()


def labels_of(places: Places, clients: Iterable[str]) -> pl.DataFrame:
    """`client_id` and the columns of `client_labels`, for some clients of a night."""
    wanted = pl.Series(list(clients), dtype=pl.String)
    labels = pl.scan_parquet(places.result(LABELS))
    return labels.filter(pl.col("client_id").is_in(wanted.implode())).collect()


@dataclass(frozen=True)
class Instead:
    """What a night says of one trigger by another decision.

    `one`: the trigger by that decision, under its own name. `fired`: `client_id`,
    `trigger`, `registers`, `newest_on`; `unassessable`: `client_id`.
    """

    one: Trigger
    fired: pl.DataFrame
    unassessable: pl.DataFrame

    def among(self, fired: pl.DataFrame) -> pl.DataFrame:
        """What fired on the night, with what the other decision says in its place."""
        others = fired.filter(pl.col("trigger") != self.one.stem)
        return pl.concat([others, self.fired.select(others.columns)])


def results_of(
    settings: Settings, as_of: date, rules: RuleSet, instead: Instead | None = None
) -> NightResults:
    """What a merge needs to know of a night, or would if one decision were another."""
    places, routing = Places.of(settings, as_of), rules.routing
    triggers, concerns = triggers_on(as_of), _concerns(places)
    if instead is not None:
        others = [one for one in triggers if one.stem != instead.one.stem]
        triggers = [*others, instead.one]
    live = {one.stem: one for one in triggers if one.live}
    fired = pl.read_parquet(
        places.result("fired"),
        columns=["client_id", "trigger", "registers", "newest_on"],
    )
    if instead is not None:
        fired = instead.among(fired)

    def unassessable(pairs: pl.DataFrame) -> pl.DataFrame:
        known = pl.read_parquet(places.numbers).select("client_id")
        silent = (
            pl.scan_parquet(places.result("outcomes"))
            .join(pairs.lazy(), on="client_id", how="semi")
            .unpivot(index="client_id", variable_name="trigger", value_name="outcome")
            .filter(pl.col("outcome") == Outcome.NOT_ASSESSABLE)
            .collect()
        )
        if instead is not None:
            stem = instead.one.stem
            theirs = instead.unassessable.select("client_id", trigger=pl.lit(stem))
            others = silent.filter(pl.col("trigger") != stem).select(PAIR)
            silent = pl.concat([others, theirs])
        return pl.concat(
            [
                pairs.join(known, on="client_id", how="anti"),
                pairs.join(known, on="client_id", how="semi").join(
                    silent, on=PAIR, how="semi"
                ),
            ]
        )

    asked: dict[str, tuple[str, str] | None] = {}

    def teams(clients: list[str]) -> dict[str, tuple[str, str]]:
        # A merge asks of the same clients more than once.
        new = [client for client in clients if client not in asked]
        asked.update(dict.fromkeys(new))
        asked.update(ways_of(places, new, fired, live, routing))
        return {client: team for client in clients if (team := asked[client])}

    return NightResults(
        as_of=as_of,
        digest=sha256_of(places.result("fired")),
        counts=read_counts(places).outcomes,
        decided_on={one.stem: one.decided_on for one in triggers},
        fired=fired,
        unassessable=unassessable,
        live={stem: one.definition.family for stem, one in live.items()},
        teams=teams,
        beside=frozenset(stem for stem, one in live.items() if not one.stands_alone),
        restricted={
            stem: one.definition.seen_by
            for stem, one in live.items()
            if one.definition.restricted
        },
        withdrawn=frozenset(concerns.filter("withdrawn")["client_id"]),
        concerns=concerns.filter(~pl.col("withdrawn")).drop("withdrawn"),
        values=lambda clients: _values(places, clients),
        suppressions=partial(suppressions, settings, as_of, rules.worklist.suppression),
    )


def _concerns(places: Places) -> pl.DataFrame:
    """The concerns that count tonight, or would if they had not been withdrawn.

    `client_id`, `concern_id`, `withdrawn`.
    """
    path = places.extract(Concern.extract) / "admitted.parquet"
    if not path.is_file():
        return no_concerns().with_columns(withdrawn=pl.lit(True))
    concerns = pl.read_parquet(path)
    counts = [counts_until(day) >= places.as_of for day in concerns["raised_on"]]
    return concerns.filter(pl.Series(counts, dtype=pl.Boolean)).select(
        "client_id", "concern_id", withdrawn=pl.col("withdrawn_on").is_not_null()
    )


def _values(places: Places, clients: list[str]) -> pl.DataFrame:
    theirs = (
        pl.scan_parquet(places.result("fired"))
        .filter(pl.col("client_id").is_in(clients))
        .select("client_id", "trigger", "measures", "limits")
    )
    pair = pl.col("client_id", "trigger")
    limits = (
        theirs.select(pair, "limits").explode("limits").unnest("limits").filter("met")
    )
    measures = theirs.select(pair, "measures").explode("measures").unnest("measures")
    return (
        limits.join(measures, on=["client_id", "trigger", "measure"])
        .filter(pl.col("value").is_not_null())
        .select(
            pair,
            "measure",
            "value",
            rises=pl.col("operator").is_in(["at_least", "more_than"]),
        )
        .unique()
        .collect()
    )


def labels_for_routing(
    settings: Settings, routing: Routing, as_of: date, client_id: str
) -> Labels:
    """What the routing tree is asked of one client of a night.

    Raises ValueError when the night knows no such client.
    """
    places = Places.of(settings, as_of)
    fired = pl.read_parquet(
        places.result("fired"), columns=["client_id", "trigger", "registers"]
    )
    live = live_triggers(as_of)
    labels = _routing_labels_of(places, [client_id], fired, live, routing)
    if labels.is_empty():
        raise ValueError(
            f"the night of {as_of} knows no client {client_id}; give the pseudonym as "
            "it stands in the clients extract"
        )
    row = labels.drop("client_id").row(0, named=True)
    return {label: frozenset(values) for label, values in row.items()}


def ways_of(
    places: Places,
    clients: list[str],
    fired: pl.DataFrame,
    live: Mapping[str, Trigger],
    routing: Routing,
) -> dict[str, tuple[str, str]]:
    """The team and the rule of those of some clients whom the night knows.

    `fired`: `client_id`, `trigger`, `registers`.
    """
    labels = _routing_labels_of(places, clients, fired, live, routing)
    routes = routing.routes(labels)
    return {client: (team, rule) for client, team, rule in routes.rows()}


def _routing_labels_of(
    places: Places,
    clients: list[str],
    fired: pl.DataFrame,
    live: Mapping[str, Trigger],
    routing: Routing,
) -> pl.DataFrame:
    # What another trigger covers is not asked about.
    theirs = fired.filter(
        pl.col("trigger").is_in(list(live)), pl.col("client_id").is_in(clients)
    )
    beside = [stem for stem, one in live.items() if not one.stands_alone]
    under = covered(theirs, routing.inhibitions, live, beside)
    family = {stem: str(one.definition.family) for stem, one in live.items()}
    held = theirs.join(under, on=PAIR, how="anti").with_columns(
        family=pl.col("trigger").replace_strict(family, return_dtype=pl.String)
    )
    return routing_labels(labels_of(places, clients), held)
