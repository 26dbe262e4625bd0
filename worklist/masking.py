"""The one door by which rows leave the store: what a team may not see stays behind it.

A team sees the evidence of a trigger if its role is among those that may see it, and
for each register that holds the evidence if the team reads that register or the client
has consented to that direction. What it does not see becomes a plain request for
contact, the same whatever hides it and however much is hidden. A client under a
non-disclosure order, and one of whom that is not known, is on the lists of named roles
alone: the name of any other team could tell a place.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from schemas.register import Register
from schemas.roles import Role
from schemas.suppression_rules import SuppressionRule
from schemas.worklist_rules import WorklistRules
from worklist.handled import Handled, shown_to
from worklist.ordering import HUMAN
from worklist.recorded import TRANSFERRED
from worklist.routing import Routing, Team
from worklist.rows import KeptOff, Reason, Row
from worklist.states import State
from worklist.suppression import suppression

# Says the same of every hidden reason, so that the hiding tells nothing.
CONTACT_REQUEST = {
    "fi": "Pyyntö yhteydenotosta (peruste ei näy tälle tiimille)",
    "sv": "Begäran om kontakt (grunden visas inte för detta team)",
    "en": "A request for contact (the reason is not shown to this team)",
}
RULE_NOT_SHOWN = {
    "fi": "Syy ei näy tälle tiimille",
    "sv": "Orsaken visas inte för detta team",
    "en": "the reason is not shown to this team",
}
INCLUDES = {
    "fi": "sisältää myös: {said}",
    "sv": "omfattar också: {said}",
    "en": "also: {said}",
}
# Ours: who is in a crisis, or is worried about, waits for a shorter time.
URGENT = frozenset({HUMAN, "crisis"})
# The segment is recorded of adults alone (S1:703).
ADULT = 18


@dataclass(frozen=True)
class Person:
    """What a night knows of a client; nothing known shows nothing."""

    age: int | None = None
    language: str | None = None
    segment: int | None = None
    health_to_social: bool = False
    social_to_health: bool = False
    non_disclosure: bool = True
    social_worker: bool | None = None
    care_lead: bool | None = None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Person":
        """From a row of `client_labels`; what is not known counts as not allowed."""
        return cls(
            age=row["age"],
            language=row["language"],
            segment=row["segment"],
            health_to_social=row["health_to_social"] is True,
            social_to_health=row["social_to_health"] is True,
            non_disclosure=row["non_disclosure"] is not False,
            social_worker=row["social_worker"],
            care_lead=row["care_lead"],
        )

    def lets_see(self, register: Register, team: Team) -> bool:
        """Whether a team may see what a register holds of the client."""
        consents = {
            Register.HEALTH: self.health_to_social,
            Register.SOCIAL: self.social_to_health,
        }
        return register in team.reads or consents[register]


@dataclass(frozen=True)
class StoredReason:
    """A reason as it stands in the store, and who may see it.

    `registers`: those that hold its evidence. `covered_by`: the triggers that cover it
    for this client, if any.
    """

    reason: Reason
    family: str
    seen_by: tuple[Role, ...]
    registers: tuple[Register, ...]
    covered_by: tuple[str, ...] = ()

    @property
    def restricted(self) -> bool:
        """Whether only named roles may see it."""
        return Role.ANY not in self.seen_by


def may_see(
    team: Team,
    seen_by: tuple[Role, ...],
    registers: Iterable[Register],
    person: Person,
) -> bool:
    """Whether a team may see the evidence of a trigger of a client."""
    return team.sees(seen_by) and all(
        person.lets_see(register, team) for register in registers
    )


def may_have(team: Team, person: Person) -> bool:
    """Whether a client may stand on a team's list at all."""
    return team.named_role or not person.non_disclosure


def row_for(
    code: str,
    routing: Routing,
    person: Person,
    episode: Mapping[str, Any],
    reasons: Sequence[StoredReason],
    earlier: Handled | None,
    as_of: date,
    rules: WorklistRules,
) -> Row | None:
    """What a team is told of an episode; None: the client may not be on its list.

    `episode`: the columns of the table, with `recorded`, `waits_since`, `families` and
    `newest_on`.
    `reasons` in the order of the page. `earlier`: how an earlier episode was handled.
    """
    team = routing.teams[code]
    if not may_have(team, person):
        return None
    seen = [one for one in reasons if may_see(team, one.seen_by, one.registers, person)]
    # What is covered and hidden adds nothing: what covers it stands on the row.
    hidden = any(one not in seen and not one.covered_by for one in reasons)
    told = _told(seen, team.language)
    if hidden:
        # Last, and never new: its place and its age would tell of it.
        told.append(Reason("", CONTACT_REQUEST[team.language], (), ""))
    adult = person.age is not None and person.age >= ADULT
    sees = {one: person.lets_see(one, team) for one in Register}
    return Row(
        client_id=episode["client_id"],
        opened_on=episode["opened_on"],
        state=State(episode["state"]),
        listed_on=episode["listed_on"],
        wakes_on=episode["wakes_on"],
        recorded=episode["recorded"],
        transferred=episode["rule"] == TRANSFERRED,
        earlier=earlier
        if earlier and shown_to(earlier.team, code, routing.teams)
        else None,
        age=person.age,
        language=person.language,
        segment=person.segment if adult and sees[Register.HEALTH] else None,
        social_worker=person.social_worker if sees[Register.SOCIAL] else None,
        care_lead=person.care_lead if sees[Register.HEALTH] else None,
        # The count and the newest event would tell of what is hidden.
        families=None if hidden else episode["families"],
        newest_on=None if hidden else episode["newest_on"],
        reasons=tuple(told),
        overdue=_overdue(episode, {one.family for one in seen}, as_of, rules),
        restricted=person.non_disclosure or any(one.restricted for one in seen),
        kept_off=_kept_off(episode, person, team),
    )


def _kept_off(episode: Mapping[str, Any], person: Person, team: Team) -> KeptOff | None:
    """The rule, if one of the registers that tell of it is the team's to see."""
    if episode["suppressed_by"] is None:
        return None
    since, until = episode["suppressed_on"], episode["suppressed_until"]
    told_in = (episode["suppressed_in"] or "").split("+")
    if told_in != [""] and not any(
        person.lets_see(Register(one), team) for one in told_in
    ):
        return KeptOff("", RULE_NOT_SHOWN[team.language], since, None)
    rule = SuppressionRule(episode["suppressed_by"])
    return KeptOff(rule, getattr(suppression()[rule], team.language), since, until)


def _told(seen: Sequence[StoredReason], language: str) -> list[Reason]:
    """The reasons that a team sees; what one of them covers is told under it."""
    told = {one.reason.trigger: one.reason for one in seen if not one.covered_by}
    for one in seen:
        if not one.covered_by:
            continue
        over = next((stem for stem in told if stem in one.covered_by), None)
        if over is None:
            told[one.reason.trigger] = one.reason
            continue
        said = ": ".join(
            [one.reason.name, *filter(None, ["; ".join(one.reason.facts)])]
        )
        includes = INCLUDES[language].format(said=said)
        told[over] = replace(told[over], facts=(*told[over].facts, includes))
    return list(told.values())


def _overdue(
    episode: Mapping[str, Any], families: set[str], as_of: date, rules: WorklistRules
) -> int | None:
    """The days that the county lets it wait, where it has waited for longer.

    What a team may not see does not make a row urgent: that would tell of it.
    """
    if episode["waits_since"] is None:
        return None
    most = rules.urgent_overdue_after if families & URGENT else rules.overdue_after
    return most if (as_of - episode["waits_since"]).days > most else None
