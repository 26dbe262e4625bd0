"""Whether anybody can reach a rule of the tree: exact, over all labels that can be.

The tree is a list of rules in the order in which they are tried, each rule after those
below it. Somebody reaches a rule who meets all its conditions, and of each rule before
it at least one not. Whether there can be such a client is looked for label by label.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from schemas.clients import Language
from schemas.contacts import ServiceFamily
from schemas.register import Register
from triggers._catalogue import definition, stems
from worklist.routing import Node, Routing

# A label, and values of which the client must have one.
Condition = tuple[str, frozenset[str]]
YES_OR_NO = frozenset({"yes", "no"})
SERVICES = frozenset(ServiceFamily)
# The values that a label can have; any value where it is not here: sites.
VALUES: dict[str, frozenset[str]] = {
    "non_disclosure": YES_OR_NO,
    "care_lead": YES_OR_NO,
    "social_worker": YES_OR_NO,
    "several_families": YES_OR_NO,
    "segment": frozenset("1234"),
    "register": frozenset(Register),
    "services": SERVICES,
    "main_service": SERVICES,
    "language": frozenset(Language),
}
ONE_OF_TWO = ("non_disclosure", "care_lead", "social_worker")
AT_MOST_ONE = ("segment", "main_site", "home_site", "language")


def values_of(label: str) -> frozenset[str] | None:
    """The values that a label can have; None: any."""
    if label == "triggers":
        return frozenset(stems())
    if label == "families":
        return frozenset(definition(stem).family for stem in stems())
    return VALUES.get(label)


@dataclass(frozen=True)
class Tried:
    """A rule as it is tried: all its conditions, those of the rules above it too."""

    node: Node
    conditions: tuple[Condition, ...]


def in_order_tried(routing: Routing) -> list[Tried]:
    """The rules of a tree in the order in which they are tried; the last takes all."""
    return _tried(routing, routing.tree, ())


def _tried(routing: Routing, node: Node, above: tuple[Condition, ...]) -> list[Tried]:
    asked = tuple((label, frozenset(values)) for label, values in node.when.items())
    here = (*above, *asked)
    below = [found for one in node.routes for found in _tried(routing, one, here)]
    if node.team_of:
        # Whose site has no team is passed on.
        here = (*here, (node.team_of, frozenset(routing.team_of_site)))
    return [*below, Tried(node, here)]


def somebody(
    meets: Sequence[Condition], misses: Iterable[Sequence[Condition]] = ()
) -> bool:
    """Whether a client can meet some conditions, and miss each of the other sets."""
    return _search(meets, sorted(misses, key=len), {})


def _search(
    meets: Sequence[Condition],
    misses: Sequence[Sequence[Condition]],
    without: dict[str, frozenset[str]],
) -> bool:
    if not _can_be(meets, without):
        return False
    if not misses:
        return True
    first, *rest = misses
    if any(values <= without.get(label, frozenset()) for label, values in first):
        return _search(meets, rest, without)
    return any(
        _search(
            meets, rest, without | {label: without.get(label, frozenset()) | values}
        )
        for label, values in first
    )


def _can_be(meets: Sequence[Condition], without: dict[str, frozenset[str]]) -> bool:
    asked: dict[str, list[frozenset[str]]] = {}
    for label, values in meets:
        asked.setdefault(label, []).append(values - without.get(label, frozenset()))

    def one_value(label: str, among: frozenset[str] | None) -> frozenset[str]:
        """The values that a label of one value can have, of those asked for."""
        sets = [*asked.get(label, []), *([among] if among is not None else [])]
        left = frozenset.intersection(*sets)
        return left - without.get(label, frozenset())

    return (
        all(one_value(label, YES_OR_NO) for label in ONE_OF_TWO)
        and all(
            one_value(label, values_of(label))
            for label in AT_MOST_ONE
            if label in asked
        )
        and all(values & frozenset(Register) for values in asked.get("register", []))
        and _services_can_be(asked, one_value("main_service", SERVICES), without)
        and _triggers_can_be(asked, one_value("several_families", YES_OR_NO), without)
    )


def _services_can_be(
    asked: dict[str, list[frozenset[str]]],
    main: frozenset[str],
    without: dict[str, frozenset[str]],
) -> bool:
    """Who uses any service uses one of them mainly."""
    if "services" not in asked and "main_service" not in asked:
        return True
    used = asked.get("services", [])
    return all(values & SERVICES for values in used) and bool(
        main - without.get("services", frozenset())
    )


def _triggers_can_be(
    asked: dict[str, list[frozenset[str]]],
    several: frozenset[str],
    without: dict[str, frozenset[str]],
) -> bool:
    """Each trigger has its family; more triggers than are asked for do no harm."""
    of_family: dict[str, set[str]] = {}
    for stem in frozenset(stems()) - without.get("triggers", frozenset()):
        family = definition(stem).family
        if family not in without.get("families", frozenset()):
            of_family.setdefault(family, set()).add(stem)
    wanted, kinds = asked.get("triggers", []), asked.get("families", [])

    def holds(families: Iterable[str]) -> bool:
        these = set(families)
        held = set(chain.from_iterable(of_family[family] for family in these))
        return all(held & one for one in wanted) and all(these & one for one in kinds)

    return ("yes" in several and len(of_family) > 1 and holds(of_family)) or (
        "no" in several and (holds(()) or any(holds([one]) for one in of_family))
    )
