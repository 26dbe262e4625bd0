"""What is wrong with a routing file although it can be read."""

from collections.abc import Iterable, Iterator

from schemas.register import Register
from schemas.roles import Role
from triggers._catalogue import definition, stems
from triggers._decisions import Stands
from worklist.inhibitions import Inhibition
from worklist.ordering import HUMAN
from worklist.reachability import (
    Condition,
    Tried,
    in_order_tried,
    somebody,
    values_of,
)
from worklist.routing import Routing, Team, rules_of


def lint(routing: Routing) -> list[str]:
    """One sentence for each thing to mend, none where all is well."""
    tried = in_order_tried(routing)
    return [
        *_unknown_values(tried),
        *_never_reached(tried),
        *_ways_to_sites(routing),
        *_teams_without_a_way(routing),
        *_unseen(routing, tried),
        *_told_twice(routing),
        *(said for one in routing.inhibitions for said in _inhibition(one)),
    ]


def _unknown_values(tried: list[Tried]) -> Iterator[str]:
    for one in tried:
        for label, values in one.node.when.items():
            known = values_of(label)
            for value in values:
                if known is not None and value not in known:
                    yield f"rule {one.node.rule}: there is no {label} {value}"


def _never_reached(tried: list[Tried]) -> Iterator[str]:
    for number, one in enumerate(tried):
        rule, meets = one.node.rule, one.conditions
        if any(not values for _, values in meets):
            continue  # said of its sites
        if not somebody(meets):
            yield f"rule {rule}: nobody can meet all its conditions"
            continue
        before = {other.node.rule: other.conditions for other in tried[:number]}
        if somebody(meets, before.values()):
            continue
        for name in list(before):
            fewer = {other: told for other, told in before.items() if other != name}
            if not somebody(meets, fewer.values()):
                before = fewer
        yield f"rule {rule}: nobody reaches it, since {', '.join(before)} takes all"


def _ways_to_sites(routing: Routing) -> Iterator[str]:
    if not routing.team_of_site:
        for node in rules_of(routing.tree):
            if node.team_of:
                yield (
                    f"rule {node.rule}: sends to the team of the {node.team_of}, but "
                    "no site has a team"
                )


def _teams_without_a_way(routing: Routing) -> Iterator[str]:
    rules = rules_of(routing.tree)
    sites = routing.team_of_site.values() if any(one.team_of for one in rules) else ()
    reached = {one.team for one in rules} | set(sites)
    told = {team for one in rules for team in one.informs}
    for code in routing.teams:
        if code not in reached | told:
            yield f"team {code}: no rule leads to it"


def _unseen(routing: Routing, tried: list[Tried]) -> Iterator[str]:
    """Rules that send somebody to a team that may not see why, or may not have them."""
    for number, one in enumerate(tried):
        before = [other.conditions for other in tried[:number]]
        wrong: dict[str, list[str]] = {}
        for code, meets in _ways(routing, one):
            for what in _wrong_for(routing.teams[code], meets, before):
                wrong.setdefault(what, []).append(code)
        for what, codes in wrong.items():
            yield f"rule {one.node.rule}: {what} {', '.join(codes)}"


def _ways(routing: Routing, one: Tried) -> Iterator[tuple[str, list[Condition]]]:
    """The teams that a rule sends to, and what must be met to be sent there."""
    if one.node.team:
        yield one.node.team, [*one.conditions]
        return
    for code in dict.fromkeys(routing.team_of_site.values()):
        sites = {site for site, team in routing.team_of_site.items() if team == code}
        yield code, [*one.conditions, (str(one.node.team_of), frozenset(sites))]


def _wrong_for(
    team: Team, meets: list[Condition], before: list[tuple[Condition, ...]]
) -> Iterator[str]:
    hidden: list[Condition] = [("non_disclosure", frozenset(["yes"]))]
    if not team.named_role and somebody([*meets, *hidden], before):
        yield "only a named role may have clients under a non-disclosure order, not"
    for stem in stems():
        if not definition(stem).restricted or _sees(team, stem):
            continue
        if somebody([*meets, *_held(stem)], before):
            yield f"{stem} may not be seen by"
    asked = {
        value for label, values in meets for value in values if label == "language"
    }
    if unserved := sorted(asked - {*team.serves_in}):
        yield f"clients are not served in {', '.join(unserved)} by"


def _sees(team: Team, stem: str) -> bool:
    one = definition(stem)
    return team.sees(one.seen_by) and bool({*team.reads} & {*one.registers})


def _held(stem: str) -> list[Condition]:
    """What is true of everybody for whom a trigger holds."""
    registers: Iterable[Register] = definition(stem).registers
    return [
        ("triggers", frozenset([stem])),
        ("register", frozenset(registers)),
    ]


def _told_twice(routing: Routing) -> Iterator[str]:
    for node in rules_of(routing.tree):
        if node.team in node.informs:
            yield f"rule {node.rule}: informs team {node.team}, which answers"


def _inhibition(one: Inhibition) -> Iterator[str]:
    unknown = sorted({*one.source, *one.target} - {*stems()})
    if unknown:
        yield f"inhibition {one.rule}: there is no trigger {', '.join(unknown)}"
        return
    for target in one.target:
        covered = definition(target)
        if covered.family == HUMAN:
            yield f"inhibition {one.rule}: what a person said cannot be covered"
        for source in one.source:
            over = definition(source)
            if _eyes(over.seen_by) != _eyes(covered.seen_by):
                yield (
                    f"inhibition {one.rule}: {source} and {target} are not seen by the "
                    "same roles"
                )
            stands = over.newest.stands, covered.newest.stands
            if stands == (Stands.BESIDE, Stands.ALONE):
                yield (
                    f"inhibition {one.rule}: {source} lists nobody by itself, so that "
                    f"it cannot cover {target}, which does"
                )


def _eyes(seen_by: tuple[Role, ...]) -> frozenset[Role]:
    return frozenset([Role.ANY] if Role.ANY in seen_by else seen_by)
