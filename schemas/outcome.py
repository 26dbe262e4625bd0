"""The four outcomes of a trigger for a person; never two."""

from enum import StrEnum

import polars as pl


class Outcome(StrEnum):
    """What a trigger says of one person on one day."""

    FIRED = "fired"
    QUIET = "quiet"
    NOT_ASSESSABLE = "not_assessable"
    NOT_APPLICABLE = "not_applicable"


OUTCOME = pl.Enum([outcome.value for outcome in Outcome])
