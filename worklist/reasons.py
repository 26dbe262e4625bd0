"""Why clients are listed: each episode's reasons, in words, as the page orders them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from schemas.register import Register
from triggers._catalogue import Trigger, stems, trigger
from triggers._words import facts, remarks
from worklist.inhibitions import Inhibition, covered
from worklist.masking import StoredReason
from worklist.ordering import HUMAN, PAIR
from worklist.rows import Reason

NO_LONGER = {
    "fi": "ei enää täyty ({day} alkaen)",
    "sv": "gäller inte längre (från och med {day})",
    "en": "no longer holds (since {day})",
}
NO_LONGER_IN_USE = {
    "fi": "ei ole enää käytössä: tätä ei enää tarkisteta",
    "sv": "är inte längre i bruk: detta kontrolleras inte längre",
    "en": "is no longer in use: this is not checked any more",
}
NOT_CHECKED = {
    "fi": "ei voitu tarkistaa tänään: lähdetieto puuttuu",
    "sv": "kunde inte kontrolleras i dag: källuppgiften saknas",
    "en": "could not be checked today: its source is missing",
}


@dataclass(frozen=True)
class Reasons:
    """The reasons of a night, by client.

    `retired`: triggers that list nobody any more, as they were when they did.
    `counted`: the firings that hold and that nothing covers, with their columns.
    `told`: client to all firings that a list tells of, in the order of the page.
    `covering`, `tonight`: client and trigger to what covers it, and to what the night
    measured.
    """

    triggers: Mapping[str, Trigger]
    retired: Mapping[str, Trigger]
    counted: pl.DataFrame
    told: Mapping[str, list[dict[str, Any]]]
    covering: Mapping[tuple[str, str], tuple[str, ...]]
    tonight: Mapping[tuple[str, str], dict[str, Any]]

    @classmethod
    def of(
        cls,
        firings: pl.DataFrame,
        fired: pl.DataFrame,
        triggers: Mapping[str, Trigger],
        inhibitions: tuple[Inhibition, ...],
    ) -> "Reasons":
        """From the firings within open episodes, `ended_on` null where one holds.

        A trigger that is no longer live is told where there is nothing else to tell.

        `fired`: what the night measured, and `triggers`: the live ones, as `team_lists`
        takes them.
        """
        in_use = pl.col("trigger").is_in(list(triggers))
        others, firings = firings.filter(~in_use), firings.filter(in_use)
        holding = firings.filter(pl.col("ended_on").is_null())
        beside = [stem for stem, one in triggers.items() if not one.stands_alone]
        under = covered(holding, inhibitions, triggers, beside)
        covering = under.group_by(PAIR, maintain_order=True).agg("source")
        told: dict[str, list[dict[str, Any]]] = {}
        for firing in _in_order(holding, firings, triggers).iter_rows(named=True):
            told.setdefault(firing["client_id"], []).append(firing)
        untold = others.filter(~pl.col("client_id").is_in(list(told)))
        retired: dict[str, Trigger] = {}
        for firing in untold.sort("first_on", "trigger").iter_rows(named=True):
            if one := _live_then(firing):
                retired[one.stem] = one
                told.setdefault(firing["client_id"], []).append(firing)
        return cls(
            triggers=triggers,
            retired=retired,
            counted=holding.join(under, on=PAIR, how="anti"),
            told=told,
            covering={
                (client, stem): tuple(sources)
                for client, stem, sources in covering.rows()
            },
            tonight={
                (row["client_id"], row["trigger"]): row
                for row in fired.iter_rows(named=True)
            },
        )

    @property
    def families(self) -> dict[str, str]:
        """The family of each live trigger."""
        return {stem: one.definition.family for stem, one in self.triggers.items()}

    def of_episode(
        self, client_id: str, opened_on: date, language: str
    ) -> list[StoredReason]:
        """The reasons of one episode, in the words of a language."""
        return [
            self._stored(firing, firing["first_on"] > opened_on, language)
            for firing in self.told.get(client_id, [])
        ]

    def _stored(
        self, firing: Mapping[str, Any], new: bool, language: str
    ) -> StoredReason:
        pair = (firing["client_id"], firing["trigger"])
        stem, tonight = firing["trigger"], self.tonight.get(pair)
        retired = self.retired.get(stem)
        one = retired or self.triggers[stem]
        registers = tonight["registers"] if tonight else one.definition.registers
        return StoredReason(
            reason=_retired(one, new, language)
            if retired
            else _reason(one, tonight, firing["ended_on"], new, language),
            family=one.definition.family,
            seen_by=one.definition.seen_by,
            registers=tuple(Register(register) for register in registers),
            covered_by=self.covering.get(pair, ()),
        )


def _in_order(
    holding: pl.DataFrame, firings: pl.DataFrame, triggers: Mapping[str, Trigger]
) -> pl.DataFrame:
    # What lists people by itself is told before what only stands beside it.
    human = [s for s, one in triggers.items() if one.definition.family == HUMAN]
    beside = [s for s, one in triggers.items() if not one.stands_alone]
    # What ended is told where nothing holds any more, until the episode lapses.
    return pl.concat([holding, firings.join(holding, on="client_id", how="anti")]).sort(
        ~pl.col("trigger").is_in(human),
        pl.col("trigger").is_in(beside),
        "first_on",
        "trigger",
    )


def _live_then(firing: Mapping[str, Any]) -> Trigger | None:
    """The trigger as it was when it began to list the client, if it did."""
    if firing["trigger"] not in stems():
        return None
    began_on = max(firing["first_on"], firing["opened_on"])
    one = trigger(firing["trigger"], began_on)
    return one if one is not None and one.live else None


def _retired(one: Trigger, new: bool, language: str) -> Reason:
    name = getattr(one.definition.name, language)
    asks = getattr(one.definition.asks, language)
    told = (NO_LONGER_IN_USE[language],)
    return Reason(one.stem, name, told, asks, new, ended=True)


def _reason(
    one: Trigger,
    row: dict[str, Any] | None,
    ended_on: date | None,
    new: bool,
    language: str,
) -> Reason:
    name = getattr(one.definition.name, language)
    asks = getattr(one.definition.asks, language)
    if ended_on is not None:
        since = f"{ended_on.day}.{ended_on.month}.{ended_on.year}"
        no_longer = NO_LONGER[language].format(day=since)
        return Reason(one.stem, name, (no_longer,), asks, new, ended=True)
    if row is None:
        return Reason(one.stem, name, (NOT_CHECKED[language],), asks, new)
    values = {
        said["measure"]: said["value"]
        for said in row["measures"]
        if said["value"] is not None
    }
    told = (
        *facts(one, row["limits"], values, language),
        *remarks(one, values, language),
    )
    return Reason(one.stem, name, told, asks, new)
