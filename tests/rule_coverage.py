"""`python -m tests.rule_coverage [STEM ...]`: which clauses the specs decide both ways.

The examples of every spec are run again while each row filter of a trigger, and of the
shared thoughts that it stands on, is watched. A filter is taken apart into its clauses.
A clause is covered when it has decided a row both ways: a row was kept that would have
been left out had the clause alone been false, and a row was left out that would have
been kept had the clause alone been true. Beside that, every limit is met and not met,
and every outcome that can occur occurs, with every reason.
"""

import io
import json
import sys
import warnings
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import polars as pl

from schemas.admitted import admit_in_memory
from schemas.outcome import Outcome
from tests.spec.conftest import drawn
from triggers._catalogue import Trigger, definition, stems, trigger
from triggers._evaluation import evaluate

ROOT = Path(__file__).resolve().parents[1]
WATCHED = (ROOT / "triggers", ROOT / "schemas")
Node = dict[str, Any]


@dataclass
class Clause:
    """One clause of a filter: where it stands, and which ways it has decided a row."""

    place: str
    text: str
    kept: bool = False
    left_out: bool = False

    @property
    def covered(self) -> bool:
        """Whether rows were decided by it both ways."""
        return self.kept and self.left_out


@dataclass
class Seen:
    """What the examples of one spec have shown."""

    outcomes: set[str] = field(default_factory=set)
    reasons: set[str] = field(default_factory=set)
    limits: dict[str, set[bool]] = field(default_factory=lambda: defaultdict(set))


Clauses = dict[tuple[str, int], Clause]


def run_specs(names: Sequence[str]) -> tuple[dict[str, Seen], Clauses]:
    """Run the examples of some triggers; returns what they showed and the clauses."""
    clauses: Clauses = {}
    seen = {}
    for stem in names:
        seen[stem] = Seen()
        for given in examples(stem):
            _run(stem, given, seen[stem], clauses)
    return seen, clauses


def examples(stem: str) -> Iterator[dict[str, Any]]:
    """What each example of a trigger's spec gives to `spec`."""
    path = ROOT / "tests" / "spec" / f"test_{stem}.py"
    found = spec_from_file_location(f"covered_{stem}", path)
    assert found is not None
    assert found.loader is not None
    module = module_from_spec(found)
    found.loader.exec_module(module)
    for name, test in vars(module).items():
        if name.startswith("test_"):
            given: list[dict[str, Any]] = []
            test(lambda given=given, **told: given.append(told))
            yield from given


def _run(stem: str, given: dict[str, Any], seen: Seen, clauses: Clauses) -> None:
    told = ("on", "outcomes", "measures", "reasons", "evidence")
    tables = {name: text for name, text in given.items() if name not in told}
    day = date.fromisoformat(given["on"])
    admitted, _ = admit_in_memory(drawn(tables, list(given["outcomes"])), day)
    one = trigger(stem, day)
    assert one is not None
    everything = {
        name: set(admitted[name].collect_schema()) for name in {*one.frames, "clients"}
    }
    with watched_filters(clauses):
        said = evaluate(admitted, [one], day, columns=everything)
    seen.outcomes.update(said.outcomes[stem].cast(pl.String))
    seen.reasons.update(said.unassessed["reason"])
    for place, threshold in enumerate(one.decision.fires_when.thresholds):
        values = said.measures[f"{stem}__{threshold.measure}"].drop_nulls()
        met = seen.limits[f"{place + 1}: {threshold.measure}"]
        met.update(threshold.met_by(value) for value in values)


@contextmanager
def watched_filters(clauses: Clauses) -> Iterator[None]:
    """Notes for every filter of the watched rooms which clause decided which row.

    The rows that a filter looks at are computed there and then, so that no filter after
    it computes them again.
    """
    plain = pl.LazyFrame.filter

    def filter_and_note(self: pl.LazyFrame, *given: Any, **equal: Any) -> pl.LazyFrame:
        caller = sys._getframe(1)
        file = Path(caller.f_code.co_filename)
        if file.parent in WATCHED and not file.name.startswith("_"):
            place = f"{file.parent.name}/{file.name}:{caller.f_code.co_name}"
            # One function may filter several times; the line tells them apart.
            rows = self.collect().rechunk()
            _note(rows, given, f"{place}:{caller.f_lineno}", clauses)
            return plain(rows.lazy(), *given, **equal)
        return plain(self, *given, **equal)

    pl.LazyFrame.filter = filter_and_note  # type: ignore[method-assign]
    try:
        yield
    finally:
        pl.LazyFrame.filter = plain  # type: ignore[method-assign]


