"""Reads a team's list as it stands now: the last night's, and what was recorded since.

Nothing is read without a scope, and every row has passed `worklist.masking`.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hmac import compare_digest
from typing import Any

from fastapi import HTTPException
from sqlalchemy import Engine, select

from audit.log import Action, Entry, Source, append
from night.explaining import NoNight, last_night
from night.listing import list_of, rules_of_lists
from night.names import names_of
from night.places import Places, earlier_nights
from night.steps import lacking
from schemas.identities import Named
from schemas.local_day import ZONE
from schemas.reading import UnreadableExtract
from schemas.settings import Settings
from schemas.suppression_rules import SuppressionRule
from web.scope import Scope
from worklist.lately import last_recorded, recorded_by
from worklist.lists import TeamList, clients_of, queue_of
from worklist.objections import objecting
from worklist.rows import Row
from worklist.tables import NIGHT

# How long a team sees what it has recorded.
HANDLED_DAYS = 7


@dataclass(frozen=True)
class Shown:
    """A team's list, with the names of its clients.

    `ran_at`: when the night's run ended, where the county is. `handled`: what the team
    recorded last of each client lately, newest first, as rows of the table. `today`:
    the same of what no night knows yet, by client, whoever recorded it. `lacking`: the
    extracts for the want of which a later night gave no list. `record_link`: as the
    county's settings have it.
    """

    team_list: TeamList
    names: dict[str, Named]
    ran_at: datetime
    handled: list[dict[str, Any]]
    today: dict[str, dict[str, Any]]
    lacking: tuple[str, ...] = ()
    record_link: str | None = None

    @property
    def handled_elsewhere(self) -> list[dict[str, Any]]:
        """What was recorded of clients who are not on the list any more."""
        listed = {row.client_id for row in self.team_list.everybody}
        listed |= self.team_list.counted
        return [row for row in self.handled if row["client_id"] not in listed]

    @property
    def handled_today(self) -> bool:
        """Whether the team has recorded something that no night knows of yet."""
        code = self.team_list.code
        return any(row["team"] == code for row in self.today.values())

    @property
    def clients(self) -> list[str]:
        """Everybody whom the page names."""
        named = [row.client_id for row in self.team_list.named]
        return list(
            dict.fromkeys([*named, *(row["client_id"] for row in self.handled)])
        )

    @property
    def morning(self) -> date:
        """The day on which the list is worked: the one after its as-of day."""
        return self.team_list.as_of + timedelta(days=1)


@dataclass(frozen=True)
class Found:
    """A client on the team's list, or of whom it recorded something lately.

    `shown`: the list as if nobody else stood on it. `row`: null: the client is not on
    it any more.
    """

    client_id: str
    shown: Shown
    row: Row | None

    @property
    def name(self) -> str:
        """As the night knows it; the pseudonym where it knows none."""
        return self.who.in_full if self.who else self.client_id

    @property
    def who(self) -> Named | None:
        """Who it is; null: the night does not know."""
        return self.shown.names.get(self.client_id)

    @property
    def recordable(self) -> bool:
        """Whether the team may record something: it is not only told of the client.

        Nor does a rule keep the client off its list.
        """
        one = self.shown.team_list
        return self.row is None or self.row not in (*one.informed, *one.suppressed)

    @property
    def morning(self) -> date:
        """The day on which the list is worked."""
        return self.shown.morning


class Reader:
    """Reads the lists of one installation; `reference` hides a client in an address."""

    def __init__(
        self, settings: Settings, engine: Engine, reference: Callable[[str], str]
    ) -> None:
        self._settings, self._engine, self.reference = settings, engine, reference

    def as_of(self) -> date:
        """The as-of day of the newest night that gave lists and is run to its end.

        Raises NoNight where there is none.
        """
        newest = last_night(self._settings)
        with self._engine.connect() as connection:
            given = set(connection.scalars(select(NIGHT.c.as_of)))
        for day in reversed([*earlier_nights(self._settings.home, newest), newest]):
            places = Places.of(self._settings, day)
            if day in given and places.manifest.is_file() and places.counts.is_file():
                return day
        raise NoNight("no night has given a list")

    def shown(self, scope: Scope, queue: bool = False) -> Shown:
        """The list of the scope's team, in the words of its reader.

        `queue`: with the rows of its queue, which may be long; else they are counted.
        Raises NoNight where no night has given a list yet.
        """
        as_of = self.as_of()
        handled = self._handled(scope, as_of)
        clients, waiting = self._clients(scope, as_of), set[str]()
        if not queue:
            morning = as_of + timedelta(days=1)
            waiting = {*queue_of(self._engine, scope.team, morning)}
            clients = [client for client in clients if client not in waiting]
        return self._shown(scope, as_of, clients, handled, waiting)

    def find(self, scope: Scope, reference: str) -> Found:
        """The client whom an address means; one of others is not there."""
        as_of = self.as_of()
        handled = {row["client_id"]: row for row in self._handled(scope, as_of)}
        asked = reference.encode(errors="replace")
        for client in {*self._clients(scope, as_of), *handled}:
            if compare_digest(self.reference(client).encode(), asked):
                last = [handled[client]] if client in handled else []
                shown = self._shown(scope, as_of, [client], last)
                if client not in shown.clients:
                    break
                rows = {row.client_id: row for row in shown.team_list.named}
                return Found(client, shown, rows.get(client))
        raise HTTPException(404)

    def _clients(self, scope: Scope, as_of: date) -> list[str]:
        rules = rules_of_lists(self._settings, self._engine, as_of)
        morning = as_of + timedelta(days=1)
        return clients_of(self._engine, rules.routing, scope.team, morning)

    def _handled(self, scope: Scope, as_of: date) -> list[dict[str, Any]]:
        since = as_of + timedelta(days=1 - HANDLED_DAYS)
        with self._engine.connect() as connection:
            return recorded_by(connection, scope.team, since)

    def _shown(
        self,
        scope: Scope,
        as_of: date,
        clients: list[str],
        handled: list[dict[str, Any]],
        counted: Collection[str] = (),
    ) -> Shown:
        """The team's list as far as it is about some clients."""
        morning = as_of + timedelta(days=1)
        with self._engine.connect() as connection:
            objects = {*objecting(connection)["client_id"]}
            today = last_recorded(connection, morning)
        counted = [client for client in counted if client not in objects]
        told = (as_of, morning, scope.team, scope.language)
        found = list_of(self._settings, self._engine, *told, clients, counted)
        rows = (row for row in found.suppressed if not _objects(row))
        found = replace(found, suppressed=tuple(rows))
        handled = [row for row in handled if row["client_id"] not in objects]
        places = Places.of(self._settings, as_of)
        ran_at = datetime.fromtimestamp(places.manifest.stat().st_mtime, ZONE)
        lacks = tuple(self._lacking(as_of))
        link = self._settings.county.record_link
        shown = Shown(found, {}, ran_at, handled, today, lacks, link)
        try:
            return replace(shown, names=names_of(places, shown.clients))
        except UnreadableExtract:
            return shown

    def _lacking(self, as_of: date) -> list[str]:
        newest = last_night(self._settings)
        return lacking(self._settings, newest) if newest > as_of else []

    def log(
        self,
        scope: Scope,
        shown: Shown,
        action: Action,
        clients: Iterable[str],
        at: datetime,
    ) -> None:
        """One row of the access log for each client; called before anything is shown.

        Raises NotLogged where nothing may be shown.
        """
        told = (action, scope.user.actor, Source.WEB, scope.team)
        as_of = shown.team_list.as_of
        append(self._engine, [Entry(one, *told, as_of) for one in clients], at)


def _objects(row: Row) -> bool:
    """Whether a client objects to the use of their data, and is on no page."""
    return row.kept_off is not None and row.kept_off.rule == SuppressionRule.OBJECTS


def is_supported(row: Row) -> bool:
    """Whether somebody who supports the client already is why a row is kept off."""
    kept_off = row.kept_off
    return kept_off is not None and kept_off.rule == SuppressionRule.ALREADY_SUPPORTED
