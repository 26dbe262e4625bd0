"""What the trial of a decision has shown before anybody is listed by it."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from night.calibrating import labels_from
from night.evaluation import read_counts
from night.places import Places, earlier_nights
from schemas.outcome import Outcome
from schemas.settings import Settings
from stewardship.labels import LabelSource
from triggers._approvals import key_of

# Silent trials of four weeks and fifty labelled people (ours); less asks for a reason.
WEEKS, LABELLED = 4, 50


@dataclass(frozen=True)
class Trial:
    """The nights that measured a decision in shadow, and what teams know of its people.

    `first`, `last`: the first and the last of the nights; null: there is none.
    `fired`: people for whom it fires on the last. `labelled`: those of them of whom
    teams recorded whether they need an assessment, and `positive` those who do.
    """

    first: date | None = None
    last: date | None = None
    nights: int = 0
    fired: int = 0
    labelled: int = 0
    positive: int = 0

    @property
    def weeks(self) -> float:
        """From the first night to the last."""
        if self.first is None or self.last is None:
            return 0.0
        return round((self.last - self.first).days / 7, 1)

    @property
    def lacks(self) -> str:
        """What promotion would ask for and is not there; empty: nothing."""
        wants = []
        if self.weeks < WEEKS:
            wants.append(f"{WEEKS} weeks in shadow (it has been {self.weeks:g})")
        if self.labelled < LABELLED:
            wants.append(
                f"{LABELLED} people for whom it fires and of whom teams recorded an "
                f"answer (there are {self.labelled})"
            )
        return " and ".join(wants)


def trial_of(settings: Settings, stem: str, first_day: date, until: date) -> Trial:
    """The trial of a decision in the nights that this home has, until a day."""
    name, found = key_of(stem, first_day), []
    for night in earlier_nights(settings.home, until + timedelta(days=1)):
        places = Places.of(settings, night)
        if places.counts.is_file() and name in read_counts(places).outcomes:
            found.append(night)
    if not found:
        return Trial()
    last = max(found)
    outcomes = pl.scan_parquet(Places.of(settings, last).result("outcomes"))
    fired = outcomes.filter(pl.col(name) == Outcome.FIRED).select("client_id").collect()
    labels = labels_from(settings, LabelSource.DISPOSITIONS, last)
    known = fired.join(labels, on="client_id").drop_nulls("positive")
    return Trial(
        first=min(found),
        last=last,
        nights=len(found),
        fired=fired.height,
        labelled=known.height,
        positive=int(known["positive"].sum()),
    )
