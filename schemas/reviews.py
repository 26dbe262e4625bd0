"""A month's review: what was drawn, what people answer, and what that tells."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Need(StrEnum):
    """What a review says: whether the client's needs should be assessed."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class Drawn(BaseModel):
    """How many of a stratum were drawn for a month, from the night of `as_of`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    month: str
    stratum: str
    as_of: date
    people: int
    drawn: int


class Rate(BaseModel):
    """The share of people whose needs should be assessed, with its 95 % interval.

    `people`: all in the stratum, over the months. `rate` null: nothing was answered
    with yes or no (overall: in some stratum).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    stratum: str
    people: int
    drawn: int
    yes: int = 0
    no: int = 0
    unsure: int = 0
    unanswered: int
    rate: float | None
    at_least: float
    at_most: float
