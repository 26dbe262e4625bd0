"""The checklist: what the five seeds say, and what of it the product shows.

`checklist.csv` holds one row per statement of the documents that the product comes
from. Each row says whether the data of the contracts show it, and what does: triggers
by their stems, or in words why none does. `not_shown.csv` says in plain words what no
list can show; the rows that it speaks of name it by its key.
"""

import csv
import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

FOLDER = Path(__file__).parent
SEEDS = {
    "S3": "Soite, Keski-Pohjanmaan hyvinvointialue: Monipalveluasiakkaat (herätteet)",
    "S4": "Itä-Uusimaan hyvinvointialue: Paljon sote-palveluja käyttävät asiakkaat, "
    "palveluketjukuvaus",
    "S0": "Vantaan ja Keravan hyvinvointialue: Sote-segmentointimalli, 27.4.2022",
    "S1": "Helsinki: Neljä erilaista asiakkuutta, 20.12.2023",
    "S2": "Päijät-Sote: Case Manager päihdeasiakkaan rinnalla monipalvelupolulla",
}
LINES = re.compile(r"(\d+)(?:-(\d+))?[a-l]?")


class Data(StrEnum):
    """Whether the data of the contracts show a statement about one person."""

    YES = "Y"
    PARTLY = "P"
    NO = "N"
    RULE = "R"
    AGGREGATE = "A"
    HISTORY = "-"


class Otherwise(StrEnum):
    """What stands where no trigger shows a statement."""

    PERSON = "a person must say it"
    UNSEEN = "cannot be seen in these data"
    AGGREGATE = "aggregate only"
    RULE = "a rule of the product"
    PEOPLE = "how people work"
    NOTHING = ""


class Statement(BaseModel):
    """One statement of a seed.

    `lines`: numbers, ranges and the letter of a bullet within a line, with blanks
    between them. `official`: the heading under which the seed lists it as a sign or a
    rule of its own; empty: it does not. `quote`: the seed's own words, for those.
    `told_as`: key of the sentence that tells of it on a list's guide; empty: none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: int = Field(ge=1)
    seed: Literal["S0", "S1", "S2", "S3", "S4"]
    lines: str = Field(pattern=r"^\d+(-\d+)?[a-l]?( \d+(-\d+)?[a-l]?)*$")
    statement: str = Field(min_length=1)
    data: Data
    shown_by: str
    remark: str
    official: str
    quote: str
    told_as: str

    @field_validator("*", mode="before")
    @classmethod
    def _trimmed(cls, value: Any) -> Any:
        if isinstance(value, str) and value != value.strip():
            raise ValueError("has blanks around it")
        return value

    @property
    def triggers(self) -> tuple[str, ...]:
        """The stems of the triggers that show it; none where `shown_by` is in words."""
        return () if self.shown_by in {*Otherwise} else tuple(self.shown_by.split())

    def seed_lines(self) -> Iterator[str]:
        """Every line that it stands on, as decisions name them: `S3:22`."""
        for first, last in LINES.findall(self.lines):
            for line in range(int(first), int(last or first) + 1):
                yield f"{self.seed}:{line}"


class NotShown(BaseModel):
    """One sentence on what no list shows, in the languages of lists and in English."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = Field(pattern=r"^[a-z_]+$")
    fi: str = Field(min_length=1)
    sv: str = Field(min_length=1)
    en: str = Field(min_length=1)


@cache
def checklist() -> tuple[Statement, ...]:
    """Every statement, in the order of its number."""
    return tuple(map(Statement.model_validate, _rows("checklist")))


@cache
def not_shown() -> tuple[NotShown, ...]:
    """What no list shows, in the order in which it is told."""
    return tuple(map(NotShown.model_validate, _rows("not_shown")))


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))
