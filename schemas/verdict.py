"""Verdicts: what the gate says of one extract on one night."""

from collections.abc import Iterable
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Verdict(StrEnum):
    """What may be done with an extract."""

    ADMITTED = "admitted"
    NOTICE = "admitted_with_notice"
    REFUSED = "refused"


class Severity(StrEnum):
    """What a failed expectation does: refuses the extract, adds a notice, nothing."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"


class Finding(BaseModel):
    """What one expectation found.

    `expectation` says in words what was expected and `sentence` what to do when it
    fails. `observed` holds counts (of the rows that break it), shares and days, never a
    value of a row; None: the result is not a number.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    expectation: str
    column: str | None
    severity: Severity
    passed: bool
    observed: str | None
    sentence: str


class Judgement(BaseModel):
    """The verdict on one extract, with everything that was looked at.

    `rows` counts the rows that were judged, before quarantine.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    extract: str
    verdict: Verdict
    rows: int
    findings: tuple[Finding, ...]

    @property
    def failures(self) -> tuple[Finding, ...]:
        """The findings that did not pass, the gravest first."""
        order = list(Severity)
        failed = (finding for finding in self.findings if not finding.passed)
        return tuple(sorted(failed, key=lambda found: order.index(found.severity)))


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """Refused on any critical failure, else a notice on any warning."""
    return verdict_from(
        {finding.severity for finding in findings if not finding.passed}
    )


def verdict_from(failed: set[Severity]) -> Verdict:
    """The verdict from the severities of what failed."""
    if Severity.CRITICAL in failed:
        return Verdict.REFUSED
    return Verdict.NOTICE if Severity.WARNING in failed else Verdict.ADMITTED
