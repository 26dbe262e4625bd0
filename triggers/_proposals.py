"""Writes decisions: new ones into a trigger's YAML, and who approved them.

A proposal is a decision that nobody has approved yet. What stands in the files stays as
it is, to the letter.
"""

import copy
from collections.abc import Mapping
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from schemas.whole_files import write_whole
from triggers import _catalogue as catalogue
from triggers._approvals import Approval, Approved, Owner, hash_of, key_of
from triggers._decisions import COMPARE, parse_definition

# Fields of a decision that have one value, and may be given by their names.
PLAIN = ("status", "stands")


def proposed(
    stem: str, first_day: date, changes: Mapping[str, str], reason: Mapping[str, Any]
) -> str:
    """A trigger's YAML with a new decision on top, made from the newest one.

    `changes`: `medicines` (the limit of that measure), `medicines.more_than` (with
    another operator), `parameters.NAME`, `status` or `stands`, each to its value as it
    would be written in YAML. `reason`: `because`, `decided_by`, `review_by`, and
    `source` of what is changed. Raises ValueError that says what is not right.
    """
    yaml, file = _yaml(), catalogue.ROOM / f"{stem}.yaml"
    whole = yaml.load(file.read_text(encoding="utf-8"))
    decisions = whole["decisions"]
    newest = next(iter(decisions))
    if first_day <= newest:
        raise ValueError(
            f"{file.name} has a decision of {newest}; a new one begins after it"
        )
    decision = copy.deepcopy(decisions[newest])
    for path, value in changes.items():
        _change(stem, decision, path, yaml.load(value), reason["source"])
    for name in ("because", "decided_by", "review_by"):
        decision[name] = reason[name]
    decisions.insert(0, first_day, decision)
    written = StringIO()
    yaml.dump(whole, written)
    defined = parse_definition(written.getvalue(), file.name)
    catalogue.parameters_of(stem, defined.decisions[first_day])
    if defined.decisions[first_day].does == defined.decisions[newest].does:
        raise ValueError(f"nothing of the decision of {newest} would change")
    return written.getvalue()


def write_proposal(stem: str, text: str) -> None:
    """Put what `proposed` gave in the place of the trigger's YAML."""
    _write(catalogue.ROOM / f"{stem}.yaml", text)


def approvals_so_far(stem: str, first_day: date, owner: Owner, by: str) -> Approved:
    """The approvals of a decision as it stands now, to which an owner may add one.

    Raises ValueError where there is no such decision, where the owner has approved it
    already, and where one person would approve it as both owners.
    """
    key = key_of(stem, first_day)
    decision = catalogue.definition(stem).decisions.get(first_day)
    if decision is None:
        raise ValueError(f"{stem}.yaml has no decision of {first_day}")
    digest = hash_of(decision)
    known = catalogue.approvals().get(key)
    # An approval holds for what was approved, and for nothing that came later.
    known = known if known and known.sha256 == digest else Approved(sha256=digest)
    if getattr(known, owner) is not None:
        raise ValueError(f"{key} is already approved by its {_said(owner)}")
    other = next(one for one in Owner if one is not owner)
    others = getattr(known, other)
    if others is not None and others.by.casefold() == by.casefold():
        raise ValueError(
            f"{by} approved {key} as its {_said(other)}; another person "
            f"approves as its {_said(owner)}"
        )
    return known


def approve(
    stem: str,
    first_day: date,
    owner: Owner,
    approval: Approval,
    personas: Mapping[str, Mapping[date, str]] | None = None,
) -> Approved:
    """Add an owner's approval of a decision as it stands now; all its approvals.

    `personas`: as `Approved` has them. Raises ValueError as `approvals_so_far` does.
    """
    key = key_of(stem, first_day)
    known = approvals_so_far(stem, first_day, owner, approval.by)
    approved = known.model_copy(update={owner: approval, "personas": personas or {}})
    yaml, file = _yaml(), catalogue.ROOM / catalogue.APPROVALS
    whole = yaml.load(file.read_text(encoding="utf-8")) or CommentedMap()
    whole[key] = {"sha256": approved.sha256}
    for one in Owner:
        if given := getattr(approved, one):
            whole[key][str(one)] = _on_one_line(given.model_dump(exclude_none=True))
    if approved.personas:
        rows = {name: _on_one_line(days) for name, days in approved.personas.items()}
        whole[key]["personas"] = rows
    written = StringIO()
    yaml.dump(whole, written)
    _write(file, written.getvalue())
    return approved


def _on_one_line(row: Mapping[Any, Any]) -> CommentedMap:
    made = CommentedMap(row)
    made.fa.set_flow_style()
    return made


def _write(file: Path, text: str) -> None:
    # Others read the product's files too: who may is not for this to change.
    mode = file.stat().st_mode
    write_whole(file, text)
    file.chmod(mode)
    catalogue.forget()


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _change(
    stem: str, decision: CommentedMap, path: str, value: Any, source: str
) -> None:
    name, _, part = path.partition(".")
    if name in PLAIN and not part:
        decision[name] = value
        return
    if name == "parameters":
        if part not in decision["parameters"]:
            raise ValueError(
                f"{stem} has no parameter {part or path}; it has: "
                f"{', '.join(decision['parameters'])}"
            )
        decision["parameters"][part] = {"value": value, "source": source}
        return
    condition = next(iter(decision["fires_when"].values()))
    found = [one for one in condition if one["measure"] == name]
    if len(found) != 1 or part not in ("", *COMPARE):
        measures = dict.fromkeys(one["measure"] for one in condition)
        raise ValueError(
            f"--set {path}: write a measure with one limit ({', '.join(measures)}), "
            f"with or without an operator ({', '.join(COMPARE)}), parameters.NAME, "
            f"{' or '.join(PLAIN)}"
        )
    threshold = found[0]
    operator = next(one for one in COMPARE if one in threshold)
    if part and part != operator:
        threshold.insert(list(threshold).index(operator), part, value)
        del threshold[operator]
    else:
        threshold[operator] = value
    threshold["source"] = source


def _said(owner: Owner) -> str:
    return owner.replace("_", " ")
