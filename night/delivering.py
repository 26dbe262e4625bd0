"""Hands over what the teams are owed, and says what could not be handed over."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from delivery.outbox import send_owed
from night.merging import county_routing, owing
from night.packing import Given, Packing
from schemas.deliveries import Channel
from schemas.settings import Settings
from worklist import deliveries
from worklist.deliveries import Kind, Owed
from worklist.store import open_store

MEND = {
    Channel.FOLDER: "see that the home has room and can be written to",
    Channel.SFTP: "check the server's address, its host key, our key and its folder",
    Channel.MAIL: "check the mail server's address, its certificate and our password",
}


@dataclass(frozen=True)
class Undelivered:
    """What has not arrived, by which channel, and the kind of error that stopped it."""

    as_of: date
    team: str
    channel: str
    error: str | None

    def __str__(self) -> str:
        because = f" ({self.error})" if self.error else ""
        return (
            f"{self.team} was not reached by {self.channel} for {self.as_of}{because}: "
            f"{MEND[Channel(self.channel)]}, then run `herate deliver`"
        )


def deliver_night(settings: Settings, as_of: date, at: datetime) -> list[Given]:
    """Send what a night owes; what a channel does not take stays owed.

    Nothing is sent where the county may not list people: no legal basis, no list.
    """
    if not settings.county.may_list_people(as_of):
        return []
    engine = open_store(settings.database_url)
    try:
        packing = Packing(settings, engine, as_of, at)
        # All is made before anything goes: what cannot be made stops the step.
        given = _given(engine, packing)
        sendings = {
            one: packing.sending(one)
            for one in deliveries.pending(engine, as_of, as_of)
        }
        send_owed(engine, sendings, sendings.__getitem__, at)
        return given
    finally:
        engine.dispose()


def deliver_waiting(
    settings: Settings, at: datetime, first: date = date.min, last: date = date.max
) -> list[Undelivered]:
    """Send all that is still owed of some days, oldest first; returns what stays so."""
    engine = open_store(settings.database_url)
    try:
        owed = deliveries.pending(engine, first, last)
        for day in sorted({one.as_of for one in owed}):
            if settings.county.may_list_people(day):
                packing = Packing(settings, engine, day, at)
                of_day = [one for one in owed if one.as_of == day]
                send_owed(engine, of_day, packing.sending, at)
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
    except SQLAlchemyError:
        packing = Packing(settings, None, as_of, at)
        for team, channels in owed.channels.items():
            for channel in channels:
                note = Owed(as_of, team, channel, Kind.FAILURE)
                with suppress(OSError):
                    (packing.sending(note).send or (lambda: None))()
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


def _given(engine: Engine, packing: Packing) -> list[Given]:
    """What each team is given tonight, in the order of the routing file."""
    owed = deliveries.owed_of(engine, packing.as_of, packing.as_of)
    one_of = {one.team: one for one in owed}
    return [
        packing.given(one_of[team]) for team in packing.routing.teams if team in one_of
    ]
