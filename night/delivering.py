"""Hands over what the teams are owed, and says what could not be handed over."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from audit.log import NotLogged
from delivery.outbox import ORDER, FilesMissing, NotMade, Underway, send_owed
from night.merging import county_routing, owing
from night.packing import NO_NAMES, Given, Packing
from night.places import Places
from schemas.deliveries import Channel
from schemas.settings import Settings
from schemas.whole_files import alone, write_whole
from worklist import deliveries
from worklist.deliveries import Kind, Owed, Progress
from worklist.store import StoreNotOpened, open_store

MEND = {
    Channel.FOLDER: "see that the home has room and can be written to",
    Channel.SFTP: "check the server's address, its host key, our key and its folder",
    Channel.MAIL: "check the mail server's address, its certificate and our password",
}

NAMELESS = (
    "the lists of {as_of} are out without names, or as they were, because the "
    "identities extract cannot be read: land it again, then run `herate deliver`"
)


@dataclass(frozen=True)
class Undelivered:
    """What has not arrived, by which channel, and the kind of error that stopped it.

    As text: one sentence, the same for all lists of a day that lack their names.
    """

    as_of: date
    team: str
    channel: str
    error: str | None

    def __str__(self) -> str:
        if self.error == NO_NAMES:
            return NAMELESS.format(as_of=self.as_of)
        because = f" ({self.error})" if self.error else ""
        return (
            f"{self.team} was not reached by {self.channel} for {self.as_of}{because}: "
            f"{self._mend}, then run `herate deliver`"
        )

    @property
    def _mend(self) -> str:
        error = self.error or ""
        if error.startswith(NotMade.__name__):
            return "run that night again, which makes what it is made of"
        if error == FilesMissing.__name__:
            return "mend the channel of its files first"
        if error == NotLogged.__name__:
            return "see that the store has room and lets you write its access log"
        if error == Underway.__name__:
            return "wait for the attempt that is sending it, or end it if it hangs"
        return MEND[Channel(self.channel)]


def deliver_night(settings: Settings, as_of: date, at: datetime) -> list[Given]:
    """Send what a night owes, and write down what each team is given.

    What a channel does not take stays owed. A list that is gone from its folder is owed
    too, and where a failure was told of a night that stands, so is the list. Nothing is
    sent where the county may not list people: no legal basis, no list. Raises NotMade,
    when all else is sent, where something could not be made.
    """
    if not settings.county.may_list_people(as_of):
        return _written(Places.of(settings, as_of), list)
    engine = open_store(settings.database_url)
    try:
        packing = Packing(settings, engine, as_of, at)
        deliveries.owe_list_again(engine, as_of)
        owed = [
            one
            for one in deliveries.owed_of(engine, as_of, as_of)
            if one.state == Progress.PENDING
            or (one.channel == Channel.FOLDER and one.state == Progress.SENT)
        ]
        if unmade := send_owed(engine, owed, packing.sending, at):
            raise unmade[0]

        def given() -> list[Given]:
            # Another attempt may have given newer lists since these were made.
            newest = _stands(engine, packing)
            now = packing if newest else Packing(settings, engine, as_of, at)
            return _given(engine, now)

        return _written(packing.places, given)
    finally:
        engine.dispose()


def deliver_waiting(
    settings: Settings, at: datetime, first: date = date.min, last: date = date.max
) -> list[Undelivered]:
    """Send all that is still owed of some days, oldest first; returns what stays so."""
    county_routing(settings)  # settings that are not right stop it all
    engine = open_store(settings.database_url)
    try:

        @lru_cache(maxsize=1)  # day by day: the lists of one are enough
        def packing(day: date) -> Packing:
            return Packing(settings, engine, day, at)

        owed = []
        for one in deliveries.pending(engine, first, last):
            if settings.county.may_list_people(one.as_of):
                owed.append(one)
            else:
                deliveries.not_needed(engine, one, one.kind)
        send_owed(engine, owed, lambda one: packing(one.as_of).sending(one), at)
    finally:
        engine.dispose()
    return undelivered(settings, first, last)


def undelivered(
    settings: Settings, first: date = date.min, last: date = date.max
) -> list[Undelivered]:
    """What is still owed of some days, oldest first."""
    engine = open_store(settings.database_url)
    try:
        return [
            Undelivered(one.as_of, one.team, one.channel, one.last_error)
            for one in deliveries.pending(engine, first, last)
        ]
    finally:
        engine.dispose()


def deliver_failure_notes(settings: Settings, as_of: date, at: datetime) -> int:
    """Tell every team to whom nothing of a day went out that there is no list.

    Lists of earlier days stay where they are. Returns how many teams were told. Where
    the store cannot be opened, all teams are told, and nothing is noted.
    """
    if not settings.county.may_list_people(as_of):
        return 0
    owed = owing(settings, county_routing(settings), as_of)
    try:
        engine = open_store(settings.database_url)
        deliveries.owe_failure(engine, as_of, owed)
    except (SQLAlchemyError, StoreNotOpened):
        packing = Packing(settings, None, as_of, at)
        for team, channels in owed.channels.items():
            for channel in sorted(channels, key=ORDER.index):
                note = Owed(as_of, team, channel, Kind.FAILURE)
                with suppress(Exception):  # the next team is told all the same
                    if send := packing.sending(note).send:
                        send(lambda: None)
        return len(owed.channels)
    try:
        packing = Packing(settings, engine, as_of, at)
        told = [
            one
            for one in deliveries.pending(engine, as_of, as_of)
            if one.kind == Kind.FAILURE
        ]
        send_owed(engine, told, packing.sending, at)
        return len({one.team for one in told})
    finally:
        engine.dispose()


def _written(places: Places, given: Callable[[], list[Given]]) -> list[Given]:
    with alone(places.lock("deliver")):
        now = given()
        told = json.dumps([asdict(one) for one in now], indent=2)
        write_whole(places.delivered, told + "\n")
    return now


def _stands(engine: Engine, packing: Packing) -> bool:
    """Whether what has been sent is what was made here."""
    return all(
        one.content_key == packing.sending(one).content_key
        for one in deliveries.owed_of(engine, packing.as_of, packing.as_of)
        if one.state == Progress.SENT
    )


def _given(engine: Engine, packing: Packing) -> list[Given]:
    """What each team is given tonight, in the order of the routing file."""
    owed = deliveries.owed_of(engine, packing.as_of, packing.as_of)
    one_of = {one.team: one for one in owed}
    return [
        packing.given(one_of[team]) for team in packing.routing.teams if team in one_of
    ]
