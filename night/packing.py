"""What one night gives its teams, made anew from what the night left behind."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, partial

from sqlalchemy import Engine

from delivery import folder, mail
from delivery.exporting import exported
from delivery.fhir import FhirFacts, fhir_bundle
from delivery.notice import Notice
from delivery.outbox import Sending
from delivery.packages import Package, failure_package, list_package
from delivery.run_facts import RunFacts
from night.admission import reports_of
from night.listing import lists_of, rules_of_lists
from night.manifest import code_version, decisions_in_force
from night.merging import county_routing, labels_of
from night.names import names_of
from night.places import Places
from schemas.deliveries import Channel, Format
from schemas.identities import Named
from schemas.reading import UnreadableExtract
from schemas.settings import Settings
from triggers._catalogue import triggers_on
from worklist import deliveries
from worklist.deliveries import Kind, Owed
from worklist.endings import Ended, ended_lately
from worklist.lists import TeamList
from worklist.masking import Person, may_have
from worklist.rule_sets import RuleSet

# What a list lacks where the identities are here and cannot be read.
NO_NAMES = "NamesMissing"


@dataclass(frozen=True)
class Given:
    """What one team is given: a list or a note.

    `rows`: clients on the list, `new` of them put there by this night, `queued` those
    who wait. `path`: the list, or the note, in its folder; null: it goes elsewhere.
    """

    team: str
    kind: Kind
    rows: int
    new: int
    queued: int
    path: str | None


class Packing:
    """Makes the deliveries of one night; the same night gives the same bytes.

    `engine` null: the store cannot be opened, and only notes of failure can be made.
    `at`: UTC, for the date of mails.
    """

    def __init__(
        self, settings: Settings, engine: Engine | None, as_of: date, at: datetime
    ) -> None:
        self.settings, self.engine, self.as_of, self.at = settings, engine, as_of, at
        self.places = Places.of(settings, as_of)
        self.routing = county_routing(settings)
        self._packages: dict[tuple[str, Kind, bool], Package] = {}

    def sending(self, one: Owed) -> Sending:
        """One delivery, ready to go.

        Nothing is told of a team, or by a channel, that the settings no longer name.
        Raises OSError where what the night left behind cannot be read any more, and
        ValueError where it cannot be delivered as it is.
        """
        given = self.settings.county.delivery.of(one.team)
        if one.team not in self.routing.teams or one.channel not in given.channels:
            return Sending(one.kind, "", None)
        if one.channel == Channel.MAIL:
            return self._mailed(one)
        package = self.package(one)
        named = package.kind != Kind.LIST or set(given.formats) == {Format.FHIR}
        lacks = None if named or self._identities_read else NO_NAMES
        if lacks and self._is_past:
            if one.listed_at is not None:
                return Sending(package.kind, "", None)
            lacks = None
        if one.channel == Channel.FOLDER:
            lists = self.places.lists
            return Sending(
                package.kind,
                package.content_key,
                partial(folder.put, package, lists),
                lacks,
                partial(folder.stands, package, lists),
                clients=package.clients,
            )
        # Many counties do without, and it takes long to import.
        from delivery import sftp

        server = self.settings.county.delivery.sftp
        assert server is not None  # the settings were checked
        put = partial(sftp.put, package, server)
        key, told = package.content_key, package.clients
        return Sending(package.kind, key, put, lacks, clients=told)

    def package(self, one: Owed) -> Package:
        """The files of one delivery."""
        key = (one.team, one.kind, one.channel == Channel.SFTP)
        if key not in self._packages:
            failed = one.kind == Kind.FAILURE
            self._packages[key] = (
                self._failure(one) if failed else self._list(one.team, key[-1])
            )
        return self._packages[key]

    def given(self, one: Owed) -> Given:
        """What a team is given by this night, all channels together."""
        here = self.settings.county.delivery.of(one.team).channels
        path = None
        if Channel.FOLDER in here:
            package = self.package(replace(one, channel=Channel.FOLDER))
            first = next(iter(package.files))
            path = str(folder.team_folder(self.places.lists, one.team) / first)
        if one.kind == Kind.FAILURE:
            return Given(one.team, one.kind, 0, 0, 0, path)
        told = self._lists[one.team]
        kind = Kind.LIST if told.tells else Kind.EMPTY
        counts = (len(told.rows), len(told.new), len(told.queue))
        return Given(one.team, kind, *counts, path)

    def _mailed(self, one: Owed) -> Sending:
        county, team = self.settings.county, self.routing.teams[one.team]
        kind, new = one.kind, True
        if kind != Kind.FAILURE:
            told = self._lists[one.team]
            kind = Kind.LIST if told.tells else Kind.EMPTY
            new = bool(told.back) or any(
                row.listed_on == self.as_of for row in told.rows
            )
        # Of a day that a later night has left behind nobody needs mail.
        wanted = (new or one.sent_at is not None) and not self._is_past
        notice = Notice(team.name[team.language], self.as_of, kind)
        server, to = county.delivery.mail, county.delivery.of(one.team).mail_to
        assert server is not None  # the settings were checked
        assert to is not None
        message = notice.message(server.sender, to, server.page, self.at)
        send = partial(mail.send, message, server) if wanted else None
        lock = self.places.lock(f"mail {one.team}")
        return Sending(kind, notice.content_key, send, lock=lock)

    def _failure(self, one: Owed) -> Package:
        return failure_package(
            one.team,
            self.routing.teams[one.team],
            self.as_of,
            self._last_list(one.team),
            one.lacking,
        )

    def _list(self, team: str, leaves: bool) -> Package:
        given = self.settings.county.delivery.of(team)
        whole = self._lists[team]
        out = exported(whole, given)
        bundle, ended = None, frozenset[str]()
        if Format.FHIR in given.formats:
            facts = self._fhir_facts(team, given.restricted)
            ended = frozenset(end.client_id for end in facts.ended)
            bundle = partial(fhir_bundle, out, facts)
        return list_package(
            out if leaves else whole,
            self._names or {},
            self._run_facts,
            given.formats,
            bundle,
            whole,
            ended,
        )

    @cached_property
    def _lists(self) -> dict[str, TeamList]:
        return {one.code: one for one in lists_of(self.settings, self.as_of)}

    @cached_property
    def _rules(self) -> RuleSet:
        assert self.engine is not None  # lists are made of a store alone
        return rules_of_lists(self.settings, self.engine, self.as_of)

    def _last_list(self, team: str) -> date | None:
        if self.engine is not None:
            return deliveries.last_list_before(self.engine, self.as_of, team)
        return last_folder_before(self.settings, self.as_of, team)

    @cached_property
    def _is_past(self) -> bool:
        newest = self.engine and deliveries.newest_night(self.engine)
        return bool(newest and newest > self.as_of)

    @property
    def _identities_read(self) -> bool:
        return self._names is not None

    @cached_property
    def _names(self) -> dict[str, Named] | None:
        """Pseudonym to who it is, of those listed; none where the county keeps them.

        Null: they are here and cannot be read. A list without names says that they are
        missing, and still goes out.
        """
        listed = {row.client_id for one in self._lists.values() for row in one.named}
        try:
            return names_of(self.places, listed)
        except UnreadableExtract:
            return None

    @cached_property
    def _run_facts(self) -> RunFacts:
        reports = reports_of(self.places)
        return RunFacts(
            county=self.settings.county.name,
            as_of=self.as_of,
            code_version=code_version()[:12],
            decisions=decisions_in_force(self.as_of),
            verdicts={extract: report.verdict for extract, report in reports.items()},
            trigger_names={
                one.stem: one.definition.name.model_dump()
                for one in triggers_on(self.as_of)
            },
            teams=self.routing.teams,
        )

    @cached_property
    def _ended(self) -> list[Ended]:
        assert self.engine is not None  # lists are made of a store alone
        return ended_lately(self.engine, self.as_of)

    @cached_property
    def _people(self) -> dict[str, Person]:
        """What the night knows of those with an ended episode."""
        labels = labels_of(self.places, {end.client_id for end in self._ended})
        rows = labels.iter_rows(named=True)
        return {row["client_id"]: Person.of(row) for row in rows}

    def _fhir_facts(self, team: str, restricted: bool) -> FhirFacts:
        county, live = self.settings.county, triggers_on(self.as_of)
        few_eyes = {one.stem for one in live if one.definition.restricted}

        def may_leave(end: Ended) -> bool:
            person = self._people.get(end.client_id, Person())
            if not may_have(self.routing.teams[team], person):
                return False
            return restricted or not (person.non_disclosure or end.triggers & few_eyes)

        return FhirFacts(
            client_system=county.delivery.client_system,
            expires_after=self._rules.worklist.expires_after,
            trigger_names=self._run_facts.trigger_names,
            ended=[end for end in self._ended if end.team == team and may_leave(end)],
        )


def last_folder_before(settings: Settings, as_of: date, team: str) -> date | None:
    """The newest earlier day with a list in a team's folder; null: there is none."""
    folders = (settings.home / "lists").glob("????-??-??")
    days = (
        date.fromisoformat(found.name)
        for found in folders
        if any(found.glob(f"{team}/lista_*")) or any(found.glob(f"{team}/tyhja_*"))
    )
    return max((day for day in days if day < as_of), default=None)
