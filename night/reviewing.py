"""Finds the people of a night from whom a month's review is drawn."""

from datetime import date

import polars as pl
from sqlalchemy import select

from night.explaining import last_night
from night.merging import live_triggers
from night.places import Places
from schemas.reviews import Drawn
from schemas.settings import Settings
from worklist.reading import read
from worklist.review import QUIET, UNLISTED, draw
from worklist.states import State, is_open, standing_on
from worklist.store import open_store
from worklist.tables import EPISODE


def draw_review(
    settings: Settings, month: str, per_stratum: int | None = None
) -> list[Drawn]:
    """Draw a month's review from its last night that was run to its end.

    Raises ValueError where the month has no such night, or where the county may not
    list people on its day.
    """
    as_of = last_night(settings, month)
    if not settings.county.may_list_people(as_of):
        raise ValueError(
            f"the county's settings do not allow lists of people on {as_of}, and a "
            "review names people"
        )
    engine = open_store(settings.database_url)
    try:
        strata = strata_of(settings, as_of)
        return draw(engine, settings.county.name, month, as_of, strata, per_stratum)
    finally:
        engine.dispose()


def strata_of(settings: Settings, as_of: date) -> dict[str, list[str]]:
    """The clients of a night's population who are on no list, by stratum.

    Those whom a rule keeps off the list, by the rule; of those without an open episode,
    as `quiet` those of whom no live trigger holds, as `unlisted` the others.
    """
    places = Places.of(settings, as_of)
    engine = open_store(settings.database_url)
    with engine.connect() as connection:
        episodes = read(connection, select(EPISODE).where(standing_on(as_of)))
    engine.dispose()
    episodes = episodes.filter(is_open())
    population = pl.read_parquet(places.result("outcomes"), columns=["client_id"])
    fired = pl.read_parquet(places.result("fired"), columns=["client_id", "trigger"])
    live = fired.filter(pl.col("trigger").is_in(list(live_triggers(as_of))))
    without = population.join(episodes, on="client_id", how="anti")
    quiet = without.join(live, on="client_id", how="anti")
    unlisted = without.join(live, on="client_id", how="semi")
    kept_off = episodes.filter(state=State.SUPPRESSED).join(
        population, on="client_id", how="semi"
    )
    by_rule = {
        str(rule): clients["client_id"].to_list()
        for (rule,), clients in kept_off.sort("suppressed_by").group_by(
            "suppressed_by", maintain_order=True
        )
    }
    return {
        QUIET: quiet["client_id"].to_list(),
        UNLISTED: unlisted["client_id"].to_list(),
        **by_rule,
    }
