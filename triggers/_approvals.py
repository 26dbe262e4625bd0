"""Who approved which decision, and what its content was when they did.

A decision is in force once a clinical owner and a data owner have approved it; what
they approved is kept as a hash, so that a decision in force is never edited.
"""

import hashlib
import json
from datetime import date
from enum import StrEnum
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from triggers._decisions import Decision, UniqueKeyLoader


class EditedDecision(ValueError):
    """A decision in force is not what was approved."""


class Owner(StrEnum):
    """Who must approve a decision before anybody is listed by it."""

    CLINICAL = "clinical_owner"
    DATA = "data_owner"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Approval(_Strict):
    """One owner's approval, and what the trial had shown by then.

    `weeks_in_shadow`: from the first to the last night that measured it in shadow.
    `labelled`: people for whom it fires and of whom somebody has said whether they need
    an assessment. Both null: asked of nobody, as of the product's own decisions.
    `because`: why less was enough; null: it was not less.
    """

    by: str = Field(min_length=1)
    day: date
    weeks_in_shadow: float | None = None
    labelled: int | None = None
    because: str | None = None


class Approved(_Strict):
    """The approvals of one decision, as it was: `sha256` of its content.

    `personas`: who of the invented people comes out by it otherwise than their story
    says, on which day and how, as the owners were told; the night holds it to that.
    """

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    clinical_owner: Approval | None = None
    data_owner: Approval | None = None
    personas: dict[str, dict[date, str]] = {}

    @property
    def on(self) -> date | None:
        """The day from which both have approved; null: one has not."""
        if self.clinical_owner is None or self.data_owner is None:
            return None
        return max(self.clinical_owner.day, self.data_owner.day)


def key_of(stem: str, first_day: date) -> str:
    """How a decision is called: its trigger and its first day."""
    return f"{stem}@{first_day}"


def hash_of(decision: Decision) -> str:
    """Hash of all that a decision says; how its YAML is laid out does not matter."""
    said = decision.model_dump(mode="json", exclude_defaults=True)
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def read_approvals(path: Path) -> dict[str, Approved]:
    """Decision, as `key_of` calls it, to its approvals.

    Raises ValueError that names the file where it is not right.
    """
    try:
        with path.open(encoding="utf-8") as file:
            rows = yaml.load(file, UniqueKeyLoader) or {}
        return {key: Approved.model_validate(row) for key, row in rows.items()}
    except (ValueError, yaml.YAMLError) as error:
        raise ValueError(f"{path.name}: {error}") from error


def check_untouched(
    stem: str, decisions: dict[date, Decision], approvals: dict[str, Approved]
) -> None:
    """Raise EditedDecision where a decision is not as both owners approved it."""
    for key, approved in approvals.items():
        of, _, first = key.partition("@")
        if of != stem or approved.on is None:
            continue
        decision = decisions.get(date.fromisoformat(first))
        if decision is None or hash_of(decision) != approved.sha256:
            what = "is gone" if decision is None else "is not what was approved"
            raise EditedDecision(
                f"{stem}.yaml: the decision of {first} {what}; a decision in force is "
                "never edited: put it back as it was, and write a new one with `herate "
                f"params propose {stem}`"
            )
