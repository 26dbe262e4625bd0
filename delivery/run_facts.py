"""What every delivered file tells of the night that it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from schemas.verdict import Verdict
from worklist.routing import Team


@dataclass(frozen=True)
class RunFacts:
    """One night, as its lists describe it.

    `code_version`: hash of the code. `decisions`: trigger to the first day of the
    decision in force. `verdicts`: extract to what the gate said of it.
    `trigger_names`: trigger to language to name; a trigger without one is shown by its
    stem. `teams`: by code, those who can take a client over.
    """

    county: str
    as_of: date
    code_version: str
    decisions: Mapping[str, date]
    verdicts: Mapping[str, Verdict]
    trigger_names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    teams: Mapping[str, Team] = field(default_factory=dict)