def _note(
    rows: pl.DataFrame, predicates: Sequence[Any], place: str, clauses: Clauses
) -> None:
    tree = {"all": [_taken_apart(_json(one)) for one in _expressions(predicates)]}
    leaves = list(_leaves(tree))
    for number, leaf in enumerate(leaves):
        leaf["number"] = number
        text = str(leaf["expression"])
        clauses.setdefault((place, number), Clause(place, text))
    values = rows.select(
        leaf["expression"].alias(str(leaf["number"])) for leaf in leaves
    )
    for row in set(values.rows()):
        root = _value(tree, row) is True
        for leaf in leaves:
            number = leaf["number"]
            flipped = tuple(
                not value if place_ == number else value
                for place_, value in enumerate(row)
            )
            if (_value(tree, flipped) is True) != root:
                clause = clauses[place, number]
                clause.kept |= root
                clause.left_out |= not root


def _expressions(predicates: Sequence[Any]) -> Iterator[pl.Expr]:
    for one in predicates:
        yield pl.col(one) if isinstance(one, str) else one


def _json(expression: pl.Expr) -> Node:
    with warnings.catch_warnings():
        # The binary form can be read back, but not looked into.
        warnings.simplefilter("ignore")
        return json.loads(expression.meta.serialize(format="json"))


def _taken_apart(node: Node) -> Node:
    match node:
        case {
            "Function": {
                "function": {"Boolean": "AnyHorizontal"},
                "input": [{"Literal": _}, *_],
            }
        }:
            # `Codes.among`, whose systems have their own test: one clause here.
            return {"expression": _expression(node)}
        case {"BinaryExpr": {"op": "And", "left": left, "right": right}}:
            return {"all": [_taken_apart(left), _taken_apart(right)]}
        case {"BinaryExpr": {"op": "Or", "left": left, "right": right}}:
            return {"any": [_taken_apart(left), _taken_apart(right)]}
        case {"Function": {"function": {"Boolean": "Not"}, "input": [inner]}}:
            return {"not": _taken_apart(inner)}
        case {"Function": {"function": {"Boolean": "AnyHorizontal"}, "input": many}}:
            return {"any": [_taken_apart(one) for one in many]}
        case {"Function": {"function": {"Boolean": "AllHorizontal"}, "input": many}}:
            return {"all": [_taken_apart(one) for one in many]}
    return {"expression": _expression(node)}


def _expression(node: Node) -> pl.Expr:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        text = io.BytesIO(json.dumps(node).encode())
        return pl.Expr.deserialize(text, format="json")


def _leaves(node: Node) -> Iterator[Node]:
    if "expression" in node:
        yield node
    for inner in node.get("all", node.get("any", [])):
        yield from _leaves(inner)
    if "not" in node:
        yield from _leaves(node["not"])


def _value(node: Node, row: Sequence[bool | None]) -> bool | None:
    """The clauses put together as polars does it: an unknown may stay unknown."""
    if "not" in node:
        inner = _value(node["not"], row)
        return None if inner is None else not inner
    if "expression" in node:
        return row[node["number"]]
    decisive = "any" in node
    values = [_value(inner, row) for inner in node["any" if decisive else "all"]]
    if decisive in values:
        return decisive
    return None if None in values else not decisive


def lacking_of(one: Trigger, seen: Seen) -> list[str]:
    """What a trigger's examples do not show: limits, outcomes and reasons."""
    defined = one.definition
    expected = {Outcome.FIRED.value, Outcome.QUIET.value}
    if one.concerned is not None:
        expected.add(Outcome.NOT_APPLICABLE.value)
    if defined.not_assessable:
        expected.add(Outcome.NOT_ASSESSABLE.value)
    lacking = [f"no example is {outcome}" for outcome in expected - seen.outcomes]
    lacking += [
        f"no example is not assessable by {reason}"
        for reason in set(defined.not_assessable) - seen.reasons
    ]
    for name, met in seen.limits.items():
        lacking += [
            f"limit {name} is never {'met' if way else 'missed'}"
            for way in {True, False} - met
        ]
    return sorted(lacking)


def main(names: Sequence[str]) -> int:
    """Print what is not covered; 1 when something is not."""
    names = names or stems()
    seen, clauses = run_specs(names)
    lacking = [
        f"{stem}: {said}"
        for stem in names
        for said in lacking_of(_newest(stem), seen[stem])
    ]
    for clause in clauses.values():
        if not clause.covered:
            ways = [
                name
                for name, way in (("kept", clause.kept), ("left out", clause.left_out))
                if not way
            ]
            lacking.append(
                f"{clause.place}: no row {' or '.join(ways)} by {clause.text[:120]}"
            )
    for line in lacking:
        print(line)
    covered = sum(clause.covered for clause in clauses.values())
    print(
        f"{covered} of {len(clauses)} clauses decided rows both ways in "
        f"{len(names)} triggers; {len(lacking)} gaps"
    )
    return 1 if lacking else 0


def _newest(stem: str) -> Trigger:
    one = trigger(stem, next(iter(definition(stem).decisions)))
    assert one is not None
    return one


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
