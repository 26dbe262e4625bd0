"""One expectation: what it expects in words, why, and what to do when it fails.

`critical` refuses the extract, `warning` admits it with a notice, `info` is only told.
"""

from typing import Any

from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.metadata_types import FailureSeverity

CRITICAL = FailureSeverity.CRITICAL
WARNING = FailureSeverity.WARNING
INFO = FailureSeverity.INFO

ASK_SENDER = "Ask the sender of the extract what changed."
MAP_CODES = "Look at the quarantine and the codelists: a code may lack its mapping."

EFFECT = {
    CRITICAL: "When it fails, the extract is refused.",
    WARNING: "When it fails, the extract is admitted with a notice.",
    INFO: "When it fails, it is only told here.",
}


def expect(
    kind: type[Expectation],
    severity: FailureSeverity,
    says: str,
    because: str,
    then: str,
    **settings: Any,
) -> Expectation:
    """An expectation with its words; Data Docs show all three.

    `because` is the reason of every limit in `settings`.
    """
    return kind(
        severity=severity,
        description=says,
        meta={"because": because, "then": then},
        notes=[because, EFFECT[severity], then],
        **settings,
    )
