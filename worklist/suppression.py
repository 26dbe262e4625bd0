"""What keeps a client off the lists, and which of the reasons each rule covers."""

from collections.abc import Mapping
from datetime import date
from functools import cache, cached_property
from pathlib import Path

import polars as pl
import yaml
from pydantic import BaseModel, ConfigDict, RootModel, model_validator

from schemas.admitted import Frames
from schemas.clients import Exclusion
from schemas.codelists import codes_of
from schemas.contacts import Mode, Status
from schemas.days import in_window
from schemas.diagnoses import established
from schemas.plans import PlanKind, in_force
from schemas.register import Register
from schemas.suppression_rules import SuppressionRule, SuppressionRules
from triggers._decisions import Words

PATH = Path(__file__).with_name("suppression.yaml")
# What a night tells of its clients: `until` is the last as-of day on which the rule
# holds (null: not known); `registers`: whose data tell it, joined by `+` (null: it is
# told by no service's data); not `known`: the night cannot tell whether it holds.
HOLDING = {
    "client_id": pl.String,
    "rule": pl.String,
    "until": pl.Date,
    "registers": pl.String,
    "known": pl.Boolean,
}

HEALTH = pl.lit(Register.HEALTH.value)
SOURCE = pl.col("source_register").cast(pl.String)


def nothing_holds(_clients: list[str]) -> pl.DataFrame:
    """No rule holds for any of some clients."""
    return pl.DataFrame(schema=HOLDING)


class Cover(BaseModel):
    """Which reasons a rule keeps off the lists; `families` null: of all families."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    families: frozenset[str] | None = None
    but_families: frozenset[str] = frozenset()
    but_triggers: frozenset[str] = frozenset()

    def covers(self, trigger: str, family: str) -> bool:
        """Whether a reason is covered."""
        within = self.families is None or family in self.families
        left_out = family in self.but_families or trigger in self.but_triggers
        return within and not left_out


class Rule(Words):
    """One rule: its words, its source, and what it keeps off the lists.

    `reads`: the extracts without which a night cannot tell whether it holds, beside
    those that a night needs anyway.
    """

    source: str
    at_once: bool = False
    reads: frozenset[str] = frozenset()
    covers: Cover = Cover()


class Suppression(RootModel[dict[SuppressionRule, Rule]]):
    """All rules, in the order in which they are told."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="after")
    def _whole(self) -> "Suppression":
        if list(self.root) != list(SuppressionRule):
            raise ValueError("the rules are not those of the settings, in their order")
        return self

    def __getitem__(self, rule: SuppressionRule) -> Rule:
        return self.root[rule]

    @cached_property
    def order(self) -> pl.DataFrame:
        """`rule`, `place`, `at_once`: all rules, with their places in the order."""
        rows = [
            (rule.value, place, one.at_once)
            for place, (rule, one) in enumerate(self.root.items())
        ]
        return pl.DataFrame(rows, schema=["rule", "place", "at_once"], orient="row")

    def covers(self, live: Mapping[str, str]) -> pl.DataFrame:
        """`rule`, `trigger`: which live triggers (stem to family) each rule covers."""
        rows = [
            (rule.value, stem)
            for rule, one in self.root.items()
            for stem, family in live.items()
            if one.covers.covers(stem, family)
        ]
        schema = {"rule": pl.String, "trigger": pl.String}
        return pl.DataFrame(rows, schema=schema, orient="row")


@cache
def suppression() -> Suppression:
    """The rules of the product."""
    return Suppression.model_validate(yaml.safe_load(PATH.read_text(encoding="utf-8")))


