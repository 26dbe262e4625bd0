"""Nights in a row over the invented county, with teams that work their lists.

Every night is a real one, from the landing to the delivered lists; what the teams do
between them is a stated model. The store must add up after each.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from fixtures.population import generate
from night import steps
from night.concerns import enter_generated_concerns
from night.listing import lists_of
from night.merging import county_routing
from night.places import Places
from night.teamwork import Teamwork, work
from schemas.deliveries import Deliveries
from schemas.extracts import ADMITTED
from schemas.settings import Audit, Settings
from worklist.balance import Balance, UnbalancedEpisodes, balance
from worklist.lists import TeamList
from worklist.states import State
from worklist.store import open_store

DELIVERED_AT = time(2, 30)


@dataclass(frozen=True)
class SimulatedDay:
    """One night and the working day that follows.

    `longest`: rows on the longest list. `queued_since`: the day on which the oldest
    episode of any queue opened; null: all queues are empty. `recordings`: how many
    things the teams recorded.
    """

    balance: Balance
    longest: int
    queued_since: date | None
    recordings: int


def simulate(
    settings: Settings,
    first: date,
    days: int,
    inhabitants: int,
    model: Teamwork,
    seed: int,
    keep_rows: bool = False,
) -> Iterator[SimulatedDay]:
    """Run the nights from `first` on, one after another, in an empty home.

    `keep_rows`: of every night, and not of the last one alone; decisions are compared
    on them.

    The settings give the county's rules and the home; store, landings and lists stay
    in the home, whatever else they name, so that nothing invented goes anywhere.

    Raises ValueError when the home holds nights already or the county may not list
    people, and UnbalancedEpisodes when a day does not add up.
    """
    if settings.home.exists() and any(settings.home.iterdir()):
        raise ValueError(
            f"{settings.home}: there is something here; simulate in an empty folder"
        )
    if not settings.county.may_list_people(first):
        raise ValueError(
            "the county may not list people on that day, and teams have nothing to do; "
            "use settings with mode `list` and a legal basis"
        )
    settings = _at_home(settings)
    steps.personas(settings, first)
    routing = county_routing(settings)
    for number in range(days):
        as_of = first + timedelta(days=number)
        one_night(settings, as_of, inhabitants, seed)
        store = open_store(settings.database_url)
        lists = lists_of(settings, as_of)
        with store.connect() as connection:
            found = balance(connection, as_of)
        _check_lists(found, lists)
        recordings = work(store, settings, routing, lists, model, seed)
        store.dispose()
        queued = [row.opened_on for one in lists for row in one.queue]
        yield SimulatedDay(
            balance=found,
            longest=max(len(one.rows) for one in lists),
            queued_since=min(queued, default=None),
            recordings=recordings,
        )
        if not keep_rows:
            _tidy(settings, as_of - timedelta(days=1))


def _at_home(settings: Settings) -> Settings:
    # Nobody reads pages about the extracts of a county that does not exist.
    kept = {"quality_pages": False, "delivery": Deliveries(), "audit": Audit()}
    return settings.model_copy(
        update={
            "county": settings.county.model_copy(update=kept),
            "database_url": f"sqlite:///{settings.home / 'store.sqlite'}",
            "landing": None,
        }
    )


def one_night(settings: Settings, as_of: date, inhabitants: int, seed: int) -> None:
    """Run one night over the county as it is on a day."""
    generate(inhabitants, as_of, seed, settings.landing_of(as_of))
    enter_generated_concerns(settings, as_of, as_of)
    for extract in ADMITTED:
        steps.admit(settings, as_of, extract)
    steps.buckets(settings, as_of)
    for group in steps.groups(settings, as_of):
        steps.evaluate(settings, as_of, group)
    steps.gather_results(settings, as_of)
    steps.merge_results(settings, as_of)
    morning = datetime.combine(as_of + timedelta(days=1), DELIVERED_AT, UTC)
    steps.deliver(settings, as_of, morning)
    steps.close(settings, as_of)


def _check_lists(found: Balance, lists: list[TeamList]) -> None:
    """Raise UnbalancedEpisodes unless every open episode stands on one list.

    Or is counted there, where the client may not stand on it.
    """

    def withheld(*states: State) -> int:
        return sum(one.withheld.get(state, 0) for one in lists for state in states)

    told = {
        "on the lists": (
            found.in_state(State.LISTED, State.TAKEN),
            sum(len(one.rows) for one in lists) + withheld(State.LISTED, State.TAKEN),
        ),
        "in the queues": (
            found.in_state(State.WAITING),
            sum(len(one.queue) for one in lists) + withheld(State.WAITING),
        ),
        "snoozed": (
            found.in_state(State.SNOOZED),
            sum(len(one.snoozed) for one in lists) + withheld(State.SNOOZED),
        ),
        "kept off by a rule": (
            found.in_state(State.SUPPRESSED),
            sum(len(one.suppressed) for one in lists) + withheld(State.SUPPRESSED),
        ),
    }
    for where, (stored, listed) in told.items():
        if stored != listed:
            raise UnbalancedEpisodes(
                f"{found.day}: the store has {stored} episodes {where}, and the lists "
                f"show {listed}"
            )


def _tidy(settings: Settings, as_of: date) -> None:
    """Keep of an older night what is asked later, and not its rows."""
    places = Places.of(settings, as_of)
    for folder in (places.landing, places.folder / "buckets"):
        shutil.rmtree(folder, ignore_errors=True)
    for folder in (places.folder / "extracts").glob("*/"):
        for file in folder.glob("*.parquet"):
            file.unlink()