def holding(extracts: Frames, as_of: date, rules: SuppressionRules) -> pl.DataFrame:
    """The rules that hold for each client on a day.

    `extracts`: clients, contacts, diagnoses and plans as admitted, of the clients in
    question. Returns `client`, `rule`,
    `until` (Date: the last as-of day on which the rule will hold if nothing more is
    recorded; null: not known) and `registers` (as in `HOLDING`).
    """
    clients, contacts = extracts["clients"], extracts["contacts"]
    diagnoses, plans = extracts["diagnoses"], extracts["plans"]
    found = {
        SuppressionRule.INPATIENT: _inpatient(contacts, as_of, rules),
        SuppressionRule.PALLIATIVE: _palliative(diagnoses, plans, as_of, rules),
        SuppressionRule.ALREADY_SUPPORTED: _named(clients),
        SuppressionRule.RECENTLY_ASSESSED: _assessed(clients, as_of, rules),
        SuppressionRule.RECENTLY_PLANNED: _planned(plans, as_of, rules),
        SuppressionRule.MEDICATION_REVIEWED: _reviewed(diagnoses, plans, as_of, rules),
    }
    assert {*found, *map(SuppressionRule, Exclusion)} == {*SuppressionRule}
    excluded = clients.filter(pl.col("excluded").is_not_null()).select(
        "client",
        rule=pl.col("excluded").cast(pl.String),
        until=pl.lit(None, pl.Date),
        register=pl.lit(None, pl.String),
    )
    held = [
        rows.select(
            "client",
            rule=pl.lit(rule.value),
            until=pl.col("until"),
            register=pl.col("register").cast(pl.String),
        )
        for rule, rows in found.items()
        if rule not in rules.without
    ]
    until = pl.when(pl.col("until").is_not_null().all()).then(pl.col("until").max())
    return (
        pl.concat([excluded, *held])
        .group_by("client", "rule")
        .agg(
            until=until,
            registers=pl.col("register").drop_nulls().unique().sort().str.join("+"),
        )
        .with_columns(pl.col("registers").replace("", None))
        .sort("client", "rule")
        .collect()
    )


def _inpatient(
    contacts: pl.LazyFrame, as_of: date, rules: SuppressionRules
) -> pl.LazyFrame:
    """Those who have not left the ward that they entered last."""
    return (
        contacts.filter(
            pl.col("mode") == Mode.WARD,
            pl.col("status") == Status.FULFILLED,
            in_window("day", as_of, rules.longest_stay),
        )
        .sort("client", "starts_at", "contact_id")
        .group_by("client", maintain_order=True)
        .agg(left_on=pl.col("ends_at").last().cast(pl.Date))
        .filter(pl.col("left_on").is_null() | (pl.col("left_on") > as_of))
        .select("client", until=pl.lit(None, pl.Date), register=HEALTH)
    )


def _palliative(
    diagnoses: pl.LazyFrame, plans: pl.LazyFrame, as_of: date, rules: SuppressionRules
) -> pl.LazyFrame:
    days = rules.palliative_days
    diagnosed = diagnoses.filter(
        in_window("day", as_of, days),
        established(),
        codes_of("palliative_care").among(diagnoses, "code", "system"),
    )
    planned = plans.filter(in_force(as_of, [PlanKind.PALLIATIVE]))
    return pl.concat(
        [
            _recent(diagnosed.with_columns(source_register=HEALTH), days),
            planned.select("client", until="ends_on", register=SOURCE),
        ]
    )


def _named(clients: pl.LazyFrame) -> pl.LazyFrame:
    """Those who have an omatyöntekijä or a hoitovastaava."""
    return pl.concat(
        clients.filter(pl.col(named).is_not_null()).select(
            "client", until=pl.lit(None, pl.Date), register=pl.lit(register.value)
        )
        for named, register in (
            ("social_worker", Register.SOCIAL),
            ("care_lead", Register.HEALTH),
        )
    )


def _assessed(
    clients: pl.LazyFrame, as_of: date, rules: SuppressionRules
) -> pl.LazyFrame:
    assessed = clients.filter(
        pl.col("segment").is_not_null(),
        pl.col("segment_consent"),
        in_window("segment_on", as_of, rules.assessed_days),
    )
    # Who may see the segment may know when it was recorded.
    last = pl.col("segment_on") + pl.duration(days=rules.assessed_days - 1)
    return assessed.select("client", until=last, register=HEALTH)


def _planned(plans: pl.LazyFrame, as_of: date, rules: SuppressionRules) -> pl.LazyFrame:
    made = plans.filter(
        in_force(as_of, rules.plan_kinds), in_window("day", as_of, rules.planned_days)
    )
    return _recent(made, rules.planned_days)


def _reviewed(
    diagnoses: pl.LazyFrame, plans: pl.LazyFrame, as_of: date, rules: SuppressionRules
) -> pl.LazyFrame:
    days = rules.medication_reviewed_days
    reviewed = diagnoses.filter(
        in_window("day", as_of, days),
        codes_of("medication_reviews").among(diagnoses, "code", "system"),
    )
    planned = plans.filter(
        pl.col("kind") == PlanKind.MEDICATION, in_window("day", as_of, days)
    )
    reviewed = reviewed.with_columns(source_register=HEALTH)
    return pl.concat([_recent(reviewed, days), _recent(planned, days)])


def _recent(rows: pl.LazyFrame, days: int) -> pl.LazyFrame:
    last = pl.col("day") + pl.duration(days=days - 1)
    return rows.select("client", until=last, register=SOURCE)
